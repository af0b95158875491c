"""What is shown and what comes back, whoever draws it: the pages of the questionnaire as immutable values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE

Picked = tuple[str, ...]


class Kind(Enum):
    """How a page is answered."""

    ONE = "choose one"
    ANY = "tick any"
    NUMBER = "type a number"


class Command(Enum):
    """What a person can ask for instead of answering."""

    BACK = "back"
    REVIEW = "review"
    LEAVE = "leave"


Reply = Picked | int | Command


@dataclass(frozen=True)
class Choice:
    """One thing to choose or tick. `words` are other ways to type it; `detail` helps to decide."""

    value: str
    label: str
    words: tuple[str, ...] = ()
    detail: str | None = None


@dataclass(frozen=True)
class Page:
    """One thing to decide. `suggested` is what Enter alone picks; `alert` stands on the first line."""

    ask: str
    choices: tuple[Choice, ...]
    kind: Kind = Kind.ONE
    title: str = ""
    progress: str = ""
    alert: str = ""
    notes: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    help: str = ""
    why: tuple[str, ...] = ()
    suggested: Picked = ()
    commands: frozenset[Command] = frozenset()
    minimum: int = 0
    maximum: int = 0
    unit: str = ""

    @property
    def values(self) -> Picked:
        return tuple(choice.value for choice in self.choices)


def ticked(page: Page, values: Sequence[str]) -> Picked:
    """Ticks as they come together: in the order of the page, with "none of these" only by itself."""
    chosen = set(values)
    return tuple(value for value in page.values if value in chosen)


def toggled(page: Page, values: Sequence[str], value: str) -> Picked:
    """One tick changed: "none of these" and everything else untick each other."""
    if value in values:
        return tuple(each for each in values if each != value)
    if value == NONE:
        return (NONE,)
    return ticked(page, [*(each for each in values if each != NONE), value])


def is_special(value: str) -> bool:
    """Whether a value stands for all that is not ticked: none of these, not sure, rather not say."""
    return value in (NONE, UNSURE, RATHER_NOT_SAY)

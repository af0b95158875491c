"""Productions: the plain rules that durable_rules runs, and the facts that they test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

OR = "|"


class Is(NamedTuple):
    """A fact, and the test for it: `about` is `value`; or one of several words, if `value` has them, parted by `OR`.

    To durable_rules "a|b" is one value like any other: whether one of its words was said is known before it is asked.
    """

    about: str
    value: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.value.split(OR))


class Number(NamedTuple):
    """A fact: the number given for `about`. At most one for each `about`."""

    about: str
    number: float


class Within(NamedTuple):
    """A test: the number for `about` is at least `at_least` and below `below`, where these are given."""

    about: str
    at_least: int | None
    below: int | None

    def includes(self, number: float) -> bool:
        return (self.at_least is None or number >= self.at_least) and (self.below is None or number < self.below)

    def both(self, other: Within) -> Within:
        """The test that holds where both do; of the same subject."""
        lower = [bound for bound in (self.at_least, other.at_least) if bound is not None]
        upper = [bound for bound in (self.below, other.below) if bound is not None]
        return Within(self.about, max(lower, default=None), min(upper, default=None))


class Holds(NamedTuple):
    """A test: a production has concluded the proposition."""

    proposition: str


Fact = Is | Number
Test = Is | Within | Holds


@dataclass(frozen=True, slots=True)
class Production:
    """Fires once, when all its tests hold; then what it concludes holds too."""

    name: str
    tests: tuple[Test, ...]
    concludes: str | None = None

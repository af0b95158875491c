"""Every text of a pack with its place, and who reads it: the person, or only the clinician who reviews the pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import get_args

from triage.errors import Location
from triage.pack.knowledge import Entry
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.wording import Person, Wording
from triage.records import field_names

PERSONS: tuple[Person, ...] = get_args(Person)

# What a person reads, with the most characters that stay easy on a telephone: names and choices are one or two lines,
# a question is four, an explanation six, an instruction or a page of its own eight.
NAME, LINE, QUESTION, REASON, PAGE = 60, 90, 160, 220, 300

SENTENCES = {
    "About.title": LINE,
    "About.intended_use": PAGE,
    "About.not_for": PAGE,
    "About.limits": PAGE,
    "About.review.statement": PAGE,
    "About.emergency_hint": PAGE,
    "About.exercise_caution": PAGE,
    "About.no_cause": PAGE,
    "Screen.title": LINE,
    "Screen.intro": REASON,
    "TickList.ask": QUESTION,
    "Question.ask": QUESTION,
    "Question.help": REASON,
    "Question.says": QUESTION,
    "Question.why": REASON,
    "Question.options.label": LINE,
    "Question.options.says": QUESTION,
    "NewSigns.signs.says": LINE,
    "SecondLook.title": LINE,
    "SecondLook.ask": QUESTION,
    "SecondLook.why": REASON,
    "SecondLookLine.lead": NAME,
    "SecondLookLine.signs.says": LINE,
    "UrgencyLevel.label": NAME,
    "UrgencyLevel.action": PAGE,
    "UrgencyLevel.timeframe": LINE,
    "Professional.reach": QUESTION,
    "Cause.plain": REASON,
    "Cause.see.why": QUESTION,
    "Cause.treatments.note": QUESTION,
    "Cause.exercises.note": QUESTION,
    "NamedCondition.plain": REASON,
    "Treatment.text": REASON,
    "Exercise.steps": QUESTION,
    "Exercise.caution": REASON,
    "Pattern.means": QUESTION,
    "DangerSign.because": REASON,
    "Base.because": REASON,
    "Base.reassured_because": REASON,
    "Evidence.finding": QUESTION,
    "ExerciseGate.because": REASON,
}
# Names are shown to a person too, but a disease or a profession is called what it is called.
NAMES = {
    "Professional.label": NAME,
    "Cause.label": NAME,
    "NamedCondition.label": NAME,
    "Treatment.label": NAME,
    "Exercise.label": NAME,
    "DangerSign.label": LINE,
}
# These speak to whoever holds the telephone, so "you" is right for both persons.
TO_THE_READER = frozenset({"Question.help", "Screen.intro", "UrgencyLevel.action", "Professional.reach"})


@dataclass(frozen=True)
class Text:
    """One text of an entry. `path` is the model and the way to the field, such as `Question.options.label`."""

    where: Location
    entry: str
    path: str
    text: str

    @property
    def owner(self) -> str:
        """The text in the words of a message: `'side', options.label`."""
        return f"'{self.entry}', {self.path.partition('.')[2]}"

    @property
    def is_sentence(self) -> bool:
        return self.path in SENTENCES

    @property
    def is_shown(self) -> bool:
        """Whether the person being triaged may read it."""
        return self.path in SENTENCES or self.path in NAMES

    @property
    def longest(self) -> int:
        return SENTENCES.get(self.path) or NAMES[self.path]

    @property
    def speaks_to_the_reader(self) -> bool:
        return self.path in TO_THE_READER or self.path.startswith("About.")


def all_texts(pack: Pack) -> Iterator[Text]:
    """Every text of the pack, in the order of the files; entries inside entries come on their own."""
    for entry in pack.entries():
        for path, text in _texts(entry, type(entry).__name__):
            yield Text(entry.where, entry.id, path, text)


def shown_texts(pack: Pack) -> Iterator[Text]:
    """The texts that the person being triaged may read."""
    return (text for text in all_texts(pack) if text.is_shown)


def readings(pack: Pack, text: str) -> set[str]:
    """The sentences that a text becomes, over both persons and all countries. Raises KeyError for an unknown place."""
    return {Wording(country, person)(text) for country, person in product(pack.about.countries, PERSONS)}


def _texts(part: object, path: str) -> Iterator[tuple[str, str]]:
    match part:
        case str():
            yield path, part
        case tuple():
            for each in part:
                if not isinstance(each, Entry):
                    yield from _texts(each, path)
        case Model():
            for name in field_names(part):
                yield from _texts(getattr(part, name), f"{path}.{name}")
        case _:
            pass

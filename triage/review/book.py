"""The book of rules as data: every question and every rule of a pack in words, by topic, for a clinician to judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from triage.pack.knowledge import Entry, Screen, kind_of
from triage.pack.pack import Pack
from triage.pack.show import fields_in_words
from triage.pack.wording import Wording

# What a reader of the book does not judge: how the program finds its way, and what stands in the heading already.
_LEFT_OUT = frozenset(("conditions", "countries", "title", "label", "cause", "review", "languages"))


@dataclass(frozen=True)
class Told:
    """One entry: what it is, its heading, and what it says, field by field; lines of conditions are indented lists."""

    id: str
    kind: str
    heading: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Topic:
    """Entries that are read together."""

    id: str
    heading: str
    entries: tuple[Told, ...]


@dataclass(frozen=True)
class Chapter:
    """A part of the book; `about` says what there is to judge in it."""

    id: str
    heading: str
    about: str
    topics: tuple[Topic, ...]

    @property
    def entries(self) -> Iterator[Told]:
        for topic in self.topics:
            yield from topic.entries


def book(pack: Pack) -> tuple[Chapter, ...]:
    """All chapters, in the order in which a person meets what they tell."""
    tell = _Teller(pack)
    return tuple(Chapter(name, heading, about, topics(tell)) for name, heading, about, topics in _CHAPTERS)


def _levels(tell: _Teller) -> tuple[Topic, ...]:
    pack = tell.pack
    return (
        tell.topic("the_pack", "The pack", [pack.about, pack.base]),
        tell.topic("urgency", "The five levels", pack.urgency_levels),
        tell.topic("professionals", "Whom to see", pack.professionals.values()),
        tell.topic("countries", "Countries", pack.about.countries),
    )


def _questions(tell: _Teller) -> tuple[Topic, ...]:
    topics = (tell.topic(one.id, tell.say(one.title), (*one.questions, *one.lists)) for one in tell.pack.screens)
    return tuple(
        replace(topic, entries=(*tell.introduction(one), *topic.entries))
        for one, topic in zip(tell.pack.screens, topics, strict=True)
    )


def _danger_signs(tell: _Teller) -> tuple[Topic, ...]:
    return tuple(tell.topic(*each) for each in _by_file(tell.pack.danger_signs.values()))


def _patterns(tell: _Teller) -> tuple[Topic, ...]:
    return (tell.topic("all_patterns", "All patterns", tell.pack.patterns.values()),)


def _causes(tell: _Teller) -> tuple[Topic, ...]:
    """Each cause with its conditions, and with all that speaks for and against it."""
    lines = tell.pack.evidence.values()
    return tuple(
        tell.topic(
            f"cause_{cause.id}",
            tell.say(cause.label),
            (cause, *cause.conditions, *(line for line in lines if line.cause == cause.id)),
        )
        for cause in tell.pack.causes.values()
    )


def _advice(tell: _Teller) -> tuple[Topic, ...]:
    pack = tell.pack
    return (
        tell.topic("treatments", "Treatments", pack.treatments.values()),
        tell.topic("exercises", "Exercises", pack.exercises.values()),
        tell.topic("gates", "What withholds exercises", pack.gates.values()),
    )


def _watching(tell: _Teller) -> tuple[Topic, ...]:
    again = tell.pack.second_look
    return (
        tell.topic("new_signs", "What to watch for", tell.pack.new_signs.values()),
        tell.topic("second_look", "The second look", (again, *again.lines)),
    )


def _invariants(tell: _Teller) -> tuple[Topic, ...]:
    return (
        tell.topic("safety_properties", "Safety properties", tell.pack.invariants.values()),
        tell.topic("changes", "Changes", tell.pack.changes.values()),
    )


def _sources(tell: _Teller) -> tuple[Topic, ...]:
    return (tell.topic("all_sources", "All sources", tell.pack.sources.values()),)


def _by_file(entries: Iterable[Entry]) -> Iterator[tuple[str, str, list[Entry]]]:
    """Entries by the file that they stand in, which is their clinical topic."""
    topics: dict[str, list[Entry]] = {}
    for entry in entries:
        topics.setdefault(entry.where.path.rpartition("/")[2].partition(".")[0], []).append(entry)
    for name, found in topics.items():
        yield f"topic_{name}", name.replace("_", " ").capitalize(), found


@dataclass(frozen=True)
class _Teller:
    """Entries in the words of `triage show`, as they are said to the person themself."""

    pack: Pack

    @property
    def say(self) -> Wording:
        return Wording(self.pack.countries[self.pack.about.default_country])

    def topic(self, name: str, heading: str, entries: Iterable[Entry]) -> Topic:
        return Topic(name, heading, tuple(map(self._told, entries)))

    def introduction(self, screen: Screen) -> Iterator[Told]:
        """What is said before the questions of a screen, where anything is."""
        if screen.intro is not None:
            fields = (("says", (self.say(screen.intro),)),)
            yield Told(screen.id, kind_of(screen), "What is said before these questions", fields)

    def _told(self, entry: Entry) -> Told:
        heading = next((text for field in _HEADINGS if isinstance(text := getattr(entry, field, None), str)), entry.id)
        fields = tuple(
            (label, tuple(lines))
            for label, lines in fields_in_words(self.pack, entry, self.say)
            if label not in _LEFT_OUT and lines != [self.say(heading)]
        )
        return Told(entry.id, kind_of(entry), self.say(heading), fields)


_HEADINGS = ("label", "title", "says", "means", "finding", "lead", "because", "ask")
_CHAPTERS: tuple[tuple[str, str, str, Callable[[_Teller], tuple[Topic, ...]]], ...] = (
    (
        "levels",
        "What it says",
        "The purpose, the five levels with what a person is told at each, and whom they are sent to.",
        _levels,
    ),
    (
        "questions",
        "Questions",
        "What is asked, in which words, and what silence counts as. Is anything missing, or easily misread?",
        _questions,
    ),
    (
        "danger_signs",
        "Danger signs",
        "Each sets a level by itself. Is it high enough, is it too high, and is “not sure” dealt with rightly?",
        _danger_signs,
    ),
    (
        "patterns",
        "Patterns",
        "Conclusions on the way that rules share. A word here changes every rule that names it.",
        _patterns,
    ),
    (
        "causes",
        "Possible causes",
        "What speaks for and against each cause. They never change the urgency.",
        _causes,
    ),
    (
        "advice",
        "Treatments and exercises",
        "What may be asked about, and what withholds an exercise. “Not sure” withholds too.",
        _advice,
    ),
    (
        "watching",
        "What to watch for, and the second look",
        "New signs that would make it more urgent, and what is asked once more before a calm result.",
        _watching,
    ),
    (
        "invariants",
        "Safety properties and changes",
        "What must hold for every set of answers, and why what was changed was changed.",
        _invariants,
    ),
    (
        "sources",
        "Sources",
        "Where statements come from, and how that was read: those marked “general knowledge” were not read at all.",
        _sources,
    ),
)

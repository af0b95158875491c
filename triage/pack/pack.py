"""`Pack`: one versioned knowledge base as one immutable value, and the check that its parts know each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import assert_never

from triage.errors import PackError, Problem, UnknownId, did_you_mean
from triage.locale import locale_named
from triage.pack import strings
from triage.pack.conditions import AnswerIs, CauseIsPossible, Condition, NumberIs, PatternHolds, UrgencyIs, leaves
from triage.pack.knowledge import (
    About,
    ArticleItem,
    Cause,
    Country,
    DeskPractice,
    Entry,
    Exercise,
    Language,
    NewSigns,
    PackChange,
    Professional,
    Question,
    Review,
    Screen,
    SecondLook,
    SignOff,
    Source,
    TickList,
    Treatment,
    UrgencyLevel,
)
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Invariant, Pattern
from triage.pack.scales import Urgency
from triage.records import Record, field

SOURCE = "en"  # the language that packs are written in


class Pack(Record, eq=False):
    """Everything in `knowledge/` and `rules/`, in one language. Two packs with the same `sha256` say the same.

    `languages` are those it is translated into, `language_files` the texts of their files by path, read but not looked
    into before `in_language` needs them. In a translated pack, `untranslated` has what stayed English (its key, and the
    English), and `original` is the English pack.
    """

    about: About
    screens: tuple[Screen, ...]
    new_signs: Mapping[str, NewSigns]
    second_look: SecondLook
    desk: DeskPractice
    urgency_levels: tuple[UrgencyLevel, ...]
    professionals: Mapping[str, Professional]
    causes: Mapping[str, Cause]
    treatments: Mapping[str, Treatment]
    exercises: Mapping[str, Exercise]
    sources: Mapping[str, Source]
    article: Mapping[str, ArticleItem]
    patterns: Mapping[str, Pattern]
    danger_signs: Mapping[str, DangerSign]
    base: Base
    evidence: Mapping[str, Evidence]
    gates: Mapping[str, ExerciseGate]
    invariants: Mapping[str, Invariant]
    changes: Mapping[str, PackChange]
    sign_offs: Mapping[str, SignOff]
    sha256: str
    root: str
    languages: Mapping[str, Language] = field(default_factory=dict)
    language_files: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str = SOURCE
    untranslated: Mapping[str, str] = field(default_factory=dict)
    original: Pack | None = field(default=None, repr=False)
    translated: Callable[[Pack, str], Pack] | None = field(default=None, repr=False)

    def in_language(self, tag: str) -> Pack:
        """The same pack with its texts in another language: made once, then kept.

        A text that is not translated, or whose English was changed after it was, stays English.
        Raises UnknownId for a language that there is not, PackError where its files cannot be read.
        """
        if self.original is not None:
            return self.original.in_language(tag)
        if tag not in self._in_languages:
            if tag not in self.languages or self.translated is None:
                known = (self.language, *self.languages)
                raise UnknownId(f"no language '{tag[:60]}' here.{did_you_mean(tag, known)} (one of {', '.join(known)})")
            self._in_languages[tag] = self.translated(self, tag)
        return self._in_languages[tag]

    @property
    def direction(self) -> str:
        """Which way this language is written: "ltr" or "rtl"."""
        about = self.languages.get(self.language)
        return "ltr" if about is None else about.direction

    @cached_property
    def _in_languages(self) -> dict[str, Pack]:
        return {self.language: self}

    @cached_property
    def signed_by(self) -> tuple[SignOff, ...]:
        """The sign-offs of exactly this content: those of any other are of another pack."""
        return tuple(one for one in self.sign_offs.values() if one.sha256 == self.sha256)

    @property
    def review(self) -> Review:
        """Whether exactly this content is signed off, and by whom, in a sentence."""
        if not self.signed_by:
            return self.about.review
        return Review(status="signed_off", statement=" ".join(map(self._signed, self.signed_by)))

    def _signed(self, one: SignOff) -> str:
        """A sign-off in words. Its own words are in the language of the pack's source, and never left out."""
        if self.language == (self.original or self).language:
            return one.statement
        say, about = locale_named(self.language), {"name": one.name, "role": one.role, "day": one.date}
        plain = say(strings.SIGNED) % about
        is_plain = one.statement == strings.SIGNED % about
        return plain if is_plain else f"{plain} {say(strings.OWN_WORDS) % {'statement': one.statement}}"

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by id, in the order of the files."""
        return {question.id: question for screen in self.screens for question in screen.questions}

    @cached_property
    def screen_of(self) -> dict[str, Screen]:
        return {question.id: screen for screen in self.screens for question in screen.questions}

    @cached_property
    def lists(self) -> tuple[TickList, ...]:
        return tuple(tick_list for screen in self.screens for tick_list in screen.lists)

    @cached_property
    def levels(self) -> dict[Urgency, UrgencyLevel]:
        return {level.urgency: level for level in self.urgency_levels}

    @cached_property
    def countries(self) -> dict[str, Country]:
        return {country.id: country for country in self.about.countries}

    @cached_property
    def gate_order(self) -> tuple[Question, ...]:
        """The questions, each after those that decide whether it is asked. Raises PackError for a circle."""
        return tuple(self.questions[name] for name in _sorted_by_need(self._gate_needs(), self.questions))

    @cached_property
    def pattern_order(self) -> tuple[Pattern, ...]:
        """The patterns, each after those it uses. Raises PackError when patterns form a circle."""
        needs = {
            pattern.id: {leaf.pattern for leaf in leaves(pattern.when) if isinstance(leaf, PatternHolds)}
            for pattern in self.patterns.values()
        }
        return tuple(self.patterns[name] for name in _sorted_by_need(needs, self.patterns))

    @cached_property
    def questions_of_pattern(self) -> dict[str, frozenset[str]]:
        """Every question that a pattern depends on, directly or through other patterns."""
        found: dict[str, frozenset[str]] = {}
        for pattern in self.pattern_order:
            found[pattern.id] = self._read_by(pattern.when, found)
        return found

    def questions_read_by(self, condition: Condition) -> frozenset[str]:
        """Every question that a condition depends on, also through patterns."""
        return self._read_by(condition, self.questions_of_pattern)

    @staticmethod
    def _read_by(condition: Condition, by_pattern: Mapping[str, frozenset[str]]) -> frozenset[str]:
        read: set[str] = set()
        for leaf in leaves(condition):
            match leaf:
                case AnswerIs(question) | NumberIs(question):
                    read.add(question)
                case PatternHolds(pattern):
                    read |= by_pattern[pattern]
                case UrgencyIs() | CauseIsPossible():
                    pass
                case _:
                    assert_never(leaf)
        return frozenset(read)

    def _gate_needs(self) -> dict[str, set[str]]:
        return {
            question.id: set(self.questions_read_by(question.ask_when)) if question.ask_when else set()
            for question in self.questions.values()
        }

    def entries(self) -> Iterable[Entry]:
        """Everything that has an id of its own, in the order of the files."""
        yield self.about
        for screen in self.screens:
            yield screen
            yield from screen.questions
            yield from screen.lists
        yield from self.new_signs.values()
        yield self.second_look
        yield from self.second_look.lines
        yield self.desk
        yield from self.desk.reasons
        yield from self.urgency_levels
        for cause in self.causes.values():
            yield cause
            yield from cause.conditions
        for group in (self.professionals, self.treatments, self.exercises, self.sources, self.article):
            yield from group.values()
        yield from self.patterns.values()
        yield from self.danger_signs.values()
        yield self.base
        for rules in (self.evidence, self.gates, self.invariants, self.changes, self.sign_offs):
            yield from rules.values()
        yield from self.languages.values()


def _sorted_by_need(needs: Mapping[str, set[str]], entries: Mapping[str, Entry]) -> list[str]:
    """Names so that each comes after what it needs, otherwise in the given order."""
    done: dict[str, None] = {}
    on_the_way: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in on_the_way:
            circle = " -> ".join([*on_the_way[on_the_way.index(name) :], name])
            message, hint = f"these need each other in a circle: {circle}", "Take one out of the other's condition."
            raise PackError([Problem(entries[name].where, "R104", message, hint)])
        on_the_way.append(name)
        for other in sorted(needs[name]):
            visit(other)
        on_the_way.pop()
        done[name] = None

    for name in needs:
        visit(name)
    return list(done)

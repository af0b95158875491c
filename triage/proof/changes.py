"""One answer changed, all others as they are: does the urgency fall?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from triage.locale import Say, locale_named
from triage.pack.scales import Urgency
from triage.proof import strings
from triage.proof.formulas import TRUE, Formula, both, either, negation
from triage.proof.outcome import Outcome
from triage.proof.properties import AllAnswers, Claim, Counterexample, level_and_signs
from triage.proof.said import words_of
from triage.proof.world import World
from triage.reasoning.answers import Value

ABOVE_THE_LOWEST = tuple(level for level in Urgency if level is not Urgency.ROUTINE)


@dataclass(frozen=True)
class End:
    """Where a change of one answer leads: the world, the answer that it makes of the old one, and when it counts."""

    world: World
    becomes: Callable[[Value], Value]
    counts: Formula = TRUE


def falls(everyone: AllAnswers, question: str, begins: Formula, before: World, ends: Sequence[End]) -> Claim:
    """The urgency is lower after the change than before it; of several ends the most urgent that counts is taken."""
    level_before = Outcome(before)
    reached = [(end.counts, Outcome(end.world)) for end in ends]
    counted = [begins, either(end.counts for end in ends)]

    def level_falls() -> Formula:
        lost = (
            _lost(level_before.at_least(level), [(counts, one.at_least(level)) for counts, one in reached])
            for level in ABOVE_THE_LOWEST
        )
        return both([*counted, either(lost)])

    def tell(model: Any) -> Counterexample:
        answers = everyone.said.answers(model)
        was, _ = level_and_signs(everyone.pack, answers)
        earlier = answers.given[question]
        changed = [
            answers.with_answer(question, end.becomes(earlier))
            for end in ends
            if everyone.prover.is_true(model, end.counts)
        ]
        found = [(*level_and_signs(everyone.pack, one), one) for one in changed]
        level, signs, instead = max(found, key=lambda one: one[0].rank)
        say = locale_named(everyone.pack.language)
        moved = {"later": shown(instead.given[question], say), "earlier": shown(earlier, say)}
        because = say(strings.FALLS_WITH) % {"question": question, **moved, "was": was, "level": level}
        return Counterexample(instead, because, signs, level, was, answers)

    return Claim(both([*counted, _a_reason_is_lost(level_before, reached)]), tell, level_falls)


def _lost(had: Formula, kept: Iterable[tuple[Formula, Formula]]) -> Formula:
    """That something held before, and at no end that counts."""
    return both([had, *(negation(both([counts, one])) for counts, one in kept)])


def _a_reason_is_lost(before: Outcome, reached: Sequence[tuple[Formula, Outcome]]) -> Formula:
    """That something which alone sets a level is lost: where nothing is, no level is lost.

    A danger sign that the change cannot reach is there before and after.
    """
    worlds = [before.world, *(one.world for _, one in reached)]
    signs = [sign for sign in before.pack.danger_signs if len({id(world.home_of(sign)) for world in worlds}) > 1]
    found = []
    for level in ABOVE_THE_LOWEST:
        ends = [one.reasons_for(level, signs) for _, one in reached]
        for had, *kept in zip(before.reasons_for(level, signs), *ends, strict=True):
            if any(one is not had for one in kept):
                found.append(_lost(had, zip((counts for counts, _ in reached), kept, strict=True)))
    return either(found)


def instead(value: Value, _: Value) -> Value:
    """A change that puts one answer in the place of another."""
    return value


def reads_the_same(before: World, after: World, questions: Iterable[str], unless: Collection[str] = ()) -> Formula:
    """Whether the settled answers to these questions are the same in two worlds (an edit can hide or show them).

    `unless` are words that may be said in one of them alone.
    """
    pairs = []
    for name in questions:
        words = [word for word in words_of(before.pack.questions[name]) if word not in unless]
        pairs += [(before.says(name, word), after.says(name, word)) for word in words]
        for bound in before.said.at_least.get(name, ()):
            pairs.append((before.number_is_at_least(name, bound), after.number_is_at_least(name, bound)))
    return both(some == other for some, other in pairs if not some.eq(other))


def shown(value: Value, say: Say) -> str:
    """An answer as a word for messages."""
    return str(value) if isinstance(value, int) else ", ".join(value) or say(strings.BLANK)

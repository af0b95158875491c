"""The pack's invariants as claims about all answer sets. What each kind means is said in `rules` of the pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import z3

from triage.locale import Locale, locale_named
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import Case, Change, Expectation, Invariant
from triage.pack.scales import Reading, RuleCheck, Urgency
from triage.proof import strings
from triage.proof.changes import End, falls, instead, reads_the_same, shown
from triage.proof.formulas import TRUE, Formula, both, either, negation
from triage.proof.outcome import Outcome
from triage.proof.properties import AllAnswers, Claim, Counterexample, level_and_signs
from triage.proof.said import BLANK
from triage.proof.stopping import stops_too_early
from triage.proof.world import World
from triage.reasoning.answers import NOT_SURE, Value, clear_negative
from triage.reasoning.ruleset import rules_of


def claims_of(everyone: AllAnswers, invariant: Invariant) -> Iterator[Claim]:
    """What must not be for an invariant to hold."""
    match invariant.kind:
        case "implies":
            for case in invariant.cases:
                yield from _implied(everyone, case)
        case "never_lowers":
            assert invariant.change is not None
            yield from _never_lowered(everyone, invariant.change)
        case "rules":
            assert invariant.check is not None
            yield from CHECKS[invariant.check](everyone)


# -------------------------------------------------------------------------------------------------------------- implies


def _implied(everyone: AllAnswers, case: Case) -> Iterator[Claim]:
    when = everyone.world.holds(case.when, Reading.STRICT)
    for unmet in _unmet(everyone.outcome, case.then):
        tell = _told(everyone, unmet.because, unmet.expected, unmet.withheld)
        yield Claim(both([when, unmet.formula]), tell)


@dataclass(frozen=True)
class _Unmet:
    """A part of an expectation that is not met: when, and what a result that met it would have."""

    formula: Formula
    because: str
    expected: Urgency | None = None
    withheld: tuple[str, ...] = ()


def _unmet(outcome: Outcome, then: Expectation) -> Iterator[_Unmet]:
    pack = outcome.pack
    say = locale_named(pack.language)
    if then.urgency:
        one_of_these = either(outcome.urgency_is(level) for level in then.urgency)
        because = say(strings.URGENCY_NOT) % {"levels": say.either(then.urgency)}
        yield _Unmet(negation(one_of_these), because, then.urgency[0])
    if then.urgency_at_least is not None:
        least = then.urgency_at_least
        yield _Unmet(negation(outcome.at_least(least)), say(strings.URGENCY_BELOW) % {"level": least}, least)
    if then.no_danger_signs:
        yield _Unmet(either(outcome.fires(sign) for sign in pack.danger_signs), say(strings.SIGN_FIRES))
    for exercise in pack.exercises if then.no_exercises else then.withheld:
        shown = outcome.exercise_is_shown(exercise)
        yield _Unmet(shown, say(strings.EXERCISE_SHOWN) % {"exercise": exercise}, withheld=(exercise,))
    if then.professionals_at_least is not None:
        named = [(outcome.professional_is_named(name), 1) for name in pack.professionals]
        wanted = then.professionals_at_least
        yield _Unmet(negation(z3.PbGe(named, wanted)), say(strings.FEW_PROFESSIONALS) % {"count": wanted})
    if then.exercises_with_caution and not pack.about.exercise_caution:
        shown = either(outcome.exercise_is_shown(exercise) for exercise in pack.exercises)
        yield _Unmet(shown, say(strings.NO_CAUTION))


def _told(
    everyone: AllAnswers, because: str, expected: Urgency | None = None, withheld: tuple[str, ...] = ()
) -> Callable[[Any], Counterexample]:
    def tell(model: Any) -> Counterexample:
        answers = everyone.said.answers(model)
        level, signs = level_and_signs(everyone.pack, answers)
        said = _say(everyone)(strings.BECAUSE) % {"what": because, "level": level}
        return Counterexample(answers, said, signs, level, expected or level, withheld=withheld)

    return tell


def _say(everyone: AllAnswers) -> Locale:
    return locale_named(everyone.pack.language)


# --------------------------------------------------------------------------------------------------------- never lowers


def _never_lowered(everyone: AllAnswers, change: Change) -> Iterator[Claim]:
    pack = everyone.pack
    names = danger_questions(pack) if change.questions == "danger_signs" else change.questions
    for name in names:
        question = pack.questions[name]
        for before, after in combinations(change.steps, 2):
            ends = [value for word in after for value in values_of(question, word)]
            groups = [ends] if after in (("worst_danger_sign",), ("worst_answer",)) else [[end] for end in ends]
            for word in before:
                for earlier in values_of(question, word):
                    for later in groups:
                        if later and later != [earlier]:
                            yield _lowered(everyone, change, name, earlier, later)


def _lowered(everyone: AllAnswers, change: Change, name: str, earlier: Value, later: list[Value]) -> Claim:
    first = everyone.world.with_value(name, earlier)
    kept = first.holds(change.keep, Reading.STRICT)
    ends = []
    for value in later:
        world = everyone.world.with_value(name, value)
        counts = [kept, world.holds(change.keep, Reading.STRICT), reads_the_same(first, world, change.same)]
        ends.append(End(world, partial(instead, value), both(counts)))
    return falls(everyone, name, everyone.said.is_value(name, earlier), first, ends)


def values_of(question: Question, word: str) -> Iterator[Value]:
    """The answers that a word of an invariant's step stands for."""
    match word:
        case "clear_negative":
            negative = clear_negative(question)
            if negative not in ((), NOT_SURE):
                yield negative
        case "danger_sign" | "worst_danger_sign" | "worst_answer":
            if question.danger_from is not None:
                yield question.danger_from
            every = word == "worst_answer"
            yield from ((option.value,) for option in question.options if option.is_danger_sign or every)
        case _:
            yield (word,)


def danger_questions(pack: Pack) -> tuple[str, ...]:
    """The questions with an answer that is marked as a danger sign."""
    return tuple(name for name, question in pack.questions.items() if any(values_of(question, "danger_sign")))


# ---------------------------------------------------------------------------------------------------------------- rules


def unsure_stays_urgent(everyone: AllAnswers) -> Iterator[Claim]:
    """An emergency rule that fires only through "not sure" still asks for the same day at least."""
    for sign in everyone.pack.danger_signs.values():
        if sign.urgency.is_emergency:
            fires = everyone.outcome.fires(sign.id)
            low = negation(everyone.outcome.sign_at_least(sign.id, Urgency.URGENT_SAME_DAY))
            because = _say(everyone)(strings.ASKS_FOR_LESS) % {"rule": sign.id}
            yield Claim(both([fires, low]), _told(everyone, because))


def blank_counts_as_unsure(everyone: AllAnswers) -> Iterator[Claim]:
    """A blank leads to the firings of "not sure"; a hidden question to those of its clear negative, said and shown."""
    world = everyone.world
    for question in everyone.pack.questions.values():
        name = question.id
        blank, unsure = world.with_value(name, ()), world.with_value(name, NOT_SURE)
        tell = _told(everyone, _say(everyone)(strings.BLANK_READ) % {"question": name})
        yield Claim(_read_otherwise(name, blank, unsure), tell, partial(_differ, everyone, blank, unsure))
        if question.ask_when is not None:
            said = clear_negative(question)
            shown = world.with_value(name, said, is_shown=True)
            hidden = negation(world.is_shown(name))
            needs = both([hidden, _read_otherwise(name, world, shown)])
            tell = _told(everyone, _say(everyone)(strings.HIDDEN_READ) % {"question": name})
            yield Claim(needs, tell, partial(_differ, everyone, world, shown, hidden))


def _read_otherwise(question: str, some: World, other: World) -> Formula:
    """Whether a test on a question tells two worlds apart that differ in nothing else: where none does, no rule can."""
    return negation(reads_the_same(some, other, [question], unless={BLANK}))


def _differ(everyone: AllAnswers, some: World, other: World, where: Formula = TRUE) -> Formula:
    """Whether any finding fires in one of two worlds and not in the other, looking only where this holds."""
    found = either(
        z3.Xor(some.rule(rule.id, reading), other.rule(rule.id, reading))
        for rule in rules_of(everyone.pack)
        if rule.phase.name == "FINDINGS"
        for reading in Reading
        if some.rule(rule.id, reading) is not other.rule(rule.id, reading)
    )
    return both([where, found])


def causes_are_the_articles(everyone: AllAnswers) -> Iterator[Claim]:
    """A cause that can be shown is one of the article's, and all of these are known."""
    articles = {item.id for item in everyone.pack.article.values() if item.kind == "cause"}
    for cause in everyone.pack.causes.values():
        if cause.article not in articles:
            shown = everyone.outcome.cause_is_shown(cause.id)
            yield Claim(shown, _told(everyone, _say(everyone)(strings.NO_ARTICLE_CAUSE) % {"cause": cause.id}))
    for missing in sorted(articles - {cause.article for cause in everyone.pack.causes.values()}):
        yield Claim(TRUE, _told(everyone, _say(everyone)(strings.CAUSE_NEVER_SHOWN) % {"cause": missing}))


def causes_never_change_urgency(everyone: AllAnswers) -> Iterator[Claim]:
    """Somebody is named whatever the causes; no danger sign reads a conclusion (the rule language refuses it)."""
    named = [everyone.outcome.professional_is_named(name) for name in everyone.pack.professionals]
    yield Claim(negation(either(named)), _told(everyone, _say(everyone)(strings.NO_PROFESSIONAL)))


def hidden_cannot_hide_an_emergency(everyone: AllAnswers) -> Iterator[Claim]:
    """Where a hidden question would be an emergency if it were asked, the result is one anyway, or it is declared."""
    pack, world, calm = everyone.pack, everyone.world, negation(everyone.outcome.is_emergency)
    declared = {name for invariant in pack.invariants.values() for name in invariant.exceptions}
    for name in danger_questions(pack):
        if pack.questions[name].ask_when is None or name in declared:
            continue
        for value in values_of(pack.questions[name], "danger_sign"):
            asked = Outcome(world.with_value(name, value, is_shown=True))
            hides = both([negation(world.is_shown(name)), calm, asked.is_emergency])
            told = {"question": name, "answer": shown(value, _say(everyone))}
            because = _say(everyone)(strings.HIDES_EMERGENCY) % told
            yield Claim(hides, _told(everyone, because))


def order_does_not_matter(_: AllAnswers) -> Iterator[Claim]:
    """Answers are a mapping and rules read nothing but their values: there is no order that a formula could name."""
    return iter(())


CHECKS: dict[RuleCheck, Callable[[AllAnswers], Iterator[Claim]]] = {
    "unsure_stays_urgent": unsure_stays_urgent,
    "blank_counts_as_unsure": blank_counts_as_unsure,
    "causes_are_the_articles": causes_are_the_articles,
    "causes_never_change_urgency": causes_never_change_urgency,
    "hidden_cannot_hide_an_emergency": hidden_cannot_hide_an_emergency,
    "order_does_not_matter": order_does_not_matter,
    "early_stop_is_safe": stops_too_early,
}
BY_CONSTRUCTION = {
    "order_does_not_matter": "Answers are a mapping, and a rule reads only their values: formulas know no order.",
}

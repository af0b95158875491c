"""The pack's invariants on given answers: does a safety property hold here, and if not, what breaks it, in words?

An invariant is data (`rules/invariants.yaml`). This module says what each kind means for one answer set; it proves
nothing about all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from triage.assessment.assess import Reasoned, assess, reason
from triage.interview.replay import replay
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import Case, Change, Expectation, Invariant
from triage.pack.scales import Reading, RuleCheck, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value, clear_negative
from triage.reasoning.conclusions import conclude, urgency_of
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.ruleset import Phase


@dataclass(frozen=True)
class Breach:
    """One invariant that does not hold for one answer set."""

    invariant: str
    answers: Answers
    because: str


def breaches(pack: Pack, answers: Answers, invariants: Iterable[Invariant] | None = None) -> Iterator[Breach]:
    """Every invariant (default: all of the pack) that these answers break."""
    for invariant in pack.invariants.values() if invariants is None else invariants:
        match invariant.kind:
            case "implies":
                found = _broken_cases(pack, invariant.cases, answers)
            case "never_lowers":
                assert invariant.change is not None
                found = _lowered(pack, invariant.change, answers)
            case "rules":
                assert invariant.check is not None
                found = CHECKS[invariant.check](pack, answers)
        for because in found:
            yield Breach(invariant.id, answers, because)


# -------------------------------------------------------------------------------------------------------------- implies


def _broken_cases(pack: Pack, cases: Iterable[Case], answers: Answers) -> Iterator[str]:
    reasoned = reason(pack, answers, "logic")
    for case in cases:
        test = logic_of(pack).test(case.when, Reading.STRICT)
        if test(reasoned.facts) == YES:
            yield from _unmet(pack, case.then, reasoned, answers)


def _unmet(pack: Pack, then: Expectation, reasoned: Reasoned, answers: Answers) -> Iterator[str]:
    urgency = reasoned.conclusions.urgency
    if then.urgency and urgency not in then.urgency:
        yield f"the urgency is {urgency}, not {' or '.join(then.urgency)}"
    if then.urgency_at_least is not None and urgency < then.urgency_at_least:
        yield f"the urgency is {urgency}, below {then.urgency_at_least}"
    if then.no_danger_signs and any(firing.rule in pack.danger_signs for firing in reasoned.firings):
        yield "a danger sign fired"
    if not (then.no_exercises or then.withheld or then.professionals_at_least or then.exercises_with_caution):
        return
    result = assess(pack, answers, engine="logic")
    shown = {exercise.exercise for exercise in result.exercises}
    if then.no_exercises and shown:
        yield f"exercises are shown: {', '.join(sorted(shown))}"
    if shown & set(then.withheld):
        yield f"these are shown: {', '.join(sorted(shown & set(then.withheld)))}"
    if then.professionals_at_least is not None and len(result.professionals) < then.professionals_at_least:
        yield f"{len(result.professionals)} professionals are named, fewer than {then.professionals_at_least}"
    if then.exercises_with_caution and shown and not result.exercise_caution:
        yield "the exercises come without the advice to ask first"


# --------------------------------------------------------------------------------------------------------- never lowers


def _lowered(pack: Pack, change: Change, answers: Answers) -> Iterator[str]:
    questions = _danger_questions(pack) if change.questions == "danger_signs" else change.questions
    for name in questions:
        before: list[tuple[Value, Urgency]] = []
        for step in change.steps:
            after = list(_ends(pack, change, answers, pack.questions[name], step))
            for value, urgency in after:
                for earlier, level in before:
                    if urgency < level and _same(pack, change, answers, name, earlier, value):
                        yield f"{name}: from {earlier} to {value} lowers {level} to {urgency}"
            before = after or before


def _ends(
    pack: Pack, change: Change, answers: Answers, question: Question, step: tuple[str, ...]
) -> Iterator[tuple[Value, Urgency]]:
    logic = logic_of(pack)
    keep = logic.test(change.keep, Reading.STRICT)
    reached = []
    for word in step:
        for value in _values(question, word):
            changed = answers.with_answer(question.id, value)
            if keep(logic.settle(changed)) == YES:
                reached.append((value, _urgency(pack, logic.settle(changed))))
    if step in (("worst_danger_sign",), ("worst_answer",)) and reached:
        reached = [max(reached, key=lambda one: one[1].rank)]
    yield from reached


def _urgency(pack: Pack, facts: Facts) -> Urgency:
    fired = logic_of(pack).firings(facts, Phase.FINDINGS, ("danger_sign", "base"))
    return urgency_of(pack, {firing.rule: firing.certain for firing in fired})


def _same(pack: Pack, change: Change, answers: Answers, name: str, earlier: Value, later: Value) -> bool:
    """Whether the questions that must stay the same read the same at both ends (an edit can hide or show them)."""
    facts = [logic_of(pack).settle(answers.with_answer(name, value)) for value in (earlier, later)]
    return all(facts[0].values.get(other) == facts[1].values.get(other) for other in change.same)


def _values(question: Question, word: str) -> Iterator[Value]:
    match word:
        case "clear_negative":
            negative = clear_negative(question)
            if negative not in ((), NOT_SURE):
                yield negative
        case "danger_sign" | "worst_danger_sign" | "worst_answer":
            if question.danger_from is not None:
                yield question.danger_from
            for option in question.options:
                if option.is_danger_sign or word == "worst_answer":
                    yield (option.value,)
        case _:
            yield (word,)


def _danger_questions(pack: Pack) -> tuple[str, ...]:
    return tuple(
        question.id
        for question in pack.questions.values()
        if question.danger_from is not None or any(option.is_danger_sign for option in question.options)
    )


# ---------------------------------------------------------------------------------------------------------------- rules


def unsure_stays_urgent(pack: Pack, _: Answers) -> Iterator[str]:
    for sign in pack.danger_signs.values():
        if sign.urgency.is_emergency and sign.if_unsure < Urgency.URGENT_SAME_DAY:
            yield f"{sign.id} falls to {sign.if_unsure} when it is not sure"


def blank_counts_as_unsure(pack: Pack, answers: Answers) -> Iterator[str]:
    logic = logic_of(pack)
    asked = replace(answers, unanswered="unsure")
    facts = logic.settle(asked)
    said = {name: NOT_SURE for name, state in facts.states.items() if state is State.BLANK}
    told = logic.settle(replace(asked, given={**asked.given, **said}))
    for phase in Phase:
        if logic.firings(facts, phase) != logic.firings(told, phase):
            yield "blank answers and 'not sure' lead to different firings"
    for name, state in facts.states.items():
        negative = clear_negative(pack.questions[name])
        expected = frozenset(negative) if isinstance(negative, tuple) else frozenset()
        if state is State.HIDDEN and facts.values[name] != expected:
            yield f"{name} is hidden and does not count as its clear negative"


def causes_are_the_articles(pack: Pack, answers: Answers) -> Iterator[str]:
    named = {item.id for item in pack.article.values() if item.kind == "cause"}
    if {cause.article for cause in pack.causes.values()} != named:
        yield "the causes are not those of the article"
    for cause in reason(pack, answers, "logic").conclusions.causes:
        known = {condition.id for condition in pack.causes[cause.cause].conditions}
        if not set(cause.conditions) <= known:
            yield f"{cause.cause} is shown with a condition that is not its own"


def causes_never_change_urgency(pack: Pack, answers: Answers) -> Iterator[str]:
    reasoned = reason(pack, answers, "logic")
    without = [firing for firing in reasoned.firings if firing.rule not in pack.evidence]
    if conclude(pack, without).urgency != reasoned.conclusions.urgency:
        yield "the urgency changes when the evidence for causes is left out"
    if not assess(pack, answers, engine="logic").professionals:
        yield "no professional is named"


def hidden_cannot_hide_an_emergency(pack: Pack, answers: Answers) -> Iterator[str]:
    logic = logic_of(pack)
    facts = logic.settle(answers)
    level = _urgency(pack, facts)
    declared = {name for invariant in pack.invariants.values() for name in invariant.exceptions}
    for name in _danger_questions(pack):
        if facts.states[name] is not State.HIDDEN or level.is_emergency:
            continue
        for value in _values(pack.questions[name], "danger_sign"):
            words, number = (value, {}) if isinstance(value, tuple) else ((), {name: value})
            said = {**facts.values, name: frozenset(words)}
            shown = replace(facts, values=said, numbers={**facts.numbers, **number}, memo={})
            if _urgency(pack, shown).is_emergency and name not in declared:
                yield f"{name} is hidden and would be an emergency with {value}"


def order_does_not_matter(pack: Pack, answers: Answers) -> Iterator[str]:
    backwards = replace(answers, given=dict(reversed(list(answers.given.items()))))
    if reason(pack, answers, "logic").firings != reason(pack, backwards, "logic").firings:
        yield "the firings depend on the order of the answers"


def early_stop_is_safe(pack: Pack, answers: Answers) -> Iterator[str]:
    written = reason(pack, answers, "logic").conclusions.urgency
    asked = reason(pack, replay(pack, answers).interview.answers(), "logic").conclusions.urgency
    if asked != written:
        yield f"the questionnaire stops at {asked}; with every answer it is {written}"


CHECKS: dict[RuleCheck, Callable[[Pack, Answers], Iterator[str]]] = {
    "unsure_stays_urgent": unsure_stays_urgent,
    "blank_counts_as_unsure": blank_counts_as_unsure,
    "causes_are_the_articles": causes_are_the_articles,
    "causes_never_change_urgency": causes_never_change_urgency,
    "hidden_cannot_hide_an_emergency": hidden_cannot_hide_an_emergency,
    "order_does_not_matter": order_does_not_matter,
    "early_stop_is_safe": early_stop_is_safe,
}

"""Properties that any pack must have, whatever it says: nothing dead, nothing out of reach, nothing that hides.

Where a property says that something is possible, an answer set that shows it is looked for; what has none is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import z3

from triage.pack.conditions import CauseIsPossible, UrgencyIs, leaves
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import Case, ExerciseGate
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.proof.changes import ABOVE_THE_LOWEST, End, falls, instead, reads_the_same
from triage.proof.formulas import Formula, both, either, negation
from triage.proof.invariants import (
    causes_never_change_urgency,
    hidden_cannot_hide_an_emergency,
    values_of,
)
from triage.proof.properties import AllAnswers, Claim
from triage.proof.said import BLANK
from triage.proof.stopping import stops_too_early
from triage.proof.world import World
from triage.reasoning.answers import Answers, Value, clear_negative
from triage.reasoning.conclusions import possible_causes
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Phase, rules_of

Possible = tuple[str, Formula]
Found = tuple[str, bool]


@dataclass(frozen=True)
class Structure:
    """A property of every pack: claims that must never be broken, or things that must be possible."""

    id: str
    says: str
    claims: Callable[[AllAnswers], Iterator[Claim]] | None = None
    found: Callable[[AllAnswers], Iterator[Found]] | None = None


def looked_for(possible: Callable[[AllAnswers], Iterator[Possible]]) -> Callable[[AllAnswers], Iterator[Found]]:
    """Look for an answer set for each of these."""

    def found(everyone: AllAnswers) -> Iterator[Found]:
        for name, formula in possible(everyone):
            yield name, everyone.exists(formula)

    return found


# ------------------------------------------------------------------------------------------------- one danger sign more


def one_sign_more(everyone: AllAnswers) -> Iterator[Claim]:
    """A finding more: an answer marked as a danger sign instead of a clear no, or one more thing ticked.

    The questions that an `unless` reads must read the same before and after: they alone may take a danger sign off.
    """
    same = _takes_off(everyone.pack)
    for question in everyone.pack.questions.values():
        for begins, before, after, becomes in _one_more(everyone.world, question):
            end = End(after, becomes, reads_the_same(before, after, same))
            yield falls(everyone, question.id, begins, before, [end])


def _one_more(world: World, question: Question) -> Iterator[tuple[Formula, World, World, Callable[[Value], Value]]]:
    if question.type is QuestionType.ANY_OF:
        for option in question.options:
            words = world.said.words[question.id]
            begins = both(negation(words[word]) for word in (option.value, UNSURE, BLANK))
            yield begins, world, world.with_tick(question.id, option.value), partial(_ticked, option.value)
        return
    negative = clear_negative(question)
    for value in values_of(question, "danger_sign"):
        if negative not in ((), value):
            begins = world.said.is_value(question.id, negative)
            before, after = (world.with_value(question.id, end) for end in (negative, value))
            yield begins, before, after, partial(instead, value)


def _ticked(option: str, earlier: Value) -> Value:
    assert isinstance(earlier, tuple)
    return (*(word for word in earlier if word != NONE), option)


def _takes_off(pack: Pack) -> frozenset[str]:
    """The questions that an `unless` reads, also through patterns."""
    conditions = [sign.unless for sign in pack.danger_signs.values() if sign.unless is not None]
    return frozenset(name for condition in conditions for name in pack.questions_read_by(condition))


# ------------------------------------------------------------------------------------------- what must be possible


def every_rule_can_fire(everyone: AllAnswers) -> Iterator[Possible]:
    for rule in rules_of(everyone.pack):
        reading = Reading.CAUTIOUS if rule.kind == "exercise_gate" else Reading.STRICT
        yield rule.id, everyone.world.rule(rule.id, reading)


def every_danger_sign_decides(everyone: AllAnswers) -> Iterator[Possible]:
    """Some answer set has its urgency, or somebody to see, by this danger sign alone."""
    outcome = everyone.outcome
    for sign in everyone.pack.danger_signs.values():
        level_alone = either(
            both([outcome.sign_at_least(sign.id, level), negation(outcome.at_least(level, without=[sign.id]))])
            for level in ABOVE_THE_LOWEST
        )
        names = [
            both([outcome.professional_is_named(name), negation(outcome.professional_is_named(name, sign.id))])
            for name in sign.see
        ]
        yield sign.id, level_alone if everyone.exists(level_alone) else either(names)


def every_pattern_decides(everyone: AllAnswers) -> Iterator[Possible]:
    """Some answer set makes a rule fire that would not fire without this pattern, or the other way round."""
    for pattern in everyone.pack.patterns:
        without = everyone.world.without_pattern(pattern)
        changed = [
            z3.Xor(everyone.world.rule(rule.id, reading), without.rule(rule.id, reading))
            for rule in rules_of(everyone.pack)
            if rule.kind not in ("pattern", "exercise_gate")
            for reading in Reading
            if everyone.world.rule(rule.id, reading) is not without.rule(rule.id, reading)
        ]
        yield pattern, either(changed)


def every_line_of_evidence_decides(everyone: AllAnswers) -> Iterator[Found]:
    """Some answer set shows other causes, or in another order, without this line. One often shows it for many lines."""
    everyone.prover.take_any()
    shown_by: set[str] = set()
    for line in everyone.pack.evidence:
        if line not in shown_by:
            model = _decided_by(everyone, line)
            if model is not None:
                shown_by |= {line, *_lines_that_decide(everyone.pack, everyone.said.answers(model))}
        yield line, line in shown_by


def _decided_by(everyone: AllAnswers, line: str) -> Any | None:
    """A model in which the line's own cause is shown or not because of it; else one where its place changes."""
    outcome, cause = everyone.outcome, everyone.pack.evidence[line].cause
    without = outcome.scores_without(line)
    model = everyone.prover.find(z3.Xor(outcome.cause_is_shown(cause), outcome.is_shown_with(cause, without)))
    return model or everyone.prover.find(
        either(
            both(
                [
                    outcome.cause_is_shown(cause),
                    outcome.cause_is_shown(other),
                    z3.Xor(outcome.is_before(cause, other), outcome.is_before(cause, other, without)),
                ]
            )
            for other in everyone.pack.causes
            if other != cause
        )
    )


def _lines_that_decide(pack: Pack, answers: Answers) -> Iterator[str]:
    """The lines of evidence without which these answers show other causes, or in another order."""
    logic = logic_of(pack)
    certain = {one.rule: one.certain for one in logic.firings(logic.settle(answers), Phase.FINDINGS, ("evidence",))}
    order = [cause.cause for cause in possible_causes(pack, certain)]
    for line, is_certain in certain.items():
        without = {other: known for other, known in certain.items() if other != line}
        if is_certain and [cause.cause for cause in possible_causes(pack, without)] != order:
            yield line


def every_gate_decides(everyone: AllAnswers) -> Iterator[Possible]:
    """Some answer set has an exercise withheld by this gate alone, among those that read answers.

    Gates that read the result stand beside these: a finding that is an emergency anyway still needs its own gate, which
    holds if the danger sign is softened one day, and a cause may be shown only with findings that have theirs.
    """
    outcome = everyone.outcome
    gates = [gate for gate in everyone.pack.gates.values() if not _reads_the_result(gate)]
    for gate in gates:
        alone = []
        for exercise in everyone.pack.exercises if gate.withholds == "all" else gate.withholds:
            others = [
                outcome.fires(other.id)
                for other in gates
                if other is not gate and (other.withholds == "all" or exercise in other.withholds)
            ]
            alone.append(negation(either(others)))
        yield gate.id, both([outcome.fires(gate.id), either(alone)])


def _reads_the_result(gate: ExerciseGate) -> bool:
    return any(isinstance(test, UrgencyIs | CauseIsPossible) for test in leaves(gate.when))


def everything_is_reachable(everyone: AllAnswers) -> Iterator[Possible]:
    """Every level, cause (also as the first), exercise and professional is in the result of some answer set."""
    outcome, pack = everyone.outcome, everyone.pack
    yield from ((f"urgency {level}", outcome.urgency_is(level)) for level in Urgency)
    yield from ((f"cause {cause}", outcome.cause_is_shown(cause)) for cause in pack.causes)
    yield from ((f"first cause {cause}", outcome.is_first(cause)) for cause in pack.causes)
    yield from ((f"exercise {exercise}", outcome.exercise_is_shown(exercise)) for exercise in pack.exercises)
    yield from ((f"professional {name}", outcome.professional_is_named(name)) for name in pack.professionals)
    yield from ((f"question {name}", everyone.world.is_shown(name)) for name in pack.questions)


def every_invariant_speaks(everyone: AllAnswers) -> Iterator[Possible]:
    """Each case of an invariant can occur: one that never does would hold of anything."""
    for invariant in everyone.pack.invariants.values():
        for number, case in enumerate(invariant.cases, start=1):
            yield f"{invariant.id}, case {number}", _when(everyone, case)


def _when(everyone: AllAnswers, case: Case) -> Formula:
    return everyone.world.holds(case.when, Reading.STRICT)


STRUCTURE = (
    Structure(
        "one_sign_more",
        "A finding more never lowers the urgency, as long as what may take a danger sign off reads the same.",
        claims=one_sign_more,
    ),
    Structure("every_rule_can_fire", "Every rule fires for some answers.", found=looked_for(every_rule_can_fire)),
    Structure(
        "every_danger_sign_decides",
        "Every danger sign alone decides the urgency, or whom to see, for some answers.",
        found=looked_for(every_danger_sign_decides),
    ),
    Structure(
        "every_pattern_decides",
        "Every pattern decides for some answers what fires.",
        found=looked_for(every_pattern_decides),
    ),
    Structure(
        "every_line_of_evidence_decides",
        "Every line of evidence alone changes for some answers which causes are shown, or their order.",
        found=every_line_of_evidence_decides,
    ),
    Structure(
        "every_gate_decides",
        "Every exercise gate that reads answers is the only one of these to withhold an exercise, for some answers.",
        found=looked_for(every_gate_decides),
    ),
    Structure(
        "everything_is_reachable",
        "Every level, cause, exercise, professional and question is reached by some answers.",
        found=looked_for(everything_is_reachable),
    ),
    Structure(
        "every_invariant_speaks", "What an invariant speaks of can happen.", found=looked_for(every_invariant_speaks)
    ),
    Structure(
        "somebody_is_named",
        "No answers leave a person without a professional to see.",
        claims=causes_never_change_urgency,
    ),
    Structure(
        "stopping_is_safe",
        "When the questionnaire stops asking about the urgency, no answer to what is left would change it.",
        claims=stops_too_early,
    ),
    Structure(
        "nothing_hides_an_emergency",
        "A question that is not asked hides no emergency, beyond the exceptions that an invariant declares.",
        claims=hidden_cannot_hide_an_emergency,
    ),
)

"""A made pack with a rule of every kind, small enough to know each of its mutants, and vignettes for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from small_packs import PLACE, question

from triage.evaluation import Vignette, read_vignettes
from triage.evaluation.mutation import Fate, Judge, Mutant, mutants_of
from triage.pack.conditions import Condition, read_condition
from triage.pack.knowledge import Screen
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, Evidence, ExerciseGate, Pattern
from triage.pack.scales import NONE, Direction, QuestionType, Strength, Urgency

WHEN: dict[str, Any] = {
    "asked": {"first": ["yes", "unsure"]},
    "bad": {"choice": ["b", "c"]},
    "worse": {"choice": "c"},
    "alarm": {"all": [{"first": "yes"}, "bad"]},
    "let_off": {"ticks": "p"},
    "watch": {"any": [{"number": {"at_least": 3, "below": 6}}, {"choice": "c"}]},
    "base": {"choice": "a"},
    "line": {"first": "yes"},
    "against": {"number": {"at_least": 6}},
    "gate": {"any": [{"possible_cause": "stroke"}, {"urgency": ["emergency_now", "emergency_department"]}]},
}
VIGNETTES = """\
- title: Alarm
  answers: {first: yes, choice: b}
  expect: {urgency: emergency_department, fires: [alarm, gate], professionals: [emergency_department], causes: [stroke]}
- title: Let off
  answers: {first: yes, choice: c, ticks: [p]}
  expect: {urgency: soon, does_not_fire: [alarm], fires: [watch, worse], strengths: {stroke: weak},
    conditions: [stroke], exercises: [ankle_rotations, heel_to_toe_walk, resistance_band]}
- title: A number in the middle
  answers: {choice: a, number: 4}
  expect: {urgency: soon, fires: [watch], exercises: [ankle_rotations, calf_raises, heel_to_toe_walk, leg_raises,
    resistance_band]}
- title: Calm
  answers: {choice: a, number: 2}
  expect: {urgency: routine, causes: []}
"""


def when(name: str) -> Condition:
    return read_condition(WHEN[name])


def made_pack(pack: Pack) -> Pack:
    """Four questions, one of them behind a gate; two patterns, two danger signs, two lines of evidence, one gate."""
    questions = (
        question("first", QuestionType.YES_NO, negative="no"),
        question("choice", QuestionType.ONE_OF, "a b c", negative="a"),
        replace(question("ticks", QuestionType.ANY_OF, "p q", negative=NONE), ask_when=when("asked")),
        question("number", QuestionType.NUMBER, negative=0),
    )
    patterns = [Pattern(id=name, where=PLACE, means="An example.", when=when(name)) for name in ("bad", "worse")]
    ed, same_day, soon = Urgency.EMERGENCY_DEPARTMENT, Urgency.URGENT_SAME_DAY, Urgency.SOON
    signs = [
        replace(_sign("alarm", ed, same_day, ("emergency_department", "gp")), unless=when("let_off")),
        _sign("watch", soon, soon, ("gp",)),
    ]
    lines = [_line("line", "stroke", Direction.FOR), _line("against", None, Direction.AGAINST)]
    gate = ExerciseGate(
        id="gate",
        where=PLACE,
        withholds=("leg_raises", "calf_raises"),
        when=when("gate"),
        because="An example.",
        sources=("ART",),
    )
    return replace(
        pack,
        screens=(Screen(id="made", where=PLACE, title="Made", questions=questions),),
        patterns={one.id: one for one in patterns},
        danger_signs={one.id: one for one in signs},
        base=replace(pack.base, when=when("base"), urgency=soon, reassured=Urgency.ROUTINE, see=("gp",)),
        evidence={one.id: one for one in lines},
        gates={"gate": gate},
        invariants={},
        new_signs={},
        second_look=replace(pack.second_look, lines=()),
    )


def _sign(name: str, urgency: Urgency, if_unsure: Urgency, see: tuple[str, ...]) -> DangerSign:
    return DangerSign(
        id=name,
        where=PLACE,
        label="An example",
        when=when(name),
        urgency=urgency,
        if_unsure=if_unsure,
        because="An example.",
        see=see,
        outside_article=True,
        sources=("ART",),
    )


def _line(name: str, condition: str | None, direction: Direction) -> Evidence:
    return Evidence(
        id=name,
        where=PLACE,
        cause="stroke",
        condition=condition,
        direction=direction,
        strength=Strength.STRONG,
        finding="An example.",
        when=when(name),
        sources=("ART",),
    )


def mutant(pack: Pack, name: str) -> Mutant:
    """The mutant of this id."""
    (found,) = [one for one in mutants_of(pack) if one.id == name]
    return found


def vignettes(pack: Pack, text: str = VIGNETTES) -> list[Vignette]:
    read, problems = read_vignettes(pack, text, "made.yaml")
    assert problems == []
    return read


def fates(pack: Pack, with_proof: bool = False) -> dict[str, Fate]:
    """What becomes of every mutant of a made pack."""
    judge = Judge(pack, vignettes(pack), with_proof)
    return {one.id: judge.verdict(one).fate for one in mutants_of(pack)}

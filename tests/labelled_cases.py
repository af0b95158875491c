"""A small set of labelled cases whose figures can be counted by hand, and a pack of four danger signs for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from triage.errors import Location
from triage.evaluation.accuracy import Evaluation, Judged, LabelledCase
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import NOT_SURE, Answers

NOW, DEPARTMENT = Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT
SAME_DAY, SOON, ROUTINE = Urgency.URGENT_SAME_DAY, Urgency.SOON, Urgency.ROUTINE
TOLD = {"side": ("one_leg",), "onset_tempo": ("sudden",), "time_since_start": ("lt_24h",)}
NERVES, MUSCLES = "peripheral_neuropathy", "muscle_disorders"


@dataclass(frozen=True)
class Row:
    """One case of the set: the label, what came out, and the signs that fired (True: for certain)."""

    id: str
    right: Urgency
    given: Urgency
    also: tuple[Urgency, ...] = ()
    cause: str = "outside"
    causes: tuple[str, ...] = ()
    also_cause: tuple[str, ...] = ()
    is_core: bool = True
    is_told: bool = True
    signs: tuple[tuple[str, bool], ...] = ()
    questions: int = 20


ROWS = (
    Row("C1", NOW, NOW, cause="stroke", causes=("stroke",), signs=(("NOW", True),), questions=1),
    Row("C2", DEPARTMENT, NOW, cause="stroke", causes=("injuries", "stroke"), signs=(("NOW", True),), questions=3),
    Row("C3", DEPARTMENT, SAME_DAY, also=(NOW,), cause=NERVES, signs=(("DAY", True),), questions=8),
    Row("C4", SAME_DAY, DEPARTMENT, also=(DEPARTMENT, SOON), is_told=False, signs=(("ED", True), ("DAY", True))),
    Row("C5", SOON, DEPARTMENT, cause=MUSCLES, causes=(MUSCLES,), signs=(("ED", True), ("UNSURE", False))),
    Row("C6", SOON, DEPARTMENT, causes=(MUSCLES,), signs=(("UNSURE", False), ("DAY", True)), is_told=False),
    Row("C7", SOON, SOON, also=(ROUTINE,), cause=NERVES, also_cause=("outside",), questions=24),
    Row("C8", ROUTINE, SOON, cause=NERVES, causes=(NERVES,), questions=30),
    Row("C9", ROUTINE, SAME_DAY, is_core=False, signs=(("DAY", True),), questions=10),
    Row("C10", SOON, ROUTINE, is_core=False, cause=MUSCLES, causes=("stroke", "injuries", NERVES, MUSCLES)),
)


def judged(number: int, row: Row) -> Judged:
    told = TOLD if row.is_told else {**TOLD, "side": NOT_SURE}
    case = LabelledCase(
        where=Location("cases.jsonl", number),
        id=row.id,
        diagnosis=f"Diagnosis of {row.id}",
        family=row.cause,
        answers=Answers(told, id=row.id),
        urgency=row.right,
        urgency_also_ok=row.also,
        cause=row.cause,
        cause_also_ok=row.also_cause,
        is_core=row.is_core,
    )
    return Judged(
        case=case,
        urgency=row.given,
        causes=row.causes,
        deciding=dict(row.signs),
        questions=row.questions,
        items=row.questions * 3,
        adaptive=row.given,
        is_agreed=True,
    )


JUDGED = tuple(judged(number, row) for number, row in enumerate(ROWS, start=1))


def small_pack(pack: Pack) -> Pack:
    """The pack with four danger signs of its own: one a level, and one that is an emergency only if unsure."""
    sign = next(iter(pack.danger_signs.values()))
    levels = {"NOW": (NOW, NOW), "ED": (DEPARTMENT, SAME_DAY), "UNSURE": (NOW, DEPARTMENT), "DAY": (SAME_DAY, SOON)}
    signs = {
        name: replace(sign, id=name, label=f"Sign {name}", urgency=certain, if_unsure=unsure)
        for name, (certain, unsure) in levels.items()
    }
    return replace(pack, danger_signs=signs)


def evaluation(pack: Pack) -> Evaluation:
    """The evaluation of the small set."""
    return Evaluation(small_pack(pack), "cases.jsonl", JUDGED)

"""What is kept of a case that a learner has done: enough to make the case again and to judge it, nothing of anybody."""

from __future__ import annotations

from triage.learn.case import Kind
from triage.learn.consultation import Consultation
from triage.learn.marking import Decision, Marking
from triage.pack.model import Model
from triage.pack.scales import Urgency


class Record(Model):
    """One case done. `pack` is the hash of the pack that it was made with; `missed` the rules that were not seen."""

    pack: str
    seed: int
    kind: Kind
    focus: str | None = None
    rule: str
    level: Urgency
    said: Urgency
    sure: int | None = None
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    missed_causes: tuple[str, ...] = ()
    wrong_causes: tuple[str, ...] = ()
    asked: int = 0
    told_nothing: int = 0
    shortest_safe: int = 0


def record_of(consultation: Consultation, decision: Decision, marking: Marking) -> Record:
    """What to keep of a marked case."""

    def those(marked: str, verdict: str) -> tuple[str, ...]:
        return tuple(one.id for one in getattr(marking, marked) if one.verdict == verdict)

    case = consultation.case
    return Record(
        pack=consultation.pack.sha256,
        seed=case.seed,
        kind=case.kind,
        focus=case.focus,
        rule=case.rule,
        level=case.level,
        said=decision.urgency,
        sure=decision.sure,
        missed=those("signs", "missed"),
        wrong=those("signs", "wrong"),
        missed_causes=those("causes", "missed"),
        wrong_causes=those("causes", "wrong"),
        asked=marking.asked,
        told_nothing=len(marking.told_nothing),
        shortest_safe=marking.shortest_safe,
    )

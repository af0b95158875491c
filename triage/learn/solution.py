"""A case with its solution, for whoever teaches."""

from __future__ import annotations

from typing import Any

from triage.explain.why import why
from triage.learn.case import PracticeCase
from triage.learn.telling import heard, opening, whole_story
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.scales import Urgency


class Solution(Model):
    """The whole of a case. `answers` is its answers document, ready to be assessed."""

    case: str
    seed: int
    kind: str
    rule: str
    opening: tuple[str, ...]
    story: tuple[str, ...]
    level: Urgency
    level_label: str
    signs: tuple[str, ...]
    causes: tuple[str, ...]
    because: tuple[str, ...]
    is_agreed: bool
    answers: dict[str, Any]


def solution(pack: Pack, case: PracticeCase, country: str | None = None) -> Solution:
    """What is so of the patient, and what follows from it."""
    explained = why(pack, case.answers, country=country)
    return Solution(
        case=case.id,
        seed=case.seed,
        kind=case.kind.value,
        rule=case.rule,
        opening=tuple(heard(pack, case, name, country).says for name in opening(pack, case)),
        story=whole_story(pack, case, country),
        level=case.level,
        level_label=explained.urgency_label,
        signs=tuple(dict.fromkeys(sign.label for sign in (*explained.decided_by, *explained.less_urgent))),
        causes=tuple(cause.label for cause in explained.causes),
        because=tuple(said.says for said in explained.enough),
        is_agreed=case.is_agreed,
        answers=case.answers.document(pack),
    )

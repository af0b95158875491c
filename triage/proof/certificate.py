"""What was proved of a pack, as data: enough to see what the proof is about, what it says, and what made it."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import z3

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType
from triage.proof.cases import in_words, mentioned
from triage.proof.properties import Counterexample, Property

SCHEMA = "triage.certificate/1"


def certificate(pack: Pack, properties: Sequence[Property], software: str, made: str, seconds: float) -> dict[str, Any]:
    """The certificate of one run: by which version of the software, on which day (an ISO date), in how many seconds."""
    return {
        "schema": SCHEMA,
        "pack": {"id": pack.about.id, "version": pack.about.version, "sha256": pack.sha256},
        "software": {"name": "triage", "version": software},
        "solver": {"name": "z3", "version": z3.get_version_string()},
        "made": made,
        "seconds": round(seconds, 1),
        "answer_sets": f"{answer_sets(pack):.1e}",
        "holds": all(one.holds for one in properties),
        "properties": [_property(pack, one) for one in properties],
    }


def answer_sets(pack: Pack) -> int:
    """How many answer sets there are: every combination of what a person can say, not sure and blank included."""
    return prod(_answers_to(question) for question in pack.questions.values())


def _answers_to(question: Question) -> int:
    not_sure_or_blank = 2
    match question.type:
        case QuestionType.YES_NO:
            return 2 + not_sure_or_blank
        case QuestionType.ONE_OF:
            return len(question.options) + not_sure_or_blank
        case QuestionType.NUMBER:
            return question.maximum - question.minimum + 1 + not_sure_or_blank
        case QuestionType.ANY_OF:
            ticked_with_or_without_not_sure = (2 << len(question.options)) - 1
            none_or_blank = 2
            return ticked_with_or_without_not_sure + none_or_blank


def _property(pack: Pack, one: Property) -> dict[str, Any]:
    return {
        "id": one.id,
        "says": one.says,
        "group": one.group,
        "holds": one.holds,
        "claims": one.claims,
        "by_construction": one.by_construction or None,
        "seconds": round(one.seconds, 2),
        "missing": list(one.missing),
        "counterexamples": [_counterexample(pack, found) for found in one.counterexamples],
    }


def _counterexample(pack: Pack, found: Counterexample) -> dict[str, Any]:
    return {
        "because": found.because,
        "unanswered": "no",
        "answers": mentioned(pack, found.answers),
        "in_words": list(in_words(pack, found.answers)),
        "rules": list(found.rules),
        "urgency": found.urgency,
        "expected": found.expected,
        "compared_with": mentioned(pack, found.instead) if found.instead else None,
    }

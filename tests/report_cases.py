"""Assessments for the tests of the report: one of each level, random ones, and one in which every text is hostile."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from random_answers import random_answers

from triage.assessment import Assessment, assess
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

CALM: dict[str, Any] = {
    "age": 40,
    "side": "both_legs",
    "onset_tempo": "months_years",
    "time_since_start": "gt_3m",
    "course": "same",
    "walking_ability": "normal",
}
CASES: dict[Urgency, dict[str, Any]] = {
    Urgency.EMERGENCY_NOW: {**CALM, "side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"},
    Urgency.EMERGENCY_DEPARTMENT: {**CALM, "saddle_numbness": "yes", "bladder_change": "new_leak"},
    Urgency.URGENT_SAME_DAY: {**CALM, "side": "one_leg", "onset_tempo": "hours_days", "time_since_start": "d1_7"},
    Urgency.SOON: {
        **CALM,
        "course": "worse_slow",
        "numbness_tingling": "yes",
        "numbness_pattern": ["feet_sock"],
        "diabetes": "yes",
        "falls": 1,
    },
    Urgency.ROUTINE: {**CALM, "already_assessed": "yes"},
}
HOSTILE = (
    "<script>alert(1)</script> & \"q\" 'a' [x](http://e.example) ![i](http://e.example/i) `c` **b** _e_ # h | t ~~s~~"
    " $m$ {you|they} {nobody} %(name)s %s \\ https://e.example/ www.e.example a@e.example </style></title> 1. - +"
)
CONTROL = "\x1b[31m\x1b]0;t\x07 \r\n # heading\u202e\u2066\x00"


def written(pack: Pack, answers: dict[str, Any], person: str = "self", country: str | None = None) -> Assessment:
    """The assessment of a written-up case: what is not mentioned was not there."""
    document = {"unanswered": "no", "for": person, "answers": answers}
    return assess(pack, document, engine="logic", country=country)


def of_level(pack: Pack, level: Urgency, person: str = "self", country: str | None = None) -> Assessment:
    """An assessment of the given level."""
    made = written(pack, CASES[level], person, country)
    assert made.urgency is level, made.urgency
    return made


def random_assessments(pack: Pack, seed: int, count: int) -> Iterator[Assessment]:
    """Assessments of random answer sets."""
    rng = random.Random(seed)
    for _ in range(count):
        yield assess(pack, random_answers(pack, rng), engine="logic")


def hostile(assessment: Assessment) -> Assessment:
    """The same assessment with hostile words and control characters in every text that is not a closed word."""
    data = _poisoned(assessment.to_dict(), "")
    data["answers"] |= {f"unknown {CONTROL}{HOSTILE}": f"{CONTROL}{HOSTILE}", "side": "one_leg", "diabetes": HOSTILE}
    return Assessment.from_json(json.dumps(data | {"id": f"{CONTROL}{HOSTILE}"}))


_TEXTS = {"action", "because", "caution", "exercise_caution", "finding", "if", "label", "plain", "reach", "statement"}
_TEXTS |= {
    "steps",
    "text",
    "timeframe",
    "urgency_label",
    "why",
    "notes",
    "sha256",
    "not_known",
    "unsure_about",
    "sources",
}


def _poisoned(value: Any, key: str) -> Any:
    match value:
        case dict():
            return {name: _poisoned(inner, name) for name, inner in value.items()}
        case list():
            return [_poisoned(inner, key) for inner in value]
        case str() if key in _TEXTS:
            return f"{value} {CONTROL}{HOSTILE}"
        case _:
            return value

"""The results of a class as statements of the Experience API (xAPI), good for versions 1.0.3 and 2.0 alike.

Learners are named by an account at this server: the class and their number in it, with the nickname beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from triage.pack.pack import SOURCE
from triage.pack.scales import Urgency
from triage.store.models import LearningClass, Practice
from triage.web.learn.results import Done, LearnerResults

_VERBS = "http://adlnet.gov/expapi/verbs"
_TYPES = "http://adlnet.gov/expapi/activities"
_SPREAD = len(Urgency) - 1
_UNKNOWN = "und"  # BCP 47: nobody has said in which language the name of a class is
PLATFORM = "leg-weakness-triage"


def to_statements(base: str, klass: LearningClass, results: Iterable[LearnerResults]) -> list[dict[str, Any]]:
    """One statement for each case and each question of the quiz. `base` is the server's address."""
    home = f"{base.rstrip('/')}/learn"
    return [statement for one in results for statement in _of_one(home, klass, one)]


def _of_one(home: str, klass: LearningClass, one: LearnerResults) -> Iterator[dict[str, Any]]:
    actor, context = _actor(home, klass, one), _context(home, klass, one)
    did = [(done.practice, _case(home, klass, done)) for done in one.cases]
    did += [(quiz, _quiz(home, quiz)) for quiz in one.quizzes]
    for practice, statement in did:
        spoken = {**context, "language": practice.done.get("language", SOURCE)}
        yield {**statement, "actor": actor, "context": spoken, "timestamp": _moment(practice.at)}


def _actor(home: str, klass: LearningClass, one: LearnerResults) -> dict[str, Any]:
    account = {"homePage": home, "name": f"{klass.id}/{one.learner.number}"}
    return {"objectType": "Agent", "name": one.learner.nickname or "", "account": account}


def _context(home: str, klass: LearningClass, one: LearnerResults) -> dict[str, Any]:
    group = _activity(
        f"{home}/classes/{klass.id}", klass.title or "Class", "course", _UNKNOWN if klass.title else SOURCE
    )
    return {
        "registration": str(uuid5(NAMESPACE_URL, f"{home}/classes/{klass.id}/{one.learner.number}")),
        "contextActivities": {"grouping": [group]},
        "platform": PLATFORM,
    }


def _case(home: str, klass: LearningClass, done: Done) -> dict[str, Any]:
    record = done.record
    gap = abs(record.said.rank - record.level.rank)
    name = f"{record.kind.value}-{record.seed}" + (f"-{record.focus}" if record.focus else "")
    told = {
        "level": record.level.value,
        "verdict": done.verdict,
        "sure": record.sure,
        "missed": list(record.missed),
        "named-wrongly": list(record.wrong),
        "asked": record.asked,
        "told-nothing": record.told_nothing,
        "shortest-safe": record.shortest_safe,
    }
    return {
        "id": done.practice.id,
        "verb": _verb("completed"),
        "object": _activity(f"{home}/cases/{klass.pack_sha256[:16]}/{name}", f"Practice case {name}", "simulation"),
        "result": {
            "score": {"scaled": 1 - gap / _SPREAD, "raw": _SPREAD - gap, "min": 0, "max": _SPREAD},
            "success": not gap,
            "completion": True,
            "response": record.said.value,
            "extensions": {f"{home}/xapi/{key}": value for key, value in told.items() if value is not None},
        },
    }


def _quiz(home: str, quiz: Practice) -> dict[str, Any]:
    is_right, spoken = bool(quiz.record["is_right"]), quiz.record.get("language", SOURCE)
    return {
        "id": quiz.id,
        "verb": _verb("answered"),
        "object": _activity(f"{home}/questions/{quiz.record['id']}", quiz.record["ask"], "question", spoken),
        "result": {
            "score": {"scaled": float(is_right)},
            "success": is_right,
            "response": quiz.record["chosen"],
            "extensions": {f"{home}/xapi/rule": quiz.record["rule"]},
        },
    }


def _verb(name: str) -> dict[str, Any]:
    return {"id": f"{_VERBS}/{name}", "display": {SOURCE: name}}


def _activity(address: str, name: str, kind: str, language: str = SOURCE) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": address,
        "definition": {"name": {language: name}, "type": f"{_TYPES}/{kind}"},
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

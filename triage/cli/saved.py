"""A saved result read back as the answers that it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from triage.errors import AnswersError, Location, Problem, did_you_mean
from triage.reasoning.answers import Answers
from triage.reasoning.documents import parse_answers, read_answers

if TYPE_CHECKING:
    from triage.pack.pack import Pack

SCHEMA = "triage.assessment/1"
FEW_PROBLEMS = 10


@dataclass(frozen=True)
class SavedAnswers(Answers):
    """The answers of a saved result, with the country, the pack and the urgency that it names."""

    country: str = ""
    pack_sha256: str = ""
    urgency: str = ""


def parse_answers_or_result(pack: Pack, text: str, name: str, line: int = 0) -> Answers:
    """Answers from an answers document, or from the JSON of a saved result. Raises AnswersError with every problem."""
    saved = _result(text)
    if saved is None:
        return parse_answers(pack, text, name, line)
    document = {"for": saved.get("person", "self")} | {
        key: saved[key] for key in ("id", "unanswered", "answers") if key in saved
    }
    answers = read_answers(pack, document, name)
    info = saved.get("pack")
    return SavedAnswers(
        **vars(replace(answers, not_asked=_not_asked(pack, saved.get("not_asked", []), Location(name, line)))),
        country=str(saved.get("country", "")),
        pack_sha256=str(info.get("sha256", "")) if isinstance(info, Mapping) else "",
        urgency=str(saved.get("urgency", "")),
    )


def _result(text: str) -> dict[str, Any] | None:
    """The saved result that a text holds, if it is one."""
    if SCHEMA not in text:
        return None
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and raw.get("schema") == SCHEMA else None


def _not_asked(pack: Pack, names: object, where: Location) -> frozenset[str]:
    if not isinstance(names, list):
        raise AnswersError([Problem(where, "A203", "not_asked: a list of questions is needed here", "")])
    unknown = [str(name) for name in names if not isinstance(name, str) or name not in pack.questions]
    if unknown:
        told = (f"'{name[:60]}'.{did_you_mean(name, pack.questions)}" for name in unknown[:FEW_PROBLEMS])
        raise AnswersError([Problem(where, "A201", f"not_asked: no such question: {name}") for name in told])
    return frozenset(names)

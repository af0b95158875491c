"""The schema of answers documents: the questions of one pack, each with the answers that it takes."""

from __future__ import annotations

from typing import Any

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.pack.wording import Wording

Schema = dict[str, Any]
_NOT_SURE = [UNSURE, RATHER_NOT_SAY]


def answers_schema(pack: Pack) -> Schema:
    """What an answers document may hold. That hidden answers are set aside is no matter of form."""
    say = Wording(pack.countries[pack.about.default_country])
    return {
        "description": "Answers by the id of their question. What is not mentioned counts as `unanswered` says.",
        "type": "object",
        "properties": {
            "id": {"type": "string", "maxLength": 200, "description": "Echoed in the result."},
            "for": {"enum": ["self", "other"], "default": "self", "description": "Whom the answers are about."},
            "unanswered": {
                "enum": ["unsure", "no"],
                "default": "unsure",
                "description": "What a question that is not mentioned counts as: not sure, or its clear negative.",
            },
            "answers": {
                "type": "object",
                "properties": {
                    question.id: {"description": say(question.ask), **_answer(question)}
                    for question in pack.questions.values()
                },
                "additionalProperties": False,
            },
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def _answer(question: Question) -> Schema:
    match question.type:
        case QuestionType.NUMBER:
            number = {"type": "integer", "minimum": question.minimum, "maximum": question.maximum}
            return {"anyOf": [number, {"enum": _NOT_SURE}]}
        case QuestionType.ANY_OF:
            words = [*(value for value in allowed_values(question) if value != NONE), RATHER_NOT_SAY]
            several = {"type": "array", "items": {"enum": words}, "uniqueItems": True}
            none = {"type": "array", "items": {"const": NONE}, "maxItems": 1}
            return {"anyOf": [several, none, {"enum": [NONE, *_NOT_SURE]}]}
        case _:
            return {"enum": [*allowed_values(question), RATHER_NOT_SAY]}

"""/api/v1/assess and /api/v1/pack: an assessment in one call, and the rules that make it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from triage.reasoning.documents import parse_answers
from triage.web.api.models import PackShown
from triage.web.api.refusals import ACCEPT_LANGUAGE, documented, language_for, limited, unusable
from triage.web.api.showing import pack_shown
from triage.web.api.visits import as_json
from triage.web.languages import language_asked_for
from triage.web.problems import Refused
from triage.web.services import services_of

router = APIRouter(prefix="/api/v1", tags=["rules"])

_EXAMPLE = {"answers": {"age": 62, "side": "both_legs", "onset_tempo": "months_years", "diabetes": "yes"}}
_VALUE = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}
ANSWERS_DOCUMENT: dict[str, Any] = {
    "type": "object",
    "title": "AnswersDocument",
    "description": "Answers by the id of their question. What is not mentioned counts as `unanswered` says.",
    "additionalProperties": False,
    "required": ["answers"],
    "properties": {
        "id": {"type": "string", "maxLength": 200, "description": "Echoed in the result."},
        "for": {"enum": ["self", "other"], "default": "self"},
        "unanswered": {"enum": ["unsure", "no"], "default": "unsure"},
        "answers": {"type": "object", "additionalProperties": _VALUE},
    },
    "example": _EXAMPLE,
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AnswersDocument"}}},
    }
}
_ASSESSMENT: dict[str, Any] = {
    "description": "The assessment",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Assessment"}}},
}


async def text_of_body(request: Request) -> str:
    """The body as it was sent, so that a key that is given twice is seen. Raises Refused: 415 or 422."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the answers have to be sent as application/json")
    try:
        text = (await request.body()).decode()
        json.loads(text)
    except (ValueError, RecursionError):
        raise unusable("body", "it is not JSON in UTF-8") from None
    return text


@router.post(
    "/assess",
    dependencies=[limited("assessments")],
    responses={
        200: _ASSESSMENT,
        **documented(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS),
    },
    openapi_extra={**_BODY, "parameters": [ACCEPT_LANGUAGE]},
)
def assess(
    request: Request,
    text: Annotated[str, Depends(text_of_body)],
    country: Annotated[str | None, Query(max_length=20, examples=["GB"])] = None,
    language: Annotated[str | None, Query(max_length=40, examples=["es"])] = None,
) -> Response:
    """Assess answers in one call. Nothing of them is kept.

    The country decides the emergency numbers, the language the words alone.
    """
    services = services_of(request)
    if country is not None and country not in services.pack.countries:
        raise unusable("query.country", f"it can be: {', '.join(services.pack.countries)}")
    spoken = language_for(request, language, "query.language")
    answers = parse_answers(services.pack.in_language(spoken), text, "answers")
    return as_json(services.assess(answers, services.country(country).id, spoken))


@router.get("/pack", responses=documented(), openapi_extra={"parameters": [ACCEPT_LANGUAGE]})
def pack(request: Request) -> PackShown:
    """The rules in use: their version, their hash, who has checked them, and the languages of their texts."""
    return pack_shown(services_of(request), language_asked_for(request))

"""The OpenAPI document: made from the routes, with the schemas of what the routes pass through as it is."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from triage.assessment import Assessment
from triage.web.api import assessing, visits
from triage.web.api.assessing import ANSWERS_DOCUMENT
from triage.web.api.models import Problem

_SCHEMAS = "#/components/schemas/"


def add_to(app: FastAPI) -> None:
    """The API's routes and its document."""
    app.include_router(visits.router)
    app.include_router(assessing.router)
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document["components"]["schemas"]
            schemas.update(_schema(Assessment), **_schema(Problem), AnswersDocument=ANSWERS_DOCUMENT)
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way


@cache
def _schema(model: type[Any]) -> dict[str, Any]:
    """The schema of what comes back as it is, and of its parts, under names of their own."""
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    schema = adapter.json_schema(mode="serialization", ref_template=_SCHEMAS + "{model}")
    parts: dict[str, Any] = schema.pop("$defs", {})
    return {**parts, model.__name__: schema}

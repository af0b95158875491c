"""The HTTP API, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from _pages.tables import code, escaped, table


def text() -> str:
    """One heading for each route, and the names of what goes in and comes out."""
    from fastapi import FastAPI

    from triage.web.api.document import add_to

    app = FastAPI(title="triage")
    add_to(app)
    routes = app.openapi()["paths"]
    return "\n\n".join(
        _route(method, path, route) for path, methods in routes.items() for method, route in methods.items()
    )


def _route(method: str, path: str, route: dict[str, Any]) -> str:
    parts = [f"## {method.upper()} {path}", escaped(" ".join(route.get("description", route["summary"]).split()))]
    given = [*_given(route)]
    if given:
        parts.append(table(("takes", "where", "what it is"), given))
    answers = [
        (code(status), escaped(answer["description"]), _schema(answer)) for status, answer in route["responses"].items()
    ]
    parts.append(table(("answers with", "when", "what it is"), answers))
    return "\n\n".join(parts)


def _given(route: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in route.get("parameters", ()):
        yield code(one["name"]), one["in"], "" if one.get("required") else "may be left out"
    if "requestBody" in route:
        yield "the body", "body", _schema(route["requestBody"])


def _schema(holder: dict[str, Any]) -> str:
    content = holder.get("content", {})
    names = (kind.get("schema", {}).get("$ref", "").rpartition("/")[2] for kind in content.values())
    return ", ".join(code(name) for name in names if name)

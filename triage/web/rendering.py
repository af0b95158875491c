"""Templates and the files beside them: all that a page needs comes from this server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from triage.questionnaire import strings as questions
from triage.report import STYLE
from triage.web import strings
from triage.web.forms import look_of, token_of

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    media_type: str

    @property
    def name_part(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]


def _assets() -> dict[str, Asset]:
    """All files under their plain names. The report's style sheet stands before the pages' own."""
    found = {}
    for file in files("triage.web").joinpath("static").iterdir():
        body = file.read_text(encoding="utf-8")
        text = STYLE + body if file.name == "style.css" else body
        found[file.name] = Asset(text.encode(), MEDIA_TYPES[file.name.rpartition(".")[2]])
    return found


@dataclass(frozen=True)
class Rendering:
    """Makes pages. `assets` are the files by plain name; `address` tells where one is found."""

    assets: dict[str, Asset] = field(default_factory=_assets)

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=PackageLoader("triage.web"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(asset=self.address, words=strings, questions=questions)
        return environment

    def address(self, name: str) -> str:
        return f"/static/{self.assets[name].name_part}/{name}"

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of this template. Every page knows the form token and how it is to look."""
        common = {"request": request, "token": token_of(request), "look": look_of(request)}
        text = self._environment.get_template(template).render({**common, **values})
        return HTMLResponse(text, status)


def safe(html: str) -> Markup:
    """HTML that was made by our own code from escaped text."""
    return Markup(html)  # only ever given what the report room has escaped

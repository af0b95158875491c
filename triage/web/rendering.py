"""Templates and the files beside them: all that a page needs comes from this server."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from triage.questionnaire import strings as questions
from triage.web import strings
from triage.web.assets import Asset, read_assets
from triage.web.forms import look_of, token_of


@dataclass(frozen=True)
class Rendering:
    """Makes pages. `assets` are the files by plain name; `address` tells where one is found."""

    assets: dict[str, Asset] = field(default_factory=read_assets)

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=PackageLoader("triage.web"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(asset=self.address, words=strings, questions=questions)
        return environment

    def address(self, name: str) -> str:
        return self.assets[name].address

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of this template. Every page knows the form token and how it is to look."""
        common = {"request": request, "token": token_of(request), "look": look_of(request)}
        text = self._environment.get_template(template).render({**common, **values})
        return HTMLResponse(text, status)


def safe(html: str) -> Markup:
    """HTML that was made by our own code from escaped text."""
    return Markup(html)  # only ever given what the report room has escaped

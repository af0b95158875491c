"""Templates and the files beside them: all that a page needs comes from this server."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType, SimpleNamespace
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from triage.locale import Locale, locale_named
from triage.questionnaire import strings as questions
from triage.web import strings
from triage.web.assets import Asset, read_assets
from triage.web.forms import look_of, token_of
from triage.web.languages import languages_of, pack_of


@dataclass(frozen=True)
class Rendering:
    """Makes pages. `assets` are the files by plain name; `address` tells where one is found."""

    assets: dict[str, Asset] = field(default_factory=read_assets)
    _words: dict[tuple[str, str], SimpleNamespace] = field(default_factory=dict, repr=False)

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
        environment.globals.update(asset=self.address)
        return environment

    def address(self, name: str) -> str:
        return self.assets[name].address

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of this template. Every page knows the form token, its language and how it is to look."""
        pack = pack_of(request)
        common = {
            "request": request,
            "token": token_of(request),
            "look": look_of(request),
            "language": pack.language,
            "direction": pack.direction,
            "languages": languages_of(request),
            "words": self.sentences(strings, pack.language),
            "questions": self.sentences(questions, pack.language),
        }
        text = self._environment.get_template(template).render({**common, **values})
        return HTMLResponse(text, status, headers={"content-language": pack.language})

    def sentences(self, module: ModuleType, language: str) -> SimpleNamespace:
        """The fixed sentences in a language: looked up once, since every page of everybody needs them."""
        key = (module.__name__, language)
        found = self._words.get(key)
        if found is None:
            say = locale_named(language)
            found = SimpleNamespace(**{name: _spoken(one, say) for name, one in vars(module).items() if name.isupper()})
            self._words[key] = found
        return found


def _spoken(said: Any, say: Locale) -> Any:
    """A sentence, or several in a tuple or under names, in this language; what is none stays."""
    if isinstance(said, str):
        return say(said)
    if isinstance(said, tuple):
        return tuple(_spoken(one, say) for one in said)
    if isinstance(said, dict):
        return {name: _spoken(one, say) for name, one in said.items()}
    return said


def safe(html: str) -> Markup:
    """HTML that was made by our own code from escaped text."""
    return Markup(html)  # only ever given what the report room has escaped

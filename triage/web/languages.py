"""Which language a page speaks: that of the questionnaire; else what was chosen; else what the browser asks for.

Where none of these is to be had, it is the language that the pack is written in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter

from starlette.requests import Request

from triage.pack.pack import SOURCE, Pack
from triage.pack.wording import Wording, wording_of
from triage.web.forms import LANGUAGE, cookie_of

SOURCE_NAME = "English"
IN_ENGLISH = ("/desk",)  # rooms of staff
_SPOKEN = "triage.language"
_LONGEST, _MOST = 1000, 30  # of what a browser asks for: what stands further back is not read
_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def accepted(header: str, known: Sequence[str]) -> str | None:
    """The first choice of an Accept-Language header (RFC 9110, 12.5.4) among these languages; None when it has none.

    `es-MX` takes `es` where there is no closer one, and `*` the first that is known and not refused. What cannot be
    read in a header is passed over.
    """
    tags = {tag.casefold(): tag for tag in known}
    refused: set[str] = set()
    wanted: list[tuple[float, str]] = []
    for name, quality in _ranges(header):
        if quality:
            wanted.append((quality, name))
        else:
            refused.add(name)
    for _, name in sorted(wanted, key=itemgetter(0), reverse=True):
        found = next((tag for tag in tags if tag not in refused), None) if name == "*" else _closest(name, tags)
        if found is not None and found not in refused:
            return tags[found]
    return None


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:_LONGEST].split(",")[:_MOST]:
        found = _RANGE.fullmatch(part)
        if found is not None:
            yield found[1].casefold(), float(found[2] or 1)


def _closest(name: str, tags: Collection[str]) -> str | None:
    """The language itself, or the nearest one that it is a kind of (RFC 4647, 3.4)."""
    while name and name not in tags:
        name = name.rpartition("-")[0]
    return name or None


def language_of(request: Request) -> str:
    """The language of the page that answers this request."""
    if str(request.scope["path"]).startswith(IN_ENGLISH):
        return SOURCE
    spoken: str = request.scope.get(_SPOKEN) or cookie_of(request, LANGUAGE) or ""
    known = (SOURCE, *_pack(request).languages)
    return spoken if spoken in known else language_asked_for(request)


def language_asked_for(request: Request) -> str:
    """The language that a browser or a program asks for in its headers."""
    known = (SOURCE, *_pack(request).languages)
    return accepted(",".join(request.headers.getlist("accept-language")), known) or SOURCE


def speak(request: Request, language: str) -> None:
    """From here on what answers this request speaks this language: that of the questionnaire that it is about."""
    request.scope[_SPOKEN] = language


def languages_of(request: Request) -> list[tuple[str, str]]:
    """What can be chosen on this page: each language, and what it calls itself. Nothing where there is only one."""
    others = {} if str(request.scope["path"]).startswith(IN_ENGLISH) else _pack(request).languages
    return [(SOURCE, SOURCE_NAME), *((tag, about.name) for tag, about in others.items())] if others else []


def pack_of(request: Request) -> Pack:
    """The pack in the language of the page."""
    return _pack(request).in_language(language_of(request))


def say_of(request: Request) -> Wording:
    """How the page speaks, to whoever reads it, in the server's own country."""
    return wording_of(pack_of(request), request.app.state.services.country().id)


def _pack(request: Request) -> Pack:
    found = request.app.state.services.pack
    assert isinstance(found, Pack)
    return found

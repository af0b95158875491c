"""The style sheets, scripts and pictures of the pages, each under an address that changes with what is in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from triage.report import STYLE

_MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    name: str
    body: bytes

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.name.rpartition(".")[2]]

    @cached_property
    def part(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]

    @cached_property
    def address(self) -> str:
        return f"/static/{self.part}/{self.name}"


def read_assets() -> dict[str, Asset]:
    """All files by name. The report's style sheet stands before the pages' own."""
    found = {}
    for file in files("triage.web").joinpath("static").iterdir():
        body = file.read_text(encoding="utf-8")
        text = STYLE + body if file.name == "style.css" else body
        found[file.name] = Asset(file.name, text.encode())
    return found

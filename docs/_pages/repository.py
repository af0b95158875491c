"""A file of the repository as a page: its links are made relative to the page that shows it."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s]+)\)")
_PICTURES = re.compile(r"<p>\n((?:<img [^>]+>\n)+)</p>")
_PICTURE = re.compile(r'<img src="([^"]+)"[^>]*? alt="([^"]*)"[^>]*>')


def text(name: str) -> str:
    """The file, to stand on a page in `docs/project/`; its title is that of the page."""
    shown = (ROOT / name).read_text(encoding="utf-8")
    shown = re.sub(r"\A# .*\n", "", shown)
    shown = _PICTURES.sub(lambda block: _PICTURE.sub(r"![\2](\1)", block[1]), shown)
    folder = posixpath.dirname(name)
    return _LINK.sub(lambda link: f"]({_from_project(posixpath.join(folder, link[1]))})", shown)


def _from_project(path: str) -> str:
    path, hash_, anchor = path.partition("#")
    return posixpath.relpath(path, "docs/project") + hash_ + anchor

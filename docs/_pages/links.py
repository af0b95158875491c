"""Links of the repository, as links of the pages: what is no page of these is named instead of linked."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from _pages import evidence

ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
# Files beside this folder that have a page of their own.
PAGES = {
    "CHANGELOG.md": "docs/project/changelog.md",
    "CONTRIBUTING.md": "docs/project/contributing.md",
    "README.md": "docs/project/readme.md",
    "docs/README.md": "docs/index.md",
}


def inside(text: str, page: str) -> str:
    """The text of a page, given by its name without `.md`, with links that lead somewhere in what is built."""
    folder = posixpath.dirname(f"docs/{page}")
    return _LINK.sub(lambda link: _link(link, folder), text)


def _link(link: re.Match[str], folder: str) -> str:
    image, words, target = link.groups()
    path, hash_, anchor = target.partition("#")
    if not path or ":" in path or path.startswith("<"):
        return link.group()
    found = posixpath.normpath(posixpath.join(folder, path))
    if found in PAGES:
        return f"[{words}]({posixpath.relpath(PAGES[found], folder)}{hash_}{anchor})"
    if found.startswith("docs/") and (ROOT / found).is_file():
        return link.group()
    if not (ROOT / found).exists():
        return link.group()  # Sphinx says what is wrong with it
    if (test := evidence.link_to(words)) is not None:
        return f"[{words}]({test})"
    where = f"`{found}`"
    return where if words.strip("`") in (found, f"{found}/") or image else f"{words} ({where})"

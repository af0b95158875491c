"""The parts of the pages that are made from the program when they are built, so that they are never written twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from sphinx.application import Sphinx

from _pages import commands, evidence, figures, http_api, links, pack_format, repository, rules, schemas

MADE: dict[str, Callable[..., str]] = {
    "book": rules.text,
    "commands": commands.text,
    "content": rules.content,
    "evidence": evidence.text,
    "file": repository.text,
    "http_api": http_api.text,
    "pack_format": pack_format.text,
    "schemas": schemas.text,
    "vignettes": figures.vignettes,
}

# Pages that others hang below, where a tree in the page itself would only be in the way of who reads it as a file.
AFTER = {"adr/README": "\n```{toctree}\n:hidden:\n:glob:\n\n0*\n```\n"}

# Pages of the tree that belong to parts of the program that need not be there.
MAY_BE_MISSING = ("batch", "learning", "scale")
MORE = "\n```{{toctree}}\n:hidden:\n:caption: More\n\n{pages}\n```\n"

# A made part: its name, then what it takes, as in `{made} commands` or `{made} file CHANGELOG.md`. It is put in as
# text, not as a directive, after whose headings the page would go on with what stands before them.
PART = re.compile(r"^```\{made\} (.+)\n```$", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(app: Sphinx, name: str, content: list[str]) -> None:
    if app.env.doc2path(name).suffix == ".ipynb":
        return
    text = links.inside(PART.sub(_made, content[0]), name) + AFTER.get(name, "")
    if name == app.config.root_doc:
        text = _tree(text, app.env.found_docs)
    content[0] = text


def _made(part: re.Match[str]) -> str:
    name, *words = part[1].split()
    return MADE[name](*words)


def _tree(text: str, found: Collection[str]) -> str:
    """The first page with a tree of the pages that there are: without those that are missing, and with any new ones."""
    lines = [line for line in text.split("\n") if line not in MAY_BE_MISSING or line in found]
    new = sorted(page for page in found if "/" not in page and page not in (*lines, "index"))
    return "\n".join(lines) + (MORE.format(pages="\n".join(new)) if new else "")

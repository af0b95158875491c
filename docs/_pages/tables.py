"""Tables and texts of Markdown from words that mean nothing to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from triage.report.markdown import escaped

__all__ = ["code", "escaped", "prose", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown cells."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def code(words: str) -> str:
    """Words as code, also in a cell."""
    return f"`{words}`".replace("|", "\\|") if words else ""


def prose(doc: str) -> str:
    """A docstring as Markdown: what stands between backticks stays code."""
    kept = re.split(r"(`[^`]+`)", " ".join(doc.split()))
    return "".join(part if part.startswith("`") else escaped(part) for part in kept)

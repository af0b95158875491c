"""The tests that the safety case and the hazard log name, each with its code, so that a link to one leads to it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED_IN = ("safety-case", "hazards")
_TEST = re.compile(r"`(tests/test_\w+\.py)::(\w+)`")


def text() -> str:
    """One part a test, in the order of the files."""
    return "\n\n".join(_part(file, test) for file, test in sorted(set(named())))


def named() -> Iterator[tuple[str, str]]:
    for name in NAMED_IN:
        yield from _TEST.findall((ROOT / "docs" / "explanation" / f"{name}.md").read_text(encoding="utf-8"))


def link_to(words: str) -> str | None:
    """The address of a test among these pages, where this is the name of one that has a part here."""
    found = _TEST.fullmatch(words)
    return f"#{_anchor(*found.groups())}" if found and found.groups() in set(named()) else None


def _anchor(file: str, test: str) -> str:
    return f"{Path(file).stem}-{test}".replace("_", "-")


def _part(file: str, test: str) -> str:
    return f"({_anchor(file, test)})=\n## {test}\n\n`{file}`\n\n```python\n{_code(file, test)}\n```"


@cache
def _code(file: str, test: str) -> str:
    source = (ROOT / file).read_text(encoding="utf-8")
    found = next(one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == test)
    first = min(node.lineno for node in (found, *found.decorator_list))
    return "\n".join(source.splitlines()[first - 1 : found.end_lineno])

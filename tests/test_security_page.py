"""docs/security.md names every item of the standard once, and only tests that exist."""

from __future__ import annotations

import ast
import re

from markdown_examples import ROOT, page

# How many items of ASVS 5.0 are of level 1 or 2.
ITEMS = 253
ROW = re.compile(r"^\| ([\d., \u2013]+) \| ([a-z ]+) \| ([^|]+) \| ?([^|]*) \|$", re.MULTILINE)
WORDS = {"met", "partly", "not met", "yours", "no"}


def rows() -> list[tuple[list[str], str, str]]:
    """Each row: its items, whether they are met, and the test."""
    found = []
    for named, word, _, test in ROW.findall(page("docs/security.md")):
        items = []
        for part in named.split(", "):
            first, _, last = part.partition("\u2013")
            section, _, number = first.rpartition(".")
            end = int(last.rpartition(".")[2]) if last else int(number)
            items += [f"{section}.{one}" for one in range(int(number), end + 1)]
        found.append((items, word, test.strip()))
    return found


def test_every_item_stands_there_once() -> None:
    """The table has each item of levels 1 and 2 once, with one of five words for it."""
    items = [item for named, _, _ in rows() for item in named]
    assert len(items) == len(set(items)) == ITEMS
    assert {word for _, word, _ in rows()} <= WORDS


def test_every_test_that_is_named_exists() -> None:
    """Where the table names a test, there is one of that name in that file."""
    for _, _, test in rows():
        if not test:
            continue
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test

"""The pages in docs/: complete where completeness can be checked, and every link leads somewhere."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import re
from collections import Counter
from urllib.parse import unquote

import pytest
from markdown_examples import ROOT, blocks, links, page
from pydantic import BaseModel

from triage.evaluation import vignettes
from triage.pack import content, knowledge, rules
from triage.pack.conditions import read_condition
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType
from triage.pack.yaml_text import parse_yaml

PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(file.relative_to(ROOT).as_posix() for file in sorted((ROOT / "docs").rglob("*.md"))),
]
MODELS: dict[str, type[Model]] = {
    **{
        name: model
        for module in (knowledge, rules)
        for name, model in vars(module).items()
        if isinstance(model, type) and issubclass(model, Model) and model.__module__ == module.__name__
        if model not in (knowledge.Part, knowledge.Entry)
    },
}
WRITTEN: dict[str, type[BaseModel]] = {
    "Vignette": vignettes._Written,  # noqa: SLF001  # the page describes what is written, not what is read from it
    "Expected": vignettes.Expected,
}


def anchors(name: str) -> set[str]:
    """The places of a page that a link can name."""
    titles = re.findall(r"^#+ (.+)$", page(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    """A link to a file of the repository, or to a heading in it, finds it; others are https."""
    for link in links(name):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        if anchor:
            assert anchor in anchors(target.resolve().relative_to(ROOT).as_posix()), f"{name}: {link}"


def table(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = re.split(rf"^#+ {re.escape(heading)}$", page(name), maxsplit=1, flags=re.MULTILINE)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert lines is not None
    rows = [[cell.strip() for cell in line.strip("| \n").split(" | ")] for line in lines[0].splitlines()]
    return rows[2:]


# ---- authoring


def needed(model: type[Model]) -> dict[str, bool]:
    """The keys of a model, and whether they must be there."""
    nothing = dataclasses.MISSING
    return {
        field.name.removesuffix("_"): field.default is nothing and field.default_factory is nothing
        for field in dataclasses.fields(model)
        if field.name != "where"
    }


def keys_in_authoring(heading: str) -> dict[str, bool]:
    return {row[0].strip("`"): row[1] == "yes" for row in table("docs/authoring.md", heading)}


@pytest.mark.parametrize("heading", MODELS)
def test_authoring_has_every_key(heading: str) -> None:
    """Each table has exactly the keys of its model, and says which are needed."""
    assert keys_in_authoring(heading) == needed(MODELS[heading])


@pytest.mark.parametrize("heading", WRITTEN)
def test_authoring_has_every_key_of_a_vignette(heading: str) -> None:
    """The same for the keys of a vignette."""
    fields = WRITTEN[heading].model_fields.items()
    assert keys_in_authoring(heading) == {name: field.is_required() for name, field in fields}


def test_authoring_has_every_file() -> None:
    """The table of files names every file of a pack, and what it holds."""
    kinds = {place: model.__name__ for _, place, model, _ in content._LAYOUT}  # noqa: SLF001
    rows = table("docs/authoring.md", "The files")
    listed = {row[0].strip("`").replace("*.yaml", ""): row[2].partition("[")[2].partition("]")[0] for row in rows}
    assert listed == kinds


def test_every_condition_in_authoring_can_be_read() -> None:
    """The examples of the language are conditions, and between them they show every kind there is."""
    kinds = set()
    for block in blocks("docs/authoring.md", "yaml"):
        document = parse_yaml(block.text, "docs/authoring.md")
        assert not document.problems
        if isinstance(document.data, list):
            continue  # an entry of a file, not a condition
        kinds.add(type(read_condition(document.data["when"])).__name__)
    assert kinds == {"AnswerIs", "NumberIs", "PatternHolds", "UrgencyIs", "CauseIsPossible", "AllOf", "AnyOf"}


# ---- reasoning, words


def test_the_examples_in_reasoning_run() -> None:
    """Every Python example of the tour prints what the page shows."""
    text = "\n".join(block.text for block in blocks("docs/reasoning.md", "python"))
    parsed = doctest.DocTestParser().get_doctest(text, {}, "docs/reasoning.md", "docs/reasoning.md", 0)
    assert len(parsed.examples) > 10
    told: list[str] = []
    failed, _ = doctest.DocTestRunner().run(parsed, out=told.append)
    assert not failed, "".join(told)


# ---- safety


def test_safety_lists_all_invariants(pack: Pack) -> None:
    """The table has every invariant in the words of the pack, and says truly which have a planted fault."""
    planted = set(re.findall(r'"(INV-\d\d)"', page("tests/test_invariants.py")))
    expected = [
        f"| {one.id} | {' '.join(one.says.split())} | {'yes' if one.id in planted else ''} |".replace("|  |", "| |")
        for one in pack.invariants.values()
    ]
    written = [line for line in page("docs/safety.md").splitlines() if line.startswith("| INV-")]
    assert written == expected, "\n".join(expected)


def test_safety_counts_the_sources_rightly(pack: Pack) -> None:
    """How many sources were read and how, and which danger signs rest on none that was read, is as the page says."""
    text = " ".join(page("docs/safety.md").split())
    read = Counter(source.read for source in pack.sources.values())
    assert f"Of {len(pack.sources)} sources, {read['publisher']} were read on the publisher's page and" in text
    assert f"and {read['mirror']} on a copy or in a summary; {read['general_knowledge']} were **not read**" in text
    unread = {source.id for source in pack.sources.values() if source.read == "general_knowledge"}
    alone = [sign.id for sign in pack.danger_signs.values() if unread.issuperset(sign.sources)]
    assert ", ".join(f"`{name}`" for name in alone) in text


def test_safety_counts_the_lines_of_tick_lists_rightly(pack: Pack) -> None:
    """How many lines of tick lists stand for more than one answer is as the page says."""
    lines = [pack.questions[name] for tick_list in pack.lists for name in tick_list.questions]
    several = [question for question in lines if question.type is not QuestionType.YES_NO]
    said = f"{len(pack.lists)} lists hold {len(several)} such lines among {len(lines)}"
    assert said in " ".join(page("docs/safety.md").split()), said


def test_nothing_here_opens_a_connection() -> None:
    """No module but the server's imports anything that can reach a network, as the page on privacy promises.

    `urllib.parse` takes addresses apart and no more.
    """
    used = set()
    for file in (ROOT / "triage").rglob("*.py"):
        if file.is_relative_to(ROOT / "triage" / "web"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.partition(".")[0] for alias in node.names if alias.name != "urllib.parse"}
            elif isinstance(node, ast.ImportFrom) and node.module not in (None, "urllib.parse") and not node.level:
                used.add(str(node.module).partition(".")[0])
    assert not used & {
        "socket",
        "ssl",
        "http",
        "urllib",
        "ftplib",
        "smtplib",
        "asyncio",
        "requests",
        "httpx",
        "httpx2",
        "aiohttp",
    }


def test_every_page_is_in_the_index() -> None:
    """The index of docs/ leads to every page in it."""
    listed = {link.partition("#")[0] for link in links("docs/README.md")}
    assert {file.name for file in (ROOT / "docs").glob("*.md")} - {"README.md", "index.md"} <= listed

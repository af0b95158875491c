"""The pages in docs/ as they are built and read: no warning, no dead link, no request elsewhere; every example runs."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from documentation import LANGUAGES, PAGES, Page, clone, fits
from markdown_examples import ROOT, blocks, page

from triage.cli.main import COMMANDS
from triage.pack.catalogue import CATALOGUE
from triage.pack.pack import Pack
from triage.schemas import DOCUMENTS

pytestmark = pytest.mark.docs
FIRST_RULE = "docs/tutorials/first-rule.md"
HAS_EXAMPLES = [
    name for name in PAGES if name not in (FIRST_RULE, "docs/errors.md") and blocks(name, *LANGUAGES)
]  # the examples of the errors are planted, one by one, by tests/test_catalogue.py


# ------------------------------------------------------------------------------------------------------- what is built


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built once, with every warning as an error."""
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_nb")
    pytest.importorskip("z3")
    folder = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    sources, into = str(ROOT / "docs"), str(folder / "html")
    done = subprocess.run(
        [*command, "-d", str(folder / "trees"), sources, into], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


class Links(HTMLParser):
    """What a built page links to, what it loads, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.loads += [given[name] for name in ("src", "srcset", "data", "poster") if name in given]
        if tag == "link":
            self.loads.append(given.get("href", ""))


@pytest.fixture(scope="session")
def read(built: Path) -> dict[str, Links]:
    return {
        file.relative_to(built).as_posix(): Links(file.read_text(encoding="utf-8")) for file in built.rglob("*.html")
    }


def test_every_page_is_built(read: dict[str, Links]) -> None:
    """Every Markdown file but the list for code hosts is a page, and the parts that are made are in theirs."""
    pages = {name.removeprefix("docs/").replace(".md", ".html") for name in PAGES} - {"README.html"}
    assert pages <= set(read)


def test_notebooks_are_pages_with_what_their_cells_give(built: Path) -> None:
    """Each notebook is a page, run as it was built: results, pictures with a title, and no place on the machine."""
    for name, pictures in (("triage_logic", 4), ("rule_change", 1)):
        text = (built / f"notebooks/{name}.html").read_text(encoding="utf-8")
        cells = text.count('class="cell_input')
        assert cells == sum(cell["cell_type"] == "code" for cell in _cells(name))
        assert text.count('class="cell_output') >= cells - 3
        drawn = re.findall(r"<figure><svg.*?</svg>", text, re.DOTALL)
        assert len(drawn) == pictures
        assert all('role="img"' in one and "<title" in one for one in drawn)
        assert text.count("The same in words") == pictures
        machine = (str(ROOT), sys.prefix, str(Path.home()), str(built.parent), "ipykernel", "Traceback")
        assert not [place for place in machine if len(place) > 1 and place in text]


def _cells(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((ROOT / f"docs/notebooks/{name}.ipynb").read_text("utf-8"))["cells"]
    return found


def test_no_link_is_dead(built: Path, read: dict[str, Links]) -> None:
    """Every link between the pages, and to a place in one, finds it; there are thousands."""
    dead, tried = [], 0
    for name, found in read.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (built / name).parent / unquote(parts.path) if parts.path else built / name
            target = target.resolve()
            tried += 1
            place = unquote(parts.fragment)
            known = read[target.relative_to(built).as_posix()].places if target.suffix == ".html" else {place}
            if not target.is_file() or (place and place not in known):
                dead.append(f"{name}: {link}")
    assert tried > 3000
    assert not dead


def test_nothing_is_loaded_from_elsewhere(built: Path, read: dict[str, Links]) -> None:
    """No page, style sheet or script of them asks another host for anything."""
    elsewhere = {f"{name}: {one}" for name, found in read.items() for one in found.loads if urlsplit(one).netloc}
    assert not elsewhere
    for style in built.rglob("*.css"):
        assert not re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_the_reference_is_whole(built: Path, read: dict[str, Links], pack: Pack) -> None:
    """Every command, document, route, code, question and danger sign has its place in the reference."""

    def text(name: str) -> str:
        return (built / f"{name}.html").read_text(encoding="utf-8")

    assert all(f'id="triage-{name}"' in text("reference/commands") for name in COMMANDS)
    assert all(f'id="{name}"' in text("reference/schemas") for name in DOCUMENTS)
    assert all(f"{code}: " in text("errors") for code in CATALOGUE)
    assert "/api/v1/assess" in text("reference/http-api")
    assert all(f">{name}<" in text("book/questions") for name in pack.questions)
    assert all(f">{name}<" in text("book/danger-signs") for name in pack.danger_signs)
    assert all(f">{name}<" in text("book/causes") for name in pack.evidence)
    assert pack.sha256 in text("book/index")
    questions = text("book/questions")
    assert questions.index("Is anything missing, or easily misread?") < questions.index("<h2>")
    assert not [name for name in read if name.startswith("book/") and "{you|" in text(name.removesuffix(".html"))]


# ---------------------------------------------------------------------------------------------------- what is run


@pytest.mark.parametrize("name", HAS_EXAMPLES)
def test_the_examples_of_a_page_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python and console example does what the page shows, in a copy; one that is left out says why."""
    pytest.importorskip("sybil")
    monkeypatch.chdir(clone(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    tried = Page(name, tmp_path)
    tried.run()
    assert tried.ran or tried.skipped
    assert all(len(reason) > 15 for reason in tried.skipped)


@pytest.mark.proof
def test_the_first_rule_in_a_clean_clone(tmp_path: Path) -> None:
    """Every command of the tutorial for rule authors, as written and in its order, in a clone of its own."""
    pytest.importorskip("z3")
    pytest.importorskip("sybil")
    tutorial = Page(FIRST_RULE, clone(tmp_path), is_cloned=True)
    tutorial.run()
    assert len(tutorial.ran) >= 12
    assert len(tutorial.skipped) == 1


def test_a_wrong_output_is_seen() -> None:
    """What a page shows is compared: with lines left out, and with figures that move."""
    assert fits("a\n...\nd", "a\nb\nc\nd")
    assert fits("x.yaml:3: wrong, ... here (4 s)", "x.yaml:17: wrong, or so, but here (12 s)")
    assert not fits("a\nd", "a\nb\nd")
    assert not fits("3 passed", "4 passed")


# ------------------------------------------------------------------------------------------------- what is referred to


def named_tests() -> Iterator[tuple[str, str, str]]:
    for name in ("safety-case", "hazards"):
        text = page(f"docs/explanation/{name}.md")
        for file, test in re.findall(r"`(tests/test_\w+\.py)(?:::(\w+))?`", text):
            yield name, file, test


def test_every_test_in_the_safety_case_exists() -> None:
    """Evidence in the safety case and the hazard log that is a test is one."""
    found = list(named_tests())
    assert len(found) > 40
    for where, file, test in found:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not test or test in names, f"{where}: {file}::{test}"


def test_every_test_named_as_evidence_is_a_link() -> None:
    """In the repository it leads to the file; in the built pages to the code of the test."""
    for name in ("safety-case", "hazards"):
        text = page(f"docs/explanation/{name}.md")
        for link in re.findall(r"`tests/test_\w+\.py::\w+`(?:\]\([^)]*\))?", text):
            file = link.partition("::")[0].strip("`")
            assert link.endswith(f"](../../{file})"), f"{name}: {link}"


RATED = "Severity \u00d7 likelihood"
PARTS = ("Effect", "Controls", RATED, "Evidence", "What is left")
RATING = re.compile("([1-5])\u00d7([1-5])=([0-9]+)")


def hazards() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each hazard of the log: its id, its line in the overview, and its parts."""
    text = page("docs/explanation/hazards.md")
    for name, section in re.findall(r"^## (H\d\d)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        [line] = re.findall(rf"^\| \[{name}\].*$", text, re.MULTILINE)
        yield name, line, dict(re.findall(r"^- \*\*([^*]+):\*\* (.+)$", section, re.MULTILINE))


def test_every_hazard_is_rated_and_has_no_owner_yet() -> None:
    """Each has all parts, and ratings that multiply; what is left never exceeds what was; none claims an owner."""
    found = list(hazards())
    assert [name for name, _, _ in found] == [f"H{number:02}" for number in range(1, len(found) + 1)]
    for name, line, parts in found:
        assert tuple(parts) == PARTS, name
        ratings = RATING.findall(parts[RATED])
        assert ratings == RATING.findall(line)
        before, after = (int(risk) for _, _, risk in ratings)
        assert all(int(severity) * int(likelihood) == int(risk) for severity, likelihood, risk in ratings)
        assert after <= before
        assert "owner open" in parts["What is left"]


def test_every_invariant_in_the_safety_pages_exists(pack: Pack) -> None:
    """An invariant that the safety case or the hazard log rests on is one of the pack's."""
    text = page("docs/explanation/safety-case.md") + page("docs/explanation/hazards.md")
    assert set(re.findall(r"INV-\d\d", text)) <= set(pack.invariants)


def test_nobody_is_said_to_have_signed(pack: Pack) -> None:
    """As long as nobody has, the pages say so."""
    assert not pack.signed_by
    for name in ("intended-use", "safety-case", "hazards"):
        assert re.search(r"no\s+(\w+\s+)?clinician has\s+signed", page(f"docs/explanation/{name}.md"), re.IGNORECASE)

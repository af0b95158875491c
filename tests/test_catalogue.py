"""The catalogue of problem codes: complete, shown in the docs, and true: every example gives its code at its place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from planted import ROOT, all_problems, expected_place, planted

from triage.errors import AnswersError, Problem
from triage.evaluation.accuracy.cases import CaseReader
from triage.evaluation.vignettes import read_vignettes
from triage.pack.catalogue import CATALOGUE, SECTIONS, Code, PackExample, TextExample
from triage.pack.pack import Pack
from triage.reasoning.documents import parse_answers


def _codes_with(kind: str) -> list[Code]:
    return [code for code in CATALOGUE.values() if isinstance(code.example, TextExample) and code.example.kind == kind]


def _places(problems: list[Problem]) -> list[str]:
    return [str(problem.where) for problem in problems]


@pytest.mark.parametrize(
    "code", [code for code in CATALOGUE.values() if isinstance(code.example, PackExample)], ids=lambda code: code.code
)
def test_a_fault_in_a_pack_gives_its_code_at_its_place(code: Code, tmp_path: Path) -> None:
    """The planted fault is found where the catalogue says, and nothing else is wrong with the pack."""
    assert isinstance(code.example, PackExample)
    folder = planted(tmp_path, *code.example.edits)
    problems = all_problems(folder)
    assert {problem.code for problem in problems} == {code.code}, "\n".join(map(str, problems))
    assert expected_place(folder, code.example) in _places(problems)


@pytest.mark.parametrize("code", _codes_with("answers"), ids=lambda code: code.code)
def test_a_fault_in_an_answers_document_gives_its_code_at_its_line(code: Code, pack: Pack) -> None:
    """The example is refused with exactly its code, at the line that the catalogue names."""
    assert isinstance(code.example, TextExample)
    with pytest.raises(AnswersError) as refused:
        parse_answers(pack, code.example.text, "answers.json")
    assert {problem.code for problem in refused.value.problems} == {code.code}
    assert [problem.where.line for problem in refused.value.problems] == [code.example.line]


@pytest.mark.parametrize("code", _codes_with("vignettes"), ids=lambda code: code.code)
def test_a_fault_in_vignettes_gives_its_code_at_its_line(code: Code, pack: Pack) -> None:
    """The example is refused with exactly its code, at the line that the catalogue names."""
    assert isinstance(code.example, TextExample)
    _, problems = read_vignettes(pack, code.example.text, "cases.yaml")
    assert [(problem.code, problem.where.line) for problem in problems] == [(code.code, code.example.line)]


@pytest.mark.parametrize("code", _codes_with("cases"), ids=lambda code: code.code)
def test_a_fault_in_labelled_cases_gives_its_code_at_its_line(code: Code, pack: Pack) -> None:
    """The example is refused with exactly its code, at the line that the catalogue names."""
    assert isinstance(code.example, TextExample)
    reader = CaseReader(pack, "cases.jsonl")
    problems: list[Problem] = []
    for number, line in enumerate(code.example.text.splitlines(), start=1):
        try:
            reader.read(line, number)
        except AnswersError as refused:
            problems += refused.problems
    assert [(problem.code, problem.where.line) for problem in problems] == [(code.code, code.example.line)]


@pytest.mark.parametrize("code", _codes_with("stream"), ids=lambda code: code.code)
def test_a_fault_in_a_stream_gives_its_code_at_its_line(code: Code, tmp_path: Path) -> None:
    """One bad line of a stream is named with its number and code, and the other lines get their result."""
    assert isinstance(code.example, TextExample)
    stream = tmp_path / "cases.jsonl"
    stream.write_text(code.example.text, encoding="utf-8", errors="surrogateescape")
    command = [sys.executable, "-m", "triage", "assess", "--json", str(stream)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert f"{stream.name}:{code.example.line}: {code.code} " in done.stderr
    assert done.stdout.count("\n") == 1
    assert done.returncode == 2


def test_every_code_in_the_source_is_in_the_catalogue_and_the_other_way_round() -> None:
    """No problem is reported with a code that nobody can look up, and no code is listed that is never reported."""
    catalogue = ROOT / "triage" / "pack" / "catalogue"
    modules = [path for path in (ROOT / "triage").rglob("*.py") if catalogue not in path.parents]
    reported = {code for path in modules for code in re.findall(r'"([ACLRV]\d{3})"', path.read_text(encoding="utf-8"))}
    assert reported == set(CATALOGUE)


def test_every_code_stands_once_and_in_order() -> None:
    """The same code never stands for two things, and a reader finds a code by its number."""
    for codes in SECTIONS.values():
        assert [code.code for code in codes] == sorted({code.code for code in codes})
    assert sum(map(len, SECTIONS.values())) == len(CATALOGUE)


def test_the_page_in_the_docs_is_up_to_date() -> None:
    """`docs/errors.md` is what `python -m triage.pack.catalogue` prints."""
    made = subprocess.run(
        [sys.executable, "-m", "triage.pack.catalogue"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == made.stdout


def test_the_links_of_the_page_lead_to_its_headings() -> None:
    """Every link at the top of `docs/errors.md` has the anchor of a heading below."""
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= anchors

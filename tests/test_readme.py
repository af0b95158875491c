"""README.md: every command and example runs as it is written, its figures are true, and its pictures are not stale."""

from __future__ import annotations

import doctest
import re
import sys
import tomllib
from pathlib import Path

import pytest
from command import triage
from markdown_examples import ROOT, blocks, commands, fits, page

import start
from triage.cli.commands.explain import KINDS
from triage.cli.main import whole_parser
from triage.pack.pack import Pack

NAME = "README.md"
SHOWN = {command.line: command.output for block in blocks(NAME, "console") for command in commands(block)}
START, CHECK, ASSESS = "python3 start.py", "make check", "python3 start.py assess docs/case.json"
SERVING = (
    ".venv/bin/pip install -e '.[web]' -c constraints.txt",
    ".venv/bin/triage users add mary --role admin",
    ".venv/bin/triage serve",
)
PICTURES = ("first-screen", "emergency", "report")
in_terminal = pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a POSIX terminal")


def test_it_is_short() -> None:
    """At most 150 lines, none too long to be read in a terminal."""
    lines = page(NAME).splitlines()
    assert len(lines) <= 150
    assert max(map(len, lines)) <= 130


def test_every_command_in_its_table_can_be_run() -> None:
    """Each command that the table of explanations and proofs names is one, with the words that it takes."""
    table = page(NAME).partition("## Explained, checked, proved")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `triage ([^`]+)`", table, re.MULTILINE)
    assert {line.split()[0] for line in lines} == {"explain", "check", "verify", "diff", "evaluate"}
    kinds = [(line.split()[2:] or ["why"])[0] for line in lines if line.startswith("explain")]
    assert tuple(kinds) == KINDS
    for line in lines:
        command, *words = line.split()
        whole_parser().parse_args([command, *words])


def test_every_command_for_teachers_and_tables_can_be_run() -> None:
    """The same for the table of teaching, tables and review."""
    table = page(NAME).partition("## To teach")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `triage ([^`]+)`", table, re.MULTILINE)
    assert {line.split()[0] for line in lines} == {"learn", "batch", "simulate", "review"}
    for line in lines:
        whole_parser().parse_args(line.split())


def test_every_command_is_tested() -> None:
    """The commands that the page shows are those of the tests below."""
    assert list(SHOWN) == [START, CHECK, ASSESS, *SERVING]


def test_the_commands_of_the_server_can_be_run() -> None:
    """The extra is one of the package, and the commands take the words that are shown (tests of the pages run them)."""
    install, *others = SERVING
    extras = tomllib.loads(page("pyproject.toml"))["project"]["optional-dependencies"]
    assert re.findall(r"\[(\w+)\]", install) == ["web"]
    assert "web" in extras
    for line in others:
        whole_parser().parse_args(line.removeprefix(".venv/bin/triage ").split())


@in_terminal
def test_the_first_command_starts_the_questionnaire(tmp_path: Path) -> None:
    """`python3 start.py`, once it is set up, shows the first screen; q ends it."""
    if not start._is_ready("triage", start.digest()):  # noqa: SLF001  # a test must not install anything
        pytest.skip("not set up by start.py here; `make check` runs in what it sets up")
    import pexpect
    from ask_terminal import environment

    command = [str(ROOT / "start.py")]
    child = pexpect.spawn(sys.executable, command, env=environment(tmp_path), cwd=str(tmp_path), timeout=60)
    child.expect("Who is it for")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_the_second_command_is_what_ci_runs() -> None:
    """`make check` is what CI ends in, and does all that the page says of it, with pytest last."""
    assert page(".ci/run").rstrip().endswith("make --no-print-directory check")
    rules = page("Makefile")
    assert "\ncheck: lint types layers content\n\t$(BIN)/pytest " in rules
    assert "\ncontent: tools\n\t$(BIN)/triage lint --languages\n\t$(BIN)/triage test\n" in rules


@pytest.mark.no_cover
def test_the_output_of_the_second_command() -> None:
    """What `make check` says of the content is as shown; there may be more vignettes by now, but not fewer."""
    contracts = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in SHOWN[CHECK]
    assert triage("lint").err.strip() in SHOWN[CHECK].splitlines()
    for line in triage("test").out.splitlines():
        [shown] = [one for one in SHOWN[CHECK].splitlines() if _without_numbers(one) == _without_numbers(line)]
        assert all(map(int.__le__, _numbers(shown), _numbers(line))), line


def test_the_report_of_the_case_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """`assess docs/case.json` prints the lines that are shown."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    ended = triage(*ASSESS.removeprefix(START).split())
    assert ended.code == 0
    assert fits(SHOWN[ASSESS], ended.out), ended.out


def test_the_python_example_runs() -> None:
    """The three lines of Python print what is shown."""
    [block] = blocks(NAME, "python")
    parsed = doctest.DocTestParser().get_doctest(block.text, {}, NAME, NAME, 0)
    told: list[str] = []
    failed, tried = doctest.DocTestRunner().run(parsed, out=told.append)
    assert (failed, tried) == (0, 3), "".join(told)


def test_the_rule_is_a_rule_of_the_pack() -> None:
    """The example stands in the content, word for word."""
    [block] = blocks(NAME, "yaml")
    assert block.text in page("rules/danger_signs/cauda_equina.yaml")


# -------------------------------------------------------------------------------------------------------------- figures


def figures() -> dict[str, tuple[str, str]]:
    """The table: for each thing that is measured its figure and the command."""
    section = page(NAME).partition("## How it is checked")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")][2:]
    return {what: (figure, command.strip("`")) for what, figure, command in rows}


def test_the_content_is_counted_rightly(pack: Pack) -> None:
    """The sizes of the pack are those of the pack."""
    counts = (len(pack.questions), len(pack.danger_signs), len(pack.evidence), len(pack.gates), len(pack.sources))
    told = " ".join(page(NAME).split())
    said = "{} questions, {} danger signs, {} lines of evidence and {} exercise gates from {} sources".format(*counts)
    assert said in told, said


def test_every_figure_has_a_command_that_exists() -> None:
    """The commands beside the figures name targets, tests and scripts that are there."""
    assert len(figures()) >= 8
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").glob("test_*.py"))
    for _, command in figures().values():
        match command.split():
            case ["make", "soak", "ARGS='-k", name]:
                found = re.findall(rf"@pytest\.mark\.soak\n(?:@\w+\n)*def \w*{name.rstrip(chr(39))}\w*\(", tests)
                assert len(found) == 1, command
            case ["make", "test", "ARGS='-k", name]:
                assert (ROOT / "tests" / f"test_{name.rstrip(chr(39))}.py").is_file()
            case ["make", target]:
                assert target in targets
            case [".venv/bin/triage", *words]:
                whole_parser().parse_args(words)
            case [".venv/bin/python", script]:
                assert (ROOT / script).is_file()
            case _:
                pytest.fail(command)


# ------------------------------------------------------------------------------------------------------------- pictures


@in_terminal
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_shows_what_the_program_shows(name: str) -> None:
    """Taken again now, the picture has the same text; if not, `make pictures` draws it anew."""
    import pictures

    kept = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
    assert pictures.text_of(pictures.record(name)) == pictures.text_of(kept)


def test_every_picture_is_shown_with_words() -> None:
    """Each picture is in the page, says in words what is on it, and is drawn by `make pictures`."""
    text = page(NAME)
    assert all(f"docs/pictures/{name}.svg" in text for name in PICTURES)
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', text)) == text.count("<img ")
    assert "\npictures: tools\n\t$(BIN)/python tests/pictures.py\n" in page("Makefile")


def _numbers(line: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", line)]


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", line)

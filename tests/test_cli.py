"""The command line as a whole: commands, options, help texts, exit codes, and what goes to which stream."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from command import CASE, CASE_TEXT, Folder, finished, no_traceback, triage

from triage import __version__
from triage.cli.main import COMMANDS
from triage.pack.pack import Pack

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def case(folder: Folder) -> Path:
    return folder.file("case.json", CASE_TEXT)


# ------------------------------------------------------------------------------------------------------------- version


@pytest.mark.parametrize(
    "arguments", [["--version"], ["-V"], ["--version", "--lang", "en"], ["assess", "x", "--version"]]
)
def test_version(arguments: list[str]) -> None:
    """The version is one line on standard output, in whatever way it is asked for."""
    ended = finished(*arguments)
    assert (ended.code, ended.out.strip(), ended.err) == (0, f"triage {__version__}", "")


def test_version_loads_nothing() -> None:
    """`--version` is answered before argparse, pydantic or the content is loaded."""
    code = (
        "import sys; sys.argv = ['triage', '--version']; import triage.__main__ as m; m.main();"
        "print([name for name in ('argparse', 'pydantic', 'yaml', 'json', 're') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["[]"]


# ---------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("columns", [30, 80, 200])
def test_help_fits_the_terminal(command: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of a help text is wider than the terminal, unless it is one word that cannot be broken."""
    monkeypatch.setenv("COLUMNS", str(columns))
    ended = triage(*([command] if command else []), "--help")
    assert (ended.code, ended.err) == (0, "")
    assert [line for line in ended.out.splitlines() if len(line) > min(columns, 100) and len(line.split()) > 1] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_a_manual_page(command: str) -> None:
    """Each help text has usage, what the command does, all its options, examples that name it, and exit codes."""
    told = triage(command, "--help").out
    parts = [f"usage: triage {command}", "options of every command:", "examples:", f"$ triage {command}", "exit codes:"]
    if command in ("ask", "assess"):
        parts[3] = "triage"
    assert [part for part in parts if part not in told] == []
    assert triage(command, "-h").out == told


def test_the_overview_lists_every_command() -> None:
    """`triage --help` has a line for each command, with its summary."""
    told = triage("--help").out
    for command in COMMANDS:
        summary = import_module(f"triage.cli.commands.{command}").HELP.summary
        assert re.search(rf"^  {command} +{re.escape(summary)}$", told, re.MULTILINE)


def test_examples_in_help_are_real() -> None:
    """Every example starts with options and commands that exist."""
    for command in COMMANDS:
        text = import_module(f"triage.cli.commands.{command}").HELP.epilog()
        for line in re.findall(r"^  \$ (.*)$", text, re.MULTILINE):
            words = line.split("triage", 1)[1].split()
            named = [word for word in words if word.startswith("--")]
            assert all(option in triage(command, "--help").out for option in named), line
            assert any(word in COMMANDS for word in words) or words == [], line


# ----------------------------------------------------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["asess", "x"], "there is no command 'asess'. Did you mean 'assess'?"),
        (["verfy"], "there is no command 'verfy'"),
        (["assess"], "the following arguments are required: FILE"),
        (["assess", "a.json", "b.json"], "there is no second file or word 'b.json' here"),
        (["assess", "a.json", "--jsn"], "there is no option '--jsn' here. Did you mean '--json'?"),
        (["assess", "a.json", "--json", "--html"], "not allowed with argument --json"),
        (["assess", "a.json", "--engine", "both2"], "invalid choice: 'both2'"),
        (["assess", "a.json", "--lang", "fr"], "'fr' is no language of this pack. It can be: en, es."),
        (["assess", "a.json", "--country", "UK"], "'UK' is not a country that this knows"),
        (["--country", "FR", "assess", "a.json"], "It can be: any, GB"),
        (["--pack", "/nowhere", "assess", "a.json"], "/nowhere: not a pack"),
        (["show", "foot_dorp"], "Did you mean 'foot_drop'?"),
        (["show"], "the following arguments are required: ID"),
        (["completion", "fish"], "invalid choice: 'fish'"),
        (["--frobnicate"], "there is no option '--frobnicate' here"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], message: str) -> None:
    """What cannot be understood is said in one line on standard error, with exit code 2."""
    ended = triage(*arguments)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert message in ended.err


def test_a_file_in_place_of_a_command(case: Path) -> None:
    """Who forgets `assess` is told how to say it."""
    assert f"To assess a file: triage assess {case}" in triage(case).err


def test_a_broken_pack_is_unreadable_input_for_other_commands(folder: Folder, case: Path) -> None:
    """Every problem of the pack is one line on standard error, with its place and code, and exit code 2."""
    for part in ("knowledge", "rules"):
        (folder.path / part).mkdir()
    ended = triage("assess", case, "--pack", folder.path)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.lines) > 5
    assert all(re.match(r"^(knowledge|rules)/\S+: C101 ", line) for line in ended.lines)


# -------------------------------------------------------------------------------------------------------------- assess


def test_assess_in_words(case: Path) -> None:
    """Without a form, the report in words: what to do first, nothing on standard error, no colour into a pipe."""
    ended = triage("assess", case)
    assert (ended.code, ended.err) == (0, "")
    assert "ambulance" in ended.out.splitlines()[0]
    assert "\x1b" not in ended.out


def test_assess_as_json_is_what_python_gives(pack: Pack, case: Path) -> None:
    """`--json` prints the whole assessment and nothing else: the command line and the library are twins."""
    from triage.assessment import assess

    ended = triage("assess", case, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == assess(pack, CASE).to_dict()


def test_assess_as_markdown_and_html(case: Path) -> None:
    """The other two forms are those of the report."""
    assert triage("assess", case, "--markdown").out.startswith("# ")
    assert triage("assess", case, "--html").out.startswith("<!DOCTYPE html>")


def test_json_and_yaml_mean_the_same(folder: Folder, case: Path) -> None:
    """The same answers in YAML, from standard input, or with a byte order mark give the same result."""
    answers = "".join(f"\n  {name}: {value}" for name, value in CASE["answers"].items())
    text = f"id: case 1\nunanswered: no\nanswers:{answers}\n"
    expected = triage("assess", case, "--json").out
    assert triage("assess", folder.file("case.yaml", text), "--json").out == expected
    assert triage("assess", "-", "--json", stdin=CASE_TEXT.encode()).out == expected
    assert triage("assess", folder.file("bom.json", b"\xef\xbb\xbf" + CASE_TEXT.encode()), "--json").out == expected


def test_options_of_every_command_stand_anywhere(case: Path) -> None:
    """`--country` and `--pack` may come before or after the command."""
    before = triage("--country", "GB", "assess", case, "--json")
    after = triage("assess", "--json", case, "--country", "gb", "--pack", ROOT)
    assert before.out == after.out
    assert "999" in json.loads(before.out)["action"]


def test_the_country_can_be_set_once(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRIAGE_COUNTRY names the country where the option does not; nonsense in it is told and left out."""
    monkeypatch.setenv("TRIAGE_COUNTRY", "us")
    assert "911" in json.loads(triage("assess", case, "--json").out)["action"]
    assert "999" in json.loads(triage("assess", case, "--json", "--country", "GB").out)["action"]
    monkeypatch.setenv("TRIAGE_COUNTRY", "UK")
    ended = triage("assess", case, "--json")
    assert (ended.code, json.loads(ended.out)["country"], len(ended.lines)) == (0, "any", 1)


def test_one_engine_alone(case: Path) -> None:
    """`--engine logic` leaves durable_rules out, and the result says so."""
    engine = json.loads(triage("assess", case, "--json", "--engine", "logic").out)["engine"]
    assert (engine["name"], engine["checked"]) == ("logic", False)


def test_output_goes_to_a_file_of_ones_own(folder: Folder, case: Path) -> None:
    """`--output` writes the same bytes to a file that only the owner can read, and replaces an old one."""
    target = folder.file("out.json", "old")
    ended = triage("assess", case, "--json", "--output", target)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert target.read_text(encoding="utf-8") == triage("assess", case, "--json").out
    assert target.stat().st_mode & 0o077 == 0
    assert {file.name for file in folder.path.iterdir()} == {"case.json", "out.json"}


# -------------------------------------------------------------------------------------------------------------- replay


def test_replay_as_json(case: Path) -> None:
    """The form of the contract: what was asked, how much that was, and the assessment."""
    ended = triage("replay", case, "--json")
    told = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert list(told) == ["asked", "looked_again", "screens", "questions", "items", "stopped_early", "assessment"]
    assert told["assessment"]["urgency"] == "emergency_now"
    assert told["assessment"]["id"] == "case 1"
    assert told["stopped_early"] is True
    assert 0 < told["screens"] <= told["questions"] <= told["items"]


def test_replay_in_full_asks_everything(case: Path) -> None:
    """With `--full` no question that can be asked is left out, and the urgency is the same."""
    short, full = (json.loads(triage("replay", case, "--json", *more).out) for more in ([], ["--full"]))
    assert full["stopped_early"] is False
    assert len(full["asked"]) > len(short["asked"])
    assert full["assessment"]["urgency"] == short["assessment"]["urgency"]


def test_replay_in_words(case: Path) -> None:
    """In words: each question with its answer, the count, and the result in short."""
    told = triage("replay", case).out
    assert re.search(r"^ +1\. .*\? ", told, re.MULTILINE)
    assert "Then it stopped: nothing else could change the outcome." in " ".join(told.split())
    assert "(emergency_now)" in told


# --------------------------------------------------------------------------------------------------- lint, show, test


def test_lint_finds_nothing_in_our_own_pack() -> None:
    """The pack of this repository has no problem: nothing on standard output, one line on standard error."""
    ended = triage("lint")
    assert (ended.code, ended.out, ended.err) == (0, "", "no problems\n")
    assert triage("lint", "--json").out == "[]\n"


def test_lint_tells_every_problem(folder: Folder) -> None:
    """Problems are the result: on standard output, each with its place; how many, on standard error; exit code 1."""
    for part in ("knowledge", "rules"):
        (folder.path / part).mkdir()
    folder.file("knowledge/pack.yaml", "id: x\nid: y\n")
    ended = triage("lint", "--pack", folder.path)
    assert ended.code == 1
    assert "knowledge/pack.yaml:2: C106 'id' is given twice" in ended.out
    assert re.fullmatch(r"\d+ problems\n", ended.err)
    told = json.loads(triage("lint", "--pack", folder.path, "--json").out)
    assert {"path": "knowledge/pack.yaml", "line": 2, "code": "C106"}.items() <= told[0].items() or len(told) > 1


def test_show_says_what_an_id_is() -> None:
    """Several ids are shown one after the other, each with its file and line."""
    ended = triage("show", "foot_drop", "RF01_fast_sign")
    assert (ended.code, ended.err) == (0, "")
    assert re.search(r"knowledge/questions/\S+\.yaml:\d+", ended.out)
    assert re.search(r"rules/danger_signs/stroke\.yaml:\d+", ended.out)


# ---------------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_every_command(shell: str) -> None:
    """The script for the shell names every command and its options."""
    pytest.importorskip("shtab")
    ended = triage("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert [word for word in (*COMMANDS, "--markdown", "--coverage") if word not in ended.out] == []


def test_completion_without_its_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where shtab is not installed, one line says what to install."""
    monkeypatch.setitem(sys.modules, "shtab", None)
    ended = triage("completion", "bash")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "triage completion needs one more package: pip install 'leg-weakness-triage[completion]'\n"


# ----------------------------------------------------------------------------------------------------------- the worst


def test_a_fault_of_the_program_is_a_sentence(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks inside: no traceback, but a sentence that says what to do if one feels very unwell."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("triage.assessment.assess", broken)
    ended = triage("assess", case)
    no_traceback(ended)
    assert (ended.code, ended.out, len(ended.lines)) == (70, "", 1)
    assert "If you feel very unwell, call 999, 112 or 911 now." in ended.err
    monkeypatch.setattr("triage.pack.content.load_pack", broken)
    assert "call your emergency number now" in triage("assess", case).err
    monkeypatch.setenv("TRIAGE_DEBUG", "1")
    assert "ZeroDivisionError" in triage("assess", case).err


def test_ctrl_c_is_130(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted: one word and exit code 130."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("triage.assessment.assess", interrupted)
    ended = triage("assess", case)
    assert (ended.code, ended.out, ended.err) == (130, "", "Stopped.\n")


def test_without_a_command_the_questionnaire_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """`triage` and `triage ask` hand the same options to the questionnaire."""
    from triage.cli import ask
    from triage.cli.ask.options import AskOptions

    got: list[AskOptions] = []

    def fake(options: AskOptions) -> int:
        got.append(options)
        return 0

    monkeypatch.setattr(ask, "run", fake)
    assert triage().code == triage("ask").code == triage("--country", "GB", "--plain").code == 0
    triage("ask", "--for", "other", "--full", "--save", "d.json", "--resume")
    assert got[0] == got[1] == AskOptions()
    assert got[2] == AskOptions(country="GB", plain=True)
    assert got[3] == AskOptions(person="other", full=True, save="d.json", resume="")

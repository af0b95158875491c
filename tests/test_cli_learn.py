"""`triage learn` at the terminal: cases, quiz and profile as lines and numbers, and what is kept of a learner."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from command import no_traceback, started, triage

from triage.cli.commands.learn import PARTS
from triage.cli.learn.kept import Kept, default_path
from triage.cli.learn.strings import NEXT_CASE, STOPPED_CASE, STOPPED_FORGOTTEN
from triage.learn import Kind, make_case
from triage.learn.telling import names_of_conclusions, wording
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

LINES = b"2\n1 2 3\nbladder\n1\nd\n4\n2\n\n5\n1 2\n"
CASE = ("learn", "case", "--seed", "10", "--kind", "one_away", "--about", "RF02_sudden_one_sided")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the learner's own for each test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path


# ---------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_a_manual_page(part: str) -> None:
    """Each part has usage, examples that name it with options that exist, and fits a narrow terminal."""
    ended = triage("learn", part, "--help")
    assert ended.code == 0
    parts = [f"usage: triage learn {part}", "options of every command:", f"$ triage learn {part}", "exit codes:"]
    assert [one for one in parts if one not in ended.out] == []
    examples = import_module(f"triage.cli.learn.{part}").HELP.epilog()
    options = [
        word for line in re.findall(r"^  \$ (.*)$", examples, re.MULTILINE) for word in re.findall(r"--[\w-]+", line)
    ]
    assert [option for option in options if option not in ended.out] == []


def test_the_overview_lists_the_parts() -> None:
    """`triage learn --help` has a line for each part; a wrong one is told with the nearest."""
    told = triage("learn", "--help").out
    assert [part for part in PARTS if not re.search(rf"^  {part} +\S", told, re.MULTILINE)] == []
    wrong = triage("learn", "quizz")
    assert (wrong.code, len(wrong.lines)) == (2, 1)
    assert "Did you mean 'quiz'?" in wrong.err
    assert triage("learn").code == 2


# --------------------------------------------------------------------------------------------------------------- a case


def test_a_case_from_a_file_of_lines(folder: Path) -> None:
    """Questions go to standard error and the marking to standard output; what was done is kept, no answer of it."""
    ended = triage(*CASE, stdin=LINES)
    no_traceback(ended)
    assert ended.code == 0
    assert ended.out.lstrip().startswith("Under-triage: ")
    assert "Practice case 10" in ended.err
    assert ended.lines[-1].endswith(NEXT_CASE)
    kept = Kept().load()
    assert (len(kept.cases), kept.open, kept.cases[0].asked) == (1, None, 4)
    assert default_path().is_relative_to(folder)
    assert default_path().stat().st_mode & 0o077 == 0
    assert "one_leg" not in default_path().read_text(encoding="utf-8")


def test_nothing_leaks_before_the_decision(pack: Pack) -> None:
    """Up to the decision the dialogue names no danger sign, cause or condition, and not the kind of case."""
    told = triage(*CASE, stdin=b"q\n").err.lower()
    assert [name for name in names_of_conclusions(pack) if re.search(rf"\b{re.escape(name)}\b", told)] == []
    assert not any(word in told for word in ("one_away", "one away", *Urgency))


def test_json_is_only_the_marking() -> None:
    """With --json standard output is one JSON object: the marking."""
    ended = triage(*CASE, "--json", stdin=LINES)
    told = json.loads(ended.out)
    assert (told["verdict"], told["said"], told["asked"], told["sure"]) == ("under", "emergency_department", 4, 70)


def test_lines_that_make_no_sense_are_asked_again() -> None:
    """A number that is not there, and a word that no question has, are told and asked again; nothing is lost."""
    ended = triage(*CASE, stdin=b"99\nxyzzy\n\n5\n9\n\nd\n7\n4\n" + LINES.partition(b"d\n4\n")[2])
    assert ended.code == 0
    assert "'99' is none of the numbers from 1 to 13." in ended.err
    assert "No question has the word 'xyzzy' in it." in ended.err
    assert "'7' is none of the numbers from 1 to 5." in ended.err


def test_questions_are_found_by_what_they_list_and_explain(pack: Pack) -> None:
    """A word of the help or of an option finds its question, a list is told with it, and an empty line is answered."""
    told = triage(*CASE, stdin=b"bladder\n\nheadache\n\nd\n\n" + LINES.partition(b"d\n")[2]).err
    assert "Has there been a change in how the person pees?" in told
    assert "any of these now? A sudden, very bad headache; New muddled thinking;" in told
    assert "\nType one of the numbers from 1 to 5.\n" in told
    spanish = triage(*CASE, "--lang", "es", stdin=b"vejiga\n\nq\n").err
    assert wording(pack.in_language("es"))(pack.in_language("es").questions["bladder_change"].ask) in spanish


def test_an_open_case_is_gone_on_with() -> None:
    """Stopping keeps what was asked; the next run goes on there, and says what had been heard."""
    stopped = triage(*CASE, stdin=b"2\n1 2\nq\n")
    assert (stopped.code, stopped.lines[-1]) == (0, STOPPED_CASE)
    went_on = triage("learn", "case", stdin=b"q\n")
    assert "You stopped in the middle of this case." in went_on.err
    assert "Practice case 10" in went_on.err
    ended = triage("learn", "case", stdin=b"d\n5\n4\n\n\n\n")
    assert ended.out.lstrip().startswith("Right: ")
    assert Kept().load().cases[0].asked == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_ctrl_c_keeps_what_was_asked() -> None:
    """Ctrl-C in the middle: what was asked is kept, the exit code is 130, and no traceback is shown."""
    process = started(*CASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"2\n1\n")
    process.stdin.flush()
    while b"face drooped or went numb" not in process.stderr.readline():
        pass
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert f"\n{STOPPED_CASE}" in err.decode().replace("\r", "")
    opened = Kept().load().open
    assert opened is not None
    assert opened.asked == ("face_droop",)


def test_the_solution_is_for_teachers(pack: Pack) -> None:
    """The whole story and the right answer, in words or as JSON with an answers document; a seed has to be named."""
    told = triage("learn", "case", "--seed", "3", "--solution")
    case = make_case(pack, 3)
    assert case.id in told.out
    data = json.loads(triage("learn", "case", "--seed", "3", "--solution", "--json").out)
    assert (data["level"], data["rule"]) == (case.level, case.rule)
    assert data["answers"] == case.answers.document(pack)
    assert triage("learn", "case", "--solution").code == 2


def test_a_case_is_forgotten_where_asked() -> None:
    """With --forget nothing is written."""
    assert triage(*CASE, "--forget", stdin=LINES).code == 0
    assert not default_path().exists()


@pytest.mark.parametrize("part", [CASE, ("learn", "quiz", "--seed", "3")])
def test_who_translated_is_told_first(part: tuple[str, ...], pack: Pack) -> None:
    """Whoever practises in another language hears before the first question that a machine translated it."""
    if "quiz" in part:
        pytest.importorskip("fsrs")
    told = triage(*part, "--forget", "--lang", "es", stdin=b"").err
    assert pack.languages["es"].statement in told.partition("\n> ")[0]


@pytest.mark.parametrize("part", [CASE, ("learn", "quiz", "--seed", "3")])
def test_what_is_forgotten_is_not_called_kept(part: tuple[str, ...]) -> None:
    """Stopped with --forget, nobody is told to go on later or that something is kept."""
    if "quiz" in part:
        pytest.importorskip("fsrs")
    stopped = triage(*part, "--forget", stdin=b"1\n\n")
    assert (stopped.code, stopped.lines[-1]) == (0, STOPPED_FORGOTTEN)
    assert not default_path().exists()


def test_what_cannot_be_read_is_left_alone() -> None:
    """A file that is no progress is told and never written over; the case goes on all the same."""
    default_path().parent.mkdir(parents=True)
    default_path().write_text("{", encoding="utf-8")
    ended = triage(*CASE, stdin=LINES)
    assert ended.code == 0
    assert "cannot be read" in ended.err
    assert default_path().read_text(encoding="utf-8") == "{"


def test_the_kinds_of_the_option_are_the_kinds() -> None:
    """The option --kind offers just what can be made."""
    assert tuple(Kind) == import_module("triage.cli.learn.case").KINDS


# --------------------------------------------------------------------------------------------------------- the profile


@pytest.mark.statistics
def test_the_profile_of_what_was_done() -> None:
    """After a case the profile tells the side it erred to, with exact intervals; before, that there is nothing yet."""
    pytest.importorskip("scipy")
    assert "nothing to show yet" in triage("learn", "profile").err
    triage(*CASE, stdin=LINES)
    told = triage("learn", "profile")
    words = " ".join(told.out.split())
    assert "Too low (under-triage, the dangerous side): 1 of 1 (95 in 100 sure: between 3 and 100 in 100)" in words
    assert "Stroke or TIA (also cord or artery) [1 of 1]" in words
    data = json.loads(triage("learn", "profile", "--json").out)
    assert (data["cases"], data["under"]["count"], data["misconceptions"]) == (1, 1, [])
    assert triage("learn", "profile", "--forget").code == 0
    assert not default_path().exists()


# ------------------------------------------------------------------------------------------------------------- the quiz


@pytest.mark.learn
def test_a_quiz_from_a_file_of_lines() -> None:
    """Each question is marked with a reason for every answer; what was answered is kept, and --json tells it."""
    pytest.importorskip("fsrs")
    ended = triage("learn", "quiz", "--seed", "3", "--count", "2", "--json", stdin=b"1\n2\n")
    no_traceback(ended)
    told = json.loads(ended.out)
    assert (told["of"], len(told["answers"])) == (2, 2)
    assert told["right"] == sum(one["chosen"] == one["right"] for one in told["answers"])
    assert ended.err.count("Why, one by one:") == 2
    assert {card.rule for card in Kept().load().cards} == {one["rule"] for one in told["answers"]}


@pytest.mark.learn
def test_what_was_missed_comes_up_in_the_quiz() -> None:
    """A danger sign that was missed in a case is asked about first, once it is due."""
    pytest.importorskip("fsrs")
    triage(*CASE, stdin=LINES)
    text = default_path().read_text(encoding="utf-8")
    default_path().write_text(re.sub(r'"due": "\d{4}', '"due": "2020', text), encoding="utf-8")
    ended = triage("learn", "quiz", "--count", "1", "--json", stdin=b"1\n")
    assert json.loads(ended.out)["answers"][0]["rule"] == "RF02_sudden_one_sided"


@pytest.mark.parametrize(("part", "library"), [("quiz", "fsrs"), ("profile", "scipy.special")])
def test_a_missing_library_is_told(part: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a library is not installed, one line says what to install; exit 2."""
    monkeypatch.setitem(sys.modules, library, None)
    ended = triage("learn", part)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "[learn]" in ended.err


def test_a_quiz_can_be_left() -> None:
    """At the end of the input what was answered stays; a count that makes no sense is refused."""
    pytest.importorskip("fsrs")
    ended = triage("learn", "quiz", "--seed", "3", stdin=b"1\n")
    assert ended.code == 0
    assert ended.out.endswith(" of 1 right.\n")
    assert triage("learn", "quiz", "--count", "0").code == 2

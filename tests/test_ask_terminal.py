"""The real program in a real terminal: what a person sees, key by key, on a usual screen and on a very small one."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from triage.questionnaire import strings as common

pytest.importorskip("pexpect", reason="needs a pseudo terminal")
if sys.platform == "win32":
    pytest.skip("needs a pseudo terminal", allow_module_level=True)

from ask_terminal import CTRL_C, DOWN, ENTER, ESCAPE, UP, Terminal

from triage.cli.ask import strings
from triage.cli.ask.draft import document
from triage.interview.replay import replay
from triage.pack.content import load_pack
from triage.reasoning.documents import read_answers

SIZES = [(80, 24), (30, 20)]
LIST_KEYS = strings.KEYS_ANY[1]
READY = strings.KEYS_READ[0]


def _drafts(home: Path) -> list[Path]:
    return sorted(home.glob(".local/state/triage/*.json"))


def _answers(home: Path) -> dict[str, object]:
    (draft,) = _drafts(home)
    found: dict[str, object] = json.loads(draft.read_text(encoding="utf-8"))["answers"]
    return found


Open = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens terminals that are closed in the end, whatever happens."""
    terminals: list[Terminal] = []

    def open_one(*options: str, columns: int = 80, rows: int = 24, **variables: str) -> Terminal:
        terminals.append(Terminal(tmp_path, *options, columns=columns, rows=rows, **variables))
        return terminals[-1]

    yield open_one
    for terminal in terminals:
        terminal.child.close(force=True)


def _none_of_these(terminal: Terminal) -> None:
    """Answer a list with "none of these": third from the end."""
    terminal.wait_for(LIST_KEYS)
    terminal.press(UP, UP, UP, ENTER)


def _until_faces(terminal: Terminal) -> None:
    """Calm answers, up to the list with the drooping face."""
    for _ in range(6):
        text = terminal.wait_for(LIST_KEYS)
        if "face" in text.lower() and "droop" in text:
            return
        _none_of_these(terminal)
    raise AssertionError("the drooping face was never asked about: " + terminal.text())


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_first_screen_and_first_question(opened: Open, columns: int, rows: int) -> None:
    """The first line has the number to call; nothing is wider than the screen; Enter leads to a question."""
    terminal = opened("--country", "GB", columns=columns, rows=rows)
    text = terminal.wait_for(common.WHO)
    assert text.startswith("If this feels like an emergency, stop here and call 999 now.")
    terminal.press(ENTER)
    text = terminal.wait_for(LIST_KEYS)
    assert "screens left" in text
    assert "[ ]" in text


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_emergency_is_first_on_the_screen(tmp_path: Path, opened: Open, columns: int, rows: int) -> None:
    """Ticking a drooping face shows at once, from the first line on, whom to call; stopping there shows the result."""
    terminal = opened("--country", "US", "--for", "self", columns=columns, rows=rows)
    terminal.wait_for(READY)
    terminal.press(ENTER)
    _until_faces(terminal)
    while "> [ ] One side of your face" not in terminal.text():
        terminal.press(DOWN)
    terminal.press(" ", ENTER)
    text = terminal.wait_for(common.WHAT_NEXT)
    assert text.startswith("Call 911 now and ask for an ambulance.")
    assert f"> 1. {common.STOP_AND_SHOW}" in text
    terminal.press(ENTER)
    terminal.wait_for(strings.SAVE_REPORT)
    terminal.press(ENTER)
    terminal.wait_for("What should happen to them?")
    terminal.press("2", ENTER)
    terminal.wait_for(strings.DELETED)
    assert terminal.end() == 0
    assert _drafts(tmp_path) == []


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_second_look_before_a_calm_result(tmp_path: Path, opened: Open, columns: int, rows: int) -> None:
    """A ticked line has its questions asked again, each with the earlier answer; a change of mind is an emergency."""
    terminal = _before_the_second_look(tmp_path, opened, columns, rows)
    text = terminal.wait_for(LIST_KEYS)
    assert "> [ ] In the last 7 days: a face that hangs" in text
    terminal.press("1", ENTER)
    terminal.wait_for("Has one side of your face drooped")
    assert "> 2. No" in terminal.text()
    terminal.press("b")
    terminal.wait_for("> [x] In the last 7 days")
    terminal.press(ENTER)
    terminal.wait_for("Has one side of your face drooped")
    terminal.press("1", ENTER)
    assert terminal.wait_for(common.WHAT_NEXT).startswith("Call 999 now")


def _before_the_second_look(home: Path, opened: Open, columns: int, rows: int) -> Terminal:
    calm = {
        "onset_tempo": "months_years",
        "time_since_start": "gt_3m",
        "course": "same",
        "side": "both_legs",
        "age": 62,
    }
    replayed = replay(load_pack(), read_answers(load_pack(), {"unanswered": "no", "answers": calm}))
    (home / "calm.json").write_text(document(replayed.interview), encoding="utf-8")
    terminal = opened("--country", "GB", "--resume", "calm.json", columns=columns, rows=rows)
    terminal.wait_for(READY)
    terminal.press(ENTER)
    return terminal


def test_a_line_longer_than_a_phone_is_read_to_its_end_before_the_next(tmp_path: Path, opened: Open) -> None:
    """What is asked comes first; the arrow shows the rest of the first line, and only then moves to the second."""
    terminal = _before_the_second_look(tmp_path, opened, columns=30, rows=20)
    text = terminal.wait_for(LIST_KEYS)
    assert "Is any of this true of you, even a little?" in text
    assert "> [ ] In the last 7 days: a face that hangs" in text
    terminal.press(DOWN)
    assert "> [ ] In the last 7 days" in terminal.wait_for("very sleepy state")
    terminal.press(DOWN)
    assert "> [ ] Breath, throat, heart and eyes" in terminal.text()


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_word_of_a_question_can_be_seen(opened: Open, columns: int, rows: int) -> None:
    """Nothing of a long list is cut: moving through it shows every word of every choice."""
    terminal = opened("--for", "self", columns=columns, rows=rows)
    terminal.wait_for(READY)
    terminal.press(ENTER)
    _until_faces(terminal)
    seen = terminal.text()
    for _ in range(8):
        terminal.press(DOWN)
        seen += " " + terminal.text()
    for words in (
        "One side of your face drooped or went numb",
        "A sudden very bad headache, new muddled thinking, being very sleepy or hard to wake, or a fit",
        common.NONE_OF_THESE,
        common.NOT_SURE_LIST,
        common.RATHER_NOT_SAY,
    ):
        assert words in seen


def test_back_shows_the_old_answer(opened: Open) -> None:
    """Esc and b go back to the page before, with the old answer ticked."""
    terminal = opened("--for", "self")
    terminal.wait_for(READY)
    terminal.press(ENTER)
    terminal.wait_for(LIST_KEYS)
    _none_of_these(terminal)
    for key in ("b", ESCAPE):
        terminal.wait_for(strings.KEY_BACK)  # only from the second page on
        terminal.press(key)
        terminal.wait_for(f"[x] {common.NONE_OF_THESE}")
        terminal.press(ENTER)


def test_ctrl_c_says_where_the_draft_is(tmp_path: Path, opened: Open) -> None:
    """Ctrl-C ends with 130, names the draft and how to go on with it, and gives the terminal back."""
    terminal = opened("--for", "self")
    terminal.wait_for(READY)
    terminal.press(ENTER)
    _none_of_these(terminal)
    terminal.wait_for(LIST_KEYS)
    terminal.press(CTRL_C)
    text = terminal.wait_for(strings.GO_ON_LATER).replace(" ", "")
    assert str(_drafts(tmp_path)[0]) in text
    assert "ask--resume" in text
    assert terminal.end() == 130


def test_resume_asks_nothing_twice(tmp_path: Path, opened: Open) -> None:
    """After Ctrl-C, the next start offers to go on, and goes on with the next question."""
    first = opened("--for", "self")
    first.wait_for(READY)
    first.press(ENTER)
    _none_of_these(first)
    _none_of_these(first)
    third = first.wait_for("goes on")
    answered = _answers(tmp_path)
    first.press(CTRL_C)
    assert first.end() == 130
    again = opened()
    assert "Go on with it?" in again.wait_for("You stopped on")
    again.press(ENTER)
    assert again.wait_for("goes on") == third
    assert _answers(tmp_path) == answered


def test_review_key_leads_to_the_answers_and_back(opened: Open) -> None:
    """`r` shows the answers so far at any time; an answer can be changed there."""
    terminal = opened("--for", "self")
    terminal.wait_for(READY)
    terminal.press(ENTER)
    _none_of_these(terminal)
    second = terminal.wait_for(LIST_KEYS)
    terminal.press("r")
    text = terminal.wait_for(common.REVIEW_ASK)
    assert f"> 1. {common.GO_ON}" in text
    terminal.press(ENTER)
    assert terminal.wait_for(LIST_KEYS) == second


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_in_order(tmp_path: Path, opened: Open, number: signal.Signals) -> None:
    """SIGTERM and SIGHUP leave the draft behind and the terminal as it was."""
    terminal = opened("--for", "self")
    terminal.wait_for(READY)
    terminal.press(ENTER)
    _none_of_these(terminal)
    terminal.wait_for(LIST_KEYS)
    os.kill(terminal.child.pid, number)
    terminal.wait_for(strings.GO_ON_LATER)
    assert terminal.end() == 128 + number
    assert _answers(tmp_path)


def test_real_interrupt_signal_is_like_ctrl_c(opened: Open) -> None:
    """SIGINT from outside ends like the key."""
    terminal = opened("--for", "self")
    terminal.wait_for(READY)
    os.kill(terminal.child.pid, signal.SIGINT)
    terminal.wait_for(strings.STOPPED_EMPTY[:8])
    assert terminal.end() == 130


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": ""}])
def test_simple_terminal_gets_plain_lines(opened: Open, variables: dict[str, str]) -> None:
    """A dumb terminal gets numbered lines and never an escape sequence."""
    terminal = opened(columns=30, rows=20, **variables)
    terminal.wait_for("1 to 2:")
    terminal.press("1", ENTER)
    terminal.wait_for("all that are true")
    assert all(len(line) <= 30 for line in terminal.screen())
    assert b"\x1b" not in terminal.received
    terminal.press("q", ENTER)
    terminal.wait_for(strings.STOPPED_EMPTY[:8])
    assert terminal.end() == 130


def test_plain_option_never_repaints(opened: Open) -> None:
    """`--plain` writes lines only, on a terminal that could do more; Ctrl-C works there too."""
    terminal = opened("--plain", "--for", "other")
    terminal.wait_for("all that are true")
    terminal.press("none", ENTER)
    terminal.wait_for("b to go back") if "b to go back" in terminal.text() else terminal.text()
    assert b"\x1b" not in terminal.received
    terminal.press(CTRL_C)
    terminal.wait_for(strings.GO_ON_LATER)
    assert terminal.end() == 130


def test_no_color_is_kept_to(opened: Open) -> None:
    """With NO_COLOR no colour is sent."""
    terminal = opened("--for", "self", NO_COLOR="1")
    terminal.wait_for(READY)
    for colour in (b"\x1b[31", b"\x1b[0;31", b";31m", b";91m", b"[38;5"):
        assert colour not in terminal.received

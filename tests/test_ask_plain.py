"""The plain front end: what is written, and what the typed lines mean."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterable

import pytest

from triage.cli.ask import strings
from triage.cli.ask.lines import encodable, packed, printable, wrapped
from triage.cli.ask.plain import LONGEST_LINE, PlainFrontEnd
from triage.cli.ask.typed import NotUnderstoodError, read_line
from triage.cli.exits import OutputFault
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE
from triage.questionnaire.page import Choice, Command, Kind, Page, Reply

SPECIAL = (
    Choice(UNSURE, "Not sure", ("not sure", "unsure")),
    Choice(RATHER_NOT_SAY, "I would rather not say", ("skip",)),
)
ONE = Page(
    ask="Where is it?",
    choices=(
        Choice("one_leg", "One leg"),
        Choice("both_legs", "Both legs"),
        Choice("both_arms", "Both arms"),
        *SPECIAL,
    ),
    title="The weakness",
    progress="About 3 screens left",
    help="Count each part.",
    why=("It tells where to look.",),
    commands=frozenset(Command),
)
ANY = Page(
    ask="Which?",
    choices=(
        Choice("pain", "Pain"),
        Choice("fall", "A fall", detail="Count small ones."),
        Choice(NONE, "None of these"),
        *SPECIAL,
    ),
    kind=Kind.ANY,
    why=("Because.",),
    commands=frozenset(Command),
)
AGE = Page(
    ask="How old?",
    choices=(Choice(UNSURE, "Not sure", ("n", "not sure")), Choice(RATHER_NOT_SAY, "Rather not say", ("x",))),
    kind=Kind.NUMBER,
    maximum=120,
    unit="years",
    commands=frozenset(Command),
)
YES_NO = Page(ask="Is it?", choices=(Choice("yes", "Yes", ("y",)), Choice("no", "No", ("n",)), *SPECIAL))


def _asked(page: Page, *lines: str, encoding: str = "utf-8") -> tuple[Reply, str]:
    """The reply to these lines, and all that was written."""
    raw = io.BytesIO()
    target = io.TextIOWrapper(raw, encoding=encoding)
    front = PlainFrontEnd(io.StringIO("".join(f"{line}\n" for line in lines)), target)
    reply = front.ask(page)
    return reply, raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("page", "line", "reply"),
    [
        (ONE, "1", ("one_leg",)),
        (ONE, " 2 ", ("both_legs",)),
        (ONE, "One leg", ("one_leg",)),
        (ONE, "one", ("one_leg",)),
        (ONE, "BOTH   LEGS", ("both_legs",)),
        (ONE, "both_legs", ("both_legs",)),
        (ONE, "not sure", (UNSURE,)),
        (ONE, "skip", (RATHER_NOT_SAY,)),
        (ONE, "b", Command.BACK),
        (ONE, "Back", Command.BACK),
        (ONE, "r", Command.REVIEW),
        (ONE, "q", Command.LEAVE),
        (YES_NO, "y", ("yes",)),
        (YES_NO, "no", ("no",)),
        (ANY, "1 2", ("pain", "fall")),
        (ANY, "2,1,2", ("pain", "fall")),
        (ANY, "a fall; pain", ("pain", "fall")),
        (ANY, "none", (NONE,)),
        (ANY, "0", (NONE,)),
        (ANY, "1 4", ("pain", UNSURE)),
        (AGE, "62", 62),
        (AGE, "62 years", 62),
        (AGE, "0", 0),
        (AGE, "n", (UNSURE,)),
        (AGE, "x", (RATHER_NOT_SAY,)),
    ],
)
def test_typed_line_is_a_reply(page: Page, line: str, reply: Reply) -> None:
    """Numbers, words, beginnings of words and commands are understood."""
    assert read_line(page, line) == reply


@pytest.mark.parametrize(
    ("page", "line", "says"),
    [
        (ONE, "", "Nothing was typed"),
        (ONE, "6", "'6' is not one of the answers"),
        (ONE, "0", "'0' is not one"),
        (ONE, "-1", "'-1' is not one"),
        (ONE, "99999999999999999999", "not one of the answers"),
        (ONE, "both", "fits more than one"),
        (ONE, "1 2", "not one of the answers"),
        (ONE, "\u00b2", "not one of the answers"),
        (ANY, "1 3", "cannot stand beside"),
        (ANY, "1 9", "'9' is not one"),
        (ANY, ",;,", "not one of the answers"),
        (AGE, "6.5", "whole number from 0 to 120"),
        (AGE, "121", "whole number from 0 to 120"),
        (AGE, "1e400", "whole number"),
        (AGE, "nan", "whole number"),
        (AGE, "", "Nothing was typed"),
        (YES_NO, "b", "nothing to go back to"),
        (YES_NO, "r", "does not work here"),
    ],
)
def test_line_that_is_no_reply_is_explained_in_one_line(page: Page, line: str, says: str) -> None:
    """A wrong input gets one line that says what is wrong."""
    with pytest.raises(NotUnderstoodError) as wrong:
        read_line(page, line)
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_enter_alone_picks_what_is_suggested() -> None:
    """An empty line keeps the old answer, and the page says so."""
    page = Page(ask="Which?", choices=ANY.choices, kind=Kind.ANY, suggested=("pain", "fall"))
    reply, written = _asked(page, "")
    assert reply == ("pain", "fall")
    assert "Enter alone: Pain; A fall." in written
    reply, written = _asked(Page("Old?", AGE.choices, Kind.NUMBER, suggested=("62",), maximum=120, unit="years"), "")
    assert reply == 62
    assert "Enter alone: 62." in written


def test_page_is_one_line_a_thing_and_numbered() -> None:
    """Title, progress, question, help and each option stand on lines of their own."""
    _, written = _asked(ONE, "1")
    lines = written.splitlines()
    assert lines[:4] == ["", "The weakness. About 3 screens left.", "Where is it?", "Count each part."]
    assert lines[4:9] == ["1. One leg", "2. Both legs", "3. Both arms", "4. Not sure", "5. I would rather not say"]


def test_alert_is_the_first_line() -> None:
    """What to do in an emergency comes before everything else."""
    _, written = _asked(
        Page(ask="And now?", choices=YES_NO.choices, alert="Call 999 now.", title="T", notes=("N",)), "y"
    )
    assert written.splitlines()[1] == "Call 999 now."


def test_wrong_line_is_asked_again_without_repeating_the_page() -> None:
    """After a wrong input only one line and the prompt come again."""
    reply, written = _asked(ONE, "seven", "2")
    assert reply == ("both_legs",)
    assert written.count("Where is it?") == 1
    assert written.count("'seven' is not one of the answers.") == 1


def test_question_mark_says_why_and_asks_again() -> None:
    """`?` gives the reasons, and for a list what helps with each thing on it."""
    reply, written = _asked(ANY, "?", "1")
    assert reply == ("pain",)
    assert "Because.\nA fall: Count small ones.\n" in written


def test_how_to_answer_is_said_once_for_each_kind() -> None:
    """A screen reader does not have to read the same instructions on every page."""
    target = io.StringIO()
    front = PlainFrontEnd(io.StringIO("1\n2\n1\n"), target)
    for page in (ONE, ONE, ANY):
        front.ask(page)
    assert target.getvalue().count(strings.PLAIN_HOW) == 1
    assert target.getvalue().count(strings.PLAIN_HOW_ANY) == 1
    assert target.getvalue().count("b to go back") == 1


def test_end_of_input_raises() -> None:
    """The end of the input is never taken for an answer."""
    with pytest.raises(EOFError):
        _asked(ONE)
    with pytest.raises(EOFError):
        _asked(ONE, "nothing that fits")


def test_very_long_line_is_one_wrong_answer() -> None:
    """A line of a megabyte is explained once and shown back short."""
    reply, written = _asked(ONE, "x" * 1_000_000, "1")
    assert reply == ("one_leg",)
    assert written.count("is not one of the answers") == 1
    assert len(written) < LONGEST_LINE


def test_what_was_typed_cannot_steer_the_terminal() -> None:
    """Control characters are not shown back."""
    _, written = _asked(ONE, "\x1b[2J\x07", "1")
    assert "\x1b" not in written
    assert "\x07" not in written


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "ascii", "latin-1"])
def test_characters_that_the_code_page_lacks_are_replaced(encoding: str) -> None:
    """Old code pages get the nearest characters, never an error."""
    page = Page(ask="Guillain\u2013Barr\u00e9 \u2014 \u201cweak\u201d\u2026 \u2192", choices=YES_NO.choices)
    _, written = _asked(page, "y", encoding=encoding)
    assert "Guillain" in written
    assert "Barr" in written


def test_encodable_uses_the_nearest_character() -> None:
    """Typographic characters have plain neighbours."""
    assert encodable("\u201cB\u00e9\u201d \u2013 a\u2026", "ascii") == '"Be" - a...'
    assert encodable("\u2192", "ascii") == "?"
    assert encodable("B\u00e9", "utf-8") == "B\u00e9"


def test_lines_are_wrapped_only_to_a_width() -> None:
    """Text for a program stays on one line; for a terminal it is wrapped at words."""
    text = "one two three four five six seven"
    assert wrapped(text, None) == [text]
    assert all(len(line) <= 12 for line in wrapped(text, 12, "  "))
    assert wrapped("", 12) == [""]


def test_short_things_are_packed_without_breaking_them() -> None:
    """Keys stand side by side as far as they fit."""
    assert packed(["b back", "? why", "q stop"], 16) == ["b back   ? why", "q stop"]


def test_printable_is_short_and_harmless() -> None:
    """What is shown back has a limit, and no control characters."""
    assert printable("a\x00b\x1b") == "a?b?"
    assert len(printable("x" * 100)) < 50


def test_closed_standard_input_is_the_end() -> None:
    """A program started without any input does not crash."""

    class Closed(PlainFrontEnd):
        def __init__(self) -> None:
            super().__init__(io.StringIO(), io.StringIO())
            self._source = None

    with pytest.raises(EOFError):
        Closed().ask(ONE)


def test_a_terminal_that_is_gone_is_the_end() -> None:
    """A terminal that was closed answers no more: that is the end of the input, not a fault."""

    class Gone(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: object, /) -> int:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(EOFError):
        PlainFrontEnd(io.TextIOWrapper(io.BufferedReader(Gone())), io.StringIO()).ask(ONE)


def test_questions_that_nobody_can_see_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the only output for questions is closed or full, that is said, and no answer is waited for."""

    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    unread = io.StringIO("1\n")
    with pytest.raises(OutputFault, match="cannot be shown: no space left on device"):
        PlainFrontEnd(unread, Full()).ask(ONE)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(OutputFault, match="standard error is closed"):
        PlainFrontEnd(unread).ask(ONE)
    assert unread.read() == "1\n"


def test_a_reader_that_went_away_is_no_fault() -> None:
    """A closed pipe stays a closed pipe, so that the exit code can tell."""

    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        PlainFrontEnd(io.StringIO(), Gone()).say(["x"])


def test_say_writes_lines() -> None:
    """Messages between pages are plain lines."""
    target = io.StringIO()
    front = PlainFrontEnd(io.StringIO(), target)
    lines: Iterable[str] = ["one", "two"]
    front.say(lines)
    front.close()
    assert target.getvalue() == "one\ntwo\n"

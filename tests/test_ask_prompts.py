"""The front end with questionary: keystrokes through a pipe, and what stands on screens of different sizes."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyte
import pytest
from ask_terminal import DOWN, ENTER, ESCAPE, UP
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from triage.cli.ask import strings
from triage.cli.ask.prompts import PromptFrontEnd
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE
from triage.questionnaire.page import Choice, Command, Kind, Page, Reply

SPECIAL = (Choice(UNSURE, "Not sure"), Choice(RATHER_NOT_SAY, "I would rather not say"))
YES_NO = Page(
    ask="Has one side of your face drooped?",
    choices=(Choice("yes", "Yes", ("y",)), Choice("no", "No", ("n",)), *SPECIAL),
    title="Face",
    progress="About 9 screens left",
    why=("It can be a sign of a stroke.",),
    commands=frozenset(Command),
)
ANY = Page(
    ask="Which of these?",
    choices=(
        Choice("pain", "Pain", detail="Pain that lasts."),
        Choice("fall", "A fall", detail="Count small ones."),
        Choice(NONE, "None of these"),
        *SPECIAL,
    ),
    kind=Kind.ANY,
    why=("Because.",),
    commands=frozenset(Command),
)
AGE = Page(
    ask="How old are you?",
    choices=(Choice(UNSURE, "Not sure", ("n",)), Choice(RATHER_NOT_SAY, "I would rather not say", ("x",))),
    kind=Kind.NUMBER,
    why=("Because.",),
    commands=frozenset(Command),
    maximum=120,
    unit="years",
)
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"


class _Watched(Vt100_Output):
    """Tells whenever something was drawn."""

    drawn: Callable[[], None] | None = None

    def flush(self) -> None:
        super().flush()
        if self.drawn is not None:
            self.drawn()


class Desk:
    """A front end on a pipe and a screen of a given size."""

    def __init__(self, keys: PipeInput, columns: int = 80, rows: int = 24) -> None:
        self._keys = keys
        self.raw = io.StringIO()
        self.size = Size(rows=rows, columns=columns)
        self._output = _Watched(self.raw, lambda: self.size, term="xterm", enable_cpr=False)
        self.front = PromptFrontEnd(keys, self._output)

    def ask(self, page: Page, *keys: str) -> Reply:
        """The reply to these keys, typed at once."""
        for key in keys:
            self._keys.send_text(key)
        return self.front.ask(page)

    def watch(self, page: Page, *keys: str) -> list[str]:
        """What stood on the screen before each of these keys, as words."""
        start = len(self.raw.getvalue())
        left = list(keys)
        seen: list[str] = []

        def type_next() -> None:
            words = self._words(start)
            if left and "goes on" in words:
                seen.append(words)
                self._keys.send_text(left.pop(0))

        self._output.drawn = type_next
        self.front.ask(page)
        self._output.drawn = None
        return seen

    def _words(self, start: int) -> str:
        screen = pyte.Screen(self.size.columns, self.size.rows)
        pyte.Stream(screen).feed(self.raw.getvalue()[start:])
        return " ".join(" ".join(screen.display).split())


@pytest.fixture
def desk() -> Iterator[Desk]:
    with create_pipe_input() as keys:
        yield Desk(keys, 80, 24)


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        ([ENTER], ("yes",)),
        ([DOWN, ENTER], ("no",)),
        ([UP, ENTER], (RATHER_NOT_SAY,)),
        (["2", ENTER], ("no",)),
        (["n", ENTER], ("no",)),
        (["n", "y", ENTER], ("yes",)),
        (["3", ENTER], (UNSURE,)),
        (["z", "9", ENTER], ("yes",)),
        (["b"], Command.BACK),
        ([ESCAPE], Command.BACK),
        (["r"], Command.REVIEW),
        (["q"], Command.LEAVE),
        (["n", "?", ENTER, ENTER], ("no",)),
    ],
)
def test_keys_of_a_choice(desk: Desk, keys: list[str], reply: Reply) -> None:
    """Arrows, numbers and first letters point; Enter answers; b, Esc, r and q do what the last line says."""
    assert desk.ask(YES_NO, *keys) == reply


def test_suggested_answer_is_pointed_at(desk: Desk) -> None:
    """Enter alone keeps the old answer."""
    assert desk.ask(replace(YES_NO, suggested=(UNSURE,)), ENTER) == (UNSURE,)
    assert desk.ask(replace(YES_NO, suggested=("gone",)), ENTER) == ("yes",)


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        ([" ", ENTER], ("pain",)),
        ([" ", DOWN, " ", ENTER], ("pain", "fall")),
        (["1", "2", ENTER], ("pain", "fall")),
        (["2", "1", ENTER], ("pain", "fall")),
        (["1", "1", "2", ENTER], ("fall",)),
        (["1", "3", ENTER], (NONE,)),
        (["3", "1", ENTER], ("pain",)),
        (["1", "4", ENTER], ("pain", UNSURE)),
        ([DOWN, DOWN, ENTER], (NONE,)),
        ([DOWN, DOWN, DOWN, ENTER], (UNSURE,)),
        ([ENTER, "a", "i", "3", ENTER], (NONE,)),
        (["1", DOWN, DOWN, ENTER], ("pain",)),
        (["1", "?", ENTER, ENTER], ("pain",)),
        ([ESCAPE], Command.BACK),
    ],
)
def test_keys_of_a_list(desk: Desk, keys: list[str], reply: Reply) -> None:
    """Space and numbers tick; "none of these" stands alone; Enter on it needs no tick; nothing is ticked unawares."""
    assert desk.ask(ANY, *keys) == reply


def test_enter_with_nothing_ticked_is_explained(desk: Desk) -> None:
    """An empty list is not taken for "none of these"."""
    assert desk.ask(ANY, ENTER, "3", ENTER) == (NONE,)


def test_suggested_ticks_are_ticked(desk: Desk) -> None:
    """What was ticked before is ticked when a list is gone back to."""
    assert desk.ask(replace(ANY, suggested=("pain", "fall")), ENTER) == ("pain", "fall")


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (["6", "2", ENTER], 62),
        (["n"], (UNSURE,)),
        (["x"], (RATHER_NOT_SAY,)),
        (["b"], Command.BACK),
        ([ESCAPE], Command.BACK),
        (["1", "2", "1", ENTER, "\x7f", ENTER], 12),
        ([ENTER, "7", ENTER], 7),
        (["\x04", "7", ENTER], 7),
        (["?", ENTER, "7", ENTER], 7),
    ],
)
def test_keys_of_a_number(desk: Desk, keys: list[str], reply: Reply) -> None:
    """Digits are typed, n is not sure, x rather not say; a number out of range can be put right."""
    assert desk.ask(AGE, *keys) == reply


def test_suggested_number_is_filled_in(desk: Desk) -> None:
    """Enter alone keeps the old number; "not sure" before leaves the field empty."""
    assert desk.ask(replace(AGE, suggested=("62",)), ENTER) == 62
    assert desk.ask(replace(AGE, suggested=(UNSURE,)), "5", ENTER) == 5


def test_commands_work_only_where_they_are_offered(desk: Desk) -> None:
    """A page without `back` ignores b."""
    assert desk.ask(replace(YES_NO, commands=frozenset()), "b", "q", "r", ESCAPE, ENTER) == ("yes",)


def test_other_ways_to_send_a_line_answer_nothing(desk: Desk) -> None:
    """Alt-Enter and Ctrl-O, which send off a line elsewhere, give no reply here."""
    assert desk.ask(replace(AGE, commands=frozenset()), "\x1b\r", "\x0f", "5", "\x0f", "5", ENTER) in (5, 55)
    assert desk.ask(replace(YES_NO, commands=frozenset()), "\x0f", "n", "\x0f", ENTER) == ("no",)
    assert desk.ask(replace(YES_NO, commands=frozenset()), "n", "\x1b\r") == ("no",)


def test_ctrl_c_is_no_answer(desk: Desk) -> None:
    """Ctrl-C raises, on every kind of page."""
    for page in (YES_NO, ANY, AGE):
        with pytest.raises(KeyboardInterrupt):
            desk.ask(page, "\x03")


def test_closed_terminal_is_no_answer() -> None:
    """When the terminal goes away, that is the end of the input."""
    with create_pipe_input() as keys:
        desk = Desk(keys, 80, 24)
        keys.close()
        with pytest.raises(EOFError):
            desk.ask(YES_NO)


def test_terminal_that_can_no_longer_be_drawn_on_is_the_end() -> None:
    """A terminal that is closed while a page stands on it is the end of the input too, not a fault."""

    class Gone(Vt100_Output):
        def flush(self) -> None:
            raise OSError(errno.EIO, "Input/output error")

    with create_pipe_input() as keys, pytest.raises(EOFError):
        PromptFrontEnd(keys, Gone(io.StringIO(), lambda: Size(rows=24, columns=80), term="xterm")).ask(YES_NO)


def test_everything_of_a_page_is_drawn(desk: Desk) -> None:
    """Alert, title, progress, notes, question, help, choices and keys are all on the screen, the alert first."""
    page = replace(YES_NO, alert="Call 999 now.", notes=("A note.",), text=("An intro.",), help="Look in a mirror.")
    (drawn,) = desk.watch(page, ENTER)
    assert drawn.startswith("Call 999 now. Face - About 9 screens left A note. An intro.")
    assert f"{page.ask} {page.help} > 1. Yes 2. No 3. Not sure 4. I would rather not say" in drawn
    for key in (strings.KEY_BACK, strings.KEY_WHY, strings.KEY_REVIEW, strings.KEY_LEAVE):
        assert key in drawn


def test_list_shows_ticks_and_the_detail_of_what_is_pointed_at(desk: Desk) -> None:
    """Ticked things have a cross; help for the pointed thing stands below, where there is room."""
    first, ticked, moved = desk.watch(ANY, " ", DOWN, ENTER)
    assert "> [ ] Pain [ ] A fall" in first
    assert "> [x] Pain [ ] A fall" in ticked
    assert "Pain that lasts." in ticked
    assert "[x] Pain > [ ] A fall" in moved
    assert "Count small ones." in moved


def test_why_shows_reasons_and_keeps_the_ticks(desk: Desk) -> None:
    """The reasons have a page of their own, from which the list comes back as it was."""
    _, why, back = desk.watch(replace(ANY, suggested=("fall",)), "?", ENTER, ENTER)
    assert why.startswith("Why do you ask? Because. Pain: Pain that lasts.")
    assert "[x] A fall" in back


def test_empty_list_and_wrong_number_are_explained_on_the_screen(desk: Desk) -> None:
    """What is wrong with an Enter stands above the keys, until it is put right."""
    assert strings.TICK_FIRST in desk.watch(ANY, ENTER, "3", ENTER)[1]
    assert "whole number from 0 to 120" in desk.watch(AGE, ENTER, "5", ENTER)[1]


def test_small_screen_scrolls_and_says_so() -> None:
    """Where a page does not fit, it says that there is more; what is pointed at is in sight; all can be scrolled to."""
    text = tuple(f"Sentence number {number} of a long text." for number in range(9))
    with create_pipe_input() as keys:
        desk = Desk(keys, 30, 12)
        seen = desk.watch(replace(YES_NO, text=text), *[PAGE_UP] * 6, PAGE_DOWN, DOWN, UP, *[PAGE_DOWN] * 6, ENTER)
    assert "> 1. Yes" in seen[0]
    assert "more above and below" in seen[0]
    assert seen[6].startswith("Face - About 9 screens left Sentence number 0")
    assert "v more below" in seen[6]
    assert "> 2. No" in seen[8]
    assert "rather not say ^ more above" in seen[-1]
    assert all(any(sentence.split(" of ")[0] in words for words in seen) for sentence in text)


def test_reasons_are_read_from_their_top_on_a_small_screen() -> None:
    """A long answer to "why" starts at its beginning and scrolls with the arrows."""
    page = replace(YES_NO, why=tuple(f"Reason {number} is this one here." for number in range(20)))
    with create_pipe_input() as keys:
        seen = Desk(keys, 30, 12).watch(page, "?", *[DOWN] * 4, UP, ENTER, ENTER)
    assert "Why do you ask? Reason 0" in seen[1]
    assert "Why do you ask?" not in seen[5]


@pytest.mark.parametrize("size", [(80, 24), (30, 20), (20, 10)])
def test_no_line_is_cut(size: tuple[int, int]) -> None:
    """On no size of screen does a word run over its edge."""
    columns, rows = size
    page = replace(ANY, title="Breathing, swallowing and chest", help="Think of lying flat and moving about.")
    with create_pipe_input() as keys:
        desk = Desk(keys, columns, rows)
        seen = desk.watch(page, *[PAGE_UP] * 9, *[DOWN] * 4, *[PAGE_DOWN] * 9, "3", ENTER)
    words = " ".join(seen).split()
    for text in (page.title, page.help, page.ask, *(choice.label for choice in page.choices)):
        assert all(word in words for word in text.split())


def test_page_fits_again_after_a_resize(desk: Desk) -> None:
    """What is drawn follows the size of the terminal."""
    long = replace(YES_NO, help="A sentence that is rather long and has to be wrapped when the screen gets small.")
    desk.ask(long, ENTER)
    desk.size = Size(rows=20, columns=30)
    (small,) = desk.watch(long, ENTER)
    assert long.help in small
    assert "> 1. Yes" in small


def test_close_brings_the_old_screen_back_once(desk: Desk) -> None:
    """The screen is entered and left once for all pages; messages after that are plain lines."""
    desk.ask(YES_NO, ENTER)
    desk.ask(ANY, "1", ENTER)
    desk.front.close()
    desk.front.close()
    desk.front.say(["After."])
    assert desk.raw.getvalue().count("\x1b[?1049h") == 1
    assert desk.raw.getvalue().count("\x1b[?1049l") == 1
    assert desk.raw.getvalue().endswith("After.\n")

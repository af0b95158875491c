"""How a page lies on the screen: the alert on top, a part that scrolls where it must, the keys on the last line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import (
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    ScrollablePane,
    Window,
)
from prompt_toolkit.output import Output
from questionary.prompts.common import InquirerControl

from triage.cli.ask import strings
from triage.cli.ask.lines import encodable, packed, wrapped
from triage.locale import ENGLISH, Say
from triage.questionnaire.page import Command, Kind, Page

WIDEST = 90
MARGIN = 1
_FAR = 10_000
_POINTER_WIDTH = 3
_MOST_NUMBERED = 9
_LEAST_SEEN = 2
_KEYS = {Kind.ONE: strings.KEYS_ONE, Kind.ANY: strings.KEYS_ANY, Kind.NUMBER: strings.KEYS_NUMBER}
_COMMAND_KEYS = {
    Command.BACK: strings.KEY_BACK,
    Command.REVIEW: strings.KEY_REVIEW,
    Command.LEAVE: strings.KEY_LEAVE,
}
Styled = tuple[str, str]


class Canvas:
    """The layout of one page. All text is wrapped anew whenever it is drawn, so that it also fits after a resize.

    `error` is what was wrong with the last key. What does not fit can be scrolled to, and the screen says so.
    """

    def __init__(
        self,
        page: Page,
        inner: Application[Any],
        control: InquirerControl | None,
        output: Output,
        say: Say = ENGLISH,
    ) -> None:
        self._say = say
        self.error = ""
        self._page = page
        self._control = control
        self._output = output
        self._pointed = -1
        self._body = HSplit([_window(self._head), inner.layout.container])
        self._pane = ScrollablePane(
            self._body, keep_cursor_visible=False, keep_focused_window_visible=False, show_scrollbar=False
        )
        rest = Window(FormattedTextControl(focusable=True, show_cursor=False), height=Dimension(preferred=0))
        fixed = [
            _window(self._alert),
            self._pane,
            rest,
            _window(self._detail),
            _window(self._more),
            _window(self._foot),
        ]
        # questionary's lists keep the focus on a line of text, where keys such as Alt-Enter would send it off, empty.
        focused = rest if control is not None else inner.layout.current_window
        self.layout = Layout(HSplit(fixed), focused_element=focused)
        if control is not None:
            control.use_indicator = False

    # ---- geometry

    @property
    def _width(self) -> int:
        return max(10, min(self._output.get_size().columns, WIDEST) - 2 * MARGIN)

    @property
    def _room(self) -> int:
        """The rows for the part that scrolls, without the line that says that there is more."""
        fixed = (self._alert_lines(), self._foot_lines())
        return max(3, self._output.get_size().rows - sum(map(len, fixed)))

    @property
    def _height(self) -> int:
        """The rows that the scrolling part needs."""
        return self._body.preferred_height(self._output.get_size().columns, _FAR).preferred

    @property
    def _is_scrolling(self) -> bool:
        return self._height > self._room

    def before_render(self, _application: Application[Any]) -> None:
        """Lay out the choices for the screen as it is now, and keep the one that is pointed at in sight."""
        if self._control is not None:
            for place, choice in enumerate(self._control.choices):
                choice.title = "\n".join(self._choice_lines(place))
        if self._control is None or self._control.pointed_at != self._pointed:
            self.follow()
        self._scroll_to(self._pane.vertical_scroll)

    def follow(self) -> None:
        """Scroll so that what is pointed at can be read whole, and at the first choice all that stands above it.

        A list of ticks whose question and first line do not fit together begins with the question.
        """
        room = self._room - self._is_scrolling
        top, bottom = self._pointed_rows()
        scroll = min(self._pane.vertical_scroll, top)
        if bottom - scroll > room:
            scroll = bottom - room
            if self._page.kind is Kind.ANY and self._pointed == 0:
                scroll = max(0, min(scroll, self._first_row + _LEAST_SEEN - room))
        self._scroll_to(scroll)

    @property
    def is_cut(self) -> bool:
        """Whether what is pointed at goes on below the screen."""
        return self._pointed_rows()[1] - self._pane.vertical_scroll > self._room - self._is_scrolling

    def show_rest(self) -> None:
        """Scroll to the end of what is pointed at, at most a screenful."""
        room = self._room - self._is_scrolling
        self._scroll_to(min(self._pane.vertical_scroll + self.page_rows, self._pointed_rows()[1] - room))

    def turn(self, rows: int) -> None:
        self._scroll_to(self._pane.vertical_scroll + rows)

    @property
    def page_rows(self) -> int:
        """How far to scroll for the next screenful."""
        return max(1, self._room - 2)

    def _scroll_to(self, row: int) -> None:
        room = self._room - self._is_scrolling
        self._pane.vertical_scroll = max(0, min(row, self._height - room))

    def _pointed_rows(self) -> tuple[int, int]:
        if self._control is None:
            return 0, self._height
        self._pointed = self._control.pointed_at
        heights = self._heights
        top = self._first_row + sum(heights[: self._pointed])
        bottom = top + heights[self._pointed]
        if len(heights) == 1:
            return 0, 0
        return (0 if self._pointed == 0 else top), bottom

    @property
    def _heights(self) -> list[int]:
        return [len(self._choice_lines(place)) for place in range(len(self._page.choices))]

    @property
    def _first_row(self) -> int:
        """The row on which the first choice begins."""
        return self._height - sum(self._heights)

    # ---- text

    def _written(self, text: str, indent: str = "", width: int = 0) -> list[str]:
        return wrapped(encodable(text, self._output.encoding() or "utf-8"), width or self._width, indent)

    def _choice_lines(self, place: int) -> list[str]:
        choice = self._page.choices[place]
        mark = ""
        if self._page.kind is Kind.ANY and self._control is not None:
            mark = "[x] " if choice.value in self._control.selected_options else "[ ] "
        elif 1 < len(self._page.choices) <= _MOST_NUMBERED:
            mark = f"{place + 1}. "
        lines = self._written(choice.label, width=self._width - _POINTER_WIDTH - len(mark))
        gap = " " * (_POINTER_WIDTH + len(mark))
        return [mark + lines[0], *(gap + line for line in lines[1:])]

    def _alert_lines(self) -> list[Styled]:
        return self._block("class:alert", [self._page.alert], gap=True) if self._page.alert else []

    def _head_lines(self) -> list[Styled]:
        page = self._page
        title = "  -  ".join(part for part in (page.title, page.progress) if part)
        lines = self._block("class:heading", [title], gap=True) if title else []
        for note in page.notes:
            lines += self._block("class:alert", [note], gap=True)
        for text in page.text:
            lines += self._block("", [text], gap=True)
        lines += self._block("class:heading", [page.ask]) if page.ask else []
        lines += self._block("", [page.help]) if page.help else []
        if page.kind is Kind.NUMBER:
            lines += self._block("", ["", *(f"{choice.words[0]}. {choice.label}" for choice in page.choices), ""])
        elif lines and not lines[-1][1].strip():
            lines.pop()
        return lines

    def _detail_lines(self) -> list[Styled]:
        """What helps to decide on the choice that is pointed at, where there is room for the longest of them."""
        details = [self._written(choice.detail) if choice.detail else [] for choice in self._page.choices]
        most = max(map(len, details), default=0)
        if self._control is None or not most or self._height + most + 1 > self._room:
            return []
        lines = details[self._control.pointed_at]
        return self._block("", [*lines, *[""] * (most - len(lines))], gap=True)

    def _more_lines(self) -> list[Styled]:
        if not self._is_scrolling:
            return []
        is_above = self._pane.vertical_scroll > 0
        is_below = self._height - self._pane.vertical_scroll > self._room - 1
        text = strings.MORE_BOTH if is_above and is_below else strings.MORE_ABOVE if is_above else strings.MORE_BELOW
        return self._block("class:more", [self._say(text)])

    def _foot_lines(self) -> list[Styled]:
        keys = strings.KEYS_READ if len(self._page.choices) == 1 else _KEYS[self._page.kind]
        commands = [_COMMAND_KEYS[command] for command in Command if command in self._page.commands]
        if self._page.why:
            commands.insert(1, strings.KEY_WHY)
        lines = packed(map(self._say, [*keys, *commands]), self._width)
        return [*(self._block("class:alert", [self.error]) if self.error else []), *self._block("class:keys", lines)]

    def _block(self, style: str, texts: Iterable[str], gap: bool = False) -> list[Styled]:
        lines = [(style, line) for text in texts for line in self._written(text)]
        return [*lines, ("", "")] if gap else lines

    # ---- windows

    def _alert(self) -> StyleAndTextTuples:
        return _fragments(self._alert_lines())

    def _head(self) -> StyleAndTextTuples:
        return _fragments(self._head_lines())

    def _detail(self) -> StyleAndTextTuples:
        return _fragments(self._detail_lines())

    def _more(self) -> StyleAndTextTuples:
        return _fragments(self._more_lines())

    def _foot(self) -> StyleAndTextTuples:
        return _fragments(self._foot_lines())


def _fragments(lines: Iterable[Styled]) -> StyleAndTextTuples:
    """Two fragments a line."""
    fragments: StyleAndTextTuples = []
    for style, line in lines:
        fragments += [("", "\n" if fragments else ""), (style, " " * MARGIN + line if line else "")]
    return fragments


def _window(text: Callable[[], StyleAndTextTuples]) -> ConditionalContainer:
    """A window as high as its text, and not there when it has none."""
    window = Window(FormattedTextControl(text), height=lambda: Dimension.exact(len(text()) // 2))
    return ConditionalContainer(window, Condition(lambda: bool(text())))

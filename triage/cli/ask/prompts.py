"""The front end with questionary: one page at a time on the whole screen, with keys to go back, ask why and review.

questionary has no way back, so its prompt is put into an application of our own, with our key bindings over its own.
Nothing is cut on a small screen: the page scrolls, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.styles import Style
from questionary.prompts.common import InquirerControl

from triage.cli.ask import strings
from triage.cli.ask.canvas import Canvas
from triage.cli.ask.typed import NotUnderstoodError, how, read_line
from triage.locale import ENGLISH, Say
from triage.pack.scales import RATHER_NOT_SAY, UNSURE
from triage.questionnaire.page import Command, Kind, Page, Reply, is_special, toggled
from triage.questionnaire.pages import why_page

POINTER = ">"
ESCAPE_SECONDS = 0.15
STYLE = Style(
    [
        ("alert", "bold fg:ansired"),
        ("heading", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("more", "italic"),
        ("keys", ""),
    ]
)
_WHY = "why"
Handler = Callable[[KeyPressEvent], None]


class PromptFrontEnd:
    """Shows pages on a terminal. The screen that was there before comes back with `close`."""

    is_spoken = False

    def __init__(self, source: Input | None = None, target: Output | None = None, say: Say = ENGLISH) -> None:
        self._say = say
        self._input = source or create_input()
        self._output = target or create_output()
        self.running: Application[Any] | None = None
        self._is_open = False

    def ask(self, page: Page) -> Reply:
        self._open()
        while True:
            reply, page = self._run(page)
            if reply is not None:
                return reply
            if page.why:
                self._run(why_page(page, self._say))

    def say(self, lines: Iterable[str]) -> None:
        self.close()
        for line in lines:
            self._output.write(line + "\n")
        self._output.flush()

    def _open(self) -> None:
        """One screen for all pages: each application would otherwise enter and leave it, which flickers."""
        if not self._is_open:
            self._is_open = True
            self._output.enter_alternate_screen()
            held = vars(self._output)
            held["enter_alternate_screen"] = lambda: self._output.cursor_goto(0, 0)
            held["quit_alternate_screen"] = lambda: None

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            for name in ("enter_alternate_screen", "quit_alternate_screen"):
                del vars(self._output)[name]
            self._output.erase_screen()
            self._output.cursor_goto(0, 0)
            self._output.quit_alternate_screen()
            self._output.show_cursor()
            self._output.flush()

    def _run(self, page: Page) -> tuple[Reply | None, Page]:
        """The reply, or None for "why"; and the page with what was ticked on it so far."""
        try:
            prompt = _Prompt(page, self._input, self._output, self._say)
            self.running = prompt.application
            reply = prompt.question.unsafe_ask()
        except OSError:  # the terminal is gone
            raise EOFError from None
        finally:
            self.running = None
        return (None, prompt.page_now()) if reply == _WHY else (reply, page)


class _Prompt:
    """One page as a questionary prompt in an application of ours."""

    def __init__(self, page: Page, source: Input, target: Output, say: Say) -> None:
        self.page = page
        self._say = say
        self.question = _question(page, source, target)
        inner = self.question.application
        inner.current_buffer.accept_handler = None  # only our own Enter answers
        self._control = _control(inner)
        self.canvas = Canvas(page, inner, self._control, target, say)
        self.application: Application[Any] = Application(
            layout=self.canvas.layout,
            key_bindings=merge_key_bindings([inner.key_bindings or KeyBindings(), self._bindings()]),
            style=STYLE,
            full_screen=True,
            erase_when_done=True,
            input=source,
            output=target,
            before_render=self.canvas.before_render,
        )
        self.application.ttimeoutlen = ESCAPE_SECONDS
        self.question.application = self.application

    def page_now(self) -> Page:
        """The page, suggesting what is ticked or pointed at."""
        if self._control is None:
            return self.page
        if self.page.kind is Kind.ANY:
            return replace(self.page, suggested=tuple(self._control.selected_options))
        return replace(self.page, suggested=(self._pointed_at,))

    @property
    def _pointed_at(self) -> str:
        assert self._control is not None, "nothing is pointed at"
        return self.page.choices[self._control.pointed_at].value

    # ---- keys

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add(Keys.Escape, eager=True)(lambda _event: None)
        for key in (Keys.Escape, "b"):
            self._command(keys, key, Command.BACK)
        self._command(keys, "r", Command.REVIEW)
        self._command(keys, "q", Command.LEAVE)
        if self.page.why:
            keys.add("?", eager=True)(_exits(_WHY))
        keys.add(Keys.SIGINT, eager=True)(_interrupt)
        keys.add(Keys.PageDown, eager=True)(lambda _event: self.canvas.turn(self.canvas.page_rows))
        keys.add(Keys.PageUp, eager=True)(lambda _event: self.canvas.turn(-self.canvas.page_rows))
        match self.page.kind:
            case Kind.ONE:
                self._choosing(keys)
            case Kind.ANY:
                self._ticking(keys)
            case Kind.NUMBER:
                self._typing(keys)
        return keys

    def _command(self, keys: KeyBindings, key: str, command: Command) -> None:
        if command in self.page.commands:
            keys.add(key, eager=True)(_exits(command))

    def _choosing(self, keys: KeyBindings) -> None:
        keys.add(Keys.Enter, eager=True)(lambda event: event.app.exit(result=(self._pointed_at,)))
        if len(self.page.choices) == 1:
            keys.add(Keys.Down, eager=True)(lambda _event: self.canvas.turn(1))
            keys.add(Keys.Up, eager=True)(lambda _event: self.canvas.turn(-1))
        for place, choice in enumerate(self.page.choices):
            names = [word for word in choice.words if len(word) == 1 and word.isalpha()]
            for key in [*([str(place + 1)] if place < 9 else []), *names]:
                if key not in "bjkqr":
                    keys.add(key, eager=True)(self._pointing(place))

    def _pointing(self, place: int) -> Handler:
        def point(_event: KeyPressEvent) -> None:
            assert self._control is not None, "a choice has a list"
            self._control.pointed_at = place

        return point

    def _ticking(self, keys: KeyBindings) -> None:
        keys.add(Keys.Enter, eager=True)(self._ticked)
        keys.add(" ", eager=True)(lambda _event: self._toggle())
        is_cut = Condition(
            lambda: self.canvas.is_cut
        )  # a line may be longer than a phone: first its rest, then the next
        keys.add(Keys.Down, eager=True, filter=is_cut)(lambda _event: self.canvas.show_rest())
        for key in "ai":  # questionary ticks all, or the opposite, with these: too easy to do unawares
            keys.add(key, eager=True)(lambda _event: None)
        for place in range(min(9, len(self.page.choices))):
            keys.add(str(place + 1), eager=True)(self._toggling(place))

    def _toggling(self, place: int) -> Handler:
        def toggle(event: KeyPressEvent) -> None:
            self._pointing(place)(event)
            self._toggle()

        return toggle

    def _toggle(self) -> None:
        assert self._control is not None, "ticks have a list"
        value = self._pointed_at
        self._control.selected_options = list(toggled(self.page, self._control.selected_options, value))
        self.canvas.error = ""

    def _ticked(self, event: KeyPressEvent) -> None:
        """Enter goes on with what is ticked; on "none of these" and the like it need not be ticked first."""
        assert self._control is not None, "ticks have a list"
        pointed = self._pointed_at
        if not self._control.selected_options and is_special(pointed):
            self._toggle()
        if self._control.selected_options:
            event.app.exit(result=tuple(self._control.selected_options))
        else:
            self.canvas.error = self._say(strings.TICK_FIRST)

    def _typing(self, keys: KeyBindings) -> None:
        keys.add("n", eager=True)(_exits((UNSURE,)))
        keys.add("x", eager=True)(_exits((RATHER_NOT_SAY,)))
        keys.add(Keys.ControlD, eager=True)(lambda _event: None)

        @keys.add(Keys.Enter, eager=True)
        def enter(event: KeyPressEvent) -> None:
            try:
                event.app.exit(result=read_line(replace(self.page, suggested=()), event.current_buffer.text))
            except NotUnderstoodError:
                self.canvas.error = how(self.page, self._say)


def _exits(result: object) -> Handler:
    def handler(event: KeyPressEvent) -> None:
        event.app.exit(result=result)

    return handler


def _interrupt(event: KeyPressEvent) -> None:
    event.app.exit(exception=KeyboardInterrupt())


def _question(page: Page, source: Input, target: Output) -> questionary.Question:
    streams: dict[str, Any] = {"input": source, "output": target}
    if page.kind is Kind.NUMBER:
        default = page.suggested[0] if page.suggested and page.suggested[0].isdecimal() else ""
        return questionary.text(f"{page.unit}:".capitalize(), default=default, qmark="", **streams)
    if page.kind is Kind.ANY:
        ticks = [
            questionary.Choice(choice.label, choice.value, checked=choice.value in page.suggested)
            for choice in page.choices
        ]
        return questionary.checkbox("", ticks, qmark="", pointer=POINTER, instruction=" ", **streams)
    choices = [questionary.Choice(choice.label, choice.value) for choice in page.choices]
    pointed = page.suggested[0] if page.suggested and page.suggested[0] in page.values else None
    return questionary.select("", choices, pointed, qmark="", pointer=POINTER, instruction=" ", **streams)


def _control(application: Application[Any]) -> InquirerControl | None:
    for window in application.layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            return window.content
    return None

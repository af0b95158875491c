"""Drivers for the tests of the questionnaire: a scripted front end, and the real program in a real (small) terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pexpect
import pyte

from triage.pack.scales import NONE
from triage.questionnaire.page import Kind, Page, Reply

ROOT = Path(__file__).resolve().parents[1]


class Scripted:
    """A front end that replies from a list; each reply may be a function of the page. Remembers all pages."""

    def __init__(self, replies: Iterable[Reply | Callable[[Page], Reply]], is_spoken: bool = True) -> None:
        self.is_spoken = is_spoken
        self.replies = list(replies)
        self.pages: list[Page] = []
        self.said: list[str] = []
        self.is_closed = False

    def ask(self, page: Page) -> Reply:
        self.pages.append(page)
        if not self.replies:
            raise EOFError
        reply = self.replies.pop(0)
        return reply(page) if callable(reply) else reply

    def say(self, lines: Iterable[str]) -> None:
        self.said += lines

    def close(self) -> None:
        self.is_closed = True


def calm(page: Page) -> Reply:
    """What somebody answers for whom nothing is dangerous; on a review page, the way on."""
    if page.kind is Kind.NUMBER:
        return 40
    for value in (NONE, "no", "m1_3", "months_years", "same", "both_legs", "normal"):
        if value in page.values:
            return (value,)
    return (page.values[0],)


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with a home of its own and nothing else that changes the questionnaire."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIAGE_", "XDG_", "NO_COLOR"))}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **more}


class Terminal:
    """The program in a terminal of a given size; `screen()` is what a person sees."""

    def __init__(self, home: Path, *options: str, columns: int = 80, rows: int = 24, **variables: str) -> None:
        self.received = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "triage", "ask", *options],
            dimensions=(rows, columns),
            env=environment(home, **variables),
            cwd=str(home),
            timeout=60,
        )

    def screen(self, patience: float = 0.1) -> list[str]:
        """The lines on the screen, once something came, or `patience` is over, and then no more for a moment."""
        try:
            while True:
                new = self.child.read_nonblocking(65536, timeout=patience)
                self.received += new
                self._stream.feed(new)
                patience = 0.1
        except (pexpect.TIMEOUT, pexpect.EOF):
            return [line.rstrip() for line in self._screen.display]

    def text(self) -> str:
        """The screen as one run of words, whatever the width that they are wrapped at."""
        return " ".join(" ".join(self.screen()).split())

    def wait_for(self, words: str) -> str:
        """The text of the screen, as soon as these words are on it."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if words in (text := self.text()):
                return text
        raise AssertionError(f"{words!r} never came; on the screen: " + "\n".join(self.screen()))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)
            self.screen(patience=2)

    def end(self) -> int:
        """Wait for the program to end. Returns its exit status, as a shell would say it."""
        self.screen()
        self.child.wait()
        return int(self.child.exitstatus) if self.child.exitstatus is not None else 128 + int(self.child.signalstatus)


UP, DOWN, ENTER, ESCAPE, CTRL_C = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x03"

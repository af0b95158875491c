"""What draws the pages in a terminal, and how a person leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from triage.questionnaire.page import Page, Reply


class FrontEnd(Protocol):
    """Draws pages and brings back replies. Raises EOFError when no one can answer any more."""

    @property
    def is_spoken(self) -> bool:
        """Whether pages are read out or read line by line, so that long lists are shown only on request."""

    def ask(self, page: Page) -> Reply: ...

    def say(self, lines: Iterable[str]) -> None: ...

    def close(self) -> None: ...


class Leave(BaseException):
    """The person, or the system, ends the questionnaire here. Not an `Exception`: nothing on the way may swallow it."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)

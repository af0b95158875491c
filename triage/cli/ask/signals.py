"""SIGTERM and SIGHUP end the questionnaire in order: the terminal is put back, and the draft is there already."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from triage.cli.ask.front_end import Leave

_NAMES = ("SIGTERM", "SIGHUP")


@contextmanager
def stopping(hand_over: Callable[[Leave], bool]) -> Iterator[None]:
    """Within this, these signals raise `Leave`: here, or in the prompt that `hand_over` gives it to."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        leave = Leave(128 + number)
        if not hand_over(leave):
            raise leave

    before = {}
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            try:
                before[number] = signal.signal(number, on_signal)
            except ValueError:  # not the main thread: whoever started it looks after signals
                break
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

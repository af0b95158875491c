"""The reasoning in a process of its own: if durable_rules dies or hangs there, no request fails for it."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from threading import Condition, Event, Lock, Thread, Timer
from typing import IO

from triage.assessment import Assessment, assess
from triage.pack.pack import SOURCE, Pack
from triage.reasoning.answers import Answers
from triage.web.reasoner import receive, send

# An assessment takes about 15 ms, so forty that wait for each other take 0.6 s; beyond 2 s people take a page for dead.
LONGEST_WAIT = 2.0
_LONGEST_START = 20.0
_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_STEADY_SECONDS = 5.0

_log = logging.getLogger("triage.web")


class _Gone(Exception):
    """The process ended before it answered."""


class Worker:
    """One process that reasons with both engines, kept alive. Its methods may be called from any thread."""

    def __init__(
        self,
        pack: Pack,
        *,
        longest_wait: float = LONGEST_WAIT,
        command: Sequence[str] = (sys.executable, "-P", "-m", "triage.web.reasoner"),
        restarted: Callable[[], None] = lambda: None,
    ) -> None:
        """`restarted` is called whenever one process takes another's place. Until `start`, it reasons here."""
        self._pack, self._longest_wait, self._command, self._restarted = pack, longest_wait, command, restarted
        self._numbers = itertools.count(1)
        self._lock, self._sending = Lock(), Lock()
        self._waiting: dict[int, Future[Assessment | None]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: IO[bytes] | None = None
        self._heard = 0.0
        self._change = Condition(self._lock)
        self._closing = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the process, without waiting for it."""
        self._closing.clear()
        self._thread = Thread(target=self._keep_alive, name="worker", daemon=True)
        self._thread.start()

    @property
    def is_up(self) -> bool:
        """Whether the process takes questions just now."""
        return self._asked is not None

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process and self.is_up else None

    def wait_until_up(self, seconds: float) -> bool:
        """Whether it takes questions, within this time."""
        with self._change:
            return self._change.wait_for(lambda: self.is_up or self._closing.is_set(), seconds) and self.is_up

    def assess(self, answers: Answers, country: str, language: str = SOURCE, /) -> Assessment:
        """The assessment: by both engines in the process, or at once by `logic` alone here, when that cannot answer.

        A result by `logic` alone says so (`engine.checked` is False). Raises what `assess` does.
        """
        pack = self._pack.in_language(language)
        if self._thread is None:
            return assess(pack, answers, country=country)
        result = self._from_process(answers, country, language)
        return result if result is not None else assess(pack, answers, country=country, engine="logic")

    def _from_process(self, answers: Answers, country: str, language: str) -> Assessment | None:
        number, future, begin = next(self._numbers), Future[Assessment | None](), time.monotonic()
        with self._lock:
            asked, process = self._asked, self._process
            if asked is None or process is None:
                return None
            self._waiting[number] = future
        try:
            with self._sending:
                send(asked, (number, answers, country, language))
            return future.result(self._longest_wait)
        except TooLong:
            if self._heard < begin:
                _log.error("the worker hangs: it is ended")
                process.kill()
            return None
        except (_Gone, OSError, ValueError):
            return None
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def close(self) -> None:
        """End the process, and wait until it has; one that does not is killed."""
        self._closing.set()
        with self._change:
            asked, process = self._asked, self._process
            self._asked = None
            self._change.notify_all()
        if self._thread is None:
            return
        if process is not None:
            too_slow = _kill_after(self._longest_wait if asked else 0, process)
            if asked is not None:
                _hang_up(asked)
        self._thread.join()
        if process is not None:
            too_slow.cancel()
        self._thread = None

    # ------------------------------------------------------------------------------------------------- its own thread

    def _keep_alive(self) -> None:
        """Run one process after the other; after those that end early there is a pause, each time a longer one."""
        pause = 0.0
        for number in itertools.count():
            if self._closing.wait(pause):
                return
            if number:
                self._restarted()
            began = time.monotonic()
            has_answered = self._run()
            if self._closing.is_set():
                return
            _log.error("the worker ended: another one takes its place")
            is_steady = has_answered or time.monotonic() - began > _STEADY_SECONDS
            pause = 0.0 if is_steady else min(max(_PAUSE, pause * 2), _LONGEST_PAUSE)

    def _run(self) -> bool:
        """One process from its start to its end. True when it has answered something."""
        try:
            process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(), start_new_session=True
            )
        except OSError as error:
            _log.error("the worker cannot be started: %s", error.strerror)
            return False
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        has_answered = False
        too_slow = _kill_after(_LONGEST_START, process)
        try:
            send(process.stdin, self._pack)
            receive(process.stdout)
            too_slow.cancel()
            self._is_ready(process.stdin)
            while True:
                number, result = receive(process.stdout)
                has_answered = True
                self._answered(number, result)
        except (EOFError, OSError, ValueError):
            pass
        finally:
            too_slow.cancel()
            self._has_ended(process)
        return has_answered

    def _is_ready(self, asked: IO[bytes]) -> None:
        with self._change:
            if self._closing.is_set():
                raise EOFError
            self._asked, self._heard = asked, time.monotonic()
            self._change.notify_all()

    def _answered(self, number: int, result: Assessment | None) -> None:
        with self._lock:
            self._heard = time.monotonic()
            future = self._waiting.pop(number, None)
        if future is not None:
            future.set_result(result)

    def _has_ended(self, process: subprocess.Popen[bytes]) -> None:
        """Nobody waits any longer for a process that is gone, or that broke the thread of messages."""
        with self._lock:
            self._asked = None
            left, self._waiting = list(self._waiting.values()), {}
        for future in left:
            future.set_exception(_Gone())
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _hang_up(stream)
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _kill_after(seconds: float, process: subprocess.Popen[bytes]) -> Timer:
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    return timer


def _hang_up(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):
        stream.close()


def _environment() -> dict[str, str]:
    """This process's own, for the same modules, but without what only a server has to know, such as a password."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGE_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}  # noqa: PTH109

"""The process that makes cases and marks them, so that no practice holds up, or ends, the server that patients use.

It is started when it is first wanted, answers one question after the other, and ends with the server. Without a process
of its own (for tests) the same functions run here.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from threading import Lock, Semaphore, Thread, Timer
from typing import Any

from triage.learn import NoCase
from triage.pack.pack import Pack
from triage.web.learn.lessons import LESSONS
from triage.web.reasoner import receive, send

LONGEST_SECONDS = 20.0
MOST_WAITING = 24  # of the forty threads that serve pages: the others stay free for everybody else
LONGEST_WAIT = 15.0
_COMMAND = (sys.executable, "-P", "-m", "triage.web.learn.tutor_process")


class Busy(Exception):
    """No answer just now: too many wait, or the process had to be started anew. To be asked again in a moment."""


class Tutor:
    """Answers questions about cases; safe to ask from any thread."""

    def __init__(self, packs: Mapping[str, Pack], *, has_process: bool = True) -> None:
        self._packs, self.has_process = packs, has_process
        self._turn, self._places = Lock(), Semaphore(MOST_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def ask(self, lesson: str, pack_sha256: str, language: str, *about: Any) -> Any:
        """What a function of `lessons` gives for this pack in this language. Raises Busy, and NoCase where it does."""
        if not self.has_process:
            return LESSONS[lesson](self._packs[pack_sha256].in_language(language), *about)
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._turn.acquire(timeout=LONGEST_WAIT):
                raise Busy
            try:
                outcome, result = self._answer((lesson, pack_sha256, language, about))
            finally:
                self._turn.release()
        finally:
            self._places.release()
        if outcome == "no case":
            raise NoCase(result)
        if outcome != "answer":
            raise Busy
        return result

    def warm_up(self) -> None:
        """Start the process, without waiting for it, where somebody is about to want it."""
        if self.has_process and self._process is None:
            Thread(target=self._start_quietly, name="tutor", daemon=True).start()

    def close(self) -> None:
        """End the process."""
        self._is_closed = True
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def _answer(self, question: Any) -> tuple[str, Any]:
        """Ask the process; one that has ended meanwhile is replaced once."""
        for _ in range(2):
            process = self._running()
            try:
                with _at_most(LONGEST_SECONDS, process):
                    assert process.stdin is not None
                    assert process.stdout is not None
                    send(process.stdin, question)
                    answer: tuple[str, Any] = receive(process.stdout)
            except (EOFError, OSError, ValueError):
                self._end()
            else:
                return answer
        raise Busy

    def _running(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise Busy
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _started()
            assert self._process.stdin is not None
            with contextlib.suppress(OSError, ValueError), _at_most(LONGEST_SECONDS, self._process):
                send(self._process.stdin, dict(self._packs))
        return self._process

    def _start_quietly(self) -> None:
        with contextlib.suppress(Busy, OSError), self._turn:
            self._running()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _at_most(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """What takes longer is a hang: the process is killed, and whoever waits for it goes on."""
    too_slow = Timer(seconds, process.kill)
    too_slow.daemon = True
    too_slow.start()
    try:
        yield
    finally:
        too_slow.cancel()


def _started() -> subprocess.Popen[bytes]:
    """A new process: the same modules, but without what only a server has to know, such as a password."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGE_")}
    path = os.pathsep.join(part or os.getcwd() for part in sys.path)  # noqa: PTH109
    try:
        return subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, "PYTHONPATH": path},
            start_new_session=True,
        )
    except OSError as error:
        raise Busy from error

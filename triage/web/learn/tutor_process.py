"""The tutor's process: `python -m triage.web.learn.tutor_process`, started by `tutor.py`; it ends with its parent."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from typing import Any

from triage.errors import TriageError
from triage.learn import NoCase
from triage.pack.pack import Pack
from triage.web.learn.lessons import LESSONS
from triage.web.reasoner import receive, send


def main() -> int:
    """Answer until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process in its turn
    faulthandler.enable()
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the engine's C code may print must not get between the messages
    try:
        packs: dict[str, Pack] = receive(asked)
        while True:
            lesson, pack_sha256, language, about = receive(asked)
            send(told, answered(packs[pack_sha256].in_language(language), lesson, about))
    except (EOFError, OSError):
        return 0


def answered(pack: Pack, lesson: str, about: tuple[Any, ...]) -> tuple[str, Any]:
    """The answer; or in a word why there is none."""
    try:
        return "answer", LESSONS[lesson](pack, *about)
    except NoCase as error:
        return "no case", str(error)
    except TriageError:
        return "refused", None


if __name__ == "__main__":
    sys.exit(main())

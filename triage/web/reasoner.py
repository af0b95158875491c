"""The process that reasons for the server: `python -m triage.web.reasoner`, started and watched by `worker.py`.

It reads a pack and then answers from its standard input, and ends when that does: with its parent, however that ended.
What it reads and writes are pickles, which only a parent and its own child can exchange.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import pickle
import signal
import struct
import sys
from typing import IO, Any

from triage.assessment import Assessment, assess
from triage.errors import EngineUnavailable, TriageError
from triage.pack.pack import Pack
from triage.reasoning import engine

LONGEST_SECONDS = 10  # after which an answer is a hang: the interpreter's own watchdog ends the process
_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], message: Any) -> None:
    """One message, whole. Raises OSError or ValueError when nobody reads it."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message. Raises EOFError at the end, also when that comes in the middle of one."""
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    body = stream.read(length)
    if not length or len(body) < length:
        raise EOFError
    return pickle.loads(body)


def main() -> int:
    """Answer until the other side closes, or until the engine has failed: then a fresh process takes its place."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process in its turn
    faulthandler.enable()
    logging.basicConfig(handlers=[_Bare()])
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the engine's C code may print must not get between the messages
    try:
        pack: Pack = receive(asked)
        has_engine = _is_there(pack)
        send(told, ("ready", has_engine))
        while True:
            number, answers, country, language = receive(asked)
            result = _assessed(pack, answers, country, language)
            send(told, (number, result))
            if has_engine and result is not None and not result.engine.checked:
                return 1
    except (EOFError, OSError):
        return 0


def _is_there(pack: Pack) -> bool:
    try:
        engine.engine_of(pack)
    except EngineUnavailable:
        return False
    return True


def _assessed(pack: Pack, answers: Any, country: str, language: str) -> Assessment | None:
    """The assessment; None when it cannot be made, which the server then finds out for itself."""
    faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True)
    try:
        return assess(pack.in_language(language), answers, country=country)
    except (TriageError, KeyError):
        return None
    finally:
        faulthandler.cancel_dump_traceback_later()


class _Bare(logging.StreamHandler[Any]):
    """Writes what went wrong without the values that it went wrong with: they may be answers."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({"level": record.levelname.lower(), "at": "worker", "message": str(record.msg)})


if __name__ == "__main__":
    sys.exit(main())

"""Running `triage` in tests: in this process for speed, or as a process of its own where signals and pipes matter."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from triage.cli.main import run

ROOT = Path(__file__).resolve().parents[1]
CASE: dict[str, Any] = {
    "id": "case 1",
    "unanswered": "no",
    "answers": {"age": 62, "side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"},
}
CASE_TEXT = json.dumps(CASE)


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def triage(*arguments: str | Path, stdin: bytes = b"") -> Ended:
    """One command line, run in this process with streams of its own."""
    raw_out, raw_err = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(raw, encoding="utf-8", newline="") for raw in (raw_out, raw_err))
    before = sys.stdin, sys.stdout, sys.stderr
    handler = signal.getsignal(signal.SIGTERM)
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"), out, err
    try:
        code = run([str(argument) for argument in arguments])
        out.flush()
        err.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        signal.signal(signal.SIGTERM, handler)
    return Ended(code, raw_out.getvalue().decode(), raw_err.getvalue().decode())


def started(*arguments: str | Path, **settings: Any) -> subprocess.Popen[bytes]:
    """`python -m triage` as a process of its own."""
    command = [sys.executable, "-m", "triage", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})}
    return subprocess.Popen(command, env=environment, **settings)


def finished(*arguments: str | Path, stdin: bytes = b"", **settings: Any) -> Ended:
    """The same, waited for."""
    given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    process = started(*arguments, **given)
    out, err = process.communicate(stdin if given["stdin"] == subprocess.PIPE else None, timeout=60)
    return Ended(process.returncode, (out or b"").decode(), (err or b"").decode())


@dataclass(frozen=True)
class Folder:
    """A folder to put input files in."""

    path: Path

    def file(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file


def no_traceback(ended: Ended) -> None:
    """What must hold of every end: nothing of Python is shown, and nothing is said twice."""
    for text in (ended.out, ended.err):
        if "Traceback" in text or 'File "' in text:
            pytest.fail(text)

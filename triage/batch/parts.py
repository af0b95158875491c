"""A result in the making: finished parts in `OUT.parts/`, a manifest of them, and one renaming at the end.

A run that was interrupted goes on after its last finished part. Parts are the same whenever they are made, so the
result is, byte for byte, that of a run without interruption.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from triage.batch.inputs import Position
from triage.errors import InputError, TriageError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_MANIFEST, _LOCK = "manifest.json", "lock"


class CannotWrite(InputError):
    """The result cannot be written: a full disk, a folder that is not there."""


@dataclass(frozen=True)
class Part:
    """One finished part: rows read, rows with a result, rows rejected, and where the next part begins."""

    rows: int
    written: int
    rejected: int
    next: Position


class Parts:
    """The folder of one result. Use as a context: it is locked while a run works in it."""

    def __init__(self, out: Path, job: Mapping[str, Any], resume: bool) -> None:
        self.out = out
        self.folder = out.with_name(f"{out.name}.parts")
        self.done: list[Part] = []
        self._job = json.loads(json.dumps(job))
        self._resume = resume

    def __enter__(self) -> Parts:
        try:
            self._refuse_strangers()
            self.folder.mkdir(exist_ok=True)
            self._handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                self._hold()
                self._begin()
            except BaseException:
                os.close(self._handle)
                raise
        except OSError as error:
            raise cannot_write(self.out, error) from None
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            os.close(self._handle)

    def _refuse_strangers(self) -> None:
        if self.folder.exists() and not (self.folder / _LOCK).exists():
            raise CannotWrite(f"{self.folder}: is there already, and is none of ours; move it away")

    def _hold(self) -> None:
        try:
            _lock(self._handle)
        except OSError as error:
            if error.errno in _HELD:
                raise CannotWrite(f"{self.out}: another run is writing this") from None

    def _begin(self) -> None:
        manifest = self.folder / _MANIFEST
        before = json.loads(manifest.read_text("utf-8")) if self._resume and manifest.exists() else None
        if before is None:
            for file in self.folder.iterdir():
                if file.name != _LOCK:
                    file.unlink()
            self._save()
            return
        for what, told in (
            ("pack", "the pack is another one now"),
            ("inputs", "the input has changed since"),
            ("options", "the options are others now"),
            ("software", "the program is of another version"),
        ):
            if before["job"].get(what) != self._job.get(what):
                raise CannotWrite(f"{self.out}: cannot be resumed: {told}. Without --resume it is begun anew.")
        self.done = [Part(**{**part, "next": Position(**part["next"])}) for part in before["parts"]]

    def path(self, number: int, kind: str) -> Path:
        """Where a part stands; `kind` is rows, rejects or people."""
        return self.folder / f"{number:06}.{kind}"

    def write(self, kind: str, content: bytes) -> None:
        """Write a file of the part that is being made."""
        try:
            with self.path(len(self.done), kind).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise cannot_write(self.out, error) from None

    def finish(self, part: Part) -> None:
        """The part is whole: from now on a run may go on after it."""
        self.done.append(part)
        try:
            self._save()
        except OSError as error:
            raise cannot_write(self.out, error) from None

    def _save(self) -> None:
        text = json.dumps({"job": self._job, "parts": [asdict(part) for part in self.done]})
        beside = self.folder / f"{_MANIFEST}.new"
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self.folder / _MANIFEST)

    def remove(self) -> None:
        """Nothing of the parts stays."""
        shutil.rmtree(self.folder, ignore_errors=True)


def cannot_write(out: Path, error: Exception) -> TriageError:
    """What is told of a result that cannot be written; finished parts stay for --resume. Polars tells it in words."""
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or os.strerror(errno.ENOSPC) in str(error):
        return CannotWrite(f"{out}: the disk is full; nothing is half-written. Make room and go on with --resume.")
    if isinstance(error, FileNotFoundError):
        return CannotWrite(f"{out}: cannot be written: its folder does not exist")
    reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
    return CannotWrite(f"{out}: cannot be written: {reason}")

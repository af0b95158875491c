"""A lock beside a file, so that two runs never write to the same one. It ends with the process, however that ends."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class InUseError(Exception):
    """Another run holds the lock."""


class FileLock:
    """Held from `FileLock(path)` until `release`. Raises InUseError, or OSError where no lock can be made."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f".{path.name}.lock")
        while True:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(self._handle)
            except OSError as error:
                if error.errno not in _HELD:
                    return  # a file system without locks: unique names still keep runs apart
                os.close(self._handle)
                raise InUseError(str(path)) from None
            if self._is_current():
                return
            os.close(self._handle)

    def _is_current(self) -> bool:
        """Whether the locked file is still the one with that name: its last holder may just have removed it."""
        with suppress(OSError):
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        return False

    def release(self) -> None:
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        os.close(self._handle)
        if sys.platform == "win32":
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

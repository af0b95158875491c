"""Files and folders by their path, without pathlib: that takes as long to load as a kept pack takes to parse."""

from __future__ import annotations

import os
from collections.abc import Iterator


class Place:
    """A file or a folder, with as much of `pathlib.Path` as reading a pack needs."""

    __slots__ = ("_path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)

    def __fspath__(self) -> str:
        return self._path

    __str__ = __fspath__

    def __truediv__(self, name: str) -> Place:
        return Place(os.path.join(self._path, name))

    @property
    def name(self) -> str:
        return os.path.basename(self._path)

    @property
    def parent(self) -> Place:
        return Place(os.path.dirname(self._path))

    def is_absolute(self) -> bool:
        return os.path.isabs(self._path)

    def iterdir(self) -> Iterator[Place]:
        for name in os.listdir(self._path):
            yield self / name

    def is_dir(self) -> bool:
        return os.path.isdir(self._path)

    def is_file(self) -> bool:
        return os.path.isfile(self._path)

    def stat(self) -> os.stat_result:
        return os.stat(self._path)

    def read_bytes(self) -> bytes:
        with open(self._path, "rb") as stream:
            return stream.read()


def home() -> Place | None:
    """The user's own folder, where there is one."""
    found = os.path.expanduser("~")
    return None if found == "~" else Place(found)

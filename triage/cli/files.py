"""Reading and writing the files that are named on the command line: with limits, and whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from triage.cli import streams
from triage.cli.exits import OutputFault
from triage.errors import InputError

MAX_BYTES = 1_000_000
LONGEST_NAME = 500
STDIN = "-"
STDIN_NAME = "standard input"


def name_of(file: str) -> str:
    """What a file is called in messages; of a name longer than any name is, the end."""
    return STDIN_NAME if file == STDIN else file[-LONGEST_NAME:]


def read_text(file: str) -> str:
    """The text of one file (`-` is standard input). Raises InputError, in words, for anything that is no short text."""
    name = name_of(file)
    with open_input(file) as stream, reading(name):
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise InputError(f"{name}: longer than {MAX_BYTES:,} bytes; one person's answers are a few thousand")
    text = decode(raw, name)
    if not text.strip():
        raise InputError(f"{name}: empty")
    return text


def decode(raw: bytes, name: str) -> str:
    """UTF-8 with or without a byte order mark. Raises InputError with the place of the first wrong byte."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = " (it looks like UTF-16: save it as UTF-8)" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        message = f"not UTF-8 text: byte 0x{raw[error.start]:02x} at position {error.start:,}, line {line}{hint}"
        raise InputError(f"{name}: {message}") from None


@contextmanager
def open_input(file: str) -> Iterator[BinaryIO]:
    """A file, or standard input, as bytes. Raises InputError when it cannot be opened."""
    if file == STDIN:
        if sys.stdin is None:
            raise InputError(f"{STDIN_NAME} is closed")
        yield sys.stdin.buffer
        return
    with reading(name_of(file)):
        stream = open(file, "rb")  # noqa: SIM115, PTH123  # opened here, closed below; only the opening is guarded
    with stream:
        yield stream


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns the ways in which reading fails into InputError."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: a folder, not a file") from None
    except PermissionError:
        what = "a folder, not a file" if Path(name).is_dir() else "no permission to read it"
        raise InputError(f"{name}: {what}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: cannot be read: {reason}") from None


@dataclass(frozen=True)
class Line:
    """One line of a stream; `text` is None when it cannot be used, and `fault` then says why."""

    number: int
    text: str | None
    fault: str = ""


def lines_of(stream: BinaryIO, name: str) -> Iterator[Line]:
    """The lines of a stream that are not blank, one at a time, so that memory does not grow with it."""
    number = 0
    while True:
        with reading(name):
            raw = stream.readline(MAX_BYTES + 1)
        if not raw:
            return
        number += 1
        if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
            _skip_rest(stream, name)
            yield Line(number, None, f"longer than {MAX_BYTES:,} bytes; one person's answers are a few thousand")
        elif raw.strip():
            yield _decoded(raw, number)


def _decoded(raw: bytes, number: int) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return Line(number, None, f"not UTF-8 text: byte 0x{raw[error.start]:02x} at position {error.start:,}")
    return Line(number, text)


def _skip_rest(stream: BinaryIO, name: str) -> None:
    with reading(name):
        while (rest := stream.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
            pass


@contextmanager
def output(file: str | None) -> Iterator[Callable[[str], object]]:
    """A function that writes results: to standard output, or to a new file that takes its name only once it is whole.

    Raises OutputFault when it cannot be written.
    """
    if file is None or file == STDIN:
        yield streams.result
    elif Path(file).exists() and not Path(file).is_file():
        if Path(file).is_dir():
            raise OutputFault(f"{file}: a folder, not a file")
        with _writing(file), Path(file).open("w", encoding="utf-8", newline="\n") as device:
            yield device.write
    else:
        with _writing(file), _replaced(Path(file).resolve()) as write:
            yield write


@contextmanager
def _writing(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise OutputFault(f"{name}: cannot be written: its folder does not exist") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFault(f"{name}: cannot be written: {error.strerror or error}") from None


@contextmanager
def _replaced(target: Path) -> Iterator[Callable[[str], object]]:
    """A new file, readable by the owner only, that becomes `target` at the end; on any failure it is removed."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream.write
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

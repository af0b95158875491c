"""Reading and writing the files that are named on the command line: with limits, and whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from triage.cli import streams, strings
from triage.cli.exits import Message, OutputFault
from triage.errors import InputError
from triage.records import Record

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
        raise InputError(Message(strings.TOO_LONG_FILE, {"name": name, "most": f"{MAX_BYTES:,}"}))
    text = decode(raw, name)
    if not text.strip():
        raise InputError(Message(strings.EMPTY_FILE, {"name": name}))
    return text


def decode(raw: bytes, name: str) -> str:
    """UTF-8 with or without a byte order mark. Raises InputError with the place of the first wrong byte."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = strings.LIKELY_UTF16 if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else strings.NOT_UTF8
        place = {"byte": f"0x{raw[error.start]:02x}", "place": f"{error.start:,}", "line": line}
        raise InputError(Message(sentence, {"name": name, **place})) from None


@contextmanager
def open_input(file: str) -> Iterator[BinaryIO]:
    """A file, or standard input, as bytes. Raises InputError when it cannot be opened."""
    if file == STDIN:
        if sys.stdin is None:
            raise InputError(Message(strings.STDIN_CLOSED))
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
        raise InputError(Message(strings.NO_SUCH_FILE, {"name": name})) from None
    except IsADirectoryError:
        raise InputError(Message(strings.IS_FOLDER, {"name": name})) from None
    except PermissionError:
        sentence = strings.IS_FOLDER if Path(name).is_dir() else strings.NO_PERMISSION
        raise InputError(Message(sentence, {"name": name})) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Message(strings.NOT_READ, {"name": name, "reason": reason})) from None


class Line(Record):
    """One line of a stream; or a `fault` that says why it cannot be used."""

    number: int
    text: str | None
    fault: Message | None = None


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
            yield Line(number, None, Message(strings.TOO_LONG, {"most": f"{MAX_BYTES:,}"}))
        elif raw.strip():
            yield _decoded(raw, number)


def _decoded(raw: bytes, number: int) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        place = {"byte": f"0x{raw[error.start]:02x}", "place": f"{error.start:,}"}
        return Line(number, None, Message(strings.NOT_UTF8_LINE, place))
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
            raise OutputFault(Message(strings.IS_FOLDER, {"name": file}))
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
        raise OutputFault(Message(strings.NO_FOLDER, {"name": name})) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFault(Message(strings.NOT_WRITTEN, {"name": name, "reason": error.strerror or error})) from None


@contextmanager
def _replaced(target: Path) -> Iterator[Callable[[str], object]]:
    """A new file, readable by the owner only, that becomes `target` at the end; on any failure it is removed."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:  # from before it is there: a signal may come between any two steps
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream.write
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

"""Recording a sign-off in `knowledge/sign_offs.yaml`, bound to exactly the content that was reviewed."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from triage.errors import SignOffRefused
from triage.pack import strings
from triage.pack.content import SIGN_OFFS, load_pack
from triage.pack.knowledge import SignOff
from triage.pack.pack import Pack

SHORTEST_HASH = 12  # as many digits as a report shows
_HEADER = """\
# Who has signed off which content. `triage review` writes this file. It is no part of the content: each entry counts
# for the content with its sha256, and for no other.
"""
_FIELDS = ("id", "name", "role", "date", "version", "sha256", "statement")


@dataclass(frozen=True)
class Reviewer:
    """Who signs, on which day, and in which words; without any, in plain ones."""

    name: str
    role: str
    day: str
    statement: str = ""

    @property
    def words(self) -> str:
        return self.statement or strings.SIGNED % {"name": self.name, "role": self.role, "day": self.day}


def record(pack: Pack, reviewer: Reviewer, reviewed: str = "") -> SignOff:
    """The sign-off, written beside the content of `pack`. `reviewed` is the hash of what was read, or its beginning.

    Raises SignOffRefused, with nothing written, where it would be of something else than was reviewed.
    """
    _refuse_other_content(pack, reviewed.strip().lower())
    _refuse_reviewer(pack, reviewer)
    file = Path(pack.root) / SIGN_OFFS
    before = file.read_bytes() if file.exists() else None
    number = 1 + len(pack.sign_offs)
    while f"sign_off_{number}" in pack.sign_offs:
        number += 1
    try:
        _write(file, before or _HEADER.encode(), _entry(pack, reviewer, f"sign_off_{number}"))
        return _read_back(pack, f"sign_off_{number}")
    except BaseException:
        _put_back(file, before)
        raise


def _refuse_other_content(pack: Pack, reviewed: str) -> None:
    if reviewed and (len(reviewed) < SHORTEST_HASH or not set(reviewed) <= set("0123456789abcdef")):
        raise SignOffRefused(
            f"the hash of what was reviewed has at least {SHORTEST_HASH} digits, from 0 to 9 and a to f"
        )
    if not pack.sha256.startswith(reviewed):
        raise SignOffRefused(
            f"the content has changed since: it is {pack.sha256[:SHORTEST_HASH]} now, and what was reviewed was "
            f"{reviewed[:SHORTEST_HASH]}. Review this content: triage review --book book.html"
        )
    for one in pack.sign_offs.values():
        if one.version == pack.about.version and one.sha256 != pack.sha256:
            raise SignOffRefused(
                f"version {one.version} was signed off by {one.name} with the content {one.sha256[:SHORTEST_HASH]}. "
                "What has changed since needs a version of its own: raise it in knowledge/pack.yaml"
            )


def _refuse_reviewer(pack: Pack, reviewer: Reviewer) -> None:
    for what, text in (("name", reviewer.name), ("role", reviewer.role), ("statement", reviewer.words)):
        if not 2 <= len(text) <= 400 or not text.isprintable() or set(text) & set("{}"):
            raise SignOffRefused(f"the {what} has 2 to 400 characters in one line, without braces")
    try:
        day = date.fromisoformat(reviewer.day)
    except ValueError:
        raise SignOffRefused(f"'{reviewer.day[:20]}' is no day; write year, month and day: 2026-03-14") from None
    if day > date.today() or reviewer.day != day.isoformat():  # noqa: DTZ011  # a day, where the reviewer is
        raise SignOffRefused(f"{reviewer.day[:20]} is not a day up to today, written as in 2026-03-14")
    for one in pack.signed_by:
        if (one.name, one.role) == (reviewer.name, reviewer.role):
            raise SignOffRefused(f"{one.name} has signed off this very content already, on {one.date}")


def _entry(pack: Pack, reviewer: Reviewer, name: str) -> str:
    values = (name, reviewer.name, reviewer.role, reviewer.day, pack.about.version, pack.sha256, reviewer.words)
    lines = (
        f"  {field}: {json.dumps(value, ensure_ascii=False)}" for field, value in zip(_FIELDS, values, strict=True)
    )
    return "- " + "\n".join(lines).lstrip() + "\n"


def _write(file: Path, before: bytes, entry: str) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(before.rstrip() + b"\n\n" + entry.encode())
        beside.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise SignOffRefused(f"{file}: cannot be written: {error.strerror or error}") from None


def _read_back(pack: Pack, name: str) -> SignOff:
    """The sign-off as every result will find it: by reading the pack again."""
    again = load_pack(pack.root)
    if again.sha256 != pack.sha256:
        raise SignOffRefused("the content was changed while it was being signed off")
    return again.sign_offs[name]


def _put_back(file: Path, before: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if before is None:
            file.unlink(missing_ok=True)
        elif file.read_bytes() != before:
            file.write_bytes(before)

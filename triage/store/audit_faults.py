"""Finding every fault of the audit log: what was edited, removed, put in another order, or cut off."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import String, Text, cast, select, type_coerce
from sqlalchemy.orm import Session

from triage.store.audit import ERASE, FIRST, Head, digest, seal
from triage.store.database import SQLITE
from triage.store.models import AuditEntry

_MANY, _FEW = 1000, 20


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the log, and at which entry."""

    seq: int
    kind: str  # "edited", "gap", "order", "values", "truncated" or "key"
    says: str

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.says}"


@dataclass(frozen=True)
class _Line:
    """An entry as it stands in the database, which may be anything."""

    seq: int
    at: Any
    who: Any
    what: Any
    object: Any
    before: Any
    after: Any
    salt: Any
    digest: Any
    previous: Any
    hash: Any


def fits(session: Session, key: bytes) -> bool:
    """Whether this is the key of the log: one of its last entries is sealed with it, or there is none."""
    last = session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(_FEW)).all()
    return not last or True in [_is_sealed(line, key) for line in _lines(session, last[-1])]


def verify(session: Session, key: bytes, known: Head | None = None) -> list[Fault]:
    """Every fault of the log, in order. `known` is a head that was kept elsewhere: without it, a cut-off end of the log

    cannot be seen.
    """
    faults: list[Fault] = []
    expected, previous, entries, foreign = 1, FIRST, 0, 0
    gone: dict[str, list[int]] = {}
    known_hash = None
    for line in _lines(session):
        entries += 1
        if line.seq != expected:
            faults.append(Fault(line.seq, "gap", f"{_missing(expected, line.seq - 1)} before it"))
        elif line.previous != previous:
            faults.append(Fault(line.seq, "order", "it does not name the entry before it"))
        if not _is_sealed(line, key):
            foreign += 1
            faults.append(Fault(line.seq, "edited", "it is not as it was written"))
        faults.extend(_faults_of_values(line, key, gone))
        if known and line.seq == known.seq:
            known_hash = line.hash
        expected, previous = line.seq + 1, line.hash
    faults.extend(
        Fault(seq, "values", "its values are gone, and no entry says why") for seqs in gone.values() for seq in seqs
    )
    if entries > 1 and foreign == entries:
        faults = [Fault(1, "key", "no entry fits the key: another secret, or all were changed")]
    faults.extend(_faults_of_head(known, known_hash, expected - 1))
    return sorted(faults, key=lambda fault: fault.seq)


def _faults_of_values(line: _Line, key: bytes, gone: dict[str, list[int]]) -> Iterator[Fault]:
    """`gone` gathers entries without values, until one says that they were erased."""
    about = str(line.object)
    if line.salt is None:
        gone.setdefault(about, []).append(line.seq)
        if line.before is not None or line.after is not None:
            yield Fault(line.seq, "values", "its values were put in later")
    elif not _are_its_values(line, key):
        yield Fault(line.seq, "values", "its values are not those that were written")
    if str(line.what).endswith(f".{ERASE}") and _is_sealed(line, key):
        gone.pop(about, None)


def _faults_of_head(known: Head | None, known_hash: str | None, last: int) -> Iterator[Fault]:
    if known is None or known.seq == 0:
        return
    if known.seq > last:
        yield Fault(known.seq, "truncated", f"{_missing(last + 1, known.seq)} at the end")
    elif known_hash != known.hash:
        yield Fault(known.seq, "edited", "it is not the entry that this head was taken from")


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"


def _is_sealed(line: _Line, key: bytes) -> bool:
    if not isinstance(line.at, datetime) or not isinstance(line.hash, str):
        return False
    columns = {name: getattr(line, name) for name in ("seq", "at", "who", "what", "object", "digest", "previous")}
    try:
        return hmac.compare_digest(seal(key, columns).encode(), line.hash.encode())
    except (TypeError, ValueError):  # a column holds what JSON cannot: SQLite lets it
        return False


def _are_its_values(line: _Line, key: bytes) -> bool:
    try:
        before, after = (None if text is None else json.loads(text) for text in (line.before, line.after))
        return hmac.compare_digest(digest(key, line.salt, before, after).encode(), str(line.digest).encode())
    except (TypeError, ValueError, RecursionError):
        return False


def _lines(session: Session, first: int = 0) -> Iterator[_Line]:
    """All entries from one on, in order, read so that nothing that somebody wrote into them can stop the reading."""
    entry = AuditEntry
    is_sqlite = session.get_bind().dialect.name == SQLITE
    at = type_coerce(entry.at, String) if is_sqlite else entry.at
    values = [
        type_coerce(column, String) if is_sqlite else cast(column, Text) for column in (entry.before, entry.after)
    ]
    columns = (entry.seq, at, entry.who, entry.what, entry.object, *values)
    rest = (entry.salt, entry.digest, entry.previous, entry.hash)
    everything = (
        select(*columns, *rest).where(entry.seq >= first).order_by(entry.seq).execution_options(yield_per=_MANY)
    )
    with _any_bytes_read(session) if is_sqlite else nullcontext(), session.execute(everything) as rows:
        yield from (_line(*row) for row in rows)


@contextmanager
def _any_bytes_read(session: Session) -> Iterator[None]:
    """SQLite keeps text that is no UTF-8; its driver fails at it."""
    driver: Any = session.connection().connection.driver_connection
    driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def _line(*columns: Any) -> _Line:
    line = _Line(*columns)
    if not isinstance(line.at, str):
        return line
    try:
        return replace(line, at=datetime.fromisoformat(line.at).replace(tzinfo=UTC))
    except ValueError:
        return line

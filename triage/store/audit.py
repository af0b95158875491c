"""The audit log: each entry is sealed with a key and names the one before it, so that no change to it goes unseen.

Lock the rows of a change first and append last: on PostgreSQL an append holds a lock until the transaction ends.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from triage.store.database import POSTGRESQL
from triage.store.models import AuditEntry

FIRST = "0" * 64
ERASE = "erase"
_APPENDING = 0x7472_6961_6765_02
_SEALED = ("seq", "at", "who", "what", "object", "digest", "previous")


@dataclass(frozen=True, order=True)
class Head:
    """The last entry, as printed on day sheets: `12:3fa9...`. Kept elsewhere, it shows that nothing was cut off."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def read(cls, written: str) -> Head:
        """From `SEQ:HASH`. Raises ValueError."""
        seq, _, sealed = written.strip().partition(":")
        if not seq.isascii() or not seq.isdigit() or len(sealed) != 64 or set(sealed.lower()) - set("0123456789abcdef"):
            raise ValueError("a head of the audit log is a number, a colon and 64 hexadecimal digits")
        return cls(int(seq), sealed.lower())


def append(
    session: Session,
    key: bytes,
    now: datetime,
    who: str,
    what: str,
    object: str,  # noqa: A002  # the column's name
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry, in the transaction of the change that it tells of.

    `who` is a user's name, "system" or "patient"; `what` a verb like "ticket.claim"; `object` like "ticket:<id>".
    """
    session.flush()
    if session.get_bind().dialect.name == POSTGRESQL:
        session.execute(text(f"SELECT pg_advisory_xact_lock({_APPENDING})"))
    last = head(session)
    salt = secrets.token_hex(32)
    entry = AuditEntry(
        seq=last.seq + 1,
        at=now.astimezone(UTC),
        who=who,
        what=what,
        object=object,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        salt=salt,
        previous=last.hash,
    )
    entry.digest = digest(key, salt, entry.before, entry.after)
    entry.hash = seal(key, {name: getattr(entry, name) for name in _SEALED})
    session.add(entry)
    session.flush()
    return entry


def head(session: Session) -> Head:
    """The last entry; `0:000...` of an empty log."""
    last = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    return Head(*last) if last else Head(0, FIRST)


def entries(session: Session, last: int | None = None) -> Iterator[AuditEntry]:
    """All entries, or the last few, in order."""
    if last is None:
        yield from session.scalars(select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000))
    else:
        yield from reversed(session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(last)).all())


def forget_values(session: Session, objects: Iterable[str]) -> int:
    """Take `before` and `after` out of all entries about these objects. Returns how many entries lost them.

    The chain stays whole, but an entry without values is a fault unless a later one with the verb "....erase" about the
    same object says why: append that too.
    """
    entries = update(AuditEntry).where(AuditEntry.object.in_(list(objects)), AuditEntry.salt.is_not(None))
    done = session.execute(
        entries.values(before=None, after=None, salt=None).execution_options(synchronize_session=False)
    )
    session.expire_all()
    return int(getattr(done, "rowcount", 0))


def digest(key: bytes, salt: str, before: object, after: object) -> str:
    """What stands for the values in the chain. With the salt gone, nobody can find them by trying."""
    return hmac.digest(key, f"{salt}\n{_canonical([before, after])}".encode(), hashlib.sha256).hex()


def seal(key: bytes, columns: Mapping[str, Any]) -> str:
    """The hash of an entry over all its columns but the values, which the digest stands for."""
    told = {**columns, "at": columns["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    return hmac.digest(key, _canonical(told).encode(), hashlib.sha256).hex()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)

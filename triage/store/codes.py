"""Codes and tokens: how they are made, written, read back from what a person typed, and kept only as hashes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U
LENGTH = 10  # 50 bits
_GROUP = 4
_READS_AS = str.maketrans("OIL", "011")
_SPACES = re.compile(r"[\s\-\u2010-\u2015_.]+")


def new_token() -> str:
    """A token for a cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """How a token is kept. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """A code for a person to write down, such as K7QM-3XWA-9T."""
    return written("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def written(code: str) -> str:
    """A code in groups, as it is read aloud."""
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def code_hash(code: str, key: bytes) -> str | None:
    """How a code is kept; None for what cannot be a code.

    Case, spaces and hyphens do not matter, and O reads as 0, I and L as 1. It is short, so the hash takes a key.
    """
    plain = _SPACES.sub("", code[:100]).upper().translate(_READS_AS)
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        return None
    return hmac.digest(key, plain.encode(), hashlib.sha256).hex()


def desk_token(visit_id: str, key: bytes) -> str:
    """The token of a QR code: the same each time, so that one printed earlier still works."""
    return hmac.digest(key, b"desk:" + visit_id.encode(), hashlib.sha256).hex()[:40]

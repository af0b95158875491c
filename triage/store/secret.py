"""The server's one secret, and the keys that are derived from it, one for each purpose."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from triage.errors import SecretUnusable

BYTES = 32


def key_for(secret: bytes, purpose: str) -> bytes:
    """The key of 32 bytes for one purpose ("audit", "csrf", "code"): knowing one tells nothing of another."""
    return hmac.digest(secret, b"triage:" + purpose.encode(), hashlib.sha256)


def read_secret(file: Path) -> bytes:
    """The secret in a file: 64 hexadecimal digits, or 32 bytes as they are.

    Raises SecretUnusable when there is no such file, or it holds something else.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise SecretUnusable(f"{file}: there is no such file, and the server's secret should be in it") from None
    except OSError as error:
        raise SecretUnusable(f"{file}: the server's secret cannot be read: {error.strerror}") from None
    if len(raw) == BYTES:
        return raw
    try:
        secret = bytes.fromhex(raw.decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != BYTES:
        raise SecretUnusable(f"{file}: no secret of 32 bytes; to make one: openssl rand -hex 32")
    return secret


def read_or_make_secret(file: Path) -> bytes:
    """The secret in a file, which is made, readable by its owner alone, where there is none.

    Of several processes that start at once, one makes it and all read that one. Raises SecretUnusable.
    """
    try:
        if not file.exists():
            _make(file)
    except OSError as error:
        raise SecretUnusable(f"{file}: the server's secret cannot be written: {error.strerror}") from None
    return read_secret(file)


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_hex(BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(unfinished, file)  # unlike a rename, it never replaces the secret of another process
        except FileExistsError:
            return
    finally:
        unfinished.unlink()

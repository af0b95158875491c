"""The server's secret: made once, read by all, and kept from others; and where it and the database are."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from triage.errors import SecretUnusable
from triage.store import places
from triage.store.secret import key_for, read_or_make_secret, read_secret

pytestmark = pytest.mark.web


def test_it_is_made_once_and_stays(tmp_path: Path) -> None:
    """The first start makes 32 random bytes that only the owner can read; later ones read the same."""
    first = read_or_make_secret(tmp_path / "secret")
    assert len(first) == 32
    assert read_or_make_secret(tmp_path / "secret") == first == read_secret(tmp_path / "secret")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert read_or_make_secret(tmp_path / "other") != first


def test_of_many_that_start_at_once_all_read_the_same(tmp_path: Path) -> None:
    """Sixteen starts at the same moment end with one secret."""
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(read_or_make_secret(tmp_path / "secret"))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", [bytes(range(32)), bytes(range(32)).hex().encode() + b"\n"])
def test_both_ways_to_write_it_are_read(tmp_path: Path, content: bytes) -> None:
    """32 bytes as they are, or as hexadecimal digits with a line end."""
    (tmp_path / "secret").write_bytes(content)
    assert read_secret(tmp_path / "secret") == bytes(range(32))


@pytest.mark.parametrize("content", [b"", b"short", b"0" * 63, b"g" * 64, b"\xff" * 33])
def test_what_is_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    """Something too short or not readable is refused, and not overwritten; the message does not repeat it."""
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SecretUnusable, match="openssl rand -hex 32"):
        read_or_make_secret(tmp_path / "secret")
    assert (tmp_path / "secret").read_bytes() == content


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """A missing file, a folder in its place, and a file in place of its folder are said in a sentence."""
    with pytest.raises(SecretUnusable, match="no such file"):
        read_secret(tmp_path / "secret")
    with pytest.raises(SecretUnusable, match="cannot be read"):
        read_secret(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(SecretUnusable, match="cannot be"):
        read_or_make_secret(tmp_path / "file" / "secret")


def test_keys_are_their_own(tmp_path: Path) -> None:
    """Each purpose and each secret has a key of 32 bytes of its own, always the same."""
    secret = read_or_make_secret(tmp_path / "secret")
    keys = {key_for(secret, purpose) for purpose in ("audit", "csrf", "code")}
    assert {len(key) for key in keys} == {32}
    assert len(keys | {secret, key_for(bytes(32), "audit")}) == 5
    assert key_for(bytes(32), "audit") == key_for(bytes(32), "audit")


def test_where_things_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command line comes first, then the environment, then the folder for data; the secret is beside the file."""
    for name in ("TRIAGE_DATA", "TRIAGE_DATABASE", "TRIAGE_SECRET_FILE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.database_url() == f"sqlite:///{tmp_path}/.local/share/triage/triage.db"
    monkeypatch.setenv("XDG_DATA_HOME", "/xdg")
    assert places.data_folder() == Path("/xdg/triage")
    monkeypatch.setenv("TRIAGE_DATA", "/srv/data")
    assert places.database_url() == "sqlite:////srv/data/triage.db"
    assert places.secret_file(places.database_url()) == Path("/srv/data/secret")
    assert places.secret_file("sqlite:////other/triage.db") == Path("/other/secret")
    assert places.secret_file("postgresql://host/triage") == Path("/srv/data/secret")
    monkeypatch.setenv("TRIAGE_DATABASE", "postgresql://host/triage")
    assert places.database_url() == "postgresql://host/triage"
    assert places.database_url("sqlite:///named.db") == "sqlite:///named.db"
    monkeypatch.setenv("TRIAGE_SECRET_FILE", "/run/secrets/triage")
    assert places.secret_file("sqlite:////other/triage.db") == Path("/run/secrets/triage")

"""Packs that were read before start quicker, and a kept file is used only when it can be trusted."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sys
from pathlib import Path

import pytest

from triage.errors import Location
from triage.pack import cache, content
from triage.pack.content import load_pack
from triage.pack.pack import Pack
from triage.records import Record

ROOT = Path(__file__).resolve().parents[1]
PARTS = [field.name for field in dataclasses.fields(Pack)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of its own."""
    monkeypatch.delenv("TRIAGE_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "triage"


def _kept(folder: Path) -> Path:
    load_pack(ROOT)
    (file,) = folder.iterdir()
    return file


def _no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the YAML was read")

    monkeypatch.setattr(content, "parse_yaml", refuse)


def _reads_yaml(monkeypatch: pytest.MonkeyPatch) -> bool:
    with monkeypatch.context() as patch:
        _no_reading(patch)
        try:
            load_pack(ROOT)
        except AssertionError:
            return True
        return False


def test_a_kept_pack_is_the_pack(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second load reads no YAML and gives the same pack, part by part, down to the types."""
    first = load_pack(ROOT)
    _no_reading(monkeypatch)
    second = load_pack(ROOT)
    assert folder.exists()
    for part in PARTS:
        assert getattr(first, part) == getattr(second, part)
        assert repr(getattr(first, part)) == repr(getattr(second, part))


def test_a_kept_pack_is_the_users_own(folder: Path) -> None:
    """Nobody else can read or write what is kept."""
    file = _kept(folder)
    assert file.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("emergency_now", "routine", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text[:-1],
        lambda _: "",
        lambda _: "\n",
        lambda _: f"{'0' * 64}\n[]",
    ],
)
def test_a_damaged_file_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch, damage: object) -> None:
    """One changed letter, a cut or an empty file: the pack is read anew, and kept anew."""
    file = _kept(folder)
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    assert _reads_yaml(monkeypatch)
    load_pack(ROOT)
    assert not _reads_yaml(monkeypatch)


@pytest.mark.parametrize(
    "text", ["[]", '{"a": {"": "NoSuchClass"}}', '{"a": {"": "Urgency", "value": "x"}}', "[" * 9999]
)
def test_a_file_with_a_right_checksum_and_wrong_content_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What cannot be built is as good as nothing kept."""
    file = _kept(folder)
    file.write_text(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}", encoding="utf-8")
    assert _reads_yaml(monkeypatch)


@pytest.mark.skipif(os.name == "nt", reason="the modes of POSIX")
@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_what_holds_no_pack_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept file without all parts is not used, whatever its checksum says; a pipe in its place is not waited for."""
    kept = _kept(folder)
    kept.write_text(f"{hashlib.sha256(b'{}').hexdigest()}\n{{}}", encoding="utf-8")
    assert _reads_yaml(monkeypatch)
    kept.unlink()
    os.mkfifo(kept, 0o600)
    assert _reads_yaml(monkeypatch)


def test_a_file_that_others_can_write_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules from a file that another user could have changed are not trusted."""
    file = _kept(folder)
    file.chmod(0o622)
    assert _reads_yaml(monkeypatch)
    file.chmod(0o600)
    folder.chmod(0o777)
    assert _reads_yaml(monkeypatch)


def test_a_changed_text_or_program_is_read_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key holds the texts and the state of the code, so neither an edit nor an update meets an old pack."""
    _kept(folder)
    assert not _reads_yaml(monkeypatch)
    monkeypatch.setattr(cache, "_code", lambda: "another state")
    assert _reads_yaml(monkeypatch)
    monkeypatch.undo()
    assert cache.parts_kept("another fingerprint") is None


def test_the_state_of_the_code_covers_all_that_makes_a_pack() -> None:
    """The room of packs, and what its models stand on below it."""
    state = str(cache._code())  # noqa: SLF001  # this is what is tested
    below = {sys.modules[kind.__module__].__file__ for kind in (Record, Location)}
    assert all(f"'{Path(str(file)).name}'" in state for file in (*Path(cache.__file__).parent.glob("*.py"), *below))


def test_it_can_be_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TRIAGE_NO_CACHE nothing is kept and nothing kept is used."""
    monkeypatch.setenv("TRIAGE_NO_CACHE", "1")
    load_pack(ROOT)
    assert not folder.exists()


def test_failing_to_keep_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot be made, the pack is read each time and nobody hears of it."""
    monkeypatch.delenv("TRIAGE_NO_CACHE", raising=False)
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_pack(ROOT).questions


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step fails, no part of a file stays behind."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    load_pack(ROOT)
    assert list(folder.iterdir()) == []


def test_nothing_is_kept_where_the_code_cannot_be_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from an archive, the state of the code is not known, so nothing is kept that could outlive it."""
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    load_pack(ROOT)
    assert not folder.exists()

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "glob", refuse)
    load_pack(ROOT)
    assert not folder.exists()


def test_only_a_few_are_kept(folder: Path) -> None:
    """Old packs make room for new ones."""
    for number in range(cache.KEPT + 3):
        cache.keep_parts(str(number), {})
    assert len(list(folder.iterdir())) == cache.KEPT


def test_the_folder_is_where_the_user_keeps_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG_CACHE_HOME, then LOCALAPPDATA, then the home folder; a relative path is no place; no home is no folder."""
    monkeypatch.delenv("TRIAGE_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert cache.cache_folder() == tmp_path / "triage"
    monkeypatch.delenv("LOCALAPPDATA")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert cache.cache_folder() == tmp_path / "home" / ".cache" / "triage"

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache.cache_folder() is None
    assert cache.parts_kept("x") is None

"""Parts of a pack that were read and checked before, kept in the user's cache folder so that the next start is quick.

A kept file is plain JSON, found by the hash of all texts of the pack and of the state of the code that checks them:
any change of either makes it useless. It is used only if it is the user's own, nobody else can write to it, and its
checksum is right; otherwise the pack is read as if there were none. Failing to keep one is no error.
TRIAGE_NO_CACHE=1 turns it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from triage.errors import Location
from triage.pack import conditions, knowledge, rules, scales
from triage.records import Record, field_names

KEPT = 8
_CLASS = ""  # this key marks an object; its value is the name of the class
_MODULES = (scales, conditions, knowledge, rules)
_CLASSES: dict[str, Any] = {
    name: kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and kind.__module__ == module.__name__
} | {"Location": Location}
_RESTORED = {name: kind.restored for name, kind in _CLASSES.items() if issubclass(kind, Record)}
_WORDS = {name: {word.value: word for word in kind} for name, kind in _CLASSES.items() if issubclass(kind, Enum)}
_CODE = Path(__file__).parent
_BELOW = (_CODE.parent / "records.py", _CODE.parent / "errors.py")  # what the models stand on


def parts_kept(fingerprint: str) -> dict[str, Any] | None:
    """The parts of the pack with this fingerprint, or None when there are none that can be trusted."""
    file = _file(fingerprint)
    if file is None:
        return None
    try:
        if not (_is_private(file) and file.is_file()):
            return None
        checksum, _, text = file.read_text(encoding="utf-8").partition("\n")
        if checksum != _checksum(text):
            return None
        parts = json.loads(text, object_hook=_built)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return parts if isinstance(parts, dict) else None


def keep_parts(fingerprint: str, parts: Mapping[str, Any]) -> None:
    """Keep the parts of a pack in which no problem was found."""
    file = _file(fingerprint)
    if file is None:
        return
    text = json.dumps(parts, default=_plain, ensure_ascii=False, separators=(",", ":"))
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(file, f"{_checksum(text)}\n{text}")
        for old in sorted(file.parent.glob("pack-*.json"), key=lambda kept: kept.stat().st_mtime)[:-KEPT]:
            old.unlink()


def cache_folder() -> Path | None:
    """Where this user's programs keep what they can make again; None when that is switched off or not known."""
    if os.environ.get("TRIAGE_NO_CACHE"):
        return None
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if Path(os.environ.get(name, "")).is_absolute():
            return Path(os.environ[name]) / "triage"
    try:
        return Path.home() / ".cache" / "triage"
    except RuntimeError:
        return None


def _file(fingerprint: str) -> Path | None:
    folder, code = cache_folder(), _code()
    if folder is None or code is None:
        return None
    key = hashlib.sha256(f"{fingerprint}\0{code}".encode()).hexdigest()[:40]
    return folder / f"pack-{key}.json"


def _code() -> str | None:
    """Which state of the code that reads and checks packs this is; None where the files cannot be looked at."""
    try:
        files = sorted(_CODE.glob("*.py"))
        stats = [(file.name, file.stat()) for file in (*files, *_BELOW)]
    except OSError:
        return None
    return repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]) if files else None


def _is_private(file: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    return all(stat.st_uid == os.getuid() and not stat.st_mode & 0o022 for stat in (file.stat(), file.parent.stat()))


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write_whole(file: Path, text: str) -> None:
    beside = file.with_suffix(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _plain(value: Any) -> dict[str, Any]:
    return {_CLASS: type(value).__name__, **{name: _marked(getattr(value, name)) for name in field_names(value)}}


def _marked(value: Any) -> Any:
    """A word of a closed vocabulary would be written as a bare text, which it is too."""
    if isinstance(value, Enum):
        return {_CLASS: type(value).__name__, "value": value.value}
    return [_marked(part) for part in value] if isinstance(value, tuple) else value


def _built(raw: dict[str, Any]) -> Any:
    name = raw.pop(_CLASS, None)
    if name in _WORDS:
        return _WORDS[name][raw["value"]]
    for key, value in raw.items():
        if type(value) is list:
            raw[key] = _frozen(value)
    return raw if name is None else _RESTORED[name](raw)


def _frozen(values: list[Any]) -> tuple[Any, ...]:
    return tuple([_frozen(value) if type(value) is list else value for value in values])

"""Drafts: the answers so far, saved after each one so that nothing which was acknowledged can be lost.

A draft is an answers document with the answers in the order they were asked. A save writes a new file beside the old
one and puts it in its place, so that there is a whole draft at every moment.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from triage.cli.ask import strings
from triage.cli.ask.lock import FileLock, InUseError
from triage.errors import AnswersError, DraftError
from triage.interview.interview import Interview
from triage.locale import ENGLISH, Locale, Say, locale_named
from triage.pack.pack import Pack
from triage.questionnaire.strings import fill
from triage.reasoning.answers import Answers
from triage.reasoning.documents import MAX_TEXT, parse_answers

SUFFIX = ".json"


def default_directory() -> Path:
    """Where drafts are kept, by the custom of the system; it may not exist yet. Without a home folder: here."""
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "triage"
        state = Path(os.environ.get("XDG_STATE_HOME") or "")
        return (state if state.is_absolute() else Path.home() / ".local" / "state") / "triage"
    except RuntimeError:
        return Path.cwd() / ".triage"


def default_path() -> Path:
    """A name that no other run uses, also not one with the same process id in another container."""
    return default_directory() / f"answers-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{token_hex(4)}{SUFFIX}"


@dataclass
class Draft:
    """Where one run keeps its answers. `is_saved` is whether the latest answers are there.

    Nothing is made on the disk before the first save or `claim`. Only the default place is made when it is missing.
    """

    path: Path
    is_default: bool = False
    is_saved: bool = False
    is_there: bool = False
    _lock: FileLock | None = None

    def claim(self) -> None:
        """Keep other runs away from this draft. Raises InUseError; OSError where it cannot be written."""
        if self._lock is None:
            if self.is_default:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FileLock(self.path)

    def save(self, interview: Interview) -> None:
        """Put these answers in place of the old ones. Raises OSError or InUseError; the old ones then stay."""
        self.is_saved = False
        self.claim()
        _write(self.path, document(interview))
        self.is_saved = self.is_there = True

    def delete(self) -> None:
        """Remove the draft from the disk. Raises OSError."""
        self.path.unlink(missing_ok=True)
        _new_name(self.path).unlink(missing_ok=True)
        self.is_saved = self.is_there = False

    def close(self) -> None:
        if self._lock is not None:
            with suppress(OSError):
                self._lock.release()
            self._lock = None


def document(interview: Interview) -> str:
    """The answers so far as the text of an answers document."""
    answers = Answers(interview.given, person=interview.person)
    return json.dumps(answers.document(interview.pack), indent=1) + "\n"


def _new_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _write(path: Path, text: str) -> None:
    """Only the owner may read it; after a crash at any moment there is either the old file or the new one, whole."""
    new = _new_name(path)
    new.unlink(missing_ok=True)
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- reading


def read_draft(pack: Pack, path: Path) -> Answers:
    """The answers in a draft. Raises DraftError in one line, in the language of the pack."""
    say = locale_named(pack.language)
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_TEXT + 1)
        return parse_answers(pack, text, str(path))
    except FileNotFoundError:
        raise DraftError(fill(say(strings.DRAFT_MISSING), path=path)) from None
    except OSError as error:
        raise DraftError(fill(say(strings.DRAFT_UNREAD), path=path, reason=reason(error, say))) from None
    except UnicodeDecodeError:
        raise DraftError(fill(say(strings.DRAFT_NOT_TEXT), path=path)) from None
    except AnswersError as error:
        first, more = error.problems[0], len(error.problems) - 1
        told = fill(say(strings.DRAFT_WRONG), path=path, reason=first.message.removesuffix("."))
        raise DraftError(f"{told} {fill(say(strings.MORE_PROBLEMS), count=more)}" if more else told) from None


def old_drafts() -> Iterator[Path]:
    """The drafts in the default place that no run is using, the newest first."""
    with suppress(OSError):
        found = [(path.stat().st_mtime, path) for path in default_directory().glob(f"*{SUFFIX}") if path.is_file()]
        for _, path in sorted(found, reverse=True):
            if not _is_in_use(path):
                yield path


def _is_in_use(path: Path) -> bool:
    try:
        FileLock(path).release()
    except InUseError:
        return True
    except OSError:
        return False
    return False


def saved_when(path: Path, language: Locale = ENGLISH) -> str:
    """When a draft was saved last, in words."""
    return language.date(datetime.fromtimestamp(path.stat().st_mtime).astimezone())


def reason(error: OSError | InUseError, say: Say = ENGLISH) -> str:
    """Why something could not be read or written, in the system's own words."""
    if isinstance(error, InUseError):
        return say(strings.IN_USE)
    return (error.strerror or str(error)).lower()

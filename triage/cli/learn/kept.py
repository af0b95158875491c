"""Where a learner's progress is kept: one file in the user's folder, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from triage.cli import files, streams
from triage.cli.ask.draft import default_directory
from triage.cli.ask.lock import FileLock, InUseError
from triage.cli.exits import OutputFault, told
from triage.cli.learn import strings
from triage.learn.progress import Progress
from triage.locale import ENGLISH, Say
from triage.questionnaire.strings import fill


def default_path() -> Path:
    """In a folder of its own: what lies beside it are drafts of real answers."""
    return default_directory() / "learning" / "progress.json"


class Kept:
    """The progress on the disk. What cannot be read is left as it is, and then nothing is written."""

    def __init__(self, path: Path | None = None, say: Say = ENGLISH) -> None:
        """`say` is the language of what it says."""
        self._say = say
        self.path = path or default_path()
        self._is_readable = True

    def load(self) -> Progress:
        """What is kept; empty where there is nothing yet. Says so where it cannot be read."""
        from pydantic import ValidationError

        try:
            return Progress.from_json(self.path.read_bytes())
        except FileNotFoundError:
            return Progress()
        except (OSError, ValidationError):
            self._is_readable = False
            streams.say(fill(self._say(strings.UNREADABLE), path=self.path))
            return Progress()

    def save(self, progress: Progress) -> str:
        """Put this in place of what was kept. Returns why it could not be, in words; nothing where it could."""
        if not self._is_readable:
            return fill(self._say(strings.CANNOT_BE_READ), path=self.path)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self.path)
            try:
                with files.output(str(self.path)) as write:
                    write(json.dumps(progress.to_dict(), ensure_ascii=False, indent=1) + "\n")
            finally:
                lock.release()
        except InUseError:
            return self._say(strings.IN_USE)
        except OutputFault as fault:
            return told(fault, self._say)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def forget(self) -> bool:
        """Delete what is kept. Returns whether there was anything."""
        was_there = self.path.exists()
        self.path.unlink(missing_ok=True)
        return was_there

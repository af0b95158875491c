"""Everything that can go wrong, on one page.

TriageError
├── PackError            a pack cannot be used; carries every problem found in it
├── AnswersError         an answers document cannot be used; carries every problem found in it
├── UnknownId            a pack has nothing of this name
├── InputError           a file cannot be read at all: missing, too large, not text, not JSON or YAML
├── EngineUnavailable    durable_rules cannot be imported here; `logic` works without it
├── EngineFault          durable_rules failed while it ran; that engine is not used again
├── DraftError           a draft cannot be saved or resumed
├── StoreUnavailable     the database cannot be reached or used just now; nothing of the transaction was kept
├── SecretUnusable       the server's secret is missing or is no secret
├── StaffRefused         a user cannot be added or changed: the name, the role or the password will not do
├── NotAllowed           this may not be done by somebody of this role
├── NoSuchTicket         the desk has no ticket of this id, or no self-assessment of this code
├── StaleTicket          another was first to change a ticket; carries what was changed since, and by whom
├── DeskRefused          something asked of the desk cannot be done; says why
├── ClassRefused         somebody cannot join a class; says why
├── SignOffRefused       a sign-off of a pack cannot be recorded; says why
└── BackupFault          a backup cannot be made or restored; what was there is as it was

A `Problem` is one thing wrong with some content: where, a stable code, what is wrong, and what to do. Problems are
gathered, never raised one by one. Their codes are listed in `triage/pack/catalogue/`; `docs/errors.md` is made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from triage.records import Record


class Location(Record, order=True):
    """A place in a text file; `line` counts from 1, and 0 means the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Problem(Record, order=True):
    """One thing wrong: shown as `path:line: CODE message`, with the hint on a second, indented line."""

    where: Location
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        first = f"{self.where}: {self.code} {self.message}"
        return f"{first}\n    {self.hint}" if self.hint else first


class TriageError(Exception):
    """The root of all errors that this package raises on purpose."""


class _ProblemsError(TriageError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        """How it travels from one process to another, which an exception else does by its message alone."""
        return type(self), (self.problems,)


class PackError(_ProblemsError):
    """A pack cannot be used."""


class AnswersError(_ProblemsError):
    """An answers document cannot be used."""


class UnknownId(TriageError):
    """A pack has nothing of this name."""


class InputError(TriageError):
    """A file cannot be read at all."""


class EngineUnavailable(TriageError):
    """durable_rules cannot be imported on this machine."""


class EngineFault(TriageError):
    """durable_rules failed while it ran."""


class DraftError(TriageError):
    """A draft cannot be saved or resumed."""


class StoreUnavailable(TriageError):
    """The database cannot be reached or used just now; nothing of the transaction was kept."""


class SecretUnusable(TriageError):
    """The server's secret is missing, cannot be read, or is no secret."""


class StaffRefused(TriageError):
    """A user cannot be added or changed: the name, the role or the password will not do."""


class NotAllowed(TriageError):
    """This may not be done by somebody of this role."""


class NoSuchTicket(TriageError):
    """The desk has no ticket of this id, or no self-assessment of this code."""


class StaleTicket(TriageError):
    """Another was first to change a ticket. `changes` tells what was changed since, one sentence each."""

    def __init__(self, ticket: str, changes: Sequence[str] = ()) -> None:
        self.ticket, self.changes = ticket, tuple(changes)
        super().__init__("somebody else changed this ticket first")

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, ...]]]:
        return type(self), (self.ticket, self.changes)


class DeskRefused(TriageError):
    """Something asked of the desk cannot be done; the message says why."""


class ClassRefused(TriageError):
    """Somebody cannot join a class; the message says why, and `reason` in a word."""

    def __init__(self, reason: Literal["closed", "taken", "full"], message: str) -> None:
        super().__init__(message)
        self.reason = reason


class SignOffRefused(TriageError):
    """A sign-off of a pack cannot be recorded; the message says why, and nothing was written."""


class BackupFault(TriageError):
    """A backup cannot be made or restored; what was there is as it was."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` for the nearest known word, or the empty string when nothing is near.

    Without its last parts a word is near too: `RF17` for `RF17_saddle`.
    """
    near = nearest(word, known)
    return f" Did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or the empty string when nothing is near."""
    import difflib  # loaded only where something was mistyped

    words = list(known)
    begun = [other for other in words if other.lower().startswith(f"{word[:80].lower()}_")] if word else []
    near = difflib.get_close_matches(word[:80], words, n=1, cutoff=0.6) or begun
    return near[0] if near else ""

"""How a command ends: the exit codes, and the two ways in which it can end early."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

from triage.records import Record, field

if TYPE_CHECKING:
    from triage.locale import Say


class Exit(IntEnum):
    """Exit codes; those above 128 are the shell's for a signal."""

    DONE = 0
    PROBLEMS = 1
    WRONG_USE = 2
    FAULT = 70
    INTERRUPTED = 130
    CLOSED_PIPE = 141
    TERMINATED = 143


EXIT_CODES = """\
0    done
1    problems found: a lint problem, a failing vignette, a result that does not stand
2    wrong use, or input that cannot be read
70   a fault of the program itself
130  interrupted with Ctrl-C"""


class Message(Record):
    """A sentence of the program with its values, kept apart until it is known in which language it is told."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.told(str)

    def told(self, say: Say) -> str:
        return say(self.sentence) % self.values


def told(error: Exception, say: Say) -> str:
    """What an error says, in the language of the reader where it was raised with a Message."""
    said = error.args[0] if error.args else ""
    return said.told(say) if isinstance(said, Message) else str(error)


class WrongUse(Exception):
    """The command line makes no sense; the message says what to do."""


class OutputFault(Exception):
    """A result could not be written: a full disk, a closed output."""

"""How a command ends: the exit codes, and the two ways in which it can end early."""

from __future__ import annotations

from enum import IntEnum


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


class WrongUse(Exception):
    """The command line makes no sense; the message says what to do."""


class OutputFault(Exception):
    """A result could not be written: a full disk, a closed output."""

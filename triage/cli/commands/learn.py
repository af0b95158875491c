"""`triage learn`: practice in triage logic. Its parts are in `triage/cli/learn`, one a module."""

from __future__ import annotations

import argparse
from typing import NoReturn

from triage.cli.exits import WrongUse
from triage.cli.help import Help

PARTS: tuple[str, ...] = ("case", "quiz", "profile", "graph", "rule", "repair")
PARTS_IN = "triage.cli.learn"

HELP = Help(
    "learn how the rules reason: practice cases and more",
    """
    Practice in triage logic, for a student alone or a class. All of it is made from the rules of the pack. No patient
    is real, and nothing here is advice.

    parts:
    {parts}

    Each has its own help: triage learn PART --help.
    """,
    (("triage learn case", "A practice case: ask, decide, and see what the rules say."),),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("part", metavar="PART", choices=PARTS, help=", ".join(PARTS))


def run(options: argparse.Namespace) -> NoReturn:
    raise WrongUse(f"triage learn {options.part}: its name comes first, before any option")

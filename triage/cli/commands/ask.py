"""`triage ask`: the questionnaire in the terminal. It is made in `triage.cli.ask`; these are its options."""

from __future__ import annotations

import argparse

from triage.cli.exits import EXIT_CODES
from triage.cli.help import Help

HELP = Help(
    "the questionnaire (what `triage` alone starts)",
    """
    Asks about weakness in a leg or foot, the most dangerous things first. It leaves out what can no longer change the
    outcome, and stops when the outcome is settled. At every question you can say that you are not sure, ask why it is
    asked, and go back. An emergency is shown at once.

    A draft is saved after every answer, readable only by you, so that nothing is lost when the program is stopped.
    """,
    (
        ("triage", "Start."),
        ("triage ask --for other", "Answer for someone else."),
        ("triage ask --plain", "Numbered questions without repainting, for screen readers."),
        ("triage ask --resume", "Go on with the newest draft."),
        ("triage ask --save my.json", "Keep the draft in a file of your choice."),
    ),
    exit_codes=EXIT_CODES + " (the draft is saved)",
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="numbered questions, without repainting the screen")
    parser.add_argument("--full", action="store_true", help="ask everything, not only what can change the outcome")
    parser.add_argument(
        "--for", dest="person", choices=("self", "other"), help="who the answers are about; left out, you are asked"
    )
    parser.add_argument("--save", metavar="FILE", help="keep the draft in this file")
    parser.add_argument(
        "--resume",
        metavar="FILE",
        nargs="?",
        const="",
        help="go on with this draft, or without FILE with the newest one",
    )


def run(options: argparse.Namespace) -> int:
    from triage.cli import ask
    from triage.cli.ask.options import AskOptions

    return ask.run(
        AskOptions(
            pack_dir=options.pack,
            country=options.country,
            language=options.lang,
            plain=options.plain,
            full=options.full,
            person=options.person,
            save=options.save,
            resume=options.resume,
        )
    )

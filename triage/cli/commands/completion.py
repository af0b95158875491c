"""`triage completion`: completion of commands and options in the shell."""

from __future__ import annotations

import argparse

from triage.cli import streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

HELP = Help(
    "make the shell complete commands and options",
    """
    Prints a script that lets the shell complete the commands and options of triage with the Tab key.
    """,
    (
        ("triage completion bash > ~/.local/share/bash-completion/completions/triage", "For bash."),
        ("triage completion zsh > ~/.zfunc/_triage", "For zsh, with ~/.zfunc in fpath."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh"), help="the shell to make it for")


def run(options: argparse.Namespace) -> int:
    from triage.cli.main import whole_parser

    try:
        import shtab
    except ImportError:
        raise WrongUse(
            "triage completion needs one more package: pip install 'leg-weakness-triage[completion]'"
        ) from None
    streams.result(shtab.complete(whole_parser(), shell=options.shell) + "\n")
    return Exit.DONE

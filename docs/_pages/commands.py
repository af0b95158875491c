"""Every command with its help: what `triage COMMAND --help` says."""

from __future__ import annotations

import os
from unittest import mock

from triage.cli import main


def text() -> str:
    """One heading for `triage`, and one for each command."""
    with mock.patch.dict(os.environ, COLUMNS="100"):
        helps = {"triage": main._overview()}  # noqa: SLF001  # the very texts, not others like them
        for name in main.COMMANDS:
            helps[f"triage {name}"] = main._with_help(name, main._module(name)).format_help()  # noqa: SLF001
    return "\n\n".join(f"## {name}\n\n```text\n{help_.strip()}\n```" for name, help_ in helps.items())

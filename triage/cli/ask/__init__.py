"""The questionnaire in the terminal: `run(options)` asks, shows the result, and returns the exit code."""

from triage.cli.ask.options import AskOptions
from triage.cli.ask.start import run

__all__ = ["AskOptions", "run"]

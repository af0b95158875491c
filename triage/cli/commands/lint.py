"""`triage lint`: everything that is wrong with a pack, at once."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from triage.cli import streams
from triage.cli.exits import Exit
from triage.cli.help import Help
from triage.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP = Help(
    "check the knowledge and the rules",
    """
    Checks a pack: the texts and the rules. Every problem is shown with its file and line, a code that never changes,
    what is wrong, and what to do.

    It finds what does not fit the form, unknown names, keys given twice, rules that can never fire or that another one
    swallows, questions nobody uses, missing sources, words too hard for patients, circles, and what the rule engine
    cannot hold.
    """,
    (
        ("triage lint", "Check the built-in pack."),
        ("triage lint --pack my-pack", "Check a pack of your own: a folder with knowledge and rules in it."),
        ("triage lint --languages", "Also what is not translated, or not any more."),
        ("triage lint --json", "For programs: a list of problems."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--languages", action="store_true", help="a text that is not translated, or not any more, is a problem too"
    )
    parser.add_argument("--json", action="store_true", help="the problems as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    problems = _problems(options.pack, options.languages)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps([_as_data(problem) for problem in problems], ensure_ascii=False, indent=2) + "\n")
    else:
        for problem in problems:
            streams.result(streams.harmless(str(problem)) + "\n")
        count = len(problems)
        streams.say(f"{count} problem{'s' * (count != 1)}" if count else "no problems")
    return Exit.PROBLEMS if problems else Exit.DONE


def _problems(directory: str | None, with_languages: bool) -> Sequence[Problem]:
    from triage.pack.content import find_content
    from triage.pack.lint import beyond_the_engine, lint_folder, texts_are_translated
    from triage.reasoning.engine import limits_of

    beyond = beyond_the_engine(limits_of)
    return lint_folder(find_content(directory), [beyond, texts_are_translated] if with_languages else [beyond])


def _as_data(problem: Problem) -> dict[str, Any]:
    where = problem.where
    return {
        "path": where.path,
        "line": where.line,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }

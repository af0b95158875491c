"""`triage learn repair`: exercises in mending rules, graded by proof."""

from __future__ import annotations

import argparse
import json
import re
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from textwrap import fill as fill_lines
from typing import TYPE_CHECKING, Any

from triage.cli import streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, OutputFault, WrongUse
from triage.cli.help import WIDEST, Help
from triage.cli.languages import as_spoken, tell_translated
from triage.cli.learn import strings
from triage.locale import Say, locale_named
from triage.questionnaire.strings import fill

if TYPE_CHECKING:
    from triage.learn.repair import Exercise
    from triage.pack.pack import Pack

STATE = "exercise.json"

HELP = Help(
    "mend a pack with a planted fault; graded for every possible answer set",
    """
    Twelve exercises. Each is a pack in which one rule was changed by mistake, and a person whom it gets wrong. The
    exercise is written into a folder; find the rule there, mend it with any editor, and have it checked.

    A repair is right when no answer set tells it from the original; another wording that means the same is as good.
    If it is not, you see the smallest answers that still come out otherwise, and one hint more each time.

    Useful on the way: triage lint --pack DIR, triage show ID --pack DIR, triage learn graph rule ID --pack DIR.
    """,
    (
        ("triage learn repair", "The exercises."),
        ("triage learn repair 3 --work repair-3", "Write the third into a folder."),
        ("triage learn repair --check repair-3", "Is it mended?"),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="N", nargs="?", type=int, help="which exercise; without it, all are listed")
    parser.add_argument("--work", metavar="DIR", help="the folder to write it into (default: repair-N)")
    parser.add_argument("--check", metavar="DIR", help="grade the repair in this folder")
    parser.add_argument("--json", action="store_true", help="the list, the exercise or the grade as JSON")


def run(options: argparse.Namespace) -> int:
    from triage.learn.repair import exercises

    pack = ready_pack(options)
    say = locale_named(pack.language)
    if options.number is not None and options.check:
        raise WrongUse(say(strings.EITHER_ONE))
    if (options.number is not None or options.check) and find_spec("z3") is None:
        raise WrongUse(fill(say(strings.NEEDS_PROOF), part="repair"))
    known = {one.number: one for one in exercises(pack)}
    if options.check:
        return _check(pack, known, Path(options.check), options.json)
    if options.number is None:
        return _list(known, options.json, say)
    if options.number not in known:
        raise WrongUse(fill(say(strings.NO_EXERCISE), number=options.number, numbers=_numbers(known, say)))
    return _begin(pack, known[options.number], Path(options.work or f"repair-{options.number}"), options.json)


def _numbers(known: dict[int, Exercise], say: Say) -> str:
    return ", ".join(map(str, known)) or say(strings.NONE)


def _list(known: dict[int, Exercise], as_json: bool, say: Say) -> int:
    if as_json:
        _result({"exercises": list(known)})
    else:
        streams.result(fill(say(strings.EXERCISES), count=len(known), numbers=_numbers(known, say)) + "\n")
        streams.result(f"{say(strings.TO_BEGIN)}\n")
    return Exit.DONE


def _begin(pack: Pack, exercise: Exercise, folder: Path, as_json: bool) -> int:
    from triage.learn.repair import write

    say = locale_named(pack.language)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(fill(say(strings.NOT_EMPTY), folder=folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(pack, exercise, folder)
        _keep(folder, exercise.number, 0)
    except OSError as error:
        raise _not_written(folder, error, say) from None
    told = (folder / "TASK.md").read_text(encoding="utf-8")
    if as_json:
        _result({"exercise": exercise.number, "folder": str(folder), "task": told})
    else:
        tell_translated(pack)
        streams.result(streams.harmless(_plain(told, min(streams.width(), WIDEST))))
        streams.say(fill(say(strings.WRITTEN), folder=folder))
    return Exit.DONE


def _plain(markdown: str, width: int) -> str:
    """The task for a terminal: without the marks of Markdown, each paragraph and each item wrapped between words."""
    blocks = re.split(r"\n\n|\n(?=- )", markdown.strip())
    told = []
    for block in blocks:
        words = re.sub(r"\*\*|`|^# ", "", block)
        hanging = "  " if words.startswith("- ") else ""
        told.append(fill_lines(words, width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False))
    gaps = ["\n" if one[0] == other[0] == "-" else "\n\n" for one, other in pairwise(told)]
    return "".join(map("".join, zip(told, [*gaps, "\n"], strict=True)))


def _not_written(folder: Path, error: OSError, say: Say) -> OutputFault:
    return OutputFault(fill(say(strings.NOT_WRITTEN), folder=folder, reason=error.strerror or error))


def _keep(folder: Path, number: int, tries: int) -> None:
    (folder / STATE).write_text(json.dumps({"exercise": number, "tries": tries}) + "\n", encoding="utf-8")


def _kept(folder: Path, known: dict[int, Exercise], say: Say) -> tuple[Exercise, int]:
    try:
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return known[int(state["exercise"])], max(int(state["tries"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        raise WrongUse(fill(say(strings.NO_FOLDER), folder=folder)) from None


def _check(pack: Pack, known: dict[int, Exercise], folder: Path, as_json: bool) -> int:
    from triage.learn.repair import grade
    from triage.pack.content import load_pack

    say = locale_named(pack.language)
    exercise, tries = _kept(folder, known, say)
    found = grade(pack, as_spoken(load_pack(folder), pack.language))
    hints = () if found.is_solved else exercise.hints(say)[: tries + 1]
    if not found.is_solved:
        try:
            _keep(folder, exercise.number, tries + 1)
        except OSError as error:
            raise _not_written(folder, error, say) from None
    if as_json:
        _result(
            {
                "exercise": exercise.number,
                "solved": found.is_solved,
                "difference": list(found.difference),
                "hints": list(hints),
            }
        )
    elif found.is_solved:
        streams.result(f"{say(strings.SOLVED)}\n")
    else:
        told = (fill(say(strings.HINT), hint=hint) for hint in hints)
        lines = (say(strings.NOT_YET), *found.difference, "", *told)
        streams.result("".join(f"{streams.harmless(line)}\n" for line in lines))
    return Exit.DONE if found.is_solved else Exit.PROBLEMS


def _result(data: dict[str, Any]) -> None:
    streams.use_utf8()
    streams.result(json.dumps(data, ensure_ascii=False, indent=2) + "\n")

"""`triage explain`: one person's result, explained."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from triage.cli import streams, strings
from triage.cli.documents import FILE_HELP, add_stream_options, run_documents
from triage.cli.exits import WrongUse
from triage.cli.help import Help
from triage.cli.languages import words
from triage.locale import locale_named

if TYPE_CHECKING:
    from triage.cli.saved import SavedAnswers
    from triage.explain.model import Explanation
    from triage.pack.pack import Pack
    from triage.reasoning.answers import Answers

KINDS = ("why", "why-not", "what-if", "safety-net", "one-slip", "not-sure")
WIDTH = 80

HELP = Help(
    "why, why not, what if: one result explained",
    """
    Explains the result of one person's answers, each step with its rule and sources. It changes nothing.

    why         how the answers led to the result (this is what you get if you name nothing)

    why-not     why the result has not something in it: a cause, danger sign, urgency or exercise, named by its ID

    what-if     the fewest other answers that would make it more urgent, or put another cause first

    safety-net  the new signs that would make it more urgent from here

    one-slip    the single answers that the result hangs on

    not-sure    what the answers that are not known could still change, the best question first

    FILE holds answers, or a result that `triage assess --json` saved. KIND may come first.
    """,
    (
        ("triage explain case.json", "Why this is the result."),
        ("triage explain case.json why-not stroke", "Why a stroke is not among the possible causes."),
        ("triage explain case.json why-not emergency_now", "Why it is no case for an ambulance."),
        ("triage explain case.json not-sure", "What is worth finding out."),
        ("triage explain result.json what-if --json", "A saved result; for programs."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=f"{FILE_HELP}; or a saved result")
    parser.add_argument("kind", metavar="KIND", nargs="?", default="why", help=", ".join(KINDS))
    parser.add_argument(
        "target", metavar="ID", nargs="?", help="for why-not: a cause, danger sign, urgency or exercise"
    )
    parser.add_argument("--json", action="store_true", help="the explanation as JSON, and nothing else")
    add_stream_options(parser)


def run(options: argparse.Namespace) -> int:
    from triage.cli.saved import parse_answers_or_result

    _check(options)
    if options.json:
        streams.use_utf8()

    def told(pack: Pack, answers: Answers) -> str:
        explained = _explained(pack, answers, options)
        return explained.to_json(indent=2) + "\n" if options.json else _in_words(pack, explained, options)

    def told_in_line(pack: Pack, answers: Answers) -> str:
        return _explained(pack, answers, options).to_json()

    return run_documents(options, told, told_in_line, parse_answers_or_result)


def _check(options: argparse.Namespace) -> None:
    """Takes file and kind in either order. Raises WrongUse for a kind that there is not, or an id that does not fit."""
    if options.file in KINDS and options.kind not in KINDS:
        options.file, options.kind = options.kind, options.file
    kind, say = options.kind, words(options.lang)
    if kind not in KINDS:
        values = {"kind": kind[:60], "hint": say.did_you_mean(kind, KINDS), "kinds": ", ".join(KINDS)}
        raise WrongUse(say(strings.NO_KIND) % values)
    if kind == "why-not" and options.target is None:
        raise WrongUse(say(strings.WHY_NOT_WHAT))
    if kind != "why-not" and options.target is not None:
        raise WrongUse(say(strings.TAKES_NO_ID) % {"kind": kind, "word": options.target[:60]})


def _explained(pack: Pack, answers: Answers, options: argparse.Namespace) -> Explanation:
    from triage.cli.saved import SavedAnswers

    if not isinstance(answers, SavedAnswers):
        return _of_kind(pack, answers, options, options.country)
    found = _of_kind(
        pack, answers, options, options.country or (answers.country if answers.country in pack.countries else None)
    )
    _compare(pack, answers, found.urgency)
    return found


def _of_kind(pack: Pack, answers: Answers, options: argparse.Namespace, country: str | None) -> Explanation:
    from triage import explain

    match options.kind:
        case "why-not":
            return explain.why_not(pack, answers, options.target, country=country)
        case "what-if":
            return explain.what_if(pack, answers, country=country)
        case "safety-net":
            return explain.safety_net(pack, answers, country=country)
        case "one-slip":
            return explain.one_slip(pack, answers, country=country)
        case "not-sure":
            return explain.not_sure(pack, answers, country=country)
        case _:
            return explain.why(pack, answers, country=country)


def _compare(pack: Pack, saved: SavedAnswers, urgency: str) -> None:
    """Say so where a saved result was made with another pack, or has another urgency than its own answers lead to."""
    say = locale_named(pack.language)
    if saved.pack_sha256 != pack.sha256:
        streams.say(say(strings.OTHER_PACK))
    if saved.urgency != urgency:
        streams.say(say(strings.OTHER_URGENCY) % {"saved": saved.urgency[:60], "found": urgency})


def _in_words(pack: Pack, explained: Explanation, options: argparse.Namespace) -> str:
    from triage.report.explained import explained_to_terminal

    if options.output is not None:
        return explained_to_terminal(pack, explained, width=WIDTH, colour=False)
    colour, encoding = streams.wants_colour(), streams.encoding()
    return explained_to_terminal(pack, explained, width=streams.width(), colour=colour, encoding=encoding)

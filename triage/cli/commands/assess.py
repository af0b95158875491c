"""`triage assess`: the result of answers that are there already."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.documents import add_document_options, run_documents
from triage.cli.help import Help
from triage.cli.languages import in_language

if TYPE_CHECKING:
    from triage.assessment import Assessment
    from triage.pack.pack import Pack
    from triage.reasoning.answers import Answers

HANDOVER = "--handover"
HELP = Help(
    "assess answers from a file, without asking",
    """
    Assesses answers that are there already and says how soon to be seen, by whom, and why.

    An answers document names questions and their answers:

      {"answers": {"age": 62, "side": "both_legs", "diabetes": "yes"}}

    What it does not mention counts as not sure; with "unanswered": "no" in it, as a clear no. `triage show ID` says
    what a question is and which answers it takes.

    A stream has one document a line and gives one JSON result a line, in the same order. A bad line gives one line on
    standard error with its number, and the others still get their result. Memory does not grow with the stream.
    """,
    (
        ("triage assess case.json", "The report, in words."),
        ("triage assess case.yaml --json", "The whole result, for programs."),
        ("triage assess case.json --html --output case.html", "One page that prints well."),
        ("triage assess case.json --handover es --output handover.html", "For the clinic, and in Spanish beside it."),
        ("cat case.json | triage assess -", "From standard input."),
        ("triage assess cases.jsonl > results.jsonl", "A result for each line."),
        ("triage --country GB assess case.json", "With the number and the services of a country."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    add_document_options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the whole result as JSON, and nothing else")
    form.add_argument("--markdown", action="store_true", help="the report as Markdown")
    form.add_argument("--html", action="store_true", help="the report as one HTML page that works offline")
    form.add_argument(
        HANDOVER,
        metavar="LANG",
        help="the hand-over as an HTML page for one sheet, in this language beside --lang",
    )


def run(options: argparse.Namespace) -> int:
    if options.json or options.markdown or options.html or options.handover:
        streams.use_utf8()

    def told(pack: Pack, answers: Answers) -> str:
        return _in_form(pack, _assessed(pack, answers, options), options)

    def told_in_line(pack: Pack, answers: Answers) -> str:
        return _assessed(pack, answers, options).to_json()

    return run_documents(options, told, told_in_line)


def _assessed(pack: Pack, answers: Answers, options: argparse.Namespace) -> Assessment:
    from triage.assessment import assess

    return assess(pack, answers, country=options.country, engine=options.engine)


def _in_form(pack: Pack, assessment: Assessment, options: argparse.Namespace) -> str:
    if options.json:
        return assessment.to_json(indent=2) + "\n"
    from triage import report

    if options.markdown:
        return report.to_markdown(pack, assessment)
    if options.html:
        return report.to_html(pack, assessment)
    if options.handover:
        beside = in_language(pack.original or pack, options.handover, HANDOVER)
        return report.to_bilingual_html(pack, assessment, beside.language)
    return in_terminal(pack, assessment, is_file=options.output is not None)


def in_terminal(pack: Pack, assessment: Assessment, is_file: bool = False) -> str:
    """The report as this terminal can show it."""
    from triage.report import to_terminal

    if is_file:
        return to_terminal(pack, assessment, width=80, colour=False)
    colour, encoding = streams.wants_colour(), streams.encoding()
    return to_terminal(pack, assessment, width=streams.width(), colour=colour, encoding=encoding)

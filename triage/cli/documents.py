"""Commands that take answers documents: one from a file, or a stream of them, one a line, each with its own result."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from triage.cli import files, streams, strings
from triage.cli.exits import Exit
from triage.cli.languages import in_language
from triage.errors import AnswersError, Location, Problem, UnknownId
from triage.locale import locale_named

if TYPE_CHECKING:
    from triage.pack.pack import Pack
    from triage.reasoning.answers import Answers

_STREAMS = (".jsonl", ".ndjson")
FILE_HELP = "answers as JSON or YAML; a name that ends in .jsonl has one JSON document a line; - is standard input"
Told = Callable[["Pack", "Answers"], str]
Read = Callable[["Pack", str, str, int], "Answers"]


def add_document_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that assesses answers documents."""
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    parser.add_argument(
        "--engine",
        choices=("both", "logic"),
        default="both",
        help="both (the usual): durable_rules, checked by the plain evaluator; logic: the plain evaluator alone",
    )
    add_stream_options(parser)


def add_stream_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that takes one document or a stream of them."""
    parser.add_argument("--jsonl", action="store_true", help="read one JSON document a line, whatever FILE is called")
    parser.add_argument(
        "--output", "-o", metavar="OUT", help="write to this file, which only you can read, once the result is whole"
    )


def is_stream(options: argparse.Namespace) -> bool:
    """Whether the input has one document a line."""
    return bool(options.jsonl) or options.file.lower().endswith(_STREAMS)


def ready_pack(options: argparse.Namespace) -> Pack:
    """The pack that the options name, in the language that they name.

    `options.country` becomes one of its ids, or None where no country is named.
    Raises WrongUse for a country or a language that it does not have.
    """
    from triage.pack.content import load_pack

    pack = in_language(load_pack(options.pack), options.lang)
    if options.country or os.environ.get("TRIAGE_COUNTRY"):
        from triage.cli.ask.options import AskOptions
        from triage.cli.ask.start import country_of

        options.country = country_of(pack, AskOptions(country=options.country)).id
    return pack


def run_documents(options: argparse.Namespace, told: Told, told_in_line: Told, read: Read | None = None) -> int:
    """Answer one document with `told`, or each line of a stream with `told_in_line`. Returns the exit code.

    `read` reads a document, where it may be something else than answers.
    """
    from triage.reasoning.documents import parse_answers

    reader = read or parse_answers
    pack = ready_pack(options)
    if is_stream(options):
        streams.use_utf8()
        return _run_stream(pack, options, told_in_line, reader)
    name = files.name_of(options.file)
    answers = reader(pack, files.read_text(options.file), name, 0)
    with files.output(options.output) as write:
        write(told(pack, answers))
    return Exit.DONE


def _run_stream(pack: Pack, options: argparse.Namespace, told: Told, read: Read) -> int:
    name = files.name_of(options.file)
    say, worst = locale_named(pack.language), Exit.DONE
    with files.open_input(options.file) as stream, files.output(options.output) as write:
        for line in files.lines_of(stream, name):
            try:
                result = _one_line(pack, name, line, told, read)
            except AnswersError as error:
                streams.say(streams.in_a_single_line(error.problems, say))
                worst = max(worst, Exit.WRONG_USE)
            except UnknownId:  # an id on the command line: no line of the stream will know it
                raise
            except Exception as fault:
                if os.environ.get("TRIAGE_DEBUG"):
                    raise
                values = {"where": Location(name, line.number), "name": type(fault).__name__}
                streams.say(say(strings.LINE_FAULT) % values)
                worst = Exit.FAULT
            else:
                write(result + "\n")
    return worst


def _one_line(pack: Pack, name: str, line: files.Line, told: Told, read: Read) -> str:
    if line.fault is not None:
        fault = line.fault.told(locale_named(pack.language))
        raise AnswersError([Problem(Location(name, line.number), "A213", fault)])
    return told(pack, read(pack, line.text or "", name, line.number))

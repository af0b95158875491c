"""`triage learn graph`: a rule, a cause, the whole flow or a case as a picture, and the same in words."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import files, streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, Message, OutputFault, WrongUse
from triage.cli.help import Help
from triage.cli.languages import words
from triage.cli.learn import strings
from triage.cli.strings import NOT_WRITTEN
from triage.questionnaire.strings import fill

if TYPE_CHECKING:
    from triage.explain.case import Case
    from triage.learn.graph import Graph
    from triage.pack.pack import Pack

OTHER_PICTURES = (".pdf", ".jpg", ".jpeg", ".gif", ".webp", ".eps", ".ps", ".html", ".bmp", ".tif", ".tiff")
WHAT, FORMATS = ("rule", "cause", "flow", "case"), ("dot", "mermaid", "svg", "png")

HELP = Help(
    "rules as pictures: one rule, one cause, the whole flow, a case",
    """
    Draws one rule, one cause, the whole flow from answers to a result, or how the result of a case was derived. With
    --case, what holds for that case is coloured and marked: a tick, a question mark for what rests on an answer that
    is not known, a cross.

    Every picture has the same in words: --text prints it, and an SVG carries it as its description. Pictures are made
    to be read on a sheet of A4; what would not fit is said to be left out, and --whole draws it too.
    """,
    (
        ("triage learn graph rule RF02_sudden_one_sided --out rule.svg", "A rule, as a picture for a page."),
        ("triage learn graph flow --format mermaid", "The whole flow, for a wiki."),
        ("triage learn graph flow --topic stroke --text", "One topic of danger signs, in words."),
        ("triage learn graph case case.json --out case.png", "How the result of a case came about."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", choices=WHAT, help=", ".join(WHAT))
    parser.add_argument("name", metavar="NAME", nargs="?", help="the id of the rule or cause, or the file of the case")
    parser.add_argument("--case", metavar="FILE", help="colour the picture by these answers (JSON or YAML)")
    parser.add_argument("--topic", metavar="TOPIC", default="", help="of the flow, one topic of danger signs")
    parser.add_argument("--whole", action="store_true", help="leave nothing out, however large it gets")
    parser.add_argument("--format", choices=FORMATS, help="default: by the name of OUT, else mermaid")
    parser.add_argument("--out", "-o", metavar="OUT", help="write to this file")
    parser.add_argument("--text", action="store_true", help="the same in words, and no picture")


def run(options: argparse.Namespace) -> int:
    if (options.what == "flow") == bool(options.name):
        needs = strings.GRAPH_NEEDS_CASE if options.what == "case" else strings.GRAPH_NEEDS_ID
        sentence = strings.GRAPH_NO_NAME if options.name else needs
        raise WrongUse(fill(words(options.lang)(sentence), what=options.what))
    form = _format(options)
    pack = ready_pack(options)
    graph = _graph(pack, options)
    if form == "png":
        _write_png(graph, options.out)
    else:
        streams.use_utf8()
        with files.output(options.out) as write:
            write(_written(graph, form))
    return Exit.DONE


def _format(options: argparse.Namespace) -> str:
    """What to write. Raises WrongUse for a PNG that has no file, or cannot be made here."""
    if options.text:
        return "text"
    say = words(options.lang)
    by_name = {".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".svg": "svg", ".png": "png"}
    ending = Path(options.out or "").suffix.lower()
    if not options.format and ending in OTHER_PICTURES:
        raise WrongUse(fill(say(strings.GRAPH_ENDING), ending=ending))
    form: str = options.format or by_name.get(ending, "mermaid")
    if form == "png" and not options.out:
        raise WrongUse(say(strings.GRAPH_PNG_FILE))
    if form == "png" and find_spec("mermaidx") is None:
        raise WrongUse(say(strings.GRAPH_PNG_NEEDS))
    return form


def _graph(pack: Pack, options: argparse.Namespace) -> Graph:
    from triage.learn.graph import case_graph, cause_graph, flow_graph, rule_graph

    match options.what:
        case "case":
            return case_graph(_case(pack, options.name, options.country), options.whole)
        case "cause":
            return cause_graph(pack, options.name, _coloured(pack, options))
        case "flow":
            return flow_graph(pack, _coloured(pack, options), options.topic)
        case _:
            return rule_graph(pack, options.name, _coloured(pack, options), options.whole)


def _coloured(pack: Pack, options: argparse.Namespace) -> Case | None:
    return _case(pack, options.case, options.country) if options.case else None


def _case(pack: Pack, file: str, country: str | None) -> Case:
    from triage.explain.case import case_of
    from triage.reasoning.documents import parse_answers

    return case_of(pack, parse_answers(pack, files.read_text(file), files.name_of(file), 0), country)


def _written(graph: Graph, form: str) -> str:
    from triage.learn.graph import to_dot, to_mermaid, to_svg, to_text

    return {"dot": to_dot, "mermaid": to_mermaid, "svg": to_svg, "text": to_text}[form](graph)


def _write_png(graph: Graph, out: str) -> None:
    from triage.learn.graph import to_png

    try:
        Path(out).write_bytes(to_png(graph))
    except OSError as error:
        raise OutputFault(Message(NOT_WRITTEN, {"name": out, "reason": error.strerror or error})) from None

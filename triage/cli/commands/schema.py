"""`triage schema`: the published JSON Schemas of what this program reads and writes."""

from __future__ import annotations

import argparse
import json

from triage.cli import streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import did_you_mean

HELP = Help(
    "the JSON Schema of a document that is read or written",
    """
    Prints the JSON Schema (draft 2020-12) of a document: of answers, of an assessment, of each explanation and of all
    else that --json gives. Without a name it says which there are.

    Documents change only by new keys, so a reader should pass over keys that it does not know; the schemas allow them.
    The schema of answers is that of the pack in use: its questions, with the answers to each.
    """,
    (
        ("triage schema", "Which schemas there are."),
        ("triage schema assessment > assessment.json", "One of them."),
        ("triage schema answers --pack my-pack", "What answers documents may hold, for a pack of your own."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="whose schema; without it, all names")


def run(options: argparse.Namespace) -> int:
    from triage.pack.content import load_pack
    from triage.schemas import DOCUMENTS, schema

    if options.name is None:
        longest = max(map(len, DOCUMENTS))
        streams.result("".join(f"{name:{longest}}  {one.about}\n" for name, one in DOCUMENTS.items()))
        return Exit.DONE
    if options.name not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        meant = did_you_mean(options.name, DOCUMENTS)
        raise WrongUse(f"triage schema: there is no '{options.name[:60]}'.{meant} (one of {known})")
    streams.use_utf8()
    made = schema(options.name, load_pack(options.pack))
    streams.result(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return Exit.DONE

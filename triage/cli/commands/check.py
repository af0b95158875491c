"""`triage check`: whether a saved result stands."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.documents import is_stream
from triage.cli.exits import Exit
from triage.cli.help import Help
from triage.errors import InputError, Location

if TYPE_CHECKING:
    from triage.check import Difference
    from triage.pack.pack import Pack

HELP = Help(
    "derive a saved result anew, step by step",
    """
    Takes a result that `triage assess --json` gave, derives it anew from its own answers and the pack, and compares the
    two, field by field: every step of the trace, the urgency, the causes, the advice, every text. It does so with code
    that is small and shares nothing with the engines.

    Each line says what does not follow and where: the place in the result, what it should be, and what it is. `digest`
    tells when anything was changed after the result was made, also what no rule can tell, such as the id.

    A result can only be checked with the pack that it was made with; if this is another one, it says which.
    """,
    (
        ("triage check result.json", "One result."),
        ("triage assess case.json --json | triage check -", "From standard input."),
        ("triage check results.jsonl", "One result a line."),
        ("triage check result.json --json", "For programs: whether it stands, and the problems."),
        ("triage --pack my-pack check result.json", "A result made with a pack of your own."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="RESULT", help="a result as JSON; .jsonl has one a line; - is standard input")
    parser.add_argument("--jsonl", action="store_true", help="read one result a line, whatever RESULT is called")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    if options.json:
        streams.use_utf8()
    worst = Exit.DONE
    for where, line in _lines(options):
        try:
            worst = max(worst, _check(pack, where, line, options))
        except InputError as error:
            streams.say(f"{where}: {error}")
            worst = Exit.WRONG_USE
    return worst


def _lines(options: argparse.Namespace) -> Iterator[tuple[Location, files.Line]]:
    """Each result that the input holds, with its place."""
    name = files.name_of(options.file)
    if not is_stream(options):
        yield Location(name), files.Line(0, files.read_text(options.file))
        return
    with files.open_input(options.file) as stream:
        yield from ((Location(name, line.number), line) for line in files.lines_of(stream, name))


def _check(pack: Pack, where: Location, line: files.Line, options: argparse.Namespace) -> Exit:
    from triage.check import check_result, read_result

    if line.fault is not None:
        raise InputError(line.fault)
    result = read_result(line.text or "")
    found = check_result(pack, result)
    if options.json:
        indent = None if is_stream(options) else 2
        streams.result(json.dumps(_as_data(where, found), ensure_ascii=False, indent=indent) + "\n")
    elif found:
        streams.result("".join(f"{streams.harmless(f'{where}: {one}')}\n" for one in found))
        streams.say(f"{where}: does not stand: {len(found)} problem{'s' * (len(found) != 1)}")
    else:
        about, steps = pack.about, len(result["trace"])
        made_with = f"pack {about.id} {about.version} ({pack.sha256[:12]})"
        streams.result(f"{where}: stands: {result['urgency']}, {steps} steps derived again with {made_with}\n")
    return Exit.PROBLEMS if found else Exit.DONE


def _as_data(where: Location, found: tuple[Difference, ...]) -> dict[str, Any]:
    harmless = streams.harmless
    problems = [{"place": harmless(one.place), "message": harmless(one.message)} for one in found]
    return {"path": where.path, "line": where.line, "stands": not found, "problems": problems}

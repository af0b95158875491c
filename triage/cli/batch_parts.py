"""What `triage batch` does beside assessing: comparing with another pack, and a page of results."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse

if TYPE_CHECKING:
    from triage.batch import Plan, Renaming
    from triage.batch.compare_summary import Summary
    from triage.pack.pack import Pack

# What a run can be asked for alone: `triage.batch.choices.CHOICES`, which help must not wait for.
ONLY = ("urgency", "causes", "danger_signs", "firings", "professionals", "set_aside")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of comparing and of the page."""
    parser.add_argument(
        "--compare",
        metavar="OLD_PACK",
        help="assess with this pack too (a folder, or a git revision as in triage diff), and tell who moves and why",
    )
    parser.add_argument(
        "--only",
        metavar="WHAT",
        choices=ONLY,
        action="append",
        default=[],
        help=f"work out and write only this, beside the level; as often as needed: {', '.join(ONLY)}",
    )
    page = parser.add_argument_group("for triage batch report")
    page.add_argument("--date", metavar="COLUMN", help="dates such as 2026-03-31, for a picture over time")
    page.add_argument("--answers", metavar="TABLE", help="the table assessed, to tell what was not sure or left empty")


def refuse_misfits(options: argparse.Namespace) -> None:
    """Raises WrongUse for choosing what a result holds where there is nothing to choose."""
    if not options.only:
        return
    if options.words[0] in ("decode", "report"):
        raise WrongUse("triage batch: --only goes with IN OUT: it says what a run works out")
    if options.compare is not None:
        raise WrongUse("triage batch: --compare needs the whole result of both packs: leave out --only")


def plan_for(pack: Pack, options: argparse.Namespace, folders: ExitStack) -> Plan:
    """The plan of a pack; of two packs, where it is compared with another, whose files stay until the stack closes."""
    from triage.batch import compile_plan

    if options.compare is None:
        return compile_plan(pack, options.only)
    from triage.batch.compare import Comparison
    from triage.cli.revisions import pack_named

    return Comparison(pack_named(options.compare, "OLD_PACK", folders), pack)


def summary_of(out: Path, options: argparse.Namespace) -> Summary | None:
    """What a comparison found; None where none was asked for. People are named by the first column of --id."""
    if options.compare is None:
        return None
    from triage.batch.compare_summary import summarise
    from triage.batch.decoding import read_metadata, scan_results

    return summarise(scan_results(out), read_metadata(out), options.id[0] if options.id else None)


def comparison_data(summary: Summary | None) -> dict[str, Any]:
    """The key that a comparison adds to the data of a run."""
    return {} if summary is None else {"comparison": summary.to_data()}


def comparison_text(summary: Summary | None) -> str:
    """The lines that a comparison adds to what a run tells."""
    if summary is None:
        return ""
    from triage.batch.compare_text import to_text

    return "".join(f"{streams.harmless(line)}\n" for line in ("", *to_text(summary)))


def report(words: list[str], renaming: Renaming, pack: Pack, options: argparse.Namespace) -> int:
    """`triage batch report RESULTS PAGE`."""
    if len(words) != 2:
        raise WrongUse(
            "triage batch report: name the file of results, and the page: triage batch report RESULTS PAGE.html"
        )
    from triage.batch.report import Sources, page_of

    results, page = words
    if Path(results).resolve() == Path(page).resolve():
        raise WrongUse(f"triage batch report: {page} is the file of results; write the page to another file")
    made = page_of(pack, Sources(Path(results), options.date, options.answers, renaming))
    with files.output(page) as write:
        write(made)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps({"page": page, "results": results}, ensure_ascii=False, indent=2) + "\n")
    elif page != files.STDIN:
        streams.say(f"Written: {page}")
    return Exit.DONE

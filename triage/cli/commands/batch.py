"""`triage batch`: the assessments of a whole table."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import batch_parts, batch_spark, files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import AnswersError

if TYPE_CHECKING:
    from triage.batch import Done, Progress, Renaming
    from triage.batch.compare_summary import Summary
    from triage.pack.pack import Pack

HELP = Help(
    "assess a table of answers: millions of rows",
    """
    Assesses each row of a table, with the same result as triage assess, and writes a table of results in the same
    order. IN is a file, a folder or a glob, OUT a file; the end of a name tells the form: .parquet, .csv, .tsv, .jsonl.

    A row is a person and has a column for each question (text, a|b or a list where several can be ticked); an empty
    cell is a question that was not mentioned. Or it is one answer, with the columns person, question and answer; then a
    person's rows stand together. Other columns are passed through.

    A row that cannot be read, or has an answer that is none, goes to OUT.rejects with the column and the reason: rows
    in = rows out + rejected. OUT appears whole or not at all; --resume goes on after an interruption.

    Which rules fired is written as numbers, one bit a rule. To make lists of them: triage batch decode FILE [OUT]. A
    page with pictures: triage batch report RESULTS PAGE. What a change of rules does to these people: --compare.
    """,
    (
        ("triage batch intake.parquet results.parquet", "A row a person."),
        ("triage batch 'intake/*.csv' results.csv --unanswered no", "What is not mentioned was not there."),
        ("triage batch theirs.csv results.jsonl --map names.yaml", "With other names of columns and values."),
        ("triage batch intake.parquet results.parquet --resume", "Go on after an interruption."),
        ("triage batch intake.parquet levels.parquet --only urgency", "Only the level: quicker, and a smaller file."),
        ("triage batch decode results.parquet results.jsonl", "Lists in place of numbers."),
        ("triage batch intake.parquet results.parquet --compare v1.0.0", "Who moves between two packs, and by what."),
        (
            "triage batch in.parquet out.parquet --engine spark --master local[4]",
            "By Apache Spark, here or on a cluster.",
        ),
        ("triage batch report results.parquet page.html --answers intake.parquet", "A page of it, with pictures."),
    ),
)
NEEDS = "triage batch needs one more package: pip install 'leg-weakness-triage[batch]'"
_EVERY = 0.2


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        metavar="IN OUT",
        nargs="+",
        help="the table and where its results go; or: decode FILE [OUT]; report RESULTS PAGE",
    )
    parser.add_argument(
        "--unanswered",
        choices=("unsure", "no"),
        default="unsure",
        help="what a question that is not mentioned means: not sure (the usual), or that it was not there",
    )
    parser.add_argument(
        "--map", metavar="FILE", help="other names: columns: {theirs: ours}, values: {question: {theirs: ours}}"
    )
    parser.add_argument(
        "--id",
        metavar="COLUMN",
        action="append",
        default=[],
        help="pass this column through, however near its name is to a question's",
    )
    parser.add_argument(
        "--strict", action="store_true", help="stop at the first row that has no result, and write nothing"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on after the last finished part of an interrupted run"
    )
    parser.add_argument(
        "--part-rows",
        metavar="N",
        type=_count,
        help="rows in a part (default 131072; a text's parts have N times 128 bytes)",
    )
    parser.add_argument("--json", action="store_true", help="what was done as JSON, and nothing else")
    batch_parts.add_options(parser)
    batch_spark.add_options(parser)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to 10000000 is needed, not '{text}'")
    return int(text)


def run(options: argparse.Namespace) -> int:
    if find_spec("polars") is None:
        raise WrongUse(NEEDS)
    words = options.words
    batch_parts.refuse_misfits(options)
    if words[0] == "decode":
        return _decode(words[1:])
    if words[0] != "report" and len(words) != 2:
        raise WrongUse(
            "triage batch: name the table and where its results go: triage batch IN OUT (more: triage batch --help)"
        )
    from triage.batch import Job
    from triage.batch import run as run_batch
    from triage.batch.inputs import PART_ROWS
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    if words[0] == "report":
        return batch_parts.report(words[1:], _renaming(pack, options.map), pack, options)
    batch_spark.refuse_misfits(options)
    job = Job(
        source=words[0],
        out=Path(words[1]),
        unanswered=options.unanswered,
        renaming=_renaming(pack, options.map),
        ids=tuple(options.id),
        strict=options.strict,
        resume=options.resume,
        part_rows=options.part_rows or PART_ROWS,
    )
    progress = _ProgressLine()
    try:
        if options.engine == "spark":
            done, summary = batch_spark.run(pack, job.renaming, options)
        else:
            with ExitStack() as folders:
                done = run_batch(batch_parts.plan_for(pack, options, folders), job, progress)
            summary = batch_parts.summary_of(job.out, options)
    except AnswersError as error:
        progress.clear()
        streams.say_problems(error.problems)
        is_row = any(", row " in problem.where.path for problem in error.problems)
        return Exit.PROBLEMS if is_row and options.strict else Exit.WRONG_USE
    except KeyboardInterrupt:
        progress.clear()
        streams.say(
            "Stopped." if options.engine == "spark" else "Stopped. What is finished stays: go on with --resume."
        )
        return Exit.INTERRUPTED
    progress.clear()
    _tell(done, words[1], options.json, summary)
    return Exit.PROBLEMS if done.rejected else Exit.DONE


def _renaming(pack: Pack, name: str | None) -> Renaming:
    from triage.batch import Renaming, read_renaming

    return Renaming() if name is None else read_renaming(pack, files.read_text(name), files.name_of(name))


def _tell(done: Done, out: str, as_json: bool, summary: Summary | None) -> None:
    rate = round(done.rows / done.seconds) if done.seconds else done.rows
    if as_json:
        data = {
            "rows": done.rows,
            "written": done.written,
            "rejected": done.rejected,
            "out": out,
            "rejects": str(done.rejects) if done.rejects else None,
            "passed_through": list(done.passed),
            "seconds": round(done.seconds, 3),
            **batch_parts.comparison_data(summary),
        }
        streams.use_utf8()
        streams.result(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    streams.result(f"{done.rows:,} rows: {done.written:,} assessed, {done.rejected:,} rejected ({rate:,} a second).\n")
    streams.result(batch_parts.comparison_text(summary))
    if done.passed:
        streams.say(f"Copied to the results as they are, for they are no questions: {', '.join(done.passed)}")
    if done.rejects:
        streams.say(f"Each rejected row with the reason: {done.rejects}")


class _ProgressLine:
    """One line on a terminal that tells the rows done, the rate and the time left; nothing where there is none."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr is not None and sys.stderr.isatty()
        self._last = 0.0
        self._started: tuple[float, float] | None = None

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if not self._is_shown or now - self._last < _EVERY:
            return
        self._last = now
        rate = progress.new_rows / progress.seconds if progress.seconds else 0.0
        self._started = self._started or (progress.share, progress.seconds)
        share, since = progress.share - self._started[0], progress.seconds - self._started[1]
        left = f", {_duration((1 - progress.share) * since / share)} left" if share > 0 else ""
        sys.stderr.write(f"\r\033[K{progress.rows:,} rows, {progress.share:.0%}, {rate:,.0f} a second{left}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._is_shown and self._last:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _decode(words: list[str]) -> int:
    if not 1 <= len(words) <= 2:
        raise WrongUse(
            "triage batch decode: name the file of results, and where to write: triage batch decode FILE [OUT]"
        )
    from triage.batch import decode_file

    streams.use_utf8()
    for lines in decode_file(Path(words[0]), Path(words[1]) if len(words) == 2 else None):
        streams.result(lines.decode())
    return Exit.DONE

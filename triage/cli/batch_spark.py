"""`triage batch --engine spark`: the options, and the run."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from importlib.util import find_spec
from typing import TYPE_CHECKING

from triage.cli import batch_parts
from triage.cli.exits import WrongUse

if TYPE_CHECKING:
    from triage.batch import Done, Renaming
    from triage.batch.compare_summary import Summary
    from triage.pack.pack import Pack

NEEDS = "--engine spark needs more packages, and Java: pip install 'leg-weakness-triage[spark]'"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of Apache Spark."""
    group = parser.add_argument_group("options of Spark")
    group.add_argument("--engine", choices=("polars", "spark"), default="polars", help="polars (the usual), or spark")
    group.add_argument(
        "--master", metavar="URL", help="local[4], spark://host:7077, or sc://host:15002 (Spark Connect)"
    )
    group.add_argument(
        "--spark-conf",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=_setting,
        help="a setting of Spark, such as how an object store is reached",
    )


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise argparse.ArgumentTypeError(f"NAME=VALUE is needed, not '{text}'")
    return name, value


def refuse_misfits(options: argparse.Namespace) -> None:
    """Raises WrongUse for options that do not go together."""
    if options.engine != "spark":
        given = "--master" if options.master else "--spark-conf" if options.spark_conf else None
        if given:
            raise WrongUse(f"triage batch: {given} goes with --engine spark")
        return
    if not options.master:
        raise WrongUse("triage batch: --engine spark needs --master: local[4], spark://host:7077 or sc://host:15002")
    misfits = {"--resume": options.resume, "--part-rows": options.part_rows}
    for name, value in misfits.items():
        if value:
            raise WrongUse(f"triage batch: {name} is for one machine, not for --engine spark")
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise WrongUse(NEEDS)


def run(pack: Pack, renaming: Renaming, options: argparse.Namespace) -> tuple[Done, Summary | None]:
    """The run on Spark, and what a comparison found. Raises AnswersError and InputError as one machine does."""
    from triage.batch.spark import SparkJob, run_on_spark
    from triage.batch.spark_session import session

    source, out = options.words
    job = SparkJob(source, out, options.unanswered, renaming, tuple(options.id), options.strict)
    with ExitStack() as folders:
        plan = batch_parts.plan_for(pack, options, folders)
        spark = folders.enter_context(session(options.master, dict(options.spark_conf)))
        done = run_on_spark(plan, job, spark)
    return done, done.comparison

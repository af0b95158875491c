"""A session of Spark for one run: on this machine, on a cluster, or of a server of Spark Connect."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from triage.errors import InputError

# A session on this machine is nobody else's: it listens on this machine alone, and has no page.
_HERE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_QUIET = {"spark.log.level": "ERROR"}


@contextmanager
def session(master: str, conf: Mapping[str, str]) -> Iterator[SparkSession]:
    """The session that is active, or one that ends with the run. Raises InputError where none can be had."""
    active = SparkSession.getActiveSession()
    spark = active or _started(master, conf)
    try:
        yield spark
    finally:
        if active is None:
            spark.stop()


def _started(master: str, conf: Mapping[str, str]) -> SparkSession:
    is_here = master.startswith("local")
    if is_here:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("triage batch")
    is_server = master.startswith("sc://")
    builder = builder.remote(master) if is_server else builder.master(master)
    for name, value in {**(_HERE if is_here else {}), **({} if is_server else _QUIET), **conf}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        hint = "" if is_server else " Spark needs Java 17 or later."
        raise InputError(f"--master {master}: no session of Spark: {reason}{hint}") from error

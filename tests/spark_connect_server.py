"""A server of Spark Connect on this machine alone, for the tests: started, waited for, and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyspark
from command import ROOT, Ended

_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
_WAIT = 120
# Ends the server when this process ends, however that happens: then the pipe to the shell is closed.
_UNTIL_WE_END = '"$@" & server=$!; cat >/dev/null; kill $server; wait $server'


@contextmanager
def connect_server(folder: Path) -> Iterator[Callable[..., Ended]]:
    """Runs `triage` against a server of its own, in a process of its own: one process has one kind of Spark."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    home = Path(pyspark.__file__).parent
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command = [
        str(home / "bin" / "spark-submit"),
        "--class",
        _SERVER,
        "--master",
        "local[2]",
        *options,
        "spark-internal",
    ]
    log = folder / "server.log"
    with log.open("wb") as stream:
        watched = ["sh", "-c", _UNTIL_WE_END, "sh", *command]
        server = subprocess.Popen(
            watched, env=environment, stdin=subprocess.PIPE, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            _wait_for(server, port, log)
            yield lambda *arguments: _run(environment, port, *arguments)
        finally:
            assert server.stdin is not None
            server.stdin.close()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"no server of Spark Connect: {log.read_text('utf-8', 'replace')[-2000:]}")


def _run(environment: dict[str, str], port: int, *arguments: str | Path) -> Ended:
    master = ("--engine", "spark", "--master", f"sc://127.0.0.1:{port}")
    command = [sys.executable, "-m", "triage", *map(str, arguments), *master]
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=_WAIT, check=False)
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

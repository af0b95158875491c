"""A server in a process of its own to be killed at any moment: forked from one that is warm."""

from __future__ import annotations

import multiprocessing
import signal
import socket
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import uvicorn

from triage.web.app import create_app
from triage.web.settings import Settings


def run(url: str, secret_file: str, port: int) -> None:
    """What the process does: the real application on a real socket; results come without the reasoning's process."""
    app = create_app(Settings(url=url, secret_file=Path(secret_file), has_worker=False))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


class KillableServer:
    """Started, killed with SIGKILL and started again on the same port and the same database."""

    def __init__(self, url: str, secret_file: Path) -> None:
        self._url, self._secret_file = url, secret_file
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["triage.web.app", "uvicorn", "triage.store.migrate"])
        self._process: BaseProcess | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it listens."""
        arguments = (self._url, str(self._secret_file), self.port)
        self._process = self._context.Process(target=run, args=arguments, daemon=True)
        self._process.start()
        for _ in range(1500):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self._process.is_alive(), "the server did not start"
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is flushed."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
            assert self._process.exitcode == -signal.SIGKILL

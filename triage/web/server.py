"""Runs the application until it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from triage.errors import StoreUnavailable
from triage.web.app import create_app
from triage.web.observing import log_to_stderr
from triage.web.settings import Settings

_SECONDS_TO_FINISH = 10
_MOST_WAITING = 2048


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Listen, say where, and serve until SIGINT or SIGTERM; requests on their way are finished first.

    Raises StoreUnavailable when the database or the port cannot be had, SecretUnusable, PackError.
    """
    _stop_calmly()
    app = create_app(settings)
    listening = listen(host, port)
    name = f"[{host}]" if ":" in host else host
    say(f"Serving at http://{name}:{listening.getsockname()[1]} - Ctrl-C stops it.")
    log_to_stderr()
    settle_memory()
    uvicorn.Server(config_of(app, settings)).run(sockets=[listening])


def _stop_calmly() -> None:
    """To be told to stop is no failure: the server sends itself SIGTERM again when it is done, and ends with 0."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def settle_memory() -> None:
    """Look for garbage in cycles seldom, and never again in what lives as long as the server: a third less work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def config_of(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn runs the application: quiet, since requests are logged by ourselves."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.trusts_proxy,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket on this address. Raises StoreUnavailable when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without its protocol named, asyncio leaves Nagle's algorithm on, and every answer waits 40 ms for the next ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_MOST_WAITING)  # from now on nobody is refused, though the first may wait a moment
    except OSError as error:
        listening.close()
        raise StoreUnavailable(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return listening

"""Answers whose time is over are deleted while the server runs, as its pages promise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from triage.errors import StoreUnavailable
from triage.store import Database, classes
from triage.store.staff_sessions import delete_over
from triage.store.visits import delete_expired

SECONDS_BETWEEN = 300.0
_log = logging.getLogger("triage.web")


class Tidying:
    """A thread that deletes expired self-assessments, log-ins and classes, at the start and every five minutes."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], seconds_between: float = SECONDS_BETWEEN
    ) -> None:
        self._database, self._now, self._seconds = database, now, seconds_between
        self._over = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._over.clear()
        self._thread = Thread(target=self._go_on, name="tidying", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, after what is being deleted just now."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _go_on(self) -> None:
        while True:
            try:
                self.once()
            except StoreUnavailable as error:
                _log.warning("expired answers could not be deleted: %s", error)
            if self._over.wait(self._seconds):
                return

    def once(self) -> int:
        """Delete what has expired. Returns how many self-assessments that were. Raises StoreUnavailable."""
        now = self._now()
        with self._database.writing() as session:
            delete_over(session, now)
            classes.delete_expired(session, now)
            return delete_expired(session, now)

"""Learners for tests: browsers that practise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from web_site import Browser, Page

from triage.store.learners import learner_by_token
from triage.store.models import Learner as Row
from triage.store.models import LearningClass, Practice


class Learner(Browser):
    """Somebody with a browser of their own."""

    def begin(self) -> Learner:
        """Practise alone."""
        self.submit(self.open("/learn").form("/learn"))
        return self

    def next_case(self) -> Page:
        return self.submit(self.open("/learn/me").form("/learn/next"))

    def ask(self, question: str = "") -> str:
        """Ask this, or else the first question that is left."""
        form = self.open("/learn/case").form("/learn/ask")
        asked = question or form.buttons[0][1]
        self.submit(form, ("ask", asked))
        return asked

    def decide(self, level: str, sure: int, *more: tuple[str, str]) -> Page:
        form = self.open("/learn/decide").form("/learn/decide")
        return self.submit(form, ("level", level), ("sure", str(sure)), *more)

    def standing(self) -> dict[str, Any]:
        """What the database keeps of where they stand."""
        services = self.client.app.state.services  # type: ignore[attr-defined]  # it is ours
        token = self.client.cookies["triage-learner"]
        with services.database.reading() as session:
            row = learner_by_token(session, services.now(), token)
        assert row is not None
        return dict(row.state)

    def everything(self) -> int:
        """How many rows of learning there are."""
        services = self.client.app.state.services  # type: ignore[attr-defined]  # it is ours
        with services.database.reading() as session:
            return sum(
                session.scalar(select(func.count()).select_from(table)) or 0 for table in (Row, LearningClass, Practice)
            )

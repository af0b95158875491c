"""Learners and teachers for tests: browsers that practise, and browsers that have a class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from sqlalchemy import func, select
from web_site import Browser, Page

from triage.learn import PracticeCase, Record, make_case
from triage.pack.pack import Pack
from triage.store.learners import learner_by_token
from triage.store.models import Learner as Row
from triage.store.models import LearningClass, Practice
from triage.web.learn.school import JOINS, TEACHERS


class Learner(Browser):
    """Somebody with a browser of their own."""

    def begin(self) -> Learner:
        """Practise alone."""
        self.submit(self.open("/learn").form("/learn"))
        return self

    def join(self, code: str, nickname: str) -> Learner:
        self.submit(self.open("/learn/join").form("/learn/join"), ("code", code), ("nickname", nickname))
        return self

    def next_case(self) -> Page:
        return self.submit(self.open("/learn/me").form("/learn/next"))

    def ask(self, question: str = "") -> str:
        """Ask this, or else the first question that is left."""
        form = self.open("/learn/case").form("/learn/ask")
        asked = question or form.buttons[0][1]
        self.submit(form, ("ask", asked))
        return asked

    def decide(self, level: str, sure: int = 70, *more: tuple[str, str]) -> Page:
        form = self.open("/learn/decide").form("/learn/decide")
        return self.submit(form, ("level", level), ("sure", str(sure)), *more)

    def do_quiz(self) -> Page:
        """Answer the next question of the quiz by its first option."""
        page = self.submit(self.open("/learn/me").form("/learn/quiz/next"))
        return self.submit(page.form("/learn/quiz"), ("option", "0"))

    def standing(self) -> dict[str, Any]:
        """What the database keeps of where they stand."""
        services = app_of(self).state.services
        with services.database.reading() as session:
            found = learner_by_token(session, services.now(), self.client.cookies["triage-learner"])
        assert found is not None
        return dict(found[0].state)


class Teacher(Browser):
    """Somebody who has started a class. `code` is theirs, `join` the learners'."""

    code, join = "", ""

    def begin(self, **given: str) -> Teacher:
        fields = {"cases": "3", "seed": "7", **given}
        page = self.submit(self.open("/learn/teach").form("/learn/teach"), *fields.items())
        found = [re.search(rf'id="{name}-code">([^<]+)<', page.html) for name in ("teacher", "join")]
        assert found[0] is not None, page.text
        assert found[1] is not None
        self.code, self.join = found[0][1], found[1][1]
        return self


def app_of(browser: Browser) -> FastAPI:
    app = browser.client.app
    assert isinstance(app, FastAPI)
    return app


def rows(app: FastAPI) -> int:
    """How many rows of learning there are."""
    with app.state.services.database.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (Row, LearningClass, Practice)
        )


def case_at_once(pack: Pack, records: Sequence[Record], seed: int) -> PracticeCase:
    """In place of the choice of the next case, which has tests of its own and weighs many cases each time."""
    return make_case(pack, seed + len(records))


def forget_tries() -> None:
    """How often somebody tried before."""
    JOINS.forget()
    TEACHERS.forget()

"""Who asks: a learner or a teacher, each known by a cookie of their own, and what their pages need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from starlette.responses import Response

from triage.learn import Consultation, Record
from triage.locale import Locale, locale_named
from triage.pack.pack import Pack
from triage.questionnaire.strings import fill
from triage.store import learners
from triage.store.classes import class_by_token
from triage.store.models import Learner, LearningClass, Practice
from triage.web.forms import cookie_of
from triage.web.languages import language_of
from triage.web.learn import standing, strings
from triage.web.learn.school import School, school_of, translated
from triage.web.learn.standing import Standing
from triage.web.services import Services, services_of

LEARNER, TEACHER = "learner", "teacher"  # names of cookies
HOME, START = "/learn/me", "/learn"
SEEDS = 20


class NotLearning(Exception):
    """Nobody practises in this browser, or their time is over."""


class NotTeaching(Exception):
    """This browser has no class, or its time is over."""


class PackGone(Exception):
    """The pack of a class is not on this server any more."""


@dataclass(frozen=True)
class Reader:
    """A request to the pages of learning, of anybody."""

    request: Request
    services: Services
    school: School
    now: datetime

    @cached_property
    def language(self) -> str:
        return language_of(self.request)

    @cached_property
    def say(self) -> Locale:
        """How the sentences of these pages are said in the language of the page."""
        return locale_named(self.language)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        rendering = self.services.rendering
        words = rendering.sentences(strings, self.language)
        return rendering.page(self.request, f"learn/{template}", status, learn=words, fill=fill, home=START, **values)


@dataclass(frozen=True)
class Learning(Reader):
    """A request of a learner. `klass` is their class, where they are in one."""

    learner: Learner
    klass: LearningClass | None

    @property
    def pack(self) -> Pack:
        """The pack that they learn with. Raises PackGone."""
        pack = self.school.own if self.klass is None else pack_of(self.school, self.klass)
        return translated(pack, self.language)

    @cached_property
    def stands(self) -> Standing:
        return standing.read(self.learner.state)

    @cached_property
    def practice(self) -> tuple[Practice, ...]:
        """All that they did, without what it takes to show it again."""
        with self.services.database.reading() as session:
            return tuple(learners.practice_of(session, [self.learner.id]))

    @cached_property
    def cases(self) -> tuple[Practice, ...]:
        return tuple(one for one in self.practice if one.kind == learners.CASE)

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(record_in(one) for one in self.cases)

    def did(self, kind: str, number: int) -> Practice:
        """One thing that they did. Raises HTTPException: 404."""
        with self.services.database.reading() as session:
            found = learners.one_practice(session, self.learner.id, kind, number) if 0 < number < 2**31 else None
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return found

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Of each case done, whether the level was right, too low or too high."""
        return tuple(verdict_of(record) for record in self.records)

    @property
    def number(self) -> int:
        """The number of the case that is open, or comes next."""
        return self.stands.cases + 1

    def consultation(self) -> Consultation | None:
        """The case that is open; None where there is none, or its pack is gone. Raises Busy, NoCase."""
        return None if self.stands.open is None else self.school.resumed(self.stands.open, self.language)

    def saved(self, after: Standing, did: Mapping[str, Any] | None = None) -> bool:
        """Save where they stand now, before anything is shown; False when another tab was first."""
        lives = self.services.settings.practice_lives
        ends = self.klass.expires_at if self.klass is not None else self.now + lives
        with self.services.database.connected() as connection:
            return learners.save(connection, self.learner, self.now, state=after.document(), expires_at=ends, did=did)


@dataclass(frozen=True)
class Teaching(Reader):
    """A request of a teacher."""

    klass: LearningClass

    @property
    def pack(self) -> Pack:
        return translated(pack_of(self.school, self.klass), self.language)


def pack_of(school: School, klass: LearningClass) -> Pack:
    """The pack of a class. Raises PackGone."""
    found = school.packs.get(klass.pack_sha256)
    if found is None:
        raise PackGone
    return found


def record_in(practice: Practice) -> Record:
    return Record.from_json(json.dumps(practice.record))


def seed_of(learner: Learner) -> int:
    """The seed of a learner's own cases. There are few, so that much of what one waits for was made for another."""
    return int(learner.id.replace("-", ""), 16) % SEEDS


def verdict_of(record: Record) -> str:
    gap = record.said.rank - record.level.rank
    return "right" if not gap else "under" if gap < 0 else "over"


def reader(request: Request) -> Reader:
    services = services_of(request)
    return Reader(request, services, school_of(request), services.now())


def learning_or_none(request: Request) -> Learning | None:
    services, token = services_of(request), cookie_of(request, LEARNER)
    if token is None:
        return None
    now = services.now()
    with services.database.looking() as connection:
        found = learners.learner_by_token(connection, now, token)
    return None if found is None else Learning(request, services, school_of(request), now, *found)


def learning(request: Request) -> Learning:
    """Who practises. Raises NotLearning."""
    found = learning_or_none(request)
    if found is None:
        raise NotLearning
    return found


def teaching_or_none(request: Request) -> Teaching | None:
    services, token = services_of(request), cookie_of(request, TEACHER)
    if token is None:
        return None
    now = services.now()
    with services.database.reading() as session:
        klass = class_by_token(session, now, token)
    return None if klass is None else Teaching(request, services, school_of(request), now, klass)


def teaching(request: Request) -> Teaching:
    """Whose class it is. Raises NotTeaching."""
    found = teaching_or_none(request)
    if found is None:
        raise NotTeaching
    return found


Anybody = Annotated[Reader, Depends(reader)]
Learns = Annotated[Learning, Depends(learning)]
Teaches = Annotated[Teaching, Depends(teaching)]

"""Where practice begins: alone, with the code of a class, or as its teacher; where one stands; and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from triage.errors import ClassRefused
from triage.learn import due
from triage.learn.schedule import next_due
from triage.locale import Say
from triage.questionnaire.strings import fill
from triage.report.document import clean
from triage.store import learners
from triage.store.classes import class_by_code
from triage.store.learners import MOST_IN_A_CLASS
from triage.store.models import LONGEST_NICKNAME, Learner
from triage.web.forms import clear_cookie, set_cookie, text_of
from triage.web.learn import strings
from triage.web.learn.people import (
    HOME,
    LEARNER,
    START,
    Anybody,
    Learning,
    Learns,
    Reader,
    learning_or_none,
    seed_of,
    teaching_or_none,
)
from triage.web.learn.school import JOINS, refuse_too_many
from triage.web.limiting import address_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

JOIN = "/learn/join"
CLASS_KEY = "class"  # what the key of codes is for
LONGEST_CODE = 60


def in_days(time: timedelta, say: Say) -> str:
    """A time in whole days, in words."""
    days = round(time / timedelta(days=1))
    return say(strings.ONE_DAY) if days <= 1 else fill(say(strings.DAYS), count=days)


@router.get(START)
def start(at: Anybody) -> Response:
    """What practice is, and the three ways into it."""
    at.school.warm_up()
    return at.page(
        "start.html",
        kept=_kept_alone(at),
        learns=learning_or_none(at.request) is not None,
        teaches=teaching_or_none(at.request) is not None,
    )


@router.post(START)
def begin(at: Anybody, form: Sent) -> Response:  # noqa: ARG001
    """Practice alone; what this browser had before alone is deleted, a place in a class is left. 429 if too many."""
    refuse_too_many(at.request, at.school.starts)
    old = learning_or_none(at.request)
    with at.services.database.writing() as session:
        if old is not None and old.klass is None:
            learners.delete_learner(session, old.learner)
        learner, token = learners.new_learner(session, at.now, at.now + at.services.settings.practice_lives)
    at.school.choose_ahead(at.school.own, (), seed_of(learner))
    return _come_in(at.request, token)


@router.get(JOIN)
def join(at: Anybody, code: Annotated[str, Query(max_length=LONGEST_CODE)] = "") -> Response:
    return _join(at, {"code": code, "nickname": ""})


@router.post(JOIN)
def join_now(at: Anybody, form: Sent) -> Response:
    """A place in the class of this code, under a nickname; wrong codes are counted. 429 if too many."""
    typed = {"code": text_of(form, "code", LONGEST_CODE), "nickname": clean(text_of(form, "nickname"))}
    who = address_of(at.request)
    if not JOINS.may_try(who):
        fault = fill(at.say(strings.CODE_OFTEN), minutes=JOINS.minutes)
        return _join(at, typed, "code", fault, HTTPStatus.TOO_MANY_REQUESTS)
    refuse_too_many(at.request, at.school.starts)
    with at.services.database.reading() as session:
        klass = class_by_code(session, at.now, typed["code"], at.services.key(CLASS_KEY))
    if klass is None:
        JOINS.failed(who)
        return _join(at, typed, "code", at.say(strings.CODE_UNKNOWN))
    if not 1 <= len(typed["nickname"]) <= LONGEST_NICKNAME:
        return _join(at, typed, "nickname", fill(at.say(strings.NICKNAME_LENGTH), most=LONGEST_NICKNAME))
    try:
        with at.services.database.writing() as session:
            _, token = learners.join(session, at.now, klass, typed["nickname"])
    except ClassRefused as refused:
        return _join(at, typed, "nickname", fill(at.say(strings.REFUSED[refused.reason]), most=MOST_IN_A_CLASS))
    return _come_in(at.request, token)


def _join(
    at: Reader,
    typed: Mapping[str, str],
    wrong: str = "",
    fault: str = "",
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Response:
    return at.page(
        "join.html",
        status if fault else HTTPStatus.OK,
        typed=typed,
        wrong=wrong,
        fault=fault,
        most=LONGEST_NICKNAME,
        here=f"{JOIN}?{urlencode({'code': typed['code']})}" if typed["code"] else JOIN,
    )


def _come_in(request: Request, token: str) -> Response:
    response = go(HOME)
    settings = request.app.state.services.settings
    kept = max(settings.practice_lives, settings.class_lives)
    set_cookie(request, response, LEARNER, token, int(kept.total_seconds()))
    return response


@router.get(HOME)
def home(at: Learns) -> Response:
    """Where one stands, and what can be done next."""
    waiting = due(at.pack, at.stands.cards, at.now)
    later = next_due(at.stands.cards)
    return at.page(
        "home.html",
        at=at,
        done=at.stands.cases,
        asked=at.stands.quizzes,
        is_open=at.stands.open is not None,
        waiting=len(waiting),
        later=None if later is None or waiting else max(1, -(-(later - at.now) // timedelta(days=1))),
        kept=_kept(at),
    )


def _kept(at: Learning) -> str:
    if at.klass is not None:
        return fill(at.say(strings.KEPT_CLASS), date=at.klass.expires_at.date().isoformat())
    return _kept_alone(at)


def _kept_alone(at: Reader) -> str:
    return fill(at.say(strings.KEPT_ALONE), days=in_days(at.services.settings.practice_lives, at.say))


@router.get("/learn/delete")
def ask_to_delete(at: Learns) -> Response:
    return at.page("delete.html", title=at.say(strings.DELETE_ASK), text=at.say(strings.DELETE_HOW), back=HOME)


@router.post("/learn/delete")
def delete(at: Anybody, form: Sent) -> Response:  # noqa: ARG001
    """A learner and all that they did, gone at once."""
    old = learning_or_none(at.request)
    if old is not None:
        with at.services.database.writing() as session:
            gone = session.get(Learner, old.learner.id)
            if gone is not None:
                learners.delete_learner(session, gone)
    response = at.page("problem.html", title=at.say(strings.DELETED), text=at.say(strings.DELETED_TEXT))
    clear_cookie(at.request, response, LEARNER)
    return response

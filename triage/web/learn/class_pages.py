"""A teacher's class: who is where, what is missed, each learner's profile, the cases' solutions, and its end."""

from __future__ import annotations

import io
from http import HTTPStatus

import segno
from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from triage.learn import level_labels
from triage.questionnaire.strings import fill
from triage.store import classes, learners
from triage.store.models import LearningClass
from triage.web.forms import clear_cookie
from triage.web.learn import heat, strings
from triage.web.learn.people import TEACHER, Teaches, Teaching
from triage.web.learn.profile_pages import profile_values
from triage.web.learn.results import LearnerResults, results_of, results_of_one
from triage.web.learn.start_pages import CLASS_KEY
from triage.web.learn.teach_pages import CLASS
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

ONE = CLASS + "/learners/{number}"
EVERY_SECONDS = 10


# ------------------------------------------------------------------------------------------------------------ progress


@router.get(CLASS)
def progress(at: Teaches) -> Response:
    return _progress(at, is_live=False)


@router.get(CLASS + "/live")
def live(at: Teaches) -> Response:
    """The same, asked for by who wants it to come anew by itself, until they leave it."""
    response = _progress(at, is_live=True)
    response.headers["refresh"] = str(EVERY_SECONDS)
    return response


def _progress(at: Teaching, is_live: bool) -> Response:
    rows = _results(at)
    return at.page(
        "class.html",
        at=at,
        rows=rows,
        done=sum(min(len(row.cases), at.klass.cases) for row in rows),
        code=classes.class_code(at.klass.id, at.services.key(CLASS_KEY)),
        every=fill(at.say(strings.EVERY), seconds=EVERY_SECONDS),
        is_live=is_live,
        minutes=lambda row: int((at.now - row.learner.touched_at).total_seconds() // 60),
    )


def _results(at: Teaching) -> list[LearnerResults]:
    with at.services.database.reading() as session:
        return results_of(session, at.klass)


@router.get(CLASS + "/join.svg")
def picture(at: Teaches) -> Response:
    """The way in for phones: a QR code of the page to join, with the code filled in."""
    code = classes.class_code(at.klass.id, at.services.key(CLASS_KEY))
    address = at.request.base_url.replace(path="/learn/join", query=f"code={code}")
    drawn = io.BytesIO()
    segno.make(str(address), error="m").save(
        drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False, title=at.say(strings.JOIN)
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


# --------------------------------------------------------------------------------------------------- misses and cases


@router.get(CLASS + "/misses")
def misses(at: Teaches) -> Response:
    """The heat maps, as tables with numbers."""
    results = _results(at)
    return at.page(
        "misses.html",
        at=at,
        signs=heat.by_sign(at.pack, results),
        cases=heat.by_case(results, at.klass.cases),
        levels=level_labels(at.pack),
        learners=len(results),
    )


@router.get(CLASS + "/cases/{number}")
def solved(at: Teaches, number: int) -> Response:
    """A case of the class with its solution. Raises HTTPException: 404."""
    if not 1 <= number <= at.klass.cases:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    case = at.school.class_case(at.pack, at.klass.seed + number - 1)
    solution = at.school.solved(at.pack, case, at.services.country().id)
    return at.page("solved.html", at=at, number=number, solution=solution)


# ---------------------------------------------------------------------------------------------------------- one learner


@router.get(ONE)
def one(at: Teaches, number: int) -> Response:
    """One learner's profile and cases. Raises HTTPException: 404."""
    found = _one(at, number)
    values = profile_values(at.school.profile(at.pack, found.records), at.say)
    return at.page("learner.html", found=found, at=at, levels=level_labels(at.pack), **values)


@router.get(ONE + "/remove")
def ask_to_remove(at: Teaches, number: int) -> Response:
    found = _one(at, number)
    title = fill(at.say(strings.REMOVE_ASK), nickname=found.learner.nickname)
    return at.page("delete.html", title=title, text=at.say(strings.REMOVE_HOW), back=f"{CLASS}/learners/{number}")


@router.post(ONE + "/remove")
def remove(at: Teaches, number: int, form: Sent) -> Response:  # noqa: ARG001
    found = _one(at, number)
    with at.services.database.writing() as session:
        learners.delete_learner(session, found.learner)
    return go(CLASS)


def _one(at: Teaching, number: int) -> LearnerResults:
    with at.services.database.reading() as session:
        found = results_of_one(session, at.klass, number) if 0 < number < 2**31 else None
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


# ------------------------------------------------------------------------------------------------------- the class ends


@router.post(CLASS + "/{door}")
def open_or_close(at: Teaches, door: str, form: Sent) -> Response:
    """Take more learners, or no more; or delete the class with all in it. Raises HTTPException: 404."""
    del form
    if door == "delete":
        return _deleted(at)
    if door not in ("open", "close"):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    with at.services.database.writing() as session:
        session.get_one(LearningClass, at.klass.id).is_open = door == "open"
    return go(CLASS)


@router.get(CLASS + "/delete")
def ask_to_delete(at: Teaches) -> Response:
    title, text = at.say(strings.DELETE_CLASS_ASK), at.say(strings.DELETE_CLASS_HOW)
    return at.page("delete.html", title=title, text=text, back=CLASS)


def _deleted(at: Teaching) -> Response:
    with at.services.database.writing() as session:
        classes.delete_class(session, at.klass.id)
    response = at.page("problem.html", title=at.say(strings.DELETED), text=at.say(strings.DELETED_CLASS_TEXT))
    clear_cookie(at.request, response, TEACHER)
    return response

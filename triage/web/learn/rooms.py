"""The pages of learning put into an application, and what their errors look like."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from triage.learn import NoCase
from triage.questionnaire.strings import fill
from triage.web.learn import (
    case_pages,
    class_pages,
    export_pages,
    profile_pages,
    quiz_pages,
    start_pages,
    strings,
    teach_pages,
)
from triage.web.learn.people import NotLearning, NotTeaching, PackGone, reader
from triage.web.learn.school import School, is_installed, packs_for_classes
from triage.web.learn.tutor import Busy, Tutor
from triage.web.limiting import Rate
from triage.web.services import Services, services_of

ROOMS = (start_pages, case_pages, quiz_pages, profile_pages, teach_pages, class_pages, export_pages)


def add_to(app: FastAPI, services: Services) -> None:
    """The pages, and what they share; without the libraries of learning, a page that says what is missing.

    Raises PackError, InputError for a folder in `class_packs` that holds no sound pack.
    """
    settings = services.settings
    packs = packs_for_classes(services.pack, settings.class_packs)
    app.state.school = School(
        packs,
        Tutor(packs, has_process=settings.has_worker),
        Tutor(packs, has_process=settings.has_worker),
        Rate("learners", settings.learners_a_minute),
        Rate("classes", settings.classes_a_minute),
    )
    if not is_installed():
        app.add_api_route("/learn", _not_installed, include_in_schema=False)
        return
    for room in ROOMS:
        app.include_router(room.router)
    app.add_exception_handler(NotLearning, _not_learning)
    app.add_exception_handler(NotTeaching, teach_pages.come_back_first)
    app.add_exception_handler(PackGone, _pack_gone)
    app.add_exception_handler(NoCase, _no_case)
    app.add_exception_handler(Busy, _busy)


def _not_installed(request: Request) -> Response:
    return _page(request, HTTPStatus.NOT_FOUND, strings.NOT_INSTALLED, strings.NOT_INSTALLED_TEXT)


def _not_learning(request: Request, error: Exception) -> Response:  # noqa: ARG001
    say = reader(request).say
    days = start_pages.in_days(services_of(request).settings.practice_lives, say)
    return _page(request, HTTPStatus.GONE, strings.NOT_LEARNING, fill(say(strings.NOT_LEARNING_TEXT), days=days))


def _pack_gone(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _page(request, HTTPStatus.GONE, strings.PACK_GONE, strings.PACK_GONE_TEXT)


def _no_case(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, strings.NO_CASE, strings.NO_CASE_TEXT)


async def _busy(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """What was sent stands in the page, to be sent once more."""
    again: list[tuple[str, str]] = []
    if request.method == "POST":
        form = await request.form()
        again = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    response = _page(request, HTTPStatus.SERVICE_UNAVAILABLE, strings.BUSY, strings.BUSY_TEXT, again=again)
    response.headers["retry-after"] = "5"
    return response


def _page(request: Request, status: int, title: str, text: str, **values: Any) -> Response:
    at = reader(request)
    return at.page("problem.html", status, title=at.say(title), text=at.say(text), **{"again": (), **values})

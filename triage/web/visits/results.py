"""The result as a page, as files to keep, and as a code to show at the desk."""

from __future__ import annotations

import io
from html import escape

import segno
from fastapi import APIRouter, Request
from starlette.responses import Response

from triage.locale import locale_named
from triage.report import to_html, to_html_parts
from triage.report.bilingual import Row, Said, bilingual, opening
from triage.store.models import Visit
from triage.store.visits import give_desk_token
from triage.web import strings
from triage.web.languages import language_of, speak
from triage.web.rendering import safe
from triage.web.visits.routes import QUESTION, RESULT, go
from triage.web.visits.visit import Current, current

router = APIRouter(include_in_schema=False)


@router.get(RESULT)
def result(request: Request) -> Response:
    """What to do now first; then why, possible causes, whom to see, what to watch for, exercises, sources."""
    now = current(request)
    assessment = now.result
    if assessment is None:
        return go(QUESTION)
    speak(request, assessment.language)
    main, small_print = to_html_parts(now.services.pack, assessment, _to_desk(request))
    return now.services.rendering.page(
        request,
        "result.html",
        title=assessment.urgency_label,
        level=assessment.urgency.value,
        main=safe(main),
        small_print=safe(small_print),
        is_of_one_engine=not assessment.engine.checked,
        has_both=_has_both(now),
    )


def _to_desk(request: Request) -> str:
    """The way to the desk for a phone, on which the list at the end of the page is far down."""
    words = escape(locale_named(language_of(request))(strings.SHOW_AT_DESK))
    return f'\n<p class="phone screen-only"><a href="/show">{words}</a></p>'


@router.get("/result.html")
def as_page(request: Request) -> Response:
    """The whole result as one page that needs nothing else."""
    now = current(request)
    if now.result is None:
        return go(QUESTION)
    text = to_html(now.services.pack, now.result)
    return Response(text, media_type="text/html", headers={"content-disposition": 'attachment; filename="result.html"'})


@router.get("/result.json")
def as_data(request: Request) -> Response:
    """The result as the contract has it; `triage check` reads it."""
    now = current(request)
    if now.result is None:
        return go(QUESTION)
    headers = {"content-disposition": 'attachment; filename="result.json"'}
    return Response(now.result.to_json(indent=1), media_type="application/json", headers=headers)


@router.get("/show")
def show(request: Request) -> Response:
    """The QR code for the desk. It carries a token, never answers."""
    now = current(request)
    if now.result is None:
        return go(QUESTION)
    return now.services.rendering.page(request, "show.html", has_both=_has_both(now))


@router.get("/both")
def both(request: Request) -> Response:
    """The hand-over for somebody who reads another language than the clinic: what it says in both, side by side."""
    now = current(request)
    clinic, person = now.services.pack, now.pack
    if now.result is None or not _has_both(now):
        return go(QUESTION if now.result is None else RESULT)
    return now.services.rendering.page(
        request,
        "both.html",
        level=now.result.urgency.value,
        how=Row(Said("", (strings.BOTH_HOW,)), Said("", (now.say(strings.BOTH_HOW),))),
        first=opening(clinic, now.result, person.language),
        rows=bilingual(clinic, now.result, person.language),
        clinic=(clinic.language, clinic.direction),
        person=(person.language, person.direction),
        statement=person.languages[person.language].statement,
    )


@router.get("/show.svg")
def picture(request: Request) -> Response:
    now = current(request)
    address = str(request.base_url.replace(path="/desk/take"))
    drawn = io.BytesIO()
    segno.make(f"{address}?code={_desk_token(now)}", error="m").save(
        drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False, title=now.say(strings.QR_CODE)
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")


def _has_both(now: Current) -> bool:
    """Whether the person reads another language than the clinic."""
    return now.pack.language != now.services.pack.language


def _desk_token(now: Current) -> str:
    with now.services.database.writing() as session:
        visit = session.get_one(Visit, now.visit.id)
        return give_desk_token(session, visit, now.services.key("desk"))

"""The pages of the self-assessment."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from triage import __version__
from triage.interview.order import Screen
from triage.locale import ENGLISH, Say
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.pack.wording import Person
from triage.questionnaire import pages
from triage.questionnaire.moves import checked
from triage.questionnaire.page import Kind, Page
from triage.questionnaire.strings import fill
from triage.report.document import Call
from triage.web import strings
from triage.web.forms import (
    LOOKS,
    VISIT,
    check_token,
    clear_cookie,
    look_of,
    set_cookie,
    set_language,
    set_look,
    text_of,
)
from triage.web.languages import language_of, languages_of, pack_of, say_of
from triage.web.limiting import Rate, address_of
from triage.web.problems import in_hours
from triage.web.services import services_of
from triage.web.visits.visit import Current, begun, current, current_or_none, deleted

router = APIRouter(include_in_schema=False)

QUESTION, ANSWERS, RESULT = "/question", "/answers", "/result"
_SEPARATE = (UNSURE, RATHER_NOT_SAY)


async def sent(request: Request) -> FormData:
    """The form, once its token is right. Raises Forged."""
    form = await request.form()
    check_token(request, form)
    return form


Sent = Annotated[FormData, Depends(sent)]


def go(address: str) -> RedirectResponse:
    """On to another page by GET, so that a refresh sends nothing twice."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


# ---------------------------------------------------------------------------------------------------------------- start


@router.get("/")
def start(request: Request) -> Response:
    """What this is, what it is not, and who it is for."""
    visit = current_or_none(request)  # first, since the page speaks its language
    services, pack, say = services_of(request), pack_of(request), say_of(request)
    hours = in_hours(say, services.settings.visit_lives)
    countries = sorted(pack.countries.values(), key=lambda one: (one.id != "any", one.label))
    return services.rendering.page(
        request,
        "start.html",
        title=say(pack.about.title),
        call=say(strings.CALL_FIRST),
        text=[say(pack.about.intended_use), say(pack.about.not_for), say(pack.review.statement)],
        kept=fill(say(strings.KEPT), hours=hours),
        countries=[(one.id, one.label) for one in countries],
        country=say.country.id,
        where=say(strings.WHERE),
        has_visit=visit is not None,
    )


@router.post("/start")
def begin(request: Request, form: Sent) -> Response:
    """A new questionnaire; one that this browser had before is deleted. Raises HTTPException: 429."""
    _refuse_too_many(request)
    services = services_of(request)
    old = current_or_none(request)
    person: Person = "other" if text_of(form, "for") == "other" else "self"
    country = services.country(text_of(form, "country")).id
    with services.database.writing() as session:
        if old is not None:
            deleted(session, old.visit)
        _, token = begun(session, services, person, country, language_of(request))
    response = go(QUESTION)
    set_cookie(request, response, VISIT, token)
    return response


def _refuse_too_many(request: Request) -> None:
    """One address starts so many a minute, so that nobody fills the database."""
    allowed: Rate = request.app.state.rates["visits"]
    who = address_of(request)
    if not allowed.may(who):
        headers = {"retry-after": str(allowed.seconds_to_wait(who))}
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, headers=headers)


@router.post("/look")
def look(request: Request, form: Sent) -> Response:
    """Larger or normal text, dark or light; back to the page it was chosen on."""
    chosen = text_of(form, "look")
    now = look_of(request)
    if chosen in LOOKS:
        others = {"dark", "light"} if chosen in ("dark", "light") else set()
        now = (now - {chosen}) if chosen in now else (now - others) | {chosen}
    response = go(_back(form))
    set_look(request, response, now)
    return response


@router.post("/language")
def language(request: Request, form: Sent) -> Response:
    """Another language, for this browser and for the questionnaire that is open in it; back to the same page."""
    chosen = text_of(form, "language")
    response = go(_back(form))
    if chosen in dict(languages_of(request)):
        visit = current_or_none(request)
        if visit is not None:
            visit.in_language(chosen)
        set_language(request, response, chosen)
    return response


def _back(form: FormData) -> str:
    """The page of ours that a form was on."""
    back = text_of(form, "back")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"


# ------------------------------------------------------------------------------------------------------------- question


@router.get(QUESTION)
def question(request: Request, note: str = "") -> Response:
    """What is asked now; the emergency the moment it is certain; the answers when nothing is left to ask."""
    now = current(request)
    interview = now.progress.interview
    if now.progress.must_warn:
        return _emergency(request, now)
    if interview.screen is None:
        return go(ANSWERS)
    notes = {"moved": strings.MOVED_ON, "changed": strings.CHANGED}
    return _question(request, now, note=now.say(notes.get(note, "")))


def _question(request: Request, now: Current, note: str = "", fault: str = "", typed: str | None = None) -> Response:
    interview = now.progress.interview
    screen = interview.screen
    assert screen is not None
    page = pages.question_page(interview, now.say, now.progress.replies.get(screen.id, ()))
    return now.services.rendering.page(
        request,
        "question.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        page=page,
        kind=page.kind.name.lower(),
        own=[choice for choice in page.choices if choice.value not in _SEPARATE],
        other=[choice for choice in page.choices if choice.value in _SEPARATE],
        suggested=page.suggested,
        number=typed if typed is not None else next((one for one in page.suggested if one.isdigit()), ""),
        range=fill(now.say(strings.NUMBER_FROM_TO), minimum=page.minimum, maximum=page.maximum),
        screen=screen.id,
        step=now.progress.step,
        can_go_back=bool(interview.before or interview.steps),
        has_answers=bool(interview.given),
        note=note,
        fault=fault,
        none=NONE,
    )


def _emergency(request: Request, now: Current) -> Response:
    page = pages.emergency(now.progress.interview, now.say)
    dial = now.say.country.dial
    return now.services.rendering.page(
        request,
        "emergency.html",
        page=page,
        call=Call(fill(now.say(strings.CALL), number=dial), dial, urgent=True) if dial else None,
        step=now.progress.step,
        finish=pages.FINISH,
    )


@router.post(QUESTION)
def answer(request: Request, form: Sent) -> Response:
    """A reply, a step back, or what to do in an emergency.

    A page that was open while another tab went on is still heard: its reply takes the place of the earlier one.
    """
    now = current(request)
    step = int(text_of(form, "step")) if text_of(form, "step").isdecimal() else -1
    wanted = text_of(form, "do")
    if wanted in ("back", "go on"):
        return go(QUESTION) if step != now.progress.step else _moved(now, {"do": wanted})
    if wanted == "finish":
        return go(QUESTION) if not _finish(now) else go(RESULT)
    if not 0 <= step <= now.progress.step:
        return go(f"{QUESTION}?note=moved")
    asked = now.progress.asked[step] if step < now.progress.step else now.progress.interview
    screen = asked.screen
    if screen is None or screen.id != text_of(form, "screen"):
        return go(f"{QUESTION}?note=moved")
    try:
        reply = reply_of(screen, form)
    except ValueError:
        return _refused(request, now, form, step)
    if step == now.progress.step:
        return _moved(now, {"do": "reply", "screen": screen.id, "reply": reply})
    if _is_what_was_said(now, step, reply):
        return go(QUESTION)
    return _moved(now, {"do": "revise", "step": step, "reply": reply}, note="changed")


def _refused(request: Request, now: Current, form: FormData, step: int) -> Response:
    """The same page once more, saying what is missing, with what was typed."""
    if step != now.progress.step:
        return go(f"{QUESTION}?note=moved")
    page = pages.question_page(now.progress.interview, now.say)
    return _question(request, now, fault=fault_of(page, form, now.say), typed=text_of(form, "number"))


def fault_of(page: Page, form: FormData, say: Say = ENGLISH) -> str:
    """What to do about a reply that is none."""
    if page.kind is Kind.NUMBER:
        return fill(say(strings.TYPE_NUMBER), minimum=page.minimum, maximum=page.maximum)
    if page.kind is Kind.ANY and len(form.getlist("reply")) > 1:
        return say(strings.NOT_TOGETHER)
    return say(strings.CHOOSE_ANY if page.kind is Kind.ANY else strings.CHOOSE_ONE)


def reply_of(screen: Screen, form: FormData) -> list[str] | int:
    """The reply in a form. Raises ValueError when it is none."""
    number = text_of(form, "number", longest=10)
    picked = [value for value in form.getlist("reply") if isinstance(value, str)]
    is_number = not screen.is_list and screen.questions[0].type is QuestionType.NUMBER
    found = checked(screen, int(number) if is_number and number.isdecimal() and not picked else picked)
    return found if isinstance(found, int) else list(found)


def _is_what_was_said(now: Current, step: int, reply: list[str] | int) -> bool:
    """A form sent twice: the move that it made stands already."""
    return len(now.visit.moves) > step and now.visit.moves[step].get("reply") == reply


def _moved(now: Current, move: dict[str, object], note: str = "") -> Response:
    """On to the next question; what does not fit, or came after another tab, leads to the latest one."""
    try:
        is_first = now.moved(move) is not None
    except ValueError:
        is_first = False
    if not is_first:
        return go(f"{QUESTION}?note=moved")
    return go(f"{QUESTION}?note={note}" if note else QUESTION)


# -------------------------------------------------------------------------------------------------- answers and result


@router.get(ANSWERS)
def answers(request: Request) -> Response:
    """All answers in words, each to be changed."""
    now = current(request)
    interview = now.progress.interview
    page = pages.review(interview, now.say)
    return now.services.rendering.page(
        request,
        "answers.html",
        page=page,
        lines=[(choice.value, choice.label) for choice in page.choices if choice.value in interview.given],
        is_done=interview.is_done,
        may_finish=interview.is_done or interview.is_emergency_certain,
    )


@router.post(ANSWERS)
def change(request: Request, form: Sent) -> Response:
    """One earlier question asked again."""
    now = current(request)
    name = text_of(form, "question")
    if name not in now.progress.interview.given:
        return go(ANSWERS)
    return _moved(now, {"do": "edit", "question": name})


@router.post(RESULT)
def finish(request: Request, form: Sent) -> Response:  # noqa: ARG001
    return go(RESULT) if _finish(current(request)) else go(QUESTION)


def _finish(now: Current) -> bool:
    """The result, made and kept. False when there is still something to ask first."""
    interview = now.progress.interview
    if not (interview.is_done or interview.is_emergency_certain):
        return False
    return now.visit.is_done or now.finished() is not None


@router.get("/delete")
def ask_to_delete(request: Request) -> Response:
    current_or_none(request)  # whose language the page speaks
    return services_of(request).rendering.page(request, "delete.html")


@router.get("/about")
def about(request: Request) -> Response:
    """What this is and is not, who has checked it, and what becomes of answers."""
    current_or_none(request)  # whose language the page speaks
    services, pack, say = services_of(request), pack_of(request), say_of(request)
    about, hours = pack.about, in_hours(say, services.settings.visit_lives)
    translation = [pack.languages[pack.language].statement] if pack.language in pack.languages else []
    parts = [
        (say(about.title), [say(about.intended_use), say(about.not_for), say(pack.review.statement), *translation]),
        (say(strings.PRIVACY), [fill(say(text), hours=hours) for text in strings.PRIVACY_TEXT]),
        (say(strings.VERSIONS), [fill(say(strings.VERSIONS_TEXT), software=__version__, pack=about.version)]),
    ]
    return services.rendering.page(request, "about.html", parts=parts)


@router.post("/delete")
def delete(request: Request, form: Sent) -> Response:  # noqa: ARG001
    """Everything deleted at once."""
    now = current_or_none(request)
    if now is not None:
        with now.services.database.writing() as session:
            deleted(session, now.visit)
    response = services_of(request).rendering.page(request, "deleted.html")
    clear_cookie(request, response, VISIT)
    return response

"""How a class begins, and how its teacher comes back to it: by a code that is shown once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from secrets import randbelow

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.pack.pack import Pack
from triage.questionnaire.strings import fill
from triage.report.document import clean
from triage.store import classes
from triage.store.models import LONGEST_TITLE
from triage.web.forms import clear_cookie, set_cookie, text_of
from triage.web.learn import strings
from triage.web.learn.people import TEACHER, Anybody, Reader, reader
from triage.web.learn.school import TEACHERS, refuse_too_many, translated
from triage.web.learn.start_pages import CLASS_KEY, LONGEST_CODE, in_days
from triage.web.limiting import address_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

TEACH, CLASS = "/learn/teach", "/learn/class"
MOST_CASES, MOST_SEED = 30, 999_999
CASES, DAYS = 10, (1, 7, 30)


@router.get(TEACH)
def start(at: Anybody) -> Response:
    at.school.warm_up()
    return _teach(at)


@router.post(TEACH)
def begin(at: Anybody, form: Sent) -> Response:
    """A new class, and its teacher's code, which no page shows again. 429 if too many."""
    typed = {name: text_of(form, name) for name in ("cases", "seed", "days", "pack")}
    typed["title"] = clean(text_of(form, "title"))
    faults = _faults(at, typed)
    if faults:
        return _teach(at, typed, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    refuse_too_many(at.request, at.school.classes)
    pack = at.school.packs.get(typed["pack"], at.school.own)
    lives = min(timedelta(days=int(typed["days"])), at.services.settings.class_lives)
    with at.services.database.writing() as session:
        klass, code, token = classes.new_class(
            session,
            at.now,
            at.services.key(CLASS_KEY),
            title=typed["title"],
            pack_sha256=pack.sha256,
            seed=int(typed["seed"]) if typed["seed"] else randbelow(MOST_SEED + 1),
            cases=int(typed["cases"]),
            lives_for=lives,
        )
    at.school.prepare(pack, klass.seed, klass.cases)
    join_code = classes.class_code(klass.id, at.services.key(CLASS_KEY))
    response = at.page("made.html", klass=klass, code=code, join_code=join_code)
    return _with_cookie(at, response, token)


def _faults(at: Reader, typed: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    if len(typed["title"]) > LONGEST_TITLE:
        faults["title"] = fill(at.say(strings.TITLE_LENGTH), most=LONGEST_TITLE)
    if not _is_number(typed["cases"], 1, MOST_CASES):
        faults["cases"] = fill(at.say(strings.NUMBER_BETWEEN), least=1, most=MOST_CASES)
    if typed["seed"] and not _is_number(typed["seed"], 0, MOST_SEED):
        faults["seed"] = fill(at.say(strings.NUMBER_BETWEEN), least=0, most=MOST_SEED)
    if typed["days"] not in map(str, DAYS):
        faults["days"] = at.say(strings.CHOOSE_DAYS)
    if typed["pack"] and typed["pack"] not in at.school.packs:
        faults["pack"] = at.say(strings.CHOOSE_PACK)
    return faults


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most


@router.post(TEACH + "/back")
def come_back(at: Anybody, form: Sent) -> Response:
    """The class of a teacher's code, in this browser from now on; wrong codes are counted."""
    who = address_of(at.request)
    if not TEACHERS.may_try(who):
        faults = {"code": fill(at.say(strings.CODE_OFTEN), minutes=TEACHERS.minutes)}
        return _teach(at, faults=faults, status=HTTPStatus.TOO_MANY_REQUESTS)
    typed, key = text_of(form, "code", LONGEST_CODE), at.services.key(CLASS_KEY)
    with at.services.database.writing() as session:
        klass = classes.class_by_teacher_code(session, at.now, typed, key)
        token = classes.renew_token(session, klass) if klass else ""
    if klass is None:
        TEACHERS.failed(who)
        faults = {"code": at.say(strings.TEACHER_CODE_UNKNOWN)}
        return _teach(at, faults=faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _with_cookie(at, go(CLASS), token)


@router.post(CLASS + "/leave")
def leave(at: Anybody, form: Sent) -> Response:  # noqa: ARG001
    """This browser has the class no more; the code opens it again."""
    response = go(TEACH)
    clear_cookie(at.request, response, TEACHER)
    return response


async def come_back_first(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Where a request of nobody's class leads."""
    at = reader(request)
    return _teach(at, status=HTTPStatus.UNAUTHORIZED, note=at.say(strings.TEACHER_FIRST))


def _with_cookie(at: Reader, response: Response, token: str) -> Response:
    set_cookie(at.request, response, TEACHER, token, int(at.services.settings.class_lives.total_seconds()))
    return response


def _teach(
    at: Reader,
    typed: Mapping[str, str] | FormData | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
    note: str = "",
) -> Response:
    most = at.services.settings.class_lives
    days = [(count, in_days(timedelta(days=count), at.say)) for count in DAYS if timedelta(days=count) <= most]
    return at.page(
        "teach.html",
        status,
        typed=typed or {"title": "", "cases": str(CASES), "seed": "", "days": str(DAYS[1]), "pack": ""},
        faults=faults or {},
        note=note,
        days=days,
        packs=[(sha, _title(translated(pack, at.language))) for sha, pack in at.school.packs.items()],
        most_cases=MOST_CASES,
        most_title=LONGEST_TITLE,
    )


def _title(pack: Pack) -> str:
    return f"{pack.about.title} {pack.about.version}"

"""One ticket: what to do, what was said, what was done, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk import intake, override, queue
from triage.desk import strings as words
from triage.desk.changes import answer_in_words
from triage.desk.handover import handover
from triage.desk.roles import Permission, require
from triage.desk.tickets import read_ticket, rename
from triage.errors import DeskRefused, NotAllowed, StaleTicket
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.questionnaire.strings import fill
from triage.store.models import LONGEST_LABEL, LONGEST_NOTE, Ticket
from triage.web.desk import strings
from triage.web.desk.staff import HOME, At, Staffed, address, told, version_of
from triage.web.forms import text_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

TICKET = "/desk/tickets/{ticket_id}"
_OPEN = ("intake", "waiting", "claimed")


@router.get(TICKET)
def page(at: Staffed, ticket_id: str, note: str = "") -> Response:
    """`note=changed` tells on top what the last change did."""
    return show(at, ticket_id, tells=note == "changed")


def show(
    at: At,
    ticket_id: str,
    *,
    stale: StaleTicket | None = None,
    fault: str = "",
    tells: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    """The page of a ticket; after a refusal with the reason."""
    about = handover(at.desk, at.now, at.user, ticket_id)
    ticket = about.ticket
    say = Wording(at.services.country(ticket.country), "other")
    level = at.desk.pack.levels[Urgency(ticket.urgency)] if ticket.urgency else None
    is_open = ticket.state in _OPEN
    return at.page(
        "ticket.html",
        status,
        ticket=ticket,
        about=about,
        level=level and {"id": level.id, "label": say(level.label), "action": say(level.action)},
        signs=_signs(ticket),
        answers=_answers(at, ticket, is_no=False),
        said_no=_answers(at, ticket, is_no=True),
        changed=about.history[0].more if tells and about.history else (),
        waits=ticket.state == queue.WAITING,
        is_claimed=ticket.state == queue.CLAIMED,
        is_open=is_open,
        state=words.STATES[ticket.state],
        reads=about.beside.language.name if about.beside else "",
        may_ask=is_open and intake.asking(at.desk, ticket).screen is not None,
        longest_label=LONGEST_LABEL,
        stale=told(stale),
        is_stale=stale is not None,
        fault=fault,
    )


def _signs(ticket: Ticket) -> list[dict[str, Any]]:
    """The danger signs that are certain first; those that are only not ruled out as far as they count."""
    signs = list((ticket.result or {}).get("danger_signs", ()))
    return [sign for sign in signs if sign["certain"] or sign["urgency"] == ticket.assessed_urgency]


def _answers(at: At, ticket: Ticket, is_no: bool) -> list[tuple[str, str, str]]:
    """Each answer that is (or is not) a clear no: the question's id, in words, and who gave it."""
    return [
        (name, answer_in_words(at.desk, ticket, name, answer), words.SAID_BY.get(ticket.said_by.get(name, ""), ""))
        for name, answer in ticket.answers.items()
        if (name in at.desk.pack.questions and intake.is_no(at.desk.pack, name, answer)) == is_no
    ]


# ------------------------------------------------------------------------------------------- take, give back, close


@router.post(TICKET + "/claim")
def claim(at: Staffed, ticket_id: str, form: Sent) -> Response:
    return _changed(at, ticket_id, lambda: queue.claim(at.desk, at.now, at.user, ticket_id, version_of(form)))


@router.post(TICKET + "/release")
def release(at: Staffed, ticket_id: str, form: Sent) -> Response:
    return _changed(at, ticket_id, lambda: queue.release(at.desk, at.now, at.user, ticket_id, version_of(form)))


@router.post(TICKET + "/close")
def close(at: Staffed, ticket_id: str, form: Sent) -> Response:
    """Seen or left; then back to the queue."""
    state = text_of(form, "state", 10)

    def change() -> Ticket:
        return queue.close(at.desk, at.now, at.user, ticket_id, version_of(form), state)

    return _changed(at, ticket_id, change, to=HOME)


@router.post(TICKET + "/label")
def label(at: Staffed, ticket_id: str, form: Sent) -> Response:
    """Another name to call the person by."""
    name = text_of(form, "label")
    return _changed(at, ticket_id, lambda: rename(at.desk, at.now, at.user, ticket_id, version_of(form), name))


def _changed(at: At, ticket_id: str, change: Callable[[], Ticket], to: str = "") -> Response:
    """Back to the ticket after a change; where another was first, with what they did."""
    try:
        ticket = change()
    except StaleTicket as stale:
        return show(at, ticket_id, stale=stale, status=HTTPStatus.CONFLICT)
    except DeskRefused as refused:
        return show(at, ticket_id, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(to or address(ticket))


# --------------------------------------------------------------------------------------------------- another level


@router.get(TICKET + "/level")
def other_level(at: Staffed, ticket_id: str) -> Response:
    return _level(at, read_ticket(at.desk, at.user, ticket_id))


@router.post(TICKET + "/level")
def set_level(at: Staffed, ticket_id: str, form: Sent) -> Response:
    """Set another level. What was typed stays where it is refused, or where another was first."""
    try:
        ticket = override.set_other_level(
            at.desk,
            at.now,
            at.user,
            ticket_id,
            version_of(form),
            level=text_of(form, "level"),
            reason=text_of(form, "reason"),
            initials=text_of(form, "initials"),
            note=text_of(form, "note", 2000),
        )
    except (StaleTicket, DeskRefused, NotAllowed) as refused:
        return _level_refused(at, ticket_id, form, refused)
    return go(address(ticket))


def _level_refused(at: At, ticket_id: str, form: FormData, refused: Exception) -> Response:
    ticket = read_ticket(at.desk, at.user, ticket_id)
    if isinstance(refused, StaleTicket):
        return _level(at, ticket, form, stale=refused, status=HTTPStatus.CONFLICT)
    status = HTTPStatus.FORBIDDEN if isinstance(refused, NotAllowed) else HTTPStatus.UNPROCESSABLE_ENTITY
    return _level(at, ticket, form, fault=str(refused), status=status)


def _level(
    at: At,
    ticket: Ticket,
    form: FormData | None = None,
    *,
    stale: StaleTicket | None = None,
    fault: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    require(at.user, Permission.OVERRIDE)
    say = Wording(at.services.country(ticket.country), "other")
    groups = [
        (label, [(one.id, say(one.label)) for one in at.desk.pack.desk.reasons if one.direction == way])
        for way, label in (
            ("up", strings.REASONS_UP),
            ("down", strings.REASONS_DOWN),
            ("either", strings.REASONS_EITHER),
        )
    ]
    typed = {name: "" if form is None else text_of(form, name, 2000) for name in ("level", "reason", "note")}
    return at.page(
        "level.html",
        status,
        ticket=ticket,
        levels=[(level.id, say(level.label)) for level in at.desk.pack.urgency_levels if level.id != ticket.urgency],
        groups=groups,
        typed=typed,
        initials=at.user.initials if form is None else text_of(form, "initials"),
        longest_note=LONGEST_NOTE,
        now_label=fill(strings.OVERRIDE_NOW, level=_label(at, ticket)),
        stale=told(stale),
        is_stale=stale is not None,
        fault=fault,
    )


def _label(at: At, ticket: Ticket) -> str:
    say = Wording(at.services.country(ticket.country), "other")
    return say(at.desk.pack.levels[Urgency(ticket.urgency)].label) if ticket.urgency else words.NOT_ASKED_YET

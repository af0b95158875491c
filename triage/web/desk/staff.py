"""Who is at the desk: the user behind a request, and what every page of the desk needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk import Desk, reask, roles
from triage.desk.changes import level_label
from triage.desk.roles import Permission
from triage.errors import StaleTicket
from triage.pack.pack import Pack
from triage.questionnaire.strings import fill
from triage.store.models import Ticket, User
from triage.store.staff_sessions import needs_seeing, see, user_of_session
from triage.web.desk import strings
from triage.web.forms import STAFF, cookie_of, text_of
from triage.web.services import Services, services_of

HOME, LOG_IN, LOG_OUT = "/desk", "/desk/login", "/desk/logout"
LIVE = "/desk/live"


class LogInFirst(Exception):
    """Nobody is logged in (any more)."""


@dataclass(frozen=True)
class At:
    """A request of a user who is logged in."""

    request: Request
    services: Services
    desk: Desk
    user: User
    now: datetime

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the desk. On top of each stand the people who are to be asked again now."""
        return self.services.rendering.page(
            self.request,
            f"desk/{template}",
            status,
            desk=strings,
            fill=fill,
            user=self.user,
            may={one.name: roles.may(self.user, one) for one in Permission},
            calls=reask.calls(self.desk, self.now),
            clock=self.desk.clock,
            minutes=minutes,
            waiting_for=waiting_for,
            called=called,
            level_label=lambda level: level_label(self.desk, level or ""),
            **values,
        )


def desk_of(services: Services) -> Desk:
    """The desk of a server, with the days of this machine's own zone."""
    return _desk(services.pack, services.database, services.assess, services.country().id)


@lru_cache(maxsize=8)
def _desk(pack: Pack, database: Any, assess: Callable[..., Any], country: str) -> Desk:
    return Desk(database, pack, assess, country, zone=None)


def at_desk(request: Request) -> At:
    """Who asks. Raises LogInFirst. Being here keeps the session alive, but for what a page fetches by itself."""
    services, now = services_of(request), services_of(request).now()
    token = cookie_of(request, STAFF)
    if token is None:
        raise LogInFirst
    with services.database.reading() as session:
        user = user_of_session(session, now, token)
        is_due = user is not None and request.url.path != LIVE and needs_seeing(session, now, token)
    if user is None:
        raise LogInFirst
    if is_due:
        with services.database.writing() as session:
            see(session, now, token)
    return At(request, services, desk_of(services), user, now)


Staffed = Annotated[At, Depends(at_desk)]


def minutes(span: Any) -> str:
    """How long something takes or took, in whole minutes."""
    return fill(strings.MINUTES, count=int(span.total_seconds() // 60))


def waiting_for(span: Any) -> str:
    """How long somebody who is still here has waited."""
    return minutes(span) if span.total_seconds() >= 60 else strings.JUST_NOW


def called(ticket: Any) -> str:
    """What the desk calls somebody: the number, and the name where there is one."""
    number = fill(strings.NUMBER, number=ticket.number)
    return f"{number}, {ticket.label}" if ticket.label else number


def address(ticket: Ticket | str, part: str = "") -> str:
    """Where a ticket's pages are."""
    name = ticket if isinstance(ticket, str) else ticket.id
    return f"/desk/tickets/{quote(name, safe='')}{'/' + part if part else ''}"


def ask_address(
    ticket: Ticket, singly: Sequence[str] = (), confirmed: Sequence[str] = (), again: Sequence[str] = ()
) -> str:
    """Where a ticket's next question is; what the questionnaire carries along are ids of questions, never answers."""
    carried = {"singly": singly, "confirmed": confirmed, "again": again}
    query = urlencode({name: ",".join(names) for name, names in carried.items() if names}, safe=",")
    return address(ticket, "ask") + (f"?{query}" if query else "")


def version_of(form: FormData) -> int:
    """The version of the ticket that a form was made from; one that never was, for what is no number."""
    text = text_of(form, "version", 10)
    return int(text) if text.isascii() and text.isdecimal() else 0


def told(stale: StaleTicket | None) -> tuple[str, ...]:
    """What somebody else changed meanwhile."""
    return stale.changes if stale else ()

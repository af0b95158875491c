"""The queue: as a page, as the part that the page fetches by itself, and as one that refreshes without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from triage.desk import queue, reask
from triage.desk import strings as words
from triage.questionnaire.strings import fill
from triage.web.desk import strings
from triage.web.desk.staff import HOME, LIVE, At, Staffed, address, called
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

_EVERY = timedelta(seconds=30)


@router.get(HOME)
def page(at: Staffed) -> Response:
    return at.page("queue.html", **_values(at), is_plain=False)


@router.get("/desk/plain")
def plain(at: Staffed) -> Response:
    """The same, asked for by who has no JavaScript; it comes anew until they leave it."""
    response = at.page("queue.html", **_values(at), is_plain=True)
    response.headers["refresh"] = str(int(_EVERY.total_seconds()))
    return response


@router.get(LIVE)
def live(at: Staffed) -> Response:
    """The part that changes. Fetching it does not count as being there."""
    return at.page("live.html", **_values(at))


@router.post("/desk/next")
def take_next(at: Staffed, form: Sent) -> Response:  # noqa: ARG001
    """Take who is next."""
    return go(address(queue.claim_next(at.desk, at.now, at.user)))


def _values(at: At) -> dict[str, Any]:
    rows = queue.queue(at.desk, at.now, at.user)
    calls = reask.calls(at.desk, at.now)
    return {
        "rows": rows,
        "states": words.STATES,
        "not_asked": words.NOT_ASKED_YET,
        "says": fill(strings.SAYS_QUEUE, count=len(rows)),
        "says_calls": " ".join(fill(strings.SAYS_CALL, who=called(call)) for call in calls),
        "call_ids": " ".join(call.reask_id for call in calls),
        "has_waiting": any(row.ticket.state == queue.WAITING for row in rows),
        "names_of_languages": {tag: one.name for tag, one in at.desk.pack.languages.items()},
        "now": at.now,
    }

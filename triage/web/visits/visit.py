"""One self-assessment of one browser: read, moved on, saved, with the questionnaire kept ready between requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from fastapi import Request

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.pack.wording import Person, Wording
from triage.questionnaire import moves
from triage.questionnaire.moves import Move, Progress
from triage.reasoning.answers import Answers
from triage.store.models import Visit
from triage.store.visits import save_visit, visit_by_token
from triage.web.forms import VISIT, cookie_of
from triage.web.problems import Expired
from triage.web.services import Services, services_of

MOST_MOVES = 1000
_KEPT = 500


class _Ready:
    """The questionnaires last used, so that a request takes one step and not all of them again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[tuple[str, int], Progress] = OrderedDict()

    def get(self, visit: Visit) -> Progress | None:
        with self._lock:
            return self._found.get((visit.id, visit.version))

    def put(self, visit_id: str, version: int, progress: Progress) -> None:
        with self._lock:
            self._found.pop((visit_id, version - 1), None)
            self._found[visit_id, version] = progress
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)


_READY = _Ready()


@dataclass(frozen=True)
class Current:
    """A visit with the questionnaire in it."""

    services: Services
    visit: Visit
    progress: Progress

    @property
    def person(self) -> Person:
        return self.progress.interview.person

    @property
    def say(self) -> Wording:
        return Wording(self.services.country(self.visit.country), self.person)

    @property
    def result(self) -> Assessment | None:
        return assessment_of(self.visit)

    def moved(self, *more: Move) -> Current | None:
        """The visit after these moves, saved before anything is shown; None when another request was first.

        Raises ValueError for a move that does not fit.
        """
        progress = self.progress
        for move in more:
            progress = moves.after(progress, move)
        if progress.step > MOST_MOVES:
            raise ValueError("too many moves")
        return self._saved(progress, [*self.visit.moves, *more])

    def finished(self) -> Current | None:
        """The visit with its result; None when another request was first."""
        answers = self.progress.interview.answers()
        result = self.services.assess(answers, self.visit.country)
        return self._saved(self.progress, self.visit.moves, result)

    def _saved(self, progress: Progress, done: list[Any], result: Assessment | None = None) -> Current | None:
        now, services = self.services.now(), self.services
        with services.database.writing() as session:
            visit = session.merge(self.visit, load=False)
            is_first = save_visit(
                session,
                visit,
                self.visit.version,
                now,
                moves=done,
                answers=document_of(progress.interview.pack, progress),
                is_done=result is not None,
                result=result.to_dict() if result else None,
                expires_at=now + services.settings.visit_lives,
            )
        if not is_first:
            return None
        _READY.put(visit.id, visit.version, progress)
        return Current(services, visit, progress)


def current(request: Request) -> Current:
    """The visit of this browser. Raises Expired when there is none (any more)."""
    found = current_or_none(request)
    if found is None:
        raise Expired
    return found


def current_or_none(request: Request) -> Current | None:
    token = cookie_of(request, VISIT)
    if token is None:
        return None
    services = services_of(request)
    with services.database.reading() as session:
        visit = visit_by_token(session, services.now(), token)
    return None if visit is None else loaded(services, visit)


def loaded(services: Services, visit: Visit) -> Current:
    """A visit with its questionnaire, played again where it is not ready.

    After the rules have changed it goes on from the answers that they still understand.
    """
    progress = _READY.get(visit)
    if progress is None or progress.interview.pack is not services.pack:
        person = cast(Person, visit.answers.get("for", "self"))
        done = visit.moves
        if visit.pack_sha256 != services.pack.sha256:
            done = [{"do": "resume", "answers": visit.answers}]
        progress = moves.play(services.pack, person, done)
        _READY.put(visit.id, visit.version, progress)
    return Current(services, visit, progress)


def document_of(pack: Pack, progress: Progress) -> dict[str, Any]:
    """The answers so far as an answers document."""
    return Answers(progress.interview.given, person=progress.interview.person).document(pack)


def assessment_of(visit: Visit | Mapping[str, Any]) -> Assessment | None:
    """The result that a visit keeps."""
    import json

    raw = visit.result if isinstance(visit, Visit) else visit
    return None if raw is None else Assessment.from_json(json.dumps(raw))

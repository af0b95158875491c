"""One self-assessment of one browser: read, moved on, saved, with the questionnaire kept ready between requests."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from fastapi import Request

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.pack.wording import Person, Wording, wording_of
from triage.questionnaire import moves
from triage.questionnaire.moves import Move, Progress
from triage.reasoning.answers import Answers
from triage.store import Session
from triage.store.models import Visit
from triage.store.visits import delete_visit, new_visit, save_visit, set_language, visit_by_token
from triage.web.forms import VISIT, cookie_of
from triage.web.languages import speak
from triage.web.problems import Expired
from triage.web.services import Services, services_of

MOST_MOVES = 1000
_KEPT = 500


class _Ready:
    """The questionnaires last used, by what was done in them: people who answer alike wait for the same work once.

    A questionnaire is an immutable value, so they may share it; it holds nothing of who they are.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[tuple[str, str, Person, str], Progress] = OrderedDict()

    def progress(self, pack: Pack, person: Person, done: list[Any], before: Progress | None = None) -> Progress:
        """The questionnaire after these moves; from `before`, the one that only lacks the last of them, if it is there.

        Raises ValueError for a move that does not fit.
        """
        key = (pack.sha256, pack.language, person, json.dumps(done, separators=(",", ":")))
        with self._lock:
            found = self._found.get(key)
            if found is not None and found.interview.pack is pack:
                self._found.move_to_end(key)
                return found
        made = moves.play(pack, person, done) if before is None else moves.after(before, done[-1])
        with self._lock:
            self._found[key] = made
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return made


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
    def pack(self) -> Pack:
        """The pack in the language of the visit."""
        return self.progress.interview.pack

    @property
    def say(self) -> Wording:
        return wording_of(self.pack, self.services.country(self.visit.country).id, self.person)

    def in_language(self, language: str) -> Current:
        """The same visit, read in another language from now on; what was answered and its result are the same."""
        with self.services.database.connected() as connection:
            set_language(connection, self.visit, language)
        now = loaded(self.services, self.visit)
        return (now.finished() or now) if self.visit.is_done else now

    @property
    def result(self) -> Assessment | None:
        """The result that the visit keeps."""
        raw = self.visit.result
        return None if raw is None else Assessment.from_json(json.dumps(raw))

    def moved(self, *more: Move) -> Current | None:
        """The visit after these moves, saved before anything is shown; None when another request was first.

        Raises ValueError for a move that does not fit.
        """
        progress, done = self.progress, list(_moves_of(self.visit, self.pack))
        if len(done) + len(more) > MOST_MOVES:
            raise ValueError("too many moves")
        for move in more:
            done.append(dict(move))
            progress = _READY.progress(self.pack, self.person, done, progress)
        return self._saved(progress, done)

    def finished(self) -> Current | None:
        """The visit with its result; None when another request was first."""
        answers = self.progress.interview.answers()
        result = self.services.assess(answers, self.visit.country, self.pack.language)
        return self._saved(self.progress, self.visit.moves, result)

    def _saved(self, progress: Progress, done: list[Any], result: Assessment | None = None) -> Current | None:
        now, services = self.services.now(), self.services
        with services.database.connected() as connection:
            is_first = save_visit(
                connection,
                self.visit,
                self.visit.version,
                now,
                moves=done,
                answers=document_of(progress.interview.pack, progress),
                is_done=result is not None,
                result=result.to_dict() if result else None,
                expires_at=max(self.visit.expires_at, now + services.settings.visit_lives),  # a code may give it longer
            )
        if not is_first:
            return None
        return Current(services, self.visit, progress)


def begun(session: Session, services: Services, person: Person, country: str, language: str) -> tuple[Visit, str]:
    """A new visit of this person, and its token."""
    now, lives = services.now(), services.settings.visit_lives
    visit, token = new_visit(session, now, country, services.pack.sha256, lives, language)
    save_visit(session, visit, visit.version, now, moves=[], answers={"for": person, "answers": {}})
    return visit, token


def deleted(session: Session, visit: Visit) -> None:
    """The visit is gone; that another tab was first does no harm."""
    if (found := session.get(Visit, visit.id)) is not None:
        delete_visit(session, found)


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
    with services.database.looking() as connection:
        visit = visit_by_token(connection, services.now(), token)
    if visit is None:
        return None
    now = loaded(services, visit)
    speak(request, now.pack.language)
    return now


def loaded(services: Services, visit: Visit) -> Current:
    """A visit with its questionnaire, played again where it is not ready.

    After the rules have changed it goes on from the answers that they still understand.
    """
    person = cast(Person, visit.answers.get("for", "self"))
    pack = services.pack_in(visit.language)
    return Current(services, visit, _READY.progress(pack, person, _moves_of(visit, pack)))


def _moves_of(visit: Visit, pack: Pack) -> list[Any]:
    """What was done in it, as these rules read it."""
    return visit.moves if visit.pack_sha256 == pack.sha256 else [{"do": "resume", "answers": visit.answers}]


def document_of(pack: Pack, progress: Progress) -> dict[str, Any]:
    """The answers so far as an answers document."""
    return Answers(progress.interview.given, person=progress.interview.person).document(pack)

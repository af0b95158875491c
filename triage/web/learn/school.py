"""What all pages of learning share: the packs that there are, the tutor, and how much one address may start."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import HTTPException, Request
from starlette.status import HTTP_429_TOO_MANY_REQUESTS

from triage.learn import Consultation, Decision, Marking, PracticeCase, Profile, QuizQuestion, Record
from triage.pack.content import load_pack
from triage.pack.pack import Pack
from triage.web.learn.tutor import Tutor
from triage.web.limiting import Rate, Tries, address_of

NEEDED = ("fsrs", "scipy")
KEPT_CASES = 4096
JOINS = Tries("class codes", each=100, all_=1000, minutes=15)  # a whole class may sit behind one address
TEACHERS = Tries("teachers' codes", each=10, all_=300, minutes=15)


def is_installed() -> bool:
    """Whether the libraries of learning (the extra `learn`) are here."""
    return all(find_spec(name) is not None for name in NEEDED)


def packs_for_classes(own: Pack, folders: Sequence[Path]) -> dict[str, Pack]:
    """The packs that classes can use, by their hashes: the server's own first. Raises PackError."""
    found = [own, *(load_pack(folder) for folder in folders)]
    return {pack.sha256: pack for pack in found}


@dataclass
class School:
    """One server's learning. What comes from the tutor and never changes is kept here."""

    packs: Mapping[str, Pack]
    tutor: Tutor
    starts: Rate
    classes: Rate
    _cases: OrderedDict[tuple[Any, ...], PracticeCase] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def own(self) -> Pack:
        return next(iter(self.packs.values()))

    def class_case(self, pack: Pack, seed: int) -> PracticeCase:
        """The case that everybody in a class gets for this seed. Raises Busy, NoCase."""
        key = ("class", pack.sha256, seed)
        return self._kept(key) or self._keep(self._ask("class_case", pack, seed), pack, key)

    def chosen_case(self, pack: Pack, records: Sequence[Record], seed: int) -> PracticeCase:
        """The case that fits best to who did these. Raises Busy, NoCase."""
        return self._keep(self._ask("chosen_case", pack, tuple(records), seed), pack)

    def resumed(self, state: Mapping[str, Any]) -> Consultation | None:
        """The consultation that a state holds; None where its pack is not here any more. Raises Busy, NoCase."""
        pack = self.packs.get(state["pack"])
        if pack is None:
            return None
        about = (state["seed"], state["kind"], state.get("focus"))
        case = self._kept((pack.sha256, *about)) or self._keep(self._ask("one_case", pack, *about), pack)
        return Consultation(pack, case, tuple(name for name in state["asked"] if name in pack.questions))

    def signs(self, one: Consultation) -> tuple[str, ...]:
        found: tuple[str, ...] = self._ask("signs", one.pack, one.case)
        return found

    def marked(self, one: Consultation, decision: Decision, country: str) -> tuple[Marking, Record]:
        found: tuple[Marking, Record] = self._ask("marked", one.pack, one.case, one.asked, decision, country)
        return found

    def deciding(self, pack: Pack, case: PracticeCase) -> tuple[str, ...]:
        found: tuple[str, ...] = self._ask("deciding", pack, case)
        return found

    def profile(self, pack: Pack, records: Sequence[Record]) -> Profile:
        found: Profile = self._ask("profile", pack, tuple(records))
        return found

    def question(self, pack: Pack, seed: int, focus: str | None) -> QuizQuestion:
        found: QuizQuestion = self._ask("question", pack, seed, focus)
        return found

    def _ask(self, lesson: str, pack: Pack, *about: Any) -> Any:
        return self.tutor.ask(lesson, pack.sha256, *about)

    def _kept(self, key: tuple[Any, ...]) -> PracticeCase | None:
        with self._lock:
            return self._cases.get(key)

    def _keep(self, case: PracticeCase, pack: Pack, *keys: tuple[Any, ...]) -> PracticeCase:
        with self._lock:
            for key in (*keys, (pack.sha256, case.seed, case.kind.value, case.focus)):
                self._cases[key] = case
            while len(self._cases) > KEPT_CASES:
                self._cases.popitem(last=False)
        return case


def school_of(request: Request) -> School:
    found = request.app.state.school
    assert isinstance(found, School)
    return found


def refuse_too_many(request: Request, rate: Rate) -> None:
    """One address starts so many a minute. Raises HTTPException: 429."""
    who = address_of(request)
    if not rate.may(who):
        headers = {"retry-after": str(rate.seconds_to_wait(who))}
        raise HTTPException(HTTP_429_TOO_MANY_REQUESTS, headers=headers)

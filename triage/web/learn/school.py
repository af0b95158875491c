"""What all pages of learning share: the packs that there are, the tutor, and how much one address may start."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Semaphore, Thread
from typing import Any, TypeVar

from fastapi import HTTPException, Request
from starlette.status import HTTP_429_TOO_MANY_REQUESTS

from triage.learn import Consultation, Decision, Marking, NoCase, PracticeCase, Profile, QuizQuestion, Record, Solution
from triage.pack.content import load_pack
from triage.pack.pack import SOURCE, Pack
from triage.web.learn.tutor import Busy, Tutor
from triage.web.limiting import Rate, Tries, address_of

NEEDED = ("fsrs", "scipy")
KEPT_CASES, MOST_AHEAD = 4096, 4
T = TypeVar("T")
JOINS = Tries("class codes", each=100, all_=1000, minutes=15)  # a whole class may sit behind one address
TEACHERS = Tries("teachers' codes", each=10, all_=300, minutes=15)


def is_installed() -> bool:
    """Whether the libraries of learning (the extra `learn`) are here."""
    return all(find_spec(name) is not None for name in NEEDED)


def packs_for_classes(own: Pack, folders: Sequence[Path]) -> dict[str, Pack]:
    """The packs that classes can use, by their hashes: the server's own first. Raises PackError, InputError."""
    found = [own, *(load_pack(folder) for folder in folders)]
    return {pack.sha256: pack for pack in found}


def translated(pack: Pack, language: str) -> Pack:
    """The pack in this language, or as it was written: that of a class may have fewer languages than the server's."""
    return pack.in_language(language) if language in pack.languages else pack


@dataclass
class School:
    """One server's learning. Marking and the cases of classes go to `quick`, all that may take seconds to `slow`.

    Cases never change, and are the same in every language, so they are kept here.
    """

    packs: Mapping[str, Pack]
    quick: Tutor
    slow: Tutor
    starts: Rate
    classes: Rate
    _cases: OrderedDict[tuple[Any, ...], PracticeCase] = field(default_factory=OrderedDict)
    _signs: OrderedDict[tuple[Any, ...], tuple[str, ...]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _ahead: Semaphore = field(default_factory=lambda: Semaphore(MOST_AHEAD))

    @property
    def own(self) -> Pack:
        return next(iter(self.packs.values()))

    def warm_up(self) -> None:
        """Start the tutors, without waiting for them, where somebody is about to want them."""
        self.quick.warm_up()
        self.slow.warm_up()

    def close(self) -> None:
        self.quick.close()
        self.slow.close()

    def class_case(self, pack: Pack, seed: int) -> PracticeCase:
        """The case that everybody in a class gets for this seed. Raises Busy, NoCase."""
        key = ("class", pack.sha256, seed)
        return self._kept(key) or self._keep(self.quick.ask("class_case", pack.sha256, SOURCE, seed), pack, key)

    def chosen_case(self, pack: Pack, records: Sequence[Record], seed: int) -> PracticeCase:
        """The case that fits best to who did these. Raises Busy, NoCase."""
        return self._keep(self.slow.ask("chosen_case", pack.sha256, SOURCE, tuple(records), seed), pack)

    def choose_ahead(self, pack: Pack, records: Sequence[Record], seed: int) -> None:
        """Have the next case looked for while nobody waits for it yet; where many do this, it is left."""
        if not self.slow.has_process or not self._ahead.acquire(blocking=False):
            return

        self._meanwhile(lambda: self.chosen_case(pack, records, seed))

    def prepare(self, pack: Pack, seed: int, cases: int) -> None:
        """Have all cases of a class made before its learners come."""
        if self.quick.has_process and self._ahead.acquire(blocking=False):
            self._meanwhile(*(partial(self.class_case, pack, seed + number) for number in range(cases)))

    def _meanwhile(self, *tasks: Callable[[], PracticeCase]) -> None:
        def work() -> None:
            try:
                for task in tasks:
                    with contextlib.suppress(Busy, NoCase):
                        task()
            finally:
                self._ahead.release()

        Thread(target=work, name="ahead", daemon=True).start()

    def resumed(self, state: Mapping[str, Any], language: str) -> Consultation | None:
        """The consultation that a state holds; None where its pack is not here any more. Raises Busy, NoCase."""
        pack = self.packs.get(state["pack"])
        if pack is None:
            return None
        about = (state["seed"], state["kind"], state.get("focus"))
        key = (pack.sha256, *about)
        case = self._kept(key) or self._keep(self.quick.ask("one_case", pack.sha256, SOURCE, *about), pack)
        return Consultation(
            translated(pack, language), case, tuple(name for name in state["asked"] if name in pack.questions)
        )

    def signs(self, one: Consultation) -> tuple[str, ...]:
        key = (one.pack.sha256, one.case.seed, one.case.kind.value, one.case.focus)
        with self._lock:
            known = self._signs.get(key)
        if known is None:
            known = self.quick.ask("signs", one.pack.sha256, SOURCE, one.case)
            with self._lock:
                _remember(self._signs, key, known)
        return known

    def marked(self, one: Consultation, decision: Decision, country: str) -> tuple[Marking, Record]:
        about = (one.case, one.asked, decision, country)
        found: tuple[Marking, Record] = self.quick.ask("marked", one.pack.sha256, one.pack.language, *about)
        return found

    def solved(self, pack: Pack, case: PracticeCase, country: str) -> Solution:
        found: Solution = self.quick.ask("solved", pack.sha256, pack.language, case, country)
        return found

    def profile(self, pack: Pack, records: Sequence[Record]) -> Profile:
        found: Profile = self.slow.ask("profile", pack.sha256, pack.language, tuple(records))
        return found

    def question(self, pack: Pack, seed: int, focus: str | None) -> QuizQuestion:
        found: QuizQuestion = self.slow.ask("question", pack.sha256, pack.language, seed, focus)
        return found

    def _kept(self, key: tuple[Any, ...]) -> PracticeCase | None:
        with self._lock:
            return self._cases.get(key)

    def _keep(self, case: PracticeCase, pack: Pack, *keys: tuple[Any, ...]) -> PracticeCase:
        with self._lock:
            for key in (*keys, (pack.sha256, case.seed, case.kind.value, case.focus)):
                _remember(self._cases, key, case)
        return case


def _remember(kept: OrderedDict[tuple[Any, ...], T], key: tuple[Any, ...], value: T) -> None:
    kept[key] = value
    while len(kept) > KEPT_CASES:
        kept.popitem(last=False)


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

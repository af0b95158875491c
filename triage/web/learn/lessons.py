"""What learning asks of the rules that takes its time, or an engine: each a function of a pack and plain values.

They run in a process of their own (`tutor.py`); nothing here keeps anything but what is quicker the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from triage.learn import (
    Consultation,
    Decision,
    Kind,
    Marking,
    NoCase,
    PracticeCase,
    Profile,
    QuizQuestion,
    Record,
    Solution,
    make_case,
    make_question,
    mark,
    next_case,
    profile_of,
    record_of,
    sign_choices,
    solution,
)
from triage.learn.telling import opening
from triage.pack.pack import Pack

MOST_SEEDS = 5
BESIDE = 1_000_003  # to the next seed where one has no case: far from those of the class's other cases


def class_case(pack: Pack, seed: int) -> PracticeCase:
    """The case of this seed; where the pack allows none, that of the next that has one. The same for everybody."""
    for attempt in range(MOST_SEEDS):
        try:
            return _prepared(pack, make_case(pack, seed + attempt * BESIDE))
        except NoCase:
            continue
    raise NoCase(f"no case was found in this pack for seed {seed}")


def one_case(pack: Pack, seed: int, kind: str, focus: str | None) -> PracticeCase:
    """A case that was begun before."""
    return _prepared(pack, make_case(pack, seed, Kind(kind), focus))


def chosen_case(pack: Pack, records: Sequence[Record], seed: int) -> PracticeCase:
    """The case that is expected to tell the most about who did these."""
    return _prepared(pack, next_case(pack, records, seed))


def _prepared(pack: Pack, case: PracticeCase) -> PracticeCase:
    opening(pack, case)
    return case


def signs(pack: Pack, case: PracticeCase) -> tuple[str, ...]:
    """The danger signs to choose from."""
    return sign_choices(pack, case)


def marked(
    pack: Pack, case: PracticeCase, asked: tuple[str, ...], decision: Decision, country: str
) -> tuple[Marking, Record]:
    """A decision marked, and what to keep of it."""
    consultation = Consultation(pack, case).ask_all(asked)
    marking = _marked(pack, case, asked, decision, country)
    return marking, record_of(consultation, decision, marking)


@lru_cache(maxsize=2048)
def _marked(pack: Pack, case: PracticeCase, asked: tuple[str, ...], decision: Decision, country: str) -> Marking:
    return mark(Consultation(pack, case).ask_all(asked), decision, country)


def solved(pack: Pack, case: PracticeCase, country: str) -> Solution:
    """The whole of a case, for the teacher."""
    return solution(pack, case, country)


def profile(pack: Pack, records: Sequence[Record]) -> Profile:
    return profile_of(pack, records)


def question(pack: Pack, seed: int, focus: str | None) -> QuizQuestion:
    """A question of the quiz, about this rule where one is named."""
    return make_question(pack, seed, focus)


LESSONS: Mapping[str, Callable[..., Any]] = {
    one.__name__: one for one in (class_case, one_case, chosen_case, signs, marked, solved, profile, question)
}

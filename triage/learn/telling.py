"""How a practice case is told: what the patient says at first, and the answer to each question, in the pack's words.

The opening gives who it is and what they came for. No name of a danger sign, a cause or a condition stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

from triage.explain.case import case_of, says
from triage.explain.why import why
from triage.learn.case import PracticeCase
from triage.learn.chance import Dice
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.pack.wording import Wording, wording_of
from triage.reasoning.answers import NOT_SURE, State, Value, clear_negative

FIRST_TOLD = 2


@dataclass(frozen=True)
class Heard:
    """The answer to one question, in words. `state` is hidden where other answers mean that it cannot apply."""

    question: str
    ask: str
    says: str
    state: State


def wording(pack: Pack, country: str | None = None) -> Wording:
    """Cases are told of somebody else, in the language of the pack."""
    return wording_of(pack, country, "other")


def heard(pack: Pack, case: PracticeCase, question: str, country: str | None = None) -> Heard:
    """What the patient says to a question. What their other answers rule out is answered with its clear negative."""
    say = wording(pack, country)
    about = pack.questions[question]
    value = case.given.get(question)
    if value is None:
        negative = clear_negative(about)
        return Heard(question, say(about.ask), says(pack, question, negative or NOT_SURE, say), State.HIDDEN)
    state = State.UNSURE if value == NOT_SURE else State.ANSWERED
    return Heard(question, say(about.ask), says(pack, question, value, say), state)


def listed(pack: Pack, question: str, country: str | None = None) -> tuple[str, ...]:
    """What there is to tick, in words: "any of these" alone does not tell a learner what they would ask about."""
    about = pack.questions[question]
    if about.type is not QuestionType.ANY_OF:
        return ()
    say = wording(pack, country)
    return tuple(say(option.label) for option in about.options)


def _leaks_anywhere(pack: Pack, name: str, value: Value) -> bool:
    """Whether an answer names a conclusion in any language of the pack: a case begins alike in all of them."""
    source = pack.original or pack
    each = (source, *(source.in_language(tag) for tag in source.languages))
    return any(leaks(one, says(one, name, value, wording(one))) for one in each)


@lru_cache(maxsize=4096)
def opening(pack: Pack, case: PracticeCase) -> tuple[str, ...]:
    """The questions whose answers the patient tells without being asked: who they are, and what they noticed."""
    first = [
        name for name, question in pack.questions.items() if _is_basic(clear_negative(question)) and name in case.given
    ]
    told = tuple(first[:FIRST_TOLD])
    noticed = _noticed(pack, case, told)
    return (*told, *((noticed,) if noticed else ()))


@lru_cache(maxsize=16)
def names_of_conclusions(pack: Pack) -> frozenset[str]:
    """The names that must not be told before the end, in lower case."""
    say = wording(pack)
    labels = [sign.label for sign in pack.danger_signs.values()]
    for cause in pack.causes.values():
        labels += [cause.label, *(condition.label for condition in cause.conditions)]
    return frozenset(say(label).lower() for label in labels)


def leaks(pack: Pack, text: str) -> bool:
    """Whether a text names a danger sign, a cause or a condition."""
    told = bare(text)
    return any(bare(name) in told for name in names_of_conclusions(pack))


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """In small letters and without accents: Barré is Barre."""
    return "".join(char for char in normalize("NFD", text.lower()) if not combining(char))


def _is_basic(negative: Value) -> bool:
    """Whether a question is asked of everybody because silence says nothing: age, where, since when."""
    return negative in ((), NOT_SURE)


def _noticed(pack: Pack, case: PracticeCase, told: tuple[str, ...]) -> str | None:
    """One finding that does not decide anything, so that the deciding one has to be asked for."""
    explained = why(pack, case.answers)
    deciding = {said.question for sign in explained.decided_by for said in (*sign.because, *sign.also)}
    deciding |= {said.question for said in explained.enough} | ({case.twin.question} if case.twin else set())
    found = [
        name
        for name, value in case.given.items()
        if name not in deciding
        and name not in told
        and not _is_basic(clear_negative(pack.questions[name]))
        and pack.questions[name].can_change
        and value not in (NOT_SURE, (NONE,), clear_negative(pack.questions[name]))
        and not (isinstance(value, tuple) and UNSURE in value)
        and not _leaks_anywhere(pack, name, value)
    ]
    beside = [name for name in found if name in case.beside]
    return Dice("opening", case.id).pick(beside or found) if found else None


def whole_story(pack: Pack, case: PracticeCase, country: str | None = None) -> tuple[str, ...]:
    """Everything that is so of the patient beside plain noes: for the teacher."""
    told = case_of(pack, case.answers, country)
    return tuple(
        says(pack, name, value, told.say)
        for name, value in case.given.items()
        if value != clear_negative(pack.questions[name])
    )

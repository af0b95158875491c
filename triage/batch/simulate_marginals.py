"""How often each answer is given in a population, question by question, for each age group.

Answers are independent of one another within an age group, but for what hides what: these are marginals, no disease.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.batch.simulate_codes import Codes, codes_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType
from triage.reasoning.answers import clear_negative

_DANGER, _FINDING, _TICK_OF_DANGER, _TICK = 0.003, 0.08, 0.002, 0.03


@dataclass(frozen=True)
class Range:
    """Codes from `low` to `high`, each as likely as another, and the share of answers that lie there."""

    low: int
    high: int
    share: float


@dataclass(frozen=True)
class Shares:
    """How one question is answered: the shares of all asked who are not sure or leave it blank; then of the others.

    `ranges` are for choices and numbers, and add up to 1; `ticks` has the share who tick each thing of a list.
    """

    ranges: tuple[Range, ...] = ()
    ticks: tuple[float, ...] = ()
    unsure: float = 0.0
    blank: float = 0.0


@dataclass(frozen=True)
class AgeGroup:
    """Ages from `low` to `high`."""

    low: int
    high: int

    @property
    def name(self) -> str:
        return f"{self.low}-{self.high}"


@dataclass(frozen=True)
class Marginals:
    """A population: for each question its shares, one for each age group in their order (or one for everybody)."""

    about: str
    groups: tuple[AgeGroup, ...]
    shares: Mapping[str, tuple[Shares, ...]]


def default_shares(question: Question) -> Shares:
    """Shares for a question of which nothing is said: mostly calm answers, with a danger sign now and then."""
    codes = codes_of(question)
    match question.type:
        case QuestionType.NUMBER:
            return _number_shares(question, codes)
        case QuestionType.ANY_OF:
            danger = {option.value: option.is_danger_sign for option in question.options}
            return Shares(ticks=tuple(_TICK_OF_DANGER if danger[word] else _TICK for word in codes.words))
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return Shares(_choice_ranges(question, codes))


def _number_shares(question: Question, codes: Codes) -> Shares:
    usual = clear_negative(question)
    if not isinstance(usual, int):
        return Shares((Range(0, codes.size - 1, 1.0),))
    place = usual - question.minimum
    return Shares((Range(place, place, 0.9), Range(0, codes.size - 1, 0.1)))


def _choice_ranges(question: Question, codes: Codes) -> tuple[Range, ...]:
    danger = {option.value: option.is_danger_sign for option in question.options}
    negative = clear_negative(question)
    usual = negative[0] if isinstance(negative, tuple) and negative and negative[0] in codes.words else None
    others = {word: _DANGER if danger.get(word) else _FINDING for word in codes.words if word != usual}
    weights = {word: others[word] if word != usual else 1 - sum(others.values()) for word in codes.words}
    whole = sum(weights.values())
    return tuple(Range(place, place, weights[word] / whole) for place, word in enumerate(codes.words))


def group_of(groups: tuple[AgeGroup, ...], name: str) -> int | None:
    """Which age group is called so."""
    return next((place for place, group in enumerate(groups) if group.name == name), None)


def completed(pack: Pack, marginals: Marginals) -> Marginals:
    """The same with shares for each question of the pack, and for each age group."""
    count = max(1, len(marginals.groups))
    shares = {}
    for name, question in pack.questions.items():
        given = marginals.shares.get(name) or (default_shares(question),)
        shares[name] = given if len(given) == count else given * count
    return Marginals(marginals.about, marginals.groups, shares)

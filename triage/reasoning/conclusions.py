"""From firings to conclusions: the urgency, and the possible causes in order. Plain arithmetic, shared by both engines.

A cause's score adds the weights of its evidence (for minus against, certain firings only). It orders causes and decides
which are shown; it is never shown itself and never touches the urgency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from triage.pack.knowledge import Cause
from triage.pack.pack import Pack
from triage.pack.rules import Evidence
from triage.pack.scales import Direction, Strength, Urgency
from triage.reasoning.ruleset import Firing
from triage.records import Record


class PossibleCauseScore(NamedTuple):
    """A cause that is shown, its score, and its named conditions, the best first."""

    cause: str
    score: int
    conditions: tuple[str, ...]


class Conclusions(Record):
    urgency: Urgency
    causes: tuple[PossibleCauseScore, ...]


def conclude(pack: Pack, firings: Iterable[Firing]) -> Conclusions:
    """The urgency and the possible causes that these firings mean."""
    certain = {firing.rule: firing.certain for firing in firings}
    return Conclusions(urgency_of(pack, certain), possible_causes(pack, certain))


def urgency_of(pack: Pack, certain: Mapping[str, bool]) -> Urgency:
    """The most urgent level of all danger signs that fired, else the base level."""
    levels = [level_of(pack, rule, certain[rule]) for rule in certain if rule in pack.danger_signs]
    if levels:
        return max(*levels, pack.base.urgency, key=lambda level: level.rank)
    return pack.base.reassured if certain.get(pack.base.id) else pack.base.urgency


def level_of(pack: Pack, rule: str, certain: bool) -> Urgency:
    """The level that a danger sign asks for when it fires certainly, or only because of an unknown answer."""
    sign = pack.danger_signs[rule]
    return sign.urgency if certain else sign.if_unsure


def possible_causes(pack: Pack, certain: Mapping[str, bool]) -> tuple[PossibleCauseScore, ...]:
    """The causes to show, the best first, ties in the article's order."""
    return shown_among(pack, [score_of(pack, cause, certain) for cause in pack.causes.values()])


def shown_among(pack: Pack, scores: Iterable[PossibleCauseScore]) -> tuple[PossibleCauseScore, ...]:
    """The causes to show of all (in the article's order): those with a score high enough and near the best."""
    shown = pack.about.shown_causes
    in_order = sorted(scores, key=lambda one: -one.score)
    enough = max(shown.at_least, in_order[0].score - shown.within)
    return tuple(one for one in in_order if one.score >= enough)[: shown.at_most]


def score_of(pack: Pack, cause: Cause, certain: Mapping[str, bool]) -> PossibleCauseScore:
    """A cause's score, what its conditions share plus its best condition; `scoring` says which conditions are named."""
    own = own_scores(pack, cause, certain)
    shared = own.pop(None)
    best = max(own.values())
    if cause.scoring == "common_and_best_specific":
        named = [
            condition.id for condition in cause.conditions if condition.needs and own[condition.id] >= condition.needs
        ]
    else:
        near = max(pack.about.shown_causes.at_least, best - pack.about.shown_causes.within)
        named = [condition.id for condition in cause.conditions if own[condition.id] >= near]
    named.sort(key=lambda condition: -own[condition])
    return PossibleCauseScore(cause.id, shared + best, tuple(named))


def own_scores(pack: Pack, cause: Cause, certain: Mapping[str, bool]) -> dict[str | None, int]:
    """What the evidence of each condition of a cause adds up to; under None what all its conditions share."""
    nothing, lines = _lines_of(pack)[cause.id]
    own = nothing.copy()
    for line, condition, weight in lines:
        if certain.get(line):
            own[condition] += weight
    return own


@lru_cache(maxsize=16)
def _lines_of(pack: Pack) -> dict[str, tuple[dict[str | None, int], tuple[tuple[str, str | None, int], ...]]]:
    """For each cause the scores without any evidence, and its lines of evidence: condition and what they are worth."""
    lines = {
        cause: tuple((line.id, line.condition, worth(line)) for line in pack.evidence.values() if line.cause == cause)
        for cause in pack.causes
    }
    return {
        cause.id: ({None: 0} | {condition.id: 0 for condition in cause.conditions}, lines[cause.id])
        for cause in pack.causes.values()
    }


def worth(line: Evidence) -> int:
    """The weight of a line of evidence: positive for, negative against."""
    return line.strength.weight if line.direction is Direction.FOR else -line.strength.weight


def strength_of(pack: Pack, score: int) -> Strength:
    """How strongly the answers point to a cause, in a word."""
    shown = pack.about.shown_causes
    if score >= shown.strong_from:
        return Strength.STRONG
    return Strength.MODERATE if score >= shown.moderate_from else Strength.WEAK

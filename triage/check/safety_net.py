"""What to watch for: each new sign of the pack tried on this person's answers, all others staying as they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from triage.check.conclusions import Concluded
from triage.check.settling import settle_again
from triage.check.truth import Facts, fires
from triage.pack.knowledge import NewSign
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Urgency
from triage.pack.wording import Wording

_MOST_LINES = 8


@dataclass(frozen=True)
class _Watched:
    """A new sign, the answer that it would be, and the first of the most urgent danger signs that would fire."""

    sign: NewSign
    answer: Any
    rule: str
    then: Urgency


def safety_net(concluded: Concluded, say: Wording) -> Iterator[dict[str, Any]]:
    """The new signs that would make it more urgent, one line for each kind and level, the most urgent lines first."""
    lines: list[list[_Watched]] = []
    for kind in concluded.pack.new_signs.values():
        watched = [one for sign in kind.signs if (one := _watched(concluded, sign)) is not None]
        for then in dict.fromkeys(one.then for one in watched if one.then >= Urgency.URGENT_SAME_DAY):
            equal = [one for one in watched if one.then is then]
            lines.append([one for one in equal if not any(_is_worse(one.sign, other.sign) for other in equal)])
    for line in sorted(lines, key=lambda line: -line[0].then.rank)[:_MOST_LINES]:
        rules = [concluded.pack.danger_signs[one.rule] for one in line]
        yield {
            "if": say.either([say(one.sign.says) for one in line]),
            "then": line[0].then,
            "rule": line[0].rule,
            "changes": [{"answers": {one.sign.question: one.answer}, "rule": one.rule} for one in line],
            "sources": [*dict.fromkeys(source for rule in rules for source in rule.sources)],
        }


def _is_worse(sign: NewSign, other: NewSign) -> bool:
    """Whether it is a worse form of the other, which says enough then."""
    is_after = sign.answer in other.not_after and other.answer not in sign.not_after
    return sign.question == other.question and is_after


def _watched(concluded: Concluded, sign: NewSign) -> _Watched | None:
    """What a new sign would lead to; None if it is not new, or would not make it more urgent."""
    facts, name = concluded.facts, sign.question
    present = facts.words[name]
    if name in facts.numbers or not {sign.answer, *sign.not_after}.isdisjoint(present):
        return None
    is_list = concluded.pack.questions[name].type is QuestionType.ANY_OF
    kept = tuple(word for word in present if is_list and word not in (NONE, UNSURE))
    value = (*kept, sign.answer, *((UNSURE,) if kept and UNSURE in present else ()))
    then = dict(_more_urgent(concluded, settle_again(facts, changes={name: value})))
    rule = max(then, key=lambda rule: then[rule].rank, default=None)
    return None if rule is None else _Watched(sign, [*value] if is_list else sign.answer, rule, then[rule])


def _more_urgent(concluded: Concluded, changed: Facts) -> Iterator[tuple[str, Urgency]]:
    """The danger signs that read an answer which now counts otherwise, fire, and ask for more than the result."""
    facts, reads = concluded.facts, _questions_of_signs(concluded.pack)
    now_otherwise = {
        name
        for name in facts.states
        if facts.words[name] != changed.words[name] or facts.numbers.get(name) != changed.numbers.get(name)
    }
    for rule, sign in concluded.pack.danger_signs.items():
        if sign.urgency > concluded.urgency and not now_otherwise.isdisjoint(reads[rule]):
            if fires(changed, sign, cautiously=False):
                yield rule, sign.urgency
            elif sign.if_unsure > concluded.urgency and fires(changed, sign, cautiously=True):
                yield rule, sign.if_unsure


@lru_cache(maxsize=4)
def _questions_of_signs(pack: Pack) -> dict[str, frozenset[str]]:
    conditions = {rule: (sign.when, sign.unless) for rule, sign in pack.danger_signs.items()}
    return {
        rule: frozenset().union(*(pack.questions_read_by(part) for part in parts if part is not None))
        for rule, parts in conditions.items()
    }

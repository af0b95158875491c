"""What to watch for: the new signs that would make it more urgent for this very person, from where they stand.

A sign is one answer that someone may have to give one day (`knowledge/new_signs.yaml`). It is listed only if that
answer alone, all others staying as they count now, makes a danger sign fire that is more urgent than the result: found
by trying each, so it is true by computation, and no part of it could do less. What is there already is not new, and
what lies in the past (age, an injury, how it began) cannot start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from triage.pack.knowledge import NewSign
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.pack.wording import Wording
from triage.reasoning.answers import Value
from triage.reasoning.standing import Standing, with_tick

MOST_LINES = 8


class WatchedSign(NamedTuple):
    """One new sign: the answer that it would be, the level that it would lead to, and the rule that would fire."""

    sign: NewSign
    value: Value
    then: Urgency
    rule: str


class WatchLine(NamedTuple):
    """New signs of one kind that are as urgent, any of which is enough."""

    then: Urgency
    signs: tuple[WatchedSign, ...]

    def words(self, say: Wording) -> str:
        """The line as the rest of a sentence that begins with "if"."""
        return say.either([say(watched.sign.says) for watched in self.signs])


def watch_lines(standing: Standing, urgency: Urgency) -> tuple[WatchLine, ...]:
    """The lines of someone's safety net, the most urgent first, then in the order of the pack; at most `MOST_LINES`.

    `urgency` is the level of their result.
    """
    lines: list[WatchLine] = []
    entries = [list(_new(standing, entry)) for entry in _signs_of(standing.pack)]
    trials = [{sign.question: value} for news in entries for sign, value in news]
    each = iter(standing.levels_above_each(urgency, trials))
    for news in entries:
        watched = [_watched(sign, value, levels) for sign, value in news if (levels := next(each))]
        levels_met = dict.fromkeys(one.then for one in watched)
        lines += (WatchLine(level, _least([one for one in watched if one.then is level])) for level in levels_met)
    urgent = (line for line in lines if line.then >= Urgency.URGENT_SAME_DAY)
    return tuple(sorted(urgent, key=lambda line: -line.then.rank)[:MOST_LINES])


def _least(watched: list[WatchedSign]) -> tuple[WatchedSign, ...]:
    """The signs without those that are only a worse form of another one among them."""
    return tuple(one for one in watched if not any(_is_worse(one.sign, other.sign) for other in watched))


def _is_worse(sign: NewSign, other: NewSign) -> bool:
    """Whether a sign is a worse form of the other: that one is not new after it, but it is after that one."""
    same = sign.question == other.question
    return same and sign.answer in other.not_after and other.answer not in sign.not_after


class _Sign(NamedTuple):
    """A new sign, the words that say that it is there already, and whether it is a tick in a list."""

    sign: NewSign
    there: frozenset[str]
    is_tick: bool


@lru_cache(maxsize=16)
def _signs_of(pack: Pack) -> tuple[tuple[_Sign, ...], ...]:
    """The new signs of each entry of a pack."""
    ticked = {name for name, question in pack.questions.items() if question.type is QuestionType.ANY_OF}
    return tuple(
        tuple(_Sign(sign, frozenset({sign.answer, *sign.not_after}), sign.question in ticked) for sign in entry.signs)
        for entry in pack.new_signs.values()
    )


def _new(standing: Standing, signs: Iterable[_Sign]) -> Iterator[tuple[NewSign, Value]]:
    """Those signs that are not there already, and the answer that each would be."""
    said, numbers = standing.facts.values, standing.facts.numbers
    for sign, there, is_tick in signs:
        name = sign.question
        if name not in numbers and there.isdisjoint(said.get(name, ())):
            yield sign, with_tick(standing.present(name), sign.answer) if is_tick else (sign.answer,)


def _watched(sign: NewSign, value: Value, levels: Mapping[str, Urgency]) -> WatchedSign:
    rule = max(levels, key=lambda rule: levels[rule].rank)
    return WatchedSign(sign, value, levels[rule], rule)

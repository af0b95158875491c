"""What to watch for: the new signs that would make it more urgent for this very person, from where they stand.

A sign is one answer that someone may have to give one day (`knowledge/new_signs.yaml`). It is listed only if that
answer alone, all others staying as they count now, makes a danger sign fire that is more urgent than the result: found
by trying each, so it is true by computation, and no part of it could do less. What is there already is not new, and
what lies in the past (age, an injury, how it began) cannot start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from triage.pack.knowledge import NewSign
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
    entries = [[_new(standing, sign) for sign in entry.signs] for entry in standing.pack.new_signs.values()]
    trials = [{new[0].question: new[1]} for signs in entries for new in signs if new is not None]
    each = iter(standing.levels_above_each(urgency, trials))
    for signs in entries:
        watched = [one for new in signs if new is not None and (one := _watched(*new, next(each))) is not None]
        levels = dict.fromkeys(one.then for one in watched)
        lines += (WatchLine(level, _least([one for one in watched if one.then is level])) for level in levels)
    urgent = (line for line in lines if line.then >= Urgency.URGENT_SAME_DAY)
    return tuple(sorted(urgent, key=lambda line: -line.then.rank)[:MOST_LINES])


def _least(watched: list[WatchedSign]) -> tuple[WatchedSign, ...]:
    """The signs without those that are only a worse form of another one among them."""
    return tuple(one for one in watched if not any(_is_worse(one.sign, other.sign) for other in watched))


def _is_worse(sign: NewSign, other: NewSign) -> bool:
    """Whether a sign is a worse form of the other: that one is not new after it, but it is after that one."""
    same = sign.question == other.question
    return same and sign.answer in other.not_after and other.answer not in sign.not_after


def watched_sign(standing: Standing, urgency: Urgency, sign: NewSign) -> WatchedSign | None:
    """What a new sign would do to this result; None where it is there already, or would not make it more urgent."""
    new = _new(standing, sign)
    return None if new is None else _watched(*new, standing.levels_above(urgency, {sign.question: new[1]}))


def _new(standing: Standing, sign: NewSign) -> tuple[NewSign, Value] | None:
    """A sign and the answer that it would be; None where it is there already."""
    present = standing.answers.given.get(sign.question)
    if isinstance(present, int) or (present and not {sign.answer, *sign.not_after}.isdisjoint(present)):
        return None
    is_ticked = standing.pack.questions[sign.question].type is QuestionType.ANY_OF
    return sign, with_tick(present, sign.answer) if is_ticked else (sign.answer,)


def _watched(sign: NewSign, value: Value, levels: Mapping[str, Urgency]) -> WatchedSign | None:
    if not levels:
        return None
    rule = max(levels, key=lambda rule: levels[rule].rank)
    return WatchedSign(sign, value, levels[rule], rule)

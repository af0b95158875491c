"""What to watch for: the new signs that would make it more urgent for this very person, from where they stand.

A sign is one answer that someone may have to give one day (`knowledge/new_signs.yaml`). It is listed only if that
answer alone, all others staying as they count now, makes a danger sign fire that is more urgent than the result: found
by trying each, so it is true by computation, and no part of it could do less. What is there already is not new, and
what lies in the past (age, an injury, how it began) cannot start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from triage.pack.knowledge import NewSign
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.pack.wording import Wording, either
from triage.reasoning.answers import Value
from triage.reasoning.standing import Standing, with_tick

MOST_LINES = 8


@dataclass(frozen=True)
class WatchedSign:
    """One new sign: the answer that it would be, the level that it would lead to, and the rule that would fire."""

    sign: NewSign
    value: Value
    then: Urgency
    rule: str


@dataclass(frozen=True)
class WatchLine:
    """New signs of one kind that are as urgent, any of which is enough."""

    then: Urgency
    signs: tuple[WatchedSign, ...]

    def words(self, say: Wording) -> str:
        """The line as the rest of a sentence that begins with "if"."""
        return either([say(watched.sign.says) for watched in self.signs])


def watch_lines(standing: Standing, urgency: Urgency) -> tuple[WatchLine, ...]:
    """The lines of someone's safety net, the most urgent first, then in the order of the pack; at most `MOST_LINES`.

    `urgency` is the level of their result. A level below the emergencies is listed only if the next one up is.
    """
    lines: list[WatchLine] = []
    for entry in standing.pack.new_signs.values():
        by_level: dict[Urgency, list[WatchedSign]] = {}
        for sign in entry.signs:
            if (watched := watched_sign(standing, urgency, sign)) is not None:
                by_level.setdefault(watched.then, []).append(watched)
        lines += (WatchLine(level, tuple(signs)) for level, signs in by_level.items())
    urgent = (line for line in lines if line.then >= Urgency.URGENT_SAME_DAY)
    return tuple(sorted(urgent, key=lambda line: -line.then.rank)[:MOST_LINES])


def watched_sign(standing: Standing, urgency: Urgency, sign: NewSign) -> WatchedSign | None:
    """What a new sign would do to this result; None where it is there already, or would not make it more urgent."""
    present = standing.answers.given.get(sign.question)
    if not _is_new(standing.pack, sign, present):
        return None
    is_ticked = standing.pack.questions[sign.question].type is QuestionType.ANY_OF
    value = with_tick(present, sign.answer) if is_ticked else (sign.answer,)
    levels = standing.levels_above(urgency, {sign.question: value})
    if not levels:
        return None
    rule = max(levels, key=lambda rule: levels[rule].rank)
    return WatchedSign(sign, value, levels[rule], rule)


def _is_new(pack: Pack, sign: NewSign, present: Value | None) -> bool:
    if isinstance(present, int):
        return False
    if pack.questions[sign.question].type is QuestionType.ANY_OF:
        return present is None or sign.answer not in present
    return present is None or not _not_after(pack)[sign.question, sign.answer].intersection(present)


@lru_cache(maxsize=16)
def _not_after(pack: Pack) -> dict[tuple[str, str], frozenset[str]]:
    """For each sign the answers after which it is not new: itself, and the worse ones that come after it."""
    signs = list(_signs(pack))
    return {
        (sign.question, sign.answer): frozenset(
            {*sign.not_after, *(other.answer for other in signs[place:] if other.question == sign.question)}
        )
        for place, sign in enumerate(signs)
    }


def _signs(pack: Pack) -> Iterator[NewSign]:
    for entry in pack.new_signs.values():
        yield from entry.signs

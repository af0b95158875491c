"""Marginals fitted to a table of answers: of those who were shown a question, how many gave each answer.

By age group where enough people of it were asked, else over all; a question that nobody was shown gets the default.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from triage.batch.answer_counts import AGE, ASKED, LEFT_BLANK, PEOPLE, SAID_UNSURE, Counts, count_answers
from triage.batch.plan import Means
from triage.batch.simulate_codes import Codes, codes_of
from triage.batch.simulate_marginals import AgeGroup, Marginals, Range, Shares, completed
from triage.errors import InputError
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType

FEWEST = 30
_BOUNDS = (0, 16, 40, 65)


def fitted(pack: Pack, frames: Iterable[pl.DataFrame], unanswered: Means = "unsure") -> Marginals:
    """Marginals of the people of a table, read a part at a time. Raises InputError where none of it can be read."""
    groups = _groups(pack)
    total = count_answers(pack, frames, unanswered, [group.low for group in groups])
    people = sum(count for (_, what), count in total.items() if what == PEOPLE)
    if not people:
        raise InputError("no row of this table can be read, so there is nothing to fit to")
    found: dict[str, tuple[Shares, ...]] = {}
    for name, question in pack.questions.items():
        over_all = _of_group(question, total, range(max(1, len(groups))))
        if over_all is None:
            continue
        each = (_of_group(question, total, [place], FEWEST) for place in range(len(groups)))
        found[name] = tuple(one or over_all for one in each) if name != AGE and groups else (over_all,)
    if groups and AGE not in found:
        groups = ()
        found = {name: one[:1] for name, one in found.items()}
    return completed(pack, Marginals(f"fitted to {people} rows", groups, found))


def _groups(pack: Pack) -> tuple[AgeGroup, ...]:
    if AGE not in pack.questions or pack.questions[AGE].type is not QuestionType.NUMBER:
        return ()
    least, most = pack.questions[AGE].minimum, pack.questions[AGE].maximum
    lows = [low for low in _BOUNDS if least <= low <= most]
    return tuple(AgeGroup(low, high) for low, high in zip(lows, [*(low - 1 for low in lows[1:]), most], strict=True))


def _of_group(question: Question, total: Counts, places: Iterable[int], fewest: int = 1) -> Shares | None:
    """The shares of some groups together; None where too few were asked."""
    codes, places = codes_of(question), list(places)

    def count(what: str) -> int:
        return sum(total[place, f"{question.id} {what}"] for place in places)

    asked, unsure, blank = count(ASKED), count(SAID_UNSURE), count(LEFT_BLANK)
    answered = asked - unsure - blank
    if asked < fewest or not answered:
        return None
    if question.type is QuestionType.ANY_OF:
        ticks = tuple(count(word) / answered for word in codes.words)
        return Shares((), ticks, unsure / asked, blank / asked)
    shares = [(code, count(_name(codes, code))) for code in range(codes.size)]
    ranges = tuple(Range(code, code, number / answered) for code, number in shares if number)
    return Shares(ranges, (), unsure / asked, blank / asked)


def _name(codes: Codes, code: int) -> str:
    return str(code + codes.question.minimum) if codes.question.type is QuestionType.NUMBER else codes.words[code]

"""The second look: before a calm result, each "no" on which it hangs alone is asked once more, in other words.

It is one screen of at most six lines. A line that is ticked has its questions asked again; nothing is answered by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from triage.interview.order import Line, Screen
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers, Value
from triage.reasoning.carrying import carrying_a_calm_result
from triage.reasoning.standing import standing_of


def second_look(pack: Pack, given: Mapping[str, Value], confirmed: Collection[str]) -> Screen | None:
    """The second look at these answers, without what was confirmed; None where no result hangs on one answer alone.

    Questions that were not asked stay so: no answer to them could matter.
    """
    standing = standing_of(pack, Answers(given, "unsure", frozenset(pack.questions) - set(given)))
    carrying = {one.question for one in carrying_a_calm_result(standing)}.difference(confirmed)
    lines = []
    for line in pack.second_look.lines:
        signs = tuple(sign for sign in line.signs if sign.question in carrying)
        if signs:
            names = tuple(sign.question for sign in signs)
            lines.append(Line(line.id, line.lead, tuple(sign.says for sign in signs), names))
    if not lines:
        return None
    look = pack.second_look
    questions = tuple(pack.questions[name] for line in lines for name in line.questions)
    return Screen(look.id, look.title, None, look.ask, True, questions, tuple(lines), look.why)

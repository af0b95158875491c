"""What a student can choose from at the end of a case: levels, causes, and danger signs, of which only some are so."""

from __future__ import annotations

from triage.explain.unmet import unmet_tests
from triage.explain.why import why
from triage.learn.case import PracticeCase
from triage.learn.chance import Dice
from triage.learn.telling import wording
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers
from triage.reasoning.logic import logic_of

SIGNS_SHOWN, MOST_TRUE = 8, 4


def sign_choices(pack: Pack, case: PracticeCase) -> tuple[str, ...]:
    """Eight danger signs of different names, those that fire and those that nearly do, in an order by chance."""
    english = pack.original or pack  # the same choices in every language
    say = wording(english)
    label = {sign.id: say(sign.label) for sign in english.danger_signs.values()}
    explained = why(pack, case.answers)
    fired = [sign.rule for sign in (*explained.decided_by, *explained.less_urgent)]
    true = list({label[rule]: rule for rule in reversed(fired)}.values())[::-1][:MOST_TRUE]
    taken = {label[rule] for rule in fired}
    chosen = list(true)
    for rule in _nearest(pack, case):
        if len(chosen) < SIGNS_SHOWN and label[rule] not in taken:
            taken.add(label[rule])
            chosen.append(rule)
    return tuple(Dice("signs", case.id).shuffled(chosen))


def cause_choices(pack: Pack) -> tuple[str, ...]:
    """The causes, in the order of the pack."""
    return tuple(pack.causes)


def _nearest(pack: Pack, case: PracticeCase) -> list[str]:
    """The danger signs by how little they lack; what a near miss is about comes first."""
    logic = logic_of(pack)
    facts = logic.settle(Answers(case.given))
    lacking = {sign.id: len(unmet_tests(logic, sign.when, facts)) for sign in pack.danger_signs.values()}
    return sorted(lacking, key=lambda rule: (rule != case.rule, lacking[rule]))

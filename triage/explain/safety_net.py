"""What to watch for, as an explanation: the same lines as in the result, each with the answers that would change."""

from __future__ import annotations

from collections.abc import Mapping

from triage.explain.case import Case, case_of
from triage.explain.effects import change_of
from triage.explain.model import SafetyNet, SafetyNetSign
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers
from triage.reasoning.new_signs import WatchLine, watch_lines
from triage.reasoning.standing import standing_of


def safety_net(pack: Pack, answers: Answers | Mapping[str, object], *, country: str | None = None) -> SafetyNet:
    """The new signs that would make it more urgent from where this person stands; none where nothing is more urgent.

    Raises AnswersError for answers that the pack does not know, KeyError for an unknown country.
    """
    case = case_of(pack, answers, country)
    lines = watch_lines(standing_of(pack, case.answers, case.facts), case.conclusions.urgency)
    return SafetyNet(**case.header(), signs=tuple(_sign(case, line) for line in lines))


def _sign(case: Case, line: WatchLine) -> SafetyNetSign:
    rules = tuple(watched.rule for watched in line.signs)
    return SafetyNetSign(
        says=line.words(case.say),
        then=line.then,
        rule=rules[0],
        changes=tuple(change_of(case, watched.sign.question, watched.value) for watched in line.signs),
        rules=rules,
        sources=tuple(dict.fromkeys(name for rule in rules for name in case.pack.danger_signs[rule].sources)),
    )

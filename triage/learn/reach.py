"""Which questions a rule can hang on, also through patterns and through the gates of other questions."""

from __future__ import annotations

from functools import lru_cache

from triage.interview.relevance import outlook
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts
from triage.reasoning.logic import OPEN, logic_of
from triage.reasoning.ruleset import Phase, rules_of


@lru_cache(maxsize=16)
def questions_behind_rules(pack: Pack) -> dict[str, frozenset[str]]:
    """For each rule on answers every question that it can hang on."""
    found = {}
    for rule in rules_of(pack):
        if rule.phase is Phase.FINDINGS and rule.kind != "pattern":
            read = set(pack.questions_read_by(rule.when))
            if rule.unless is not None:
                read |= pack.questions_read_by(rule.unless)
            found[rule.id] = _with_gates(pack, read)
    return found


def _with_gates(pack: Pack, read: set[str]) -> frozenset[str]:
    found, waiting = set(read), list(read)
    while waiting:
        gate = pack.questions[waiting.pop()].ask_when
        new = pack.questions_read_by(gate) - found if gate is not None else frozenset()
        found |= new
        waiting += new
    return frozenset(found)


def could_matter(pack: Pack, facts: Facts, question: str) -> bool:
    """Whether a rule that is still open, and that could raise the level or bear on a cause, can hang on a question."""
    logic, floor = logic_of(pack), outlook(pack, facts).floor
    for rule, behind in questions_behind_rules(pack).items():
        if question not in behind:
            continue
        sign = pack.danger_signs.get(rule)
        is_open = logic.truth(rule, facts, Reading.STRICT) == OPEN
        if sign is not None:
            is_open_if_unsure = sign.if_unsure > floor and logic.truth(rule, facts, Reading.CAUTIOUS) == OPEN
            is_open = (is_open and sign.urgency > floor) or is_open_if_unsure
        elif rule == pack.base.id:
            is_open = is_open and floor is pack.base.reassured
        elif floor.is_emergency:
            is_open = False
        if is_open:
            return True
    return False

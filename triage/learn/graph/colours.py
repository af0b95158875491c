"""What colours a picture: what became of each part of the rules for one case. Without a case nothing is coloured."""

from __future__ import annotations

from triage.explain.case import Case
from triage.learn.graph.model import State
from triage.pack.conditions import Condition
from triage.pack.scales import Reading, Urgency
from triage.reasoning.answers import Facts
from triage.reasoning.logic import YES


class Colours:
    """The state of conditions, rules and conclusions for a case (`case_of`), or none at all."""

    def __init__(self, case: Case | None = None) -> None:
        self.case = case

    def of_condition(self, condition: Condition, strictly: bool = False) -> State:
        """A condition of the case's own pack; `strictly` for what lets a rule off, which is never read as not sure."""
        if self.case is None:
            return ""
        logic, facts = self.case.logic, self._facts
        if logic.holds(condition, facts, Reading.STRICT) == YES:
            return "holds"
        if not strictly and logic.holds(condition, facts, Reading.CAUTIOUS) == YES:
            return "unsure"
        return "no"

    def of_rule(self, rule: str) -> State:
        if self.case is None:
            return ""
        certain = self.case.certain.get(rule)
        return "no" if certain is None else "holds" if certain else "unsure"

    def of_level(self, level: Urgency) -> State:
        return self._told(lambda case: case.conclusions.urgency == level)

    def of_cause(self, cause: str) -> State:
        return self._told(lambda case: any(one.cause == cause for one in case.conclusions.causes))

    def of_named_condition(self, condition: str) -> State:
        return self._told(lambda case: any(condition in one.conditions for one in case.conclusions.causes))

    def of_any(self, rules: list[str]) -> State:
        """Of several rules the surest."""
        states = {self.of_rule(rule) for rule in rules}
        return next((state for state in ("holds", "unsure", "no") if state in states), "")

    def _told(self, test: object) -> State:
        if self.case is None:
            return ""
        assert callable(test)
        return "holds" if test(self.case) else "no"

    @property
    def _facts(self) -> Facts:
        assert self.case is not None
        found = self.case.conclusions
        return self.case.facts.concluded(found.urgency, frozenset(one.cause for one in found.causes))

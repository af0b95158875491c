"""What a result tells, as far as a vignette can look at it: the measure of whether two packs differ on a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.assessment.assess import reason
from triage.evaluation.vignettes import Expected
from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import Conclusions, strength_of
from triage.reasoning.consequences import whom_to_see, withheld
from triage.reasoning.ruleset import Firing

Fired = Mapping[str, bool]


@dataclass(frozen=True)
class Told:
    """The level, the causes in their order, whom to see, and what is withheld; not which rules led there."""

    urgency: Urgency
    causes: tuple[tuple[str, Strength, tuple[str, ...]], ...]
    professionals: frozenset[str]
    withheld: frozenset[str]


@dataclass(frozen=True)
class Result:
    """What a pack makes of one answer set: what is told, and every rule that fires, and whether for certain."""

    told: Told
    fired: Fired

    def meets(self, pack: Pack, expect: Expected) -> bool:
        """Whether a vignette with this expectation passes: as `triage test` has it, but without the words."""
        return all(self._checks(pack, expect))

    def _checks(self, pack: Pack, expect: Expected) -> Iterator[bool]:
        told = self.told
        shown = [cause for cause, _, _ in told.causes]
        yield told.urgency == expect.urgency
        yield expect.first_cause is None or shown[:1] == [expect.first_cause]
        if expect.causes is not None:
            yield set(expect.causes) <= set(shown) <= {*expect.causes, *expect.also_allowed}
        yield expect.strengths.items() <= {cause: strength for cause, strength, _ in told.causes}.items()
        named = {condition for _, _, conditions in told.causes for condition in conditions}
        yield expect.conditions is None or named == set(expect.conditions)
        yield told.professionals.issuperset(expect.professionals)
        yield all(self.fired.get(rule) is True for rule in expect.fires)
        yield all(self.fired.get(rule) is False for rule in expect.fires_if_unsure)
        yield self.fired.keys().isdisjoint(expect.does_not_fire)
        yield expect.exercises is None or set(expect.exercises) == pack.exercises.keys() - told.withheld
        yield told.withheld.issuperset(expect.withheld)


def result(pack: Pack, fired: Fired, conclusions: Conclusions) -> Result:
    """What these firings, of findings and of exercise gates, and these conclusions tell."""
    firings = [Firing(rule, certain) for rule, certain in fired.items()]
    causes = tuple((one.cause, strength_of(pack, one.score), one.conditions) for one in conclusions.causes)
    helpers, kept = whom_to_see(pack, firings, conclusions), withheld(pack, firings)
    return Result(Told(conclusions.urgency, causes, frozenset(helpers), frozenset(kept)), fired)


def result_of(pack: Pack, answers: Answers) -> Result:
    """The result of these answers by the reference evaluator."""
    reasoned = reason(pack, answers, "logic")
    return result(pack, {firing.rule: firing.certain for firing in reasoned.firings}, reasoned.conclusions)

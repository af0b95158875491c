"""What is proved: claims about all answer sets, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof.formulas import FALSE, Formula, both, either
from triage.proof.outcome import Outcome
from triage.proof.said import Said
from triage.proof.solver import Prover, mentions
from triage.proof.world import World
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import conclude
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Phase

Group = Literal["invariant", "structure"]


@dataclass(frozen=True)
class Counterexample:
    """The smallest answers that break a property, and why; `instead` is the second answer set where two are compared.

    `rules` are the danger signs that fire. `urgency` is the level it comes to, `expected` the one that the property
    asks for (the same where it is about something else), and `withheld` an exercise that it wants kept back.
    """

    answers: Answers
    because: str
    rules: tuple[str, ...]
    urgency: Urgency
    expected: Urgency
    instead: Answers | None = None
    withheld: tuple[str, ...] = ()

    @property
    def is_a_case(self) -> bool:
        """Whether a written-up case can say what is wrong: the urgency, or an exercise that is shown."""
        return self.expected != self.urgency or bool(self.withheld)


@dataclass(frozen=True)
class Property:
    """A property and what became of it: how many claims were put to the solver, and what breaks it.

    `missing` names what should be possible and is not (a rule that can never fire). `by_construction` says why a claim
    needs no solver, where it needs none.
    """

    id: str
    says: str
    group: Group
    claims: int
    counterexamples: tuple[Counterexample, ...] = ()
    missing: tuple[str, ...] = ()
    by_construction: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.counterexamples and not self.missing


@dataclass(frozen=True)
class Claim:
    """Something that must not be: `broken` holds of no answer set. `tell` says what is wrong with a model of it.

    Where that takes long to make, it is `whole`, and whatever meets it meets `needs`: if nothing does, all is proved.
    """

    needs: Formula
    tell: Callable[[Any], Counterexample]
    whole: Callable[[], Formula] | None = None

    @cached_property
    def broken(self) -> Formula:
        return self.needs if self.whole is None else self.whole()


class AllAnswers:
    """All answer sets of a pack: the world of one, its outcome, and a prover that knows it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.said = Said(pack)
        self.world = World(self.said)
        self.outcome = Outcome(self.world)
        self.prover = Prover([self.said], [self.world])

    @cached_property
    def mentions(self) -> list[Formula]:
        return mentions(self.said)

    def smallest(self, claims: list[Claim]) -> Counterexample | None:
        """The smallest answer set that breaks one of these claims, told; None when all of them hold."""
        broken = [claim for claim in claims if self.can_be_broken(claim)]
        if not broken:
            return None
        model = self.prover.smallest(either(claim.broken for claim in broken), self.mentions)
        assert model is not None
        for claim in broken:
            if self.prover.is_true(model, claim.broken):
                return claim.tell(model)
        raise AssertionError("a model of a disjunction is a model of one of its parts")

    def can_be_broken(self, claim: Claim) -> bool:
        """Whether some answer set breaks a claim."""
        if claim.needs is FALSE or not self.exists(claim.needs):
            return False
        return claim.whole is None or self.exists(claim.broken)

    def exists(self, *wanted: Formula) -> bool:
        """Whether some answer set is like this."""
        return self.prover.find(both(wanted)) is not None


def level_and_signs(pack: Pack, answers: Answers) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency and the danger signs that fire, by the reference evaluator: the solver is not taken at its word."""
    logic = logic_of(pack)
    firings = logic.firings(logic.settle(answers), Phase.FINDINGS)
    signs = tuple(firing.rule for firing in firings if firing.rule in pack.danger_signs)
    return conclude(pack, firings).urgency, signs

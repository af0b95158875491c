"""What if, against the solver: as few answers as it says, in the real pack and for all answer sets at once."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

import z3
from random_answers import random_answers

from triage.explain.case import case_of
from triage.explain.changes import smallest_changes, ways_to_level
from triage.explain.first_cause import FirstCause
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof.formulas import negation
from triage.proof.outcome import Outcome
from triage.proof.said import Said
from triage.proof.solver import Prover
from triage.proof.world import World
from triage.reasoning.standing import Standing, standing_of

pytestmark = pytest.mark.proof


class Solver:
    """The pack's outcome as formulas, asked how few answers must be others."""

    def __init__(self, pack: Pack) -> None:
        self.said = Said(pack)
        self.outcome = Outcome(World(self.said))
        self.prover = Prover([self.said], [self.outcome.world])

    def fewer_than(self, count: int, standing: Standing, wanted: object) -> bool:
        """Whether fewer than so many answers in place of the present ones would do."""
        given = standing.answers.given
        others = [negation(self.said.is_value(name, value)) for name, value in given.items()]
        return self.prover.find(wanted, z3.AtMost(*others, count - 1)) is not None


@pytest.fixture(scope="module")
def solver(pack: Pack) -> Solver:
    return Solver(pack)


def test_no_fewer_answers_lead_to_a_level(pack: Pack, solver: Solver) -> None:
    """For random answers the solver finds no fewer answers that lead to a level, and so many do."""
    rng, compared = random.Random(85), 0
    for _ in range(25):
        standing = standing_of(pack, random_answers(pack, rng, complete=True))
        for level in Urgency:
            if level > standing.urgency:
                ways = ways_to_level(pack, level)
                size = next(size for size in range(1, 9) if any(smallest_changes(standing, ways, size)))
                wanted = solver.outcome.at_least(level)
                assert not solver.fewer_than(size, standing, wanted)
                assert solver.fewer_than(size + 1, standing, wanted)
                compared += 1
    assert compared > 20


def test_no_fewer_answers_put_another_cause_first(pack: Pack, solver: Solver) -> None:
    """Where one answer, or two, put another cause first, the solver agrees; where none do, it needs three."""
    rng = random.Random(86)
    for _ in range(12):
        answers = random_answers(pack, rng, complete=True)
        case, standing = case_of(pack, answers), standing_of(pack, answers)
        search = FirstCause(case, standing)
        size = 1 if any(search.singles()) else 2 if any(search.pairs()) else 3
        others = [solver.outcome.is_first(cause) for cause in pack.causes if cause != case.first_cause]
        assert not solver.fewer_than(size, standing, z3.Or(others))
        assert size == 3 or solver.fewer_than(size + 1, standing, z3.Or(others))

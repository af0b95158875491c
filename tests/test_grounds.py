"""What firings stand on, told for a whole assessment at once, is what `support` tells of each."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers
from small_packs import small_pack, some_answers

from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Answers
from triage.reasoning.grounds import Grounds
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import rules_of
from triage.reasoning.support import questions_behind, support


def compare(pack: Pack, answers: Answers) -> None:
    logic = logic_of(pack)
    facts = infer(pack, logic.settle(answers)).facts
    grounds = Grounds(pack, facts)
    for rule in rules_of(pack):
        for certain, reading in ((True, Reading.STRICT), (False, Reading.CAUTIOUS)):
            assert grounds.of(rule.id, certain) == tuple(dict.fromkeys(support(logic, rule.when, facts, reading)))
            behind = tuple(dict.fromkeys(questions_behind(logic, rule.when, facts, reading)))
            assert grounds.questions(rule.id, certain) == behind


def compare_random(pack: Pack, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        compare(pack, random_answers(pack, rng))


def test_they_are_those_that_support_tells(pack: Pack) -> None:
    """Every rule of the pack, in both readings, whether it fires or not."""
    compare_random(pack, 1, 100)


@pytest.mark.soak
def test_they_are_those_that_support_tells_for_very_many_answers(pack: Pack) -> None:
    """The same on 20,000 answer sets."""
    compare_random(pack, 2, 20_000)


@pytest.mark.parametrize("seed", range(8))
def test_they_are_those_of_other_rules(pack: Pack, seed: int) -> None:
    """Made packs, in which rules share parts and patterns use patterns."""
    rng = random.Random(seed)
    other = small_pack(pack, rng)
    for _ in range(20):
        compare(other, some_answers(rng))

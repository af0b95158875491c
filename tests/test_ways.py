"""The ways in which a rule can fire say exactly when it fires."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers
from small_packs import small_pack, some_answers

from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Answers
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.ruleset import rules_of
from triage.reasoning.standing import Standing, standing_of
from triage.reasoning.ways import Need, Ways, said, ways_not_to_fire, ways_to_fire


def is_met(standing: Standing, ways: Ways) -> bool:
    now = {name: said(standing.pack, name, standing.answers.given.get(name)) for name in standing.pack.questions}
    return any(all(need.is_met(now[name]) for name, need in way.items()) for way in ways)


def check(pack: Pack, answers: Answers) -> int:
    """Compare every rule on answers with the evaluator; returns how many fired."""
    standing, fired = standing_of(pack, answers), 0
    for rule in rules_of(pack):
        if rule.kind == "exercise_gate":
            continue
        for reading in Reading:
            fires = logic_of(pack).truth(rule.id, standing.facts, reading) == YES
            assert is_met(standing, ways_to_fire(pack, rule.id, reading)) is fires, (rule.id, reading)
            if rule.unless is None:
                assert is_met(standing, ways_not_to_fire(pack, rule.id, reading)) is not fires, (rule.id, reading)
            fired += fires
    return fired


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [12, pytest.param(60, marks=pytest.mark.soak)])
def test_a_rule_fires_exactly_if_a_way_is_met(pack: Pack, count: int) -> None:
    """In both readings, with gates, patterns and `unless`, for random answers of every kind."""
    rng = random.Random(41)
    assert sum(check(pack, random_answers(pack, rng)) for _ in range(count)) > 20 * count


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [60, pytest.param(300, marks=pytest.mark.soak)])
def test_the_same_in_any_small_pack(pack: Pack, count: int) -> None:
    """Made rules test for the lack of an answer, hang on gates of gates, and take themselves back."""
    rng = random.Random(42)
    assert sum(check(small_pack(pack, rng), some_answers(rng)) for _ in range(count)) > 2 * count


def test_what_hangs_on_conclusions_has_no_ways(pack: Pack) -> None:
    """A gate that reads the urgency or a cause hangs on all other rules, and is refused in words."""
    gate = next(gate.id for gate in pack.gates.values() if gate.withholds == "all")
    with pytest.raises(ValueError, match="hangs on all other rules"):
        ways_to_fire(pack, gate, Reading.CAUTIOUS)


def test_what_a_need_entails() -> None:
    """A need that allows less entails one that allows more, and not the other way round."""
    narrow, wide = Need(frozenset({frozenset({"a"})})), Need(frozenset({frozenset({"a", "b"})}))
    assert narrow.entails(wide)
    assert not wide.entails(narrow)
    assert not narrow.entails(Need(none_of=frozenset({"b"})))
    assert narrow.both(Need(none_of=frozenset({"b"}))).entails(narrow)


def test_numbers_are_read_by_their_cells(pack: Pack) -> None:
    """Two numbers that no rule tells apart read the same; nothing is said by a question that was not asked."""
    assert said(pack, "age", 41) == said(pack, "age", 42)
    assert said(pack, "age", 15) != said(pack, "age", 16)
    assert said(pack, "age", ()) == {"unsure"}
    assert said(pack, "age", None) == frozenset()

"""What many answers would change, tried at once, is what each of them would change alone."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers, random_value
from small_packs import VALUES, small_pack, some_answers

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, Value
from triage.reasoning.standing import standing_of


def compare(pack: Pack, answers: Answers, trials: list[dict[str, Value]], level: Urgency) -> int:
    """Compares all trials at once with one after the other; in how many of them a danger sign fires is told."""
    standing = standing_of(pack, answers)
    each = standing.levels_above_each(level, trials)
    for changes, found in zip(trials, each, strict=True):
        alone = standing.levels_above(level, changes)
        assert found == alone, (answers, changes)
        assert list(found) == [rule for rule in pack.danger_signs if rule in alone]
    return sum(bool(found) for found in each)


def compare_random(pack: Pack, seed: int, count: int) -> None:
    rng, fired = random.Random(seed), 0
    for _ in range(count):
        names = [rng.sample(list(pack.questions), rng.choice((1, 1, 1, 2))) for _ in range(rng.randint(0, 60))]
        trials = [{name: random_value(pack.questions[name], rng) for name in some} for some in names]
        trials += [{name: ()} for name in rng.sample(list(pack.questions), 3)]
        fired += compare(pack, random_answers(pack, rng), trials, rng.choice(list(Urgency)))
    assert fired > count


def test_many_at_once_are_each_alone(pack: Pack) -> None:
    """Single answers and pairs, blanks and not sure among them, from random answers and for every level."""
    compare_random(pack, 1, 40)


@pytest.mark.soak
def test_very_many_at_once_are_each_alone(pack: Pack) -> None:
    """The same from 20,000 answer sets."""
    compare_random(pack, 2, 20_000)


@pytest.mark.parametrize("seed", range(12))
def test_many_at_once_with_other_rules(pack: Pack, seed: int) -> None:
    """Made packs have an `unless` more often, and gates that hang on gates."""
    rng = random.Random(seed)
    other = small_pack(pack, rng)
    trials: list[dict[str, Value]] = [{name: value} for name, values in VALUES.items() for value in values]
    for _ in range(20):
        compare(other, some_answers(rng), trials, rng.choice(list(Urgency)))

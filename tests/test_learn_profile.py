"""The profile: exact shares, sureness, and misreadings that are named when they are there and only then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from learners import answered, named_within, record

from triage.learn import Kind, PracticeCase, Progress, Record, make_case, next_case, profile_of
from triage.learn.choosing import best_of
from triage.learn.exact import at_least_by_chance, share_of
from triage.learn.misconceptions import MISCONCEPTIONS, Misconception
from triage.learn.profile import named_misconceptions
from triage.learn.strings import MISCONCEPTIONS as WORDS
from triage.learn.telling_apart import cases_of
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

pytestmark = [pytest.mark.learn, pytest.mark.statistics]
pytest.importorskip("scipy")


@pytest.fixture(scope="module")
def pool(pack: Pack) -> list[PracticeCase]:
    """Cases to choose from: some of each kind, and some about what is rare."""
    plain = [make_case(pack, seed, kind) for kind in Kind for seed in range(20)]
    rare = ("RF61_gone", "RF17_saddle", "RF18_sphincter_new")
    return [*plain, *(make_case(pack, seed, Kind.TYPICAL, rule) for rule in rare for seed in range(6))]


def chosen_from(pool: list[PracticeCase], pack: Pack, one: Misconception | None) -> Iterator[list[Record]]:
    done: list[Record] = []
    while True:
        case = best_of(pack, done, pool)
        done.append(record(pack, case, case.level if one is None else one.level(pack, case)))
        yield done


@pytest.mark.parametrize("one", MISCONCEPTIONS, ids=lambda one: one.id)
def test_a_misconception_is_named(pack: Pack, pool: list[PracticeCase], one: Misconception) -> None:
    """A learner who reads the rules in one wrong way has it named within 15 cases, and no other."""
    *_, done = islice(chosen_from(pool, pack, one), 15)
    assert [named.id for named in profile_of(pack, done).misconceptions] == [one.id]


def test_the_faultless_are_not_accused(pack: Pack, pool: list[PracticeCase]) -> None:
    """Whoever is always right has no misconception, and no bias."""
    for done in islice(chosen_from(pool, pack, None), 15):
        assert named_misconceptions(pack, cases_of(pack, done)) == ()
    profile = profile_of(pack, done)
    assert (profile.right.count, profile.bias, profile.missed) == (15, "none", ())


@pytest.mark.soak
@pytest.mark.parametrize("one", MISCONCEPTIONS, ids=lambda one: one.id)
def test_planted_misconceptions_are_named_in_nine_of_ten(pack: Pack, one: Misconception) -> None:
    """Ten learners who also slip once in twenty cases: nine or more have it named within 15 cases."""
    assert sum(one.id in named_within(pack, one, seed)[0] for seed in range(10)) >= 9


@pytest.mark.soak
@pytest.mark.parametrize("slips", [0.0, 0.05])
def test_at_most_one_of_twenty_is_accused(pack: Pack, slips: float) -> None:
    """Twenty learners who read the rules as they are, also those who slip: at most one is accused at any time."""
    assert sum(bool(named_within(pack, None, 1000 + seed, slips)[0]) for seed in range(20)) <= 1


def test_every_misconception_has_words(pack: Pack) -> None:
    """Each has a name, what it does and what is so, with sources that the pack has where that is about medicine."""
    assert all(source in pack.sources for one in MISCONCEPTIONS for source in one.sources)
    assert set(WORDS) == {one.id for one in MISCONCEPTIONS}
    assert len(MISCONCEPTIONS) == 8
    assert all(len(texts) == 3 and all(texts) for texts in WORDS.values())


def test_what_they_err_towards(pack: Pack, pool: list[PracticeCase]) -> None:
    """Those that leave out signs never say too much, and those that add never too little."""
    for one in MISCONCEPTIONS:
        levels = [(one.level(pack, case), case.level) for case in pool]
        assert any(said is not level for said, level in levels)
        assert all(said <= level if one.is_under else said >= level for said, level in levels), one.id


def test_the_next_case_is_fixed_by_the_learner(pack: Pack) -> None:
    """The same learner with the same past gets the same case, and none twice."""
    done = next(answered(pack, None, 4, slips=0.0))
    after = next_case(pack, done, 4)
    assert after == next_case(pack, done, 4)
    assert (after.seed, after.kind, after.focus) != (done[0].seed, done[0].kind, done[0].focus)


def test_bias_and_sureness(pack: Pack, pool: list[PracticeCase]) -> None:
    """Who is always one level too low is told so; sureness is counted beside being right."""
    urgent = [case for case in pool if case.level is not Urgency.ROUTINE][:8]
    lower = {level: list(Urgency)[max(0, level.rank - 2)] for level in Urgency}
    done = [record(pack, case, lower[case.level], sure=95) for case in urgent]
    profile = profile_of(pack, done)
    assert (profile.bias, profile.under.count, profile.over.count) == ("under", 8, 0)
    assert profile.under.low == pytest.approx(0.631, abs=0.001)
    (level,) = profile.calibration
    assert (level.sure, level.right.count, level.right.of) == (95, 0, 8)
    assert profile.brier == pytest.approx(0.95**2)


def test_exact_shares() -> None:
    """Clopper and Pearson's interval and the binomial tail, beside values that are known."""
    assert share_of(0, 10).high == pytest.approx(0.3085, abs=1e-4)
    assert share_of(10, 10).low == pytest.approx(0.6915, abs=1e-4)
    assert (share_of(0, 0).low, share_of(0, 0).share) == (None, None)
    assert at_least_by_chance(4, 4, 0.2) == pytest.approx(0.2**4)
    assert at_least_by_chance(0, 4, 0.2) == 1.0


def test_cases_of_another_pack_do_not_accuse(pack: Pack, pool: list[PracticeCase]) -> None:
    """What was done with another pack counts for the shares, and not for misreadings."""
    one = MISCONCEPTIONS[3]
    done = [record(pack, case, one.level(pack, case)) for case in pool[:20]]
    other = [Record.from_json(json.dumps({**each.to_dict(), "pack": "x"})) for each in done]
    assert profile_of(pack, other).misconceptions == ()
    assert profile_of(pack, other).cases == 20


def test_progress_can_be_written_and_read(pack: Pack, pool: list[PracticeCase]) -> None:
    """The progress of a learner is the same after it was written and read; what was missed has a card that is due."""
    pytest.importorskip("fsrs")
    from triage.learn import after_case, due, reviewed
    from triage.learn.schedule import next_due

    now = datetime(2026, 1, 1, tzinfo=UTC)
    case = next(case for case in pool if case.rule in pack.danger_signs)
    missed = Record.from_json(json.dumps({**record(pack, case, Urgency.SOON).to_dict(), "missed": [case.rule]}))
    progress = after_case(Progress(), missed, now)
    assert Progress.from_json(json.dumps(progress.to_dict())) == progress
    assert due(pack, progress.cards, now) == ()
    assert due(pack, progress.cards, now + timedelta(minutes=2)) == (case.rule,)
    cards = progress.cards
    for _ in range(4):
        at = next_due(cards)
        assert at is not None
        cards = reviewed(cards, case.rule, True, at)
    later = next_due(cards)
    assert later is not None
    assert later - now > timedelta(days=2)

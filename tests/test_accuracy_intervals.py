"""Exact confidence intervals: known values, and what makes them exact."""

from __future__ import annotations

from math import comb

import pytest

from triage.evaluation.accuracy.intervals import Proportion, exact_interval, is_available

pytestmark = [
    pytest.mark.statistics,
    pytest.mark.skipif(not is_available(), reason="needs the statistics library (extra `evaluation`)"),
]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (0, 1, 0.0, 0.975),
        (81, 263, 0.2527, 0.3676),
    ],
)
def test_known_values(count: int, of: int, low: float, high: float) -> None:
    """The intervals are those of the published tables."""
    assert exact_interval(count, of) == pytest.approx((low, high), abs=0.00006)


def test_when_nothing_was_seen_there_is_a_formula() -> None:
    """For none of n the upper end is 1 - 0.025^(1/n), and for all of n it is the mirror image."""
    for of in (1, 2, 7, 63, 1000):
        assert exact_interval(0, of) == pytest.approx((0, 1 - 0.025 ** (1 / of)))
        assert exact_interval(of, of) == pytest.approx((0.025 ** (1 / of), 1))


def _at_least(count: int, of: int, share: float) -> float:
    return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))


@pytest.mark.parametrize("of", [1, 5, 22, 63])
def test_each_end_leaves_its_tail(of: int) -> None:
    """At the lower end so many or more, at the upper end so many or fewer, have a chance of 2.5 %, no more, no less."""
    for count in range(of + 1):
        low, high = exact_interval(count, of)
        assert low <= count / of <= high
        if count:
            assert _at_least(count, of, low) == pytest.approx(0.025)
        if count < of:
            assert 1 - _at_least(count + 1, of, high) == pytest.approx(0.025)


def test_less_confidence_is_narrower() -> None:
    """An interval that may miss more often lies inside one that may miss less often."""
    wide, narrow = exact_interval(7, 20, 0.99), exact_interval(7, 20, 0.8)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("count", "of"), [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(count: int, of: int) -> None:
    """There is no interval for a share of nothing, or for more than all."""
    with pytest.raises(ValueError, match="is no share"):
        exact_interval(count, of)


def test_a_proportion_carries_its_interval() -> None:
    """A share of no cases has none; every other has its own."""
    assert Proportion(0, 0).interval is None
    assert Proportion(5, 10).interval == exact_interval(5, 10)
    assert Proportion(5, 10).share == 0.5

"""Exact shares and tests: Clopper and Pearson's interval, and the binomial test."""

from __future__ import annotations

from triage.pack.model import Model

CONFIDENCE = 0.95


class Share(Model):
    """So many of so many, and the shares that this does not rule out (95 in 100, exact); none without any case."""

    count: int
    of: int
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None


def share_of(count: int, of: int) -> Share:
    """A share with its exact interval."""
    from scipy.special import betaincinv

    if not of:
        return Share(count=count, of=of)
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return Share(count=count, of=of, low=low, high=high)


def at_least_by_chance(count: int, of: int, chance: float) -> float:
    """How likely it is that at least `count` of `of` come out by chance alone."""
    from scipy.special import betainc

    return 1.0 if count == 0 else float(betainc(count, of - count + 1, chance))


def is_available() -> bool:
    """Whether the library for this (the extra `learn`) is installed."""
    try:
        import scipy.special  # noqa: F401
    except ImportError:
        return False
    return True

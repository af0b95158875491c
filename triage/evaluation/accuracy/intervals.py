"""Exact confidence intervals (Clopper and Pearson) for shares of cases. The only importer of the statistics library."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

CONFIDENCE = 0.95


def is_available() -> bool:
    """Whether the statistics library (the extra `evaluation`) is installed."""
    try:
        import scipy.special  # noqa: F401
    except ImportError:
        return False
    return True


def exact_interval(count: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The shares that `count` of `of` cases do not rule out: each tail has at most half of what confidence leaves."""
    from scipy.special import betaincinv

    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return low, high


@dataclass(frozen=True)
class Proportion:
    """So many cases of so many; without any case there is neither a share nor an interval."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        return exact_interval(self.count, self.of) if self.of else None

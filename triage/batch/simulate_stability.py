"""How stable the levels are under noise: what the rules say of the answers that were meant, and of those given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from triage.batch.plan import Plan
from triage.batch.simulate import Drawn, Noise
from triage.pack.scales import Urgency

SCHEMA = "triage.stability/1"


@dataclass
class Stability:
    """Counts of people by their level without and with noise, and of how many keep their first cause."""

    levels: Counter[tuple[str, str]] = field(default_factory=Counter)
    same_cause: int = 0

    def add(self, plan: Plan, people: Drawn) -> None:
        """Count some more people."""
        meant, said = (plan.assess(each).select("urgency", "cause_1") for each in (people.meant, people.said))
        both = meant.with_columns(said["urgency"].alias("said"), said["cause_1"].alias("cause_said"))
        pairs = both.group_by(pl.col("urgency").cast(pl.String), pl.col("said").cast(pl.String)).agg(pl.len())
        self.levels.update({(before, after): count for before, after, count in pairs.rows()})
        self.same_cause += int(both.select(pl.col("cause_1").eq_missing(pl.col("cause_said")).sum()).item())

    @property
    def people(self) -> int:
        return self.levels.total()

    def moved(self, up: bool) -> int:
        """How many are more urgent (or less urgent) with noise."""
        return sum(
            count
            for (before, after), count in self.levels.items()
            if before != after and (Urgency(after) > Urgency(before)) is up
        )

    def lost_emergencies(self) -> int:
        """How many who should be seen as an emergency are not, because of noise: the dangerous way to move."""
        return sum(
            count
            for (before, after), count in self.levels.items()
            if Urgency(before).is_emergency and not Urgency(after).is_emergency
        )

    def to_data(self, noise: Noise) -> dict[str, Any]:
        count = max(self.people, 1)
        up, down = self.moved(up=True), self.moved(up=False)
        return {
            "schema": SCHEMA,
            "people": self.people,
            "not_sure": noise.not_sure,
            "mis_tick": noise.mis_tick,
            "same_level": round(1 - (up + down) / count, 6),
            "up": round(up / count, 6),
            "down": round(down / count, 6),
            "emergencies_lost": self.lost_emergencies(),
            "same_first_cause": round(self.same_cause / count, 6),
            "levels": [
                {"without_noise": before.value, "with_noise": after.value, "people": self.levels[before, after]}
                for before in reversed(Urgency)
                for after in reversed(Urgency)
                if self.levels[before, after]
            ],
        }


def in_words(found: Stability) -> Iterator[str]:
    """The matrix, then the shares."""
    from triage.batch.compare_text import SHORT

    levels = list(reversed(Urgency))
    yield f"{'meant, then given:':22}" + "".join(f"{SHORT[level]:>11}" for level in levels)
    for before in levels:
        cells = (found.levels[before.value, after.value] for after in levels)
        yield f"  {before.value:20}" + "".join(f"{count:>11,}" if count else f"{'.':>11}" for count in cells)
    count, up, down = max(found.people, 1), found.moved(up=True), found.moved(up=False)
    yield f"same level {1 - (up + down) / count:.2%}, more urgent {up / count:.2%}, less urgent {down / count:.2%}"
    lost = found.lost_emergencies()
    yield f"emergencies that are missed because of it: {lost:,} ({lost / count:.3%} of all)"
    yield f"same first cause {found.same_cause / count:.2%}"

"""From firings to conclusions, for whole columns: urgency, possible causes in order, whom to see.

The arithmetic is that of `reasoning/conclusions.py` and `reasoning/consequences.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from triage.batch.layers import Layers, all_of, any_of
from triage.pack.knowledge import Cause
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Strength, Urgency
from triage.reasoning.conclusions import worth

Fires = Callable[[str, Reading], pl.Expr]
LEVELS = pl.Enum([level.value for level in Urgency])
STRENGTHS = pl.Enum([strength.value for strength in Strength])


def urgency_rank(pack: Pack, fires: Fires, layers: Layers) -> pl.Expr:
    """The rank of the most urgent level of all danger signs that fired, else of the base level.

    A sign that fires certainly also holds cautiously; counting that too cannot lift it above its own level.
    """
    base = pack.base.urgency.rank
    reassured = fires(pack.base.id, Reading.STRICT)
    rank = pl.when(reassured).then(_rank(pack.base.reassured.rank)).otherwise(_rank(base))
    for level in Urgency:
        holds = [fires(sign.id, Reading.STRICT) for sign in pack.danger_signs.values() if sign.urgency is level]
        holds += [fires(sign.id, Reading.CAUTIOUS) for sign in pack.danger_signs.values() if sign.if_unsure is level]
        if holds:
            reached = layers.name(f"level {level}", any_of(holds))
            rank = pl.when(reached).then(_rank(max(level.rank, base))).otherwise(rank)
    return layers.name("rank", rank)


def _rank(rank: int) -> pl.Expr:
    return pl.lit(rank, pl.UInt8)


# ------------------------------------------------------------------------------------------------------------- causes


class ShownCauses:
    """The causes that are shown, the best first. `place(n)` is the number of the n-th cause, null where there is none.

    A key orders causes: the score first, then the article's order; so no two causes of a row share one. Scores are
    lifted so that no key is negative.
    """

    def __init__(self, pack: Pack, fires: Fires, layers: Layers) -> None:
        self._pack, self._layers = pack, layers
        self._causes = list(pack.causes.values())
        count, shown = len(self._causes), pack.about.shown_causes
        lifted = self._lifted = sum(line.strength.weight for line in pack.evidence.values())
        keys = [
            layers.name(f"key {cause.id}", (_score(pack, cause, fires) + lifted) * count + (count - 1 - place))
            for place, cause in enumerate(self._causes)
        ]
        self._keys: list[pl.Expr] = []
        for place in range(min(shown.at_most, count)):
            below = keys if not place else [pl.when(key < self._keys[-1]).then(key) for key in keys]
            self._keys.append(layers.name(f"key at {place}", pl.max_horizontal(below)))
        enough = pl.max_horizontal(pl.lit(shown.at_least + lifted, pl.Int32), self._keys[0] // count - shown.within)
        enough = layers.name("enough", enough)
        self._is_shown = [layers.name(f"is shown {at}", key // count >= enough) for at, key in enumerate(self._keys)]

    def columns(self) -> Iterator[pl.Expr]:
        """Each cause in order and how strongly the answers point to it."""
        names = pl.Enum([cause.id for cause in self._causes])
        count, shown = len(self._causes), self._pack.about.shown_causes
        for at, (key, is_shown) in enumerate(zip(self._keys, self._is_shown, strict=True), start=1):
            index = count - 1 - key % count
            yield pl.when(is_shown).then(index.cast(pl.UInt32)).cat.to(names).alias(f"cause_{at}")
            score = key // count - self._lifted
            level = pl.when(score >= shown.strong_from).then(2).when(score >= shown.moderate_from).then(1).otherwise(0)
            yield pl.when(is_shown).then(level.cast(pl.UInt8)).cat.to(STRENGTHS).alias(f"cause_{at}_strength")

    def is_shown(self) -> dict[str, pl.Expr]:
        """For each cause whether it is shown."""
        count = len(self._causes)
        return {
            cause.id: self._layers.name(
                f"shown cause {cause.id}",
                any_of(
                    is_shown & (key % count == count - 1 - number)
                    for key, is_shown in zip(self._keys, self._is_shown, strict=True)
                ),
            )
            for number, cause in enumerate(self._causes)
        }


def _score(pack: Pack, cause: Cause, fires: Fires) -> pl.Expr:
    """What the evidence for all of a cause adds up to, and that of its best condition."""
    own: dict[str | None, pl.Expr] = {None: _nothing()} | {condition.id: _nothing() for condition in cause.conditions}
    for line in pack.evidence.values():
        if line.cause == cause.id:
            holds = fires(line.id, Reading.STRICT)
            own[line.condition] += pl.when(holds).then(pl.lit(worth(line), pl.Int16)).otherwise(_nothing())
    shared = own.pop(None)
    return (shared + pl.max_horizontal(own.values())).cast(pl.Int32)


def _nothing() -> pl.Expr:
    return pl.lit(0, pl.Int16)


# ------------------------------------------------------------------------------------------------------ whom to see


def whom_to_see(
    pack: Pack, fires: Fires, rank: pl.Expr, shown: dict[str, pl.Expr], layers: Layers
) -> Sequence[pl.Expr]:
    """For each professional of the pack whether the row's person is sent there."""
    emergency = layers.name("emergency", any_of(rank == level.rank for level in Urgency if level.is_emergency))
    return [
        any_of(
            [
                *_sent_in_emergency(pack, fires, name),
                all_of([~emergency, any_of(_sent_when_calm(pack, fires, name, shown))]),
            ]
        )
        for name in pack.professionals
    ]


def _sent_in_emergency(pack: Pack, fires: Fires, professional: str) -> Iterator[pl.Expr]:
    """Signs at an emergency level speak whatever else there is."""
    for sign in pack.danger_signs.values():
        if professional in sign.see:
            if sign.urgency.is_emergency:
                yield fires(sign.id, Reading.STRICT)
            if sign.if_unsure.is_emergency:
                yield fires(sign.id, Reading.CAUTIOUS)


def _sent_when_calm(pack: Pack, fires: Fires, professional: str, shown: dict[str, pl.Expr]) -> Iterator[pl.Expr]:
    if professional in pack.base.see:
        yield pl.lit(True)
        return
    for sign in pack.danger_signs.values():
        if professional in sign.see:
            yield fires(sign.id, Reading.CAUTIOUS)
    if not pack.professionals[professional].is_emergency_service:
        for cause in pack.causes.values():
            if any(helper.professional == professional for helper in cause.see):
                yield shown[cause.id]

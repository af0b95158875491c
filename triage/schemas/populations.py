"""What is told of many people at once, as models: those whom a change of rules moves, and how stable levels are."""

from __future__ import annotations

from typing import Literal

from triage.assessment.model import PackInfo
from triage.pack.model import Model
from triage.pack.scales import Urgency


class LevelPair(Model):
    """How many rows have this level with the old pack, and that with the new one."""

    old: Urgency
    new: Urgency
    rows: int


class CausePair(Model):
    """The same of the first cause; null where none is shown."""

    old: str | None
    new: str | None
    rows: int


class MovingRule(Model):
    """A rule that moves rows; in some of them it may fire in both packs and ask for another level only."""

    rule: str
    rows: int
    fires_in_both_packs: int


class Movement(Model):
    """The rows that move one way: the first of them by name or number, how many more there are, and by which rules."""

    rows: int
    ids: tuple[str | int | float, ...]
    ids_left_off: int
    rules: tuple[MovingRule, ...]


class Comparison(Model):
    """What a change of rules does to the people of a table. `not_compared` are rows that a pack cannot read."""

    schema_: Literal["triage.comparison/1"]
    old: PackInfo
    new: PackInfo
    rows: int
    not_compared: int
    id_column: str | None
    levels: tuple[LevelPair, ...]
    first_causes: tuple[CausePair, ...]
    up: Movement
    down: Movement


class NoisyPair(Model):
    """How many people have this level by the answers that were meant, and that by those given."""

    without_noise: Urgency
    with_noise: Urgency
    people: int


class Stability(Model):
    """How stable the levels are where answers are not sure or wrong: shares of people, but for `emergencies_lost`.

    `not_sure` and `mis_tick` are how likely it is that an answer becomes one.
    """

    schema_: Literal["triage.stability/1"]
    people: int
    not_sure: float
    mis_tick: float
    same_level: float
    up: float
    down: float
    emergencies_lost: int
    same_first_cause: float
    levels: tuple[NoisyPair, ...]

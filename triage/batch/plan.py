"""A pack compiled to Polars expressions: the assessments of a whole table at once, equal to `assess()` row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import polars as pl

from triage import __version__
from triage.batch.bitsets import Bitset, bitset, joined, packed
from triage.batch.cells import read_cells
from triage.batch.choices import columns_of, with_what_they_need
from triage.batch.conclusions import LEVELS, STRENGTHS, ShownCauses, urgency_rank, whom_to_see
from triage.batch.conditions import Conditions, rules_in
from triage.batch.layers import Layers, all_of
from triage.batch.settled import Settled, Unanswered
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.ruleset import Phase, rules_of

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
Means = Literal["unsure", "no"]

SCHEMA = "triage.batch/1"
UNANSWERED = "unanswered"
# Which kinds of rules share bitset columns, in the order in which rules are told.
_GROUPS = {
    "patterns": ("pattern",),
    "danger_signs": ("danger_sign",),
    "evidence": ("base", "evidence"),
    "exercise_gates": ("exercise_gate",),
}


@dataclass(frozen=True)
class _Compiled:
    """The plan for columns of certain types: named columns layer by layer, and the columns of the result."""

    layers: Layers
    results: tuple[pl.Expr, ...]


class Plan:
    """The rules of one pack as columns. Make it with `compile_plan`; it is kept for each layout of a table.

    `only` names what a result tells beside the level, in the order of `CHOICES`; nothing is everything.
    """

    # Whether a lazy table is worth more than its parts, one by one.
    streams = True

    def __init__(self, pack: Pack, only: Collection[str] = ()) -> None:
        self.pack, self.only = pack, with_what_they_need(only)
        self._compiled: dict[tuple[object, ...], _Compiled] = {}
        grouped = {name: [rule.id for rule in rules_of(pack) if rule.kind in kinds] for name, kinds in _GROUPS.items()}
        certain = {name: bitset(name, ids) for name, ids in grouped.items()}
        unsure = {name: bitset(f"{name}_unsure", ids) for name, ids in grouped.items()}
        gated = [question.id for question in pack.questions.values() if question.ask_when is not None]
        self.rule_sets = {name: (certain[name], unsure[name]) for name in _GROUPS}
        self.other_sets = {
            "professionals": bitset("professionals", list(pack.professionals)),
            "set_aside": bitset("set_aside", gated),
        }
        sets = {
            "danger_signs": certain["danger_signs"],
            "danger_signs_unsure": unsure["danger_signs"],
            "firings": joined(list(certain.values())),
            "firings_unsure": joined(list(unsure.values())),
            **self.other_sets,
        }
        self.full_schema = _schema(pack, sets)
        columns = columns_of(self.only, self.full_schema, sets)
        self._schema = {name: dtype for name, dtype in self.full_schema.items() if name in columns}
        self.bitsets: Mapping[str, Bitset] = {
            name: one for name, one in sets.items() if columns.issuperset(one.columns)
        }

    @property
    def result_columns(self) -> tuple[str, ...]:
        """The names of the columns that an assessment has, in their order."""
        return tuple(self.result_schema)

    @property
    def result_schema(self) -> dict[str, pl.DataType]:
        """The columns that an assessment has, in their order, with their types."""
        return self._schema

    def metadata(self, unanswered: Means) -> dict[str, Any]:
        """What a table of results says of itself: which pack made it, and what its bitset columns mean."""
        about = self.pack.about
        return {
            "schema": SCHEMA,
            "pack": {"id": about.id, "version": about.version, "sha256": self.pack.sha256},
            "software": {"name": "triage", "version": __version__},
            "unanswered": unanswered,
            "bitsets": {name: one.to_data() for name, one in self.bitsets.items()},
            "professionals_in_order": self._professionals_in_order(),
            **({"only": list(self.only)} if self.only else {}),
        }

    def _professionals_in_order(self) -> dict[str, Any]:
        """Who names which professionals, in the order in which they are told: what a decoder puts them in order by."""
        signs = [
            (level.rank, certain, sign)
            for sign in self.pack.danger_signs.values()
            for certain, level in ((True, sign.urgency), (False, sign.if_unsure))
        ]
        return {
            "danger_signs": [
                {"rule": sign.id, "certain": certain, "see": list(sign.see)}
                for _, certain, sign in sorted(signs, key=lambda one: (-one[0], not one[1]))
            ],
            "base": list(self.pack.base.see),
            "causes": {
                cause.id: [
                    helper.professional
                    for helper in cause.see
                    if not self.pack.professionals[helper.professional].is_emergency_service
                ]
                for cause in self.pack.causes.values()
            },
            "causes_shown": min(self.pack.about.shown_causes.at_most, len(self.pack.causes)),
        }

    def assess(self, frame: Frame, unanswered: Means = "unsure") -> Frame:
        """The assessment of each row, in the order of the rows, beside the columns that are no questions.

        `frame` has one column a question, named by its id: text (`a|b` for tick-any) or lists, numbers as numbers or
        text; null is not mentioned, an empty list is a blank. A column `unanswered` says row by row what a question
        that is not mentioned means ("unsure" or "no"); `unanswered` is for the rows that have none. A row with an
        answer that an answers document may not have gets no result: null in each of its columns.
        """
        schema = frame.collect_schema()
        compiled = self._for(schema, unanswered)
        kept = [name for name in schema.names() if name not in self.pack.questions and name != UNANSWERED]
        named = compiled.layers.applied(frame.lazy(), compiled.results)
        made = named.select(*map(pl.col, kept), *compiled.results)
        if isinstance(frame, pl.LazyFrame):
            return made
        return made.collect(optimizations=pl.QueryOptFlags.none())

    def _for(self, schema: Mapping[str, pl.DataType], unanswered: Means) -> _Compiled:
        types = {name: dtype for name, dtype in schema.items() if name in self.pack.questions or name == UNANSWERED}
        key = (unanswered, *types.items())
        if key not in self._compiled:
            self._compiled[key] = _compile(self, types, unanswered)
        return self._compiled[key]


def compile_plan(pack: Pack, only: Collection[str] = ()) -> Plan:
    """The rules of a pack, ready to assess tables; with `only`, for less than everything (see `CHOICES`)."""
    return Plan(pack, only)


def _schema(pack: Pack, sets: Mapping[str, Bitset]) -> dict[str, pl.DataType]:
    schema: dict[str, pl.DataType] = {"urgency": LEVELS, "urgency_rank": pl.UInt8()}
    causes = pl.Enum(list(pack.causes))
    for at in range(1, min(pack.about.shown_causes.at_most, len(causes.categories)) + 1):
        schema |= {f"cause_{at}": causes, f"cause_{at}_strength": STRENGTHS}
    for name in ("firings", "firings_unsure", "professionals", "set_aside"):
        schema |= {column: pl.UInt64() for column in sets[name].columns}
    return schema


def _compile(plan: Plan, types: Mapping[str, pl.DataType], unanswered: Means) -> _Compiled:
    pack, layers = plan.pack, Layers()
    cells = {name: read_cells(question, types.get(name), layers) for name, question in pack.questions.items()}
    means, readable = _unanswered(types.get(UNANSWERED), unanswered, layers)
    readable += [one.is_readable for one in cells.values() if one.is_readable is not None]
    is_readable = layers.name("readable", all_of(readable))
    conditions = Conditions(pack, layers)
    conditions.settled = Settled(layers, cells, pack.questions, means, conditions.gate)
    by_id = {rule.id: rule for rule in rules_in(rules_of(pack), Phase.FINDINGS) if rule.kind != "pattern"}

    def fires(rule: str, reading: Reading) -> pl.Expr:
        return conditions.rule(by_id[rule], reading)

    rank = urgency_rank(pack, fires, layers)
    causes = ShownCauses(pack, fires, layers)
    conditions.concluded = rank, causes.is_shown()
    professionals = whom_to_see(pack, fires, rank, causes.is_shown(), layers)
    aside = [conditions.settled.set_aside(name) for name in plan.other_sets["set_aside"].ids if name is not None]
    made = {
        one.meta.output_name(): one
        for one in (
            (rank - 1).cat.to(LEVELS).alias("urgency"),
            rank.alias("urgency_rank"),
            *causes.columns(),
            *_firing_columns(plan, conditions),
            *packed(plan.other_sets["professionals"], professionals, layers),
            *packed(plan.other_sets["set_aside"], aside, layers),
        )
    }
    results = tuple(pl.when(is_readable).then(made[name]).alias(name) for name in plan.result_columns)
    return _Compiled(layers, results)


def _firing_columns(plan: Plan, conditions: Conditions) -> Iterator[pl.Expr]:
    """Which rules fire certainly, and which only because of an answer that is not known."""
    for name, kinds in _GROUPS.items():
        rules = [rule for rule in rules_of(plan.pack) if rule.kind in kinds]
        certain, unsure = plan.rule_sets[name]
        strict = [conditions.rule(rule, Reading.STRICT) for rule in rules]
        only = [conditions.rule(rule, Reading.CAUTIOUS) & ~holds for rule, holds in zip(rules, strict, strict=True)]
        yield from packed(certain, strict, conditions.layers)
        yield from packed(unsure, only, conditions.layers)


def _unanswered(dtype: pl.DataType | None, unanswered: Means, layers: Layers) -> tuple[Unanswered, list[pl.Expr]]:
    """What a question that is not mentioned means, and what must hold for that to be readable."""
    if dtype is None or dtype == pl.Null:
        return unanswered, []
    said = pl.col(UNANSWERED).cast(pl.String)
    is_known = said.is_in(["unsure", "no"]).fill_null(True)
    return layers.name("unanswered is no", said.fill_null(unanswered) == "no"), [is_known]

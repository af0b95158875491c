"""A table of results counted for its page: levels, rules, causes, who hangs on not sure, and what was not readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch.answer_counts import ASKED, LEFT_BLANK, SAID_UNSURE, Counts
from triage.batch.bitsets import WORD, Bitset
from triage.batch.deciding import deciding_words, level_by
from triage.batch.layers import all_of
from triage.batch.periods import Periods, periods_of
from triage.batch.plan import Plan, compile_plan
from triage.errors import InputError
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Strength, Urgency
from triage.reasoning.ruleset import rules_of

MOST_IDS, MOST_REASONS = 20, 20


@dataclass(frozen=True)
class Fired:
    """In how many rows a rule fired for certain, and in how many only because of an answer that is not known."""

    rule: str
    kind: str
    certain: int
    unsure: int

    @property
    def rows(self) -> int:
        return self.certain + self.unsure


@dataclass(frozen=True)
class CauseCount:
    """In how many rows a cause comes first, and in how many it is shown, by strength."""

    cause: str
    first: int
    shown: Mapping[Strength, int]


@dataclass(frozen=True)
class Suspects:
    """Rows at an urgent level that no sign asks for with certainty: it hangs on answers that are not known alone.

    `levels` counts pairs of the level and the one that the certain signs alone would give; `rules` what asks for it.
    """

    levels: Counter[tuple[Urgency, Urgency]]
    rules: Counter[str]
    ids: tuple[str | int, ...]
    id_column: str | None


@dataclass(frozen=True)
class Rejected:
    """Rows refused for one reason in one column, with an example of what was told."""

    column: str
    code: str
    rows: int
    example: str


@dataclass(frozen=True)
class Asked:
    """Of the rows in which a question was shown: how many said not sure, and how many left it empty."""

    question: str
    asked: int
    unsure: int
    blank: int


@dataclass(frozen=True)
class Tally:
    """All that the page tells. What was not given to count is None."""

    pack: Pack
    metadata: Mapping[str, Any]
    name: str
    rows: int
    rejected: int
    levels: Counter[Urgency]
    periods: Periods | None
    fired: tuple[Fired, ...]
    causes: tuple[CauseCount, ...]
    no_cause: int
    suspects: Suspects
    reasons: tuple[Rejected, ...]
    asked: tuple[Asked, ...] | None


def tally(
    pack: Pack,
    frame: pl.LazyFrame,
    metadata: Mapping[str, Any],
    name: str,
    date: str | None = None,
    rejects: Path | None = None,
    answers: Counts | None = None,
) -> Tally:
    """Count a table of results. Raises InputError where another pack made them, or there is no such column of dates."""
    if metadata["pack"]["sha256"] != pack.sha256:
        made = metadata["pack"]
        raise InputError(
            f"{name}: made by {made['id']} {made['version']} ({made['sha256'][:12]}), and the pack in use is another "
            f"({pack.sha256[:12]}): name that pack with --pack"
        )
    plan, row = compile_plan(pack), _counted(frame, _sums(pack, metadata))
    levels = Counter({level: row[f"level {level}"] for level in Urgency})
    return Tally(
        pack,
        metadata,
        name,
        sum(levels.values()),
        int(metadata.get("rejected", 0)),
        levels,
        periods_of(frame, date) if date is not None else None,
        tuple(Fired(one.id, one.kind, row[f"certain {one.id}"], row[f"unsure {one.id}"]) for one in rules_of(pack)),
        tuple(_causes(pack, row)),
        row["no cause"],
        _suspects(plan, frame, metadata),
        _reasons(rejects) if rejects is not None else (),
        tuple(_asked(pack, answers)) if answers is not None else None,
    )


def _counted(frame: pl.LazyFrame, sums: Sequence[pl.Expr]) -> dict[str, int]:
    return frame.select(sums).collect(engine="streaming").row(0, named=True)


def _sums(pack: Pack, metadata: Mapping[str, Any]) -> list[pl.Expr]:
    """Everything that one pass over the rows can count."""
    sets = {name: Bitset.from_data(one) for name, one in metadata["bitsets"].items()}
    urgency = pl.col("urgency").cast(pl.String)
    made = [(urgency == level.value).sum().alias(f"level {level}") for level in Urgency]
    for rule in rules_of(pack):
        made.append(sets["firings"].holds(rule.id).sum().alias(f"certain {rule.id}"))
        made.append(sets["firings_unsure"].holds(rule.id).sum().alias(f"unsure {rule.id}"))
    places = range(1, min(pack.about.shown_causes.at_most, len(pack.causes)) + 1)
    for cause in pack.causes:
        made.append(_is_cause(1, cause).sum().alias(f"first {cause}"))
        for strength in Strength:
            shown = [
                (_is_cause(at, cause) & (pl.col(f"cause_{at}_strength").cast(pl.String) == strength.value)).sum()
                for at in places
            ]
            made.append(pl.sum_horizontal(shown).alias(f"{strength} {cause}"))
    return [*made, pl.col("cause_1").is_null().sum().alias("no cause")]


def _is_cause(place: int, cause: str) -> pl.Expr:
    return pl.col(f"cause_{place}").cast(pl.String) == cause


def _causes(pack: Pack, row: Mapping[str, int]) -> Iterator[CauseCount]:
    for cause in pack.causes:
        shown = {strength: row[f"{strength} {cause}"] for strength in reversed(Strength)}
        yield CauseCount(cause, row[f"first {cause}"], shown)


def _suspects(plan: Plan, frame: pl.LazyFrame, metadata: Mapping[str, Any]) -> Suspects:
    names = frame.collect_schema().names()
    column = "id" if "id" in names else None
    is_urgent = pl.col("urgency_rank") >= Urgency.URGENT_SAME_DAY.rank
    is_uncertain = all_of(word == 0 for word in deciding_words(plan, readings=(Reading.STRICT,)))
    found = frame.with_row_index("@row", offset=1).filter(is_urgent & is_uncertain)
    base = plan.pack.base
    is_reassured = Bitset.from_data(metadata["bitsets"]["firings"]).holds(base.id)
    calm = pl.when(is_reassured).then(pl.lit(base.reassured.rank)).otherwise(pl.lit(base.urgency.rank))
    certain = level_by(plan, Reading.STRICT)
    without = pl.when(certain > 0).then(pl.max_horizontal(certain, pl.lit(base.urgency.rank, pl.UInt8))).otherwise(calm)
    pairs = found.group_by(pl.col("urgency_rank").alias("rank"), without.cast(pl.UInt8).alias("without")).agg(pl.len())
    of_rank = {level.rank: level for level in Urgency}
    levels = Counter(
        {(of_rank[rank], of_rank[less]): count for rank, less, count in pairs.collect(engine="streaming").rows()}
    )
    signs = list(plan.pack.danger_signs)
    words = deciding_words(plan, readings=(Reading.CAUTIOUS,))
    sums = [
        (words[place // WORD] & pl.lit(1 << place % WORD, pl.UInt64) != 0).sum().alias(name)
        for place, name in enumerate(signs)
    ]
    rules = Counter({name: count for name, count in _counted(found, sums).items() if count})
    ids = found.select(column or "@row").head(MOST_IDS).collect(engine="streaming").to_series().to_list()
    return Suspects(levels, rules, tuple(ids), column)


def _reasons(rejects: Path) -> tuple[Rejected, ...]:
    """The rejected rows by column and kind of reason, the most frequent first."""
    if not rejects.exists():
        return ()
    told = pl.scan_ndjson(rejects, schema={"column": pl.String, "code": pl.String, "reason": pl.String})
    rows = told.group_by("column", "code").agg(pl.len(), pl.col("reason").min()).collect(engine="streaming").rows()
    found = [Rejected(column or "", code, count, reason) for column, code, count, reason in rows]
    return tuple(sorted(found, key=lambda one: (-one.rows, one.column, one.code)))


def _asked(pack: Pack, counts: Counts) -> Iterator[Asked]:
    for name in pack.questions:
        yield Asked(name, *(counts[0, f"{name} {what}"] for what in (ASKED, SAID_UNSURE, LEFT_BLANK)))

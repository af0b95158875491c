"""Populations of answer sets: drawn question by question, then hidden as the questionnaire would hide them.

What is drawn for a question stands whether or not it is shown; a hidden question is blank. So a wrong answer that shows
a question more finds there what this person would have said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from triage.batch.answer_counts import AGE
from triage.batch.conditions import Conditions
from triage.batch.layers import Layers
from triage.batch.settled import Settled
from triage.batch.simulate_chance import PERSON, below, drawn, first_half, key_of, parts, second_half
from triage.batch.simulate_codes import CODE, Codes, codes_of
from triage.batch.simulate_marginals import Marginals, Shares
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType

CHUNK = 131_072
ID = "id"
_GROUP, _BITS = "@group", "@bits"
_OFF_BY = 5


@dataclass(frozen=True)
class Noise:
    """How answers go wrong: the chance that an answer becomes not sure, and that it becomes another one by a slip."""

    not_sure: float = 0.0
    mis_tick: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """Some people: what they would answer, and what they do answer. Without noise it is the same table."""

    meant: pl.DataFrame
    said: pl.DataFrame


class Population:
    """People by number: whoever has the same number, seed and marginals answers alike."""

    def __init__(self, pack: Pack, marginals: Marginals, seed: int, noise: Noise | None = None) -> None:
        self.pack, self.marginals, self.seed, self.noise = pack, marginals, seed, noise or Noise()
        self._codes = {name: codes_of(question) for name, question in pack.questions.items()}

    def people(self, count: int, first: int = 0) -> Iterator[Drawn]:
        """So many people, a bounded number at a time."""
        for start in range(first, first + count, CHUNK):
            yield self._some(start, min(start + CHUNK, first + count))

    def _some(self, start: int, end: int) -> Drawn:
        people = pl.DataFrame({PERSON: pl.int_range(start, end, dtype=pl.UInt64, eager=True)})
        latent = self._latent(people)
        meant = self._answers(latent)
        if self.noise == Noise():
            return Drawn(meant, meant)
        noisy = _collected(latent.lazy().with_columns(self._gone_wrong(codes) for codes in self._codes.values()))
        return Drawn(meant, self._answers(noisy))

    # ------------------------------------------------------------------------------------------------------- drawing

    def _latent(self, people: pl.DataFrame) -> pl.DataFrame:
        """What each person would answer to each question, shown or not."""
        groups = self.marginals.groups
        made = people.lazy()
        if groups:
            made = made.with_columns(self._drawn_code(self._codes[AGE]))
            age = pl.col(AGE)
            group = pl.lit(0, pl.UInt8)
            for place, one in enumerate(groups[1:], start=1):
                group = pl.when(age >= one.low).then(pl.lit(place, pl.UInt8)).otherwise(group)
            made = made.with_columns(group.alias(_GROUP))
        others = [codes for name, codes in self._codes.items() if not (groups and name == AGE)]
        return _collected(made.with_columns(map(self._drawn_code, others)))

    def _drawn_code(self, codes: Codes) -> pl.Expr:
        name, shares = codes.question.id, self.marginals.shares[codes.question.id]
        if codes.question.id == AGE:
            shares = shares[:1]
        is_ticks = codes.question.type is QuestionType.ANY_OF
        bits = drawn(key_of(self.seed, name))
        code = self._ticks(codes, shares) if is_ticks else _in_ranges(shares, bits)
        if any(one.unsure or one.blank for one in shares):
            other = first_half(drawn(key_of(self.seed, name, "known")))
            unsure, blank = (_by_group([parts(share) for share in one]) for one in _unknown(shares))
            code = pl.when(other < unsure).then(pl.lit(codes.size, CODE)).when(other >= blank).then(code)
        return code.cast(CODE).alias(name)

    def _ticks(self, codes: Codes, shares: tuple[Shares, ...]) -> pl.Expr:
        """A bit for each thing that is ticked; two things share 64 bits of chance."""
        mask = pl.lit(0, CODE)
        for place in range(len(codes.words)):
            bits = drawn(key_of(self.seed, codes.question.id, place // 2))
            half = second_half(bits) if place % 2 else first_half(bits)
            is_ticked = half < _by_group([parts(one.ticks[place]) for one in shares])
            mask = mask + is_ticked.cast(CODE) * (1 << place)
        return mask

    # --------------------------------------------------------------------------------------------------------- noise

    def _gone_wrong(self, codes: Codes) -> pl.Expr:
        """An answer after noise. First it may become another, then it may become not sure; a blank stays."""
        bits = drawn(key_of(self.seed, codes.question.id, "noise"))
        chance = first_half(bits)
        not_sure, slip = parts(self.noise.not_sure), parts((1 - self.noise.not_sure) * self.noise.mis_tick)
        code = codes.column
        other = pl.when(code < codes.size).then(_another(codes, second_half(bits))).otherwise(code)
        wrong = pl.when(chance < not_sure).then(pl.lit(codes.size, CODE)).when(chance < not_sure + slip).then(other)
        return pl.when(code.is_not_null()).then(wrong.otherwise(code)).cast(CODE).alias(codes.question.id)

    # --------------------------------------------------------------------------------------------------------- gates

    def _answers(self, codes: pl.DataFrame) -> pl.DataFrame:
        """The answers as they are written: hidden questions are blank."""
        layers = Layers()
        conditions = Conditions(self.pack, layers)
        cells = {name: one.as_cells() for name, one in self._codes.items()}
        conditions.settled = Settled(layers, cells, self.pack.questions, "unsure", conditions.gate)
        shown = {name: conditions.gate(question) for name, question in self.pack.questions.items()}
        made = [
            one.as_answers() if (gate := shown[name]) is None else pl.when(gate).then(one.as_answers()).alias(name)
            for name, one in self._codes.items()
        ]
        number = (pl.col(PERSON) + 1).cast(pl.Int64).alias(ID)
        return _collected(layers.applied(codes.lazy()).select(number, *made))


def _collected(frame: pl.LazyFrame) -> pl.DataFrame:
    return frame.collect(optimizations=pl.QueryOptFlags.none())


def _by_group(values: list[int]) -> pl.Expr:
    """A number that may differ between age groups."""
    made = pl.lit(values[0], pl.UInt64)
    for place, value in enumerate(values[1:], start=1):
        if value != values[0]:
            made = pl.when(pl.col(_GROUP) == place).then(pl.lit(value, pl.UInt64)).otherwise(made)
    return made


def _unknown(shares: tuple[Shares, ...]) -> tuple[list[float], list[float]]:
    """Below which chance an answer is not sure; and below which, if it is not that, it is a blank."""
    return [one.unsure for one in shares], [one.unsure + one.blank for one in shares]


def _in_ranges(shares: tuple[Shares, ...], bits: pl.Expr) -> pl.Expr:
    """A choice or number: the range by the first half of the bits, the place in it by the second."""
    made = _of_one_group(shares[0], bits)
    for place, one in enumerate(shares[1:], start=1):
        if one.ranges != shares[0].ranges:
            made = pl.when(pl.col(_GROUP) == place).then(_of_one_group(one, bits)).otherwise(made)
    return made


def _of_one_group(shares: Shares, bits: pl.Expr) -> pl.Expr:
    if not shares.ranges:
        return pl.lit(None, CODE)
    chance, reached = first_half(bits), 1.0
    made: pl.Expr | None = None
    for one in reversed(shares.ranges):
        place = pl.lit(one.low, CODE)
        if one.high > one.low:
            place = (below(second_half(bits), one.high - one.low + 1) + one.low).cast(CODE)
        made = place if made is None else pl.when(chance < parts(reached)).then(place).otherwise(made)
        reached -= one.share
    assert made is not None
    return made


def _another(codes: Codes, half: pl.Expr) -> pl.Expr:
    """Another answer than the one given: another choice, one tick more or less, a number off by a few."""
    code = codes.column
    match codes.question.type:
        case QuestionType.ANY_OF:
            bit = below(half, len(codes.words)).cast(CODE)
            return code ^ pl.lit(2, CODE).pow(bit).cast(CODE)
        case QuestionType.NUMBER:
            off = below(half, 2 * _OFF_BY).cast(CODE) - _OFF_BY
            return (code + pl.when(off < 0).then(off).otherwise(off + 1)).clip(0, codes.size - 1)
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            if codes.size == 1:
                return code
            return (code + 1 + below(half, codes.size - 1).cast(CODE)) % codes.size

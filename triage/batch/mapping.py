"""What the columns and values of somebody else's table are called here: `--map FILE`.

columns: {Seite: side, Alter: age, comment: null}    # null leaves a column out
values:
  side: {links: one_leg, beide: both_legs, "?": null}    # null: as if it had not been said
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from triage.batch.cells import TICK_MARK
from triage.errors import AnswersError, Location, Problem, did_you_mean
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import RATHER_NOT_SAY, QuestionType
from triage.pack.yaml_text import parse_yaml

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


@dataclass(frozen=True)
class Renaming:
    """New names of columns (None leaves one out), and new words of questions (None: not said).

    In long form, where questions stand in rows, the names of columns are those of questions too.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)

    def named(self, column: str) -> str | None:
        """What a column is called here; None where it is left out."""
        return self.columns.get(column, column)

    def applied(self, pack: Pack, frame: Frame) -> Frame:
        """The table under the names of the pack."""
        names = frame.collect_schema().names()
        kept = {name: new for name in names if (new := self.named(name)) is not None}
        return self.worded(pack, frame.select(pl.col(name).alias(new) for name, new in kept.items()))

    def worded(self, pack: Pack, frame: Frame) -> Frame:
        """The answers of a table, a column a question, in the words of the pack."""
        schema = frame.collect_schema()
        changed = [self._changed(pack, name, schema[name]) for name in self.values if name in schema]
        return frame.with_columns(changed)

    def _changed(self, pack: Pack, name: str, dtype: pl.DataType) -> pl.Expr:
        old, new = list(self.values[name]), list(self.values[name].values())
        new_words = pl.Series(new, dtype=pl.String)
        column = pl.col(name)
        is_ticks = pack.questions[name].type is QuestionType.ANY_OF
        if is_ticks and not isinstance(dtype, pl.List):
            column = column.cast(pl.String).str.split(TICK_MARK)
        if is_ticks:
            words = pl.element().cast(pl.String)
            is_gone = pl.element().is_in([word for word, to in self.values[name].items() if to is None])
            column = column.list.eval(words.filter(~is_gone.fill_null(False)).replace(old, new_words))
            return pl.when(column.list.len() > 0).then(column).alias(name)
        return column.cast(pl.String).replace(old, new_words)

    def to_data(self) -> dict[str, Any]:
        return {"columns": dict(self.columns), "values": {name: dict(words) for name, words in self.values.items()}}


def read_renaming(pack: Pack, text: str, name: str) -> Renaming:
    """The renaming that a YAML or JSON text tells. Raises AnswersError with every problem."""
    document = parse_yaml(text, name)
    if document.problems:
        raise AnswersError(document.problems)
    data = document.data if isinstance(document.data, dict) else {}
    problems: list[Problem] = []

    def wrong(place: tuple[str | int, ...], code: str, message: str) -> None:
        problems.append(Problem(Location(name, document.line_of(place)), code, message))

    for key in data:
        if key not in ("columns", "values") or not isinstance(data[key], dict):
            wrong((key,), "A206", f"a map has the keys columns and values, each a mapping, not '{str(key)[:60]}'")
    if not data:
        wrong((), "A209", "a map is a mapping with the keys columns and values")
    columns = {str(old): new for old, new in _mapping(data.get("columns")).items()}
    for old, new in columns.items():
        if new is not None and not isinstance(new, str):
            wrong(("columns", old), "A203", f"columns.{old}: a name is needed here")
    targets = [new for new in columns.values() if new is not None]
    for new in sorted({str(new) for new in targets if targets.count(new) > 1}):
        wrong(("columns",), "A210", f"two columns become '{new}'")
    values = {}
    for question, words in _mapping(data.get("values")).items():
        place = ("values", question)
        if question not in pack.questions:
            wrong(place, "A201", f"values.{question}: no such question.{did_you_mean(str(question), pack.questions)}")
        else:
            values[str(question)] = {
                str(old): None if new is None else str(new) for old, new in _mapping(words).items()
            }
            known = (*allowed_values(pack.questions[question]), RATHER_NOT_SAY)
            for old, new in values[str(question)].items():
                is_number = pack.questions[question].type is QuestionType.NUMBER
                if new is not None and new not in known and not is_number:
                    told = f"values.{question}.{old}: '{new}' is not an answer to this question."
                    wrong((*place, old), "A202", told + did_you_mean(new, known))
    if problems:
        raise AnswersError(problems)
    return Renaming(columns, values)


def _mapping(raw: object) -> dict[Any, Any]:
    return raw if isinstance(raw, dict) else {}

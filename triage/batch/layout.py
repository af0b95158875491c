"""Which columns of a table are questions, which are passed through, and whether it is in long form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from triage.batch.mapping import Renaming
from triage.batch.plan import UNANSWERED, Plan
from triage.errors import AnswersError, Location, Problem, did_you_mean
from triage.pack.scales import QuestionType

QUESTION, ANSWER = "question", "answer"
_PEOPLE = ("person", "id")


@dataclass(frozen=True)
class Layout:
    """How one file is read. `person` names the column of a long form, where each row is one answer."""

    kept: Mapping[str, pl.DataType]
    person: str | None = None


def _in_rows(plan: Plan, named: Collection[str], renaming: Renaming) -> frozenset[str]:
    """The names of a map that can stand in the rows of a long form: those of questions, and of what is left out."""
    if QUESTION not in named:
        return frozenset()
    return frozenset(old for old, new in renaming.columns.items() if new is None or new in plan.pack.questions)


def layout_of(
    plan: Plan, name: str, columns: Mapping[str, pl.DataType], renaming: Renaming, ids: Collection[str]
) -> Layout:
    """The layout of a file with these columns. Raises AnswersError with every problem.

    A column that is no question is passed through, unless its name is so near a question's that it may be meant as one:
    an answer must not be lost by a slip.
    """
    named = {new: dtype for old, dtype in columns.items() if (new := renaming.named(old)) is not None}
    problems = [
        _problem(name, "A206", f"{option} names '{one}', which is no column here.{did_you_mean(one, known)}")
        for option, wanted, known in (("--map", renaming.columns, columns), ("--id", ids, named))
        for one in wanted
        if one not in known and not (option == "--map" and one in _in_rows(plan, named, renaming))
    ]
    new_names = [new for old in columns if (new := renaming.named(old)) is not None]
    twice = sorted({one for one in new_names if new_names.count(one) > 1})
    problems += [_problem(name, "A210", f"two columns are called '{one}'") for one in twice]
    is_long = QUESTION in named and ANSWER in named
    kept = {new: dtype for new, dtype in named.items() if new not in plan.pack.questions and new != UNANSWERED}
    person = next((one for one in _PEOPLE if one in kept), None) if is_long else None
    if is_long:
        kept = {one: dtype for one, dtype in kept.items() if one not in (QUESTION, ANSWER)}
        if person is None:
            problems.append(
                _problem(name, "A207", "a table of answers needs a column 'person' (or 'id'); --map names it")
            )
    elif not any(one in plan.pack.questions for one in named):
        hint = "Name the columns by --map, or give the answers as columns question and answer."
        problems.append(_problem(name, "A207", "no column is a question of the pack", hint))
    for one in kept:
        problems += _kept_problems(plan, name, one, ids)
    if problems:
        raise AnswersError(problems)
    return Layout({one: _kept_dtype(dtype) for one, dtype in kept.items()}, person)


def question_columns(plan: Plan, renaming: Renaming) -> dict[str, str]:
    """The columns that hold answers, under the names that the table has for them, each with its question."""
    renamed = {new: old for old, new in renaming.columns.items() if new is not None}
    names = {renamed.get(name, name): name for name in plan.pack.questions}
    return {column: name for column, name in names.items() if renaming.named(column) == name}


def list_columns(plan: Plan, renaming: Renaming) -> frozenset[str]:
    """Those of them that hold ticks."""
    questions = plan.pack.questions
    found = question_columns(plan, renaming).items()
    return frozenset(column for column, name in found if questions[name].type is QuestionType.ANY_OF)


def _kept_problems(plan: Plan, name: str, column: str, ids: Collection[str]) -> list[Problem]:
    if column in plan.result_columns or column in plan.full_schema or column.startswith("@"):
        return [_problem(name, "A206", f"the column '{column}' would be hidden by one of the result; --map renames it")]
    near = did_you_mean(column, plan.pack.questions) if column not in (*ids, *_PEOPLE) else ""
    if not near:
        return []
    hint = f"If it is no question, pass it through: --id {column}"
    return [_problem(name, "A201", f"the column '{column}' is no question.{near}", hint)]


def _kept_dtype(dtype: pl.DataType) -> pl.DataType:
    """Categories are written as text, since they differ from part to part."""
    return pl.String() if isinstance(dtype, pl.Categorical) or dtype == pl.Null else dtype


def _problem(name: str, code: str, message: str, hint: str = "") -> Problem:
    return Problem(Location(name), code, message, hint)

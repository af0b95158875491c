"""Answers as tables, and what the definition of the rules says of each row, for comparing `triage batch` with it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl
from random_answers import random_answers

from triage.assessment import Assessment
from triage.batch import Plan, decode
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType
from triage.reasoning.answers import Answers, Value
from triage.reasoning.conclusions import strength_of
from triage.reasoning.consequences import whom_to_see
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of


def as_table(pack: Pack, people: Sequence[Answers], is_text: bool = False) -> pl.DataFrame:
    """One row a person, ticks as lists (or text with `is_text`), and how to read what is not mentioned."""
    columns = [pl.Series("id", [f"p{number}" for number in range(len(people))])]
    for question in pack.questions.values():
        cells = [cell(question, one.given.get(question.id), is_text) for one in people]
        is_list = question.type is QuestionType.ANY_OF and not is_text
        columns.append(pl.Series(question.id, cells, dtype=pl.List(pl.String) if is_list else pl.String))
    columns.append(pl.Series("unanswered", [one.unanswered for one in people]))
    return pl.DataFrame(columns)


def cell(question: Question, value: Value | None, is_text: bool) -> Any:
    """An answer as the cell of a table; a blank of text is told as not sure, which the rules read alike."""
    if value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if question.type is QuestionType.ANY_OF and not is_text:
        return list(value)
    return "|".join(value) or UNSURE


def some_people(pack: Pack, seed: int, count: int) -> list[Answers]:
    """Random answer sets, with every state that a question can be in."""
    rng = random.Random(seed)
    return [random_answers(pack, rng) for _ in range(count)]


def expected(pack: Pack, answers: Answers) -> dict[str, Any]:
    """The result by the definition, in the words of a decoded table."""
    found = infer(pack, logic_of(pack).settle(answers))
    signs = [firing for firing in found.firings if firing.rule in pack.danger_signs]
    return {
        "urgency": str(found.conclusions.urgency),
        "urgency_rank": found.conclusions.urgency.rank,
        "possible_causes": [
            {"cause": cause.cause, "strength": str(strength_of(pack, cause.score))}
            for cause in found.conclusions.causes
        ],
        "danger_signs": [firing.rule for firing in signs if firing.certain],
        "danger_signs_unsure": [firing.rule for firing in signs if not firing.certain],
        "firings": [firing.rule for firing in found.firings if firing.certain],
        "firings_unsure": [firing.rule for firing in found.firings if not firing.certain],
        "professionals": list(whom_to_see(pack, found.firings, found.conclusions)),
        "set_aside": sorted(found.facts.set_aside),
    }


def assessed(assessment: Assessment, pack: Pack) -> dict[str, Any]:
    """The same parts of a whole assessment."""
    signs = [step for step in assessment.trace if step.rule in pack.danger_signs]
    notes = [note.rpartition("(")[2].removesuffix(").") for note in assessment.notes if "was set aside" in note]
    return {
        "urgency": str(assessment.urgency),
        "urgency_rank": assessment.urgency_rank,
        "possible_causes": [
            {"cause": cause.cause, "strength": str(cause.strength)} for cause in assessment.possible_causes
        ],
        "danger_signs": [step.rule for step in signs if step.certain],
        "danger_signs_unsure": [step.rule for step in signs if not step.certain],
        "firings": [step.rule for step in assessment.trace if step.certain],
        "firings_unsure": [step.rule for step in assessment.trace if not step.certain],
        "professionals": [one.professional for one in assessment.professionals],
        "set_aside": sorted(notes),
    }


def told(plan: Plan, results: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table of results as lists, without what was passed through."""
    decoded = decode(results.lazy(), plan.metadata("unsure")).collect()
    rows = decoded.drop([name for name in decoded.columns if name in ("id", "person")]).to_dicts()
    return [{**row, "set_aside": sorted(row["set_aside"] or ())} for row in rows]


def differences(plan: Plan, people: Sequence[Answers], results: pl.DataFrame) -> Iterator[str]:
    """Each row whose result is not that of the definition, in words."""
    for number, (one, row) in enumerate(zip(people, told(plan, results), strict=True)):
        wanted = expected(plan.pack, one)
        for name, value in wanted.items():
            if row[name] != value:
                yield f"row {number}: {name} is {row[name]}, not {value}; answers: {dict(one.given)}"


def first_of(found: Iterable[str]) -> str:
    """The first difference, or nothing."""
    return next(iter(found), "")

"""The results of a class as CSV, for spreadsheets: no cell of it can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from triage.store.models import LearningClass, Practice
from triage.web.learn.results import Done, LearnerResults

COLUMNS = (
    *("class", "learner", "nickname", "kind", "number", "at", "id", "rule", "level", "said", "verdict", "sure"),
    *("missed", "named_wrongly", "missed_causes", "causes_named_wrongly", "asked", "told_nothing", "shortest_safe"),
)
# What spreadsheets take for the beginning of a formula, or for its end in the cell before.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_csv(klass: LearningClass, results: Iterable[LearnerResults]) -> str:
    """One line for each case and each question of the quiz."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in results:
        for row in _rows(one):
            line = {"class": klass.title, "learner": one.learner.number, "nickname": one.learner.nickname, **row}
            writer.writerow([cell(line.get(column, "")) for column in COLUMNS])
    return text.getvalue()


def cell(value: object) -> str:
    """A value as a cell: what could begin a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _rows(one: LearnerResults) -> Iterator[dict[str, object]]:
    for done in one.cases:
        yield _case(done)
    for quiz in one.quizzes:
        yield _quiz(quiz)


def _case(done: Done) -> dict[str, object]:
    record = done.record
    return {
        "kind": "case",
        "number": done.practice.number,
        "at": done.practice.at.isoformat(timespec="seconds"),
        "id": f"{record.kind.value}-{record.seed}",
        "rule": record.rule,
        "level": record.level.value,
        "said": record.said.value,
        "verdict": done.verdict,
        "sure": record.sure,
        "missed": " ".join(record.missed),
        "named_wrongly": " ".join(record.wrong),
        "missed_causes": " ".join(record.missed_causes),
        "causes_named_wrongly": " ".join(record.wrong_causes),
        "asked": record.asked,
        "told_nothing": record.told_nothing,
        "shortest_safe": record.shortest_safe,
    }


def _quiz(quiz: Practice) -> dict[str, object]:
    return {
        "kind": "quiz",
        "number": quiz.number,
        "at": quiz.at.isoformat(timespec="seconds"),
        "id": quiz.record["id"],
        "rule": quiz.record["rule"],
        "verdict": "right" if quiz.record["is_right"] else "wrong",
    }

"""Why a row was refused, in the words of `reasoning/documents.py`. Only rows that are refused come through here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from triage.batch.cells import TICK_MARK
from triage.errors import AnswersError, did_you_mean
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType
from triage.reasoning.documents import read_answers

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Refusal:
    """One thing wrong with a row."""

    column: str
    code: str
    reason: str

    def to_data(self) -> dict[str, str]:
        return {"column": self.column, "code": self.code, "reason": self.reason}


def rejected_line(where: Mapping[str, Any], found: Sequence[Refusal], what: Mapping[str, Any]) -> str:
    """A rejected row as a line: where it stood, the first thing wrong, all else that is, and the row as it was read."""
    record = {**where, **found[0].to_data()}
    if len(found) > 1:
        record["also"] = [one.to_data() for one in found[1:]]
    return json.dumps({**record, **what}, ensure_ascii=False, default=str)


def shown_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row that hold anything, without columns of our own."""
    return {name: value for name, value in cells.items() if value is not None and not name.startswith("@")}


class Refusals:
    """Says what is wrong with the cells of one pack's questions; the same cell is looked at once."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._known = lru_cache(maxsize=100_000)(self._of_cell)

    def of_row(self, cells: Mapping[str, Any]) -> list[Refusal]:
        """Everything that is wrong with a row; never nothing."""
        found: list[Refusal] = []
        for name, value in cells.items():
            if value is not None and name in self._pack.questions:
                found += self._known(name, tuple(value) if isinstance(value, list) else value, type(value).__name__)
        said = cells.get("unanswered")
        if said is not None and said not in ("unsure", "no"):
            meant = did_you_mean(str(said), ("unsure", "no"))
            found.append(Refusal("unanswered", "A202", f"'{said}' is not known here.{meant} It can be: unsure, no."))
        return found or [Refusal("", "A213", "cannot be read")]

    def _of_cell(self, name: str, value: Any, _type: str) -> tuple[Refusal, ...]:
        question = self._pack.questions[name]
        raw = list(value) if isinstance(value, tuple) else value
        if isinstance(raw, str) and question.type is QuestionType.ANY_OF and TICK_MARK in raw:
            raw = raw.split(TICK_MARK)
        elif isinstance(raw, str) and question.type is QuestionType.ANY_OF:
            raw = [raw]
        elif isinstance(raw, str) and question.type is QuestionType.NUMBER and _NUMBER.fullmatch(raw):
            raw = float(raw) if "." in raw else int(raw)
        try:
            read_answers(self._pack, {"answers": {name: raw}})
        except AnswersError as error:
            return tuple(_refusals(name, error))
        return ()


def _refusals(name: str, error: AnswersError) -> Iterator[Refusal]:
    for problem in error.problems:
        reason = problem.message.removeprefix(f"answers.{name}: ")
        hint = f"{'' if reason.endswith(('.', '?')) else '.'} {problem.hint}" if problem.hint else ""
        yield Refusal(name, problem.code, reason + hint)

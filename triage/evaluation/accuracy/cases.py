"""Labelled cases: answers, and what is right for them, one JSON object a line.

    {"id": "C1", "urgency": "soon", "urgency_also_ok": ["routine"], "cause": "peripheral_neuropathy",
     "cause_also_ok": [], "core": true, "unanswered": "no", "answers": {"age": 62, "side": "both_legs"}}

`id`, `unanswered`, `answers` and `for` are those of an answers document. `cause` is one of the causes of the pack, or
`outside`; `core` says that the person is one the questionnaire is meant for. `diagnosis`, a text, and `family`, the
group that the case is counted in (its cause, if left out), may be given. Other keys are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from triage.errors import AnswersError, Location, Problem, did_you_mean
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import NOT_SURE, Answers
from triage.reasoning.documents import KEYS, parse_answers

OUTSIDE = "outside"
DESCRIBED_BY = ("side", "onset_tempo", "time_since_start")


@dataclass(frozen=True)
class LabelledCase:
    """A case with checked answers, the right urgency and cause, and those that are accepted too."""

    where: Location
    id: str
    diagnosis: str
    family: str
    answers: Answers
    urgency: Urgency
    urgency_also_ok: tuple[Urgency, ...]
    cause: str
    cause_also_ok: tuple[str, ...]
    is_core: bool

    @property
    def accepted(self) -> tuple[Urgency, ...]:
        """Every level that is right for this case, the least urgent first."""
        return tuple(sorted({self.urgency, *self.urgency_also_ok}, key=lambda level: level.rank))

    @property
    def is_described(self) -> bool:
        """A core case that tells which side, how it began, and how long ago."""
        told = (self.answers.given.get(name, ()) for name in DESCRIBED_BY)
        return self.is_core and all(value not in ((), NOT_SURE) for value in told)


class _Label(BaseModel):
    """What a line says beside the answers."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    id: str
    urgency: Urgency
    urgency_also_ok: tuple[Urgency, ...]
    cause: str
    core: bool
    cause_also_ok: tuple[str, ...] = ()
    diagnosis: str = ""
    family: Annotated[str, StringConstraints(min_length=1)] | None = None


_ADAPTER = TypeAdapter(_Label)
_KNOWN = (*_Label.model_fields, *KEYS)
_TYPES = {
    "bool_type": "true or false is needed here",
    "tuple_type": "a list is needed here",
    "string_type": "a text is needed here",
    "string_too_short": "the text is empty",
}


class CaseReader:
    """Reads the cases of one file, line by line; an id that comes twice is refused."""

    def __init__(self, pack: Pack, name: str) -> None:
        self._pack, self._name = pack, name
        self._first: dict[str, Location] = {}

    def read(self, text: str, line: int) -> LabelledCase:
        """The case on a line. Raises AnswersError with every problem of the line."""
        case = read_case(self._pack, text, self._name, line)
        first = self._first.setdefault(case.id, case.where)
        if first != case.where:
            hint = f"It is first used at {first}."
            raise AnswersError([Problem(case.where, "V405", f"the id '{case.id}' is used twice", hint)])
        return case


def read_case(pack: Pack, text: str, name: str, line: int) -> LabelledCase:
    """The case on one line of a file. Raises AnswersError with every problem of the line."""
    where = Location(name, line)
    raw = _mapping(text, where)
    problems: list[Problem] = []
    label = answers = None
    try:
        label = _ADAPTER.validate_json(json.dumps(raw))
    except ValidationError as error:
        problems += [_problem(where, raw, detail) for detail in error.errors()]
    problems += _unknown_causes(pack, where, raw)
    try:
        document = {key: raw[key] for key in KEYS if key in raw}
        answers = parse_answers(pack, json.dumps(document), name, line)
    except AnswersError as error:
        told = {problem.message.partition(":")[0] for problem in problems}
        problems += [problem for problem in error.problems if problem.message.partition(":")[0] not in told]
    if problems or label is None or answers is None:
        raise AnswersError(problems)
    return LabelledCase(
        where=where,
        id=label.id,
        diagnosis=label.diagnosis,
        family=label.family or label.cause,
        answers=replace(answers, id=label.id),
        urgency=label.urgency,
        urgency_also_ok=label.urgency_also_ok,
        cause=label.cause,
        cause_also_ok=label.cause_also_ok,
        is_core=label.core,
    )


class _Twice(Exception):
    def __init__(self, key: str) -> None:
        self.key = key


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in items:
        if key in result:
            raise _Twice(key)
        result[key] = value
    return result


def _mapping(text: str, where: Location) -> Mapping[str, Any]:
    hint = 'Each line is one object: {"id": "C1", "urgency": "soon", ...}.'
    try:
        raw = json.loads(text, object_pairs_hook=_once)
    except _Twice as twice:
        hint = "Keep one of the two."
        raise AnswersError([Problem(where, "V404", f"'{twice.key[:60]}' is given twice", hint)]) from None
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply, or a number with too many digits").removesuffix(" at")
        raise AnswersError([Problem(where, "V401", f"not JSON: {reason}", hint)]) from None
    if not isinstance(raw, dict):
        raise AnswersError([Problem(where, "V401", "a labelled case is a mapping of key to value", hint)])
    return raw


def _problem(where: Location, raw: Mapping[str, Any], detail: Any) -> Problem:
    place = tuple(detail["loc"])
    key = str(place[0])
    match detail["type"]:
        case "missing":
            near = did_you_mean(key, [each for each in raw if each not in _KNOWN]).replace("Did you mean", "Is it")
            return Problem(where, "V402", f"{key}: missing from this case.{near}", _ALLOWED[key])
        case "enum":
            word = str(detail["input"])[:60]
            return Problem(where, "V403", f"{key}: '{word}' is not known here.{did_you_mean(word, Urgency)}", _LEVELS)
        case kind:
            return Problem(where, "V403", f"{key}: {_TYPES.get(kind, detail['msg'])}", _ALLOWED[key])


_LEVELS = f"It can be: {', '.join(Urgency)}."
_ALLOWED = {
    "id": "Give the case a text of its own.",
    "urgency": _LEVELS,
    "urgency_also_ok": f"A list, empty or of: {', '.join(Urgency)}.",
    "cause": f"A cause of the pack, or {OUTSIDE}.",
    "cause_also_ok": f"A list, empty or of causes of the pack and {OUTSIDE}.",
    "core": "It can be: true, false (true: a person whom the questionnaire is meant for).",
    "diagnosis": "A text, or leave it out.",
    "family": "A text that is not empty, or leave it out.",
}


def _unknown_causes(pack: Pack, where: Location, raw: Mapping[str, Any]) -> Iterator[Problem]:
    known = (*pack.causes, OUTSIDE)
    for key, words in (("cause", [raw.get("cause")]), ("cause_also_ok", _listed(raw.get("cause_also_ok")))):
        for word in words:
            if isinstance(word, str) and word not in known:
                message = f"{key}: '{word[:60]}' is not known here.{did_you_mean(word, known)}"
                yield Problem(where, "V403", message, f"It can be: {', '.join(known)}.")


def _listed(raw: object) -> Iterable[object]:
    return raw if isinstance(raw, list) else ()

"""Vignettes: short cases with the expected result, in YAML that a clinician writes.

    - id: S01
      title: Woke with one weak leg
      story: 70-year-old. Fine at bedtime; on waking the right leg would not hold.
      answers: {age: 70, side: one_leg, onset_tempo: sudden, time_since_start: lt_24h}
      expect:
        urgency: emergency_now
        first_cause: stroke
        fires: [RF02_sudden_one_sided]
        does_not_fire: [RF36_injury_sudden]

What a vignette does not mention was not there (`unanswered: no`, its default), so a case stays short.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from triage.errors import AnswersError, InputError, Location, Problem, did_you_mean
from triage.pack.knowledge import Id, Statement
from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency
from triage.pack.yaml_text import Document, parse_yaml
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers
from triage.reasoning.ruleset import rules_of

FOLDER = "tests/vignettes"


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Expected(_Part):
    """What must come out. Only `urgency` is needed; what is left out (None) is not looked at.

    `causes` must be shown, `also_allowed` may be, and beside those no cause may be shown. `strengths` says how strongly
    the answers point to a cause, and `conditions` are exactly the named ones of all causes shown. `professionals` are
    among those to see. `fires` names rules of any kind that must fire for certain, `fires_if_unsure` those that fire
    only because of an answer that is not known, and `does_not_fire` the near misses. `exercises` are exactly those to
    show; `withheld` are among those kept back.
    """

    urgency: Urgency
    first_cause: Id | None = None
    causes: tuple[Id, ...] | None = None
    also_allowed: tuple[Id, ...] = ()
    strengths: dict[Id, Strength] = {}
    conditions: tuple[Id, ...] | None = None
    professionals: tuple[Id, ...] = ()
    fires: tuple[Id, ...] = ()
    fires_if_unsure: tuple[Id, ...] = ()
    does_not_fire: tuple[Id, ...] = ()
    exercises: tuple[Id, ...] | None = None
    withheld: tuple[Id, ...] = ()


class _Written(_Part):
    """A vignette as it stands in the file."""

    id: Id | None = None
    title: Statement
    story: str = ""
    note: str = ""
    unanswered: Literal["no", "unsure"] = "no"
    person: Literal["self", "other"] = "self"
    answers: dict[str, Any]
    expect: Expected


@dataclass(frozen=True)
class Vignette:
    """A case with checked answers, what must come out of it, and the place it was read from."""

    where: Location
    id: str | None
    title: str
    story: str
    answers: Answers
    expect: Expected

    def __str__(self) -> str:
        return f"{self.where}: {self.title}"


def vignette_files(pack: Pack) -> list[Path]:
    """The vignette files that belong to a pack read from a folder. Raises InputError when it has none."""
    files = sorted((Path(pack.root) / FOLDER).glob("*.yaml"))
    if not files:
        raise InputError(
            f"There are no vignettes with this pack ('{FOLDER}' beside 'knowledge' and 'rules'; the installed package "
            "comes without them). Name files of your own: triage test FILE."
        )
    return files


def read_vignettes(pack: Pack, text: str, name: str) -> tuple[list[Vignette], list[Problem]]:
    """The vignettes in a YAML text, and everything that is wrong with it. `name` is the file's, for messages."""
    document = parse_yaml(text, name)
    if document.problems:
        return [], document.problems
    if not isinstance(document.data, list) or not document.data:
        hint = "Each entry starts with '- title:'."
        return [], [Problem(Location(name, 1), "V301", "a vignette file is a list of cases", hint)]
    read = []
    problems = []
    for number, raw in enumerate(document.data):
        vignette, found = _vignette(pack, document, number, raw)
        problems += found
        if vignette is not None:
            read.append(vignette)
    return read, [*problems, *_used_twice(read)]


def _vignette(pack: Pack, document: Document, number: int, raw: object) -> tuple[Vignette | None, list[Problem]]:
    try:
        written = _ADAPTER.validate_json(json.dumps(raw))
    except ValidationError as error:
        return None, [_schema_problem(document, number, detail) for detail in error.errors()]
    problems = list(_unknown_names(pack, document, number, written.expect))
    try:
        data = {"answers": written.answers, "unanswered": written.unanswered, "for": written.person}
        answers = read_answers(pack, data, document.path)
    except AnswersError as error:
        return None, [*problems, *(_at_its_line(document, number, problem) for problem in error.problems)]
    where = Location(document.path, document.line_of((number,)))
    read = Vignette(where, written.id, written.title, written.story, answers, written.expect)
    return (None, problems) if problems else (read, [])


_ADAPTER = TypeAdapter(_Written)
_KEYS = {"expect": tuple(Expected.model_fields), "": tuple(_Written.model_fields)}
_WORDS = {"expect.urgency": tuple(Urgency), "person": ("self", "other"), "unanswered": ("no", "unsure")}


def _schema_problem(document: Document, number: int, detail: Any) -> Problem:
    place = tuple(detail["loc"])
    where = Location(document.path, document.line_of((number, *place)))
    name = ".".join(str(part) for part in place) or "vignette"
    match detail["type"]:
        case "missing":
            return Problem(where, "V302", f"'{name}' is missing from this vignette")
        case "extra_forbidden":
            known = _KEYS["expect" if place[0] == "expect" else ""]
            meant = did_you_mean(str(place[-1]), known)
            return Problem(where, "V303", f"'{name}' is not known here.{meant}", f"It can be: {', '.join(known)}.")
        case "enum" | "literal_error":
            word, known = str(detail["input"])[:60], _WORDS.get(name, tuple(Strength))
            message = f"{name}: '{word}' is not known here.{did_you_mean(word, known)}"
            return Problem(where, "V304", message, f"It can be: {', '.join(known)}.")
        case "model_type" | "model_attributes_type":
            return Problem(where, "V304", f"{name}: a mapping of key to value is needed here")
        case _:
            return Problem(where, "V304", f"{name}: {str(detail['msg']).removeprefix('Value error, ')}")


def _at_its_line(document: Document, number: int, problem: Problem) -> Problem:
    """The reader of answers names the place in words (`answers.side: ...`); a vignette also knows its line."""
    place = problem.message.partition(":")[0].split(".")
    where = Location(document.path, document.line_of((number, *place)))
    return Problem(where, problem.code, problem.message, problem.hint)


def _unknown_names(pack: Pack, document: Document, number: int, expect: Expected) -> Iterator[Problem]:
    rules = [rule.id for rule in rules_of(pack)]
    conditions = [condition.id for cause in pack.causes.values() for condition in cause.conditions]
    checks: tuple[tuple[str, str, Iterable[str], Iterable[str]], ...] = (
        ("first_cause", "cause", [expect.first_cause] if expect.first_cause else [], pack.causes),
        ("causes", "cause", expect.causes or (), pack.causes),
        ("also_allowed", "cause", expect.also_allowed, pack.causes),
        ("strengths", "cause", expect.strengths, pack.causes),
        ("conditions", "condition", expect.conditions or (), conditions),
        ("professionals", "professional", expect.professionals, pack.professionals),
        ("fires", "rule", expect.fires, rules),
        ("fires_if_unsure", "rule", expect.fires_if_unsure, rules),
        ("does_not_fire", "rule", expect.does_not_fire, rules),
        ("exercises", "exercise", expect.exercises or (), pack.exercises),
        ("withheld", "exercise", expect.withheld, pack.exercises),
    )
    for key, kind, names, known in checks:
        for place, name in enumerate(names):
            if name not in known:
                where = Location(document.path, document.line_of((number, "expect", key, place)))
                message = f"expect.{key} names the {kind} '{name}', which the pack does not have."
                yield Problem(where, "V305", message + did_you_mean(name, known))


def _used_twice(vignettes: Iterable[Vignette]) -> Iterator[Problem]:
    first: dict[str, Vignette] = {}
    for vignette in vignettes:
        if vignette.id is not None:
            if vignette.id in first:
                hint = f"It is first used at {first[vignette.id].where}."
                yield Problem(vignette.where, "V306", f"the id '{vignette.id}' is used twice", hint)
            first.setdefault(vignette.id, vignette)

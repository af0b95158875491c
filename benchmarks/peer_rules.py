"""What every peer is given: made rules of the pack's shape over its real questions, random answers, and a flat form.

In the flat form each question is one column (a word, or a number), or one true/false column for each thing that can
be ticked, and one more says whether the answer is not known. A rule is then two plain expressions, one for each
reading of "not sure", so that a rule language without that notion can say the same.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from random_answers import random_answers

from triage.errors import Location
from triage.evaluation.vignettes import read_vignettes, vignette_files
from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, NumberIs
from triage.pack.content import load_pack
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, Evidence
from triage.pack.scales import NONE, UNSURE, Direction, QuestionType, Strength, Urgency
from triage.reasoning.answers import Answers, Facts
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import rules_of

ROOT = Path(__file__).resolve().parent.parent
SIZES = (60, 100, 300, 1000)
PLACE = Location("made.yaml", 1)
LEVELS = (Urgency.SOON, Urgency.URGENT_SAME_DAY, Urgency.EMERGENCY_DEPARTMENT, Urgency.EMERGENCY_NOW)
NOT_KNOWN = "not_known"
Row = dict[str, Any]


def made_pack(count: int, seed: int = 7) -> Pack:
    """So many rules, two of five of them danger signs and the others evidence, in place of the pack's own."""
    pack, rng = load_pack(), random.Random(seed)
    questions = list(pack.questions.values())
    signs = {f"sign_{n}": _sign(f"sign_{n}", _condition(questions, rng, 2), rng) for n in range(count * 2 // 5)}
    lines = {}
    for n in range(count - len(signs) - 1):  # the base rule is one of them
        cause = rng.choice(list(pack.causes.values()))
        lines[f"{cause.id}__{n}"] = _evidence(f"{cause.id}__{n}", cause.id, _condition(questions, rng, 1), rng)
    return replace(pack, patterns={}, danger_signs=signs, evidence=lines, gates={}, invariants={}, base=_base(pack))


def _base(pack: Pack) -> Any:
    return replace(pack.base, when=AllOf((AnswerIs("walking_ability", ("normal",)), AnswerIs("side", ("one_leg",)))))


def _sign(name: str, when: Condition, rng: random.Random) -> DangerSign:
    urgency, if_unsure = sorted(rng.choices(LEVELS, k=2), key=lambda level: -level.rank)
    return DangerSign(
        id=name,
        where=PLACE,
        label=f"Sign {name}",
        when=when,
        urgency=urgency,
        if_unsure=if_unsure,
        because="An example.",
        see=("gp",),
        outside_article=True,
        sources=("ART",),
    )


def _evidence(name: str, cause: str, when: Condition, rng: random.Random) -> Evidence:
    return Evidence(
        id=name,
        where=PLACE,
        cause=cause,
        direction=rng.choice(list(Direction)),
        strength=rng.choice(list(Strength)),
        finding=f"Finding {name}",
        when=when,
        sources=("ART",),
    )


def _condition(questions: list[Question], rng: random.Random, depth: int) -> Condition:
    if depth == 0 or rng.random() < 0.1:
        return _test(rng.choice(questions), rng)
    parts = tuple(_condition(questions, rng, depth - 1) for _ in range(rng.choice((2, 2, 3))))
    return AllOf(parts) if depth == 2 or rng.random() < 0.4 else AnyOf(parts)


def _test(question: Question, rng: random.Random) -> Condition:
    match question.type:
        case QuestionType.NUMBER:
            return NumberIs(question.id, rng.randint(question.minimum + 1, question.maximum), None)
        case QuestionType.YES_NO:
            return AnswerIs(question.id, ("yes",))
        case _:
            words = [option.value for option in question.options]
            return AnswerIs(question.id, tuple(rng.sample(words, rng.randint(1, min(2, len(words))))))


def people(pack: Pack, count: int) -> list[Answers]:
    """The answers of so many of the written-up cases, taken evenly from all of them."""
    cases = [
        one for file in vignette_files(pack) for one in read_vignettes(pack, file.read_text("utf-8"), file.name)[0]
    ]
    return [cases[number * len(cases) // count].answers for number in range(count)]


def random_people(pack: Pack, count: int, seed: int = 11) -> list[Answers]:
    """Random answers of so many people, all questions answered: calm ones and very ill ones, not sure among them."""
    rng = random.Random(seed)
    return [random_answers(pack, rng, complete=True) for _ in range(count)]


# ------------------------------------------------------------------------------------------------------- the flat form


@dataclass(frozen=True)
class Within:
    """A column's word is one of some."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """A true/false column is true."""

    column: str


@dataclass(frozen=True)
class Number:
    """A number is known, at least `least` and below `below`."""

    column: str
    least: int | None
    below: int | None


@dataclass(frozen=True)
class Both:
    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Expression, ...]


Expression = Within | Flag | Number | Both | Either


@dataclass(frozen=True)
class FlatRule:
    """A rule as two plain expressions: `certain` and, where "not sure" may be a yes, `possible`."""

    id: str
    certain: Expression
    possible: Expression


def flat_rules(pack: Pack) -> list[FlatRule]:
    rules = rules_of(pack)
    return [FlatRule(rule.id, _flat(pack, rule.when, False), _flat(pack, rule.when, True)) for rule in rules]


def _flat(pack: Pack, condition: Condition, unsure: bool) -> Expression:
    match condition:
        case AllOf(conditions):
            return Both(tuple(_flat(pack, part, unsure) for part in conditions))
        case AnyOf(conditions):
            return Either(tuple(_flat(pack, part, unsure) for part in conditions))
        case AnswerIs(question, words) if pack.questions[question].type is QuestionType.ANY_OF:
            flags: list[Expression] = [Flag(f"{question}__{word}") for word in words]
            test: Expression = Either(tuple(flags)) if len(flags) > 1 else flags[0]
        case AnswerIs(question, words):
            test = Within(question, words)
        case NumberIs(question, at_least, below):
            test = Number(question, at_least, below)
        case _:
            raise ValueError(f"the made rules have no {condition}")
    return Either((test, Flag(f"{question}__{NOT_KNOWN}"))) if unsure else test


def flat_row(pack: Pack, facts: Facts) -> Row:
    """Settled answers as one flat row; a number that is not known is -1."""
    row: Row = {}
    for name, question in pack.questions.items():
        said = facts.values[name]
        row[f"{name}__{NOT_KNOWN}"] = name in facts.unknown
        if question.type is QuestionType.NUMBER:
            row[name] = facts.numbers.get(name, -1)
        elif question.type is QuestionType.ANY_OF:
            row |= {f"{name}__{word}": word in said for word in (*(o.value for o in question.options), NONE)}
        else:
            row[name] = next(iter(said), UNSURE)
    return row


def flat_rows(pack: Pack, answers: list[Answers]) -> list[Row]:
    logic = logic_of(pack)
    return [flat_row(pack, logic.settle(one)) for one in answers]

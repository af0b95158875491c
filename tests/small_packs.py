"""Small made packs, for comparing with brute force: a few questions of every kind, gates, patterns and random rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, product

from triage.errors import Location
from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, NumberIs, PatternHolds
from triage.pack.knowledge import Option, Question, Screen
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, Evidence, Pattern
from triage.pack.scales import NONE, UNSURE, Direction, QuestionType, Strength, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Value

PLACE = Location("made.yaml", 1)
LEVELS = (Urgency.SOON, Urgency.URGENT_SAME_DAY, Urgency.EMERGENCY_DEPARTMENT, Urgency.EMERGENCY_NOW)


def question(name: str, kind: QuestionType, options: str = "", negative: str | int | None = None) -> Question:
    return Question(
        id=name,
        where=PLACE,
        type=kind,
        ask=f"What of {name}?",
        says=f"The {name}",
        term=name,
        why="An example.",
        clinical_why="An example.",
        options=tuple(Option(value=word, label=word.upper()) for word in options.split()),
        maximum=99,
        default_negative=negative,
        sources=("ART",),
    )


def small_pack(pack: Pack, rng: random.Random) -> Pack:
    """A pack with five questions, of which two hang on others, and with random patterns, danger signs and evidence."""
    first = question("first", QuestionType.YES_NO, negative="no")
    choice = question("choice", QuestionType.ONE_OF, "a b c", negative="a")
    ticks = replace(
        question("ticks", QuestionType.ANY_OF, "p q", negative=NONE), ask_when=AnswerIs("first", ("yes", UNSURE))
    )
    number = question("number", QuestionType.NUMBER, negative=0)
    last = replace(question("last", QuestionType.YES_NO, negative="no"), ask_when=_gate(rng))
    questions = (first, choice, ticks, number, last)
    patterns = {"some": _pattern("some", _random(rng, 2, ())), "more": _pattern("more", _random(rng, 2, ("some",)))}
    signs = {f"sign_{count}": _sign(f"sign_{count}", rng, tuple(patterns)) for count in range(4)}
    base = replace(pack.base, when=_random(rng, 2, tuple(patterns)))
    screen = Screen(id="made", where=PLACE, title="Made", questions=questions)
    evidence = {line.id: line for line in _evidence(pack, rng, tuple(patterns))}
    return replace(
        pack,
        screens=(screen,),
        patterns=patterns,
        danger_signs=signs,
        base=base,
        evidence=evidence,
        gates={},
        invariants={},
    )


def _evidence(pack: Pack, rng: random.Random, patterns: tuple[str, ...]) -> Iterator[Evidence]:
    """A few lines for and against each of three causes, some for one condition of theirs."""
    for cause in list(pack.causes.values())[:3]:
        conditions = [None, None, *(condition.id for condition in cause.conditions[:2])]
        for number in range(rng.randint(2, 5)):
            yield Evidence(
                id=f"{cause.id}__{number}",
                where=PLACE,
                cause=cause.id,
                condition=rng.choice(conditions),
                direction=rng.choice((Direction.FOR, Direction.FOR, Direction.AGAINST)),
                strength=rng.choice(list(Strength)),
                finding="An example.",
                when=_random(rng, 1, patterns),
                sources=("ART",),
            )


def _gate(rng: random.Random) -> Condition:
    return rng.choice(
        (
            AnswerIs("ticks", ("p", UNSURE)),
            AllOf((AnswerIs("choice", ("b", "c")), NumberIs("number", 3, None))),
            AnyOf((AnswerIs("choice", ("c",)), AnswerIs("ticks", ("q",)))),
        )
    )


def _pattern(name: str, when: Condition) -> Pattern:
    return Pattern(id=name, where=PLACE, means="An example.", when=when)


def _sign(name: str, rng: random.Random, patterns: tuple[str, ...]) -> DangerSign:
    urgency, if_unsure = sorted(rng.choices(LEVELS, k=2), key=lambda level: -level.rank)
    return DangerSign(
        id=name,
        where=PLACE,
        label="An example",
        when=_random(rng, 2, patterns),
        unless=_random(rng, 1, patterns) if rng.random() < 0.4 else None,
        urgency=urgency,
        if_unsure=if_unsure,
        because="An example.",
        see=("gp",),
        outside_article=True,
        sources=("ART",),
    )


def _random(rng: random.Random, depth: int, patterns: tuple[str, ...]) -> Condition:
    if depth and rng.random() < 0.8:
        parts = tuple(_random(rng, depth - 1, patterns) for _ in range(rng.randint(1, 3)))
        return AllOf(parts) if rng.random() < 0.6 else AnyOf(parts)
    leaves: list[Condition] = [
        AnswerIs("first", (rng.choice(("yes", "no", UNSURE)),)),
        AnswerIs("choice", tuple(rng.sample(("a", "b", "c", UNSURE), rng.randint(1, 2)))),
        AnswerIs("ticks", tuple(rng.sample(("p", "q", NONE), rng.randint(1, 2)))),
        NumberIs("number", *rng.choice(((3, None), (None, 3), (1, 6)))),
        AnswerIs("last", (rng.choice(("yes", "yes", "no")),)),
        *(PatternHolds(pattern) for pattern in patterns),
    ]
    return rng.choice(leaves)


VALUES: dict[str, tuple[Value, ...]] = {
    "first": (("yes",), ("no",), NOT_SURE),
    "choice": (("a",), ("b",), ("c",), NOT_SURE),
    "ticks": ((NONE,), ("p",), ("q",), ("p", "q"), NOT_SURE, ("p", UNSURE), ("q", UNSURE)),
    "number": (0, 1, 3, 6, NOT_SURE),
    "last": (("yes",), ("no",), NOT_SURE),
}


def some_answers(rng: random.Random) -> Answers:
    """Random answers to a small pack; now and then a question is blank or not mentioned."""
    given = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.9}
    return Answers(given, rng.choice(("unsure", "no")))


def all_changes(present: Answers, size: int) -> Iterator[dict[str, Value]]:
    """Every change of exactly so many answers."""
    for names in combinations(VALUES, size):
        others = [[value for value in VALUES[name] if value != present.given.get(name)] for name in names]
        yield from (dict(zip(names, values, strict=True)) for values in product(*others))


def proper_parts(changes: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """Every proper part of some changes, none at all among them."""
    sizes = (combinations(changes.items(), size) for size in range(len(changes)))
    yield from (dict(part) for part in chain.from_iterable(sizes))

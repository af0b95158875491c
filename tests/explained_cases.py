"""People to explain: random answers of every kind, and what may be true of what somebody did not say."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

from random_answers import random_answers, random_value

from triage.explain.model import Change
from triage.interview.replay import replay
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value, clear_negative
from triage.reasoning.documents import read_answers
from triage.reasoning.logic import logic_of

SUDDEN = {
    "unanswered": "no",
    "answers": {"age": 62, "side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"},
}
SLOW = {
    "unanswered": "no",
    "answers": {
        "age": 50,
        "side": "both_legs",
        "onset_tempo": "months_years",
        "time_since_start": "gt_3m",
        "course": "same",
        "walking_ability": "normal",
    },
}


def people(pack: Pack, seed: int, count: int) -> Iterator[Answers]:
    """Random people: some with blanks, some with only a few unknown answers, some out of a shortened questionnaire."""
    rng = random.Random(seed)
    for number in range(count):
        match number % 3:
            case 0:
                yield random_answers(pack, rng)
            case 1:
                yield unsure_of_some(random_answers(pack, rng, complete=True), rng)
            case _:
                yield replay(pack, random_answers(pack, rng, complete=True)).interview.answers()


def unsure_of_some(answers: Answers, rng: random.Random) -> Answers:
    unsure = rng.sample(sorted(answers.given), 6)
    return Answers({name: NOT_SURE if name in unsure else value for name, value in answers.given.items()})


def as_counted(pack: Pack, answers: Answers, facts: Facts) -> dict[str, Value]:
    """The answers as they count, the ones that were not said filled in; hidden and unasked questions left out."""
    filled: dict[str, Value] = {}
    for name, state in facts.states.items():
        if state not in (State.HIDDEN, State.NOT_ASKED):
            given = answers.given.get(name)
            unsaid: Value = clear_negative(pack.questions[name]) if answers.unanswered == "no" else ()
            filled[name] = unsaid if given is None else given
    return filled


def anything_else(pack: Pack, kept: dict[str, Value], not_asked: Collection[str], rng: random.Random) -> Answers:
    """Any answers at all, but these as they are."""
    given = {name: random_value(question, rng) for name, question in pack.questions.items()}
    skipped = frozenset(not_asked)
    others = {name: value for name, value in given.items() if name not in skipped}
    return Answers({**others, **kept}, "unsure", skipped)


def changed(pack: Pack, answers: Answers, changes: Iterable[Change]) -> Answers:
    """The answers with these changes, read from their public form; all others count as they did."""
    new = read_answers(pack, {"answers": {one.question: one.becomes for one in changes}}).given
    facts = logic_of(pack).settle(answers)
    not_asked = {name for name, state in facts.states.items() if state is State.NOT_ASKED}
    return Answers(
        {**as_counted(pack, answers, facts), **hidden(pack, facts), **new}, "unsure", frozenset(not_asked - set(new))
    )


def hidden(pack: Pack, facts: Facts) -> dict[str, Value]:
    """What hidden questions count as: a change that has one asked changes nothing about it."""
    names = (name for name, state in facts.states.items() if state is State.HIDDEN)
    return {name: clear_negative(pack.questions[name]) for name in names}


def proper_parts(changes: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """Every part of some changes but the whole, the empty one among them."""
    for size in range(len(changes)):
        yield from combinations(changes, size)

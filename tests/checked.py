"""Saved results of many kinds, for the tests of the checker."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from random_answers import random_answers
from report_cases import CALM, CASES

from triage.assessment import Assessment, assess
from triage.check import check_result, read_result
from triage.interview.replay import replay
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Person
from triage.reasoning.documents import read_answers

Result = dict[str, Any]


def saved(made: Assessment) -> Result:
    """A result as it is read back from a file."""
    return read_result(made.to_json())


def wrong_in(pack: Pack, result: Result) -> list[str]:
    """What the checker says of a result, a line each."""
    return [str(one) for one in check_result(pack, result)]


def copied(result: Result) -> Result:
    """The same result, to be changed."""
    copy: Result = json.loads(json.dumps(result))
    return copy


def written(pack: Pack, answers: dict[str, Any], **rest: Any) -> Result:
    """The saved result of a written-up case."""
    return saved(assess(pack, {"unanswered": "no", **rest, "answers": answers}, engine="logic"))


def kinds(pack: Pack) -> Iterator[tuple[str, Result]]:
    """Results that have everything in them that a result can have, each with a name."""
    yield "both engines", saved(assess(pack, {"id": "case 7", "unanswered": "no", "answers": CASES[Urgency.SOON]}))
    for level, country in zip(Urgency, ("IE", "EU", "US", "GB", "any"), strict=True):
        document = {"unanswered": "no", "for": "other", "answers": CASES[level]}
        yield f"{level}, {country}", saved(assess(pack, document, country=country, engine="logic"))
    doubtful = {**CASES[Urgency.SOON], "saddle_numbness": "unsure", "numbness_pattern": ["feet_sock", "unsure"]}
    yield "doubtful", written(pack, doubtful)
    yield "set aside", written(pack, {**CALM, "recent_injury": ["none"], "injury_signs": ["open_wound"]})
    interview = replay(pack, read_answers(pack, {"unanswered": "no", "answers": CASES[Urgency.SOON]})).interview
    yield "from the questionnaire", saved(assess(pack, interview.answers(), engine="logic"))
    negatives = {name: question.default_negative for name, question in pack.questions.items()}
    told = {name: value for name, value in negatives.items() if value not in (None, "unsure")} | CASES[Urgency.SOON]
    blanks = {name: value for name, value in told.items() if name not in ("fever", "saddle_numbness", "falls")}
    yield "blanks", saved(assess(pack, {"answers": {**blanks, "numbness_pattern": []}}, engine="logic"))


def random_results(pack: Pack, seed: int, count: int) -> Iterator[Assessment]:
    """Results of random answers, as a document or an interview gives them, for everybody everywhere."""
    rng = random.Random(seed)
    persons: tuple[Person, ...] = ("self", "other")
    for number in range(count):
        answers = random_answers(pack, rng)
        if rng.random() < 0.3:
            answers = replay(pack, answers).interview.answers()
        person, name = rng.choice(persons), rng.choice((None, f"case {number}"))
        said = replace(answers, person=person, id=name)
        yield assess(
            pack, said, country=rng.choice([*pack.countries]), engine="both" if rng.random() < 0.5 else "logic"
        )

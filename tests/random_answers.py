"""Random answer sets for property tests: mostly calm ones with a few findings, every state of a question included."""

from __future__ import annotations

import random

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative


def random_value(question: Question, rng: random.Random) -> Value:
    """Any answer that the question can have, not sure included."""
    if rng.random() < 0.08:
        return NOT_SURE
    match question.type:
        case QuestionType.NUMBER:
            edges = [question.minimum, 1, 2, 11, 12, 15, 16, 17, 39, 40, 49, 50, 55, 56, 60, question.maximum]
            return rng.choice(edges) if rng.random() < 0.7 else rng.randint(question.minimum, question.maximum)
        case QuestionType.ANY_OF:
            values = [option.value for option in question.options]
            ticked = [value for value in values if rng.random() < 0.3]
            if ticked and rng.random() < 0.05:
                ticked.append(UNSURE)
            return tuple(ticked) or (NONE,)
        case QuestionType.YES_NO:
            return (rng.choice(("yes", "no")),)
        case QuestionType.ONE_OF:
            return (rng.choice([option.value for option in question.options]),)


def random_answers(pack: Pack, rng: random.Random, complete: bool = False) -> Answers:
    """A random answer set. `complete` answers every question (also those that turn out hidden)."""
    findings = rng.choice((0.0, 0.02, 0.1, 0.3, 1.0))
    shape = {
        "side",
        "onset_tempo",
        "time_since_start",
        "course",
        "walking_ability",
        "weak_area",
        "age",
        "already_assessed",
    }
    blanks = 0.0 if complete else rng.choice((0.0, 0.1, 0.5))
    given: dict[str, Value] = {}
    for question in pack.questions.values():
        if rng.random() < blanks:
            if rng.random() < 0.2:
                given[question.id] = ()
            continue
        negative = clear_negative(question)
        if question.id in shape or rng.random() < findings or negative in ((), NOT_SURE):
            given[question.id] = random_value(question, rng)
        else:
            given[question.id] = negative
    return Answers(given, "unsure" if complete or rng.random() < 0.7 else "no")

"""The questionnaire run by a written-up case: every answer is taken from a document, as a person would give it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative


@dataclass(frozen=True)
class Replay:
    """What was asked, in order, and how much that was to answer. `interview` is the finished one.

    `looked_again` are the questions of `asked` that a second look asked once more.
    """

    asked: tuple[str, ...]
    looked_again: tuple[str, ...]
    screens: int
    questions: int
    items: int
    interview: Interview


def replay(pack: Pack, answers: Answers, is_full: bool = False) -> Replay:
    """Run the questionnaire with these answers; what they do not mention is answered as `unanswered` says."""
    interview = Interview(pack, person=answers.person, is_full=is_full)
    asked: dict[str, None] = {}
    looked_again: dict[str, None] = {}
    screens = questions = items = 0
    while (screen := interview.screen) is not None:
        screens += 1
        questions += screen.question_count
        items += screen.item_count
        names = dict.fromkeys(question.id for question in screen.questions)
        (looked_again if screen.lines else asked).update(names)
        interview = respond(interview, screen, answers)
    return Replay(tuple(asked), tuple(looked_again), screens, questions, items, interview)


def respond(interview: Interview, screen: Screen, answers: Answers) -> Interview:
    """One screen answered from a document: a list is ticked, or asked one by one when it holds a "not sure".

    A second look is confirmed, but for lines where the document says something else than was said before.
    """
    values = {question.id: _value(interview.pack, question.id, answers) for question in screen.questions}
    if not screen.is_list:
        return interview.with_values(values)
    if screen.lines:
        return interview.tick(
            line.id for line in screen.lines if any(values[name] != interview.given[name] for name in line.questions)
        )
    if NOT_SURE in values.values():
        return interview.one_by_one()
    negative = {question.id: clear_negative(question) for question in screen.questions}
    return interview.tick(name for name, value in values.items() if value != negative[name])


def _value(pack: Pack, name: str, answers: Answers) -> Value:
    given = answers.given.get(name)
    if given is None:
        given = clear_negative(pack.questions[name]) if answers.unanswered == "no" else NOT_SURE
    return given if given != () else NOT_SURE

"""The questionnaire run by a written-up case: every answer is taken from a document, as a person would give it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative


@dataclass(frozen=True)
class Replay:
    """What was asked, in order, and how much that was to answer. `interview` is the finished one."""

    asked: tuple[str, ...]
    screens: int
    questions: int
    items: int
    interview: Interview


def replay(pack: Pack, answers: Answers, is_full: bool = False) -> Replay:
    """Run the questionnaire with these answers; what they do not mention is answered as `unanswered` says."""
    interview = Interview(pack, person=answers.person, is_full=is_full)
    asked: dict[str, None] = {}
    screens = questions = items = 0
    while (screen := interview.screen) is not None:
        screens += 1
        questions += screen.question_count
        items += screen.item_count
        asked.update(dict.fromkeys(question.id for question in screen.questions))
        interview = respond(interview, screen, answers)
    return Replay(tuple(asked), screens, questions, items, interview)


def respond(interview: Interview, screen: Screen, answers: Answers) -> Interview:
    """One screen answered from a document: a list is ticked, or asked one by one when it holds a "not sure"."""
    values = {question.id: _value(interview.pack, question.id, answers) for question in screen.questions}
    if not screen.is_list:
        return interview.with_values(values)
    if NOT_SURE in values.values():
        return interview.one_by_one()
    negative = {question.id: clear_negative(question) for question in screen.questions}
    return interview.tick(name for name, value in values.items() if value != negative[name])


def _value(pack: Pack, name: str, answers: Answers) -> Value:
    given = answers.given.get(name)
    if given is None:
        given = clear_negative(pack.questions[name]) if answers.unanswered == "no" else NOT_SURE
    return given if given != () else NOT_SURE

"""From a reply to the next interview."""

from __future__ import annotations

from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.questionnaire.page import Picked, is_special
from triage.reasoning.answers import NOT_SURE, Value


def answered(interview: Interview, screen: Screen, reply: Picked | int) -> Interview:
    """The interview after a reply to its screen."""
    head = screen.questions[0]
    if isinstance(reply, int):
        return interview.with_values({head.id: reply})
    if not screen.is_list:
        words = tuple(dict.fromkeys(UNSURE if word == RATHER_NOT_SAY else word for word in reply))
        return interview.with_values({head.id: words})
    if screen.lines:
        ticked = [value for value in reply if not is_special(value)]
        return interview.one_by_one() if UNSURE in reply else interview.tick(ticked)
    if UNSURE not in reply and RATHER_NOT_SAY not in reply:
        return interview.tick(name for name in reply if name != NONE)
    values: dict[str, Value] = {}
    for question in screen.questions:
        if question.id in reply and question.type is QuestionType.YES_NO:
            values[question.id] = ("yes",)
        elif question.id not in reply and RATHER_NOT_SAY in reply:
            values[question.id] = NOT_SURE
    opened = interview.one_by_one()
    return opened.with_values(values) if values else opened

"""One questionnaire as the list of what was done in it: small enough to store, enough to have it back as it was.

A move is a small JSON object:

    {"do": "reply", "screen": "stroke_signs", "reply": ["face_droop"]}    the answer to what is asked
    {"do": "reply", "screen": "age", "reply": 62}
    {"do": "revise", "step": 3, "reply": ["no"]}                          another answer to what step 3 asked
    {"do": "edit", "question": "age"}                                     that question again, now
    {"do": "back"}                                                        one step back
    {"do": "go on"}                                                       the emergency was shown; ask on, and in full
    {"do": "resume", "answers": {...}}                                    go on from an answers document
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from triage.errors import AnswersError
from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.pack.wording import Person
from triage.questionnaire.page import Picked
from triage.questionnaire.replies import answered
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers

Move = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Progress:
    """Where a questionnaire stands after its moves.

    `replies` are the latest replies to each screen, to suggest them again. `is_warned` when the emergency page was
    answered with "go on". `asked` are the interviews that each move was made in, so that a page that was left open
    can still be answered.
    """

    interview: Interview
    replies: Mapping[str, Picked] = field(default_factory=dict)
    is_warned: bool = False
    asked: tuple[Interview, ...] = ()

    @property
    def step(self) -> int:
        """How many moves there were."""
        return len(self.asked)

    @property
    def must_warn(self) -> bool:
        """Whether the emergency page is the next to show."""
        return self.interview.is_emergency_certain and not self.is_warned


def start(pack: Pack, person: Person) -> Progress:
    return Progress(Interview(pack, person=person))


def play(pack: Pack, person: Person, moves: Iterable[Move]) -> Progress:
    """The questionnaire after all these moves. Raises ValueError for a move that does not fit."""
    progress = start(pack, person)
    for move in moves:
        progress = after(progress, move)
    return progress


def after(progress: Progress, move: Move) -> Progress:
    """The questionnaire after one more move. Raises ValueError for a move that does not fit."""
    now, replies, is_warned = progress.interview, progress.replies, progress.is_warned
    match move:
        case {"do": "reply", "screen": str(screen), "reply": reply}:
            if now.screen is None or now.screen.id != screen:
                raise ValueError(f"'{screen}' is not what is asked")
            found = checked(now.screen, reply)
            replies = {**replies, screen: (str(found),) if isinstance(found, int) else found}
            new = answered(now, now.screen, found)
        case {"do": "revise", "step": int(step), "reply": reply} if 0 <= step < progress.step:
            new, screen, found = _revised(progress, step, reply)
            replies = {**replies, screen: (str(found),) if isinstance(found, int) else found}
        case {"do": "edit", "question": str(question)} if question in now.given:
            new = now.edit(question)
        case {"do": "back"}:
            new = now.back()
        case {"do": "go on"} if now.is_emergency_certain:
            new, is_warned = replace(now, is_full=True, before=now), True
        case {"do": "resume", "answers": dict(document)}:
            new = Interview.resume(now.pack, _readable(now.pack, document), now.is_full)
        case _:
            raise ValueError("no such move")
    return Progress(new, replies, is_warned and new.is_emergency_certain, (*progress.asked, now))


def checked(screen: Screen, reply: object) -> Picked | int:
    """A reply as it may be given to a screen. Raises ValueError for anything else."""
    head = screen.questions[0]
    if not screen.is_list and head.type is QuestionType.NUMBER and isinstance(reply, int) and reply is not True:
        if head.minimum <= reply <= head.maximum:
            return reply
        raise ValueError(f"{reply} is not from {head.minimum} to {head.maximum}")
    if isinstance(reply, str) or not isinstance(reply, Iterable):
        raise ValueError("the reply is no list of answers")  # noqa: TRY004  # it came from a form, not from a caller
    values = list(reply)
    allowed = _allowed(screen)
    if not values or any(not isinstance(value, str) or value not in allowed for value in values):
        raise ValueError("the reply is none of the answers")
    picked = tuple(dict.fromkeys(values))
    is_one = not screen.is_list and head.type is not QuestionType.ANY_OF
    if len(picked) > 1 and (is_one or NONE in picked):
        raise ValueError("these answers cannot stand together")
    return picked


def _allowed(screen: Screen) -> set[str]:
    head = screen.questions[0]
    if screen.is_list:
        own = {one.id for one in (screen.lines or screen.questions)} | {NONE}
    elif head.type is QuestionType.YES_NO:
        own = {"yes", "no"}
    else:
        own = {option.value for option in head.options} | ({NONE} if head.type is QuestionType.ANY_OF else set())
    return own | {UNSURE, RATHER_NOT_SAY}


def _revised(progress: Progress, step: int, reply: object) -> tuple[Interview, str, Picked | int]:
    """Another answer to what an earlier step asked: what it says replaces what was said there, all else stays."""
    then = progress.asked[step]
    if then.screen is None:
        raise ValueError("nothing was asked then")
    found = checked(then.screen, reply)
    said = answered(then, then.screen, found)
    names = {question.id for question in then.screen.questions}
    again = [name for name in said.in_full if name in names]
    is_second_look = bool(then.screen.lines)  # which gives no answers, but has some asked again
    answers = {} if is_second_look else said.given
    values = {name: answers[name] for name in names if name in answers and name not in again}
    now = progress.interview
    new = now.with_values(values) if values else now
    return (new.ask_again(again) if again else new), then.screen.id, found


def _readable(pack: Pack, document: Mapping[str, Any]) -> Answers:
    """The answers of a document that this pack still understands."""
    try:
        return read_answers(pack, dict(document))
    except AnswersError:
        kept: dict[str, Any] = {}
        for name, value in dict(document.get("answers", {})).items():
            try:
                read_answers(pack, {"answers": {name: value}})
            except AnswersError:
                continue
            kept[name] = value
        return read_answers(pack, {"for": document.get("for", "self"), "answers": kept})

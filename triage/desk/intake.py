"""The intake sheet: the danger questions on one page, then what is still open, in the questionnaire's own order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from triage.desk import strings
from triage.desk.answering import Said, interview_of
from triage.desk.desk import Desk
from triage.interview.interview import Interview
from triage.interview.order import Screen, arrange, single
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.pack.wording import Wording
from triage.questionnaire import Choice, Kind, Page, Picked, answered
from triage.reasoning.answers import NOT_SURE, clear_negative, given_text
from triage.store.models import Ticket

_KINDS = {QuestionType.NUMBER: Kind.NUMBER, QuestionType.ANY_OF: Kind.ANY}


@dataclass(frozen=True)
class Section:
    """One part of a sheet: a list to tick, or one question. `id` names its fields; `page` is what is shown."""

    id: str
    screen: Screen
    page: Page

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(question.id for question in self.screen.questions)


@lru_cache(maxsize=8)
def danger_questions(pack: Pack) -> tuple[str, ...]:
    """The questions that danger signs of the emergency levels read, as far as they can be asked before any other.

    Those that describe the weakness are among them: while it is not known where it is and since when, almost everybody
    would count as an emergency. Left out are those that hang on other answers; they come right after, if they matter.
    """
    read: set[str] = set()
    for sign in pack.danger_signs.values():
        if sign.urgency.is_emergency:
            read |= pack.questions_read_by(sign.when)
    return tuple(
        name
        for name, question in pack.questions.items()
        if name in read and question.ask_when is None and question.type is not QuestionType.NUMBER
    )


def danger_sheet(desk: Desk, say: Wording) -> list[Section]:
    """The first page of an intake, in the questionnaire's lists."""
    return sheet(desk, say, danger_questions(desk.pack))


def sheet(desk: Desk, say: Wording, questions: Collection[str], singly: bool = False) -> list[Section]:
    """These questions on one page, in the questionnaire's lists or each on its own."""
    wanted = frozenset(questions)
    screens = [single(desk.pack, name) for name in questions] if singly else arrange(desk.pack, wanted, frozenset())
    return [Section(screen.id, screen, _page(screen, say)) for screen in screens]


def sheet_again(desk: Desk, say: Wording, ticket: Ticket, questions: Collection[str]) -> list[Section]:
    """These questions once more. Those that were answered with more than a clear no stand alone, with that answer:

    "none of these" at a list must not take it back unseen.
    """
    known = [name for name in desk.pack.questions if name in questions]
    alone = [name for name in known if name in ticket.answers and not is_no(desk.pack, name, ticket.answers[name])]
    together = sheet(desk, say, [name for name in known if name not in alone])
    return [*sheet(desk, say, alone, singly=True), *together]


def given_now(section: Section, ticket: Ticket) -> tuple[str, ...]:
    """What the ticket has as the answer to a question that stands alone, as its fields would send it."""
    if section.screen.is_list or section.questions[0] not in ticket.answers:
        return ()
    answer = ticket.answers[section.questions[0]]
    return tuple(map(str, answer)) if isinstance(answer, list) else (str(answer),)


def is_no(pack: Pack, name: str, answer: object) -> bool:
    """Whether an answer is the clear negative of its question; some questions have none."""
    question = pack.questions[name]
    if question.default_negative in (None, UNSURE):
        return False
    return bool(answer == given_text(pack, name, clear_negative(question)))


def read_sheet(pack: Pack, sections: Sequence[Section], replies: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers on a sheet, as in an answers document.

    A part that was left empty stays open: nobody has asked. In a list, "none of these" or a tick is needed for the rest
    to count as no; a tick at a question that takes more than yes or no leaves that one open, to be asked in full.
    """
    said: dict[str, Any] = {}
    for section in sections:
        reply = [word for word in replies.get(section.id, ()) if word]
        said |= _list(pack, section.screen, reply) if section.screen.is_list else _single(section.screen, reply)
    return said


def asked_in_full(sections: Sequence[Section], replies: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The questions of lists that are to be asked one by one next: what was ticked, then what nobody was sure of."""
    ticked: list[str] = []
    unsure: list[str] = []
    for section in sections:
        if section.screen.is_list:
            reply = replies.get(section.id, ())
            for question in section.screen.questions:
                if question.id in reply and question.type is not QuestionType.YES_NO:
                    ticked.append(question.id)
                elif question.id not in reply and UNSURE in reply:
                    unsure.append(question.id)
    return (*ticked, *unsure)


def read_sheet_again(pack: Pack, sections: Sequence[Section], replies: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """As `read_sheet`, of questions that were answered before: what is to be asked in full counts as not sure until it

    is, since the earlier "no" no longer holds.
    """
    return dict.fromkeys(asked_in_full(sections, replies), UNSURE) | read_sheet(pack, sections, replies)


@dataclass(frozen=True)
class Asking:
    """What an intake asks next, one screen at a time. What it carries along is lost on an interruption, safely: then

    a list is asked once more.
    """

    interview: Interview

    @property
    def singly(self) -> tuple[str, ...]:
        """Questions of lists that are asked one by one, those still open first."""
        return tuple(dict.fromkeys((*self.interview.in_full, *sorted(self.interview.singly))))

    @property
    def confirmed(self) -> tuple[str, ...]:
        return tuple(sorted(self.interview.confirmed))

    @property
    def again(self) -> tuple[str, ...]:
        """Questions that a second look asks again, and that have no answer yet."""
        return tuple(name for name in self.interview.kept if name not in self.interview.given)

    @property
    def screen(self) -> Screen | None:
        return self.interview.screen

    def reply(self, reply: Picked | int) -> Asking:
        """After a reply to the screen. The questions of a second look that are asked again have no answer then."""
        screen = self.interview.screen
        assert screen is not None, "nothing is asked"
        return Asking(answered(self.interview, screen, reply))

    def said(self, ticket: Ticket, by: str) -> Said:
        """The answers that are not on the ticket yet; what a second look asks again counts as not sure until then."""
        pack = self.interview.pack
        given = {**dict.fromkeys(self.again, NOT_SURE), **self.interview.given}
        document = {name: given_text(pack, name, value) for name, value in given.items()}
        new = {name: answer for name, answer in document.items() if ticket.answers.get(name) != answer}
        return Said(new, dict.fromkeys(new, by))


def asking(
    desk: Desk,
    ticket: Ticket,
    singly: Collection[str] = (),
    confirmed: Collection[str] = (),
    again: Collection[str] = (),
) -> Asking:
    """What to ask of this ticket next. `again` are questions of a second look whose answers do not count now."""
    known = [name for name in dict.fromkeys((*singly, *again)) if name in desk.pack.questions]
    interview = interview_of(desk, ticket, confirmed=[name for name in confirmed if name in desk.pack.questions])
    given = {name: value for name, value in interview.given.items() if name not in again}
    in_full = tuple(name for name in (*known, *interview.in_full) if name not in given)
    return Asking(
        replace(
            interview,
            given=given,
            steps=(),
            singly=interview.singly | set(known),
            in_full=tuple(dict.fromkeys(in_full)),
            kept={name: value for name, value in interview.given.items() if name in again},
        )
    )


# ---- reading


def _list(pack: Pack, screen: Screen, reply: Sequence[str]) -> dict[str, Any]:
    if not reply:
        return {}
    said: dict[str, Any] = {}
    for question in screen.questions:
        if question.id in reply:
            if question.type is QuestionType.YES_NO:
                said[question.id] = "yes"
        elif UNSURE not in reply:
            said[question.id] = given_text(pack, question.id, clear_negative(question))
    return said


def _single(screen: Screen, reply: Sequence[str]) -> dict[str, Any]:
    """What is no answer to the question is passed on as it is: it is refused where all answers are checked."""
    question = screen.questions[0]
    if not reply:
        return {}
    match question.type:
        case QuestionType.ANY_OF:
            return {question.id: list(dict.fromkeys(reply))}
        case QuestionType.NUMBER:
            words = [word for word in reply if word != UNSURE] or [UNSURE]
            is_number = words[0].isascii() and words[0].isdigit() and len(words[0]) < 6
            return {question.id: int(words[0]) if is_number else words[0]}
        case _:
            return {question.id: reply[0]}


# ---- pages


def _page(screen: Screen, say: Wording) -> Page:
    head = screen.questions[0]
    return Page(
        ask=say(screen.ask),
        choices=tuple(_lines(screen, say) if screen.is_list else _choices(head, say)),
        kind=Kind.ANY if screen.is_list else _KINDS.get(head.type, Kind.ONE),
        title=say(screen.title),
        help="" if screen.is_list or not head.help else say(head.help),
        minimum=head.minimum,
        maximum=head.maximum,
        unit=head.unit,
    )


def _lines(screen: Screen, say: Wording) -> Iterator[Choice]:
    yield from (Choice(question.id, say(question.says)) for question in screen.questions)
    yield Choice(NONE, strings.NONE_OF_THESE)
    yield Choice(UNSURE, strings.NOT_SURE_LIST)


def _choices(question: Question, say: Wording) -> Iterator[Choice]:
    labels = {option.value: say(option.label) for option in question.options}
    if question.type is QuestionType.YES_NO:
        labels = {"yes": "Yes", "no": "No"} | labels
    yield from (Choice(value, label) for value, label in labels.items())
    if question.type is QuestionType.ANY_OF:
        yield Choice(NONE, strings.NONE_OF_THESE)
    yield Choice(UNSURE, strings.NOT_SURE)

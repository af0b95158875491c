"""The pages of the questionnaire: who it is for, the questions, the emergency, the review."""

from __future__ import annotations

from collections.abc import Iterable

from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.locale import ENGLISH, Say
from triage.pack.in_words import number_in_words
from triage.pack.knowledge import Question
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType, Reading, Urgency
from triage.pack.wording import Wording
from triage.questionnaire import strings
from triage.questionnaire.page import Choice, Command, Kind, Page, Picked, is_special
from triage.questionnaire.strings import fill
from triage.reasoning.answers import NOT_SURE, Value, clear_negative
from triage.reasoning.logic import YES, logic_of

FINISH, LOOK, GO_ON = "(finish)", "(look)", "(go on)"
SELF, OTHER = "self", "other"
_SKIP_WORDS = ("skip", "rather not say", "prefer not to say")
_KINDS = {QuestionType.NUMBER: Kind.NUMBER, QuestionType.ANY_OF: Kind.ANY}


def who(say: Say = ENGLISH) -> Page:
    """Who it is for."""
    return Page(
        ask=say(strings.WHO),
        choices=(
            Choice(SELF, say(strings.FOR_ME), ("me", "myself", "self")),
            Choice(OTHER, say(strings.FOR_SOMEONE_ELSE), ("other", "someone else", "someone")),
        ),
        commands=frozenset({Command.LEAVE}),
    )


# ---- questions


def question_page(interview: Interview, say: Wording, before: Picked = ()) -> Page:
    """The screen that the interview wants to show now. `before` is what was replied here before, if anything."""
    screen = interview.screen
    assert screen is not None, "nothing is asked"
    head = screen.questions[0]
    return Page(
        ask=say(screen.ask),
        choices=tuple(_list_choices(screen, say) if screen.is_list else _choices(head, say)),
        kind=Kind.ANY if screen.is_list else _KINDS.get(head.type, Kind.ONE),
        title=say(screen.title),
        progress=_progress(interview.screens_left, say),
        text=(say(screen.intro),) if screen.intro else (),
        help="" if screen.is_list or not head.help else say(head.help),
        alert=say(strings.EMERGENCY_ALERT) if interview.is_emergency_certain else "",
        why=(say(screen.why),) if screen.lines else tuple(dict.fromkeys(say(one.why) for one in screen.questions)),
        suggested=_suggested(interview, screen, before),
        commands=frozenset(Command),
        minimum=head.minimum,
        maximum=head.maximum,
        unit=say(head.unit),
    )


def _progress(count: int, say: Say) -> str:
    return say(strings.ONE_LEFT) if count == 1 else fill(say(strings.ABOUT_LEFT), count=count)


def _list_choices(screen: Screen, say: Wording) -> Iterable[Choice]:
    if screen.lines:
        yield from (Choice(line.id, line.words(say)) for line in screen.lines)
    else:
        for question in screen.questions:
            yield Choice(question.id, say(question.says), detail=say(question.help) if question.help else None)
    yield Choice(NONE, say(strings.NONE_OF_THESE), ("none", "no"))
    yield Choice(UNSURE, say(strings.NOT_SURE_LIST), ("not sure", "unsure"))
    yield Choice(RATHER_NOT_SAY, say(strings.RATHER_NOT_SAY), _SKIP_WORDS)


def _choices(question: Question, say: Wording) -> Iterable[Choice]:
    is_ticked = question.type is QuestionType.ANY_OF
    if question.type is QuestionType.YES_NO:
        labels = {option.value: say(option.label) for option in question.options}
        yield Choice("yes", labels.get("yes", say(strings.YES)), ("y",))
        yield Choice("no", labels.get("no", say(strings.NO)), ("n",))
    else:
        yield from (Choice(option.value, say(option.label)) for option in question.options)
    if is_ticked:
        yield Choice(NONE, say(strings.NONE_OF_THESE), ("none", "no"))
    is_number = question.type is QuestionType.NUMBER
    yield Choice(UNSURE, say(strings.NOT_SURE), ("n", "not sure", "unsure") if is_number else ("not sure", "unsure"))
    yield Choice(RATHER_NOT_SAY, say(strings.RATHER_NOT_SAY), ("x", *_SKIP_WORDS) if is_number else _SKIP_WORDS)


def _suggested(interview: Interview, screen: Screen, before: Picked) -> Picked:
    """An answer that was given here and taken back. What was ticked and not yet asked in full is only in `before`."""
    if screen.lines:
        shown = {line.id for line in screen.lines}
        return tuple(value for value in before if value in shown or is_special(value))
    kept = {question.id: interview.kept[question.id] for question in screen.questions if question.id in interview.kept}
    if not screen.is_list:
        value = kept.get(screen.questions[0].id, ())
        if isinstance(value, int):
            return (str(value),)
        return before if value == NOT_SURE and RATHER_NOT_SAY in before else value
    if UNSURE in before or RATHER_NOT_SAY in before:
        return before
    said = tuple(q.id for q in screen.questions if _is_said(q, kept.get(q.id)) or (q.id in before and q.id not in kept))
    return said or ((NONE,) if len(kept) == len(screen.questions) else ())


def _is_said(question: Question, value: Value | None) -> bool:
    return value not in (None, NOT_SURE, clear_negative(question))


def why_page(page: Page, say: Say = ENGLISH) -> Page:
    """Why a page is asked, with what helps to answer it."""
    details = tuple(f"{choice.label}: {choice.detail}" for choice in page.choices if choice.detail)
    return Page(
        ask="",
        choices=(Choice("back", say(strings.BACK_TO_QUESTION), ("b",)),),
        title=say(strings.WHY_TITLE),
        alert=page.alert,
        text=(*page.why, *details),
        suggested=("back",),
        commands=frozenset({Command.BACK}),
    )


# ---- emergency


def emergency(interview: Interview, say: Wording) -> Page:
    """The most urgent level is certain: what to do, first of all; only then the offer to go on."""
    pack = interview.pack
    logic = logic_of(pack)
    reasons = [
        say(sign.because)
        for sign in pack.danger_signs.values()
        for level, reading in ((sign.urgency, Reading.STRICT), (sign.if_unsure, Reading.CAUTIOUS))
        if level is Urgency.EMERGENCY_NOW and logic.truth(sign.id, interview.facts, reading) == YES
    ]
    return Page(
        ask=say(strings.WHAT_NEXT),
        choices=(
            Choice(FINISH, say(strings.STOP_AND_SHOW), ("stop", "no", "n")),
            Choice(GO_ON, say(strings.CALLED_GO_ON), ("go on", "yes", "y")),
        ),
        alert=say(pack.levels[Urgency.EMERGENCY_NOW].action),
        text=(*dict.fromkeys(reasons), say(pack.about.emergency_hint)),
        suggested=(FINISH,),
        commands=frozenset({Command.BACK, Command.LEAVE}),
    )


# ---- review


def last_page(interview: Interview, say: Wording) -> Page:
    """All is asked: the result, or first a look at the answers."""
    return Page(
        alert=_alert(interview, say),
        ask=say(strings.ALL_ASKED),
        choices=(
            Choice(FINISH, say(strings.SHOW_RESULT), ("yes", "y", "result")),
            Choice(LOOK, say(strings.LOOK_THROUGH), ("no", "n", "look")),
        ),
        title=say(strings.REVIEW_TITLE),
        suggested=(FINISH,),
        commands=frozenset({Command.BACK, Command.LEAVE}),
    )


def review(interview: Interview, say: Wording) -> Page:
    """All answers in words, each to be changed."""
    names = interview.review()
    first = []
    if not interview.is_done:
        first.append(Choice(GO_ON, say(strings.GO_ON), ("go on",)))
    if interview.is_done or interview.is_emergency_certain:
        first.append(Choice(FINISH, say(strings.SHOW_RESULT), ("yes", "y")))
    aside = [answer_line(interview, name, say) for name in interview.set_aside]
    return Page(
        alert=_alert(interview, say),
        ask=say(strings.REVIEW_ASK if names else strings.NOTHING_ANSWERED),
        choices=(*first, *(Choice(name, answer_line(interview, name, say)) for name in names)),
        title=say(strings.REVIEW_TITLE),
        text=(fill(say(strings.SET_ASIDE), answers="; ".join(aside)),) if aside else (),
        suggested=(first[0].value,),
        commands=frozenset({Command.BACK, Command.LEAVE}),
    )


def _alert(interview: Interview, say: Wording) -> str:
    """What to do, as soon as it is certain that it cannot wait."""
    return say(interview.pack.levels[interview.urgency_so_far].action) if interview.urgency_so_far.is_emergency else ""


def answer_line(interview: Interview, name: str, say: Wording) -> str:
    """One answer in words: what was asked, and what was said."""
    question, value = interview.pack.questions[name], interview.given[name]
    if isinstance(value, int):
        return number_in_words(question, value, say)
    return f"{say(question.says)}: {_chosen_in_words(question, value, say)}"


def _chosen_in_words(question: Question, value: tuple[str, ...], say: Wording) -> str:
    if value in ((), NOT_SURE):
        return say(strings.ANSWERED_NOT_SURE)
    labels = {option.value: say(option.label) for option in question.options}
    labels.setdefault(NONE, say(strings.ANSWERED_NONE))
    labels[UNSURE] = say(strings.REST_NOT_SURE)
    if question.type is QuestionType.YES_NO:
        labels |= {"yes": say(strings.YES), "no": say(strings.NO)}
    return "; ".join(labels[word] for word in value)

"""The quiz: why, why not and what if, about the rules that one has missed when they are due, and others otherwise."""

from __future__ import annotations

import json
from http import HTTPStatus
from secrets import randbelow

from fastapi import APIRouter
from starlette.responses import Response

from triage.learn import QuizQuestion, due, reviewed
from triage.pack.pack import SOURCE, Pack
from triage.store import learners
from triage.web.forms import text_of
from triage.web.learn.people import HOME, Learning, Learns
from triage.web.learn.school import translated
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

QUIZ = "/learn/quiz"
SEEDS = 1_000_000


@router.post("/learn/quiz/next")
def begin(at: Learns, form: Sent) -> Response:  # noqa: ARG001
    """The next question; one that is open is gone on with."""
    if at.stands.quiz is None:
        waiting = due(at.pack, at.stands.cards, at.now)
        question = at.school.question(at.pack, randbelow(SEEDS), waiting[0] if waiting else None)
        at.saved(at.stands.with_(quiz=question, quiz_language=at.pack.language))
    return go(QUIZ)


@router.get(QUIZ)
def ask(at: Learns) -> Response:
    question = at.stands.quiz
    return go(HOME) if question is None else _ask(at, question)


def _ask(at: Learning, question: QuizQuestion, is_empty: bool = False) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_empty else HTTPStatus.OK
    return at.page(
        "quiz.html",
        status,
        question=question,
        number=at.stands.quizzes + 1,
        is_empty=is_empty,
        asked_in=_asked_in(at, at.stands.quiz_language),
    )


@router.post(QUIZ)
def answer(at: Learns, form: Sent) -> Response:
    """What was chosen, kept; a form that was sent twice, or of an earlier question, counts once."""
    question = at.stands.quiz
    number = at.stands.quizzes + 1
    if question is None or text_of(form, "number", 10) != str(number):
        return go(QUIZ)
    places = [str(place) for place in range(len(question.options))]
    chosen = text_of(form, "option", 10)
    if chosen not in places:
        return _ask(at, question, is_empty=True)
    is_right = question.options[int(chosen)].is_right
    did = {
        "kind": learners.QUIZ,
        "number": number,
        "record": {
            "id": question.id,
            "rule": question.rule,
            "ask": question.ask,
            "chosen": question.options[int(chosen)].text,
            "is_right": is_right,
            "language": at.stands.quiz_language,
        },
        "seen": [],
        "done": {"question": question.to_dict(), "chosen": int(chosen), "language": at.stands.quiz_language},
    }
    cards = at.stands.cards
    if not is_right or question.rule in {card.rule for card in cards}:
        cards = reviewed(cards, question.rule, is_right, at.now)
    at.saved(at.stands.with_(quiz=None, cards=cards, quizzes=number), did)
    return go(f"{QUIZ}/{number}")


@router.get(QUIZ + "/{number}")
def answered(at: Learns, number: int) -> Response:
    """Which answer is right, and of each why. Raises HTTPException: 404."""
    done = at.did(learners.QUIZ, number).done
    question = QuizQuestion.from_json(json.dumps(done["question"]))
    asked_in = _asked_in(at, done.get("language", SOURCE))
    return at.page("answered.html", question=question, number=number, chosen=done["chosen"], asked_in=asked_in)


def _asked_in(at: Learning, language: str) -> Pack:
    """The pack in the language of a question: it keeps the one in which it was asked."""
    return translated(at.pack.original or at.pack, language)

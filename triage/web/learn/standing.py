"""Where a learner stands: the case that is open, the question of the quiz, and the cards; read and saved as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from triage.learn import QuizQuestion
from triage.learn.progress import Card
from triage.pack.pack import SOURCE


@dataclass(frozen=True)
class Standing:
    """`open` is the state of a consultation, as it gives and takes it; `cases` and `quizzes` are how many are done.

    A question keeps the language in which it was asked: `quiz_language`.
    """

    cases: int = 0
    quizzes: int = 0
    open: Mapping[str, Any] | None = None
    quiz: QuizQuestion | None = None
    quiz_language: str = SOURCE
    cards: tuple[Card, ...] = ()

    def with_(self, **changes: Any) -> Standing:
        return replace(self, **changes)

    def document(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "quizzes": self.quizzes,
            "open": None if self.open is None else dict(self.open),
            "quiz": self.quiz and self.quiz.to_dict(),
            "quiz_language": self.quiz_language,
            "cards": [card.to_dict() for card in self.cards],
        }


def read(document: Mapping[str, Any]) -> Standing:
    """What was saved; a learner who has just come stands at the beginning."""
    quiz = document.get("quiz")
    return Standing(
        cases=document.get("cases", 0),
        quizzes=document.get("quizzes", 0),
        open=document.get("open"),
        quiz=None if quiz is None else QuizQuestion.from_json(json.dumps(quiz)),
        quiz_language=document.get("quiz_language", SOURCE),
        cards=tuple(Card.from_json(json.dumps(card)) for card in document.get("cards", ())),
    )

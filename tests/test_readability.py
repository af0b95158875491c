"""Every text for the person being triaged is easy to read, in both persons and every country."""

from __future__ import annotations

import statistics

import pytest
from readability_grade import grade

from triage.pack.lint.texts import all_texts, readings
from triage.pack.pack import Pack

EASY, HARDEST = 6.0, 9.0


@pytest.fixture(scope="module")
def grades(pack: Pack) -> dict[str, float]:
    """The grade of every sentence that a person reads, by its owner and wording."""
    found = {}
    for text in all_texts(pack):
        if text.is_sentence:
            for sentence in readings(pack, text.text):
                found[f"{text.where} {text.owner}: {sentence}"] = grade(sentence)
    return found


def test_grades_tell_easy_from_hard() -> None:
    """The measure itself works: a plain sentence is far below a learned one."""
    assert grade("Can you lift your foot?") < 3
    assert grade("Progressive neuromuscular deterioration necessitates immediate multidisciplinary evaluation.") > 15


def test_the_usual_text_is_easy(grades: dict[str, float]) -> None:
    """Half of all texts need no more than grade 6, about the age of eleven."""
    assert len(grades) > 900
    assert statistics.median(grades.values()) <= EASY


def test_no_text_is_hard(grades: dict[str, float]) -> None:
    """No text needs more than grade 9."""
    hard = {text: found for text, found in grades.items() if found > HARDEST}
    assert not hard

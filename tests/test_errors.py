"""Errors keep what they carry."""

from __future__ import annotations

import pickle

import pytest

from triage.errors import AnswersError, Location, PackError, Problem


@pytest.mark.parametrize("kind", [AnswersError, PackError])
def test_problems_travel_between_processes(kind: type[AnswersError] | type[PackError]) -> None:
    """An error that is raised in a worker process arrives with its problems and its message."""
    error = kind(
        [Problem(Location("case.json", 3), "A201", "answers.x: no such question."), Problem(Location("y"), "A208", "z")]
    )
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), arrived.problems, str(arrived)) == (kind, error.problems, str(error))

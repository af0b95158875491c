"""What the rules can tell apart of an answer: the words of a question, and numbers cut into cells.

A cell of numbers lies between two bounds that some condition tests; it is named by its lowest number.
"""

from __future__ import annotations

from functools import lru_cache

from triage.pack.conditions import NumberIs, leaves
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values, conditions_of
from triage.pack.scales import UNSURE, QuestionType

Answer = str | int
Domain = frozenset[Answer]


@lru_cache(maxsize=16)
def domains_of(pack: Pack) -> dict[str, Domain]:
    """For each question the answers that the rules of the pack can tell apart, "not sure" among them."""
    bounds = _bounds(pack)
    return {name: _domain(question, bounds.get(name, set())) for name, question in pack.questions.items()}


def cells_within(domain: Domain, at_least: int | None, below: int | None) -> frozenset[int]:
    """The cells of a number's domain that lie in a range."""
    return frozenset(
        cell
        for cell in domain
        if isinstance(cell, int) and (at_least is None or cell >= at_least) and (below is None or cell < below)
    )


def cell_of(domain: Domain, number: int) -> int:
    """The cell that a number lies in."""
    return max(cell for cell in domain if isinstance(cell, int) and cell <= number)


def _domain(question: Question, bounds: set[int]) -> Domain:
    if question.type is not QuestionType.NUMBER:
        return frozenset(allowed_values(question))
    inside = (bound for bound in bounds if question.minimum < bound <= question.maximum)
    return frozenset({question.minimum, *inside, UNSURE})


def _bounds(pack: Pack) -> dict[str, set[int]]:
    bounds: dict[str, set[int]] = {}
    for _, _, condition in conditions_of(pack):
        for leaf in leaves(condition):
            if isinstance(leaf, NumberIs):
                numbers = {bound for bound in (leaf.at_least, leaf.below) if bound is not None}
                bounds.setdefault(leaf.question, set()).update(numbers)
    for question in pack.questions.values():
        if isinstance(question.default_negative, int):
            bounds.setdefault(question.id, set()).update({question.default_negative, question.default_negative + 1})
    return bounds

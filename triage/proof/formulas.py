"""Formulas of the solver, kept small: what is certain anyway is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

Formula = Any  # z3.BoolRef: z3 comes without types

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


def both(parts: Iterable[Formula]) -> Formula:
    """The conjunction of these, without the needless parts."""
    kept = [part for part in parts if not z3.is_true(part)]
    if any(z3.is_false(part) for part in kept):
        return FALSE
    return kept[0] if len(kept) == 1 else z3.And(*kept) if kept else TRUE


def either(parts: Iterable[Formula]) -> Formula:
    """The disjunction of these, without the needless parts."""
    kept = [part for part in parts if not z3.is_false(part)]
    if any(z3.is_true(part) for part in kept):
        return TRUE
    return kept[0] if len(kept) == 1 else z3.Or(*kept) if kept else FALSE


def is_true(model: Any, formula: Formula) -> bool:
    """Whether a formula is true in a model."""
    return bool(z3.is_true(model.eval(formula, model_completion=True)))

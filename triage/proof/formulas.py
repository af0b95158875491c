"""Formulas of the solver, kept small: what is certain anyway is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import z3

Formula = Any  # z3.BoolRef: z3 comes without types

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
_CONTEXT = z3.main_ctx()
_REFERENCE = _CONTEXT.ref()


def constant(value: bool) -> Formula:
    """A value that is certain. TRUE and FALSE are one object each, so that they are recognised without the solver."""
    return TRUE if value else FALSE


def negation(part: Formula) -> Formula:
    """What holds where this does not."""
    if part is TRUE or part is FALSE:
        return constant(part is FALSE)
    return z3.BoolRef(z3.Z3_mk_not(_REFERENCE, part.ast), _CONTEXT)


def both(parts: Iterable[Formula]) -> Formula:
    """The conjunction of these, without the needless parts."""
    kept = [part for part in parts if part is not TRUE]
    if any(part is FALSE for part in kept):
        return FALSE
    return kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_and, kept) if kept else TRUE


def either(parts: Iterable[Formula]) -> Formula:
    """The disjunction of these, without the needless parts."""
    kept = [part for part in parts if part is not FALSE]
    if any(part is TRUE for part in kept):
        return TRUE
    return kept[0] if len(kept) == 1 else _joined(z3.Z3_mk_or, kept) if kept else FALSE


def _joined(make: Callable[[Any, int, Any], Any], parts: Sequence[Formula]) -> Formula:
    """What z3.And and z3.Or make, without a look at the sort of each part: that took most of the time of a proof."""
    asts = (z3.Ast * len(parts))(*[part.ast for part in parts])
    return z3.BoolRef(make(_REFERENCE, len(parts), asts), _CONTEXT)


def is_true(model: Any, formula: Formula) -> bool:
    """Whether a formula is true in a model."""
    return bool(z3.is_true(model.eval(formula, model_completion=True)))

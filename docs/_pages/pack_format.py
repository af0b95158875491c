"""The form of every file of a pack, from the models that read it: each key with its type, and whether it is needed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from _pages.tables import code, prose, table
from triage.pack import knowledge, rules
from triage.pack.model import Model

MISSING = dataclasses.MISSING


def text() -> str:
    """One heading for each model of `knowledge/` and `rules/`, in the order of the modules."""
    return "\n\n".join(_model(model) for model in _models())


def _models() -> Iterator[type[Model]]:
    for module in (knowledge, rules):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Model) and model.__module__ == module.__name__:
                yield model


def _model(model: type[Model]) -> str:
    fields = [one for one in dataclasses.fields(model) if one.name != "where"]  # type: ignore[arg-type]
    rows = [
        (code(one.name.removesuffix("_")), code(_kind(str(one.type))), "yes" if _is_needed(one) else "")
        for one in fields
    ]
    made_by_python = f"{model.__name__}("
    about = "" if (model.__doc__ or "").startswith(made_by_python) else prose(model.__doc__ or "")
    return f"## {model.__name__}\n\n{about}\n\n{table(('key', 'type', 'needed'), rows) if rows else ''}"


def _is_needed(one: dataclasses.Field[object]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _kind(annotation: str) -> str:
    """`Annotated[tuple[Id, ...], AtLeast(2, 6)]` as `tuple[Id, ...], 2 to 6`."""
    bounds = re.fullmatch(r"Annotated\[(.+), AtLeast\((\d+)(?:, (\d+))?\)\]", annotation)
    if bounds:
        return f"{bounds[1]}, {f'{bounds[2]} to {bounds[3]}' if bounds[3] else f'at least {bounds[2]}'}"
    pattern = re.fullmatch(r"Annotated\[(\w+), .*pattern=r\"(.+)\"\)\]", annotation)
    if pattern:
        return f"{pattern[1]}, {pattern[2]}"
    return re.sub(r"^Annotated\[(\w+), .*\]$", r"\1", annotation)

"""Copies of a pack, in memory, with one of its parts changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from triage.pack.conditions import read_condition
from triage.pack.knowledge import Question
from triage.pack.pack import Pack


def with_part(pack: Pack, part: str, group: Any) -> Pack:
    """A copy of the pack with one of its parts in place of the old one."""
    parts: dict[str, Any] = {part: group}
    return replace(pack, **parts)


def changed(pack: Pack, part: str, name: str, **update: Any) -> Pack:
    """A copy of the pack with one entry changed. Conditions are given as YAML has them."""
    group = dict(getattr(pack, part))
    read = {key: _read(value) if key in ("when", "unless") else value for key, value in update.items()}
    group[name] = replace(group[name], **read)
    return with_part(pack, part, group)


def _read(value: Any) -> Any:
    return read_condition(value) if isinstance(value, str | dict) else value


def without(pack: Pack, part: str, *names: str) -> Pack:
    """A copy of the pack with some entries left out."""
    assert set(names) <= set(getattr(pack, part))
    return with_part(pack, part, {key: entry for key, entry in getattr(pack, part).items() if key not in names})


def with_question(pack: Pack, question: Question) -> Pack:
    """A copy of the pack with this question in the place of the one with its id."""
    screens = tuple(
        replace(screen, questions=tuple(question if one.id == question.id else one for one in screen.questions))
        for screen in pack.screens
    )
    return replace(pack, screens=screens)


def asked_when(pack: Pack, name: str, condition: str | dict[str, Any]) -> Pack:
    """A copy of the pack in which a question hangs on a condition."""
    return with_question(pack, replace(pack.questions[name], ask_when=read_condition(condition)))

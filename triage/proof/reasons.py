"""Does every move down have a named reason? What the new pack's list of changes names, laid upon the old pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from triage.errors import PackError, TriageError
from triage.pack.knowledge import Entry, PackChange, Screen
from triage.pack.pack import Pack
from triage.proof.difference import Move, SideBySide

E = TypeVar("E", bound=Entry)


def reasons(old: Pack, new: Pack) -> tuple[PackChange, ...]:
    """The entries of the new pack's list of changes that lower an urgency and that the old one does not have."""
    return tuple(change for name, change in new.changes.items() if change.lowers and name not in old.changes)


def unexplained(old: Pack, new: Pack) -> Move | None:
    """Answers that move down further than by what the reasons name, or None when there are none.

    The move is that from the old pack with all that is named changed to the new one: what it loses, no reason names.
    """
    named = {name for change in reasons(old, new) for name in change.about}
    return SideBySide(with_named(old, new, named), new, since=old).downward()


def with_named(old: Pack, new: Pack, named: set[str]) -> Pack:
    """The old pack with these danger signs, patterns and questions, or the base rule, as they are in the new one.

    Named alone, a pattern works in the rules of the old pack, and a rule with its patterns. New patterns and questions
    are there for the rules that need them. Evidence, exercise gates and invariants set no urgency, so they stay.
    Raises TriageError where patterns or gates of both packs would need each other in a circle.
    """
    kept = {name: sign for name, sign in old.danger_signs.items() if name not in named}
    made = replace(
        old,
        patterns={**new.patterns, **old.patterns, **_these(new.patterns, named)},
        danger_signs={**kept, **_these(new.danger_signs, named)},
        base=new.base if {old.base.id, new.base.id} & named else old.base,
        screens=tuple(_screens(old, new, named)),
        invariants={},
    )
    try:
        _ = made.pattern_order, made.gate_order
    except PackError as error:
        circle = error.problems[0].message
        raise TriageError(f"What no reason names cannot be told apart: {circle}. Name all of them in it.") from None
    return made


def _these(entries: Mapping[str, E], named: set[str]) -> dict[str, E]:
    return {name: entry for name, entry in entries.items() if name in named}


def _screens(old: Pack, new: Pack, named: set[str]) -> Iterator[Screen]:
    """The old screens with the named questions as they are now, and then the questions that are new."""
    now = _these(new.questions, named)
    for screen in old.screens:
        yield replace(screen, questions=tuple(now.get(question.id, question) for question in screen.questions))
    for screen in new.screens:
        added = tuple(question for question in screen.questions if question.id not in old.questions)
        if added:
            yield replace(screen, questions=added)

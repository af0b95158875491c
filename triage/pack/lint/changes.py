"""Checks of the list of changes: it names what there is, in order, so that a reason is found where it is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from triage.errors import Problem, did_you_mean
from triage.pack.knowledge import Entry, PackChange
from triage.pack.pack import Pack


def changes_name_what_there_is(pack: Pack) -> Iterator[Problem]:
    """L601: a change is about what the pack has, or had: then it, or another, says that the id is retired."""
    known = _entries(pack)
    retired = {name for change in pack.changes.values() for name in change.retired}
    for change in pack.changes.values():
        for name in change.about:
            if name not in known and name not in retired:
                message = f"change '{change.id}' is about '{name}', which the pack does not have."
                hint = "Fix its spelling; or, where the change took it out of the pack, put it under 'retired' too."
                yield Problem(change.where, "L601", message + did_you_mean(name, sorted(known)), hint)


def retired_ids_are_not_used_again(pack: Pack) -> Iterator[Problem]:
    """L602: what a change took out of the pack is not there, under any kind of entry."""
    entries = _entries(pack)
    for change in pack.changes.values():
        for name in change.retired:
            if name in entries:
                message = f"the id '{name}' was retired by the change '{change.id}' ({change.where})"
                hint = "Give the entry an id of its own: old results and records still have this one."
                yield Problem(entries[name].where, "L602", message, hint)


def changes_are_in_order(pack: Pack) -> Iterator[Problem]:
    """L603: the newest stand first, none is newer than the pack, and each date is a day."""
    changes = list(pack.changes.values())
    newest = _number(pack.about.version)
    for change in changes:
        if _number(change.version) > newest:
            message = f"change '{change.id}' is of version {change.version}, and the pack is {pack.about.version}"
            yield Problem(change.where, "L603", message, "Raise 'version' in knowledge/pack.yaml, or lower it here.")
        try:
            date.fromisoformat(change.date)
        except ValueError:
            message = f"change '{change.id}': {change.date} is no day"
            yield Problem(change.where, "L603", message, "Write year, month and day: 2026-03-14.")
    for above, below in pairwise(changes):
        if (_number(below.version), below.date) > (_number(above.version), above.date):
            message = f"change '{below.id}' is newer than '{above.id}', which stands above it"
            yield Problem(below.where, "L603", message, "Put the newest first.")


def lowering_changes_name_a_rule(pack: Pack) -> Iterator[Problem]:
    """L604: a change that lowers an urgency is about something that can set it."""
    setting = {*pack.danger_signs, *pack.patterns, *pack.questions, pack.base.id}
    for change in pack.changes.values():
        if change.lowers and setting.isdisjoint(change.about) and not change.retired:
            message = f"change '{change.id}' lowers an urgency, and is about nothing that sets it"
            hint = "Name the danger signs, patterns and questions that it changed, or write 'lowers: false'."
            yield Problem(change.where, "L604", message, hint)


def _entries(pack: Pack) -> dict[str, Entry]:
    """All that a change can be about, by id."""
    return {entry.id: entry for entry in pack.entries() if not isinstance(entry, PackChange)}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))

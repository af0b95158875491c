"""Every mutant of a pack: which entries are changed, and in which ways, in the order of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from triage.evaluation.mutation.conditions import NEVER, variations
from triage.evaluation.mutation.mutant import Mutant
from triage.pack.knowledge import About, Cause, Entry, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.pack.scales import Direction, Strength, Urgency

THRESHOLDS = ("at_least", "within", "at_most", "strong_from", "moderate_from")


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    place: str
    what: str
    changed: Entry


def mutants_of(pack: Pack, only: Collection[str] | None = None) -> tuple[Mutant, ...]:
    """Every mutant of this pack, or `only` those of some entries. No two change an entry into the same."""
    entries = (entry for entry in pack.entries() if only is None or entry.id in only)
    return tuple(mutant for entry in entries for mutant in _mutants_of(pack, entry))


def _mutants_of(pack: Pack, entry: Entry) -> Iterator[Mutant]:
    seen = [entry]
    for change in _changes(pack, entry):
        if change.changed not in seen:
            seen.append(change.changed)
            name = f"{entry.id}/{change.kind}/{change.place}"
            yield Mutant(name, change.kind, entry.where, change.what, entry.id, change.changed)


def _changes(pack: Pack, entry: Entry) -> Iterator[_Change]:
    match entry:
        case Question():
            yield from _of_question(pack, entry)
        case Cause():
            yield from _of_cause(entry)
        case Pattern():
            yield from _of_condition(pack, entry, "when")
        case DangerSign():
            yield from _of_danger_sign(pack, entry)
        case Base():
            yield from _of_condition(pack, entry, "when")
            yield from _of_levels(entry, ("urgency", "reassured"))
            yield from _of_professionals(entry)
        case Evidence():
            yield from _of_evidence(pack, entry)
        case ExerciseGate():
            yield from _of_gate(pack, entry)
        case About():
            yield from _of_thresholds(entry)


def _of_condition(pack: Pack, entry: Any, field: str) -> Iterator[_Change]:
    for found in variations(pack, getattr(entry, field), field):
        place = f"{found.path}/{found.detail}" if found.detail else found.path
        what = f"{field}: {found.what}"
        yield _Change(found.kind, place, what, replace(entry, **{field: found.condition}))


def _never(entry: Any, field: str = "when") -> _Change:
    return _Change("drop-rule", field, "never fires", replace(entry, **{field: NEVER}))


def _of_question(pack: Pack, question: Question) -> Iterator[_Change]:
    if question.ask_when is None:
        return
    yield from _of_condition(pack, question, "ask_when")
    yield _Change("always-ask", "ask_when", "always asked", replace(question, ask_when=None))
    yield _Change("never-ask", "ask_when", "never asked", replace(question, ask_when=NEVER))


def _of_danger_sign(pack: Pack, sign: DangerSign) -> Iterator[_Change]:
    yield from _of_condition(pack, sign, "when")
    if sign.unless is not None:
        yield from _of_condition(pack, sign, "unless")
        yield _Change("drop-unless", "unless", "without `unless`", replace(sign, unless=None))
    yield from _of_levels(sign, ("urgency", "if_unsure"))
    yield from _of_professionals(sign)
    yield _never(sign)


def _of_levels(entry: DangerSign | Base, fields: tuple[str, str]) -> Iterator[_Change]:
    """Each level up and down by one, as far as the lower of the two stays below the upper; equal ones also together."""
    upper, lower = (Urgency(getattr(entry, field)) for field in fields)
    for kind, step in (("raise-level", 1), ("lower-level", -1)):
        for field, level, other in ((fields[0], upper, lower), (fields[1], lower, upper)):
            moved = _moved(Urgency, level, step)
            if moved is not None and (moved >= other if field == fields[0] else moved <= other):
                what = f"`{field}: {moved}` instead of `{level}`"
                yield _Change(kind, f"{field}", what, replace(entry, **{field: moved}))
        moved = _moved(Urgency, upper, step)
        if moved is not None and upper is lower:
            what = f"`{fields[0]}` and `{fields[1]}` {moved} instead of {upper}"
            yield _Change(kind, "both", what, replace(entry, **dict.fromkeys(fields, moved)))


def _moved(scale: Iterable[Any], value: Any, step: int) -> Any:
    steps = list(scale)
    place = steps.index(value) + step
    return steps[place] if 0 <= place < len(steps) else None


def _of_professionals(entry: DangerSign | Base | Cause) -> Iterator[_Change]:
    """Each left out, as far as one stays."""
    for number, one in enumerate(entry.see if len(entry.see) > 1 else ()):
        name = getattr(one, "professional", one)
        fewer: Any = (*entry.see[:number], *entry.see[number + 1 :])
        yield _Change("drop-professional", f"see/{name}", f"without `{name}` in `see`", replace(entry, see=fewer))


def _of_cause(cause: Cause) -> Iterator[_Change]:
    yield from _of_professionals(cause)
    if cause.scoring == "best_condition":
        yield _other_scoring(replace(cause, scoring="common_and_best_specific"), cause.scoring)
        return
    yield _other_scoring(replace(cause, scoring="best_condition"), cause.scoring)
    for number, condition in enumerate(cause.conditions):
        for needs in () if condition.needs is None else (condition.needs - 1, condition.needs + 1):
            changed = replace(condition, needs=needs)
            conditions = (*cause.conditions[:number], changed, *cause.conditions[number + 1 :])
            what = f"{condition.id}: `needs: {needs}` instead of `{condition.needs}`"
            place = f"conditions/{condition.id}/needs={needs}"
            yield _Change("move-threshold", place, what, replace(cause, conditions=conditions))


def _other_scoring(changed: Cause, before: str) -> _Change:
    return _Change("change-scoring", "scoring", f"`scoring: {changed.scoring}` instead of `{before}`", changed)


def _of_evidence(pack: Pack, line: Evidence) -> Iterator[_Change]:
    yield from _of_condition(pack, line, "when")
    yield _never(line)
    other = Direction.AGAINST if line.direction is Direction.FOR else Direction.FOR
    what = f"{other} instead of {line.direction} {line.condition or line.cause}"
    yield _Change("flip-direction", "direction", what, replace(line, direction=other))
    for step in (-1, 1):
        strength = _moved(Strength, line.strength, step)
        if strength is not None:
            what = f"`strength: {strength}` instead of `{line.strength}`"
            yield _Change("change-strength", f"strength={strength}", what, replace(line, strength=strength))
    if line.condition is not None:
        what = f"counts for all of {line.cause}, not for {line.condition} alone"
        yield _Change("share-evidence", "condition", what, replace(line, condition=None))


def _of_gate(pack: Pack, gate: ExerciseGate) -> Iterator[_Change]:
    yield from _of_condition(pack, gate, "when")
    yield _never(gate)
    names = tuple(pack.exercises) if gate.withholds == "all" else gate.withholds
    for name in pack.exercises:
        if name not in names:
            more = replace(gate, withholds=(*names, name))
            yield _Change("change-withholds", f"withholds/+{name}", f"withholds `{name}` too", more)
        elif len(names) > 1:
            fewer = replace(gate, withholds=tuple(one for one in names if one != name))
            yield _Change("change-withholds", f"withholds/-{name}", f"does not withhold `{name}`", fewer)


def _of_thresholds(about: About) -> Iterator[_Change]:
    shown = about.shown_causes
    for name in THRESHOLDS:
        value = getattr(shown, name)
        for moved in (value - 1, value + 1):
            changed = replace(about, shown_causes=replace(shown, **{name: moved}))
            what = f"shown_causes: `{name}: {moved}` instead of `{value}`"
            yield _Change("move-threshold", f"shown_causes/{name}={moved}", what, changed)

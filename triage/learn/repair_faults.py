"""The faults of the repair exercises: small edits of whatever pack is in use, each by an operator of the mutations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from triage.evaluation.mutation import mutants_of
from triage.evaluation.mutation.conditions import in_yaml
from triage.evaluation.mutation.mutant import Mutant
from triage.pack.conditions import AllOf, AnyOf, Condition, PatternHolds
from triage.pack.knowledge import Entry
from triage.pack.pack import Pack
from triage.pack.yaml_text import parse_yaml

LONGEST = 100  # characters of a line of YAML


@dataclass(frozen=True)
class Fault:
    """What was changed: the rule, the kind of change (a key of `mutation.mutant.KINDS`) and words of its place."""

    rule: str
    kind: str
    place: str = ""


# From the plainest to those that only a close look at the rules finds. Where a pack has no such rule, or no such place
# in it, the exercise is not there for it.
FAULTS: tuple[Fault, ...] = (
    Fault("RF17_saddle", "lower-level", "urgency"),
    Fault("RF05_head_signs", "remove-value", "drowsy"),
    Fault("fast_sign", "drop-branch"),
    Fault("RF21_bilateral_sciatica", "replace-value"),
    Fault("RF02_sudden_one_sided", "drop-unless"),
    Fault("RF24_cancer_cord", "drop-condition"),
    Fault("withhold_heel_to_toe_walk_after_a_fall", "move-bound", "at_least=2"),
    Fault("base", "remove-value", "difficulty"),
    Fault("RF49b_numb_side", "replace-pattern", "when"),
    Fault("stroke__sudden_start", "flip-direction"),
    Fault("older_with_stroke_risk", "move-bound", "at_least=56"),
    Fault("RF20_sexual_spine", "swap-all-any", "when.1"),
)


@lru_cache(maxsize=4)
def mutants_for(pack: Pack) -> tuple[Mutant | None, ...]:
    """Each fault as a mutant of this pack; None where it has no such rule."""
    every = mutants_of(pack, {fault.rule for fault in FAULTS})
    return tuple(_mutant(every, fault) for fault in FAULTS)


def _mutant(every: tuple[Mutant, ...], fault: Fault) -> Mutant | None:
    """The mutant at the place that a fault names, else the first of its kind in the rule."""
    found = [one for one in every if one.entry == fault.rule and one.kind == fault.kind]
    at_place = (one for one in found if fault.place in one.id.partition(f"/{fault.kind}/")[2])
    return next(at_place, found[0] if found else None)


def planted(text: str, before: Entry, after: Entry) -> str:
    """The text of the file that an entry stands in, with the entry as it is after; all else stays as it was written."""
    document = parse_yaml(text, before.where.path)
    is_list = isinstance(document.data, list)
    number = next(n for n, entry in enumerate(document.data) if entry["id"] == before.id) if is_list else 0
    base: tuple[str | int, ...] = (number,) if is_list else ()
    entry = document.data[number] if is_list else document.data
    lines = text.splitlines()
    starts = sorted(document.line_of((*base, key)) for key in entry)
    end = _end(lines, document.line_of(base))
    for key in sorted(entry, key=lambda key: -document.line_of((*base, key))):
        if getattr(before, key, None) != getattr(after, key, None):
            start = document.line_of((*base, key))
            stop = next((line for line in starts if line > start), end)
            lines[start - 1 : stop - 1] = _field(key, getattr(after, key), "  " if is_list else "")
    return "\n".join(lines) + "\n"


def _end(lines: list[str], start: int) -> int:
    """The line after an entry that begins at line `start`, without what is blank or a comment before the next."""
    end = next((n for n in range(start + 1, len(lines) + 1) if lines[n - 1].startswith("- ")), len(lines) + 1)
    while end > start + 1 and (not lines[end - 2].strip() or lines[end - 2].startswith("#")):
        end -= 1
    return end


def _field(key: str, value: Any, margin: str) -> list[str]:
    """A key with its value, as the files of rules have it; nothing where there is none."""
    match value:
        case None:
            return []
        case PatternHolds(name):
            return [f"{margin}{key}: {name}"]
        case tuple():
            return [f"{margin}{key}: [{', '.join(value)}]"]
        case str():
            return [f"{margin}{key}: {value}"]
        case _:
            return [f"{margin}{key}:", *_condition(value, f"{margin}  ")]


def _condition(condition: Condition, margin: str) -> Iterator[str]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            yield f"{margin}{'all' if isinstance(condition, AllOf) else 'any'}:"
            for part in parts:
                line = f"{margin}  - {in_yaml(part)}"
                if isinstance(part, AllOf | AnyOf) and (len(line) > LONGEST or _has_groups(part)):
                    first, *rest = _condition(part, f"{margin}    ")
                    yield f"{margin}  - {first.strip()}"
                    yield from rest
                else:
                    yield line
        case _:
            yield f"{margin}{in_yaml(condition)}"


def _has_groups(condition: AllOf | AnyOf) -> bool:
    return any(isinstance(part, AllOf | AnyOf) for part in condition.conditions)

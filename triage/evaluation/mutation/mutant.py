"""One changed place of a pack: what was changed, said in words, and the pack that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from triage.errors import Location
from triage.pack.knowledge import About, Cause, Entry, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern

KINDS: Mapping[str, str] = {
    "drop-condition": "a condition of an 'all' left out",
    "drop-branch": "a branch of an 'any' left out",
    "swap-all-any": "'all' for 'any', or the other way round",
    "remove-value": "an answer of a list left out",
    "add-value": "an answer more",
    "replace-value": "another answer in its place",
    "invert": "every answer but the ones named",
    "move-bound": "a number's bound moved by one",
    "drop-bound": "one of two bounds left out",
    "replace-pattern": "another pattern on the same question in its place",
    "drop-unless": "'unless' left out",
    "raise-level": "a level raised by one",
    "lower-level": "a level lowered by one",
    "drop-rule": "a rule that never fires",
    "drop-professional": "a professional left out",
    "flip-direction": "evidence against for evidence for, or the other way round",
    "change-strength": "evidence one step stronger or weaker",
    "share-evidence": "evidence of a condition counted for its whole cause",
    "always-ask": "a question's gate left out",
    "never-ask": "a question that is never asked",
    "change-withholds": "an exercise more, or fewer, withheld",
    "move-threshold": "a threshold of the causes moved by one",
    "change-scoring": "the other way of adding up a cause's evidence",
}


@dataclass(frozen=True)
class Mutant:
    """A pack with one place changed; `changed` is the entry as changed. `id` stays the same while that place does."""

    id: str
    kind: str
    where: Location
    what: str
    entry: str
    changed: Entry

    def __str__(self) -> str:
        return f"{self.where}: {self.entry}: {self.what}"


def mutated(pack: Pack, mutant: Mutant) -> Pack:
    """The pack with the changed entry in the place of its own; all that a pack derives is derived anew."""
    changed = mutant.changed
    match changed:
        case Pattern():
            return replace(pack, patterns=_with(pack.patterns, changed))
        case DangerSign():
            return replace(pack, danger_signs=_with(pack.danger_signs, changed))
        case Evidence():
            return replace(pack, evidence=_with(pack.evidence, changed))
        case ExerciseGate():
            return replace(pack, gates=_with(pack.gates, changed))
        case Cause():
            return replace(pack, causes=_with(pack.causes, changed))
        case Question():
            return _with_question(pack, changed)
        case Base():
            return replace(pack, base=changed)
        case About():
            return replace(pack, about=changed)
        case _:
            raise TypeError(f"no mutant changes a {type(changed).__name__}")


def _with(entries: Mapping[str, Any], changed: Entry) -> dict[str, Any]:
    return {**entries, changed.id: changed}


def _with_question(pack: Pack, changed: Question) -> Pack:
    screens = tuple(
        replace(screen, questions=tuple(changed if one.id == changed.id else one for one in screen.questions))
        if pack.screen_of[changed.id] is screen
        else screen
        for screen in pack.screens
    )
    return replace(pack, screens=screens)

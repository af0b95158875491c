"""Repair exercises: a pack with one planted fault, told by a person whom it gets wrong, and graded by proof.

A repair is right when no answer set tells the repaired pack from the original: another wording that means the same
is as good as the one in the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from triage.evaluation.mutation.mutant import KINDS, Mutant, mutated
from triage.learn.repair_faults import mutants_for, planted
from triage.learn.sandbox import copy_content
from triage.learn.told import example_lines, move_in_words, thing_in_words
from triage.pack.knowledge import Entry
from triage.pack.pack import Pack
from triage.proof.difference import Move, SideBySide


@dataclass(frozen=True)
class Exercise:
    """One exercise for one pack: its number and the fault that is planted."""

    number: int
    mutant: Mutant

    @property
    def hints(self) -> tuple[str, ...]:
        """From a nudge to the answer."""
        return (
            f"The fault is in {self.mutant.where.path}.",
            f"It is in {self.mutant.entry}.",
            f"It is of this kind: {KINDS[self.mutant.kind]}.",
            f"The rule as it is here says: {self.mutant.what}.",
        )


@dataclass(frozen=True)
class Grade:
    """Whether a repair means the same as the original; else the first difference that was found, in words."""

    is_solved: bool
    difference: tuple[str, ...] = ()


def exercises(pack: Pack) -> tuple[Exercise, ...]:
    """The exercises that this pack has the rules for. Their numbers are the same for every pack."""
    found = enumerate(mutants_for(pack), start=1)
    return tuple(Exercise(number, mutant) for number, mutant in found if mutant is not None)


def first_difference(original: Pack, other: Pack) -> tuple[SideBySide, Move] | None:
    """The first kind of difference between two packs over all answer sets, by the smallest answers; None for none."""
    sides = SideBySide(original, other)
    move = next(sides.moves(), None)
    return None if move is None else (sides, move)


def write(pack: Pack, exercise: Exercise, folder: Path) -> None:
    """Write the pack with the fault, and the task, into a folder that is there and empty."""
    copy_content(pack, folder)
    before = _entry(pack, exercise.mutant)
    file = folder / before.where.path
    file.write_text(planted(file.read_text(encoding="utf-8"), before, exercise.mutant.changed), encoding="utf-8")
    (folder / "TASK.md").write_text("\n".join(task(pack, exercise)) + "\n", encoding="utf-8")


def task(pack: Pack, exercise: Exercise) -> Iterator[str]:
    """The exercise in plain words: a person, what the faulty pack makes of them, and what is right."""
    found = first_difference(pack, mutated(pack, exercise.mutant))
    assert found is not None, "a fault that changes nothing is no exercise"
    sides, move = found
    yield f"# Repair {exercise.number}"
    yield ""
    yield "One rule of this pack was changed by mistake. Somebody answers:"
    yield ""
    yield from (f"- {line}" for line in example_lines(sides, move))
    yield ""
    yield "All else was clearly not so."
    yield ""
    yield from _wrong_and_right(pack, move)
    yield ""
    yield "Find the rule in `rules/` and mend it. Any wording that means the same as the right rule is right, for every"
    yield "possible answer set, not only for this person."


def _wrong_and_right(pack: Pack, move: Move) -> Iterator[str]:
    if move.about == "urgency":
        was, becomes = (pack.levels[level].label for level in (move.before, move.after))
        yield f"This pack says: **{becomes}** ({move.after}). Right is: **{was}** ({move.before})."
        return
    thing, comes = thing_in_words(pack, move), move.direction == "comes"
    match move.about:
        case "exercise":
            now, right = ("shows", "withheld") if comes else ("withholds", "shown")
            yield f"This pack {now} the exercise **{thing}**. Right is: {right}."
        case "cause":
            now, right = ("names", "not named") if comes else ("does not name", "named")
            yield f"This pack {now} the possible cause **{thing}**. Right is: {right}."
        case _:
            now, right = ("puts", "another cause first") if comes else ("does not put", "that one first")
            yield f"This pack {now} the possible cause **{thing}** first. Right is: {right}."


def grade(original: Pack, repaired: Pack) -> Grade:
    """Whether a repaired pack gives every answer set the level, causes and exercises of the original."""
    found = first_difference(original, repaired)
    if found is None:
        return Grade(True)
    sides, move = found
    told = (f"Compared with the right pack, {move_in_words(sides, move)}, for somebody who answers:",)
    return Grade(False, (*told, *(f"  - {line}" for line in example_lines(sides, move))))


def _entry(pack: Pack, mutant: Mutant) -> Entry:
    return next(entry for entry in pack.entries() if entry.id == mutant.entry and entry.where == mutant.where)

"""Repair exercises: a pack with one planted fault, told by a person whom it gets wrong, and graded by proof.

A repair is right when no answer set tells the repaired pack from the original: another wording that means the same
is as good as the one in the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from triage.evaluation.mutation.mutant import Mutant, mutated
from triage.learn import strings
from triage.learn.repair_faults import mutants_for, planted
from triage.learn.sandbox import copy_content
from triage.learn.telling import wording
from triage.learn.told import example_lines, move_in_words, thing_in_words
from triage.locale import ENGLISH, Say, locale_named
from triage.pack.knowledge import Entry
from triage.pack.pack import Pack
from triage.proof.difference import Move, SideBySide
from triage.questionnaire.strings import fill

WIDTH = 120  # characters of a line of the task
_FIELD = re.compile(r"^(when: |unless: )")


@dataclass(frozen=True)
class Exercise:
    """One exercise for one pack: its number and the fault that is planted."""

    number: int
    mutant: Mutant

    def hints(self, say: Say = ENGLISH) -> tuple[str, ...]:
        """From a nudge to the answer."""
        return (
            fill(say(strings.HINT_FILE), path=self.mutant.where.path),
            fill(say(strings.HINT_RULE), rule=self.mutant.entry),
            fill(say(strings.HINT_KIND), kind=say(strings.FAULTS[self.mutant.kind])),
            fill(say(strings.HINT_PLACE), what=place_in_words(self.mutant.what, say)),
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
    say = locale_named(pack.language)
    yield f"# {fill(say(strings.REPAIR_TITLE), number=exercise.number)}"
    yield ""
    yield say(strings.REPAIR_SOMEBODY)
    yield ""
    yield from (f"- {line}" for line in example_lines(sides, move))
    yield ""
    yield say(strings.REPAIR_REST)
    yield ""
    yield _wrong_and_right(pack, move, say)
    yield ""
    yield from wrap(say(strings.REPAIR_FIND), WIDTH)


def _wrong_and_right(pack: Pack, move: Move, say: Say) -> str:
    if move.about == "urgency":
        was, becomes = (wording(pack)(pack.levels[level].label) for level in (move.before, move.after))
        sentence = say(strings.REPAIR_WRONG["urgency"])
        return fill(sentence, after=becomes, after_id=move.after, before=was, before_id=move.before)
    sentence = say(strings.REPAIR_WRONG[f"{move.about} {move.direction}"])
    return fill(sentence, thing=thing_in_words(pack, move))


def place_in_words(what: str, say: Say = ENGLISH) -> str:
    """What a mutation says of the place of a fault: the words are told, the YAML between them stays as it is."""
    _, field, rest = _FIELD.split(what, maxsplit=1) if _FIELD.match(what) else ("", "", what)
    for sentence in strings.PLACES:
        pattern = re.sub(r"\\\[\d\\\]", lambda _: r"(`[^`]*`|\S+)", re.escape(sentence))
        found = re.fullmatch(pattern, rest)
        if found is not None:
            return field + fill(say(sentence), **{str(n): part for n, part in enumerate(found.groups(), start=1)})
    return what


def grade(original: Pack, repaired: Pack) -> Grade:
    """Whether a repaired pack gives every answer set the level, causes and exercises of the original."""
    found = first_difference(original, repaired)
    if found is None:
        return Grade(True)
    sides, move = found
    say = locale_named(original.language)
    told = (fill(say(strings.REPAIR_DIFFERS), move=move_in_words(sides, move)),)
    return Grade(False, (*told, *(f"  - {line}" for line in example_lines(sides, move))))


def _entry(pack: Pack, mutant: Mutant) -> Entry:
    return next(entry for entry in pack.entries() if entry.id == mutant.entry and entry.where == mutant.where)

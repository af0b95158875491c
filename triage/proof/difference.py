"""What a change of rules changes, over all answer sets: two packs side by side on the same answers.

An answer set counts where both packs can read it; a question that only one of them has may be answered in any way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import Literal, TypeVar

from triage.pack.knowledge import Entry, PackChange, Screen
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof.formulas import Formula, both, negation
from triage.proof.outcome import Outcome
from triage.proof.properties import level_and_signs
from triage.proof.said import Said, bounds_of
from triage.proof.solver import Prover, mentions
from triage.proof.world import World
from triage.reasoning.answers import Answers

About = Literal["urgency", "cause", "first cause", "exercise"]
PATIENCE = 0.5  # seconds for each step towards a smaller example; whether there is one is always decided
Direction = Literal["down", "up", ""]
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Move:
    """Something that some answers get from one pack and not from the other, with the smallest example.

    `what` is the new thing: a level, or a cause or exercise with whether it comes or goes. `gone` and
    `new` are the danger signs that fire for the example under one pack only.
    """

    about: About
    what: str
    direction: Direction
    example: Answers
    before: Urgency
    after: Urgency
    gone: tuple[str, ...]
    new: tuple[str, ...]
    is_smallest: bool = True


class SideBySide:
    """Two packs on the same answers."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        bounds = bounds_of(old, new)
        self._said_old, self._said_new = Said(old, bounds=bounds), Said(new, bounds=bounds)
        before, after = World(self._said_old, "old."), World(self._said_new, "new.")
        after.join(before)
        self.before, self.after = Outcome(before), Outcome(after)
        self.prover = Prover([self._said_old, self._said_new], [after])

    def moves(self) -> Iterator[Move]:
        """Every kind of difference that some answers show: levels first, downward before upward, then the rest."""
        yield from self.level_moves()
        self.before.define_causes()
        self.after.define_causes()
        for about, what, before, after in self._things():
            if before is not after:
                for word, is_so, was_so in (("comes", after, before), ("goes", before, after)):
                    move = self._move(about, f"{what} {word}", both([is_so, negation(was_so)]))
                    if move is not None:
                        yield move

    def level_moves(self) -> Iterator[Move]:
        """Every pair of levels that some answers move between."""
        pairs = sorted(permutations(Urgency, 2), key=lambda pair: (pair[1] > pair[0], -pair[0].rank, -pair[1].rank))
        for was, becomes in pairs:
            formula = both([self.before.urgency_is(was), self.after.urgency_is(becomes)])
            move = self._move("urgency", becomes, formula, "down" if becomes < was else "up")
            if move is not None:
                yield move

    def downward(self) -> Move | None:
        """The smallest answers that get a lower urgency from the new pack, or None when none do."""
        for becomes in Urgency:
            for was in reversed(Urgency):
                if becomes < was:
                    formula = both([self.before.urgency_is(was), self.after.urgency_is(becomes)])
                    move = self._move("urgency", becomes, formula, "down")
                    if move is not None:
                        return move
        return None

    def _move(self, about: About, what: str, formula: Formula, direction: Direction = "") -> Move | None:
        model, is_smallest = self.prover.short(formula, self._mentions, PATIENCE)
        if model is None:
            return None
        example, earlier = self._said_new.answers(model), self._said_old.answers(model)
        before, signs_before = level_and_signs(self.old, earlier)
        after, signs_after = level_and_signs(self.new, example)
        gone = tuple(sign for sign in signs_before if sign not in signs_after)
        new = tuple(sign for sign in signs_after if sign not in signs_before)
        return Move(about, what, direction, example, before, after, gone, new, is_smallest)

    @cached_property
    def _mentions(self) -> list[Formula]:
        return mentions(self._said_new)

    def _things(self) -> Iterator[tuple[About, str, Formula, Formula]]:
        old, new = self.before, self.after
        for cause in _in_both(self.old.causes, self.new.causes):
            yield "cause", cause, old.cause_is_shown(cause), new.cause_is_shown(cause)
        for cause in _in_both(self.old.causes, self.new.causes):
            yield "first cause", cause, old.is_first(cause), new.is_first(cause)
        for name in _in_both(self.old.exercises, self.new.exercises):
            yield "exercise", name, old.exercise_is_shown(name), new.exercise_is_shown(name)


def _in_both(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[str]:
    return [name for name in new if name in old]


# ----------------------------------------------------------------------------------------------------- named reasons


def reasons(old: Pack, new: Pack) -> tuple[PackChange, ...]:
    """The entries of the new pack's list of changes that the old one does not have."""
    return tuple(change for name, change in new.changes.items() if name not in old.changes)


def unexplained(old: Pack, new: Pack) -> Move | None:
    """A downward move that no named reason covers: it is left when all that is named is put back as it was."""
    named = {name for change in reasons(old, new) if change.lowers for name in change.about}
    return SideBySide(old, put_back(old, new, named)).downward()


def put_back(old: Pack, new: Pack, named: set[str]) -> Pack:
    """The new pack with these rules, patterns and questions as they were in the old one."""
    patterns = {**old.patterns, **new.patterns, **_these(old.patterns, named)}
    signs = {name: sign for name, sign in new.danger_signs.items() if name not in named}
    return replace(
        new,
        patterns=patterns,
        danger_signs={**signs, **_these(old.danger_signs, named)},
        base=old.base if old.base.id in named else new.base,
        screens=tuple(_screen(old, screen, named) for screen in new.screens),
        invariants={},
    )


def _these(entries: Mapping[str, E], named: set[str]) -> dict[str, E]:
    return {name: entry for name, entry in entries.items() if name in named}


def _screen(old: Pack, screen: Screen, named: set[str]) -> Screen:
    asked = (
        old.questions[question.id] if question.id in named and question.id in old.questions else question
        for question in screen.questions
    )
    return replace(screen, questions=tuple(asked))

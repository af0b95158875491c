"""What a change of rules changes, over all answer sets: two packs side by side, each hearing the same answers.

What a pack does not know of an answer it hears as not sure; what only the other one asks it does not hear (`hearing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, permutations
from typing import Literal

from triage.pack.knowledge import Question, Screen
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof import cases
from triage.proof.formulas import FALSE, Formula, both, negation
from triage.proof.hearing import Hearing
from triage.proof.outcome import Outcome
from triage.proof.solver import Prover, mentions
from triage.proof.world import World
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.conclusions import conclude, level_of
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Phase

About = Literal["urgency", "cause", "first cause", "exercise"]
Direction = Literal["down", "up", "comes", "goes"]
_NAMES = ("old.", "new.", "since.")
PATIENCE = 0.5  # seconds for each step towards a smaller example; whether there is one is always decided


@dataclass(frozen=True)
class Move:
    """Something that some answers get from one pack and not from the other, with the smallest example.

    `what` is the level that they come to, or the cause or exercise that comes or goes. The danger signs (or the base
    rule) that set the example's urgency under one pack only are `gone` and `new`; those that fire under both, but ask
    for less or more, are `lower` and `higher`.
    """

    about: About
    what: str
    direction: Direction
    example: Answers
    before: Urgency
    after: Urgency
    gone: tuple[str, ...]
    new: tuple[str, ...]
    lower: tuple[str, ...]
    higher: tuple[str, ...]
    is_smallest: bool = True


class SideBySide:
    """Two packs on the same answers. With `since`, a third pack, moves down count only to below its level too."""

    def __init__(self, old: Pack, new: Pack, since: Pack | None = None) -> None:
        self.old, self.new = old, new
        packs = [old, new] if since is None else [old, new, since]
        self.hearing = Hearing([*packs[2:], old, new])
        worlds = [World(self.hearing.heard_by(pack), name) for pack, name in zip(packs, _NAMES, strict=False)]
        for world in worlds[1:]:
            world.join(worlds[0])
        self.before, self.after, *others = map(Outcome, worlds)
        self._since = others[0] if others else self.before
        self.prover = Prover([self.hearing.said], worlds[:1])

    def moves(self) -> Iterator[Move]:
        """Every kind of difference that some answers show: levels first, downward before upward, then the rest."""
        yield from self.level_moves()
        for about, what, before, after in self._things():
            come = self._move(about, what, "comes", both([after, negation(before)]))
            go = self._move(about, what, "goes", both([before, negation(after)]))
            yield from (move for move in (come, go) if move is not None)

    def level_moves(self) -> Iterator[Move]:
        """Every pair of levels that some answers move between."""
        for was, becomes in _pairs():
            move = self._level_move(was, becomes)
            if move is not None:
                yield move

    def downward(self) -> Move | None:
        """The smallest answers of one of the downward moves, or None when nothing moves down."""
        downward = (self._level_move(was, becomes) for was, becomes in _pairs() if becomes < was)
        return next((move for move in downward if move is not None), None)

    def known_to_one(self) -> Mapping[str, tuple[str, ...]]:
        """By question, the options that only one of the packs has; the other hears not sure."""
        both_have = [name for name in self.new.questions if name in self.old.questions]
        asked = {name: (self.old.questions[name], self.new.questions[name]) for name in both_have}
        unknown = {name: tuple(chain(*map(self.hearing.unknown_to, forms))) for name, forms in asked.items()}
        return {name: options for name, options in unknown.items() if options}

    def mentioned(self, answers: Answers) -> dict[str, object]:
        """The answers that a written-up case has to mention (`unanswered: no`) for either pack to hear them rightly."""
        return {**cases.mentioned(self.hearing.pack, answers), **cases.mentioned(self._as_before, answers)}

    def in_words(self, answers: Answers) -> Iterator[str]:
        """The same, each answer as a statement, in the words of the new pack where it has any."""
        yield from cases.in_words(self.hearing.pack, answers)
        told = cases.mentioned(self.hearing.pack, answers)
        rest = {name: value for name, value in answers.given.items() if name not in told}
        yield from cases.in_words(self._as_before, Answers(rest, "unsure"))

    @cached_property
    def _as_before(self) -> Pack:
        """All questions, with what silence means to the old pack."""
        return replace(self.hearing.pack, screens=tuple(map(self._screen, self.hearing.pack.screens)))

    def _screen(self, screen: Screen) -> Screen:
        return replace(screen, questions=tuple(map(self._question, screen.questions)))

    def _question(self, question: Question) -> Question:
        old = self.old.questions.get(question.id, question)
        return replace(question, default_negative=old.default_negative) if old.type is question.type else question

    def _level_move(self, was: Urgency, becomes: Urgency) -> Move | None:
        formula = both([self.before.urgency_is(was), self.after.urgency_is(becomes)])
        if becomes > was:
            return self._move("urgency", becomes, "up", formula)
        above = next(level for level in sorted(Urgency) if level > becomes)
        return self._move("urgency", becomes, "down", both([formula, self._since.at_least(above)]))

    def _move(self, about: About, what: str, direction: Direction, formula: Formula) -> Move | None:
        if formula is FALSE:
            return None
        model, is_smallest = self.prover.short(formula, self._mentions, PATIENCE)
        if model is None:
            return None
        example = self.hearing.answers(model)
        before, earlier = _fired(self.old, self.hearing.as_heard(self.old, example))
        after, later = _fired(self.new, self.hearing.as_heard(self.new, example))
        return Move(
            about,
            what,
            direction,
            example,
            before,
            after,
            gone=tuple(rule for rule in earlier if rule not in later),
            new=tuple(rule for rule in later if rule not in earlier),
            lower=tuple(rule for rule in later if rule in earlier and later[rule] < earlier[rule]),
            higher=tuple(rule for rule in later if rule in earlier and later[rule] > earlier[rule]),
            is_smallest=is_smallest,
        )

    @cached_property
    def _mentions(self) -> list[Formula]:
        """What a written-up case has to mention; what silence means to the old pack only counts beside."""
        found = mentions(self.hearing.said)
        for question in self.hearing.pack.questions.values():
            silent = clear_negative(self._as_before.questions[question.id])
            if silent != clear_negative(question):
                found.append(negation(self.hearing.said.is_value(question.id, NOT_SURE if silent == () else silent)))
        return found

    def _things(self) -> Iterator[tuple[About, str, Formula, Formula]]:
        """Each cause and exercise of either pack, and whether it is there before and after."""
        sides = self.before, self.after
        causes = list(dict.fromkeys([*self.new.causes, *self.old.causes]))
        for cause in causes:
            before, after = (side.cause_is_shown(cause) if cause in side.pack.causes else FALSE for side in sides)
            yield "cause", cause, before, after
        for cause in causes:
            before, after = (side.is_first(cause) if cause in side.pack.causes else FALSE for side in sides)
            yield "first cause", cause, before, after
        for name in dict.fromkeys([*self.new.exercises, *self.old.exercises]):
            before, after = (side.exercise_is_shown(name) if name in side.pack.exercises else FALSE for side in sides)
            yield "exercise", name, before, after


def _pairs() -> list[tuple[Urgency, Urgency]]:
    return sorted(permutations(Urgency, 2), key=lambda pair: (pair[1] > pair[0], -pair[0].rank, -pair[1].rank))


def _fired(pack: Pack, answers: Answers) -> tuple[Urgency, dict[str, Urgency]]:
    """The urgency and what sets it, by the reference evaluator: the solver is not taken at its word."""
    logic = logic_of(pack)
    firings = logic.firings(logic.settle(answers), Phase.FINDINGS)
    signs = {one.rule: level_of(pack, one.rule, one.certain) for one in firings if one.rule in pack.danger_signs}
    if not signs and any(one.rule == pack.base.id and one.certain for one in firings):
        signs = {pack.base.id: pack.base.reassured}
    return conclude(pack, firings).urgency, signs

"""What a change of rules changes, over all answer sets: two packs side by side on the same answers.

An answer set counts where both packs can read it: an answer that only one of them knows is left out (`unreadable`), and
a question that only one of them has may be answered in any way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any, Literal

from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.proof import cases
from triage.proof.formulas import FALSE, Formula, both, negation
from triage.proof.outcome import Outcome
from triage.proof.said import Said, bounds_of
from triage.proof.solver import Prover, mentions
from triage.proof.world import World
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import conclude, level_of
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Phase

About = Literal["urgency", "cause", "first cause", "exercise"]
Direction = Literal["down", "up", "comes", "goes"]
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
        bounds = _bounds(packs)
        self._said = [Said(pack, bounds=bounds) for pack in packs]
        worlds = [World(said, f"{name}.") for said, name in zip(self._said, ("old", "new", "since"), strict=False)]
        for world in worlds[1:]:
            world.join(worlds[0])
        self.before, self.after, *others = map(Outcome, worlds)
        self._since = others[0] if others else self.before
        self.prover = Prover(self._said, worlds[:1])
        self.prover.require(_readable(self._said))

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

    def unreadable(self) -> Mapping[str, tuple[str, ...]]:
        """By question, the answers that only one of the two packs knows."""
        old, new = self._said[:2]
        apart = {name: set(old.words[name]) ^ set(new.words[name]) for name in old.words if name in new.words}
        return {name: tuple(sorted(words)) for name, words in apart.items() if words}

    def mentioned(self, answers: Answers) -> dict[str, object]:
        """The answers that a written-up case has to mention (`unanswered: no`), for either pack to read it rightly."""
        return {name: text for pack in (self.old, self.new) for name, text in _mentioned(pack, answers).items()}

    def in_words(self, answers: Answers) -> Iterator[str]:
        """The same, each answer as a statement, in the words of the new pack where it has any."""
        yield from cases.in_words(self.new, _for(self.new, answers))
        told = _mentioned(self.new, answers)
        rest = {name: value for name, value in answers.given.items() if name not in told}
        yield from cases.in_words(self.old, _for(self.old, Answers(rest, "unsure")))

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
        example = self._answers(model)
        before, earlier = _fired(self.old, example)
        after, later = _fired(self.new, example)
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

    def _answers(self, model: Any) -> Answers:
        """What a model stands for, for all questions of either pack."""
        old, new = (said.answers(model).given for said in self._said[:2])
        return Answers({**old, **new}, "unsure")

    @cached_property
    def _mentions(self) -> list[Formula]:
        return mentions(*self._said)

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


def _bounds(packs: list[Pack]) -> dict[str, frozenset[int]]:
    """The numbers at which a rule of these packs changes its mind, and the ends of each question's range."""
    found = bounds_of(*packs)
    for pack in packs:
        for question in pack.questions.values():
            if question.type is QuestionType.NUMBER:
                ends = {question.minimum, question.maximum + 1}
                found[question.id] = found.get(question.id, frozenset()) | ends
    return found


def _readable(several: list[Said]) -> Iterator[Formula]:
    """That each question is answered as every pack that has it can read."""
    for said in several:
        for other in several:
            for name, words in said.words.items():
                if name in other.words:
                    yield from (negation(word) for key, word in words.items() if key not in other.words[name])
                    yield from _in_range(said, other, name)


def _in_range(said: Said, other: Said, name: str) -> Iterator[Formula]:
    """That a number, cut up as in one pack, is in the range of another."""
    question, words = other.pack.questions[name], said.words[name]
    for bound, cut in said.at_least.get(name, {}).items():
        if bound > question.maximum:
            yield negation(cut)
        elif bound <= question.minimum:
            yield negation(both([negation(cut), *(negation(word) for word in words.values())]))


def _fired(pack: Pack, answers: Answers) -> tuple[Urgency, dict[str, Urgency]]:
    """The urgency and what sets it, by the reference evaluator: the solver is not taken at its word."""
    logic = logic_of(pack)
    firings = logic.firings(logic.settle(_for(pack, answers)), Phase.FINDINGS)
    signs = {one.rule: level_of(pack, one.rule, one.certain) for one in firings if one.rule in pack.danger_signs}
    if not signs and any(one.rule == pack.base.id and one.certain for one in firings):
        signs = {pack.base.id: pack.base.reassured}
    return conclude(pack, firings).urgency, signs


def _for(pack: Pack, answers: Answers) -> Answers:
    """The answers to the questions of a pack."""
    return Answers({name: value for name, value in answers.given.items() if name in pack.questions}, "unsure")


def _mentioned(pack: Pack, answers: Answers) -> dict[str, object]:
    return cases.mentioned(pack, _for(pack, answers))

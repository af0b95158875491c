"""The rules of a pack as one program over small whole numbers: what `logic` says, worked out for all rules at once.

`logic` is the definition; this form stands beside it for speed, and the tests compare the two on random answer sets.
Both readings and all three values of a condition fit into four bits, and "all" and "any" are then "and" and "or" of
bits, since nothing but `unless` negates. Conditions that are written alike are worked out once.

    bits 1 and 2   the strict reading: certain, possible (yes is 3, open is 2, no is 0)
    bits 4 and 8   the cautious reading, likewise
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple, assert_never

from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
)
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Truth
from triage.reasoning.answers import NOT_SURE, Facts, Value
from triage.reasoning.program import ALL, ANY, HOLDS, NEVER, UNLESS, Program, Step
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of

OPEN, UNSURE = 10, 12
_TRUTH = (Truth.NO.value, Truth.NO.value, Truth.OPEN.value, Truth.YES.value)
_TRUTHS = tuple((_TRUTH[bits & 3], _TRUTH[bits >> 2]) for bits in range(16))
_KEPT = 4096

# The parts of the program, in the order in which they are run, each only when it is asked for.
SHOWN, URGENCY, EVIDENCE, GATES = range(4)
_PART_OF = {"danger_sign": URGENCY, "base": URGENCY, "evidence": EVIDENCE, "pattern": EVIDENCE, "exercise_gate": GATES}


class _Asked(NamedTuple):
    """A question: its bit in masks, the place of its gate, that gate's steps, and the places of the tests on it."""

    name: str
    bit: int
    gate: int | None
    steps: tuple[Step, ...]
    tests: list[int]


class Compiled:
    """The program of one pack. Make it with `compiled_of(pack)`, which keeps it.

    A place is where the bits of one condition stand. The steps of a part work out the places that no earlier part has.
    """

    def __init__(self, pack: Pack) -> None:
        self.steps: tuple[list[Step], ...] = ([], [], [], [])
        self.words: dict[str, dict[str, list[int]]] = {name: {} for name in pack.questions}
        self.numbers: dict[str, list[tuple[int, int | None, int | None]]] = {}
        self.tests: dict[str, list[int]] = {name: [] for name in pack.questions}
        self.concluding: list[tuple[int, UrgencyIs | CauseIsPossible]] = []
        self.size = 0
        self._pack = pack
        self._places: dict[Condition, int] = {}
        self._steps = self.steps[SHOWN]
        self.names = tuple(question.id for question in pack.gate_order)
        self.asked = [self._asked(number, name) for number, name in enumerate(self.names)]
        self.gates = tuple((asked.name, asked.gate) for asked in self.asked if asked.gate is not None)
        self.rules: dict[str, int] = {}
        self.conditions: dict[str, tuple[int, int | None]] = {}
        self.part_of = {rule.id: _PART_OF[rule.kind] for rule in rules_of(pack)}
        for rule in sorted(rules_of(pack), key=lambda rule: self.part_of[rule.id]):
            self._add(rule)
        self.of_kind = {
            kind: tuple((rule.id, self.rules[rule.id]) for rule in rules_of(pack) if rule.kind == kind)
            for kind in _PART_OF
        }
        self.of_phase = {
            phase: tuple(
                (self.rules[rule.id], Firing(rule.id, True), Firing(rule.id, False))
                for rule in rules_of(pack)
                if rule.phase is phase
            )
            for phase in Phase
        }
        self.programs = tuple(map(Program, self.steps))
        self.concludes_last = self._concludes_last()
        self.tested = tuple((name, places, self.words[name]) for name, places in self.tests.items() if places)
        self.leaves = tuple(place for places in self.tests.values() for place in places)
        self.width, self.all_names = len(self.names), (1 << len(self.names)) - 1
        self.open_in = tuple(
            (self.all_names if bits & 3 == 2 else 0) | (self.all_names << self.width if bits & 12 == 8 else 0)
            for bits in range(16)
        )
        self._decoded: dict[int, frozenset[str]] = {}
        self._tests_of: dict[tuple[str, Value], dict[int, int]] = {}

    def view(self, facts: Facts) -> View:
        """These facts as the rules see them; kept with the facts."""
        found: View | None = facts.memo.get(self)
        if found is None:
            found = facts.memo[self] = View(self, facts)
        return found

    def tests_of(self, question: str, value: Value) -> dict[int, int]:
        """The bits of the tests on a question for an answer to it as it was given."""
        if isinstance(value, int):
            return self.tests_if(question, (), value, False)
        key = (question, value)
        found = self._tests_of.get(key)
        if found is None:
            if len(self._tests_of) >= _KEPT:
                self._tests_of.clear()
            is_unknown = value == () or NOT_SURE[0] in value
            found = self._tests_of[key] = self.tests_if(question, value or NOT_SURE, None, is_unknown)
        return found

    def tests_if(self, question: str, said: Collection[str], number: int | None, is_unknown: bool) -> dict[int, int]:
        """The bits of the tests on a question for an answer to it."""
        found = dict.fromkeys(self.tests[question], UNSURE if is_unknown else NEVER)
        for word in said:
            for place in self.words[question].get(word, ()):
                found[place] = HOLDS
        if number is not None:
            for place, at_least, below in self.numbers.get(question, ()):
                found[place] = _within(number, at_least, below)
        return found

    def decoded(self, mask: int) -> frozenset[str]:
        """The questions that a mask stands for."""
        found = self._decoded.get(mask)
        if found is None:
            if len(self._decoded) >= _KEPT:
                self._decoded.clear()
            found = frozenset(name for number, name in enumerate(self.names) if mask >> number & 1)
            self._decoded[mask] = found
        return found

    # ------------------------------------------------------------------------------------------------------- compiling

    def _asked(self, number: int, name: str) -> _Asked:
        gate, before = self._pack.questions[name].ask_when, len(self._steps)
        place = None if gate is None else self._place(gate)
        return _Asked(name, 1 << number, place, tuple(self._steps[before:]), self.tests[name])

    def _add(self, rule: Rule) -> None:
        self._steps = self.steps[self.part_of[rule.id]]
        when = self._place(rule.when)
        unless = None if rule.unless is None else self._place(rule.unless)
        self.conditions[rule.id] = when, unless
        self.rules[rule.id] = when if unless is None else self._step(UNLESS, (when, unless))

    def _concludes_last(self) -> bool:
        """Whether only the last part of the program reads conclusions; then the others stay as they are after them."""
        read = {place for place, _ in self.concluding}
        early = {part for steps in self.steps[:GATES] for step in steps for part in step.parts}
        early |= {self.rules[rule] for rule, part in self.part_of.items() if part < GATES}
        return read.isdisjoint(early)

    def place_of(self, condition: Condition) -> int:
        """Where the bits of a condition of the pack's rules stand."""
        return self._places[condition]

    def _place(self, condition: Condition) -> int:
        """Where the bits of a condition stand: a new place, if it was not met before."""
        known = self._places.get(condition)
        if known is None:
            known = self._places[condition] = self._new_place(condition)
        return known

    def _new_place(self, condition: Condition) -> int:
        match condition:
            case PatternHolds(pattern):
                return self._place(self._pack.patterns[pattern].when)
            case AllOf(conditions) | AnyOf(conditions):
                parts = tuple(dict.fromkeys(map(self._place, conditions)))
                return self._step(ALL if isinstance(condition, AllOf) else ANY, parts)
            case AnswerIs(question, values):
                place = self._test(question)
                for word in dict.fromkeys(values):
                    self.words[question].setdefault(word, []).append(place)
                return place
            case NumberIs(question, at_least, below):
                place = self._test(question)
                self.numbers.setdefault(question, []).append((place, at_least, below))
                return place
            case UrgencyIs() | CauseIsPossible():
                self.concluding.append((self._new(), condition))
                return self.size - 1
            case _:
                assert_never(condition)

    def _test(self, question: str) -> int:
        self.tests[question].append(self._new())
        return self.size - 1

    def _step(self, does: int, parts: tuple[int, ...]) -> int:
        self._steps.append(Step(self._new(), does, parts))
        return self.size - 1

    def _new(self) -> int:
        self.size += 1
        return self.size - 1


@lru_cache(maxsize=16)
def compiled_of(pack: Pack) -> Compiled:
    """The program of a pack, made once."""
    return Compiled(pack)


def _within(number: int, at_least: int | None, below: int | None) -> int:
    return HOLDS if (at_least is None or number >= at_least) and (below is None or number < below) else NEVER


class View:
    """What one set of facts makes of the rules, worked out part by part as it is asked for."""

    def __init__(self, compiled: Compiled, facts: Facts, worked_out: list[int] | None = None) -> None:
        """`worked_out` are the bits of all that hangs on these answers alone, where they are known."""
        self._compiled = compiled
        self._needs_done = SHOWN - 1
        self._needs: list[int] = []
        self._values = facts.values
        self._can_ask = 0
        if worked_out is None:
            self._bits, self._done = [NEVER] * compiled.size, SHOWN - 1
            self._read_answers(facts)
        else:
            self._bits, self._done = worked_out, EVIDENCE
        self._read_conclusions(facts)

    def truth(self, rule: str, reading: Reading) -> int:
        """Whether a rule holds in one reading, as in `logic`."""
        return self.truths(rule)[reading]

    def truths(self, rule: str) -> tuple[int, int]:
        """Whether a rule holds strictly, and cautiously."""
        part = self._compiled.part_of[rule]
        if part > self._done:
            self._work_out(part)
        return _TRUTHS[self._bits[self._compiled.rules[rule]]]

    def alive(self, kind: str) -> list[tuple[str, int, int]]:
        """The rules of a kind that hold or still could, and whether each holds strictly, and cautiously."""
        rules, bits = self._compiled.of_kind[kind], self._work_out(_PART_OF[kind])
        return [(rule, *_TRUTHS[bits[place]]) for rule, place in rules if bits[place]]

    def firings(self, phase: Phase) -> tuple[Firing, ...]:
        """The rules of one phase that hold, in the order of the pack, as in `logic`."""
        bits = self._work_out(GATES if phase is Phase.GATES else EVIDENCE)
        rules = self._compiled.of_phase[phase]
        return tuple([sure if bits[place] & 1 else unsure for place, sure, unsure in rules if bits[place] & 4])

    def concluded(self, facts: Facts) -> View:
        """The view of the same answers with conclusions, kept with these facts; what hangs on answers alone is kept."""
        if not self._compiled.concludes_last:
            return self._compiled.view(facts)
        found = facts.memo[self._compiled] = View(self._compiled, facts, self._work_out(EVIDENCE).copy())
        return found

    def place_bits(self, part: int = GATES) -> list[int]:
        """The bits of every place, to be read only; those up to this part are worked out."""
        return self._work_out(part)

    def open_questions(self, rule: str, reading: Reading) -> frozenset[str]:
        """The questions that an open rule waits for and that can be asked now, as in `logic`."""
        compiled = self._compiled
        when, unless = compiled.conditions[rule]
        part = compiled.part_of[rule]
        needs = self._needs if part <= self._needs_done else self._needs_of(part)
        mask = needs[when] >> compiled.width * reading & compiled.all_names
        if not mask and unless is not None:
            mask = needs[unless] & compiled.all_names
        return compiled.decoded(mask)

    @property
    def can_ask(self) -> frozenset[str]:
        """The open questions of which it is certain that they are to be asked, as far as their gates go."""
        self._needs_of(SHOWN)
        return self._compiled.decoded(self._can_ask)

    # -------------------------------------------------------------------------------------------------------- the bits

    def _read_answers(self, facts: Facts) -> None:
        """The bits of the tests on answers."""
        bits, values, unknown = self._bits, facts.values, facts.unknown
        for name, tests, places in self._compiled.tested:
            said = values.get(name)
            if said is None:
                for place in tests:
                    bits[place] = OPEN
                continue
            if name in unknown:
                for place in tests:
                    bits[place] = UNSURE
            for word in said:
                for place in places.get(word, ()):
                    bits[place] = HOLDS
        for name, ranges in self._compiled.numbers.items():
            number = facts.numbers.get(name)
            if number is not None and name in values:
                for place, at_least, below in ranges:
                    bits[place] = _within(number, at_least, below)

    def _read_conclusions(self, facts: Facts) -> None:
        """The bits of the tests on conclusions."""
        urgency, causes = facts.urgency, facts.causes
        for place, test in self._compiled.concluding:
            if isinstance(test, UrgencyIs):
                self._bits[place] = OPEN if urgency is None else HOLDS if urgency in test.levels else NEVER
            else:
                self._bits[place] = OPEN if causes is None else NEVER if causes.isdisjoint(test.causes) else HOLDS

    def _work_out(self, part: int) -> list[int]:
        """The bits of every place, with this part of the program and those before it run."""
        bits = self._bits
        while self._done < part:
            self._done += 1
            self._compiled.programs[self._done].run(bits)
        return bits

    # ------------------------------------------------------------------------------------------------------- the needs

    def _needs_of(self, part: int) -> list[int]:
        """For each place the questions that it waits for: a mask for the strict reading, above it the cautious one."""
        bits, needs = self._work_out(part), self._needs
        while self._needs_done < part:
            self._needs_done += 1
            if self._needs_done == SHOWN:
                self._needs = needs = [0] * self._compiled.size
                self._ask(bits, needs)
            else:
                self._gather(self._compiled.steps[self._needs_done], bits, needs)
        return needs

    def _ask(self, bits: list[int], needs: list[int]) -> None:
        """What tests on open questions wait for: the question, or where its own gate is open, what that waits for."""
        open_in, width = self._compiled.open_in, self._compiled.width
        for name, bit, gate, steps, tests in self._compiled.asked:
            if steps:
                self._gather(steps, bits, needs)
            if name in self._values:
                continue
            if gate is None or bits[gate] & UNSURE == UNSURE:
                asks = bit
                self._can_ask |= bit
            else:
                asks = needs[gate] >> width
            for place in tests:
                needs[place] = (asks | asks << width) & open_in[bits[place]]

    def _gather(self, steps: list[Step] | tuple[Step, ...], bits: list[int], needs: list[int]) -> None:
        open_in = self._compiled.open_in
        for place, _, parts in steps:
            mask = open_in[bits[place]]
            if mask:
                found = 0
                for one in parts:
                    found |= needs[one]
                needs[place] = found & mask

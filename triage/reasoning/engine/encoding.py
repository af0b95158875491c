"""Productions and facts in the JSON of durable_rules, and what it cannot hold.

Every fact is `{"shelf": ..., "about": ..., "value": ...}`, or has a "number" in place of the value. durable_rules tries
one test after the other; this way a fact finds its own in three short lists: shelves, their subjects, their values.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import assert_never

from triage.reasoning.engine.productions import OR, Holds, Is, Number, Production, Test, Within

SESSION = "s"
START = Is("$start", "now")
DERIVED = "$derived"
DERIVED_PER_SUBJECT = 64
SHELVES = 8

# How much is used of what durable_rules 2.0.28 holds; measured, with what happens beyond.
MOST_TESTS = 12  # of 16 conditions in a rule; then every assertion fails
MOST_USES = 200  # of 255 rules that share a condition; then a segmentation fault
MOST_SUBJECTS = MOST_VALUES = 400  # of 511 tests side by side; then an endless loop
MOST_RANGES = 48  # of 64 tests side by side that one fact meets; then its assertion fails
MOST_PRODUCTIONS = 3000  # of 4095 rules; then they are refused
LONGEST_WORD = 200
LARGEST_NUMBER = 2**53

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .:#~-]*")


class Encoding:
    """How a set of productions is written for durable_rules."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self.productions = tuple(replace(one, tests=_one_test_a_fact(one.tests)) for one in productions)
        self.uses: Counter[Test] = Counter(test for one in self.productions for test in one.tests)
        concluded = dict.fromkeys(one.concludes for one in productions if one.concludes is not None)
        self._place = {name: number // DERIVED_PER_SUBJECT for number, name in enumerate(concluded)}

    def conclusion(self, proposition: str) -> Is:
        """The fact that says that a proposition holds."""
        return Is(f"{DERIVED}.{self._place.get(proposition, 0)}", proposition)

    def ruleset(self) -> str:
        """The rules for `create_ruleset`; the sentinel comes first."""
        texts = {test: _condition(self._literal(test)) for test in self.uses}
        rules = [_rule(START.about, [_condition(START)])]
        rules += [_rule(one.name, [texts[test] for test in one.tests]) for one in self.productions]
        return f"{{{', '.join(rules)}}}"

    def ranges(self) -> dict[str, tuple[Within, ...]]:
        """The ranges that are tested, for each subject."""
        found: defaultdict[str, list[Within]] = defaultdict(list)
        for test in self.uses:
            if isinstance(test, Within):
                found[test.about].append(test)
        return {about: tuple(tests) for about, tests in found.items()}

    def _literal(self, test: Test) -> Is | Within:
        return self.conclusion(test.proposition) if isinstance(test, Holds) else test

    def limits(self) -> Iterator[str]:
        """In words, what durable_rules cannot hold, with a margin; nothing when all is well."""
        if len(self.productions) > MOST_PRODUCTIONS:
            yield f"the rules make {len(self.productions)} productions; the engine holds {MOST_PRODUCTIONS}"
        for name, count in Counter(production.name for production in self.productions).items():
            if count > 1:
                yield f"{count} productions have the name '{name}'"
        for production in self.productions:
            if not 0 < len(production.tests) <= MOST_TESTS:
                yield f"'{production.name}' has {len(production.tests)} conditions; the engine holds 1 to {MOST_TESTS}"
        for test, count in self.uses.items():
            if count > MOST_USES:
                yield f"{_words(test)} is a condition of {count} productions; the engine holds {MOST_USES}"
        yield from self._limits_of_subjects()
        yield from self._limits_of_words()

    def _limits_of_subjects(self) -> Iterator[str]:
        values: defaultdict[str, set[Is | Within]] = defaultdict(set)
        for test in self.uses:
            literal = self._literal(test)
            values[literal.about].add(literal)
        if len(values) > MOST_SUBJECTS:
            yield f"{len(values)} subjects are tested; the engine holds {MOST_SUBJECTS}"
        for about, tests in values.items():
            if len(tests) > MOST_VALUES:
                yield f"'{about}' is tested for {len(tests)} values; the engine holds {MOST_VALUES}"
        for about, ranges in self.ranges().items():
            if len(ranges) > MOST_RANGES:
                yield f"'{about}' is tested for {len(ranges)} ranges; the engine holds {MOST_RANGES}"
            if any(abs(bound or 0) >= LARGEST_NUMBER for within in ranges for bound in (within.at_least, within.below)):
                yield f"'{about}' is compared with a number that is too large for the engine"

    def _limits_of_words(self) -> Iterator[str]:
        literals = dict.fromkeys(self._literal(test) for test in self.uses)
        tested = (word for test in self.uses for word in _written(test))
        for word in dict.fromkeys([*(production.name for production in self.productions), *tested]):
            if len(word) > LONGEST_WORD or not _WORD.fullmatch(word):
                yield f"{word[:LONGEST_WORD]!r} cannot be written for the engine: use letters, digits and _ . : # ~ -"
        # The engine knows facts by a 32-bit hash of their id: two that share it would be one fact.
        seen: dict[int, str] = {_hash(f"sid-{SESSION}"): "the session", _hash(_id(START)): "the start"}
        for literal in literals:
            name = _id(literal)
            other = seen.setdefault(_hash(name), name)
            if other != name:
                yield f"'{name}' and '{other}' look the same to the engine: rename one"


def _one_test_a_fact(tests: Sequence[Test]) -> tuple[Test, ...]:
    """The same tests, those of one number made one: in durable_rules a fact meets only one condition of a rule."""
    merged: dict[object, Test] = {}
    for test in tests:
        key = test.about if isinstance(test, Within) else test
        before = merged.get(key)
        merged[key] = before.both(test) if isinstance(test, Within) and isinstance(before, Within) else test
    return tuple(merged.values())


def limits(productions: Sequence[Production]) -> list[str]:
    """In words, what durable_rules cannot hold of these productions, with a margin; nothing when all is well."""
    return list(Encoding(productions).limits())


def fact_text(fact: Is | Number) -> str:
    """A fact as durable_rules reads it. It does not read numbers such as 1e-9, so they are written out."""
    start = f'"id":"{_id(fact)}","sid":"{SESSION}","shelf":{_shelf(fact.about)},"about":"{fact.about}"'
    if isinstance(fact, Is):
        return f'{{{start},"value":"{fact.value}"}}'
    if not math.isfinite(fact.number) or abs(fact.number) >= LARGEST_NUMBER:
        raise ValueError(f"the number for '{fact.about}' is not a number that can be compared: {fact.number}")
    return f'{{{start},"number":{_written_out(fact.number)}}}'


def _written_out(number: float) -> str:
    if isinstance(number, int):
        return str(int(number))
    from decimal import Decimal

    return format(Decimal(repr(number)), "f")


@lru_cache(maxsize=4096)
def _shelf(about: str) -> int:
    return _hash(about) % SHELVES


def _id(fact: Is | Number | Within) -> str:
    return f"{fact.about}:{fact.value}" if isinstance(fact, Is) else f"{fact.about}::number"


def _rule(name: str, conditions: Sequence[str]) -> str:
    """A rule, in the JSON of durable_rules. Names and words are checked before (`limits`): no sign needs an escape."""
    numbered = ", ".join(f'{{"m{number}": {text}}}' for number, text in enumerate(conditions))
    return f'"{name}": {{"all": [{numbered}]}}'


def _condition(test: Is | Within) -> str:
    start = f'{{"$and": [{{"shelf": {_shelf(test.about)}}}, {{"about": "{test.about}"}}'
    match test:
        case Is(_, value):
            return f'{start}, {{"value": "{value}"}}]}}'
        case Within(_, at_least, below):
            lower = "" if at_least is None else f', {{"$gte": {{"number": {at_least}}}}}'
            upper = "" if below is None else f', {{"$lt": {{"number": {below}}}}}'
            return f"{start}{lower}{upper}]}}"
        case _:
            assert_never(test)


def _written(test: Test) -> list[str]:
    """The words that a test puts into the engine."""
    match test:
        case Is(about, value):
            return [about, *value.split(OR)]
        case Within(about):
            return [about]
        case Holds(proposition):
            return [proposition]
        case _:
            assert_never(test)


def _words(test: Test) -> str:
    match test:
        case Is(about, value):
            return f"'{about}: {value}'"
        case Within(about, at_least, below):
            bounds = {"at least": at_least, "below": below}
            return f"'{about}: {', '.join(f'{word} {bound}' for word, bound in bounds.items() if bound is not None)}'"
        case Holds(proposition):
            return f"'{proposition}'"
        case _:
            assert_never(test)


def _hash(text: str) -> int:
    """FNV-1a, 32 bits: the hash that durable_rules uses."""
    result = 0x811C9DC5
    for byte in text.encode():
        result = ((result ^ byte) * 16777619) & 0xFFFFFFFF
    return result

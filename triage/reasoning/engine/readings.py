"""The rules of a pack on durable_rules, read strictly and cautiously.

Both readings run the same productions. Strictly, the facts are what is known. Cautiously, they are what is possible: a
question that someone is not sure of may have any of its values. What an `unless` tests is what is known, in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from importlib.util import find_spec
from operator import or_
from pathlib import Path
from typing import Any

from triage.pack.pack import Pack
from triage.reasoning.answers import Facts
from triage.reasoning.conclusions import Conclusions
from triage.reasoning.engine.compiler import A_NUMBER, POSSIBLE_CAUSE, URGENCY, compile_rules
from triage.reasoning.engine.driver import Driver
from triage.reasoning.engine.encoding import limits
from triage.reasoning.engine.productions import Either, Fact, Is, Within
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of

_REMEMBERED = 256  # for each question, what is said there with these words


class Engine:
    """The rules of one pack, held by durable_rules. Make it with `engine_of(pack)`, which keeps it.

    Raises EngineUnavailable where durable_rules cannot be loaded, EngineFault where it cannot hold the rules, and
    EngineFault ever after it has failed once.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._findings = _Stage(rules, Phase.FINDINGS)
        self._gates = _Stage(rules, Phase.GATES)

    def firings(self, facts: Facts, conclude: Callable[[tuple[Firing, ...]], Conclusions]) -> tuple[Firing, ...]:
        """All rules that hold, in the order of the pack: findings, then the gates that what they mean opens.

        Every question must be settled.
        """
        found = self._findings.firings(facts)
        conclusions = conclude(found)
        concluded = facts.concluded(conclusions.urgency, frozenset(cause.cause for cause in conclusions.causes))
        return (*found, *self._gates.firings(concluded))


class _Stage:
    """The rules of one phase, and a durable_rules ruleset that holds them."""

    def __init__(self, rules: Sequence[Rule], phase: Phase) -> None:
        compiled = compile_rules(rules, phase)
        self._place = {rule.id: place for place, rule in enumerate(rules) if rule.phase is phase}
        self._rule_of = compiled.rule_of
        self._driver = Driver(compiled.productions)
        self._vocabulary = Vocabulary(self._driver.numbers)

    def firings(self, facts: Facts) -> tuple[Firing, ...]:
        if not self._place:
            return ()
        known = self._vocabulary.known(facts)
        possible = known | self._vocabulary.possible(facts)
        certain = held = self._rules_of(self._driver.run(known))
        if possible != known:
            held = certain | self._rules_of(self._driver.run(possible))
        return tuple([Firing(rule, rule in certain) for rule in sorted(held, key=self._place.__getitem__)])

    def _rules_of(self, productions: Iterable[str]) -> set[str]:
        return {self._rule_of[name] for name in productions if name in self._rule_of}


class Vocabulary:
    """The facts that some production tests, as the bits of one number: no others are made."""

    def __init__(self, numbers: Mapping[Fact, int]) -> None:
        self._words: dict[str, dict[Is, int]] = {}
        self._ranges: dict[str, dict[Within, int]] = {}
        for fact, number in numbers.items():
            for one in fact.facts if isinstance(fact, Either) else (fact,):
                kind: dict[str, dict[Any, int]] = self._words if isinstance(one, Is) else self._ranges
                bits = kind.setdefault(one.about, {})
                bits[one] = bits.get(one, 0) | 1 << number
        self._possible = {
            about: _sum(bits for fact, bits in facts.items() if not fact.is_denied)
            for about, facts in self._words.items()
        }
        self._known: dict[str, dict[frozenset[str], int]] = {about: {} for about in self._words}

    def known(self, facts: Facts) -> int:
        """What was said, and what was not said where an `unless` asks for it."""
        found = 0
        for about, known in self._known.items():
            said = facts.values.get(about)
            if said is None or about in facts.numbers:
                said = _said(facts, about)
            bits = known.get(said)
            found |= self._bits(about, said) if bits is None else bits
        for about, ranges in self._ranges.items():
            number = facts.numbers.get(about)
            if number is not None:
                found |= _sum(bits for within, bits in ranges.items() if within.includes(number))
        return found

    def _bits(self, about: str, said: frozenset[str]) -> int:
        bits = _sum(bits for fact, bits in self._words[about].items() if fact.is_denied == said.isdisjoint(fact.words))
        if len(self._known[about]) < _REMEMBERED:
            self._known[about][said] = bits
        return bits

    def possible(self, facts: Facts) -> int:
        """What may be so, also for any number, of the questions that count as not sure."""
        return _sum(self._possible.get(about, 0) for about in facts.unknown)


def _sum(bits: Iterable[int]) -> int:
    """Every bit that is set in any of these."""
    return reduce(or_, bits, 0)


def _said(facts: Facts, about: str) -> frozenset[str]:
    if about == URGENCY and facts.urgency is not None:
        return frozenset({facts.urgency.value})
    if about == POSSIBLE_CAUSE and facts.causes is not None:
        return facts.causes
    said = facts.values.get(about)
    if said is None:
        raise ValueError(f"'{about}' is not settled: the engine needs every question answered, or left out on purpose")
    return said | {A_NUMBER} if about in facts.numbers else said


@lru_cache(maxsize=16)
def engine_of(pack: Pack) -> Engine:
    """The engine of a pack, made once."""
    return Engine(rules_of(pack))


@lru_cache(maxsize=1)
def version() -> str:
    """The version of durable_rules that is installed.

    It is in the name of the folder beside the extension; importlib.metadata, which loads half the library of mail and
    network protocols, is asked only where that is not so.
    """
    spec = find_spec("durable_rules_engine")
    if spec is not None and spec.origin is not None:
        named = [folder.name for folder in Path(spec.origin).parent.glob("durable_rules-*.dist-info")]
        if len(named) == 1:
            return named[0].removeprefix("durable_rules-").removesuffix(".dist-info")
    from importlib import metadata

    return metadata.version("durable-rules")


def limits_of(pack: Pack) -> list[str]:
    """In words, what of a pack's rules durable_rules cannot hold; nothing when all is well."""
    rules = rules_of(pack)
    return [problem for phase in Phase for problem in limits(compile_rules(rules, phase).productions)]

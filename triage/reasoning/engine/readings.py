"""The rules of a pack on durable_rules, read strictly and cautiously.

Both readings run the same productions. Strictly, the facts are what is known. Cautiously, they are what is possible: a
question that someone is not sure of may have any of its values. What an `unless` tests is what is known, in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import assert_never

from triage.pack.pack import Pack
from triage.reasoning.answers import Facts
from triage.reasoning.conclusions import Conclusions
from triage.reasoning.engine.compiler import A_NUMBER, POSSIBLE_CAUSE, URGENCY, compile_rules, positive
from triage.reasoning.engine.driver import Driver
from triage.reasoning.engine.encoding import limits
from triage.reasoning.engine.productions import Fact, Holds, Is, Number, Production, Within
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of


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
        self._rules = [rule.id for rule in rules if rule.phase is phase]
        self._rule_of = compiled.rule_of
        self._driver = Driver(compiled.productions)
        self._vocabulary = Vocabulary(compiled.productions)

    def firings(self, facts: Facts) -> tuple[Firing, ...]:
        if not self._rules:
            return ()
        certain, uncertain = map(self._rules_of, self._driver.run(*self._vocabulary.batches(facts)))
        return tuple(Firing(rule, rule in certain) for rule in self._rules if rule in certain or rule in uncertain)

    def _rules_of(self, productions: Iterable[str]) -> set[str]:
        return {self._rule_of[name] for name in productions if name in self._rule_of}


class Vocabulary:
    """The facts that some production tests: no others are made."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._said: defaultdict[str, list[tuple[frozenset[str], Is]]] = defaultdict(list)
        self._unsaid: defaultdict[str, list[tuple[frozenset[str], Is]]] = defaultdict(list)
        self._numbers: set[str] = set()
        for test in {test for production in productions for test in production.tests}:
            match test:
                case Is(about):
                    subject = positive(about)
                    (self._said if subject == about else self._unsaid)[subject].append((test.words, test))
                case Within(about):
                    self._numbers.add(about)
                case Holds():
                    pass
                case _:
                    assert_never(test)

    def batches(self, facts: Facts) -> tuple[set[Fact], set[Fact]]:
        """What is known, then what is possible besides."""
        return self._known(facts), self._possible(facts)

    def _known(self, facts: Facts) -> set[Fact]:
        """What was said, and what was not said where an `unless` asks for it."""
        found: set[Fact] = set()
        for about, wanted in self._said.items():
            said = _said(facts, about)
            if said:
                found.update([fact for words, fact in wanted if not said.isdisjoint(words)])
        for about, wanted in self._unsaid.items():
            said = _said(facts, about)
            found.update([fact for words, fact in wanted if said.isdisjoint(words)])
        found.update([Number(about, facts.numbers[about]) for about in self._numbers if about in facts.numbers])
        return found

    def _possible(self, facts: Facts) -> set[Fact]:
        """Every test, also for any number, of the questions that count as not sure."""
        return {fact for about in facts.unknown if about in self._said for _, fact in self._said[about]}


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

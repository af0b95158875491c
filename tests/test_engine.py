"""durable_rules as it is driven: it chains, forgets, refuses what it cannot hold, and is not used after a failure."""

from __future__ import annotations

import gc
import random
import re
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from triage.errors import EngineFault, EngineUnavailable
from triage.reasoning.engine import driver, encoding
from triage.reasoning.engine.driver import Driver, load_extension
from triage.reasoning.engine.encoding import limits
from triage.reasoning.engine.productions import Either, Fact, Holds, Is, Production, Test, Within


def said(about: str, *words: str) -> Is:
    return Is(about, frozenset(words))


def rule(name: str, *tests: Test, concludes: str | None = None) -> Production:
    return Production(name, tests, concludes)


def run(held: Driver, facts: Iterable[Fact]) -> tuple[str, ...]:
    """What fires when these facts are so; those that nothing tests have no number."""
    return held.run(sum({1 << held.numbers[fact] for fact in facts if fact in held.numbers}))


A, B = said("a", "x"), said("b", "y")
CHAIN = (
    rule("third", Holds("q"), A, concludes="r"),
    rule("second", Holds("p"), B, concludes="q"),
    rule("first", A, concludes="p"),
    rule("also_first", B, concludes="p"),
)


# ---------------------------------------------------------------------------------------------------- what it concludes


def test_conclusions_lead_to_further_conclusions() -> None:
    """A production fires on what others concluded; what two of them conclude is concluded once."""
    assert run(Driver(CHAIN), [A, B]) == ("first", "second", "third", "also_first")


def test_nothing_is_left_from_one_run_to_the_next() -> None:
    """Each run starts from nothing, and the same facts make the same productions fire in the same order."""
    chain = Driver(CHAIN)
    both = run(chain, [A, B])
    assert run(chain, [B]) == ("also_first", "second")
    assert run(chain, []) == ()
    assert run(chain, [B, A]) == both


def test_facts_that_complete_no_production_are_well() -> None:
    """durable_rules refuses a message that no rule tests; facts without those that they are tested with pass."""
    pairs = Driver([rule("r", A, B), rule("s", Holds("r"), said("c", "z"))])
    assert [run(pairs, facts) for facts in ([A], [B], [said("c", "z")], [A, said("c", "z")])] == [()] * 4
    assert run(pairs, [A, B]) == ("r",)


@pytest.mark.parametrize("number", [-3, 0, 15, 16, 40, 55, 56, 2**60])
def test_a_range_includes_its_lower_bound_and_not_its_upper_one(number: int) -> None:
    """A number is within a range from its lower bound on, and below its upper one."""
    assert Within("age", None, 16).includes(number) == (number < 16)
    assert Within("age", 16, 56).includes(number) == (16 <= number < 56)
    assert Within("age", 56, None).includes(number) == (number >= 56)


def closure(productions: Sequence[Production], facts: Iterable[Fact]) -> set[str]:
    """What fires, worked out by trying every production until nothing changes."""
    known = set(facts)
    fired: set[str] = set()
    held: set[str] = set()
    while True:
        passes = {
            one.name
            for one in productions
            if all(test.proposition in held if isinstance(test, Holds) else test in known for test in one.tests)
        }
        if passes == fired:
            return fired
        fired = passes
        held = {one.concludes for one in productions if one.name in fired and one.concludes is not None}


def random_test(rng: random.Random) -> Test:
    kind = rng.random()
    if kind < 0.3:
        return Holds(f"p{rng.randrange(12)}")
    return rng.choice(FACTS)


FACTS: list[Fact] = [
    *(
        Is(f"q{subject}", frozenset(word), is_denied)
        for subject in range(8)
        for word in "abc"
        for is_denied in (False, True)
    ),
    *(Within(f"n{subject}", bound, None) for subject in range(2) for bound in range(0, 50, 10)),
    *(Either((said(f"q{subject}", "a"), said(f"q{subject + 1}", "b"))) for subject in range(6)),
]


def random_facts(rng: random.Random) -> set[Fact]:
    return {fact for fact in FACTS if rng.random() < rng.choice((0.1, 0.5, 0.95))}


@pytest.mark.parametrize("seed", range(40))
def test_random_productions_fire_as_they_should(seed: int) -> None:
    """Whatever the productions (circular ones too), the same fire as when each is tried by hand, in a fit order."""
    rng = random.Random(seed)
    productions = [
        rule(f"r{number}", *{random_test(rng) for _ in range(rng.randint(1, 6))}, concludes=f"p{rng.randrange(14)}")
        for number in range(rng.randint(1, 120))
    ]
    concludes = {one.name: one.concludes for one in productions}
    needs = {one.name: {test.proposition for test in one.tests if isinstance(test, Holds)} for one in productions}
    held = Driver(productions)
    for _ in range(30):
        facts = random_facts(rng)
        order = run(held, facts)
        assert set(order) == closure(productions, facts)
        assert all(needs[name] <= {concludes[one] for one in order[:place]} for place, name in enumerate(order))


# ----------------------------------------------------------------------------------------------------------- its limits


def answers(*numbers: int) -> tuple[Is, ...]:
    return tuple(said(f"q{number}", "x") for number in numbers)


def one_after_the_other(extra: int) -> list[Production]:
    """Productions on one sheet: so many tests wait while all of it is tried, those of each step ahead of the next."""
    first = [rule(f"a{n}", *answers(n)) for n in range(encoding.SHEET)]
    second = [rule(f"b{n}", *answers(0, n)) for n in range(1, encoding.SHEET)]
    rest = encoding.MOST_WAITING - len(first) - len(second) + extra
    return [*second, *first, *(rule(f"c{n}", *answers(0, 1, n + 2)) for n in range(rest))]


FULL: dict[str, Callable[[int], list[Production]]] = {
    "conditions": lambda extra: [rule("r", *answers(*range(encoding.MOST_TESTS + extra)))],
    "condition of": lambda extra: [rule(f"r{n}", *answers(0)) for n in range(encoding.MOST_USES + extra)],
    "facts": lambda extra: [
        rule(f"r{n}", *answers(*range(12 * n, 12 * n + 12)))
        for n in range(encoding.MOST_LISTS * encoding.SHEET // 12 + extra)
    ],
    "wait": one_after_the_other,
    "productions": lambda extra: [rule(f"r{n}", *answers(n % 50)) for n in range(encoding.MOST_PRODUCTIONS + extra)],
}


@pytest.mark.parametrize("limit", FULL)
def test_what_is_within_the_limits_runs(limit: str) -> None:
    """As much as the limits allow is held, and all of it fires."""
    productions = FULL[limit](0)
    facts = [test for one in productions for test in one.tests if not isinstance(test, Holds)]
    assert limits(productions) == []
    assert set(run(Driver(productions), facts)) == {one.name for one in productions}


@pytest.mark.parametrize("limit", FULL)
def test_what_is_beyond_the_limits_is_refused_in_words(limit: str) -> None:
    """One more than the limits allow is refused before durable_rules sees it, and the words say what is too much."""
    assert limit in " ".join(limits(FULL[limit](1)))
    with pytest.raises(EngineFault, match=limit):
        Driver(FULL[limit](1))


@pytest.mark.parametrize(
    ("productions", "words"),
    [
        ([rule("r")], "0 conditions"),
        ([rule("r", A), rule("r", B)], "2 productions have the name 'r'"),
        ([rule('r"', A)], "cannot be written"),
        ([rule("r" * 300, A)], "cannot be written"),
        ([rule("$start", A)], "cannot be written"),
        ([rule("", A)], "cannot be written"),
        ([rule(f"r{n}", Within("age", 16, 56)) for n in range(201)], "'age: at least 16, below 56' is a"),
        ([rule(f"r{n}", Either((A, B))) for n in range(201)], "'a: x; b: y' is a condition of 201"),
        ([rule(f"r{n}", Is("a", frozenset("xy"), is_denied=True)) for n in range(201)], "'a: not x or y' is a"),
        ([rule(f"r{n}", Holds("p"), *answers(n)) for n in range(201)], "'p' is a condition of 201 productions"),
    ],
)
def test_productions_that_would_mislead_the_engine_are_refused(productions: list[Production], words: str) -> None:
    """Productions without a condition, with a name twice or one it cannot read, and conditions of too many of them."""
    assert words in " ".join(limits(productions))
    with pytest.raises(EngineFault, match=words):
        Driver(productions)


def fnv_1a(text: str) -> int:
    """The hash of 32 bits by which durable_rules knows properties and messages."""
    result = 0x811C9DC5
    for byte in text.encode():
        result = ((result ^ byte) * 16777619) & 0xFFFFFFFF
    return result


def test_no_two_names_look_the_same_to_the_engine() -> None:
    """durable_rules knows names by their hash alone: those that the encoder may give differ, also from its words."""
    operators = re.findall(
        r"\w+", "all any and or not eq neq gt gte lt lte ex nex mt imt iall iany add sub mul div s m"
    )
    names = ["id", "sid", "start", "never", "sid-s", *operators, *(f"${word}" for word in operators)]
    names += [f"f{number}" for number in range(encoding.MOST_LISTS * encoding.SHEET)]
    names += [f"p{number}" for number in range(encoding.MOST_PRODUCTIONS)]
    names += [f"{kind}{number}" for kind in "ls" for number in range(encoding.MOST_LISTS) if f"{kind}{number}" != "s"]
    assert len({fnv_1a(name) for name in names}) == len(names)


# --------------------------------------------------------------------------------------------------------- its failures


class Failing:
    """The extension, with a fault planted in one of its functions after a number of calls."""

    def __init__(self, function: str, after: int, fault: Callable[[], Any]) -> None:
        self.calls = 0
        self._real: Any = load_extension()
        self._function, self._after, self._fault = function, after, fault

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: object) -> Any:
            self.calls += 1
            if name == self._function:
                self._after -= 1
                if self._after < 0:
                    return self._fault()
            return getattr(self._real, name)(*arguments)

        return call


def crash() -> None:
    raise RuntimeError("error code: 304")


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "after", "fault", "words"),
    [
        ("assert_fact", 0, crash, "304"),
        ("assert_fact", 1, crash, "304"),
        ("assert_facts", 0, crash, "304"),
        ("assert_facts", 0, lambda: (1, 1), "refused with code 1"),
        ("assert_fact", 1, lambda: (2, 1), "refused with code 2"),
        ("start_action_for_state", 0, crash, "304"),
        ("start_action_for_state", 0, lambda: None, "the sentinel did not fire"),
        ("complete_and_start_action", 2, crash, "304"),
        ("complete_and_start_action", 2, lambda: '{"first":{"m0":{}}}', "fired twice"),
        ("complete_and_start_action", 2, lambda: "nonsense", "substring not found"),
        ("delete_state", 0, crash, "304"),
        ("assert_facts", 0, interrupt, "KeyboardInterrupt"),
    ],
)
def test_an_engine_that_failed_once_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch, function: str, after: int, fault: Callable[[], Any], words: str
) -> None:
    """Whatever goes wrong, and wherever: the run raises, and the next raises at once without touching the engine."""
    extension = Failing(function, after, fault)
    monkeypatch.setattr(driver, "load_extension", lambda: extension)
    chain = Driver(CHAIN)
    with pytest.raises(KeyboardInterrupt if fault is interrupt else EngineFault):
        run(chain, [A, B])
    calls = extension.calls
    with pytest.raises(EngineFault, match=words):
        run(chain, [A])
    del chain
    gc.collect()
    assert extension.calls == calls


def test_rules_that_durable_rules_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal at load is an engine fault with the engine's own words."""
    monkeypatch.setattr(driver, "load_extension", lambda: Failing("create_ruleset", 0, crash))
    with pytest.raises(EngineFault, match="refused the rules: error code: 304"):
        Driver(CHAIN)


def test_without_durable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extension cannot be imported, one line says what is missing and how to get it."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(EngineUnavailable, match=r"^durable_rules cannot be loaded .* pip install .*durable-rules"):
        Driver(CHAIN)


def test_a_ruleset_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing uses a driver any more, its ruleset is deleted."""
    extension = Failing("", 0, crash)
    monkeypatch.setattr(driver, "load_extension", lambda: extension)
    chain = Driver(CHAIN)
    run(chain, [A])
    before = extension.calls
    del chain
    gc.collect()
    assert extension.calls == before + 1


# -------------------------------------------------------------------------------------------------------- its long life


def test_one_driver_serves_many_threads() -> None:
    """Runs in eight threads do not see each other's facts."""
    chain = Driver(CHAIN)
    cases: list[list[Fact]] = [[], [A], [B], [A, B]]
    expected = [run(chain, case) for case in cases]
    wrong = []

    def work(offset: int) -> None:
        for number in range(300):
            case = (number + offset) % len(cases)
            if run(chain, cases[case]) != expected[case]:
                wrong.append(case)

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


on_linux = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads the memory in use where Linux keeps it"
)


def memory_in_use() -> float:
    """The memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def grown_after(evaluate: Callable[[int], object], evaluations: int) -> float:
    """How much memory so many evaluations take, in MB, after the first thousand."""
    for number in range(1000):
        evaluate(number)
    before = memory_in_use()
    for number in range(evaluations):
        evaluate(number)
    return memory_in_use() - before


@on_linux
def test_memory_stays_flat() -> None:
    """After the first thousand runs, two thousand more take no more memory."""
    rng = random.Random(0)
    productions = [rule(f"r{n}", *{random_test(rng) for _ in range(3)}, concludes=f"p{n % 12}") for n in range(100)]
    held = Driver(productions)
    facts = [random_facts(rng) for _ in range(50)]
    assert grown_after(lambda number: run(held, facts[number % 50]), 2000) < 10

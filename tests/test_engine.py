"""durable_rules as it is driven: it chains, forgets, refuses what it cannot hold, and is not used after a failure."""

from __future__ import annotations

import gc
import random
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
from triage.reasoning.engine.productions import Fact, Holds, Is, Number, Production, Test, Within


def rule(name: str, *tests: Test, concludes: str | None = None) -> Production:
    return Production(name, tests, concludes)


CHAIN = (
    rule("third", Holds("q"), Is("a", "x"), concludes="r"),
    rule("second", Holds("p"), Is("b", "y"), concludes="q"),
    rule("first", Is("a", "x"), concludes="p"),
    rule("also_first", Is("b", "y"), concludes="p"),
)


# ---------------------------------------------------------------------------------------------------- what it concludes


def test_conclusions_lead_to_further_conclusions() -> None:
    """A production fires on what others concluded; what two of them conclude is concluded once."""
    (fired,) = Driver(CHAIN).run([Is("a", "x"), Is("b", "y")])
    assert fired == ("first", "second", "third", "also_first")


def test_nothing_is_left_from_one_run_to_the_next() -> None:
    """Each run starts from nothing, and the same facts make the same productions fire in the same order."""
    chain = Driver(CHAIN)
    both = chain.run([Is("a", "x"), Is("b", "y")])
    assert chain.run([Is("b", "y")]) == (("also_first", "second"),)
    assert chain.run([]) == ((),)
    assert chain.run([Is("b", "y"), Is("a", "x")]) == both


def test_facts_that_nothing_tests_are_left_out() -> None:
    """durable_rules refuses a fact that no rule tests, so it never sees one: other subjects, values and numbers."""
    few = Driver([rule("r", Is("a", "x")), rule("n", Within("age", 16, 56))])
    strange: list[Fact] = [Is("a", "other"), Is("z", "x"), Number("age", 15), Number("weight", 3), Is('"', "}{\\")]
    assert few.run(strange) == ((),)


def test_later_facts_add_to_earlier_ones() -> None:
    """In one run, a second batch of facts lets more fire; a fact that is given again changes nothing."""
    assert Driver(CHAIN).run([Is("a", "x")], [Is("a", "x")], [Is("b", "y")]) == (
        ("first",),
        (),
        ("second", "third", "also_first"),
    )


@pytest.mark.parametrize("number", [-3, 0, 15, 15.999999999, 16, 16.0, 40, 55.5, 56, 1e-9, -1e-9, 1e15, 2**53 - 1])
def test_numbers_are_compared_exactly(number: float) -> None:
    """A range includes its lower bound and not its upper one, also for numbers that Python writes with an exponent."""
    ranges = {
        "low": Within("age", None, 16),
        "middle": Within("age", 16, 56),
        "high": Within("age", 56, None),
        "above nothing": Within("age", 0, None),
    }
    (fired,) = Driver([rule(name, test) for name, test in ranges.items()]).run([Number("age", number)])
    assert set(fired) == {name for name, test in ranges.items() if test.includes(number)}


@pytest.mark.parametrize("number", [float("inf"), 2**53, 1e300])
def test_a_number_that_cannot_be_compared_is_refused_before_it_reaches_the_engine(number: float) -> None:
    """Such a number, and two for one subject, are the caller's mistake: refused in words, and the engine goes on."""
    ages = Driver([rule("r", Within("age", 0, None))])
    with pytest.raises(ValueError, match="'age' is not a number that can be compared"):
        ages.run([Number("age", number)])
    with pytest.raises(ValueError, match="two numbers for 'age'"):
        ages.run([Number("age", 1)], [Number("age", 2)])
    assert ages.run([Number("age", float("nan"))]) == ((),)
    assert ages.run([Number("age", 7)]) == (("r",),)


def test_one_fact_may_meet_several_tests_of_a_production() -> None:
    """Ranges of one number are one condition, and a test that is given twice is one, so that one fact meets them."""
    tests = (Within("age", 16, None), Is("a", "x"), Within("age", None, 56), Is("a", "x"), Within("age", 40, 90))
    both = Driver([rule("r", *tests), rule("never", Within("age", None, 10), Within("age", 20, None))])
    assert [both.run([Number("age", age), Is("a", "x")])[0] for age in (39, 40, 55, 56)] == [(), ("r",), ("r",), ()]
    assert both.run([Number("age", 15)]) == ((),)


def closure(productions: Sequence[Production], facts: Iterable[Fact]) -> set[str]:
    """What fires, worked out by trying every production until nothing changes."""
    known = set(facts)
    fired: set[str] = set()
    held: set[str] = set()

    def passes(test: Test) -> bool:
        if isinstance(test, Within):
            return any(
                isinstance(fact, Number) and fact.about == test.about and test.includes(fact.number) for fact in known
            )
        return test.proposition in held if isinstance(test, Holds) else test in known

    while True:
        new = {one.name for one in productions if one.name not in fired and all(map(passes, one.tests))}
        if not new:
            return fired
        fired |= new
        held |= {one.concludes for one in productions if one.name in new and one.concludes is not None}


def random_test(rng: random.Random) -> Test:
    kind = rng.random()
    if kind < 0.3:
        return Holds(f"p{rng.randrange(12)}")
    if kind < 0.45:
        low, high = rng.choice([None, *range(0, 50, 10)]), rng.choice([None, *range(50, 100, 10)])
        return Within(f"n{rng.randrange(2)}", low, high if low is not None or high is not None else 5)
    return Is(f"q{rng.randrange(10)}", rng.choice("abc"))


def random_facts(rng: random.Random) -> set[Fact]:
    facts: set[Fact] = {Is(f"q{subject}", rng.choice("abcd")) for subject in range(12) for _ in range(rng.randrange(3))}
    return facts | {Number(f"n{subject}", rng.randrange(100)) for subject in range(3) if rng.random() < 0.8}


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
    for _ in range(15):
        known, possible = random_facts(rng), random_facts(rng)
        possible = {fact for fact in possible if isinstance(fact, Is)}
        first, second = held.run(known, possible)
        assert set(first) == closure(productions, known)
        assert {*first, *second} == closure(productions, known | possible)
        order = (*first, *second)
        assert all(needs[name] <= {concludes[one] for one in order[:place]} for place, name in enumerate(order))


# ----------------------------------------------------------------------------------------------------------- its limits

FULL: dict[str, Callable[[int], list[Production]]] = {
    "conditions": lambda extra: [rule("r", *(Is(f"q{n}", "x") for n in range(encoding.MOST_TESTS + extra)))],
    "condition of": lambda extra: [
        rule(f"r{n}", Is("q", "x"), Is(f"q{n}", "x")) for n in range(encoding.MOST_USES + extra)
    ],
    "values": lambda extra: [rule(f"r{n}", Is("q", f"v{n}")) for n in range(encoding.MOST_VALUES + extra)],
    "subjects": lambda extra: [rule(f"r{n}", Is(f"q{n}", "x")) for n in range(encoding.MOST_SUBJECTS + extra)],
    "ranges": lambda extra: [rule(f"r{n}", Within("q", n, None)) for n in range(encoding.MOST_RANGES + extra)],
    "productions": lambda extra: [
        rule(f"r{n}", Is(f"q{n % 50}", f"v{n // 50}")) for n in range(encoding.MOST_PRODUCTIONS + extra)
    ],
}


@pytest.mark.parametrize("limit", FULL)
def test_what_is_within_the_limits_runs(limit: str) -> None:
    """As much as the limits allow is held, and all of it fires."""
    productions = FULL[limit](0)
    tests = {test for one in productions for test in one.tests}
    facts = [test for test in tests if isinstance(test, Is)] + ([Number("q", 99)] if limit == "ranges" else [])
    assert limits(productions) == []
    assert set(Driver(productions).run(facts)[0]) == {one.name for one in productions}


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
        ([rule("r", Is("a", "x")), rule("r", Is("b", "x"))], "2 productions have the name 'r'"),
        ([rule("r", Is('a"', "x"))], "cannot be written"),
        ([rule("r", Is("a", "x" * 300))], "cannot be written"),
        ([rule("r", Is("$start", "now"))], "cannot be written"),
        ([rule("", Is("a", "x"))], "cannot be written"),
        ([rule("r", Within("age", 16, 2**53))], "'age' is compared with a number that is too large"),
        (
            [rule(f"r{n}", Within("age", 16, 56), Is(f"q{n}", "x")) for n in range(201)],
            "'age: at least 16, below 56' is a",
        ),
        ([rule(f"r{n}", Holds("p"), Is(f"q{n}", "x")) for n in range(201)], "'p' is a condition of 201 productions"),
        ([rule("r", Is("toe_back_numb_lid", "yes"), Is("knee_back_skin_walk", "yes"))], "look the same to the engine"),
    ],
)
def test_productions_that_would_mislead_the_engine_are_refused(productions: list[Production], words: str) -> None:
    """Productions without a condition or with a name twice, words it cannot read, and facts with the same hash."""
    assert words in " ".join(limits(productions))
    with pytest.raises(EngineFault, match=words):
        Driver(productions)


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
        chain.run([Is("a", "x"), Is("b", "y")])
    calls = extension.calls
    with pytest.raises(EngineFault, match=words):
        chain.run([])
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
    chain.run([Is("a", "x")])
    before = extension.calls
    del chain
    gc.collect()
    assert extension.calls == before + 1


# -------------------------------------------------------------------------------------------------------- its long life


def test_one_driver_serves_many_threads() -> None:
    """Runs in eight threads do not see each other's facts."""
    chain = Driver(CHAIN)
    cases = [[], [Is("a", "x")], [Is("b", "y")], [Is("a", "x"), Is("b", "y")]]
    expected = [chain.run(case) for case in cases]
    wrong = []

    def work(offset: int) -> None:
        for number in range(300):
            case = (number + offset) % len(cases)
            if chain.run(cases[case]) != expected[case]:
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
    assert grown_after(lambda number: held.run(facts[number % 50]), 2000) < 10

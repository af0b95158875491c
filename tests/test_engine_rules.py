"""Rules on durable_rules mean what `logic`, and a reader with a pencil, say they mean."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from random_answers import random_answers
from test_engine import grown_after, on_linux

from triage.errors import EngineFault
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
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, Facts
from triage.reasoning.conclusions import Conclusions, PossibleCauseScore, conclude
from triage.reasoning.engine import Engine, engine_of, limits_of, readings, version
from triage.reasoning.engine.compiler import Compiled, compile_rules
from triage.reasoning.engine.encoding import MOST_TESTS, limits
from triage.reasoning.engine.productions import Either, Is
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of

# --------------------------------------------------------------------------------------------- the reader with a pencil

CAUSES = ("c1", "c2", "c3")
VALUES = ("a", "b", "c", "unsure")


@dataclass(frozen=True)
class Pencil:
    """One reading of conditions for settled facts, straight from the definition."""

    facts: Facts
    patterns: Mapping[str, Rule]
    cautious: bool

    def holds(self, condition: Condition) -> bool:
        match condition:
            case AnswerIs(question, values):
                return self._unsure(question) or not self.facts.values[question].isdisjoint(values)
            case NumberIs(question, at_least, below):
                number = self.facts.numbers.get(question)
                if number is None:
                    return self._unsure(question)
                return (at_least is None or number >= at_least) and (below is None or number < below)
            case PatternHolds(pattern):
                return self.holds(self.patterns[pattern].when)
            case UrgencyIs(levels):
                return self.facts.urgency in levels
            case CauseIsPossible(causes):
                return not frozenset(causes).isdisjoint(self.facts.causes or ())
            case AllOf(conditions):
                return all(map(self.holds, conditions))
            case AnyOf(conditions):
                return any(map(self.holds, conditions))

    def fires(self, rule: Rule) -> bool:
        strict = replace(self, cautious=False)
        return self.holds(rule.when) and not (rule.unless and strict.holds(rule.unless))

    def _unsure(self, question: str) -> bool:
        return self.cautious and question in self.facts.unknown


def by_hand(rules: Sequence[Rule], facts: Facts, phase: Phase) -> tuple[Firing, ...]:
    """What fires in one phase, by the definition."""
    patterns = {rule.id: rule for rule in rules if rule.kind == "pattern"}
    strict, cautious = Pencil(facts, patterns, False), Pencil(facts, patterns, True)
    held = [rule for rule in rules if rule.phase is phase and cautious.fires(rule)]
    return tuple(Firing(rule.id, strict.fires(rule)) for rule in held)


def random_condition(rng: random.Random, patterns: Sequence[str], conclusions: bool, depth: int = 3) -> Condition:
    kind = rng.random()
    if depth and kind < 0.5:
        size = rng.choice((1, 2, 2, 3, 4, 20)) if depth == 3 else rng.randint(1, 4)
        parts = tuple(random_condition(rng, patterns, conclusions, depth - 1) for _ in range(size))
        return rng.choice((AllOf, AnyOf))(parts)
    if kind < 0.62 and patterns:
        return PatternHolds(rng.choice(patterns))
    if kind < 0.72:
        low, high = rng.choice((None, 10, 20, 30)), rng.choice((15, 25, 35))
        return NumberIs(f"n{rng.randrange(3)}", low, high if low is None or rng.random() < 0.5 else None)
    if conclusions and kind < 0.8:
        return UrgencyIs(tuple(rng.sample(list(Urgency), rng.randint(1, 3))))
    if conclusions and kind < 0.85:
        return CauseIsPossible(tuple(rng.sample(CAUSES, rng.randint(1, 2))))
    return AnswerIs(f"q{rng.randrange(6)}", tuple(rng.sample(VALUES, rng.randint(1, 3))))


def random_rules(rng: random.Random) -> list[Rule]:
    """Patterns that use earlier patterns, then rules of both phases, some of them with an `unless`."""
    rules: list[Rule] = []
    for number in range(rng.randint(0, 8)):
        names = [rule.id for rule in rules]
        rules.append(Rule(f"p{number}", "pattern", random_condition(rng, names, False)))
    names = [rule.id for rule in rules]
    for number in range(rng.randint(1, 20)):
        phase = rng.choice(list(Phase))
        gate = phase is Phase.GATES
        unless = random_condition(rng, names, gate) if rng.random() < 0.4 else None
        rules.append(Rule(f"r{number}", "rule", random_condition(rng, names, gate), unless, phase))
    return rules


def random_facts(rng: random.Random) -> Facts:
    """Every state of a question: one value, several, not sure, several and not sure, not asked, a number or none."""
    values: dict[str, frozenset[str]] = {}
    for number in range(6):
        choice = rng.random()
        said = set(rng.sample("abcd", rng.randint(1, 2) if choice < 0.6 else 0))
        values[f"q{number}"] = frozenset(said | ({"unsure"} if 0.5 < choice < 0.85 else set()))
    unknown = {question for question, said in values.items() if "unsure" in said or (not said and rng.random() < 0.3)}
    numbers = {f"n{number}": rng.randint(5, 40) for number in range(3) if rng.random() < 0.6}
    for question in {"n0", "n1", "n2"} - numbers.keys():
        values[question] = rng.choice((frozenset(), frozenset({"unsure"})))
        unknown |= {question} if values[question] else set()
    values |= {question: frozenset() for question in numbers}
    return Facts(values, numbers, frozenset(unknown), {})


def heard_and_fired(
    engine: Engine, facts: Facts, conclusions: Conclusions
) -> tuple[list[tuple[Firing, ...]], tuple[Firing, ...]]:
    """What the engine asks to draw conclusions from, and all that fires when those are given."""
    heard: list[tuple[Firing, ...]] = []

    def give(found: tuple[Firing, ...]) -> Conclusions:
        heard.append(found)
        return conclusions

    return heard, engine.firings(facts, give)


@pytest.mark.parametrize("seed", range(60))
def test_random_rules_fire_as_by_hand(seed: int) -> None:
    """Whatever the rules, patterns and exceptions, in both phases and both readings: the definition's firings."""
    rng = random.Random(seed)
    rules = random_rules(rng)
    engine = Engine(rules)
    for _ in range(12):
        facts = random_facts(rng)
        urgency, causes = rng.choice(list(Urgency)), rng.sample(CAUSES, rng.randint(0, 2))
        conclusions = Conclusions(urgency, tuple(PossibleCauseScore(cause, 1, ()) for cause in causes))
        expected = by_hand(rules, facts, Phase.FINDINGS)
        heard, fired = heard_and_fired(engine, facts, conclusions)
        assert heard == [expected]
        assert fired == (*expected, *by_hand(rules, facts.concluded(urgency, frozenset(causes)), Phase.GATES))


# --------------------------------------------------------------------------------------------------------- what is made


def answer(number: int, *values: str) -> AnswerIs:
    return AnswerIs(f"q{number}", values or ("yes",))


def compiled(*rules: Rule) -> Compiled:
    return compile_rules(rules, Phase.FINDINGS)


def test_choices_inside_a_conjunction_do_not_multiply() -> None:
    """Ten choices of five inside one rule are ten facts; with a pattern in each, two productions for each."""
    choices = [AnyOf(tuple(answer(5 * number + one) for one in range(5))) for number in range(10)]
    pattern = Rule("p", "pattern", AllOf((answer(60), answer(61))))
    harder = [AnyOf((*choice.conditions, PatternHolds("p"))) for choice in choices]
    (plain,) = compiled(Rule("r", "rule", AllOf(tuple(choices)))).productions
    assert len(plain.tests) == 10
    assert all(isinstance(test, Either) and len(test.facts) == 5 for test in plain.tests)
    assert len(compiled(pattern, Rule("r", "rule", AllOf(tuple(harder)))).productions) == 1 + 10 * 2 + 1


def test_a_part_that_rules_share_is_made_once() -> None:
    """The same choice in two rules, in whatever rule it stands, is one proposition."""
    pattern = Rule("p", "pattern", AllOf((answer(8), answer(9))))
    shared = AnyOf((answer(1, "a"), answer(4, "b"), PatternHolds("p")))
    one = compiled(pattern, Rule("r", "rule", AllOf((shared, answer(2)))))
    both = compiled(
        pattern, Rule("r", "rule", AllOf((shared, answer(2)))), Rule("s", "rule", AllOf((answer(3), shared)))
    )
    assert len(both.productions) == len(one.productions) + 1


def test_words_of_one_question_are_one_fact() -> None:
    """However a rule asks for several words of a question it is one fact, but not where it wants all of them."""
    wanted = answer(1, "a", "b", "c")
    (one,) = compiled(Rule("r", "rule", wanted)).productions
    (other,) = compiled(Rule("r", "rule", AnyOf((answer(1, "c"), answer(1, "b", "a"), answer(1, "c"))))).productions
    (lack,) = compiled(Rule("r", "rule", answer(2), AnyOf((answer(1, "a"), answer(1, "b"))))).productions
    (both,) = compiled(Rule("r", "rule", AllOf((answer(1, "a"), answer(1, "b"))))).productions
    assert one == other
    assert one.tests == (Is("q1", frozenset("abc")),)
    assert lack.tests == (Is("q2", frozenset({"yes"})), Is("q1", frozenset("ab"), is_denied=True))
    assert both.tests == (Is("q1", frozenset("a")), Is("q1", frozenset("b")))


def test_patterns_may_stand_anywhere() -> None:
    """The order of the rules does not matter: a pattern may follow what uses it, and is made once."""
    rules = (Rule("r", "rule", PatternHolds("p")), Rule("p", "pattern", answer(1)))
    assert sorted(one.name for one in compiled(*rules).productions) == ["p", "r"]
    assert sorted(compiled(*rules).productions, key=str) == sorted(compiled(*reversed(rules)).productions, key=str)


def test_a_long_rule_is_split() -> None:
    """A rule with more conditions than a production may have is split, and still needs every one of them."""
    rule = Rule("r", "rule", AllOf(tuple(answer(number) for number in range(40))))
    assert max(len(one.tests) for one in compiled(rule).productions) == MOST_TESTS
    assert limits(compiled(rule).productions) == []
    engine = Engine([rule])
    everything = {f"q{number}": frozenset({"yes"}) for number in range(40)}
    for missing in (None, 0, 11, 12, 39):
        values = {**everything, f"q{missing}": frozenset({"no"})} if missing is not None else everything
        fired = engine.firings(Facts(values, {}, frozenset(), {}), lambda _: Conclusions(Urgency.SOON, ()))
        assert fired == (() if missing is not None else (Firing("r", True),))


def test_too_many_uses_of_one_answer_are_refused_in_words() -> None:
    """Rules that durable_rules cannot hold are refused at load; the words name the answer."""
    rules = [Rule(f"r{number}", "rule", AllOf((answer(1), answer(number + 2)))) for number in range(240)]
    assert limits(compiled(*rules).productions) == ["'q1: yes' is a condition of 217 productions; the engine holds 200"]
    with pytest.raises(EngineFault, match="'q1: yes' is a condition of 217 productions"):
        Engine(rules)


def test_open_questions_are_refused() -> None:
    """The engine reads settled answers only; an open question is the caller's mistake, and leaves the engine whole."""
    engine = Engine([Rule("r", "rule", answer(1))])
    with pytest.raises(ValueError, match="'q1' is not settled"):
        engine.firings(Facts({}, {}, frozenset(), {}), lambda _: Conclusions(Urgency.SOON, ()))
    settled = Facts({"q1": frozenset({"yes"})}, {}, frozenset(), {})
    assert engine.firings(settled, lambda _: Conclusions(Urgency.SOON, ())) == (Firing("r", True),)


# -------------------------------------------------------------------------------------------------- the pack that ships


def test_the_pack_is_far_from_the_limits(pack: Pack) -> None:
    """The shipped rules stay within what durable_rules holds, and the version that was measured is the one in use."""
    assert limits_of(pack) == []
    assert version() == "2.0.28"


Case = tuple[Facts, tuple[Firing, ...]]


def random_settled(pack: Pack, rng: random.Random) -> Facts:
    """Settled answers: also not sure, blank, hidden, and questions that an interview did not need to ask."""
    answers = random_answers(pack, rng)
    left_out = rng.choice((0.0, 0.1, 0.6))
    not_asked = frozenset(name for name in pack.questions if name not in answers.given and rng.random() < left_out)
    return logic_of(pack).settle(Answers(answers.given, answers.unanswered, not_asked))


def by_logic(pack: Pack, facts: Facts) -> tuple[Firing, ...]:
    logic = logic_of(pack)
    found = logic.firings(facts, Phase.FINDINGS)
    conclusions = conclude(pack, found)
    causes = frozenset(cause.cause for cause in conclusions.causes)
    return (*found, *logic.firings(facts.concluded(conclusions.urgency, causes), Phase.GATES))


def solved(pack: Pack, seed: int, cases: int) -> Iterator[Case]:
    """Random settled answers, each with what `logic` makes of them."""
    rng = random.Random(seed)
    for _ in range(cases):
        facts = random_settled(pack, rng)
        yield facts, by_logic(pack, facts)


def differences(pack: Pack, engine: Engine, cases: Iterable[Case]) -> Iterator[Facts]:
    """The answer sets on which the engine and `logic` differ."""
    for facts, expected in cases:
        if engine.firings(facts, lambda found: conclude(pack, found)) != expected:
            yield facts


@pytest.fixture(scope="module")
def cases(pack: Pack) -> list[Case]:
    """Four hundred random answer sets with what `logic` makes of them."""
    return list(solved(pack, seed=1, cases=400))


def test_the_pack_fires_as_logic_says(pack: Pack, cases: list[Case]) -> None:
    """The shipped rules: the same firings, in the same order, as the reference evaluator."""
    assert list(differences(pack, engine_of(pack), cases)) == []


@pytest.mark.soak
def test_the_pack_fires_as_logic_says_twenty_thousand_times(pack: Pack) -> None:
    """The same, on 20,000 random answer sets."""
    assert list(differences(pack, engine_of(pack), solved(pack, seed=2, cases=20_000))) == []


@pytest.mark.soak
@on_linux
def test_memory_stays_flat_over_a_hundred_thousand_assessments(pack: Pack) -> None:
    """After the first thousand evaluations of the shipped rules, 100,000 more take less than 10 MB."""
    rng = random.Random(3)
    engine = engine_of(pack)
    settled = [random_settled(pack, rng) for _ in range(200)]
    assert grown_after(lambda number: engine.firings(settled[number % 200], lambda f: conclude(pack, f)), 100_000) < 10


# ------------------------------------------------------------------------------------------------------- planted faults


def without_unless(rules: Sequence[Rule], phase: Phase) -> Compiled:
    return compile_rules([replace(rule, unless=None) for rule in rules], phase)


def without_production(place: int) -> Callable[[Sequence[Rule], Phase], Compiled]:
    def fault(rules: Sequence[Rule], phase: Phase) -> Compiled:
        made = compile_rules(rules, phase)
        left_out = made.productions[place % len(made.productions)]
        return made._replace(productions=tuple(one for one in made.productions if one is not left_out))

    return fault


def with_shorter_conjunctions(place: int) -> Callable[[Sequence[Rule], Phase], Compiled]:
    def fault(rules: Sequence[Rule], phase: Phase) -> Compiled:
        made = compile_rules(rules, phase)
        long = [one for one in made.productions if len(one.tests) > 1] or [made.productions[0]]
        chosen = long[place % len(long)]
        shorter = chosen._replace(tests=chosen.tests[: max(1, len(chosen.tests) - 1)])
        return made._replace(productions=tuple(shorter if one is chosen else one for one in made.productions))

    return fault


@pytest.mark.parametrize(
    "fault",
    [
        without_unless,
        *(without_production(place) for place in range(0, 430, 43)),
        *(with_shorter_conjunctions(place) for place in range(0, 100, 10)),
    ],
)
def test_a_planted_fault_shows(
    pack: Pack, cases: list[Case], monkeypatch: pytest.MonkeyPatch, fault: Callable[..., Compiled]
) -> None:
    """One production too few, one condition too few, or no `unless`: the comparison with `logic` sees it."""
    monkeypatch.setattr(readings, "compile_rules", fault)
    assert any(differences(pack, Engine(rules_of(pack)), cases))


def test_readings_that_are_mixed_up_show(pack: Pack, cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking what is possible for known, or forgetting it, is seen by the comparison with `logic`."""
    engine = Engine(rules_of(pack))
    with monkeypatch.context() as forgetting:
        forgetting.setattr(readings.Vocabulary, "possible", lambda *_: 0)
        assert any(differences(pack, engine, cases))
    known = readings.Vocabulary.known
    monkeypatch.setattr(readings.Vocabulary, "known", lambda self, facts: known(self, facts) | self.possible(facts))
    assert any(differences(pack, engine, cases))

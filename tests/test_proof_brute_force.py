"""Small packs, of which every single answer set is tried: what is proved holds, what is refuted is the smallest."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, product

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from changed_packs import changed, with_question
from small_packs import PLACE, small_pack

from triage.pack.conditions import AnswerIs, AnyOf, Condition, NumberIs, PatternHolds
from triage.pack.knowledge import Option, Question
from triage.pack.pack import Pack
from triage.pack.rules import Case, Change, Expectation, Invariant
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.proof.properties import Property
from triage.proof.verify import verify_one
from triage.reasoning.answers import NOT_SURE, Answers, State, Value, clear_negative
from triage.reasoning.conclusions import conclude
from triage.reasoning.consequences import whom_to_see, withheld
from triage.reasoning.inference import Inference, infer
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.ruleset import rules_of

pytestmark = pytest.mark.proof

Key = tuple[Value, ...]
LEVELS = (Urgency.SOON, Urgency.URGENT_SAME_DAY, Urgency.EMERGENCY_DEPARTMENT, Urgency.EMERGENCY_NOW)
DANGER = {"first": ("yes",), "choice": ("b", "c"), "ticks": ("q",), "last": ("yes",)}


def made_pack(pack: Pack, seed: int) -> Pack:
    """A small pack with danger signs marked, and with an invariant of every kind that a pack can break."""
    rng = random.Random(seed)
    made = small_pack(pack, rng)
    for question in made.questions.values():
        made = with_question(made, marked(question))
    return replace(made, invariants={one.id: one for one in made_invariants(rng)})


def marked(question: Question) -> Question:
    if question.type is QuestionType.NUMBER:
        return replace(question, danger_from=6)
    options = question.options or tuple(Option(value=word, label=word.upper()) for word in ("yes", "no"))
    danger = DANGER[question.id]
    return replace(question, options=tuple(replace(one, is_danger_sign=one.value in danger) for one in options))


def made_invariants(rng: random.Random) -> Iterator[Invariant]:
    for number in range(3):
        then = Expectation(urgency_at_least=rng.choice(LEVELS[1:]))
        yield invariant(f"implies_{number}", "implies", cases=(Case(when=some_condition(rng), then=then),))
    steps = (("clear_negative",), ("unsure",), ("worst_danger_sign",))
    yield invariant("lowers", "never_lowers", change=Change(questions="danger_signs", steps=steps))
    one_step = Change(questions=("choice",), steps=(("a",), ("b", "c")), keep=AnswerIs("first", ("yes", UNSURE)))
    yield invariant("lowers_choice", "never_lowers", change=one_step)
    yield invariant("hidden", "rules", check="hidden_cannot_hide_an_emergency")


def invariant(name: str, kind: str, **parts: object) -> Invariant:
    return Invariant(id=name, where=PLACE, says="An example.", kind=kind, sources=("ART",), **parts)  # type: ignore[arg-type]


def some_condition(rng: random.Random) -> Condition:
    return rng.choice(
        (
            AnswerIs("first", ("yes",)),
            AnswerIs("ticks", ("p", "q")),
            AnyOf((AnswerIs("choice", ("b",)), AnswerIs("last", (UNSURE,)))),
            PatternHolds("some"),
            NumberIs("number", 3, None),
        )
    )


# -------------------------------------------------------------------------------------------------- every answer set


def values_of(question: Question) -> list[Value]:
    """Everything that can be answered; of numbers one for each that a rule tells apart."""
    match question.type:
        case QuestionType.NUMBER:
            return [0, 1, 3, 6, 7, NOT_SURE, ()]
        case QuestionType.ANY_OF:
            words = [*(option.value for option in question.options), UNSURE]
            some = chain.from_iterable(combinations(words, size) for size in range(1, len(words) + 1))
            return [(NONE,), (), *some]
        case _:
            return [*((option.value,) for option in question.options), NOT_SURE, ()]


@dataclass
class Table:
    """What follows from every answer set of a pack, by `logic`."""

    pack: Pack

    @cached_property
    def rows(self) -> dict[Key, Inference]:
        every = product(*(values_of(question) for question in self.pack.questions.values()))
        return {key: infer(self.pack, logic_of(self.pack).settle(self.answers(key))) for key in every}

    def answers(self, key: Key) -> Answers:
        return Answers(dict(zip(self.pack.questions, key, strict=True)))

    def level(self, key: Key) -> Urgency:
        return self.rows[key].conclusions.urgency

    def put(self, key: Key, name: str, value: Value) -> Key:
        place = list(self.pack.questions).index(name)
        return (*key[:place], value, *key[place + 1 :])

    def said(self, key: Key, name: str) -> Value:
        return key[list(self.pack.questions).index(name)]

    def cost(self, key: Key) -> int:
        """How much a written-up case has to mention: each answer that silence does not mean, and each thing ticked."""
        found = 0
        for question, value in zip(self.pack.questions.values(), key, strict=True):
            negative = clear_negative(question)
            found += value != (NOT_SURE if negative == () else negative)
            if question.type is QuestionType.ANY_OF and isinstance(value, tuple):
                found += len(set(value) - {NONE})
        return found


def fired(row: Inference) -> dict[str, bool]:
    return {firing.rule: firing.certain for firing in row.firings}


# ----------------------------------------------------------------------------------------------- invariants, each tried


def broken_by(table: Table, one: Invariant) -> Iterator[int]:
    """The size of every answer set that breaks an invariant."""
    match one.kind:
        case "implies":
            yield from unmet(table, one.cases[0])
        case "never_lowers":
            assert one.change is not None
            yield from lowered(table, one.change)
        case "rules":
            yield from hiding(table)


def unmet(table: Table, case: Case) -> Iterator[int]:
    test = logic_of(table.pack).test(case.when, Reading.STRICT)
    assert case.then.urgency_at_least is not None
    for key, row in table.rows.items():
        if test(row.facts) == YES and table.level(key) < case.then.urgency_at_least:
            yield table.cost(key)


def lowered(table: Table, change: Change) -> Iterator[int]:
    names = tuple(table.pack.questions) if change.questions == "danger_signs" else change.questions
    test = logic_of(table.pack).test(change.keep, Reading.STRICT)
    kept = {key for key, row in table.rows.items() if test(row.facts) == YES}
    for name in names:
        question = table.pack.questions[name]
        for before, after in combinations(change.steps, 2):
            ends = [value for word in after for value in meant(question, word)]
            best_of = max if after == ("worst_danger_sign",) else min
            for begin in (value for word in before for value in meant(question, word)):
                for key in (key for key in kept if table.said(key, name) == begin):
                    led_to = [one for one in (table.put(key, name, end) for end in ends if end != begin) if one in kept]
                    if led_to and best_of(map(table.level, led_to)) < table.level(key):
                        yield table.cost(key)


def meant(question: Question, word: str) -> list[Value]:
    match word:
        case "clear_negative":
            return [clear_negative(question)]
        case "worst_danger_sign":
            return [6] if question.type is QuestionType.NUMBER else [(one,) for one in DANGER[question.id]]
        case _:
            return [(word,)]


def hiding(table: Table) -> Iterator[int]:
    """Answer sets in which a hidden question would be an emergency if it were asked, all others read as they are."""
    for name, question in table.pack.questions.items():
        asked = Table(with_question(table.pack, replace(question, ask_when=None)))
        dangers = meant(question, "worst_danger_sign")
        for key, row in table.rows.items():
            is_calm = row.facts.states[name] is State.HIDDEN and not table.level(key).is_emergency
            if is_calm and any(asked.level(table.put(key, name, danger)).is_emergency for danger in dangers):
                yield table.cost(key)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(3))
def test_invariants_of_small_packs(pack: Pack, seed: int) -> None:
    """An invariant is proved where no answer set breaks it; otherwise the example is as small as the smallest."""
    check_invariants(made_pack(pack, seed))


@pytest.mark.soak
def test_invariants_of_more_small_packs(pack: Pack) -> None:
    """The same for 40 packs, of whose invariants some hold and some do not."""
    held = [check_invariants(made_pack(pack, seed)) for seed in range(3, 43)]
    assert 20 < sum(held) < 220


def check_invariants(made: Pack) -> int:
    """Returns how many hold."""
    table, held = Table(made), 0
    for one in made.invariants.values():
        sizes = list(broken_by(table, one))
        prop = verify_one(made, one.id)
        assert prop.holds is not bool(sizes), one
        if sizes:
            assert size_of(table, prop) == min(sizes), one
        held += prop.holds
    return held


def size_of(table: Table, prop: Property) -> int:
    [found] = prop.counterexamples
    return table.cost(tuple((found.instead or found.answers).given[name] for name in table.pack.questions))


# -------------------------------------------------------------------------------------------- what any pack must have


def missing(table: Table) -> Iterator[tuple[str, set[str]]]:
    """For each property that looks for something, what no answer set leads to."""
    pack, rows = table.pack, table.rows.values()
    strictly = {rule for row in rows for rule, certain in fired(row).items() if certain}
    yield "every_rule_can_fire", {rule.id for rule in rules_of(pack)} - strictly
    yield (
        "every_danger_sign_decides",
        {sign for sign in pack.danger_signs if not any(decides(pack, sign, row) for row in rows)},
    )
    yield "every_pattern_decides", {pattern for pattern in pack.patterns if not matters(table, pattern)}
    yield "everything_is_reachable", all_things(pack) - {thing for row in rows for thing in things(pack, row)}


def all_things(pack: Pack) -> set[str]:
    groups = {
        "urgency": tuple(Urgency),
        "cause": pack.causes,
        "first cause": pack.causes,
        "exercise": pack.exercises,
        "professional": pack.professionals,
        "question": pack.questions,
    }
    return {f"{kind} {name}" for kind, names in groups.items() for name in names}


def things(pack: Pack, row: Inference) -> Iterator[str]:
    """What the result of one answer set has in it."""
    causes = [one.cause for one in row.conclusions.causes]
    yield f"urgency {row.conclusions.urgency}"
    yield from (f"cause {cause}" for cause in causes)
    yield from (f"first cause {cause}" for cause in causes[:1])
    yield from (f"exercise {name}" for name in pack.exercises.keys() - withheld(pack, row.firings).keys())
    yield from (f"professional {name}" for name in whom_to_see(pack, row.firings, row.conclusions))
    yield from (f"question {name}" for name, state in row.facts.states.items() if state is not State.HIDDEN)


def decides(pack: Pack, sign: str, row: Inference) -> bool:
    """Whether the urgency, or whom to see, is another where this danger sign does not count."""
    rest = tuple(firing for firing in row.firings if firing.rule != sign)
    without = conclude(pack, rest)
    if without.urgency != row.conclusions.urgency:
        return True
    return whom_to_see(pack, rest, without).keys() != whom_to_see(pack, row.firings, row.conclusions).keys()


def matters(table: Table, pattern: str) -> bool:
    """Whether some rule that is no pattern fires otherwise where this pattern never holds."""
    without = Table(changed(table.pack, "patterns", pattern, when=AnyOf(())))
    patterns = table.pack.patterns.keys()
    return any(
        {item for item in fired(row).items() if item[0] not in patterns}
        != {item for item in fired(without.rows[key]).items() if item[0] not in patterns}
        for key, row in table.rows.items()
    )


def one_sign_lowers(table: Table) -> bool:
    """Whether one thing more ticked, or a danger sign for a clear no, lowers the urgency somewhere."""
    unless = [sign.unless for sign in table.pack.danger_signs.values() if sign.unless is not None]
    same = {name for condition in unless for name in table.pack.questions_read_by(condition)}
    return any(
        table.level(after) < table.level(before)
        and all(reads(table, before, name) == reads(table, after, name) for name in same)
        for before in table.rows
        for after in with_one_more(table, before)
    )


def reads(table: Table, key: Key, name: str) -> object:
    facts = table.rows[key].facts
    return facts.values[name], name in facts.numbers and [facts.numbers[name] >= bound for bound in (1, 3, 6, 7)]


def with_one_more(table: Table, key: Key) -> Iterator[Key]:
    for name, question in table.pack.questions.items():
        said = table.said(key, name)
        if question.type is QuestionType.ANY_OF:
            assert isinstance(said, tuple)
            for option in ("p", "q"):
                if not {option, UNSURE} & set(said) and said:
                    more = {*said, option} - {NONE}
                    yield table.put(key, name, tuple(word for word in ("p", "q") if word in more))
        elif said == clear_negative(question):
            yield from (table.put(key, name, value) for value in meant(question, "worst_danger_sign") if value != said)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(10, 12))
def test_structure_of_small_packs(pack: Pack, seed: int) -> None:
    """What no answer set leads to is named, and nothing else; that a finding lowers is found where it does."""
    check_structure(made_pack(pack, seed))


@pytest.mark.soak
def test_structure_of_more_small_packs(pack: Pack) -> None:
    """The same for 30 packs."""
    for seed in range(12, 42):
        check_structure(made_pack(pack, seed))


def check_structure(made: Pack) -> None:
    table = Table(made)
    for name, names in missing(table):
        assert set(verify_one(made, name).missing) == names, name
    assert verify_one(made, "one_sign_more").holds is not one_sign_lowers(table)
    assert verify_one(made, "nothing_hides_an_emergency").holds is not bool(list(hiding(table)))
    assert verify_one(made, "somebody_is_named").holds
    assert verify_one(made, "stopping_is_safe").holds

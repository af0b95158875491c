"""The quick form of the rules says what their definition says, rule by rule, in both readings and all three values."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest
from plain_outlook import plain_outlook
from random_answers import random_answers
from small_packs import small_pack, some_answers
from test_relevance import NAMES, SAID, made

from triage.interview.interview import Interview
from triage.interview.relevance import Stage, outlook
from triage.interview.replay import respond
from triage.pack.conditions import AllOf, UrgencyIs
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Urgency
from triage.reasoning.answers import Answers, Facts, State, Value
from triage.reasoning.compiled import OPEN as OPEN_BITS
from triage.reasoning.compiled import UNSURE, Compiled, compiled_of
from triage.reasoning.logic import OPEN, logic_of
from triage.reasoning.program import (
    ALL,
    ANY,
    HOLDS,
    NEVER,
    PAYS_FROM,
    UNLESS,
    Program,
    Step,
    as_function,
    one_by_one,
)
from triage.reasoning.ruleset import Phase, rules_of


def halfway(answers: Answers, rng: random.Random) -> Answers:
    """The same answers, now and then with some of them still open."""
    if rng.random() < 0.3:
        return answers
    share = rng.random()
    return Answers({name: value for name, value in answers.given.items() if rng.random() < share}, "open")


def compare(pack: Pack, facts: Facts, compiled: Compiled) -> int:
    """Compares all that can be asked of the two forms; how many rules are open is told."""
    logic, view, open_rules = logic_of(pack), compiled.view(facts), 0
    alive: dict[str, list[tuple[str, int, int]]] = {rule.kind: [] for rule in rules_of(pack)}
    for rule in rules_of(pack):
        strict, cautious = (logic.truth(rule.id, facts, reading) for reading in Reading)
        assert view.truths(rule.id) == (strict, cautious), (rule.id, facts)
        if strict or cautious:
            alive[rule.kind].append((rule.id, strict, cautious))
        for reading, truth in zip(Reading, (strict, cautious), strict=True):
            if truth == OPEN:
                open_rules += 1
                waits_for = logic.open_questions(rule.id, facts, reading)
                assert view.open_questions(rule.id, reading) == waits_for, (rule.id, reading, facts)
    assert {kind: view.alive(kind) for kind in alive} == alive
    for phase in Phase:
        assert view.firings(phase) == logic.firings(facts, phase)
    can_ask = {name for name, state in facts.states.items() if state is State.OPEN and logic.is_shown(name, facts)}
    assert view.can_ask == can_ask
    return open_rules


def compare_random(pack: Pack, seed: int, count: int) -> None:
    rng, open_rules = random.Random(seed), 0
    for _ in range(count):
        facts = logic_of(pack).settle(halfway(random_answers(pack, rng), rng))
        if rng.random() < 0.5:
            causes = frozenset(name for name in pack.causes if rng.random() < 0.4)
            facts = facts.concluded(rng.choice(list(Urgency)), causes)
        open_rules += compare(pack, facts, compiled_of(pack))
    assert open_rules > count


def test_it_says_what_the_definition_says(pack: Pack) -> None:
    """Every rule, in both readings, on random answers of which some are open; and what each open rule waits for."""
    compare_random(pack, 1, 200)


@pytest.mark.soak
def test_it_says_what_the_definition_says_on_very_many_answers(pack: Pack) -> None:
    """The same on 20,000 answer sets."""
    compare_random(pack, 2, 20_000)


@pytest.mark.parametrize("seed", range(12))
def test_it_says_so_of_other_rules(pack: Pack, seed: int) -> None:
    """Made packs nest their conditions in ways in which the real one does not."""
    rng = random.Random(seed)
    other = small_pack(pack, rng)
    for _ in range(40):
        compare(other, logic_of(other).settle(halfway(some_answers(rng), rng)), compiled_of(other))


def test_parts_can_be_asked_for_in_any_order(pack: Pack) -> None:
    """A rule that was asked for late or early, alone or after others, says the same."""
    rng = random.Random(3)
    for _ in range(40):
        answers = halfway(random_answers(pack, rng), rng)
        whole = compiled_of(pack).view(logic_of(pack).settle(answers))
        expected = {rule.id: whole.truths(rule.id) for rule in rules_of(pack)}
        waits = {rule.id: whole.open_questions(rule.id, Reading.CAUTIOUS) for rule in rules_of(pack)}
        rules = list(rules_of(pack))
        rng.shuffle(rules)
        other = compiled_of(pack).view(logic_of(pack).settle(answers))
        for rule in rules:
            if rng.random() < 0.5:
                assert other.open_questions(rule.id, Reading.CAUTIOUS) == waits[rule.id]
            assert other.truths(rule.id) == expected[rule.id]


def concluded_alike(pack: Pack, answers: Answers, urgency: Urgency, causes: frozenset[str]) -> None:
    """Compares a view that takes over what hangs on answers alone with one that is made anew."""
    facts = logic_of(pack).settle(answers)
    view = compiled_of(pack).view(facts)
    view.firings(Phase.FINDINGS)
    after = view.concluded(facts.concluded(urgency, causes))
    anew = Compiled(pack).view(facts.concluded(urgency, causes))
    for rule in rules_of(pack):
        assert after.truths(rule.id) == anew.truths(rule.id), rule.id
        for reading in Reading:
            assert after.open_questions(rule.id, reading) == anew.open_questions(rule.id, reading), rule.id
    assert after.firings(Phase.GATES) == logic_of(pack).firings(facts.concluded(urgency, causes), Phase.GATES)
    assert view.truths(pack.base.id) == anew.truths(pack.base.id)


def test_conclusions_change_only_what_reads_them(pack: Pack) -> None:
    """The view of the same answers with conclusions says what one made anew says; also if a danger sign reads them."""
    rng = random.Random(6)
    sign = next(iter(pack.danger_signs.values()))
    when = AllOf((sign.when, UrgencyIs((Urgency.SOON, Urgency.EMERGENCY_NOW))))
    reads_early = replace(pack, danger_signs={**pack.danger_signs, sign.id: replace(sign, when=when)})
    assert compiled_of(pack).concludes_last
    assert not compiled_of(reads_early).concludes_last
    for each in (pack, reads_early):
        for _ in range(20):
            causes = frozenset(name for name in pack.causes if rng.random() < 0.4)
            answers = halfway(random_answers(pack, rng), rng) if rng.random() < 0.5 else random_answers(pack, rng)
            concluded_alike(each, answers, rng.choice(list(Urgency)), causes)


def test_what_is_kept_stays_small(pack: Pack) -> None:
    """The sets of questions that were met are kept, but not without end."""
    compiled = Compiled(pack)
    for mask in range(1, 10_000):
        assert len(compiled.decoded(mask)) == mask.bit_count()
    assert len(compiled._decoded) <= 4096  # noqa: SLF001  # that it is bounded is what is tested


def outlooks(pack: Pack, seed: int, count: int) -> None:
    """Compares outlooks on random answers and along random questionnaires."""
    rng, stages = random.Random(seed), set()
    for number in range(count):
        answers = random_answers(pack, rng)
        if number % 4 == 0:
            interview = Interview(pack)
            while (screen := interview.screen) is not None:
                assert interview.outlook == plain_outlook(pack, interview.facts)
                stages.add(interview.stage)
                interview = respond(interview, screen, answers)
        facts = logic_of(pack).settle(halfway(answers, rng))
        assert outlook(pack, facts) == plain_outlook(pack, facts)
        stages.add(outlook(pack, facts).stage)
    assert stages >= {Stage.URGENCY, Stage.CAUSES, Stage.SETTLED}


def test_the_outlook_is_the_plain_one(pack: Pack) -> None:
    """What is certain, what is still open and in which order, as the definition works it out rule by rule."""
    outlooks(pack, 4, 200)


@pytest.mark.soak
def test_the_outlook_is_the_plain_one_on_very_many_answers(pack: Pack) -> None:
    """The same on 20,000 answer sets."""
    outlooks(pack, 5, 20_000)


@pytest.mark.parametrize("seed", range(12))
def test_the_outlook_of_other_rules_is_the_plain_one(pack: Pack, seed: int) -> None:
    """The same on made packs."""
    rng = random.Random(seed)
    other = small_pack(pack, rng)
    for _ in range(40):
        facts = logic_of(other).settle(halfway(some_answers(rng), rng))
        assert outlook(other, facts) == plain_outlook(other, facts)


def test_the_outlook_of_exercises_is_the_plain_one(pack: Pack) -> None:
    """The same where all that is left to decide is whether an exercise is withheld."""
    rng, stages = random.Random(6), set()
    for _ in range(30):
        other = made(pack, rng)
        for _ in range(20):
            said: dict[str, Value] = {name: (rng.choice(SAID),) for name in rng.sample(NAMES, rng.randint(4, 7))}
            facts = logic_of(other).settle(Answers(said, "open"))
            assert outlook(other, facts) == plain_outlook(other, facts)
            stages.add(outlook(other, facts).stage)
    assert Stage.EXERCISES in stages


def test_a_function_does_what_its_steps_do(pack: Pack) -> None:
    """The function that is made once it pays leaves the same bits as the steps, whatever the bits were."""
    rng, compiled = random.Random(7), compiled_of(pack)
    for steps in compiled.steps:
        function = as_function(steps)
        for _ in range(100):
            slow = random_bits(compiled, rng)
            quick = slow.copy()
            one_by_one(steps, slow, 1)
            function(quick, 1)
            assert quick == slow


def random_bits(compiled: Compiled, rng: random.Random) -> list[int]:
    return [rng.choice((NEVER, OPEN_BITS, UNSURE, HOLDS)) for _ in range(compiled.size)]


@pytest.mark.parametrize("is_function", [False, True])
def test_trials_side_by_side_are_each_alone(pack: Pack, is_function: bool) -> None:
    """Every trial's four bits are what they are when the trial is run alone."""
    rng, compiled = random.Random(8), compiled_of(pack)
    for steps in compiled.steps:
        run = as_function(steps) if is_function else partial(one_by_one, steps)
        for _ in range(20):
            trials = [random_bits(compiled, rng) for _ in range(7)]
            wide = [sum(bits << 4 * number for number, bits in enumerate(place)) for place in zip(*trials, strict=True)]
            run(wide, 0x1111111)
            for number, bits in enumerate(trials):
                run(bits, 1)
                assert [one >> 4 * number & 15 for one in wide] == bits


def test_a_condition_of_nothing_holds_or_never_does() -> None:
    """All of nothing holds, any of nothing does not, step by step and as a function."""
    steps = [Step(0, ALL, ()), Step(1, ANY, ())]
    slow, quick = [0, 0], [0, 0]
    one_by_one(steps, slow, 1)
    as_function(steps)(quick, 1)
    assert slow == quick == [HOLDS, NEVER]


def test_the_function_is_made_when_it_pays() -> None:
    """The first runs go step by step; the result is the same before and after."""
    program = Program([Step(2, ALL, (0, 1)), Step(3, ANY, (1, 2)), Step(4, UNLESS, (3, 0))])
    for _ in range(PAYS_FROM + 5):
        bits = [UNSURE, HOLDS, NEVER, NEVER, NEVER]
        program.run(bits)
        assert bits == [UNSURE, HOLDS, UNSURE, HOLDS, HOLDS]

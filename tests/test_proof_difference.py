"""Two packs side by side: the moves are those that trying every answer set finds, and the examples are real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from changed_packs import asked_when, changed, with_part, without
from compared_packs import (
    CHANGES,
    OTHER_SEEDS,
    Pair,
    Thing,
    by_brute_force,
    came_out,
    cost,
    made_pack,
    moves_of,
    sign_of,
)
from small_packs import PLACE, question

from triage.pack.conditions import AnswerIs, Condition, NumberIs
from triage.pack.content import load_pack
from triage.pack.knowledge import Option, Question, Screen
from triage.pack.pack import Pack
from triage.pack.scales import Direction, QuestionType, Strength, Urgency
from triage.proof.difference import Move, SideBySide
from triage.proof.hearing import Hearing
from triage.reasoning.answers import Answers, clear_negative
from triage.reasoning.documents import read_answers

pytestmark = pytest.mark.proof

SEED = 4
ED, SAME_DAY, SOON = Urgency.EMERGENCY_DEPARTMENT, Urgency.URGENT_SAME_DAY, Urgency.SOON


def thing(move: Move) -> Thing:
    if move.about == "urgency":
        return (move.about, move.before, move.after)
    return (move.about, move.what, move.direction)


def check_words(move: Move) -> None:
    """A level moves down or up; a cause or exercise comes or goes."""
    if move.about == "urgency":
        assert move.what == move.after
        assert move.direction == ("down" if move.after < move.before else "up")
    else:
        assert move.direction in ("comes", "goes")


# ----------------------------------------------------------------------------------------------------------- made packs


@pytest.mark.parametrize("kind", CHANGES)
def test_the_moves_are_those_that_brute_force_finds(pack: Pack, kind: str) -> None:
    """None too many and none missed; each example shows its move, and where it is called smallest none is smaller."""
    old = made_pack(pack, OTHER_SEEDS.get(kind, SEED))
    pair = Pair(old, CHANGES[kind](old))
    least, found = by_brute_force(pair), list(SideBySide(pair.old, pair.new).moves())
    assert least, "this pack is not moved by the change"
    assert {thing(move) for move in found} == set(least)
    assert len(found) == len(least)
    for move in found:
        check_words(move)
        assert thing(move) in moves_of(pair, move.example)
        assert (move.before, move.after) == levels(pair, move.example)
        size = cost(pair, move.example.given)
        assert size == least[thing(move)] if move.is_smallest else size >= least[thing(move)]


def levels(pair: Pair, answers: Answers) -> tuple[str, str]:
    return came_out(pair.old, answers)["urgency"][0], came_out(pair.new, answers)["urgency"][0]


def test_levels_come_first_and_those_that_fall_before_them(pack: Pack) -> None:
    """What matters most is told first: moves down, from the most urgent level; then moves up; then the rest."""
    old = made_pack(pack, 2)
    moves = list(SideBySide(old, CHANGES["a question's gate narrowed"](old)).moves())
    kinds = [move.direction if move.about == "urgency" else move.about for move in moves]
    assert kinds == sorted(kinds, key=["down", "up", "cause", "first cause", "exercise"].index)
    assert {"down", "cause"} <= set(kinds)
    down = [move.before.rank for move in moves if move.direction == "down"]
    assert down == sorted(down, reverse=True)


# ------------------------------------------------------------------------------------------- what both packs can read


def tiny(pack: Pack, *questions: Question, **signs: tuple[Condition, Urgency]) -> Pack:
    """A pack with these questions and rules alone, which is `soon` where no danger sign fires."""
    screen = Screen(id="made", where=PLACE, title="Made", questions=questions)
    rules = {name: sign_of(name, when, level) for name, (when, level) in signs.items()}
    base = replace(pack.base, when=AnswerIs(questions[0].id, ("no",)), reassured=SOON)
    made = replace(pack, screens=(screen,), danger_signs=rules, base=base)
    return replace(made, patterns={}, evidence={}, gates={}, invariants={}, changes={})


PAIN = question("pain", QuestionType.YES_NO, negative="no")
PULSE = question("pulse", QuestionType.NUMBER, negative=60)


def only(old: Pack, new: Pack) -> Move:
    (move,) = SideBySide(old, new).level_moves()
    return move


def test_an_option_that_one_pack_does_not_know_is_not_sure_to_it(pack: Pack) -> None:
    """Whoever chooses the new option was not sure before: what follows is compared with that, and it is said."""
    kind = question("kind", QuestionType.ONE_OF, "dull sharp", "dull")
    more = replace(kind, options=(*kind.options, Option(value="burning", label="Burning")))
    old = tiny(pack, PAIN, kind, sharp=(AnswerIs("kind", ("sharp",)), ED))
    new = tiny(pack, PAIN, more, sharp=(AnswerIs("kind", ("sharp",)), ED), hot=(AnswerIs("kind", ("sharp",)), SOON))
    for pair, direction in ((Pair(old, new), "down"), (Pair(new, old), "up")):
        sides = SideBySide(pair.old, pair.new)
        (move,) = sides.level_moves()
        assert (move.direction, sides.mentioned(move.example)) == (direction, {"kind": "burning"})
        assert list(sides.in_words(move.example)) == ["The kind: Burning"]
        assert sides.known_to_one() == {"kind": ("burning",)}


def test_a_tick_that_one_pack_does_not_know_leaves_the_others(pack: Pack) -> None:
    """Of several ticks a pack hears those that it knows, and beside them that something is not sure."""
    signs = question("signs", QuestionType.ANY_OF, "red hot", "none")
    fewer = replace(signs, options=signs.options[:1])
    rules = {"red": (AnswerIs("signs", ("red",)), ED)}
    assert list(SideBySide(tiny(pack, PAIN, signs, **rules), tiny(pack, PAIN, fewer, **rules)).moves()) == [
        only(tiny(pack, PAIN, signs, **rules), tiny(pack, PAIN, fewer, **rules))
    ]
    move = only(tiny(pack, PAIN, signs, **rules), tiny(pack, PAIN, fewer, **rules))
    assert (move.example.given["signs"], move.before, move.after) == (("hot",), SOON, ED)


def test_what_a_pack_hears_of_an_answer(pack: Pack) -> None:
    """Ticks that it knows stay; one that it does not know, and a number out of its range, are not sure."""
    signs = question("signs", QuestionType.ANY_OF, "red hot", "none")
    few, many = replace(signs, options=signs.options[:1]), replace(PULSE, maximum=200)
    old, new = tiny(pack, PAIN, few, PULSE), tiny(pack, PAIN, signs, many)
    hearing = Hearing([old, new])
    for ticks, heard in ((("red", "hot"), ("red", "unsure")), (("hot",), ("unsure",)), (("red",), ("red",)), ((), ())):
        said = Answers({"pain": ("no",), "signs": ticks, "pulse": 150})
        assert hearing.as_heard(old, said).given == {"pain": ("no",), "signs": heard, "pulse": ("unsure",)}
        assert hearing.as_heard(new, said).given == said.given


def test_a_question_of_another_form_is_not_sure_to_the_old_pack(pack: Pack) -> None:
    """Between a number and a choice nothing that is said can be carried over; not sure stays not sure."""
    asked = question("pulse", QuestionType.ONE_OF, "slow quick", "slow")
    number = tiny(pack, PAIN, PULSE, quick=(NumberIs("pulse", 100, None), ED))
    choice = tiny(pack, PAIN, asked, quick=(AnswerIs("pulse", ("quick",)), ED))
    for old, new, calm in ((number, choice, ("slow",)), (choice, number, 60)):
        sides = SideBySide(old, new)
        (move,) = sides.level_moves()
        assert (move.before, move.after, move.example.given["pulse"]) == (ED, SOON, calm)
    assert list(SideBySide(number, number).moves()) == []


@pytest.mark.parametrize(("low", "high"), [(0, 99), (0, 120), (70, 120), (110, 200), (0, 300)])
def test_a_number_out_of_range_is_not_sure(pack: Pack, low: int, high: int) -> None:
    """By trying every number: what moves, and that the number of an example moves so."""
    rule = {"quick": (NumberIs("pulse", 100, 180), ED)}
    old = tiny(pack, PAIN, replace(PULSE, maximum=200), **rule)
    new = tiny(pack, PAIN, replace(PULSE, minimum=low, maximum=high, default_negative=None), **rule)
    pair, numbers = Pair(old, new), (number for number in range(301) if number <= max(200, high))
    expected = {heard_levels(pair, number) for number in numbers}
    moves = list(SideBySide(old, new).level_moves())
    assert {(move.before, move.after) for move in moves} == {pair for pair in expected if pair[0] != pair[1]}
    for move in moves:
        number = move.example.given["pulse"]
        assert isinstance(number, int)
        assert heard_levels(pair, number) == (move.before, move.after)


def heard_levels(pair: Pair, number: int) -> tuple[str, ...]:
    """The level that each pack gives to a number, which is not sure to it where it is out of its range."""
    sides = [(pack, pack.questions["pulse"]) for pack in (pair.old, pair.new)]
    heard = [number if one.minimum <= number <= one.maximum else ("unsure",) for _, one in sides]
    answers = [Answers({"pain": ("no",), "pulse": value}) for value in heard]
    return tuple(came_out(pack, each)["urgency"][0] for (pack, _), each in zip(sides, answers, strict=True))


def test_a_bound_at_the_end_of_a_range_is_heard(pack: Pack) -> None:
    """Where a rule is about the highest number alone, the number below it is the one that moves."""
    old = tiny(pack, PAIN, PULSE, quick=(NumberIs("pulse", PULSE.maximum - 1, None), ED))
    new = tiny(pack, PAIN, PULSE, quick=(NumberIs("pulse", PULSE.maximum, None), ED))
    move = only(old, new)
    assert (move.before, move.after, move.example.given["pulse"]) == (ED, SOON, PULSE.maximum - 1)


def test_what_only_earlier_packs_ask_is_asked_once_and_last(pack: Pack) -> None:
    """Each question comes once, in the words of the last pack that has it, with the options that any of them has."""
    kind = question("kind", QuestionType.ONE_OF, "dull sharp", "dull")
    other = replace(kind, says="The pain", options=(*kind.options[:1], Option(value="burning", label="Burning")))
    hurt = replace(PAIN, says="It hurt")
    packs = [tiny(pack, hurt, kind, PULSE), tiny(pack, hurt, other), tiny(pack, PAIN)]
    heard = Hearing(packs).pack
    asked = [one for screen in heard.screens for one in screen.questions]
    assert [one.id for one in asked] == ["pain", "kind", "pulse"]
    assert [one.says for one in asked] == [PAIN.says, "The pain", PULSE.says]
    assert [option.value for option in asked[1].options] == ["dull", "burning", "sharp"]


def test_an_example_mentions_a_question_that_is_gone(pack: Pack) -> None:
    """Where the move hangs on what only the old pack asks, the example says it, in the words of the old pack."""
    old = tiny(pack, PAIN, replace(PULSE, says="The pulse"), quick=(NumberIs("pulse", 100, None), ED))
    new = tiny(pack, PAIN)
    sides = SideBySide(old, new)
    (move,) = sides.level_moves()
    assert sides.mentioned(move.example) in ({"pulse": 100}, {"pulse": "unsure"})
    assert len(list(sides.in_words(move.example))) == 1
    assert move.gone == ("quick",)


def test_an_example_mentions_what_silence_means_otherwise(pack: Pack) -> None:
    """Where a case that does not mention a question means one thing to each pack, the example mentions it."""
    was, now = replace(PAIN, default_negative="unsure"), replace(PAIN, default_negative="no")
    other = question("other", QuestionType.YES_NO, negative="no")
    old = tiny(pack, was, other, sign=(AnswerIs("other", ("yes",)), ED))
    new = tiny(pack, now, other, sign=(AnswerIs("other", ("yes",)), SAME_DAY))
    sides = SideBySide(old, new)
    (move,) = sides.level_moves()
    told = sides.mentioned(move.example)
    assert set(told) == {"pain", "other"}
    assert len(list(sides.in_words(move.example))) == 2
    for side in (old, new):
        assert came_out(side, as_read(side, told))["urgency"] == came_out(side, move.example)["urgency"]


def as_read(pack: Pack, told: dict[str, object]) -> Answers:
    """What a pack makes of a written-up case."""
    known = {name: value for name, value in told.items() if name in pack.questions}
    answers = read_answers(pack, {"unanswered": "no", "answers": known})
    rest = {name: clear_negative(one) for name, one in pack.questions.items()}
    return Answers({**rest, **answers.given}, "unsure")


def test_a_cause_and_an_exercise_that_only_one_pack_has(pack: Pack) -> None:
    """What is new comes wherever it is shown, and what is gone goes."""
    exercise, line = next(iter(pack.exercises)), next(iter(pack.evidence.values()))
    points = replace(
        line, condition=None, direction=Direction.FOR, strength=Strength.STRONG, when=AnswerIs("pain", ("yes",))
    )
    more = with_part(tiny(pack, PAIN), "evidence", {line.id: points})
    fewer = with_part(without(without(more, "exercises", exercise), "causes", line.cause), "evidence", {})
    there, back = ({thing(move) for move in SideBySide(*two).moves()} for two in ((more, fewer), (fewer, more)))
    assert there == {("exercise", exercise, "goes"), ("cause", line.cause, "goes"), ("first cause", line.cause, "goes")}
    assert back == {(about, what, "comes") for about, what, _ in there}


# -------------------------------------------------------------------------------------------------------- which rules


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"urgency": SAME_DAY, "if_unsure": SAME_DAY}, ("lower", "down")),
        ({"urgency": Urgency.EMERGENCY_NOW, "if_unsure": Urgency.EMERGENCY_NOW}, ("higher", "up")),
        ({"when": AnswerIs("other", ("yes",))}, ("gone", "down")),
    ],
)
def test_the_rules_that_make_the_difference_are_named(
    pack: Pack, change: dict[str, object], told: tuple[str, str]
) -> None:
    """A rule that no longer fires, one that fires now, and one that asks for less or more than before."""
    other = question("other", QuestionType.YES_NO, negative="no")
    old = tiny(pack, PAIN, other, sign=(AnswerIs("pain", ("yes",)), ED))
    new = with_part(old, "danger_signs", {"sign": replace(old.danger_signs["sign"], **change)})  # type: ignore[arg-type]
    named, direction = told
    move = next(one for one in SideBySide(old, new).level_moves() if one.direction == direction)
    assert {name: getattr(move, name) for name in ("gone", "new", "lower", "higher")} == {
        **dict.fromkeys(("gone", "new", "lower", "higher"), ()),
        named: ("sign",),
    }
    back = next(one for one in SideBySide(new, old).level_moves() if one.direction != direction)
    opposite = {"lower": "higher", "higher": "lower", "gone": "new"}[named]
    assert getattr(back, opposite) == ("sign",)


def test_the_base_rule_is_named_where_it_decides(pack: Pack) -> None:
    """Where no danger sign fires, the rule that reassures is what is new."""
    old = tiny(pack, PAIN)
    new = replace(old, base=replace(old.base, reassured=Urgency.ROUTINE))
    move = only(old, new)
    assert (move.before, move.after, move.lower) == (SOON, Urgency.ROUTINE, (old.base.id,))


# ------------------------------------------------------------------------------------------------------- the real pack


def lowered(pack: Pack) -> Pack:
    return changed(pack, "danger_signs", "RF32_dvt", urgency=SOON, if_unsure=SOON)


REAL: dict[str, tuple[Callable[[Pack], Pack], set[str]]] = {
    "a level lowered": (lowered, {"down"}),
    "a level raised": (lambda pack: changed(pack, "danger_signs", "RF32_dvt", urgency=ED), {"up"}),
    "a rule removed": (lambda pack: without(pack, "danger_signs", "RF30_cold_leg"), {"down"}),
    "a gate narrowed": (lambda pack: asked_when(pack, "saddle_numbness", {"foot_drop": "yes"}), {"down"}),
    "a gate inverted": (lambda pack: asked_when(pack, "dark_urine", {"muscle_pain": "no"}), {"down", "up"}),
}


@pytest.mark.parametrize(("change", "directions"), REAL.values(), ids=REAL)
def test_examples_of_the_real_pack_are_real(pack: Pack, change: Callable[[Pack], Pack], directions: set[str]) -> None:
    """Each example, written up and read by either pack, has the levels that are said; no part of it can be left out."""
    new = change(pack)
    sides = SideBySide(pack, new)
    moves = list(sides.level_moves())
    assert {move.direction for move in moves} == directions
    for move in moves:
        told = sides.mentioned(move.example)
        assert shown_by(pack, new, told) == (move.before, move.after)
        assert len(list(sides.in_words(move.example))) >= len(told)
        for part in proper_parts(told):
            assert shown_by(pack, new, part) != (move.before, move.after)


def shown_by(old: Pack, new: Pack, told: dict[str, object]) -> tuple[str, ...]:
    return tuple(came_out(pack, as_read(pack, told))["urgency"][0] for pack in (old, new))


def proper_parts(told: dict[str, object]) -> Iterator[dict[str, object]]:
    for size in range(len(told)):
        yield from map(dict, combinations(told.items(), size))


def test_equal_packs_give_no_moves(pack: Pack) -> None:
    """The same pack read twice, or with other words, moves nothing."""
    again = load_pack()
    worded = changed(pack, "danger_signs", "RF17_saddle", because="Other words.", label="Another name")
    assert list(SideBySide(pack, again).moves()) == []
    assert list(SideBySide(pack, worded).moves()) == []
    assert SideBySide(pack, again).downward() is None


def test_the_same_said_otherwise_moves_nothing(pack: Pack) -> None:
    """A pattern in the place of what it stands for, and a rule split in two, are no change."""
    split = changed(pack, "danger_signs", "RF27b_fever", id="RF27b_fever")
    twice = replace(pack.danger_signs["RF27b_fever"], id="RF27b_again")
    split = with_part(split, "danger_signs", {**split.danger_signs, twice.id: twice})
    assert list(SideBySide(pack, split).level_moves()) == []


def test_a_new_question_may_be_answered_in_any_way(pack: Pack) -> None:
    """A way out on a question that only the new pack has is found: its answer is in the example."""
    new = question("checked_today", QuestionType.YES_NO, negative="no")
    screen = Screen(id="more", where=PLACE, title="More", questions=(new,))
    more = replace(pack, screens=(*pack.screens, screen))
    more = changed(more, "danger_signs", "RF17_saddle", unless={"checked_today": "yes"})
    sides = SideBySide(pack, more)
    down = [move for move in sides.level_moves() if move.direction == "down"]
    assert down
    assert all(sides.mentioned(move.example)["checked_today"] == "yes" for move in down)

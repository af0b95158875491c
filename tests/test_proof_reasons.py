"""Every move down has a named reason, or it is found: which reasons count, and for what."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from compared_packs import CHANGES, Pair, came_out, made_pack, sign_of
from small_packs import PLACE, question

from triage.errors import TriageError
from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, PatternHolds
from triage.pack.knowledge import PackChange, Question, Screen
from triage.pack.pack import Pack
from triage.pack.rules import Pattern
from triage.pack.scales import QuestionType, Urgency
from triage.proof.difference import Move, SideBySide
from triage.proof.reasons import reasons, unexplained, with_named

pytestmark = pytest.mark.proof

ROUTINE, SOON, SAME_DAY, ED, NOW = Urgency


def yes(name: str) -> Condition:
    return AnswerIs(name, ("yes",))


def asked(*names: str, **gates: Condition) -> tuple[Question, ...]:
    made = (question(name, QuestionType.YES_NO, negative="no") for name in names)
    return tuple(replace(one, ask_when=gates.get(one.id)) for one in made)


def rules(**signs: tuple[Condition, Urgency]) -> dict[str, object]:
    return {name: sign_of(name, when, level) for name, (when, level) in signs.items()}


def patterns(**whens: Condition) -> dict[str, object]:
    return {name: Pattern(id=name, where=PLACE, means="An example.", when=when) for name, when in whens.items()}


def with_(pack: Pack, questions: tuple[Question, ...] = (), **parts: object) -> Pack:
    """A pack with other questions, or with other parts."""
    screens = (Screen(id="made", where=PLACE, title="Made", questions=questions),) if questions else pack.screens
    return replace(pack, screens=screens, **parts)  # type: ignore[arg-type]


@pytest.fixture
def old(pack: Pack) -> Pack:
    """Three questions; pain is for the emergency department, a fall by a pattern, and a faint once it is asked."""
    base = replace(pack.base, when=yes("faint"), urgency=SOON, reassured=ROUTINE)
    empty = with_(pack, evidence={}, gates={}, invariants={}, changes={}, base=base)
    questions = asked("pain", "fall", "faint", faint=AnyOf((yes("pain"), yes("fall"))))
    signs = rules(pain_rule=(yes("pain"), ED), fall_rule=(PatternHolds("fell"), ED), faint_rule=(yes("faint"), NOW))
    return with_(empty, questions, danger_signs=signs, patterns=patterns(fell=yes("fall")))


def change(*about: str, name: str = "reason", lowers: bool = True) -> dict[str, PackChange]:
    made = PackChange(
        id=name,
        where=PLACE,
        version="1.1.0",
        date="2026-03-14",
        about=about,
        lowers=lowers,
        reason="An example.",
        sources=("ART",),
    )
    return {name: made}


def lowered(old: Pack, name: str, level: Urgency = SOON) -> Pack:
    sign = replace(old.danger_signs[name], urgency=level, if_unsure=level)
    return with_(old, danger_signs={**old.danger_signs, name: sign})


def left(old: Pack, new: Pack, *about: str) -> Move | None:
    """What is not explained when these are named."""
    return unexplained(old, with_(new, changes=change(*about) if about else {}))


# ------------------------------------------------------------------------------------------------- which reasons count


def test_a_move_down_without_a_reason_is_found(old: Pack) -> None:
    """It is shown with the answers, both levels, and the rule that asks for less."""
    found = left(old, lowered(old, "pain_rule"))
    assert found is not None
    assert (found.before, found.after, found.lower) == (ED, SOON, ("pain_rule",))
    assert found.example.given["pain"] in (("yes",), ("unsure",), ())


def test_a_reason_about_the_rule_excuses_it(old: Pack) -> None:
    """Named, with `lowers`, in an entry that the old pack does not have."""
    assert left(old, lowered(old, "pain_rule"), "pain_rule") is None


@pytest.mark.parametrize(
    "about", [("fall_rule",), ("fell", "faint"), ("pain",), ("no_such_rule",), ("stroke", "INV-01")]
)
def test_a_reason_about_something_else_does_not(old: Pack, about: tuple[str, ...]) -> None:
    """Another rule, a pattern or question that is as it was, an id that there is not, a cause, an invariant."""
    assert left(old, lowered(old, "pain_rule"), *about) is not None


def test_a_reason_that_lowers_nothing_does_not(old: Pack) -> None:
    """Who writes `lowers: false` has not said that an urgency falls."""
    new = with_(lowered(old, "pain_rule"), changes=change("pain_rule", lowers=False))
    assert reasons(old, new) == ()
    assert unexplained(old, new) is not None


def test_an_old_reason_does_not(old: Pack) -> None:
    """What the old pack has already was the reason for something else, even if it was written anew."""
    before = with_(old, changes=change("fall_rule"))
    after = with_(lowered(old, "pain_rule"), changes=change("fall_rule", "pain_rule"))
    assert unexplained(before, after) is not None
    more = with_(after, changes={**change("fall_rule"), **change("pain_rule", name="another")})
    assert [one.id for one in reasons(before, more)] == ["another"]
    assert unexplained(before, more) is None


def test_no_move_down_needs_no_reason(old: Pack) -> None:
    """Raised, or the same: nothing to explain."""
    assert left(old, old) is None
    assert left(old, lowered(old, "pain_rule", NOW)) is None


# --------------------------------------------------------------------------------------------------- what can be named


def test_a_pattern_is_named_by_itself(old: Pack) -> None:
    """A rule that falls silent since its pattern is narrower did not change: the pattern did."""
    new = with_(old, patterns=patterns(fell=AllOf((yes("fall"), yes("pain")))))
    assert left(old, new, "fall_rule") is not None
    assert left(old, new, "fell") is None


def test_a_question_is_named_where_its_gate_was_narrowed(old: Pack) -> None:
    """The rules are as they were; it is asked of fewer people."""
    new = with_(old, asked("pain", "fall", "faint", faint=yes("pain")))
    assert left(old, new, "faint_rule") is not None
    assert left(old, new, "faint") is None


def test_the_base_rule_is_named_by_its_id(old: Pack) -> None:
    """More are reassured: the base rule was changed."""
    new = with_(old, base=replace(old.base, when=AnswerIs("faint", ("yes", "no"))))
    found = left(old, new, "pain_rule", "faint")
    assert found is not None
    assert (found.before, found.after, found.new) == (SOON, ROUTINE, (old.base.id,))
    assert left(old, new, old.base.id) is None
    renamed = with_(new, base=replace(new.base, id="base_2"))
    assert left(old, renamed, "base_2") is None


def test_a_rule_that_is_gone_is_named_by_its_old_id(old: Pack) -> None:
    """What was deleted is not in the new pack, and can be named all the same."""
    new = with_(old, danger_signs={name: sign for name, sign in old.danger_signs.items() if name != "pain_rule"})
    found = left(old, new)
    assert found is not None
    assert found.gone == ("pain_rule",)
    assert left(old, new, "pain_rule") is None


def test_a_rule_that_was_split_is_named_once(old: Pack) -> None:
    """The part that asks for less is new and lowers nothing; what was taken from the old rule does."""
    narrow = sign_of("pain_rule", AllOf((yes("pain"), yes("fall"))), ED)
    rest = sign_of("pain_rest", yes("pain"), SOON)
    new = with_(old, danger_signs={**old.danger_signs, "pain_rule": narrow, "pain_rest": rest})
    assert left(old, new, "pain_rest") is not None
    assert left(old, new, "pain_rule") is None


def test_a_rule_that_is_gone_with_its_question(old: Pack) -> None:
    """A question that only the old pack has is there for what is compared."""
    signs = {name: sign for name, sign in old.danger_signs.items() if name != "pain_rule"}
    new = with_(old, asked("fall", "faint", faint=yes("fall")), danger_signs=signs)
    assert left(old, new) is not None
    assert left(old, new, "pain_rule") is not None  # the question's gate is narrower, too
    assert left(old, new, "pain_rule", "faint") is None


def test_a_way_out_by_a_new_question(old: Pack) -> None:
    """The rule that lets off is named; the question and the pattern that it does so by come with it."""
    way_out = replace(old.danger_signs["pain_rule"], unless=PatternHolds("looked_at"))
    new = with_(
        old,
        (*old.screens[0].questions, *asked("seen")),
        danger_signs={**old.danger_signs, "pain_rule": way_out},
        patterns={**old.patterns, **patterns(looked_at=yes("seen"))},
    )
    assert left(old, new) is not None
    assert left(old, new, "seen", "looked_at") is not None
    assert left(old, new, "pain_rule") is None


# ------------------------------------------------------------------------------ a reason excuses its own and no more


def test_a_named_change_does_not_hide_another(old: Pack) -> None:
    """Two rules hold a level and both are lowered: with one of them named, the other is found."""
    both_old = with_(old, danger_signs={**old.danger_signs, "second": sign_of("second", yes("pain"), ED)})
    both_new = lowered(lowered(both_old, "pain_rule"), "second")
    for named, other in (("pain_rule", "second"), ("second", "pain_rule")):
        found = left(both_old, both_new, named)
        assert found is not None
        assert found.lower == (other,)
    assert left(both_old, both_new, "pain_rule", "second") is None


def test_a_reason_for_one_level_is_none_for_a_lower_one(old: Pack) -> None:
    """Where a named pattern takes a rule off and something else goes further, what goes further is shown."""
    second = with_(old, danger_signs={**old.danger_signs, "second": sign_of("second", yes("fall"), SAME_DAY)})
    new = with_(second, patterns=patterns(fell=AllOf((yes("fall"), yes("pain")))))
    assert left(second, new, "fell") is None
    lower = lowered(new, "second", SOON)
    found = left(second, lower, "fell")
    assert found is not None
    assert (found.before, found.after, found.lower) == (SAME_DAY, SOON, ("second",))


def test_what_something_raised_makes_up_for_is_no_move(old: Pack) -> None:
    """A rule that is gone while another one holds its level lowers nothing, whoever is named."""
    signs = {**old.danger_signs, "pain_rule": sign_of("pain_rule", yes("pain"), SOON)}
    new = with_(old, danger_signs={**signs, "stricter": sign_of("stricter", AnyOf((yes("pain"), yes("fall"))), ED)})
    assert left(old, new) is None
    assert left(old, new, "stricter") is None


def test_a_new_rule_can_be_named_and_still_lower_nothing(old: Pack) -> None:
    """A reason is no obstacle where it was not needed."""
    new = with_(old, danger_signs={**old.danger_signs, "more": sign_of("more", yes("faint"), ED)})
    assert left(old, new, "more") is None


def test_patterns_that_would_need_each_other_are_told(old: Pack) -> None:
    """Half of a turned-round pair cannot be compared: one line says what to name together."""
    one, other = PatternHolds("one"), PatternHolds("other")
    before = with_(old, patterns={**old.patterns, **patterns(one=yes("pain"), other=one)})
    after = with_(before, patterns={**old.patterns, **patterns(one=other, other=yes("pain"))})
    after = lowered(after, "pain_rule")
    with pytest.raises(TriageError, match=r"circle: .*Name all of them"):
        left(before, after, "one")
    assert left(before, after, "one", "other", "pain_rule") is None


# -------------------------------------------------------------------------------------------------------- brute force


CHANGED = {
    "a level lowered": "sign_0",
    "a level raised": "sign_1",
    "an unless added": "sign_3",
    "a pattern widened": "some",
    "a question's gate narrowed": "ticks",
    "the base rule loosened": "base",
}


@pytest.mark.parametrize("seed", range(1, 7))
def test_what_is_left_is_what_brute_force_finds(pack: Pack, seed: int) -> None:
    """For several changes at once of which some are named: a move is left exactly where trying finds one."""
    old, rng = made_pack(pack, seed), random.Random(seed)
    kinds = rng.sample(list(CHANGED), 3)
    new = old
    for kind in kinds:
        new = CHANGES[kind](new)
    about = [old.base.id if CHANGED[kind] == "base" else CHANGED[kind] for kind in kinds]
    named = set(rng.sample(about, rng.choice((1, 2))))
    middle = with_named(old, new, named)
    worst = [
        (was, reached, becomes)
        for answers in Pair(old, new).answer_sets()
        for was, reached, becomes in [
            tuple(Urgency(came_out(one, answers)["urgency"][0]) for one in (old, middle, new))
        ]
        if becomes < was and becomes < reached
    ]
    found = left(old, new, *named)
    assert (found is not None) == bool(worst)
    if found is not None:
        assert (found.before, found.after) in {(reached, becomes) for _, reached, becomes in worst}
    assert left(old, new, *about) is None
    assert (left(old, new) is None) == (SideBySide(old, new).downward() is None)

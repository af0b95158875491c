"""The measures of accuracy, counted by hand on a small set, and what must add up on every set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_cases import DEPARTMENT, JUDGED, NOW, ROUTINE, SAME_DAY, SOON, Row, evaluation, judged, small_pack

from triage.evaluation.accuracy import Evaluation, Judged
from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Tier, tier_of
from triage.evaluation.accuracy.measures import GROUPS, MEASURES, Accuracy, asked, by_group
from triage.evaluation.accuracy.over_triage import Kind, Maker, makers, over_triage, rule_effects
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

ALL, CORE, DESCRIBED = (by_group(JUDGED)[name] for name in ("all", "core", "described"))


# Counted by hand from labelled_cases.ROWS: all ten cases, the eight core ones, and the six of these that are told.
@pytest.mark.parametrize(
    ("measure", "of_all", "of_core", "of_described"),
    [
        ("exact_level", (2, 10), (2, 8), (2, 6)),  # C1, C7
        ("exact_tier", (3, 10), (3, 8), (3, 6)),  # C1, C2, C7
        ("not_below_tier", (8, 10), (7, 8), (5, 6)),  # all but C3 and C10
        ("acceptable", (3, 10), (3, 8), (2, 6)),  # C1, C4, C7
        ("emergency_sensitivity", (2, 3), (2, 3), (2, 3)),  # C1, C2 of C1 to C3
        ("emergency_specificity", (4, 7), (2, 5), (2, 3)),  # all calm ones but C4, C5, C6
        ("unsafe_under_triage", (2, 10), (1, 8), (1, 6)),  # C3, C10
        ("over_triage", (5, 10), (4, 8), (3, 6)),  # C2, C5, C6, C8, C9
        ("cause_first", (3, 7), (3, 6), (3, 6)),  # C1, C5, C8 of those with a cause of the article
        ("cause_in_three", (4, 7), (4, 6), (4, 6)),  # and C2; C10 names it fourth
        ("accepted_cause_in_three", (5, 7), (5, 6), (5, 6)),  # and C7: no cause means outside, which it accepts
        ("no_cause_when_outside", (2, 3), (1, 2), (0, 0)),  # C4 and C9, but not C6
    ],
)
def test_a_measure_counts_what_can_be_counted_by_hand(
    measure: str, of_all: tuple[int, int], of_core: tuple[int, int], of_described: tuple[int, int]
) -> None:
    """Each measure has the count and the total that a hand count of the small set gives, in every group."""
    for group, (count, of) in ((ALL, of_all), (CORE, of_core), (DESCRIBED, of_described)):
        assert group.proportions[measure] == Proportion(count, of)


def test_every_measure_is_counted_by_hand() -> None:
    """The hand count above leaves no measure out."""
    (marks,) = test_a_measure_counts_what_can_be_counted_by_hand.pytestmark  # type: ignore[attr-defined]
    assert [row[0] for row in marks.args[1]] == [measure.id for measure in MEASURES]


def test_unsafe_cases_are_named() -> None:
    """The cases below every accepted level are listed, and one that a lower level accepts is not."""
    assert [each.case.id for each in ALL.unsafe] == ["C3", "C10"]
    assert [each.case.id for each in CORE.unsafe] == ["C3"]


def test_the_matrices_say_what_became_of_each_level() -> None:
    """Right and given levels are counted in pairs, and so are the tiers."""
    assert ALL.levels[DEPARTMENT, NOW] == 1
    assert ALL.levels[SOON, DEPARTMENT] == 2
    assert ALL.levels[ROUTINE, ROUTINE] == 0
    assert ALL.tiers[Tier.EMERGENCY, Tier.EMERGENCY] == 2
    assert ALL.tiers[Tier.SAME_DAY_OR_SOON, Tier.EMERGENCY] == 3
    assert ALL.tiers[Tier.ROUTINE, Tier.SAME_DAY_OR_SOON] == 2


def test_questions_are_counted_by_the_right_level() -> None:
    """Medians and the most, of questions and of single things, for the right level and not the one given."""
    questions, items = ALL.asked("emergency")
    assert (questions.cases, questions.median, questions.most, items.median) == (3, 3, 8, 9)
    assert ALL.asked("emergency_now")[0] == asked([1])
    assert (ALL.asked("others")[0].median, ALL.asked("others")[0].most) == (20, 30)
    assert asked([]).median is None


def test_causes_named_are_averaged() -> None:
    """The average counts every case, also those that name none."""
    assert ALL.causes_named == pytest.approx(10 / 10)
    assert Accuracy(()).causes_named is None


def test_families_are_the_same_measures_of_a_part() -> None:
    """Each family has its own figures, the largest family first."""
    families = ALL.by_family()
    assert list(families) == ["outside", "peripheral_neuropathy", "muscle_disorders", "stroke"]
    assert families["stroke"].proportions["exact_level"] == Proportion(1, 2)
    assert families["peripheral_neuropathy"].proportions["emergency_sensitivity"] == Proportion(0, 1)


def test_a_case_that_is_not_told_is_not_described() -> None:
    """ "Not sure" about the side, or a case that is not core, is not among the described ones."""
    assert [each.case.id for each in DESCRIBED.judged] == ["C1", "C2", "C3", "C5", "C7", "C8"]


# --------------------------------------------------------------------------------------------------------- over-triage


def test_the_makers_are_the_signs_at_the_level_reached(pack: Pack) -> None:
    """Only signs that ask for the level reached made it, each with the level that the others leave without it."""
    small = small_pack(pack)
    c5, c6, c8 = JUDGED[4], JUDGED[5], JUDGED[7]
    assert makers(small, c5) == (Maker("ED", True, DEPARTMENT), Maker("UNSURE", False, DEPARTMENT))
    assert makers(small, c6) == (Maker("UNSURE", False, SAME_DAY),)
    assert makers(small, c8) == (Maker(small.base.id, True, SOON),)


def test_every_case_above_its_label_is_over_triage(pack: Pack) -> None:
    """They come the furthest first, with the level that is left without all their makers."""
    found = over_triage(small_pack(pack), JUDGED)
    assert [(each.judged.case.id, each.kind, each.without_all) for each in found] == [
        ("C4", Kind.TO_EMERGENCY, SAME_DAY),
        ("C5", Kind.TO_EMERGENCY, SOON),
        ("C6", Kind.TO_EMERGENCY, SAME_DAY),
        ("C8", Kind.TO_HIGHER_TIER, SOON),
        ("C9", Kind.TO_HIGHER_TIER, SOON),
        ("C2", Kind.WITHIN_TIER, SOON),
    ]


def test_a_rule_is_told_with_all_that_hangs_on_it(pack: Pack) -> None:
    """Whom it makes too urgent, where it is alone, where it is right, and who would be unsafe without it."""
    effects = {effect.rule: effect for effect in rule_effects(small_pack(pack), JUDGED)}
    assert list(effects) == ["ED", "UNSURE", pack.base.id, "DAY", "NOW"]
    now = effects["NOW"]
    assert [each.judged.case.id for each, _ in now.over] == ["C2"]
    assert (now.alone, [each.case.id for each in now.rightly]) == (1, ["C1"])
    assert [each.case.id for each in now.unsafe] == ["C1", "C2"]
    assert (effects["ED"].alone, effects["UNSURE"].alone) == (1, 1)
    assert effects[pack.base.id].without == JUDGED
    assert [each.case.id for each in effects["DAY"].rightly] == ["C3"]
    assert effects["DAY"].unsafe == ()


def test_what_would_change_without_a_rule(pack: Pack) -> None:
    """The figures of emergencies as they would be without one rule, for the core cases."""
    found = evaluation(pack)
    changed = {effect.rule: found.changed_without(effect) for effect in found.rule_effects}
    assert changed["ED"] == {"emergency_specificity": (Proportion(2, 5), Proportion(3, 5))}
    assert changed["NOW"] == {"emergency_sensitivity": (Proportion(2, 3), Proportion(0, 3))}
    assert changed["DAY"] == {}


def test_without_core_cases_all_are_looked_at(pack: Pack) -> None:
    """A file that has no core case is looked at as a whole."""
    found = evaluation(pack)
    assert found.focus == ("core", found.groups["core"])
    assert replace(found, judged=JUDGED[8:]).focus[0] == "all"


def test_what_must_not_be_is_told(pack: Pack) -> None:
    """A case on which the engines, or the adaptive questionnaire, differ is named; else there is nothing to say."""
    found = evaluation(pack)
    assert found.faults == ()
    odd = (replace(JUDGED[0], is_agreed=False), replace(JUDGED[1], adaptive=SOON), replace(JUDGED[2], is_agreed=None))
    changed = replace(found, judged=odd)
    assert changed.faults == (
        "the two engines differ on C1.",
        "the adaptive questionnaire ends with another level on C2.",
    )
    assert changed.engines_compared == 2


# ------------------------------------------------------------------------------------------------------------ any set

LEVELS = st.sampled_from(list(Urgency))
SIGNS = st.dictionaries(st.sampled_from(["NOW", "ED", "UNSURE", "DAY"]), st.booleans())


@st.composite
def judged_cases(draw: st.DrawFn) -> list[Judged]:
    count = draw(st.integers(0, 8))
    rows = [
        Row(
            id=f"C{number}",
            right=draw(LEVELS),
            given=draw(LEVELS),
            also=tuple(draw(st.lists(LEVELS, max_size=2))),
            cause=draw(st.sampled_from(["stroke", "injuries", "outside"])),
            causes=tuple(draw(st.lists(st.sampled_from(["stroke", "injuries"]), unique=True))),
            is_core=draw(st.booleans()),
            is_told=draw(st.booleans()),
            signs=tuple(draw(SIGNS).items()),
        )
        for number in range(count)
    ]
    return [judged(number, row) for number, row in enumerate(rows, start=1)]


@given(judged_cases())
def test_the_counts_add_up(cases: list[Judged]) -> None:
    """On any set: the matrix holds every case once, its diagonal is the exact ones, and groups and families part it."""
    groups = by_group(cases)
    for group in groups.values():
        found = group.proportions
        assert sum(group.levels.values()) == sum(group.tiers.values()) == len(group.judged)
        assert sum(group.levels[level, level] for level in Urgency) == found["exact_level"].count
        assert sum(group.tiers[tier, tier] for tier in Tier) == found["exact_tier"].count
        assert found["emergency_sensitivity"].of + found["emergency_specificity"].of == len(group.judged)
        assert found["cause_first"].of + found["no_cause_when_outside"].of == len(group.judged)
        assert all(0 <= each.count <= each.of <= len(group.judged) for each in found.values())
        assert found["exact_level"].count <= min(found["exact_tier"].count, found["acceptable"].count)
        assert sum(found[name].count for name in ("acceptable", "unsafe_under_triage", "over_triage")) <= len(cases)
        families = group.by_family().values()
        assert sum(len(each.judged) for each in families) == len(group.judged)
        for measure in MEASURES:
            assert sum(each.proportions[measure.id].count for each in families) == found[measure.id].count
    assert list(GROUPS) == list(groups)
    everyone, described, core = ({each.case.id for each in group.judged} for group in reversed(groups.values()))
    assert everyone >= core >= described


@given(judged_cases())
def test_tiers_are_coarser_than_levels(cases: list[Judged]) -> None:
    """The same level is the same tier, and a higher level is never a lower tier."""
    order = list(Tier)
    for each in cases:
        right, got = tier_of(each.case.urgency), tier_of(each.urgency)
        assert each.is_exact_tier or not each.is_exact
        assert (order.index(got) >= order.index(right)) == (not each.is_below_tier)


def test_an_empty_set_has_no_shares(pack: Pack) -> None:
    """Nothing is made up where there is no case."""
    found = Evaluation(pack, "none.jsonl", ())
    assert all(each.share is None and each.interval is None for each in found.groups["all"].proportions.values())
    assert (found.rule_effects, found.over_triage) == ((), ())

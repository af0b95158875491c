"""Answers that nobody gives together: they name what the pack has, and a pack that lacks it is none the worse."""

from __future__ import annotations

import random

import pytest
from small_packs import small_pack

from triage.assessment.assess import reason
from triage.learn import Kind, NoCase, PracticeCase, make_case
from triage.learn.misconceptions import CHRONIC, GONE, ONE_SIDED, PAIN, PRIVATE
from triage.learn.plausible import CLASHES, NOT, USUAL, Clash, clashes
from triage.pack.domains import domains_of
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE


def test_what_is_named_is_in_the_pack(pack: Pack) -> None:
    """Every question and every answer in the lists about people and misreadings is one of the pack."""
    named = [clash.parts for clash in CLASHES]
    for parts in (*named, USUAL, CHRONIC, GONE, ONE_SIDED, PAIN, PRIVATE):
        for name, said in parts.items():
            assert name in pack.questions
            words = [] if isinstance(said, range) else [word.removeprefix(NOT) for word in said]
            assert [word for word in words if word not in domains_of(pack)[name]] == []


@pytest.mark.parametrize(
    ("given", "contradicts"),
    [
        ({"age": 8, "alcohol": ("yes",)}, True),
        ({"age": 38, "alcohol": ("yes",)}, False),
        ({"age": NOT_SURE, "alcohol": ("yes",)}, False),
        ({"onset_tempo": ("months_years",), "time_since_start": ("lt_24h",)}, True),
        ({"course": ("worse_fast",), "time_since_start": ("gt_3m",)}, True),
        ({"known_diagnosis": ("stroke", "neuropathy"), "stroke_risk": ("smoke",)}, True),
        ({"known_diagnosis": ("stroke",), "stroke_risk": ("smoke", "past_stroke")}, False),
        ({"course": ("gone",), "foot_drop": ("unsure",)}, False),
    ],
)
def test_a_clash_is_seen(given: dict[str, int | tuple[str, ...]], contradicts: bool) -> None:
    """Contradictions and ages that do not fit are seen; what is not known contradicts nothing."""
    assert any(clashes(given)) is contradicts


def test_a_clash_needs_all_its_parts() -> None:
    """One part alone is no clash, nor is a question that was not answered."""
    clash = Clash({"a": ("x",), "b": ("y",)})
    assert clash.holds({"a": ("x",), "b": ("y", "z")})
    assert not clash.holds({"a": ("x",)})


def test_a_pack_of_ones_own_gives_cases(pack: Pack) -> None:
    """Other packs, with other questions and rules, give cases too, with the level that both engines give."""
    found: list[PracticeCase] = []
    for seed in range(3):
        own = small_pack(pack, random.Random(seed))
        for kind in (Kind.TYPICAL, Kind.ONE_AWAY):
            try:
                case = make_case(own, seed, kind)
            except NoCase:
                continue
            assert reason(own, case.answers).conclusions.urgency is case.level
            found.append(case)
    assert len(found) >= 4

"""The whole result: the form of the contract, and what each part of it promises."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from random_answers import random_answers

from triage.assessment import Assessment, assess
from triage.interview.replay import replay
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers

SUDDEN: dict[str, object] = {"side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"}
CALM: dict[str, object] = {
    "age": 58,
    "side": "both_legs",
    "onset_tempo": "months_years",
    "time_since_start": "gt_3m",
    "course": "same",
    "walking_ability": "normal",
    "already_assessed": "yes",
    "numbness_tingling": "yes",
    "numbness_pattern": ["feet_sock"],
    "diabetes": "yes",
}

CONTRACT = {
    "schema",
    "pack",
    "engine",
    "urgency",
    "urgency_rank",
    "action",
    "timeframe",
    "danger_signs",
    "possible_causes",
    "professionals",
    "treatments",
    "exercises",
    "withheld_exercises",
    "safety_net",
    "not_known",
    "trace",
    "notes",
}


def written_up(pack: Pack, answers: dict[str, object], **options: str) -> Assessment:
    return assess(pack, {"unanswered": "no", "answers": answers}, engine="logic", **options)


def test_in_an_emergency_few_are_named(pack: Pack) -> None:
    """Who answers nothing is sent to emergency care, not to everybody whom some unlikely sign would call for."""
    result = assess(pack, {"answers": {}}, engine="logic")
    assert result.urgency.is_emergency
    named = [one.professional for one in result.professionals]
    assert "ambulance" in named
    assert not {"gp", "maternity_unit", "podiatrist", "pharmacist"} & set(named)


def test_has_the_form_of_the_contract(pack: Pack) -> None:
    """Every key of the contract is there, with the nested keys that others rely on."""
    result = json.loads(written_up(pack, CALM).to_json())
    assert set(result) >= CONTRACT
    assert result["schema"] == "triage.assessment/1"
    assert set(result["pack"]) == {"id", "version", "sha256"}
    assert set(result["possible_causes"][0]) >= {
        "cause",
        "label",
        "strength",
        "conditions",
        "for",
        "against",
        "unknown",
    }
    assert set(result["trace"][0]) >= {"rule", "from", "concludes"}
    assert set(result["exercises"][0]) >= {"exercise", "steps", "caution"}
    assert set(result["professionals"][0]) >= {"professional", "label", "why"}
    assert "id" not in result


def test_the_id_is_echoed(pack: Pack) -> None:
    """The id of an answers document comes back in its result."""
    assert json.loads(assess(pack, {"id": "case 7", "answers": {}}, engine="logic").to_json())["id"] == "case 7"


def test_a_result_survives_its_json(pack: Pack) -> None:
    """A result read back from its JSON is the same result."""
    result = written_up(pack, CALM)
    assert Assessment.from_json(result.to_json()) == result


def test_sudden_weakness_of_one_leg(pack: Pack) -> None:
    """The emergency names its sign, why, the answers that made it, and the number to call."""
    result = written_up(pack, SUDDEN, country="GB")
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert result.urgency_rank == 5
    assert "999" in result.action
    sign = result.danger_signs[0]
    assert sign.rule == "RF02_sudden_one_sided"
    assert sign.answers == SUDDEN
    assert sign.certain
    assert not sign.unsure_about
    assert result.exercises == ()
    assert {one.exercise for one in result.withheld_exercises} == set(pack.exercises)


@pytest.mark.parametrize("country", ["GB", "US", "EU", "any"])
def test_the_country_changes_words_not_results(pack: Pack, country: str) -> None:
    """Another country has another number and other names, and the same urgency, signs, causes and trace."""
    here, there = written_up(pack, SUDDEN), written_up(pack, SUDDEN, country=country)
    assert pack.countries[country].emergency_number in there.action
    assert (there.urgency, there.trace) == (here.urgency, here.trace)


def test_an_unknown_answer_says_so(pack: Pack) -> None:
    """A sign that fires only because of an answer that is not known is not certain, and names that answer."""
    result = written_up(pack, {**CALM, "cold_pale_leg": "unsure"})
    sign = result.danger_signs[0]
    assert (sign.rule, sign.certain, sign.unsure_about) == ("RF30_cold_leg", False, ("cold_pale_leg",))
    assert result.urgency is Urgency.EMERGENCY_DEPARTMENT
    assert "cold_pale_leg" in result.not_known


def test_nothing_is_unknown_when_all_is_said(pack: Pack) -> None:
    """`not_known` is empty when every answer is clear."""
    assert written_up(pack, CALM).not_known == ()


def test_not_known_can_change_the_urgency(pack: Pack) -> None:
    """Every question in `not_known` was not answered clearly, and there is one when nothing was said."""
    result = assess(pack, {"answers": {}}, engine="logic")
    assert result.not_known
    assert not set(result.not_known) & set(result.answers)


def test_not_known_does_not_depend_on_chance() -> None:
    """The same answers give the same result to the byte, however Python happens to order its sets in that run."""
    program = "import triage; print(triage.assess(triage.load_pack(), {'side': 'one_leg'}, engine='logic').to_json())"
    command = [sys.executable, "-c", program]
    results = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2", "3")
    }
    assert len(results) == 1


def test_causes_come_with_reasons(pack: Pack) -> None:
    """A possible cause shows why, in words with sources; nothing is a percentage and nothing is a diagnosis."""
    cause = written_up(pack, CALM).possible_causes[0]
    assert cause.cause == "peripheral_neuropathy"
    assert [condition.condition for condition in cause.conditions] == ["diabetic_neuropathy"]
    assert all(reason.sources for reason in cause.for_)
    text = written_up(pack, CALM).to_json()
    assert "%" not in text
    assert "you have" not in text.lower().replace("if you have", "").replace("do you have", "").replace("have you", "")


def test_hidden_answers_are_noted(pack: Pack) -> None:
    """An answer that other answers hide is named in a note and left out of the answers used."""
    result = written_up(pack, {**CALM, "recent_injury": ["none"], "injury_signs": ["open_wound"]})
    assert "injury_signs" not in result.answers
    assert any("injury_signs" in note for note in result.notes)


def test_every_result_names_its_makers(pack: Pack) -> None:
    """Pack and software versions are two numbers; the review status and the engine are in every result."""
    result = written_up(pack, CALM)
    assert result.pack.sha256 == pack.sha256
    assert result.pack.version == pack.about.version
    assert result.review.status == "not_signed_off"
    assert result.engine.name == "logic"
    assert result.engine.checked is False


def test_promises_on_random_answers(pack: Pack) -> None:
    """Always somebody to see; no exercise at the three most urgent levels; every shown statement has known sources."""
    rng = random.Random(9)
    for _ in range(150):
        result = assess(pack, random_answers(pack, rng), engine="logic")
        assert result.professionals
        if result.urgency >= Urgency.URGENT_SAME_DAY:
            assert not result.exercises
        assert len(result.exercises) + len(result.withheld_exercises) == len(pack.exercises)
        assert len(result.possible_causes) <= pack.about.shown_causes.at_most
        shown: tuple[Any, ...] = (
            *result.danger_signs,
            *result.possible_causes,
            *(condition for cause in result.possible_causes for condition in cause.conditions),
            *result.professionals,
            *result.treatments,
            *result.exercises,
            *result.withheld_exercises,
            *result.safety_net,
        )
        for statement in shown:
            assert statement.sources
            assert set(statement.sources) <= set(pack.sources)
        assert all(sign.urgency <= result.urgency for sign in result.danger_signs)


def test_a_result_can_be_made_again(pack: Pack) -> None:
    """What a result was made from stands in it: the same answers, read the same way, give the same result."""
    rng = random.Random(11)
    for _ in range(30):
        result = assess(
            pack, replay(pack, random_answers(pack, rng, complete=True)).interview.answers(), engine="logic"
        )
        given = read_answers(pack, {"for": result.person, "unanswered": result.unanswered, "answers": result.answers})
        again = assess(pack, replace(given, not_asked=frozenset(result.not_asked)), engine="logic")
        assert replace(again, answers={}, notes=()) == replace(result, answers={}, notes=())


def test_the_trace_tells_every_firing(pack: Pack) -> None:
    """Each danger sign, reason and withheld exercise has its step in the trace, with what it stood on."""
    rng = random.Random(10)
    for _ in range(50):
        result = assess(pack, random_answers(pack, rng), engine="logic")
        steps = {step.rule: step for step in result.trace}
        for sign in result.danger_signs:
            assert steps[sign.rule].from_
            assert f"urgency>={sign.urgency}" in steps[sign.rule].concludes
        for cause in result.possible_causes:
            assert {reason.rule for reason in (*cause.for_, *cause.against, *cause.unknown)} <= set(steps)


def test_not_asked_is_not_claimed(pack: Pack) -> None:
    """What an interview did not ask is neither a reason nor a doubt in its result."""
    answers = Answers({"face_droop": ("yes",)}, not_asked=frozenset(pack.questions) - {"face_droop"})
    result = assess(pack, answers, engine="logic")
    assert [sign.rule for sign in result.danger_signs] == ["RF01_fast_sign"]
    assert result.not_known == ()

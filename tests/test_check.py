"""The checker of saved results: none that is right is doubted, and of a wrong one it says which step fails."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checked import Result, copied, kinds, random_results, saved, written, wrong_in
from planted import planted
from report_cases import CALM, CASES

from triage.assessment import Assessment, advice, assess, findings
from triage.check import check_result, read_result
from triage.check.derivation import GIVEN
from triage.errors import EngineFault, EngineUnavailable, InputError
from triage.evaluation import read_vignettes, vignette_files
from triage.pack.catalogue import Edit
from triage.pack.content import load_pack
from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency
from triage.reasoning import conclusions
from triage.reasoning import engine as durable
from triage.reasoning.ruleset import Firing

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def calm(pack: Pack) -> Result:
    """A result with causes, treatments, exercises and a trace."""
    return written(pack, CASES[Urgency.SOON])


# ------------------------------------------------------------------------------------------------------- what is right


def test_results_of_every_kind_stand(pack: Pack) -> None:
    """Every level, both persons, every country, doubt, blanks, answers set aside and questions not asked."""
    assert {name: wrong for name, result in kinds(pack) if (wrong := wrong_in(pack, result))} == {}


def _doubted(pack: Pack, made: Assessment) -> list[str]:
    wrong = wrong_in(pack, saved(made))
    return [json.dumps(made.to_dict()["answers"]), *wrong] if wrong else []


def test_results_of_random_answers_stand(pack: Pack) -> None:
    """No result is doubted, whatever was answered."""
    assert [doubt for made in random_results(pack, 1, 30) if (doubt := _doubted(pack, made))] == []


@pytest.mark.soak
def test_results_of_very_many_random_answers_stand(pack: Pack) -> None:
    """None of 2,000 results is doubted."""
    assert [doubt for made in random_results(pack, 2, 2_000) if (doubt := _doubted(pack, made))] == []


def _of_vignettes(pack: Pack, every: int) -> list[list[str]]:
    files = vignette_files(pack)
    read = [one for file in files for one in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0]]
    results = [assess(pack, vignette.answers, engine="logic") for vignette in read[::every]]
    assert results
    return [doubt for made in results if (doubt := _doubted(pack, made))]


def test_results_of_vignettes_stand(pack: Pack) -> None:
    """No result of a vignette is doubted (here: some of them)."""
    assert _of_vignettes(pack, every=20) == []


@pytest.mark.soak
def test_results_of_all_vignettes_stand(pack: Pack) -> None:
    """No result of any vignette is doubted."""
    assert _of_vignettes(pack, every=1) == []


def test_the_form_of_the_text_does_not_matter(pack: Pack, calm: Result) -> None:
    """Other spaces, another order of keys, and characters written as escapes are the same result."""
    calm["id"] = "é"
    text = assess(pack, {"id": "é", "unanswered": "no", "answers": CASES[Urgency.SOON]}, engine="logic").to_json()
    for form in (text, json.dumps(json.loads(text), indent=3, sort_keys=True)):
        assert check_result(pack, read_result(form)) == ()


# ----------------------------------------------------------------------------------------------------- which step fails


def _places(pack: Pack, result: Result) -> list[str]:
    return [one.place for one in check_result(pack, result)]


def test_a_step_that_stands_on_something_else(pack: Pack, calm: Result) -> None:
    """The place of the step is named, with what it should be and what it is."""
    was = calm["trace"][3]["from"]
    calm["trace"][3]["from"] = ["answer:age=5"]
    first, *rest = wrong_in(pack, calm)
    assert first == f'trace[3].from: expected {json.dumps(was)}, found ["answer:age=5"]'
    assert [line.partition(":")[0] for line in rest] == ["digest"]


def test_a_step_that_is_missing(pack: Pack, calm: Result) -> None:
    """One step less is one problem, and not one for each step after it."""
    gone, before = calm["trace"].pop(3), calm["trace"][2]
    first = wrong_in(pack, calm)[0]
    assert (
        first == f'trace: "{gone["rule"]}" is missing: it follows from the answers and stands after "{before["rule"]}"'
    )
    assert _places(pack, calm) == ["trace", "digest"]


def test_a_step_that_does_not_follow(pack: Pack, calm: Result) -> None:
    """A firing that the answers do not support is named."""
    fired = {step["rule"] for step in calm["trace"]}
    stranger = next(name for name in pack.danger_signs if name not in fired)
    calm["trace"].insert(2, {**calm["trace"][2], "rule": stranger})
    assert wrong_in(pack, calm)[0] == f'trace[2]: "{stranger}" does not follow from the answers'


def test_a_step_that_stands_twice(pack: Pack, calm: Result) -> None:
    """A step that is repeated does not follow the second time."""
    calm["trace"].insert(1, calm["trace"][0])
    name = calm["trace"][0]["rule"]
    assert wrong_in(pack, calm)[0] == f'trace[1]: "{name}" (number 2) does not follow from the answers'


def test_steps_in_another_order(pack: Pack, calm: Result) -> None:
    """The right steps in the wrong order are told as that."""
    calm["trace"][0], calm["trace"][1] = calm["trace"][1], calm["trace"][0]
    assert "trace: in the wrong order" in wrong_in(pack, calm)[0]


def test_all_problems_are_told_at_once(pack: Pack, calm: Result) -> None:
    """Three changes give three problems and the digest."""
    calm["urgency"] = "routine"
    calm["possible_causes"][0]["strength"] = "weak"
    del calm["notes"]
    assert _places(pack, calm) == ["urgency", "possible_causes[0].strength", "notes", "digest"]


def test_what_was_added_does_not_belong(pack: Pack, calm: Result) -> None:
    """A field that no result has is a problem too."""
    calm["pack"]["signed_off"] = True
    assert "pack.signed_off: does not belong here; found true" in wrong_in(pack, calm)


def test_another_answer_leads_elsewhere(pack: Pack, calm: Result) -> None:
    """An answer that was changed afterwards is found by what no longer follows from it."""
    calm["answers"]["face_droop"] = "yes"
    places = _places(pack, calm)
    assert "urgency" in places
    assert "trace" in places


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answers": None}, "answers: expected an object of question and answer, found null"),
        ({"answers": {"sied": "one_leg"}}, "answers.sied: no such question. Did you mean 'side'?"),
        ({"answers": {"side": "leg"}}, 'answers.side: "leg" is no answer to it; it can be: one_leg'),
        ({"answers": {"side": ["one_leg"]}}, 'answers.side: ["one_leg"] is no answer to it'),
        ({"answers": {"age": True}}, "answers.age: true is no answer to it; it can be: 0 to"),
        ({"answers": {"age": 999}}, "answers.age: 999 is no answer to it"),
        ({"answers": {"numbness_pattern": "feet_sock"}}, 'answers.numbness_pattern: "feet_sock" is no answer'),
        ({"answers": {"numbness_pattern": ["none", "feet_sock"]}}, "answers.numbness_pattern: ["),
        ({"answers": {"numbness_pattern": [["none"]]}}, "answers.numbness_pattern: ["),
        ({"person": "me"}, 'person: expected one of self, other; found "me"'),
        ({"country": "XX"}, "country: expected one of any, GB"),
        ({"country": ["GB"]}, "country: expected one of any, GB"),
        ({"unanswered": None}, "unanswered: expected one of unsure, no; found null"),
        ({"not_asked": [1]}, "not_asked: expected a list of questions, found [1]"),
    ],
)
def test_what_it_is_derived_from_has_to_be_readable(
    pack: Pack, calm: Result, changed: dict[str, Any], told: str
) -> None:
    """Without readable answers nothing can be derived: that is said alone, with the digest."""
    lines = wrong_in(pack, calm | changed)
    assert any(line.startswith(told) for line in lines), lines
    assert lines[-1].startswith("digest: something was changed after the result was made")


@pytest.mark.parametrize("odd", [None, [], {}, 0, True, "", [[]], [{"a": 1}, "x"], {"name": []}])
def test_odd_values_are_problems_and_not_faults(pack: Pack, calm: Result, odd: Any) -> None:
    """Whatever stands where something else belongs is told in words."""
    for place in (place for place in GIVEN if place not in calm or calm[place] != odd):
        assert wrong_in(pack, calm | {place: odd}), place


def test_an_answer_that_others_hide_must_not_be_there(pack: Pack) -> None:
    """An answer that was set aside is used by nothing, so it is not among the answers used."""
    result = written(pack, {**CALM, "recent_injury": ["none"]})
    result["answers"]["injury_signs"] = ["open_wound"]
    assert 'answers.injury_signs: does not belong here; found ["open_wound"]' in wrong_in(pack, result)


def test_a_question_left_out_too_early(pack: Pack) -> None:
    """A question that could still have made it more urgent cannot count as not asked."""
    result = dict(kinds(pack))["from the questionnaire"]
    assert result["not_asked"]
    del result["answers"]["saddle_numbness"]
    result["not_asked"].append("saddle_numbness")
    told = "not_asked: saddle_numbness was left out, and an answer to it could have made it more urgent"
    assert told in wrong_in(pack, result)


# --------------------------------------------------------------------------------------------------------- the engines


@pytest.mark.parametrize("error", [EngineUnavailable("no compiler"), EngineFault("it fired twice")])
def test_a_result_of_one_engine_for_want_of_the_other_stands(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Its note says why, which only the machine knew; it stands as it is, and not without."""

    def broken(_: Pack) -> durable.Engine:
        raise error

    monkeypatch.setattr(durable, "engine_of", broken)
    result = saved(assess(pack, CASES[Urgency.EMERGENCY_NOW]))
    assert result["engine"]["name"] == "logic"
    assert wrong_in(pack, result) == []
    result["notes"][0] = "durable_rules was busy."
    assert _places(pack, result) == ["notes", "digest"]


def _plant(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[tuple[Firing, ...]], tuple[Firing, ...]]) -> None:
    right = durable.Engine.firings
    monkeypatch.setattr(durable.Engine, "firings", lambda self, *given: wrong(right(self, *given)))


def test_a_firing_that_the_rules_do_not_bear_out_is_found(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engines differ, the more urgent result is shown; the checker says what of it does not follow."""
    stranger = next(name for name, sign in pack.danger_signs.items() if sign.urgency is Urgency.EMERGENCY_NOW)
    _plant(monkeypatch, lambda fired: (*fired, Firing(stranger, True)))
    result = saved(assess(pack, {"unanswered": "no", "answers": CASES[Urgency.SOON]}))
    assert result["engine"]["agreed"] is False
    told = wrong_in(pack, result)
    assert 'urgency: expected "soon", found "emergency_now"' in told
    assert any(line.endswith(f'"{stranger}" does not follow from the answers') for line in told)


def test_a_disagreement_that_changed_nothing_stands_with_its_note(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the plain evaluator found is shown, and marked; without the mark it does not stand."""
    _plant(monkeypatch, lambda fired: fired[1:])
    result = saved(assess(pack, {"unanswered": "no", "answers": CASES[Urgency.SOON]}))
    assert result["engine"]["agreed"] is False
    assert wrong_in(pack, result) == []
    del result["notes"][0]
    assert _places(pack, result) == ["notes", "digest"]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "logic"},
        {"checked": False},
        {"agreed": False},
        {"agreed": None},
        {"version": "newest"},
        {"version": None},
    ],
)
def test_what_is_said_of_the_engine_fits_together(pack: Pack, changed: dict[str, Any]) -> None:
    """An engine that was checked and agreed is not said to be anything else."""
    result = saved(assess(pack, {"unanswered": "no", "answers": CASES[Urgency.SOON]}))
    assert result["engine"]["name"] == "durable_rules"
    result["engine"] |= changed
    assert _places(pack, result)[:-1] != []


# ------------------------------------------------------------------------------------------- faults of what it checks


@pytest.mark.parametrize(
    ("module", "name", "wrong", "place"),
    [
        (conclusions, "urgency_of", lambda *_: Urgency.ROUTINE, "urgency"),
        (conclusions, "possible_causes", lambda *_: (), "possible_causes"),
        (findings, "strength_of", lambda *_: Strength.WEAK, "possible_causes[0].strength"),
        (findings, "not_known", lambda *_: ("age",), "not_known"),
        (findings, "danger_signs", lambda *_: (), "danger_signs"),
        (advice, "professionals", lambda *_: (), "professionals"),
        (advice, "treatments", lambda *_: (), "treatments"),
        (advice, "exercises", lambda *_: ((), ()), "exercises"),
    ],
)
def test_a_fault_of_what_made_the_result_is_found(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, wrong: Any, place: str
) -> None:
    """The checker does not share the code that it checks: what that gets wrong, it finds."""
    monkeypatch.setattr(module, name, wrong)
    places = _places(pack, written(pack, CASES[Urgency.SOON]))
    assert place in places
    assert "digest" not in places


def test_checking_loads_nothing_that_makes_results(pack: Pack, tmp_path: Path) -> None:
    """`triage check` runs without the reasoning, the engines, the interview or the assessment."""
    file = tmp_path / "result.json"
    file.write_text(json.dumps(written(pack, CALM)), encoding="utf-8")
    rooms = ("assessment", "explain", "interview", "proof", "reasoning", "report")
    program = (
        f"import sys; from triage.cli.main import run; code = run(['check', {str(file)!r}]);"
        f"print(code, [name for name in sys.modules if name.startswith({tuple(f'triage.{room}' for room in rooms)})])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


# -------------------------------------------------------------------------------------------------- what is no result


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON: Expecting value, line 1"),
        ("[1]", "not a result of `triage assess --json`: it has no schema"),
        ('{"answers": {}}', "it has no schema. These are answers: `triage assess FILE --json` makes a result of them."),
        ('{"assessment": {}}', "Check what is under 'assessment' alone."),
        ('{"schema": "triage.assessment/9"}', 'its schema is "triage.assessment/9", not "triage.assessment/1"'),
        ('{"schema": 1, "schema": 2}', 'not a result: "schema" is given twice'),
        ("[" * 100_000, "nested too deeply"),
        (f'{{"schema": {"9" * 5_000}}}', "not a result: a number with too many digits"),
    ],
)
def test_what_is_no_result_is_refused(text: str, told: str) -> None:
    """What is not a result at all is unreadable input, in words."""
    with pytest.raises(InputError) as refused:
        read_result(text)
    assert told in str(refused.value)


def test_a_result_of_another_pack_says_which(pack: Pack, tmp_path: Path, calm: Result) -> None:
    """A result is checked with the pack that it was made with, and with no other."""
    other = load_pack(planted(tmp_path / "pack", Edit("knowledge/sources.yaml", "# a remark\n")))
    with pytest.raises(InputError) as refused:
        check_result(other, calm)
    assert f"{pack.about.id} {pack.about.version}, {pack.sha256[:12]}" in str(refused.value)
    assert other.sha256[:12] in str(refused.value)
    nothing: tuple[Any, ...] = (None, "x", {})
    for broken in nothing:
        with pytest.raises(InputError):
            check_result(pack, copied(calm) | {"pack": broken})

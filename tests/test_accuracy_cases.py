"""Labelled cases are read as they are meant, or refused with the line and what is allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from triage.assessment import assess
from triage.errors import AnswersError
from triage.evaluation.accuracy import CaseReader, LabelledCase, judge
from triage.interview.replay import replay
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

LINE: dict[str, Any] = {
    "id": "C1",
    "source": "a book",
    "diagnosis": "Stroke",
    "cause": "stroke",
    "cause_also_ok": ["outside"],
    "urgency": "emergency_now",
    "urgency_also_ok": ["emergency_department"],
    "urgency_basis": "a guideline",
    "core": True,
    "weakness_stated": True,
    "unanswered": "no",
    "answers": {"age": 62, "side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"},
}


def read(pack: Pack, **changes: Any) -> LabelledCase:
    """The case of LINE with some keys changed, or left out where they are None."""
    raw = {key: value for key, value in (LINE | changes).items() if value is not None}
    return CaseReader(pack, "cases.jsonl").read(json.dumps(raw), 7)


def refused(pack: Pack, text: str) -> list[str]:
    with pytest.raises(AnswersError) as error:
        CaseReader(pack, "cases.jsonl").read(text, 7)
    assert all(str(problem.where) == "cases.jsonl:7" for problem in error.value.problems)
    return [f"{problem.code} {problem.message} {problem.hint}" for problem in error.value.problems]


def refused_with(pack: Pack, **changes: Any) -> list[str]:
    return refused(pack, json.dumps({key: value for key, value in (LINE | changes).items() if value is not None}))


def test_a_case_is_read_with_its_labels(pack: Pack) -> None:
    """Labels and answers are kept; what means nothing here is passed over."""
    case = read(pack)
    assert (case.id, case.diagnosis, case.family, case.is_core) == ("C1", "Stroke", "stroke", True)
    assert case.accepted == (Urgency.EMERGENCY_DEPARTMENT, Urgency.EMERGENCY_NOW)
    assert (case.cause, case.cause_also_ok) == ("stroke", ("outside",))
    assert (case.answers.unanswered, case.answers.given["age"]) == ("no", 62)


def test_what_may_be_left_out_has_a_plain_meaning(pack: Pack) -> None:
    """Without diagnosis, other causes and family a case is counted in the family of its cause."""
    case = read(pack, diagnosis=None, cause_also_ok=None, unanswered=None)
    assert (case.diagnosis, case.cause_also_ok, case.family) == ("", (), "stroke")
    assert case.answers.unanswered == "unsure"
    assert read(pack, family="brain").family == "brain"


@pytest.mark.parametrize("name", ["side", "onset_tempo", "time_since_start"])
def test_a_described_case_tells_side_onset_and_time(pack: Pack, name: str) -> None:
    """Leaving one of the three out, or not being sure of it, makes a case less than described."""
    assert read(pack).is_described
    assert not read(pack, core=False).is_described
    assert not read(pack, answers=LINE["answers"] | {name: "unsure"}).is_described
    assert not read(pack, answers={key: value for key, value in LINE["answers"].items() if key != name}).is_described


@pytest.mark.parametrize("key", ["id", "urgency", "urgency_also_ok", "cause", "core", "answers"])
def test_what_is_missing_is_named(pack: Pack, key: str) -> None:
    """A key that is needed and is not there is named, once."""
    (told,) = refused_with(pack, **{key: None})
    assert key in told
    assert "missing" in told


def test_a_misspelt_key_is_guessed(pack: Pack) -> None:
    """Where a needed key is missing and a similar one is there, the message says so."""
    (told,) = refused_with(pack, urgency=None, urgencey="soon")
    assert told.startswith("V402 urgency: missing from this case. Is it 'urgencey'? It can be: routine, soon, ")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"urgency": "emergency-now"},
            "V403 urgency: 'emergency-now' is not known here. Did you mean 'emergency_now'?",
        ),
        ({"urgency": 5}, "V403 urgency: '5' is not known here. It can be: routine, soon, "),
        ({"urgency_also_ok": ["son"]}, "V403 urgency_also_ok: 'son' is not known here. Did you mean 'soon'?"),
        ({"urgency_also_ok": "soon"}, "V403 urgency_also_ok: a list is needed here A list, empty or of: routine, "),
        ({"cause": "strok"}, "V403 cause: 'strok' is not known here. Did you mean 'stroke'? It can be: "),
        ({"cause": ["stroke"]}, "V403 cause: a text is needed here A cause of the pack, or outside."),
        ({"cause_also_ok": ["outsid"]}, "V403 cause_also_ok: 'outsid' is not known here. Did you mean 'outside'?"),
        ({"core": "yes"}, "V403 core: true or false is needed here It can be: true, false "),
        ({"family": ""}, "V403 family: the text is empty "),
        ({"id": 5}, "V403 id: a text is needed here "),
        ({"answers": {"side": "left_leg"}}, "A202 answers.side: 'left_leg' is not an answer to this question."),
        ({"answers": {"foot_dorp": "yes"}}, "A201 answers.foot_dorp: no such question. Did you mean 'foot_drop'?"),
        ({"unanswered": "maybe"}, "A202 unanswered: 'maybe' is not known here"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(pack: Pack, changes: dict[str, Any], told: str) -> None:
    """One problem, at its line, with the nearest word or what can stand there."""
    (found,) = refused_with(pack, **changes)
    assert found.startswith(told)


def test_all_that_is_wrong_with_a_line_is_told(pack: Pack) -> None:
    """Wrong labels and wrong answers are told together."""
    told = refused_with(pack, urgency="tomorrow", cause="luck", answers={"age": 500})
    assert [each.split()[0] for each in told] == ["V403", "V403", "A204"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": ', "V401 not JSON: "),
        ("[]", "V401 a labelled case is a mapping"),
        ("5", "V401 a labelled case is a mapping"),
        ("[" * 100_000, "V401 not JSON: nested too deeply"),
        ('{"id": ' + "9" * 10_000 + "}", "V401 not JSON: "),
        ('{"core": true, "core": false}', "V404 'core' is given twice"),
        ('{"answers": {"side": "one_leg", "side": "both_legs"}}', "V404 'side' is given twice"),
    ],
)
def test_what_is_no_case_is_refused(pack: Pack, text: str, told: str) -> None:
    """What is not JSON, not an object, or says one thing twice is one problem."""
    (found,) = refused(pack, text)
    assert found.startswith(told)


def test_an_id_is_used_once(pack: Pack) -> None:
    """The second case with the same id is refused, and says where the first one is."""
    reader = CaseReader(pack, "cases.jsonl")
    reader.read(json.dumps(LINE), 1)
    reader.read(json.dumps(LINE | {"id": "C2"}), 2)
    with pytest.raises(AnswersError, match=r"first used at cases\.jsonl:1"):
        reader.read(json.dumps(LINE), 3)


def test_a_case_is_judged_by_its_assessment(pack: Pack) -> None:
    """What is judged is what `assess` says, with what `replay` asks."""
    case = read(pack)
    found, assessment, asked = judge(pack, case), assess(pack, case.answers), replay(pack, case.answers)
    assert found.urgency is found.adaptive is assessment.urgency
    assert found.causes == tuple(cause.cause for cause in assessment.possible_causes)
    signs = {sign.rule: sign.certain for sign in assessment.danger_signs}
    assert {rule: certain for rule, certain in found.deciding.items() if rule != pack.base.id} == signs
    assert (found.questions, found.items) == (asked.questions, asked.items)


def test_without_its_rules_a_case_falls_to_the_base_level(pack: Pack) -> None:
    """Leaving out every danger sign that fired leaves what the base rule says."""
    found = judge(pack, read(pack), "logic")
    assert found.is_agreed is None
    assert found.urgency_without(pack, []) is found.urgency
    assert found.urgency_without(pack, list(pack.danger_signs)) is pack.base.urgency

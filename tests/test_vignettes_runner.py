"""`triage test`: what a clinician reads when a vignette fails, when a file is wrong, and how often a rule is tested."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from command import Folder, triage

from triage.assessment import Assessment, assess
from triage.evaluation import coverage, read_vignettes, run
from triage.evaluation.outcome import Outcome
from triage.pack.pack import Pack

SUDDEN = "age: 70, side: one_leg, onset_tempo: sudden, time_since_start: lt_24h"
CALM = "onset_tempo: months_years, time_since_start: gt_3m, walking_ability: normal, age: 40"
INJURED = f"{SUDDEN}, recent_injury: [leg_foot], injury_same_leg: yes, injury_signs: [none]"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def _outcome(pack: Pack, answers: str, expect: str, unanswered: str = "no") -> Outcome:
    text = f"- title: A case\n  unanswered: {unanswered}\n  answers: {{{answers}}}\n  expect: {{{expect}}}\n"
    (vignette,), problems = read_vignettes(pack, text, "v.yaml")
    assert problems == []
    return run(pack, vignette)


# ----------------------------------------------------------------------------------------------------------- failures


def test_a_right_expectation_passes(pack: Pack) -> None:
    """All that can be expected, expected rightly."""
    expect = (
        "urgency: emergency_now, first_cause: stroke, causes: [stroke], exercises: [], withheld: [leg_raises], "
        "fires: [RF02_sudden_one_sided, one_leg_or_one_side], does_not_fire: [RF01_fast_sign]"
    )
    assert _outcome(pack, f"{SUDDEN}, walking_ability: difficulty", expect).failures == ()


def test_under_triage_names_the_rule_and_the_condition(pack: Pack) -> None:
    """The place and the title, then the two levels, then the rule that should have fired and what was not met."""
    answers = SUDDEN.replace("sudden", "hours_days")
    outcome = _outcome(pack, answers, "urgency: emergency_now, fires: [RF02_sudden_one_sided]")
    first, second, third = str(outcome).splitlines()
    assert first == "v.yaml:1: A case"
    assert second.startswith("under-triage: expected emergency_now, got ")
    assert third == "    RF02_sudden_one_sided should have fired: onset_tempo is sudden (here: hours_days)"


def test_under_triage_without_a_named_rule_names_the_nearest(pack: Pack) -> None:
    """Where the vignette names no rule, those that lack the least are named."""
    failure = _outcome(pack, SUDDEN.replace("sudden", "hours_days"), "urgency: emergency_now").failures[0]
    assert "    nearest rule RF02_sudden_one_sided did not fire: onset_tempo is sudden (here: hours_days)" in str(
        failure
    )


def test_a_rule_that_was_let_off_says_by_what(pack: Pack) -> None:
    """When `unless` kept a rule from firing, that is the reason given."""
    outcome = _outcome(pack, INJURED, "urgency: emergency_now, fires: [RF02_sudden_one_sided]")
    assert "RF02_sudden_one_sided should have fired: let off, since injury_same_leg is yes" in str(outcome)


def test_hidden_and_numeric_answers_are_told(pack: Pack) -> None:
    """A number that is too low, and a question that was never shown, are said to be so."""
    outcome = _outcome(pack, SUDDEN, "urgency: emergency_now, fires: [RF36_injury_sudden, stroke__age_55, RF55_falls]")
    assert "injury_same_leg is yes (here: no, not asked)" in str(outcome)
    assert "falls is at least 2 (here: 0)" in str(outcome)


def test_over_triage_names_the_rule_that_fired(pack: Pack) -> None:
    """Over-triage says which danger signs fired and on which answers, and at most three of them."""
    told = str(_outcome(pack, SUDDEN, "urgency: soon").failures[0])
    assert told.startswith("over-triage: expected soon, got emergency_now")
    assert "RF02_sudden_one_sided fired (emergency_now) on onset_tempo: sudden, side: one_leg" in told
    many = str(_outcome(pack, "side: one_leg", "urgency: soon", "unsure").failures[0])
    assert "only because of what is not known" in many
    assert many.splitlines()[-1].strip().startswith("and ")
    base = str(_outcome(pack, f"{CALM}, course: same, side: one_leg", "urgency: routine").failures[0])
    assert "no danger sign fired; this is the base level" in base


def test_causes_that_differ(pack: Pack) -> None:
    """A wrong first cause, a missing one and an unexpected one are three failures, each in a sentence."""
    outcome = _outcome(pack, SUDDEN, "urgency: emergency_now, first_cause: injuries, causes: [injuries]")
    assert [failure.message for failure in outcome.failures] == [
        "wrong first cause: expected injuries, got stroke",
        "missing cause: injuries is not shown",
        "unexpected cause: stroke is shown",
    ]
    assert "for it: stroke__" in str(outcome)
    allowed = "urgency: emergency_now, causes: [], also_allowed: [stroke]"
    assert _outcome(pack, SUDDEN, allowed).failures == ()


def test_what_is_told_of_causes_differs(pack: Pack) -> None:
    """Another strength, and other named conditions than those shown, are failures."""
    wrong = "urgency: emergency_now, strengths: {stroke: moderate, injuries: strong}, conditions: [trauma]"
    got = _outcome(pack, SUDDEN, wrong)
    (shown,) = (cause for cause in got.assessment.possible_causes if cause.cause == "stroke")
    named = sorted(one.condition for cause in got.assessment.possible_causes for one in cause.conditions)
    assert [failure.message for failure in got.failures] == [
        f"wrong strength: expected stroke to be moderate, it is {shown.strength}",
        "wrong strength: expected injuries to be strong, it is not shown at all",
        f"wrong named conditions: expected trauma; got {', '.join(named)}",
    ]
    right = f"urgency: emergency_now, strengths: {{stroke: {shown.strength}}}, conditions: [{', '.join(named)}]"
    assert _outcome(pack, SUDDEN, right).is_passed


def test_whom_to_see_differs(pack: Pack) -> None:
    """A professional who is not among those to see is a failure that says who is."""
    (failure,) = _outcome(pack, SUDDEN, "urgency: emergency_now, professionals: [ambulance, podiatrist]").failures
    assert str(failure).startswith("missing: podiatrist is not among those to see\n    named: ambulance")


def test_rules_that_differ(pack: Pack) -> None:
    """Not fired, fired and should not, fired only because of what is not known: each names the rule and why."""
    near = (
        "urgency: emergency_now, fires: [RF01_fast_sign], does_not_fire: [one_leg_or_one_side, RF02_sudden_one_sided]"
    )
    told = str(_outcome(pack, SUDDEN, near))
    assert (
        "rule RF01_fast_sign did not fire\n    not met: face_droop is yes (here: no) (or 2 others) [fast_sign]" in told
    )
    assert "rule one_leg_or_one_side fired, and should not\n    on answer:side=one_leg" in told
    unsure = "side: one_leg, face_droop: unsure"
    unsure_rules = "fires_if_unsure: [one_leg_or_one_side, RF03_one_side_hours_days]"
    told = str(_outcome(pack, unsure, f"urgency: emergency_now, fires: [RF01_fast_sign], {unsure_rules}"))
    assert "rule RF01_fast_sign fired, but only because of what is not known" in told
    assert "rule one_leg_or_one_side fired for certain, not because of what is not known" in told
    assert "rule RF03_one_side_hours_days did not fire" in told


def test_exercises_that_differ(pack: Pack) -> None:
    """Shown and should not be, withheld and should be shown, not withheld: each a failure."""
    calm = f"{CALM}, course: worse_slow, side: both_legs"
    got = _outcome(pack, calm, "urgency: soon")
    shown = [exercise.exercise for exercise in got.assessment.exercises]
    assert shown
    told = str(_outcome(pack, calm, f"urgency: soon, exercises: [], withheld: [{shown[0]}]"))
    assert f"exercise {shown[0]} is shown, and should not be" in told
    assert f"exercise {shown[0]} is not withheld, and should be" in told
    told = str(_outcome(pack, SUDDEN, "urgency: emergency_now, exercises: [leg_raises]"))
    assert "exercise leg_raises is withheld, and should be shown" in told


def test_gates_that_did_not_fire_say_what_the_conclusions_were(pack: Pack) -> None:
    """A gate reads conclusions: the level and the causes that it waited for are told like answers."""
    expect = "urgency: soon, fires: [withhold_at_urgent_levels, withhold_with_possible_injury]"
    told = str(_outcome(pack, f"{CALM}, course: same, side: both_legs", expect))
    assert "the urgency is emergency_now or emergency_department or urgent_same_day (here: soon)" in told
    assert "a possible cause is injuries" in told


def test_engines_that_differ_fail_a_vignette(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disagreement of the engines is a failure, whatever the result."""

    def planted(*arguments: Any, **settings: Any) -> Assessment:
        made = copy.copy(assess(*arguments, **settings))
        engine = copy.copy(made.engine)
        object.__setattr__(engine, "agreed", False)
        object.__setattr__(made, "engine", engine)
        return made

    monkeypatch.setattr("triage.evaluation.outcome.assess", planted)
    failures = _outcome(pack, SUDDEN, "urgency: emergency_now").failures
    assert [str(failure) for failure in failures] == ["the two engines do not agree on this case"]


# --------------------------------------------------------------------------------------------------------------- files

WRONG = """\
- title: First
  answer: {age: 70}
  answers: {}
  expect: {urgency: emergency_nw, frist_cause: stroke}
- title: Second
  id: x
  answers:
    age: 700
    side: oneleg
    onset_tmpo: weeks
  expect:
    urgency: soon
    first_cause: strok
    fires:
      - RF02_sudden_one_sidd
- 3
- {title: x, unanswered: nope, person: me, answers: {}}
- {title: Strong, answers: {}, expect: {urgency: soon, strengths: {stroke: storng}}}
- {title: No, answers: {}, expect: {urgency: soon, strengths: {strok: weak}, conditions: [mss], professionals: [gpp]}}
- {title: Third, id: y, answers: {}, expect: {urgency: soon}}
- {title: Fourth, id: y, answers: {}, expect: {urgency: soon}}
"""
PROBLEMS = [
    "v.yaml:4: V304 expect.urgency: 'emergency_nw' is not known here. Did you mean 'emergency_now'?",
    "v.yaml:4: V303 'expect.frist_cause' is not known here. Did you mean 'first_cause'?",
    "v.yaml:2: V303 'answer' is not known here. Did you mean 'answers'?",
    "v.yaml:13: V305 expect.first_cause names the cause 'strok', which the pack does not have. Did you mean 'stroke'?",
    "v.yaml:15: V305 expect.fires names the rule 'RF02_sudden_one_sidd', which the pack does not have.",
    "v.yaml:8: A204 answers.age: 700 is out of range",
    "v.yaml:9: A202 answers.side: 'oneleg' is not an answer to this question. Did you mean 'one_leg'?",
    "v.yaml:10: A201 answers.onset_tmpo: no such question. Did you mean 'onset_tempo'?",
    "v.yaml:16: V304 vignette: a mapping of key to value is needed here",
    "v.yaml:17: V304 title: String should have at least 2 characters",
    "v.yaml:17: V304 unanswered: 'nope' is not known here. Did you mean 'no'?",
    "v.yaml:17: V304 person: 'me' is not known here.",
    "v.yaml:17: V302 'expect' is missing from this vignette",
    "v.yaml:18: V304 expect.strengths.stroke: 'storng' is not known here. Did you mean 'strong'?",
    "v.yaml:19: V305 expect.strengths names the cause 'strok', which the pack does not have. Did you mean 'stroke'?",
    "v.yaml:19: V305 expect.conditions names the condition 'mss', which the pack does not have.",
    "v.yaml:19: V305 expect.professionals names the professional 'gpp', which the pack does not have.",
    "v.yaml:21: V306 the id 'y' is used twice",
]


def test_everything_wrong_with_a_file_is_told_at_once(pack: Pack) -> None:
    """Each problem has its line, its code and the nearest right word; what is right is read all the same."""
    read, problems = read_vignettes(pack, WRONG, "v.yaml")
    assert [vignette.title for vignette in read] == ["Third", "Fourth"]
    assert len(problems) == len(PROBLEMS)
    assert [str(told) for told, start in zip(problems, PROBLEMS, strict=True) if not str(told).startswith(start)] == []


@pytest.mark.parametrize(
    ("text", "code"), [("title: x", "V301"), ("[]", "V301"), ("- a: [", "C103"), ("- &a b", "C105")]
)
def test_a_file_that_is_no_list_of_cases(pack: Pack, text: str, code: str) -> None:
    """A mapping, an empty list, no YAML: refused with a code."""
    read, problems = read_vignettes(pack, text, "v.yaml")
    assert (read, [problem.code for problem in problems]) == ([], [code])


# ------------------------------------------------------------------------------------------------------------- command

PASSING = f"""\
- title: Woke with one weak leg
  answers: {{{SUDDEN}}}
  expect: {{urgency: emergency_now, fires: [RF02_sudden_one_sided], does_not_fire: [RF01_fast_sign]}}
"""
FAILING = PASSING.replace("emergency_now", "routine")


def test_the_packs_own_vignettes_pass(pack: Pack) -> None:
    """Without a file, those of the checkout are run; the summary is the result, with the coverage of the rules."""
    ended = triage("test")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0].endswith(" passed, 0 failed.")
    assert f"of {len(pack.danger_signs)} danger signs are fired by two vignettes and have a near miss" in ended.out


def test_a_passing_file(folder: Folder) -> None:
    """All passed: exit code 0; with --quiet, not a word."""
    file = folder.file("a.yaml", PASSING)
    assert triage("test", file).out.startswith("1 vignettes: 1 passed, 0 failed.")
    ended = triage("test", file, "--quiet")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_a_failing_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is said in clinical words with its place, exit code 1."""
    monkeypatch.chdir(folder.path)
    folder.file("a.yaml", FAILING)
    ended = triage("test", "a.yaml")
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith("a.yaml:1: Woke with one weak leg\nover-triage: expected routine, got emergency_now\n")
    assert "1 vignettes: 0 passed, 1 failed (0 under-triage, 1 over-triage)." in ended.out


def test_folders_and_standard_input(folder: Folder) -> None:
    """A folder stands for the files in it, and - for standard input."""
    folder.file("a.yaml", PASSING)
    folder.file("b.yaml", FAILING)
    ended = triage("test", folder.path)
    assert (ended.code, "2 vignettes: 1 passed, 1 failed" in ended.out) == (1, True)
    assert triage("test", "-", stdin=PASSING.encode()).code == 0


def test_a_broken_file_is_wrong_use(folder: Folder) -> None:
    """Problems of a file are lines on standard error, exit code 2; the other cases are still run."""
    ended = triage("test", folder.file("a.yaml", PASSING + WRONG))
    assert (ended.code, len(ended.lines)) == (2, len(PROBLEMS))
    assert "vignettes: 1 passed, 2 failed" in ended.out


def test_as_json(folder: Folder) -> None:
    """For programs: every vignette with its failures, the problems, and the coverage."""
    told = json.loads(triage("test", folder.file("a.yaml", FAILING + "- 3\n"), "--json").out)
    assert (told["passed"], told["failed"], len(told["problems"])) == (0, 1, 1)
    (vignette,) = told["vignettes"]
    assert vignette["failures"][0]["kind"] == "over-triage"
    assert {"rule": "RF02_sudden_one_sided", "fired_by": 1, "near_misses": 0} in told["coverage"]


def test_coverage_counts_firings_and_near_misses(pack: Pack, folder: Folder) -> None:
    """A sign counts as covered when two vignettes fire it and one is a near miss that does not."""
    read, _ = read_vignettes(pack, PASSING, "v.yaml")
    outcomes = [run(pack, vignette) for vignette in read * 2]
    signs = {sign.rule: sign for sign in coverage(pack, outcomes)}
    assert (signs["RF02_sudden_one_sided"].fired_by, signs["RF02_sudden_one_sided"].is_enough) == (2, False)
    assert (signs["RF01_fast_sign"].fired_by, signs["RF01_fast_sign"].near_misses) == (0, 2)
    table = triage("test", folder.file("a.yaml", PASSING), "--coverage").out
    assert any(line.split() == ["RF02_sudden_one_sided", "1", "0", "<--", "too", "few"] for line in table.splitlines())


def test_a_pack_without_vignettes_says_so(tmp_path: Path) -> None:
    """An installed pack comes without vignettes: one line says how to name files."""
    import shutil

    root = Path(__file__).resolve().parents[1]
    for part in ("knowledge", "rules"):
        shutil.copytree(root / part, tmp_path / part)
    ended = triage("test", "--pack", tmp_path)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "There are no vignettes with this pack" in ended.err

"""The safety net: every line is true for this very person, new to them, and in plain words."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from random_answers import random_answers
from readability_grade import grade

from triage.assessment import Assessment, assess
from triage.evaluation import read_vignettes, vignette_files
from triage.locale import ENGLISH
from triage.pack.lint import coverage
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.new_signs import MOST_LINES, WatchLine, watch_lines
from triage.reasoning.standing import standing_of


def lines_of(pack: Pack, **answers: object) -> tuple[WatchLine, ...]:
    standing = standing_of(pack, read_answers(pack, {"unanswered": "no", "answers": answers}))
    return watch_lines(standing, standing.urgency)


def signs_of(lines: tuple[WatchLine, ...]) -> set[tuple[str, str]]:
    return {(watched.sign.question, watched.sign.answer) for line in lines for watched in line.signs}


def check(pack: Pack, answers: Answers) -> int:
    """Every sign of one person's net, tried on their answers; returns how many there were.

    The first of each line is tried with everything settled anew, which costs more.
    """
    standing = standing_of(pack, answers)
    lines = watch_lines(standing, standing.urgency)
    assert len(lines) <= MOST_LINES
    assert bool(lines) is (standing.urgency is not Urgency.EMERGENCY_NOW)
    assert [line.then.rank for line in lines] == sorted((line.then.rank for line in lines), reverse=True)
    for line in lines:
        assert line.then > standing.urgency
        for number, watched in enumerate(line.signs):
            name, present = watched.sign.question, standing.answers.given.get(watched.sign.question, ())
            assert isinstance(present, int) or watched.sign.answer not in present
            assert pack.questions[name].can_change
            assert standing.urgency_if({name: watched.value}) is line.then
            assert standing.levels_if({name: watched.value})[watched.rule] is line.then
            if number:
                continue
            after = infer(pack, logic_of(pack).settle(standing.document({name: watched.value})))
            assert after.conclusions.urgency is line.then
            assert watched.rule in {firing.rule for firing in after.firings}
    return len(signs_of(lines))


def test_every_line_is_true_for_random_answers(pack: Pack) -> None:
    """With the new sign the rule fires at that level, it was not there before, and below the top there is a line."""
    rng = random.Random(61)
    assert sum(check(pack, random_answers(pack, rng)) for _ in range(250)) > 1000


@pytest.mark.no_cover
@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_every_line_is_true_for_vignettes(pack: Pack, share: int) -> None:
    """The same for the answers of one vignette in so many."""
    for file in vignette_files(pack):
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0][::share]:
            check(pack, vignette.answers)


def test_the_result_holds_what_would_change(pack: Pack) -> None:
    """Each line of a result has the answers that would change, each with its rule, and the sources of these rules."""
    rng = random.Random(62)
    for _ in range(40):
        answers = random_answers(pack, rng)
        made: Assessment = assess(pack, answers, engine="logic")
        standing = standing_of(pack, answers)
        for line in made.safety_net:
            assert line.rule == line.changes[0].rule
            assert set(line.sources) == {
                name for change in line.changes for name in pack.danger_signs[change.rule].sources
            }
            for change in line.changes:
                values = read_answers(pack, {"answers": change.answers}).given
                assert len(values) == 1
                assert standing.urgency_if(values) is line.then


def test_a_calm_person_watches_for_stroke_breath_and_the_lower_back(pack: Pack) -> None:
    """Whoever has had weak legs for years is told of the signs that call for help at once."""
    lines = lines_of(
        pack, age=62, side="both_legs", onset_tempo="months_years", time_since_start="gt_3m", course="same"
    )
    signs = signs_of(lines)
    assert {("face_droop", "yes"), ("breathing_trouble", "at_rest"), ("cold_pale_leg", "yes")} <= signs
    assert {("saddle_numbness", "yes"), ("bladder_change", "new_retention")} <= signs
    assert lines[0].words(Wording(pack.countries["GB"])).startswith("your face droops on one side, an arm")
    assert "they suddenly lose their balance" in lines[0].words(Wording(pack.countries["GB"], "other"))


def test_what_is_there_already_is_no_new_sign(pack: Pack) -> None:
    """A sign that is there is not listed, nor a milder form of one that is there."""
    there = {"side": "both_legs", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "worse_fast"}
    assert ("course", "worse_fast") not in signs_of(lines_of(pack, **there))
    assert ("course", "worse_slow") not in signs_of(lines_of(pack, **there))
    assert ("walking_ability", "needs_help") not in signs_of(lines_of(pack, **there, walking_ability="cannot"))


def test_a_worse_form_beside_a_milder_one_is_left_out(pack: Pack) -> None:
    """Where needing help to walk is as urgent as not walking at all, only the first is told."""
    lines = lines_of(pack, side="one_leg", onset_tempo="weeks", time_since_start="w1_4", course="same")
    course = {("course", "worse_slow"), ("course", "worse_fast")}
    walking = {("walking_ability", "needs_help"), ("walking_ability", "cannot")}
    assert not any(pair <= signs_of((line,)) for line in lines for pair in (course, walking))


def test_lines_can_be_read(pack: Pack) -> None:
    """A line is a list of short and easy signs, and no longer than a few lines on a telephone."""
    rng = random.Random(63)
    seen: set[tuple[str, ...]] = set()
    for _ in range(150):
        standing = standing_of(pack, random_answers(pack, rng))
        for line in watch_lines(standing, standing.urgency):
            for person in ("self", "other"):
                say = Wording(pack.countries["GB"], person)
                seen.add(tuple(say(watched.sign.says) for watched in line.signs))
    assert len(seen) > 20
    assert max(grade(f"Call if {sign}.") for signs in seen for sign in signs) <= 9
    assert max(len(ENGLISH.either(signs)) for signs in seen) <= 260


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a or b", "c"], "a or b, or c"),
        (["a, b", "c"], "a, b, or c"),
        (["a", "b", "c"], "a, b, or c"),
    ],
)
def test_either_of_several(parts: list[str], said: str) -> None:
    """Things of which one is enough read as one run of words."""
    assert ENGLISH.either(parts) == said


def test_lint_finds_a_sign_without_words(pack: Pack) -> None:
    """L208: an answer that can start and be an emergency needs words, and what cannot start must have none."""
    eyes = {name: entry for name, entry in pack.new_signs.items() if name != "signs_of_the_eyes"}
    found = list(coverage.new_signs_are_worded(replace(pack, new_signs=eyes)))
    assert {problem.code for problem in found} == {"L208"}
    assert any("'eye_signs: lid_droop'" in problem.message for problem in found)
    assert not list(coverage.new_signs_are_worded(pack))

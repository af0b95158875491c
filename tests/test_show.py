"""`show` says anything in a pack in words; conditions read like sentences."""

from __future__ import annotations

import pytest

from triage.errors import UnknownId
from triage.pack.conditions import read_condition
from triage.pack.in_words import condition_lines
from triage.pack.knowledge import kind_of
from triage.pack.pack import Pack
from triage.pack.show import WIDTH, show
from triage.pack.uses import users_of
from triage.pack.wording import Wording


@pytest.fixture(scope="module")
def say(pack: Pack) -> Wording:
    """The second person, in Britain."""
    return Wording(pack.countries["GB"])


def test_everything_with_an_id_can_be_shown_with_its_file_and_line(pack: Pack) -> None:
    """Nothing in the pack is out of reach, and whoever reads of it can open it."""
    for entry in [*pack.entries(), *pack.about.countries]:
        lines = show(pack, entry.id).splitlines()
        assert f"{kind_of(entry)} {entry.id}" in lines
        assert str(entry.where) in lines
        assert max(map(len, lines)) <= WIDTH + 5


def test_every_answer_can_be_shown(pack: Pack) -> None:
    """The value of an option leads to the questions that have it."""
    told = show(pack, "long_standing")
    assert "answer long_standing to question bladder_change" in told
    assert "answer long_standing to question bowel_change" in told


def test_the_same_id_in_several_kinds_is_shown_for_each(pack: Pack) -> None:
    """'stroke' is a cause, its condition, an entry of the article and a known diagnosis; none of them is hidden."""
    told = show(pack, "stroke").splitlines()
    assert {"cause stroke", "condition stroke", "article entry stroke"} <= set(told)
    assert "answer stroke to question known_diagnosis" in told


def test_a_rule_is_said_whole(pack: Pack) -> None:
    """Condition, exception, levels, reason, professionals and sources of a rule are all there, in words."""
    told = show(pack, "RF02_sudden_one_sided")
    rule = pack.danger_signs["RF02_sudden_one_sided"]
    flat = " ".join(told.split())
    for words in ("all of these:", "unless", "emergency_now", "urgent_same_day", "The weakness came all at once"):
        assert words in flat
    for name in (*rule.sources, *rule.see):
        assert f"{name}: " in flat
    assert pack.patterns["began_within_7_days"].means.rstrip(".") in flat


def test_a_question_says_who_reads_it(pack: Pack) -> None:
    """Rules that read a question are named, those that do so through a pattern apart; so are tick lists."""
    told = show(pack, "face_droop")
    assert "pattern: fast_sign" in told
    assert "and, by patterns, in" in told
    assert "RF01_fast_sign" in told.partition("and, by patterns, in")[2]
    assert "asked when            always" in told
    assert "walking_pain_pattern" in show(pack, "onset_tempo")


def test_a_number_says_its_range(pack: Pack) -> None:
    """Only a number has a range to show."""
    assert "maximum               120" in show(pack, "age")
    assert "maximum" not in show(pack, "side")


def test_an_exercise_names_the_gates_that_withhold_all(pack: Pack) -> None:
    """What withholds every exercise withholds this one too."""
    told = show(pack, "calf_raises")
    assert "withhold_at_urgent_levels" in told
    assert "withhold_calf_raises_after_falls" in told
    assert "withhold_leg_raises" not in told


def test_a_source_names_its_statements(pack: Pack) -> None:
    """Before a source is withdrawn one can see all that rests on it."""
    users = users_of(pack, "source", "CES-CSP")
    assert {"saddle_numbness", "RF17_saddle"} <= {user.id for user in users}
    told = show(pack, "CES-CSP")
    assert all(user.id in told for user in users)


def test_an_invariant_is_said_whole(pack: Pack) -> None:
    """Cases, changes and checks of invariants are shown with their conditions as lists."""
    told = " ".join(show(pack, "INV-22").split())
    assert "steps: months_years -> weeks -> hours_days -> sudden" in told
    assert "keep: all of these:" in told
    assert "then: urgency at least: emergency_department" in " ".join(show(pack, "INV-07").split())


def test_places_are_filled_in(pack: Pack, say: Wording) -> None:
    """The words of the country that is asked for are used, and those of the other person."""
    assert "Call 999 now" in show(pack, "emergency_now", say)
    other = Wording(pack.countries["US"], "other")
    assert "Call 911 now" in show(pack, "emergency_now", other)
    assert "Do not drive them yourself" in show(pack, "emergency_now", other)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("foot_dorp", "foot_drop"), ("RF01_fast", "RF01_fast_sign"), ("rf17", "RF17_saddle"), ("gb", "")],
)
def test_an_unknown_id_is_refused_with_the_nearest(pack: Pack, name: str, meant: str) -> None:
    """A mistyped id is one clear sentence, with the nearest known one when there is one."""
    with pytest.raises(UnknownId) as refused:
        show(pack, name)
    assert f"'{name}' is not the id of anything in this pack" in str(refused.value)
    assert ("Did you mean" in str(refused.value)) is bool(meant)
    assert meant in str(refused.value)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"foot_drop": "yes"}, ["Hard to lift the front of your foot, or it drags or slaps"]),
        ({"saddle_numbness": "no"}, ["Numb skin between the legs, or round the bottom or private parts: no"]),
        ({"saddle_numbness": "unsure"}, ["Numb skin between the legs, or round the bottom or private parts: not sure"]),
        ({"side": ["one_leg", "unsure"]}, ["Weakness in one leg or foot; or not sure"]),
        ({"onset_tempo": ["sudden", "hours_days"]}, ["{0}; or The weakness came over hours or a few days"]),
        ({"age": {"at_least": 16, "below": 40}}, ["Age: at least 16 and below 40 years"]),
        ({"age": "unsure"}, ["Age: not sure"]),
        ({"urgency": ["soon", "routine"]}, ["the urgency is soon or routine"]),
        ({"possible_cause": ["stroke", "injuries"]}, ["a possible cause is Stroke or Injuries"]),
        ("fast_sign", ["{1} (fast_sign)"]),
        (
            {"all": [{"age": {"below": 16}}, {"any": [{"age": "unsure"}, {"side": "unsure"}]}]},
            [
                "all of these:",
                "- Age: below 16 years",
                "- any of these:",
                "  - Age: not sure",
                "  - Where the weakness is: not sure",
            ],
        ),
    ],
)
def test_conditions_in_words(pack: Pack, say: Wording, condition: object, expected: list[str]) -> None:
    """Each test reads as a sentence; `all` and `any` are headings of lists, one in the other."""
    sudden = say(pack.questions["onset_tempo"].options[0].says or "")
    filled = [line.format(sudden, say(pack.patterns["fast_sign"].means).rstrip(".")) for line in expected]
    assert condition_lines(pack, read_condition(condition), say) == filled


def test_none_of_several_ticks_is_said_as_such(pack: Pack, say: Wording) -> None:
    """'none' of a question with ticks is no option of its own, but an answer."""
    (line,) = condition_lines(pack, read_condition({"head_signs": "none"}), say)
    assert line == f"{say(pack.questions['head_signs'].says)}: none of these"


def test_an_option_without_words_of_its_own_borrows_the_questions(pack: Pack, say: Wording) -> None:
    """A choice needs the question beside it to be understood; a tick stands for itself."""
    for question in pack.questions.values():
        for option in question.options:
            if option.says is None and option.value not in ("yes", "no"):
                (line,) = condition_lines(pack, read_condition({question.id: option.value}), say)
                assert line.endswith(say(option.label))

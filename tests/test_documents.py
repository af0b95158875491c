"""Answers documents: what is accepted, and that everything else is refused with its place, all at once."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import AnswersError
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE
from triage.reasoning.documents import parse_answers, read_answers


def test_the_example_of_the_contract(pack: Pack) -> None:
    """A whole document and only its answers part are both accepted; values become words and numbers."""
    answers = {
        "age": 62,
        "side": "both_legs",
        "numbness_tingling": "yes",
        "numbness_pattern": ["feet_sock", "burning_feet"],
    }
    whole = read_answers(pack, {"id": "case 1", "unanswered": "no", "answers": answers})
    assert whole.id == "case 1"
    assert whole.unanswered == "no"
    assert whole.given["numbness_pattern"] == ("feet_sock", "burning_feet")
    assert read_answers(pack, answers).given == whole.given


def test_a_document_survives_a_round_trip(pack: Pack) -> None:
    """Answers written as a document and read again are the same answers."""
    raw = {"id": "x", "for": "other", "answers": {"age": 8, "head_signs": ["drowsy", "unsure"], "falls": "unsure"}}
    answers = read_answers(pack, raw)
    assert read_answers(pack, answers.document(pack)) == answers


@pytest.mark.parametrize("word", ["unsure", "prefer_not_to_say"])
@pytest.mark.parametrize("question", ["age", "side", "face_droop", "head_signs", "sexual_change"])
def test_not_sure_is_an_answer_everywhere(pack: Pack, question: str, word: str) -> None:
    """Not sure and rather not say are answers to every question, and mean the same."""
    assert read_answers(pack, {question: word}).given[question] == NOT_SURE


def test_yaml_keeps_yes_and_no_as_words(pack: Pack) -> None:
    """A bare yes or no in YAML is a word, not a truth value."""
    answers = parse_answers(pack, "answers:\n  foot_drop: yes\n  face_droop: no\n", "case.yaml")
    assert answers.given == {"foot_drop": ("yes",), "face_droop": ("no",)}


REFUSED: list[tuple[str, Any, str]] = [
    (
        "unknown question",
        {"answers": {"onset_tepmo": "sudden"}},
        r"A201 answers\.onset_tepmo.*Did you mean 'onset_tempo'",
    ),
    ("unknown value", {"answers": {"side": "one_legg"}}, r"A202 answers\.side.*Did you mean 'one_leg'"),
    ("unknown tick", {"answers": {"head_signs": ["drowzy"]}}, r"A202 answers\.head_signs.*Did you mean 'drowsy'"),
    (
        "true for yes",
        {"answers": {"face_droop": True}},
        "A203 answers.face_droop: one word is needed here, not true or false",
    ),
    ("word for a number", {"answers": {"age": "62"}}, "A203 answers.age: a number is needed here"),
    ("true for a number", {"answers": {"age": True}}, "A203 answers.age"),
    ("number for a word", {"answers": {"side": 3}}, "A203 answers.side"),
    ("word for ticks", {"answers": {"head_signs": "drowsy"}}, "A203 answers.head_signs: a list of words"),
    (
        "number among ticks",
        {"answers": {"head_signs": ["drowsy", 3]}},
        "A203 answers.head_signs: a list of words is needed here, not a list with a number in it",
    ),
    ("set for ticks", {"answers": {"head_signs": {"drowsy"}}}, "A203 answers.head_signs.*not a Python set"),
    ("mapping for ticks", {"answers": {"head_signs": {"drowsy": 1}}}, "A203 answers.head_signs"),
    ("too old", {"answers": {"age": 121}}, "A204 answers.age: 121 is out of range"),
    ("below zero", {"answers": {"falls": -1}}, "A204"),
    ("no whole number", {"answers": {"age": 62.5}}, "A204"),
    ("not a number", {"answers": {"age": float("nan")}}, "A204"),
    ("infinite", {"answers": {"age": float("inf")}}, "A204"),
    (
        "none beside a tick",
        {"answers": {"head_signs": ["none", "drowsy"]}},
        "A205.*'none' stands beside another answer",
    ),
    ("ticked twice", {"answers": {"head_signs": ["drowsy", "drowsy"]}}, "A205"),
    ("unknown key", {"answers": {}, "anwsers": {}}, "A206 anwsers.*Did you mean 'answers'"),
    ("no answers", {"id": "x"}, "A207"),
    ("null", {"answers": {"side": None}}, "A208 answers.side: null is not an answer"),
    ("a list", [1, 2], "A209"),
    ("a text", "hello", "A209"),
    ("nothing", None, "A209"),
    ("answers is a list", {"answers": []}, "A209 answers"),
    ("unanswered", {"unanswered": "maybe", "answers": {}}, "A202 unanswered"),
    ("for", {"for": "me", "answers": {}}, "A202 for"),
    ("id", {"id": 7, "answers": {}}, "A203 id"),
    ("id too long", {"id": "x" * 201, "answers": {}}, "A203 id"),
]


@pytest.mark.parametrize(("raw", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_with_its_place(pack: Pack, raw: Any, message: str) -> None:
    """What is no answers document is refused with a code, the place, what is wrong and the nearest known word."""
    with pytest.raises(AnswersError, match=message):
        read_answers(pack, raw)


def test_all_problems_at_once(pack: Pack) -> None:
    """Every problem of a document is told in one go."""
    raw = {"answers": {"age": 500, "side": "left", "head_signs": ["none", "drowsy"], "foot_dorp": "yes"}, "extra": 1}
    with pytest.raises(AnswersError) as caught:
        read_answers(pack, raw)
    assert sorted(problem.code for problem in caught.value.problems) == ["A201", "A202", "A204", "A205", "A206"]


TEXTS: list[tuple[str, str, str]] = [
    ("key twice", '{"answers": {"age": 1, "age": 2}}', "A210"),
    ("key twice at the top", '{"answers": {}, "answers": {}}', "A210"),
    ("broken", '{"answers": {', "A212"),
    ("NaN", '{"answers": {"age": NaN}}', "A204"),
    ("1e400", '{"answers": {"age": 1e400}}', "A204"),
    ("many digits", '{"answers": {"age": ' + "9" * 5000 + "}}", "A212"),
    ("deep", "[" * 100_000, "A212"),
    ("deep mappings", '{"a":' * 100_000, "A212"),
    ("deep yaml", "answers: " + "[" * 5_000, "C10"),
    ("an anchor", "answers: &a {age: 3}\nid: *a", "C105"),
    ("yaml key twice", "answers: {age: 1, age: 2}", "C106"),
    ("too long", '{"answers": {}}' + " " * 1_000_001, "A211"),
    ("empty", "", "A209"),
    ("only a word", "hello", "A209"),
    ("control characters", "\x00\x01", "C103"),
]


@pytest.mark.parametrize(("text", "code"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_texts_that_are_refused(pack: Pack, text: str, code: str) -> None:
    """A text that is no JSON and no YAML, or is built to do harm, is refused in words."""
    with pytest.raises(AnswersError) as caught:
        parse_answers(pack, text, "case")
    assert caught.value.problems[0].code.startswith(code)


def test_a_problem_in_a_text_has_its_line(pack: Pack) -> None:
    """Problems of JSON and YAML texts name the line; in a stream, the line of the stream."""
    for text in ('{\n "answers": {\n  "side": "left"}}', "answers:\n\n  side: left"):
        with pytest.raises(AnswersError, match=r"case:3: A202"):
            parse_answers(pack, text, "case")
    with pytest.raises(AnswersError, match=r"case:7: A202"):
        parse_answers(pack, '{"answers": {"side": "left"}}', "case", line=7)


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["unsure", "none", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.just("answers"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(raw=_json)
def test_anything_is_read_or_refused(pack: Pack, raw: object) -> None:
    """Whatever the data, it is read as answers or refused as problems; no other error comes out."""
    everywhere = {"side": raw, "age": raw, "head_signs": raw, "face_droop": raw}
    for document in ({"answers": everywhere}, raw):
        with contextlib.suppress(AnswersError):
            read_answers(pack, document)

"""The content checks: each finds its fault, none cries wolf, and what the comparison of rules claims is so."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from planted import all_problems, planted
from random_answers import random_answers

from triage.errors import Location, Problem
from triage.pack.catalogue import Edit
from triage.pack.conditions import AllOf, Condition, read_condition
from triage.pack.lint import beyond_the_engine, coverage, firing, lint, lint_folder, sources, words
from triage.pack.lint.alternatives import Comparison, comparison_for
from triage.pack.pack import Pack
from triage.pack.references import conditions_of
from triage.pack.rules import DangerSign, ExerciseGate
from triage.pack.scales import Direction, Reading
from triage.pack.shingles import listing
from triage.reasoning.answers import Facts
from triage.reasoning.logic import YES, logic_of

PLACE = Location("rules/danger_signs/example.yaml", 7)
SIGN = {
    "id": "example_sign",
    "where": [PLACE.path, PLACE.line],
    "label": "An example",
    "when": {"heat_sensitivity": "yes"},
    "urgency": "soon",
    "if_unsure": "soon",
    "because": "This is an example.",
    "see": ["gp"],
    "outside_article": True,
    "sources": ["ART"],
}


def sign(**fields: Any) -> DangerSign:
    """A danger sign with nothing wrong beside what is given."""
    return DangerSign.from_json(json.dumps(SIGN | fields))


def with_signs(pack: Pack, *signs: DangerSign) -> Pack:
    """The pack with these danger signs and no others."""
    return replace(pack, danger_signs={each.id: each for each in signs})


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


# ---------------------------------------------------------------------------------------------------------------- all


def test_the_real_pack_has_no_problems() -> None:
    """The pack that is shipped passes every check, the limits of the engine included."""
    assert all_problems(Path(__file__).resolve().parents[1]) == []


def test_problems_come_in_the_order_of_the_files_and_once(pack: Pack) -> None:
    """Whoever mends a pack goes through it from top to bottom."""
    faulty = with_signs(pack, sign(because="Call 999 if your leg is worse.", sources=["ART", "ART"]))
    problems = lint(faulty)
    assert problems == sorted(set(problems))
    assert {"L405", "L407", "L302"} <= {problem.code for problem in problems if problem.where == PLACE}


def test_extra_checks_are_run_too(pack: Pack) -> None:
    """What this room cannot know is passed in by those who can."""
    known = Problem(Location("rules/base.yaml", 1), "X999", "an example")
    assert lint(pack, [lambda _: [known]]) == [known]


def test_what_the_engine_cannot_hold_is_reported_where_the_rule_stands(pack: Pack) -> None:
    """The engine speaks of rules by their ids; the person who mends one needs its file and line."""
    known = next(iter(pack.danger_signs.values()))
    messages = [f"'{known.id}#3' has 99 conditions", "'nobody' is too much", "all in all too much"]
    problems = list(beyond_the_engine(lambda _: messages)(pack))
    assert [problem.where for problem in problems] == [known.where, Location("rules"), Location("rules")]
    assert set(codes(problems)) == {"L501"}


def test_a_pack_that_cannot_be_used_still_has_its_texts_checked(tmp_path: Path) -> None:
    """An unknown id stops the checks of rules, which need it, but not those of words: as much as possible at once."""
    text = "\n- {id: example, means: 'Call 999.', when: nobody}\n"
    folder = planted(tmp_path, Edit("rules/patterns.yaml", text))
    assert {"R101", "L405"} <= set(codes(all_problems(folder)))


def test_a_pack_that_cannot_be_built_gives_the_problems_of_its_form(tmp_path: Path) -> None:
    """Without a pack there is nothing more to check."""
    folder = planted(tmp_path, Edit("rules/base.yaml"), Edit("rules/danger_signs/example.yaml", "- id: [\n"))
    assert set(codes(lint_folder(folder))) == {"C101", "C103"}


# -------------------------------------------------------------------------------------------------------------- rules

NEVER = [
    ("two values of one choice", {"all": [{"side": "one_leg"}, {"side": "both_legs"}]}, True),
    ("two ticks", {"all": [{"eye_signs": "double"}, {"eye_signs": "lid_droop"}]}, False),
    ("none and a tick", {"all": [{"eye_signs": "none"}, {"eye_signs": "lid_droop"}]}, True),
    ("an empty range", {"age": {"at_least": 60, "below": 50}}, True),
    ("ranges apart", {"all": [{"age": {"below": 16}}, {"age": {"at_least": 50}}]}, True),
    ("ranges that touch", {"all": [{"age": {"below": 51}}, {"age": {"at_least": 50}}]}, False),
    ("beyond the range of the question", {"age": {"at_least": 121}}, True),
    ("against a pattern", {"all": ["both_legs_or_more", {"side": "one_leg"}]}, True),
    ("two patterns", {"all": ["both_legs_or_more", "one_leg_or_one_side"]}, True),
    ("one way out", {"all": [{"any": ["both_legs_or_more", {"foot_drop": "yes"}]}, {"side": "one_leg"}]}, False),
    ("a hidden question", {"all": [{"numbness_pattern": "feet_sock"}, {"numbness_tingling": "no"}]}, True),
    ("a hidden question's clear negative", {"all": [{"numbness_pattern": "none"}, {"numbness_tingling": "no"}]}, False),
    (
        "not sure shows the question",
        {"all": [{"numbness_pattern": "feet_sock"}, {"numbness_tingling": "unsure"}]},
        False,
    ),
    ("hidden behind a hidden one", {"all": [{"family_history": "muscle_disease"}, {"onset_tempo": "sudden"}]}, True),
    ("two levels at once", {"all": [{"urgency": "soon"}, {"urgency": "routine"}]}, True),
    ("two causes at once", {"all": [{"possible_cause": "stroke"}, {"possible_cause": "injuries"}]}, False),
]


@pytest.mark.parametrize(("condition", "never"), [case[1:] for case in NEVER], ids=[case[0] for case in NEVER])
def test_conditions_that_can_never_hold(pack: Pack, condition: object, never: bool) -> None:
    """Contradictions are seen through patterns, ranges, ticks and hidden questions; what can hold is left alone."""
    assert Comparison(pack).never_holds(read_condition(condition)) is never
    problems = list(firing.never_holds(with_signs(pack, sign(when=condition))))
    assert codes(problems) == (["L101"] if never else [])


def _pairs(pack: Pack, start: int, count: int) -> list[dict[str, Any]]:
    """So many choices between two answers to questions of their own: they multiply out to 2 to that power."""
    values = [{name: question.options[0].value} for name, question in pack.questions.items() if question.options]
    chosen = values[start : start + 2 * count]
    chosen = chosen[: len(chosen) // 2 * 2]
    return [{"any": [one, other]} for one, other in zip(chosen[::2], chosen[1::2], strict=True)]


def test_conditions_with_too_many_cases_are_left_alone(pack: Pack) -> None:
    """Nothing is claimed of what would take too long to look at."""
    compared = Comparison(pack)
    contradiction = [{"side": "one_leg"}, {"side": "both_legs"}]
    endless = [
        read_condition({"all": [*_pairs(pack, 0, 14), *contradiction]}),
        read_condition({"any": [{"all": _pairs(pack, start, 9)} for start in (0, 18, 36)]}),
    ]
    for condition in endless:
        assert not compared.never_holds(condition)
        assert not compared.always_with(condition, condition, Reading.STRICT)
        assert not compared.never_with(condition, Reading.STRICT, condition)
    six, six_others = (
        {"all": [*_pairs(pack, start, 6), part]} for start, part in zip((0, 12), contradiction, strict=True)
    )
    assert not compared.never_with(read_condition(six), Reading.STRICT, read_condition(six_others))


def test_a_number_that_is_not_asked_counts_as_its_clear_negative(pack: Pack) -> None:
    """A count that hangs on another question is nought where that is answered no."""
    falls = replace(pack.questions["falls"], ask_when=read_condition({"loss_of_coordination": ["yes", "unsure"]}))
    screens = tuple(
        replace(screen, questions=tuple(falls if each.id == "falls" else each for each in screen.questions))
        for screen in pack.screens
    )
    compared = Comparison(replace(pack, screens=screens))
    steady = {"loss_of_coordination": "no"}
    assert compared.never_holds(read_condition({"all": [steady, {"falls": {"at_least": 1}}]}))
    assert not compared.never_holds(read_condition({"all": [steady, {"falls": {"below": 1}}]}))


WIDE = {"id": "wide", "when": {"eye_signs": ["double", "lid_droop"]}, "urgency": "urgent_same_day", "if_unsure": "soon"}
NARROW = {"id": "narrow", "when": {"eye_signs": "double"}, "urgency": "urgent_same_day", "if_unsure": "soon"}
SWALLOWED = [
    ("the same urgency", {}, {}, True),
    ("one more condition", {"when": {"all": [{"eye_signs": "double"}, {"foot_drop": "yes"}]}}, {}, True),
    ("through a pattern", {}, {"when": "lid_droop_or_double_vision"}, True),
    ("by one of several ways", {}, {"when": {"any": [{"foot_drop": "yes"}, {"eye_signs": "double"}]}}, True),
    ("all ways of it", {"when": {"any": [{"eye_signs": "double"}, {"eye_signs": "lid_droop"}]}}, {}, True),
    ("a range in a range", {"when": {"age": {"at_least": 60}}}, {"when": {"age": {"at_least": 50}}}, True),
    (
        "the hidden need of it",
        {"when": {"numbness_pattern": "feet_sock"}},
        {"when": {"numbness_tingling": "yes"}},
        False,
    ),
    ("more urgent than the other", {"urgency": "emergency_now"}, {}, False),
    ("more urgent when not sure", {"if_unsure": "urgent_same_day"}, {}, False),
    ("the other has a way out", {}, {"unless": {"foot_drop": "yes"}}, False),
    ("both have the way out", {"unless": {"foot_drop": "yes"}}, {"unless": {"foot_drop": "yes"}}, True),
    (
        "the other's way out is narrower",
        {"unless": {"foot_drop": ["yes", "no"]}},
        {"unless": {"foot_drop": "yes"}},
        True,
    ),
    ("the other's way out is wider", {"unless": {"foot_drop": "yes"}}, {"unless": {"foot_drop": ["yes", "no"]}}, False),
    ("other answers", {"when": {"foot_drop": "yes"}}, {}, False),
]


@pytest.mark.parametrize(
    ("narrow", "wide", "swallowed"), [case[1:] for case in SWALLOWED], ids=[case[0] for case in SWALLOWED]
)
def test_danger_signs_that_another_swallows(
    pack: Pack, narrow: dict[str, Any], wide: dict[str, Any], swallowed: bool
) -> None:
    """A sign is swallowed when another always fires with it, is as urgent in both readings, and lets off no more."""
    faulty = with_signs(pack, sign(**{**WIDE, **wide}), sign(**{**NARROW, **narrow}))
    problems = list(firing.swallowed_signs(faulty))
    assert codes(problems) == (["L102"] if swallowed else [])
    assert all("'narrow' is swallowed by 'wide'" in problem.message for problem in problems)


def test_of_two_equal_signs_only_the_later_is_reported(pack: Pack) -> None:
    """Deleting both would lose the rule."""
    problems = list(firing.swallowed_signs(with_signs(pack, sign(id="first"), sign(id="second"))))
    assert ["'second' is swallowed by 'first'" in problem.message for problem in problems] == [True]


def gate(name: str, withholds: object, when: object) -> ExerciseGate:
    raw = {
        "id": name,
        "where": [PLACE.path, PLACE.line],
        "withholds": withholds,
        "when": when,
        "because": "An example.",
        "sources": ["ART"],
    }
    return ExerciseGate.from_json(json.dumps(raw))


@pytest.mark.parametrize(
    ("withholds", "others", "swallowed"),
    [
        (["calf_raises"], "all", True),
        (["calf_raises"], ["leg_raises", "calf_raises"], True),
        ("all", ["calf_raises"], False),
        (["calf_raises", "leg_raises"], ["calf_raises"], False),
    ],
)
def test_gates_that_another_swallows(pack: Pack, withholds: object, others: object, swallowed: bool) -> None:
    """A gate that another always accompanies must withhold something of its own."""
    gates = {
        "one": gate("one", withholds, {"falls": {"at_least": 2}}),
        "two": gate("two", others, {"falls": {"at_least": 1}}),
    }
    problems = list(firing.swallowed_gates(replace(pack, gates=gates)))
    assert codes(problems) == (["L102"] if swallowed else [])


def test_the_same_reason_for_another_cause_is_no_repetition(pack: Pack) -> None:
    """One finding may speak for two causes, and for one and against another; only the very same reason counts twice."""
    line = next(iter(pack.evidence.values()))
    other_cause = next(cause for cause in pack.causes.values() if cause.id != line.cause)
    elsewhere = replace(line, id="elsewhere", cause=other_cause.id, condition=other_cause.conditions[0].id)
    lines = {"a": line, "b": elsewhere, "c": replace(line, id="again")}
    problems = list(firing.same_twice(replace(pack, evidence=lines)))
    assert [(problem.code, problem.message.split("'")[1]) for problem in problems] == [("L103", "again")]


@pytest.mark.parametrize(
    ("unless", "code"),
    [
        ({"heat_sensitivity": ["yes", "unsure"]}, ["L104"]),
        ({"heat_sensitivity": "no"}, ["L105"]),
        ({"heat_sensitivity": "unsure"}, []),
        ({"foot_drop": "yes"}, []),
    ],
)
def test_exceptions_that_change_nothing_or_everything(pack: Pack, unless: object, code: list[str]) -> None:
    """An `unless` must be able to let some off, and not all; being let off only when not sure is a case of its own."""
    assert codes(firing.useless_exceptions(with_signs(pack, sign(unless=unless)))) == code


def _settled(pack: Pack, count: int) -> list[Facts]:
    rng = random.Random(7)
    return [logic_of(pack).settle(random_answers(pack, rng)) for _ in range(count)]


def _compound_conditions(pack: Pack, count: int) -> list[Condition]:
    rng = random.Random(8)
    known = [
        condition for owner, _, condition in conditions_of(pack) if not owner.startswith(("exercise gate", "invariant"))
    ]
    pairs = [AllOf((rng.choice(known), rng.choice(known))) for _ in range(count)]
    return [*known, *pairs]


@pytest.mark.no_cover
def test_what_is_claimed_of_two_conditions_is_so(pack: Pack) -> None:
    """Against the evaluator: what "can never hold" does not, and what "always goes with" another does."""
    compared, logic, facts = comparison_for(pack), logic_of(pack), _settled(pack, 1500)
    conditions = _compound_conditions(pack, 250)
    holds = {
        (number, reading): {place for place, each in enumerate(facts) if test(each) == YES}
        for number, condition in enumerate(conditions)
        for reading in Reading
        for test in [logic.test(condition, reading)]
    }
    never = [number for number, condition in enumerate(conditions) if compared.never_holds(condition)]
    assert never, "some of the pairs contradict each other"
    assert [number for number in never if holds[number, Reading.STRICT]] == []
    rng = random.Random(9)
    claims = 0
    for one, other in (rng.sample(range(len(conditions)), 2) for _ in range(40_000)):
        for reading in Reading:
            if compared.always_with(conditions[one], conditions[other], reading):
                claims += 1
                assert holds[one, reading] <= holds[other, reading]
    assert claims > 100


@pytest.mark.no_cover
def test_what_is_claimed_never_to_go_together_never_does(pack: Pack) -> None:
    """Against the evaluator: an `unless` that "never holds when `when` does" does not, on any of many answer sets."""
    compared, logic, facts = comparison_for(pack), logic_of(pack), _settled(pack, 800)
    known = [condition for owner, _, condition in conditions_of(pack) if owner.startswith(("danger sign", "pattern"))]
    rng = random.Random(10)
    claims = 0
    for one, other in (rng.sample(known, 2) for _ in range(3000)):
        if compared.never_with(one, Reading.CAUTIOUS, other):
            claims += 1
            cautious, strict = logic.test(one, Reading.CAUTIOUS), logic.test(other, Reading.STRICT)
            assert not any(cautious(each) == YES and strict(each) == YES for each in facts)
    assert claims > 10


# ----------------------------------------------------------------------------------------------------------- coverage


def test_a_question_that_only_decides_about_another_is_used(pack: Pack) -> None:
    """A gate's question counts as used as long as the question behind it is, and no longer."""
    only_gated = with_signs(replace(pack, evidence={}, gates={}), sign(when={"numbness_pattern": "feet_sock"}))
    unused = {problem.message.split("'")[1] for problem in coverage.unused_questions(only_gated)}
    assert not unused & {"numbness_pattern", "numbness_tingling"}
    assert {"heat_sensitivity", "past_episodes"} <= unused


def test_a_pattern_that_only_an_unused_pattern_uses_is_unused(pack: Pack) -> None:
    """Dead weight is found to its end."""
    bare = replace(with_signs(pack, sign()), evidence={}, gates={}, invariants={})
    unused = {problem.message.split("'")[1] for problem in coverage.unused_patterns(bare)}
    assert {"back_or_leg_pain", "any_back_pain"} <= unused
    assert "walking_pain_only" not in unused, "the base rule uses it"


def test_an_invariant_is_use_enough_for_a_pattern(pack: Pack) -> None:
    """What must hold is written with patterns too."""
    invariant = next(each for each in pack.invariants.values() if each.cases and each.cases[0].when is not None)
    bare = replace(with_signs(pack, sign()), evidence={}, gates={}, invariants={invariant.id: invariant})
    used = pack.questions_of_pattern.keys() - {each.message.split("'")[1] for each in coverage.unused_patterns(bare)}
    written = invariant.cases[0].when
    assert written is not None
    assert {name for name in pack.patterns if f"'{name}'" in repr(written)} <= used


@pytest.mark.parametrize("kind", ["cause", "condition", "symptom", "treatment", "exercise"])
def test_every_kind_of_article_entry_must_be_covered(pack: Pack, kind: str) -> None:
    """An entry of the article that nothing stands on is found, whatever it is."""
    item = next(each for each in pack.article.values() if each.kind == kind)
    more = {**pack.article, "example": replace(item, id="example")}
    problems = list(coverage.article_is_covered(replace(pack, article=more)))
    assert [(problem.code, f"{kind} 'example'" in problem.message) for problem in problems] == [("L205", True)]


def test_a_treatment_that_no_cause_has_is_not_covered(pack: Pack) -> None:
    """A text alone is not enough: some cause must lead to it."""
    causes = {name: replace(cause, treatments=(), exercises=()) for name, cause in pack.causes.items()}
    problems = list(coverage.article_is_covered(replace(pack, causes=causes)))
    assert len(problems) == len(pack.treatments) + len(pack.exercises)


def test_a_symptom_counts_only_if_a_rule_reads_its_question(pack: Pack) -> None:
    """Asking is not enough: the answer must matter."""
    base = replace(pack.base, when=read_condition({"course": "same"}))
    bare = replace(with_signs(pack, sign()), evidence={}, gates={}, base=base)
    uncovered = [each for each in coverage.article_is_covered(bare) if "symptom" in each.message]
    assert len(uncovered) == 6


def test_nothing_stands_on_an_entry_of_another_kind(pack: Pack) -> None:
    """A cause stands on a cause of the article, a treatment on a treatment, an exercise on an exercise."""
    cause, treatment = pack.causes["injuries"], pack.treatments["surgery"]
    exercise = pack.exercises["calf_raises"]
    faulty = replace(
        pack,
        causes={cause.id: replace(cause, article="foot_drop", conditions=())},
        treatments={treatment.id: replace(treatment, article="foot_drop")},
        exercises={exercise.id: replace(exercise, article="stroke")},
    )
    problems = list(coverage.only_the_article(faulty))
    assert codes(problems) == ["L206"] * 3
    assert [problem.where for problem in problems] == [cause.where, treatment.where, exercise.where]


def test_a_condition_outside_the_article_is_no_possible_cause(pack: Pack) -> None:
    """A condition must be one that the article names for this very cause."""
    stroke = pack.causes["stroke"]
    foreign = replace(stroke.conditions[0], id="multiple_sclerosis")
    causes = {**pack.causes, "stroke": replace(stroke, conditions=(*stroke.conditions, foreign))}
    assert codes(coverage.only_the_article(replace(pack, causes=causes))) == ["L206"]


def test_evidence_against_does_not_speak_for_a_cause(pack: Pack) -> None:
    """A cause with nothing but reasons against it could never be shown."""
    lines = {name: replace(line, direction=Direction.AGAINST) for name, line in pack.evidence.items()}
    others = {name: line for name, line in pack.evidence.items() if line.cause != "stroke"}
    problems = list(coverage.causes_without_evidence(replace(pack, evidence=lines | others)))
    assert codes(problems) == ["L207", "L207"]
    assert {problem.where.path for problem in problems} == {"knowledge/causes/stroke.yaml"}


def test_sources_of_codes_count_as_used(pack: Pack) -> None:
    """The source of a system of codes stands behind the codes themselves."""
    assert "HPO" in pack.sources
    assert codes(coverage.unused_sources(pack)) == []


def test_an_address_is_one_of_the_web(pack: Pack) -> None:
    """A source that was read on a mirror can be looked up."""
    name, source = next((name, source) for name, source in pack.sources.items() if source.read == "mirror")
    for url, expected in (("", ["L301"]), ("www.example.org", ["L301"]), ("https://example.org/", [])):
        faulty = replace(pack, sources={name: replace(source, url=url)})
        assert codes(sources.sources_without_address(faulty)) == expected


# -------------------------------------------------------------------------------------------------------------- words

TEXTS = [
    ("plain", "The leg is weak.", []),
    ("both persons", "{Your|Their} leg is weak. Call {your|their} {gp}.", []),
    ("a sentence for one person", "Sit down. {|Help them to sit. }Call {emergency_number}.", []),
    ("a number", "Call 999.", ["L405"]),
    ("a service", "Go to A&E.", ["L405"]),
    ("another service", "See the GP.", ["L405"]),
    ("a room", "Go to the emergency department.", ["L405"]),
    ("a number that is a count", "It lasted 99 days or 1120 hours.", []),
    ("an unknown place", "Call {emergncy_number}.", ["L403"]),
    ("one person only", "It is your leg.", ["L407"]),
    ("no partner", "Call {gp now.", ["L404"]),
    ("nested", "Call {his|their {gp}}.", ["L404"]),
    ("three sides", "Call {his|her|their} doctor.", ["L404"]),
    ("an empty side", "It is {you|}.", ["L404"]),
    ("empty braces", "Call {} now.", ["L403", "L404"]),
    ("two empty sides", "Call {|} now.", ["L404"]),
    ("a hard word", "The pain is severe.", ["L402"]),
    ("a hard word in another form", "The pain was exacerbated.", ["L402"]),
    ("several hard words", "Do this in order to assist.", ["L402", "L402"]),
    ("a hard word for one person", "{You|The individuals} may sit.", ["L402"]),
    ("long", "It is weak. " * 19, ["L406"]),
    ("almost long", "It is weak. " * 18, []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_words_of_a_rule(pack: Pack, text: str, expected: list[str]) -> None:
    """What a person reads is plain, short, true everywhere and for both persons; each fault has its own code."""
    checks = (
        words.hard_words,
        words.unknown_places,
        words.broken_braces,
        words.services_by_name,
        words.long_texts,
        words.one_person_only,
    )
    faulty = with_signs(pack, sign(because=text))
    found = [problem for check in checks for problem in check(faulty) if problem.where == PLACE]
    assert sorted(codes(found)) == expected


def test_length_is_counted_in_the_longest_reading(pack: Pack) -> None:
    """A text must fit in every country and for both persons, not only as it is written."""
    fits = "{gp}{gp}{gp}" + "x" * 190
    longest = max(len(country.gp) for country in pack.countries.values())
    assert 190 + 3 * longest > 220 > 190 + 3 * len("GP")
    assert codes(words.long_texts(with_signs(pack, sign(because=fits)))) == ["L406"]


def test_names_and_notes_for_clinicians_may_be_hard(pack: Pack) -> None:
    """A disease is called what it is called, and a note for a clinician may speak like one."""
    faulty = with_signs(
        pack, sign(label="Acute paralysis", note="Severe compression; call 999 in the event of ataxia.")
    )
    for check in (words.hard_words, words.services_by_name):
        assert codes(check(faulty)) == []


def test_copied_sentences_are_found_in_any_text(pack: Pack, tmp_path: Path) -> None:
    """Case, accents, punctuation and the person spoken of do not hide a copy, nor does a note for clinicians."""
    shingles = listing("Élan: the quick brown foxes' paws jump over them.")
    folder = planted(tmp_path, Edit("knowledge/article_shingles.txt", shingles))
    for field in ("because", "note", "label"):
        copied = sign(**{field: "THE quick, brown foxes paws {hop|jump} over you."})
        faulty = replace(with_signs(pack, copied), root=str(folder))
        assert codes(words.copied_sentences(faulty)) == ["L401"]
    five = sign(because="The quick brown foxes paws are soft.")
    assert codes(words.copied_sentences(replace(with_signs(pack, five), root=str(folder)))) == []


@pytest.mark.parametrize("text", ["- a list\n", "one: 1\n", "one: [\n", "one: two\none: three\n"])
def test_a_list_of_words_that_cannot_be_read_is_a_problem(tmp_path: Path, pack: Pack, text: str) -> None:
    """A check that has nothing to work with says so, instead of finding nothing."""
    folder = planted(tmp_path, Edit("knowledge/plain_words.yaml"), Edit("knowledge/plain_words.yaml", text))
    problems = list(words.hard_words(replace(pack, root=str(folder))))
    assert [problem.where.path for problem in problems] == ["knowledge/plain_words.yaml"]


def test_a_pack_without_the_hashed_article_says_so(tmp_path: Path, pack: Pack) -> None:
    """Copies cannot be found without something to compare with."""
    folder = planted(tmp_path, Edit("knowledge/article_shingles.txt"))
    assert codes(words.copied_sentences(replace(pack, root=str(folder)))) == ["L409"]


def test_a_misspelt_check_of_an_invariant_is_refused(tmp_path: Path) -> None:
    """An invariant that names a check that there is not would hold for ever: it is told, with its file and line."""
    misspelt = Edit("rules/invariants.yaml", "check: early_stop_is_save", instead_of="check: early_stop_is_safe")
    (problem,) = all_problems(planted(tmp_path, misspelt))
    assert (problem.where.path, problem.code) == ("rules/invariants.yaml", "C108")
    assert "early_stop_is_safe" in problem.message


def test_sources_of_the_packs_own_statements_are_checked(tmp_path: Path) -> None:
    """A source that the pack names for what it says of emergencies is known, like that of any rule."""
    unknown = Edit(
        "knowledge/pack.yaml", "exercise_caution: [ART, EX-TAI]", instead_of="exercise_caution: [ART, EX-TAY]"
    )
    found = all_problems(planted(tmp_path, unknown))
    assert [(problem.where.path, problem.code) for problem in found] == [("knowledge/pack.yaml", "R101")]
    assert "Did you mean 'EX-TAY'?" in found[0].message

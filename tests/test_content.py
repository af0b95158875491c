"""Reading a pack: what YAML may hold, what is refused with which line, and where the content is looked for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from planted import ROOT, planted

from triage.errors import InputError, Location, PackError
from triage.pack.catalogue import Edit
from triage.pack.catalogue.entry import sign
from triage.pack.content import PLAIN_WORDS, find_content, fingerprint, load_pack, read_aside, read_pack
from triage.pack.pack import Pack
from triage.pack.yaml_text import MAX_DEPTH, parse_yaml

NEW = "rules/danger_signs/example.yaml"
NEW_SIGNS = "knowledge/new_signs.yaml"


def found(folder: Path) -> list[tuple[str, str]]:
    """The place and the code of every problem that stops this pack from being used."""
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return [(str(problem.where), problem.code) for problem in refused.value.problems]


# --------------------------------------------------------------------------------------------------------------- YAML


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("007", 7),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2024-01-31", "2024-01-31"),
        ("9" * 40, "9" * 40),
        ("'7'", "7"),
        ('"null"', "null"),
        ("[yes, 1, true]", ["yes", 1, True]),
        ("{no: yes}", {"no": "yes"}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_words_stay_words(text: str, value: object) -> None:
    """Only whole numbers, true, false and null are not words: a bare yes or no never turns into a boolean."""
    document = parse_yaml(text, "example.yaml")
    assert document.problems == []
    assert document.data == value
    assert type(document.data) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("one: 1\ntwo: 2\none: 3\n", 3, "C106"),
        ("- {one: 1, two: {a: 1, a: 2}}\n", 1, "C106"),
        ("one: &x 1\n", 1, "C105"),
        ("one: 1\ntwo: [a, &b b]\n", 2, "C105"),
        ("one: *x\n", 1, "C105"),
        ("\n\n- [" + "[" * MAX_DEPTH, 3, "C104"),
        ("one: two: three\n", 1, "C103"),
        ("one: [\n", 2, "C103"),
        ("'open\n", 2, "C103"),
        ("\tone: 1\n", 1, "C103"),
        ("one: 1\n--- \ntwo: 2\n", 2, "C103"),
        ("one: \x07\n", 0, "C103"),
        ("!!python/object/apply:os.system [ls]\n", 1, None),
    ],
)
def test_what_yaml_may_not_hold(text: str, line: int, code: str | None) -> None:
    """Each thing that would surprise a reader is refused at its line; a tag is nothing but decoration."""
    document = parse_yaml(text, "example.yaml")
    assert [(problem.where, problem.code) for problem in document.problems] == (
        [(Location("example.yaml", line), code)] if code else []
    )
    if code is None:
        assert document.data == ["ls"]


def test_all_keys_given_twice_are_told_at_once() -> None:
    """Two slips in one file take one round of mending, and each names the line of its first use."""
    document = parse_yaml("a: 1\nb: 2\na: 3\nb: 4\n", "example.yaml")
    assert [problem.where.line for problem in document.problems] == [3, 4]
    assert "line 1" in document.problems[0].hint
    assert "line 2" in document.problems[1].hint


def test_lines_of_places() -> None:
    """A place in a document has its line; a place that is not there has the line of what is around it."""
    document = parse_yaml("one:\n  - a: 1\n    b: 2\n\n  - a: 3\ntwo: 4\n", "example.yaml")
    places: list[tuple[tuple[str | int, ...], int]] = [
        ((), 1),
        (("one",), 1),
        (("one", 0, "b"), 3),
        (("one", 1, "a"), 5),
        (("one", 1, "missing"), 5),
        (("two",), 6),
        (("three", 4), 1),
    ]
    assert [document.line_of(place) for place, _ in places] == [line for _, line in places]


# --------------------------------------------------------------------------------------------------------- whole packs


def test_a_folder_of_ones_own_is_a_pack(tmp_path: Path, pack: Pack) -> None:
    """A copy of the content says the same, wherever it lies."""
    for part in ("knowledge", "rules"):
        shutil.copytree(ROOT / part, tmp_path / part)
    copy = load_pack(tmp_path)
    assert copy.sha256 == pack.sha256
    assert copy.questions == pack.questions
    assert copy.root == str(tmp_path)


def test_a_comment_changes_the_fingerprint(tmp_path: Path, pack: Pack) -> None:
    """Two packs with one fingerprint are the same to the letter."""
    assert load_pack(planted(tmp_path, Edit("rules/base.yaml", "# a comment\n"))).sha256 != pack.sha256


def test_the_fingerprint_tells_names_from_texts() -> None:
    """Moving text between a file's name and its content cannot go unnoticed."""
    assert fingerprint({"a": "bc"}) != fingerprint({"ab": "c"})
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})


@pytest.mark.parametrize("make", [None, "knowledge", "rules"])
def test_a_folder_that_is_no_pack_is_refused_in_words(tmp_path: Path, make: str | None) -> None:
    """A pack has both folders; anything else is one clear sentence."""
    if make:
        (tmp_path / make).mkdir()
    with pytest.raises(InputError, match="not a pack"):
        find_content(tmp_path)


def test_content_is_found_beside_the_package() -> None:
    """In a checkout, the content is the checkout's own."""
    assert find_content() == ROOT


def test_content_that_is_nowhere_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without its content says what to do."""
    monkeypatch.setattr("triage.pack.content._package", lambda: tmp_path / "triage")
    with pytest.raises(InputError, match="Install it again"):
        find_content()


def test_installed_content_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A wheel carries its content inside the package."""
    planted(tmp_path / "triage" / "_content")
    monkeypatch.setattr("triage.pack.content._package", lambda: tmp_path / "triage")
    assert find_content() == tmp_path / "triage" / "_content"


def test_files_that_go_with_a_pack_are_read_from_it(tmp_path: Path, pack: Pack) -> None:
    """The list of plain words is the pack's own; a pack without one is told from one with."""
    assert "approximately: about" in (read_aside(pack, PLAIN_WORDS) or "")
    assert read_aside(load_pack(planted(tmp_path, Edit(PLAIN_WORDS))), PLAIN_WORDS) is None


def test_a_missing_file_a_missing_folder_and_an_empty_one(tmp_path: Path) -> None:
    """Every part that is not there is named, all at once."""
    folder = planted(tmp_path, Edit("rules/patterns.yaml"), Edit("knowledge/pack.yaml"))
    for file in (folder / "knowledge" / "causes").iterdir():
        file.unlink()
    assert found(folder) == [
        ("knowledge/causes/", "C101"),
        ("knowledge/pack.yaml", "C101"),
        ("rules/patterns.yaml", "C101"),
    ]


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    """Faults of form in several files are told in one go, in the order of files and lines."""
    folder = planted(
        tmp_path,
        Edit("knowledge/urgency.yaml", "\n- id: whenever\n  colour: red\n"),
        Edit("rules/base.yaml", "reassured: sometime", instead_of="reassured: routine"),
        Edit(NEW, "- id: a\n  id: b\n"),
        Edit("rules/causes/example.yaml", "- id: &a a\n"),
        Edit("rules/danger_signs/latin.yaml", "# caf\udce9\n"),
        Edit("rules/pattern.yaml", "[]\n"),
    )
    urgency = (folder / "knowledge/urgency.yaml").read_text(encoding="utf-8").split("\n")
    line = urgency.index("- id: whenever") + 1
    assert found(folder) == [
        *[(f"knowledge/urgency.yaml:{line}", "C110")] * 5,
        (f"knowledge/urgency.yaml:{line + 1}", "C109"),
        ("rules/base.yaml:3", "C108"),
        ("rules/causes/example.yaml:1", "C105"),
        (f"{NEW}:2", "C106"),
        ("rules/danger_signs/latin.yaml", "C102"),
        ("rules/pattern.yaml", "C112"),
    ]


def test_a_file_with_a_mistyped_name_is_not_passed_over(tmp_path: Path) -> None:
    """The rules in it would be missing without a word; the nearest right name is offered."""
    (problem,) = read_pack(planted(tmp_path, Edit("rules/exercise.yaml", "[]\n")))[1]
    assert "Did you mean 'rules/exercises.yaml'?" in problem.message


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe, a link to itself and a link to nothing are problems of their files, told without the system's jargon."""
    folder = planted(tmp_path)
    signs = folder / "rules" / "danger_signs"
    os.mkfifo(signs / "pipe.yaml")
    (signs / "loop.yaml").symlink_to("loop.yaml")
    (signs / "gone.yaml").symlink_to("nothing_here")
    assert [(problem.code, problem.where.path, problem.message) for problem in sorted(read_pack(folder)[1])] == [
        ("C102", "rules/danger_signs/gone.yaml", "cannot be read: No such file or directory"),
        ("C102", "rules/danger_signs/loop.yaml", "cannot be read: Too many levels of symbolic links"),
        ("C102", "rules/danger_signs/pipe.yaml", "cannot be read: this is no ordinary file"),
    ]


FORM: list[tuple[str, Edit, str, str]] = [
    ("a list for a mapping", Edit("rules/base.yaml", "- id: base\n", "id: base\n"), "rules/base.yaml", "C103"),
    ("a boolean for a word", Edit(NEW, "- id: true\n"), f"{NEW}:1", "C108"),
    ("a word for a list", Edit(NEW, "just words\n"), f"{NEW}:1", "C107"),
    ("nothing at all", Edit(NEW, "# nothing\n"), f"{NEW}:1", "C107"),
    ("a number for an entry", Edit(NEW, "- 7\n"), f"{NEW}:1", "C108"),
    ("a condition without a test", Edit(NEW, "- id: a\n  when: {all: []}\n"), f"{NEW}:2", "C108"),
    ("a condition with two keys", Edit(NEW, "- id: a\n  when: {side: one_leg, age: unsure}\n"), f"{NEW}:2", "C108"),
    ("an unknown level", Edit(NEW, "- id: a\n  when: {urgency: never}\n"), f"{NEW}:2", "C108"),
    ("a number for a word", Edit(NEW, "- id: a\n  when: {side: 7}\n"), f"{NEW}:2", "C108"),
    ("a bound that is a word", Edit(NEW, "- id: a\n  when: {age: {below: old}}\n"), f"{NEW}:2", "C108"),
    ("an unknown bound", Edit(NEW, "- id: a\n  when: {age: {above: 7}}\n"), f"{NEW}:2", "C108"),
    ("a stray condition", Edit(NEW, "- id: a\n  when: 7\n"), f"{NEW}:2", "C108"),
    (
        "worse when not sure",
        Edit(NEW, sign("    side: one_leg").replace("if_unsure: soon", "if_unsure: emergency_now")),
        f"{NEW}:2",
        "C108",
    ),
    (
        "an invariant without its part",
        Edit("rules/invariants.yaml", "\n- id: INV-99\n  says: An example.\n  kind: rules\n  sources: [ART]\n"),
        "rules/invariants.yaml:",
        "C108",
    ),
]


@pytest.mark.parametrize(("edit", "place", "code"), [case[1:] for case in FORM], ids=[case[0] for case in FORM])
def test_faults_of_form_have_their_line(tmp_path: Path, edit: Edit, place: str, code: str) -> None:
    """What does not fit the form is refused at the line where it stands."""
    places = found(planted(tmp_path, edit))
    assert any(where.startswith(place) and found_code == code for where, found_code in places), places


FIT: list[tuple[str, Edit, str]] = [
    (
        "a question twice in two screens",
        Edit(
            "knowledge/questions/12_spells_and_heat.yaml",
            "questions:\n  - id: face_droop\n    type: yes_no\n    ask: Is it?\n    says: It is\n    term: It\n"
            "    why: So.\n    clinical_why: So.\n    default_negative: no\n    sources: [ART]\n",
            "questions:\n",
        ),
        "C111",
    ),
    (
        "an option twice",
        Edit(
            "knowledge/questions/06_your_weakness.yaml",
            "    options:\n      - {value: one_leg, label: Again}\n",
            "    options:\n",
        ),
        "C111",
    ),
    (
        "a danger sign with the id of a pattern",
        Edit(NEW, sign("    side: one_leg").replace("example_sign", "fast_sign")),
        "C111",
    ),
    ("an unknown country", Edit("knowledge/pack.yaml", "default_country: FR", "default_country: any"), "R101"),
    (
        "a new sign of an unknown question",
        Edit(NEW_SIGNS, "question: face_drop,", "question: face_droop,"),
        "R101",
    ),
    ("a new sign that is no answer", Edit(NEW_SIGNS, "answer: lid_drop,", "answer: lid_droop,"), "R102"),
    ("a new sign after what is no answer", Edit(NEW_SIGNS, "not_after: [worst]", "not_after: [worse_fast]"), "R102"),
    ("a new sign worded twice", Edit(NEW_SIGNS, "answer: double,", "answer: lid_droop,"), "C111"),
    (
        "a second look at an unknown question",
        Edit("knowledge/second_look.yaml", "question: face_drop,", "question: face_droop,"),
        "R101",
    ),
    (
        "a second look at one question twice",
        Edit("knowledge/second_look.yaml", "question: face_droop,", "question: arm_weakness,"),
        "C111",
    ),
    (
        "a level asked again after two times",
        Edit("knowledge/desk.yaml", "  - level: urgent_same_day", "  - level: soon"),
        "C111",
    ),
    (
        "a reason to override of one id with another",
        Edit("knowledge/desk.yaml", "{id: looks_worse,", "{id: getting_worse,"),
        "C111",
    ),
    ("a level that is missing", Edit("knowledge/urgency.yaml", "- id: planned", "- id: routine"), "R106"),
    (
        "an invariant on an unknown exercise",
        Edit("rules/invariants.yaml", "withheld: [toe_dance]", "withheld: [heel_to_toe_walk]"),
        "R101",
    ),
    (
        "an invariant on an unknown question",
        Edit("rules/invariants.yaml", "questions: [onset_tepmo]", "questions: [onset_tempo]"),
        "R101",
    ),
    (
        "an invariant on an unknown answer",
        Edit("rules/invariants.yaml", "steps: [[month_years]", "steps: [[months_years]"),
        "R102",
    ),
    (
        "a change that everything must stay the same in",
        Edit("rules/invariants.yaml", "same: [injury]", "same: [injury_same_leg]"),
        "R101",
    ),
    ("an unknown source", Edit(NEW, sign("    side: one_leg").replace("NG127-LIMB", "NG128-LIMB")), "R101"),
    ("an unknown number", Edit("rules/base.yaml", "- aeg: {at_least: 16}", "- age: {at_least: 16}"), "R101"),
    (
        "an unknown cause",
        Edit("rules/exercises.yaml", "possible_cause: injures\n", "possible_cause: injuries\n"),
        "R101",
    ),
    (
        "a question in two lists",
        Edit(
            "knowledge/questions/12_spells_and_heat.yaml",
            "\nlists:\n  - id: again\n    ask: Is any of these true?\n    questions: [face_droop, arm_weakness]\n",
        ),
        "R105",
    ),
    ("an unknown pattern", Edit("rules/base.yaml", "- walking_pian_only", "- walking_pain_only"), "R101"),
    (
        "a question for a number as a word",
        Edit("rules/base.yaml", "- side: {below: 3}", "- walking_pain_only"),
        "R103",
    ),
    (
        "questions that wait for each other",
        Edit(
            "knowledge/questions/06_your_weakness.yaml",
            "  - id: onset_tempo\n    ask_when: {trouble_stairs: yes}\n",
            "  - id: onset_tempo\n",
        ),
        "R104",
    ),
]


@pytest.mark.parametrize(("edit", "code"), [case[1:] for case in FIT], ids=[case[0] for case in FIT])
def test_parts_that_do_not_fit_together(tmp_path: Path, edit: Edit, code: str) -> None:
    """Ids used twice and names that lead nowhere are refused before anything is asked, with a line."""
    _, problems = read_pack(planted(tmp_path, edit))
    assert {problem.code for problem in problems} == {code}
    assert all(problem.where.path == edit.file for problem in problems)
    assert any(problem.where.line for problem in problems)


def test_a_rule_of_every_kind_has_an_id_of_its_own(pack: Pack) -> None:
    """A firing is known by the id of its rule alone."""
    rules: list[Any] = [
        *pack.patterns.values(),
        *pack.danger_signs.values(),
        pack.base,
        *pack.evidence.values(),
        *pack.gates.values(),
        *pack.invariants.values(),
    ]
    assert len({rule.id for rule in rules}) == len(rules)

"""The list of changes in a pack: what lint finds in it, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from planted import all_problems, planted

from triage.errors import Location, PackError, Problem
from triage.pack.catalogue import Edit
from triage.pack.content import load_pack
from triage.pack.knowledge import PackChange
from triage.pack.lint import changes
from triage.pack.pack import Pack

FILE = "knowledge/changes.yaml"
CHANGE = PackChange(
    id="example",
    where=Location(FILE, 3),
    version="0.9.0",
    date="2026-03-14",
    about=("RF17_saddle",),
    lowers=True,
    reason="This is an example.",
    sources=("ART",),
)
WRITTEN = """
- id: example
  version: 0.0.1
  date: 2020-03-14
  about: [RF17_saddle]
  lowers: true
  reason: This is an example.
  sources: [ART]
"""


def with_changes(pack: Pack, *listed: PackChange) -> Pack:
    """The pack at version 1.0.0 with these changes and no others."""
    about = replace(pack.about, version="1.0.0")
    return replace(pack, about=about, changes={change.id: change for change in listed})


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    "name", ["RF17_saddle", "began_within_7_days", "side", "INV-07", "withhold_after_operation", "stroke", "GB", "ART"]
)
def test_a_change_can_be_about_whatever_has_an_id(pack: Pack, name: str) -> None:
    """Rules of every kind, questions, causes and sources are known; a country is part of the pack's own entry."""
    listed = with_changes(pack, replace(CHANGE, about=(name, "RF17_saddle")))
    assert codes(changes.changes_name_what_there_is(listed)) == (["L601"] if name == "GB" else [])


def test_a_misspelt_id_is_found_with_the_one_that_is_meant(pack: Pack) -> None:
    """A reason that names nothing would count for nothing, so the nearest id is named at the entry's place."""
    listed = with_changes(pack, replace(CHANGE, about=("RF17_sadle",)))
    (problem,) = changes.changes_name_what_there_is(listed)
    assert (problem.code, problem.where) == ("L601", CHANGE.where)
    assert problem.message == (
        "change 'example' is about 'RF17_sadle', which the pack does not have. Did you mean 'RF17_saddle'?"
    )


def test_a_change_can_be_about_what_is_gone(pack: Pack) -> None:
    """An id that this entry or a later one says was retired needs not be in the pack."""
    gone = replace(CHANGE, about=("RF17_old",), retired=("RF17_old",))
    earlier = replace(CHANGE, id="earlier", version="0.8.0", about=("RF17_old",))
    listed = with_changes(pack, gone, earlier)
    assert codes(changes.changes_name_what_there_is(listed)) == []
    assert codes(changes.lowering_changes_name_a_rule(listed)) == ["L604"]  # the earlier one names it no more


def test_what_is_retired_is_never_there_again(pack: Pack) -> None:
    """An entry under a retired id is told at its own place, whatever kind it is of."""
    listed = with_changes(pack, replace(CHANGE, about=("RF17_saddle", "side"), retired=("RF17_saddle", "side")))
    problems = list(changes.retired_ids_are_not_used_again(listed))
    assert codes(problems) == ["L602", "L602"]
    assert [problem.where for problem in problems] == [
        pack.danger_signs["RF17_saddle"].where,
        pack.questions["side"].where,
    ]


def test_only_what_a_change_is_about_can_be_retired(tmp_path: Path) -> None:
    """What is gone is a part of what was changed: else it would be lost where reasons are looked for."""
    written = WRITTEN + "  retired: [RF99_gone]\n"
    with pytest.raises(PackError) as refused:
        load_pack(planted(tmp_path, Edit(FILE, written)))
    assert codes(refused.value.problems) == ["C108"]
    assert "'retired' holds an id that is not in 'about'" in str(refused.value)


NEWER = [
    ("the same day", {}, []),
    ("an earlier day", {"date": "2026-03-13"}, []),
    ("a later day", {"date": "2026-03-15"}, ["L603"]),
    ("an earlier version", {"version": "0.8.12", "date": "2026-03-15"}, []),
    ("a later version", {"version": "0.10.0"}, ["L603"]),
    ("newer than the pack", {"version": "1.0.1"}, ["L603", "L603"]),
    ("no day", {"date": "2026-02-30"}, ["L603"]),
]


@pytest.mark.parametrize(("below", "expected"), [case[1:] for case in NEWER], ids=[case[0] for case in NEWER])
def test_the_newest_change_stands_first(pack: Pack, below: dict[str, str], expected: list[str]) -> None:
    """By version as numbers, then by day; none is of a version that the pack has not come to."""
    second = PackChange(**{**vars(CHANGE), "id": "second", **below})
    assert codes(changes.changes_are_in_order(with_changes(pack, CHANGE, second))) == expected


@pytest.mark.parametrize("check", [changes.changes_are_in_order, changes.changes_name_what_there_is])
def test_a_pack_without_changes_is_in_order(pack: Pack, check: Callable[[Pack], Iterable[Problem]]) -> None:
    """The first version of a pack has nothing to list."""
    assert codes(check(with_changes(pack))) == []


@pytest.mark.parametrize(
    ("about", "lowers", "expected"),
    [
        (("RF17_saddle",), True, []),
        (("side", "withhold_after_operation"), True, []),
        (("both_legs_or_more",), True, []),
        (("withhold_after_operation", "INV-14"), True, ["L604"]),
        (("withhold_after_operation",), False, []),
    ],
)
def test_what_lowers_is_about_what_sets_the_urgency(
    pack: Pack, about: tuple[str, ...], lowers: bool, expected: list[str]
) -> None:
    """Evidence, exercise gates and invariants set no urgency, so they alone are no reason for a lower one."""
    listed = with_changes(pack, replace(CHANGE, about=about, lowers=lowers))
    assert codes(changes.lowering_changes_name_a_rule(listed)) == expected


def test_the_base_rule_can_be_a_reason(pack: Pack) -> None:
    """It sets the level where no danger sign does."""
    listed = with_changes(pack, replace(CHANGE, about=(pack.base.id,)))
    assert codes(changes.lowering_changes_name_a_rule(listed)) == []


def test_a_written_change_is_read_and_its_sources_are_known(tmp_path: Path) -> None:
    """An entry in the file is an entry of the pack: read with its line, and an unknown source of it is refused."""
    found = load_pack(planted(tmp_path / "good", Edit(FILE, WRITTEN))).changes["example"]
    assert (found.lowers, found.about, found.where.path) == (True, ("RF17_saddle",), FILE)
    assert all_problems(planted(tmp_path / "also", Edit(FILE, WRITTEN))) == []
    unknown = planted(tmp_path / "bad", Edit(FILE, WRITTEN.replace("[ART]", "[ARTT]")))
    assert codes(all_problems(unknown)) == ["R101"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("  lowers: true", "  lowers: yes"),
        ("  date: 2020-03-14", "  date: today"),
        ("  about: [RF17_saddle]", "  about: []"),
    ],
)
def test_the_form_of_a_change_is_checked(tmp_path: Path, line: str, wrong: str) -> None:
    """A yes is a word here as everywhere in a pack, a date has three numbers, and a change is about something."""
    folder = planted(tmp_path, Edit(FILE, WRITTEN.replace(line, wrong)))
    assert codes(all_problems(folder)) == ["C108"]


def test_an_older_pack_without_the_file_can_be_read(tmp_path: Path) -> None:
    """The file came with version 1.1.0; packs of before have no changes listed."""
    folder = planted(tmp_path)
    (folder / FILE).unlink(missing_ok=True)
    assert load_pack(folder).changes == {}

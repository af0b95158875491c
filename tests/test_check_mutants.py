"""A result that was changed in any single place fails the check, also when its digest was made anew."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from checked import Result, kinds, random_results, saved, wrong_in
from mutated import Path, mutants

from triage.assessment import assess
from triage.check.check import digest_of
from triage.check.comparing import differences
from triage.check.derivation import GIVEN
from triage.errors import InputError
from triage.pack.content import load_pack
from triage.pack.pack import Pack
from triage.reasoning.documents import read_answers

NAMES = [name for name, _ in kinds(load_pack())]
SOME = NAMES[::4]
# What a result says of itself that nothing else in it could tell: these alone rest on the digest.
FREE = {("id",), ("software", "version"), ("engine", "version")}


@cache
def results() -> dict[str, Result]:
    """The results that are mutated; each stands as it is."""
    return dict(kinds(load_pack()))


def resealed(result: Any) -> Any:
    """The same, with the digest that it would have."""
    return result | {"digest": digest_of(result)} if isinstance(result, dict) and "digest" in result else result


def fails(pack: Pack, result: Any) -> bool:
    """Whether the checker finds anything, or refuses to read it."""
    try:
        return not isinstance(result, dict) or wrong_in(pack, result) != []
    except InputError:
        return True


def changes(result: Result, keys: Iterable[str]) -> Iterator[tuple[Path, str, Result]]:
    """Every single change below these keys of a result."""
    for key in keys:
        for place, what, changed in mutants(result[key], (key,)):
            if changed != result[key] or type(changed) is not type(result[key]) or str(changed) != str(result[key]):
                yield place, what, result | {key: changed}


def is_true(pack: Pack, result: Result) -> bool:
    """Whether it is the result that its own answers have: a mutant can be another right result."""
    document = {"for": result["person"], "unanswered": result["unanswered"], "answers": result["answers"]}
    answers = replace(read_answers(pack, document), not_asked=frozenset(result["not_asked"]))
    again = saved(assess(pack, answers, country=result["country"], engine="logic"))
    parts = [name for name in again if name not in ("id", "software", "engine", "notes", "digest")]
    notes = [[one for one in each["notes"] if not one.startswith(ABOUT_MAKING)] for each in (again, result)]
    return notes[0] == notes[1] and [again[name] for name in parts] == [result[name] for name in parts]


ABOUT_MAKING = ("An answer was set aside", "durable_rules", "The two engines")


def _standing(result: Result, every: int) -> list[tuple[Path, str]]:
    """The changes of what is derived (every second of them, say) that the part which was changed does not tell.

    Parts are compared one by one, so it is enough to look at that one; the digest is not looked at.
    """
    derived = [key for key in result if key not in (*GIVEN, "digest")]
    return [
        (place, what)
        for place, what, mutant in [*changes(result, derived)][::every]
        if not any(differences(result[str(place[0])], mutant[str(place[0])], str(place[0])))
    ]


def test_every_change_of_what_is_derived_fails() -> None:
    """Each leaf, entry and key below every derived part, without the help of the digest."""
    assert _standing(results()["both engines"], every=1) == []


@pytest.mark.parametrize("name", NAMES)
def test_changes_of_what_is_derived_fail_in_every_result(name: str) -> None:
    """The same for results of all kinds (here: every seventh change)."""
    assert _standing(results()[name], every=7) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_every_change_of_what_is_derived_fails_in_every_result(name: str) -> None:
    """The same for results of all kinds, every change."""
    assert _standing(results()[name], every=1) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_change_breaks_the_digest(name: str) -> None:
    """Each leaf, entry and key of the whole result, the id and the answers too (here: every fortieth)."""
    result = results()[name]
    assert digest_of(result) == result["digest"]
    some = [*changes(result, (key for key in result if key != "digest"))][::40]
    assert [(place, what) for place, what, mutant in some if digest_of(mutant) == result["digest"]] == []


@pytest.mark.parametrize("name", SOME)
def test_a_field_more_or_less_fails(pack: Pack, name: str) -> None:
    """No part of a result can be left out, and none added, whatever the digest is.

    Results that were made before there were languages do not name theirs: they are English.
    """
    result, may_lack = results()[name], {"without id", "without language"}
    whole = [(what, mutant) for place, what, mutant in mutants(result) if not place]
    assert [what for what, mutant in whole if not fails(pack, resealed(mutant)) and what not in may_lack] == []
    assert fails(pack, {key: result[key] for key in result if key != "id"} if "id" in result else result | {"id": "x"})


def _unsound(pack: Pack, result: Result, every: int, rng: random.Random) -> list[tuple[Path, str]]:
    """The changes of what is given that stand with a digest made anew, although they are not right."""
    given = [one for one in changes(result, (key for key in GIVEN if key in result)) if rng.random() < 1 / every]
    return [
        (place, what)
        for place, what, mutant in given
        if place not in FREE and not fails(pack, resealed(mutant)) and not is_true(pack, mutant)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_what_is_given_fails_or_is_another_right_result(pack: Pack, name: str) -> None:
    """With a digest made anew, other answers stand only if the result is the one that they have (here: some)."""
    assert _unsound(pack, results()[name], 25, random.Random(7)) == []


def test_any_change_fails_as_a_whole(pack: Pack) -> None:
    """Changes anywhere in a result, checked from one end to the other (here: some)."""
    rng = random.Random(3)
    found = [one for name in SOME for one in rng.sample([*changes(results()[name], results()[name])], 15)]
    assert [one[:2] for one in found if not fails(pack, one[2])] == []


@pytest.mark.soak
def test_every_change_of_random_results_fails(pack: Pack) -> None:
    """All of it, on results of random answers, each mutant checked from one end to the other."""
    rng = random.Random(11)
    for made in random_results(pack, 5, 6):
        result = saved(made)
        derived = [key for key in result if key not in (*GIVEN, "digest")]
        some = [one for one in changes(result, derived) if rng.random() < 0.2]
        assert [one[:2] for one in some if not fails(pack, resealed(one[2]))] == []
        whole = changes(result, (key for key in result if key != "digest"))
        assert [one[:2] for one in whole if digest_of(one[2]) == result["digest"]] == []
        assert _unsound(pack, result, 1, rng) == []

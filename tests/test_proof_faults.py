"""Faults planted in copies of the pack: the proof finds each that changes what happens, by an example that is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from changed_packs import with_part
from planted_faults import IN_INVARIANTS, IN_STRUCTURE, OUT_OF_REACH, Fault

from triage.assessment import assess
from triage.evaluation.invariants import breaches
from triage.evaluation.outcome import run
from triage.evaluation.vignettes import read_vignettes
from triage.interview.relevance import Stage, outlook
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, Reading, Urgency
from triage.proof.cases import mentioned, vignettes
from triage.proof.formulas import FALSE, Formula, both, negation
from triage.proof.properties import Counterexample, level_and_signs
from triage.proof.stopping import Unfinished
from triage.proof.verify import verify_one
from triage.proof.world import Bound, World
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.logic import logic_of

pytestmark = pytest.mark.proof

BOUNDS: tuple[Bound, ...] = ("surely", "maybe")
ANY_ANSWERS = ("INV-04", "INV-17")  # a fault in these is there whatever is answered
LEVEL = f"({'|'.join(Urgency)})"
SAID = {
    "INV-01": "fewer than 1 professionals are named",
    "INV-02": f"with [a-z_]+ [a-z_, ]+ instead of [a-z_, ]+ it falls from {LEVEL} to {LEVEL}",
    "INV-03": f"with [a-z_]+ [a-z_, ]+ instead of [a-z_, ]+ it falls from {LEVEL} to {LEVEL}",
    "INV-04": "RF31_chest fires and asks for less than the same day",
    "INV-06": "the urgency is not emergency_now",
    "INV-08": "the urgency is not emergency_now",
    "INV-13": "the exercise [a-z_]+ is shown",
    "INV-16": "(the exercise [a-z_]+ is shown|an exercise is shown without the advice to ask first)",
    "INV-17": "(the article's cause stroke can never be shown|stroke is shown and is no cause of the article)",
    "INV-18": "no professional is named",
    "INV-20": "the urgency is below soon",
    "INV-23": "[a-z_]+ is hidden; [a-z_]+ would be an emergency",
}


def broken(pack: Pack, fault: Fault) -> tuple[Pack, Counterexample, str]:
    """A pack with a fault, the example that breaks the property, and the same as a vignette file."""
    faulty = fault.plant(pack)
    prop = verify_one(faulty, fault.breaks)
    assert not prop.holds
    [found] = prop.counterexamples
    assert level_and_signs(faulty, found.answers) == (found.urgency, found.rules)
    return faulty, found, vignettes(faulty, [prop])


def name_of(fault: Fault) -> str:
    return f"{fault.breaks}: {fault.kind}"


def test_there_are_many_kinds() -> None:
    """At least forty kinds of fault are planted, and every invariant but those of the code itself is broken by one."""
    assert len({fault.kind for fault in (*IN_INVARIANTS, *IN_STRUCTURE, *OUT_OF_REACH)}) >= 40
    by_code = {"INV-05", "INV-24", "INV-25"}
    assert {fault.breaks for fault in IN_INVARIANTS} | by_code == {f"INV-{number:02}" for number in range(1, 26)}


# ------------------------------------------------------------------------------------------------------ counterexamples


@pytest.mark.parametrize("fault", IN_INVARIANTS, ids=name_of)
def test_a_fault_is_found(pack: Pack, fault: Fault) -> None:
    """A fault breaks its invariant by an example that is real, says why, cannot be shorter, and can be kept."""
    faulty, found, text = broken(pack, fault)
    assert re.fullmatch(f"{SAID.get(fault.breaks, '.+')}(: it is {found.urgency})?", found.because)
    invariant = pack.invariants[fault.breaks]
    assert list(breaches(faulty, found.answers, [invariant]))
    assert not list(breaches(pack, found.answers, [invariant]))
    if fault.breaks not in ANY_ANSWERS:
        for less in with_less(faulty, found):
            assert not list(breaches(faulty, less, [invariant])), mentioned(faulty, less)
    if found.is_a_case:
        a_case_that_fails_until_it_is_repaired(pack, faulty, found, text)
    else:
        assert text.startswith(f"# {fault.breaks}: ")


def a_case_that_fails_until_it_is_repaired(pack: Pack, faulty: Pack, found: Counterexample, text: str) -> None:
    """Where two answers are compared, the level to expect is that of the other: it may be that one which is wrong."""
    [vignette], problems = read_vignettes(faulty, text, "broken.yaml")
    assert not problems
    assert not run(faulty, vignette, engine="logic").is_passed
    if found.instead is None:
        assert run(pack, vignette, engine="logic").is_passed


def with_less(pack: Pack, found: Counterexample) -> Iterator[Answers]:
    """The answers of an example, each time with one of them left out or with one thing less ticked.

    Where one answer is compared with another, that one is not left out.
    """
    answers = found.instead or found.answers
    for name in mentioned(pack, answers):
        value = answers.given[name]
        if value != found.answers.given[name]:
            continue
        negative = clear_negative(pack.questions[name])
        yield answers.with_answer(name, NOT_SURE if negative == () else negative)
        if isinstance(value, tuple) and len(value) > 1:
            yield from (answers.with_answer(name, tuple(one for one in value if one != less)) for less in value)


def test_a_finding_that_lowers(pack: Pack) -> None:
    """One thing more ticked, and the urgency falls: both answer sets are shown, and `logic` says the same of them."""
    faulty, found, _ = broken(pack, IN_STRUCTURE[0])
    assert found.instead is not None
    assert level_and_signs(faulty, found.instead)[0] == found.expected > found.urgency
    [more] = [name for name in pack.questions if found.answers.given[name] != found.instead.given[name]]
    assert more == "head_signs"
    assert found.instead.given[more] == (NONE,)
    assert level_and_signs(pack, found.answers)[0] >= level_and_signs(pack, found.instead)[0]


def test_somebody_is_not_named(pack: Pack) -> None:
    """The answers for which nobody is named: the whole assessment names nobody either."""
    faulty, found, _ = broken(pack, IN_STRUCTURE[1])
    assert assess(faulty, found.answers, engine="logic").professionals == ()
    assert assess(pack, found.answers, engine="logic").professionals


def test_a_question_that_hides(pack: Pack) -> None:
    """A question that is hidden, and what would be an emergency if it were asked."""
    faulty, found, _ = broken(pack, IN_STRUCTURE[2])
    assert not found.urgency.is_emergency
    shown = found.answers.with_answer("course", ("worse_fast",)).with_answer("cold_pale_leg", ("yes",))
    assert level_and_signs(faulty, shown)[0].is_emergency
    assert "cold_pale_leg is hidden" in found.because


# --------------------------------------------------------------------------------------------------------- out of reach


PROPERTIES = tuple(dict.fromkeys(fault.breaks for fault in OUT_OF_REACH))


@pytest.mark.parametrize("name", PROPERTIES)
def test_what_is_out_of_reach_is_named(pack: Pack, name: str) -> None:
    """All faults of one property, planted together, are named; without them none of these names comes up."""
    faults = [fault for fault in OUT_OF_REACH if fault.breaks == name]
    sound = few_reasons(pack) if name == "every_line_of_evidence_decides" else pack
    faulty = sound
    for fault in faults:
        faulty = fault.plant(faulty)
    planted = {fault.missing for fault in faults}
    assert planted <= set(verify_one(faulty, name).missing)
    assert not planted & set(verify_one(sound, name).missing)


def few_reasons(pack: Pack) -> Pack:
    """The pack with the evidence for two causes only: enough, and quick."""
    kept = {name: line for name, line in pack.evidence.items() if line.cause in ("injuries", "stroke")}
    return with_part(pack, "evidence", kept)


# ----------------------------------------------------------------------------------------------- faults of the formulas


def test_a_blank_that_is_not_read_as_not_sure(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """INV-05 is about the reading of answers: it breaks when a blank no longer counts as not sure."""
    says = World.says

    def forgetful(world: World, question: str, word: str, bound: Bound = "surely") -> Formula:
        return world.said.words[question][UNSURE] if word == UNSURE else says(world, question, word, bound)

    monkeypatch.setattr(World, "says", forgetful)
    prop = verify_one(pack, "INV-05")
    assert "left blank is not read as not sure" in prop.counterexamples[0].because


def test_a_questionnaire_that_stops_too_early(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopping rule that forgets what not sure can do is found, with answers that `logic` agrees on."""

    def forgetful(unfinished: Unfinished, rule: str, reading: Reading) -> Formula:
        surely, maybe = (unfinished.world.rule(rule, Reading.STRICT, bound) for bound in BOUNDS)
        return FALSE if reading is Reading.CAUTIOUS else both([maybe, negation(surely)])

    monkeypatch.setattr(Unfinished, "_is_open", forgetful)
    for name in ("INV-25", "stopping_is_safe"):
        [found] = verify_one(pack, name).counterexamples
        assert found.instead is not None
        assert level_and_signs(pack, found.answers)[0] == found.urgency
        assert level_and_signs(pack, found.instead)[0] == found.expected != found.urgency
        assert found.answers.not_asked
        assert found.answers.given.items() <= found.instead.given.items()
        facts = logic_of(pack).settle(replace(found.answers, unanswered="open", not_asked=frozenset()))
        assert outlook(pack, facts).stage is Stage.URGENCY  # the real questionnaire would go on

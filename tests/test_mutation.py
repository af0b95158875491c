"""Each rule changed in one place: which mutants there are, and who notices them."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from changed_packs import changed
from mutation_cases import VIGNETTES, fates, made_pack, mutant, vignettes

from triage.evaluation import read_vignettes, run, vignette_files
from triage.evaluation.mutation import KINDS, Fate, Judge, Mutant, Verdict, mutants_of, mutated, sample, verdicts
from triage.evaluation.mutation.score import by, kind_of, lines, score, survivors, to_data
from triage.evaluation.mutation.skeletons import skeletons
from triage.evaluation.mutation.smallest import smallest, tells_apart
from triage.evaluation.mutation.trial import Trials
from triage.pack.knowledge import Screen
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers, Value


@pytest.fixture(scope="module")
def made(pack: Pack) -> Pack:
    return made_pack(pack)


# -------------------------------------------------------------------------------------------------------------- mutants


def changes_of(pack: Pack, entry: str) -> dict[str, str]:
    """What each mutant of an entry is, in words, by the part of its id after the entry's."""
    return {one.id.removeprefix(f"{entry}/"): one.what for one in mutants_of(pack) if one.entry == entry}


def test_the_mutants_of_a_danger_sign(made: Pack) -> None:
    """A danger sign is changed in each test, each list, each level, whom it names, and as a whole."""
    assert changes_of(made, "alarm") == {
        "drop-condition/when.0": "when: without `first: yes`",
        "drop-condition/when.1": "when: without `bad`",
        "swap-all-any/when": "when: `any` instead of `all` in `all: [{first: yes}, bad]`",
        "add-value/when.0/no": "when: `first: yes`, and `no` too",
        "add-value/when.0/unsure": "when: `first: yes`, and `unsure` too",
        "replace-value/when.0/no": "when: `first: no` instead of `first: yes`",
        "replace-pattern/when.1/worse": "when: `worse` instead of `bad`",
        "add-value/unless/q": "unless: `ticks: p`, and `q` too",
        "add-value/unless/none": "unless: `ticks: p`, and `none` too",
        "add-value/unless/unsure": "unless: `ticks: p`, and `unsure` too",
        "replace-value/unless/q": "unless: `ticks: q` instead of `ticks: p`",
        "invert/unless": "unless: `ticks: [q, none]` instead of `ticks: p`",
        "drop-unless/unless": "without `unless`",
        "raise-level/urgency": "`urgency: emergency_now` instead of `emergency_department`",
        "raise-level/if_unsure": "`if_unsure: emergency_department` instead of `urgent_same_day`",
        "lower-level/urgency": "`urgency: urgent_same_day` instead of `emergency_department`",
        "lower-level/if_unsure": "`if_unsure: soon` instead of `urgent_same_day`",
        "drop-professional/see/emergency_department": "without `emergency_department` in `see`",
        "drop-professional/see/gp": "without `gp` in `see`",
        "drop-rule/when": "never fires",
    }


def test_the_mutants_of_numbers_branches_and_equal_levels(made: Pack) -> None:
    """A bound moves each way or falls away; a branch is left out; levels that are equal also move together."""
    found = changes_of(made, "watch")
    assert found["move-bound/when.0/at_least=2"] == (
        "when: `number: {at_least: 2, below: 6}` instead of `number: {at_least: 3, below: 6}`"
    )
    moved = {name for name in found if name.startswith(("move", "drop-b"))}
    assert moved == {
        *(f"move-bound/when.0/{bound}" for bound in ("at_least=2", "at_least=4", "below=5", "below=7")),
        *(f"drop-bound/when.0/{bound}" for bound in ("at_least", "below")),
        *(f"drop-branch/when.{number}" for number in (0, 1)),
    }
    levels = {name for name in found if "-level/" in name}
    assert levels == {"raise-level/urgency", "raise-level/both", "lower-level/if_unsure", "lower-level/both"}


def test_the_mutants_of_evidence(made: Pack) -> None:
    """Evidence is turned round, made stronger and weaker, counted for its whole cause, and left out."""
    assert changes_of(made, "line") == {
        "add-value/when/no": "when: `first: yes`, and `no` too",
        "add-value/when/unsure": "when: `first: yes`, and `unsure` too",
        "replace-value/when/no": "when: `first: no` instead of `first: yes`",
        "drop-rule/when": "never fires",
        "flip-direction/direction": "against instead of for stroke",
        "change-strength/strength=moderate": "`strength: moderate` instead of `strong`",
        "share-evidence/condition": "counts for all of stroke, not for stroke alone",
    }
    assert "invert/when" in changes_of(made, "against")  # one bound becomes the other


def test_the_mutants_of_gates(made: Pack) -> None:
    """A gate of exercises withholds one more or one fewer; a question is always or never asked."""
    gate = changes_of(made, "gate")
    assert {name for name in gate if name.startswith("change-withholds")} == {
        *(f"change-withholds/withholds/-{name}" for name in ("leg_raises", "calf_raises")),
        *(f"change-withholds/withholds/+{name}" for name in ("ankle_rotations", "heel_to_toe_walk", "resistance_band")),
    }
    assert gate["remove-value/when.1/emergency_now"] == (
        "when: `urgency: [emergency_now, emergency_department]` without `emergency_now`"
    )
    assert changes_of(made, "ticks") == {
        "remove-value/ask_when/yes": "ask_when: `first: [yes, unsure]` without `yes`",
        "remove-value/ask_when/unsure": "ask_when: `first: [yes, unsure]` without `unsure`",
        "add-value/ask_when/no": "ask_when: `first: [yes, unsure]`, and `no` too",
        "invert/ask_when": "ask_when: `first: no` instead of `first: [yes, unsure]`",
        "always-ask/ask_when": "always asked",
        "never-ask/ask_when": "never asked",
    }


def test_every_kind_of_change_is_made(pack: Pack) -> None:
    """The pack has mutants of every kind that is told, each with an id and a result of its own, the same every time."""
    mutants = mutants_of(pack)
    assert set(Counter(one.kind for one in mutants)) == set(KINDS)
    ids = [one.id for one in mutants]
    assert len(set(ids)) == len(ids)
    assert [one.id for one in mutants_of(pack)] == ids


def test_a_mutant_differs_in_its_entry_alone(pack: Pack) -> None:
    """The pack of a mutant has every entry as it was but one, which is another; the pack itself stays as it is."""
    before = list(pack.entries())
    for one in sample(mutants_of(pack), 50, seed=3):
        pairs = zip(before, mutated(pack, one).entries(), strict=True)
        differing = [(was, becomes) for was, becomes in pairs if was != becomes and not isinstance(was, Screen)]
        ((was, becomes),) = differing
        assert (was.id, becomes) == (one.entry, one.changed)
    assert list(pack.entries()) == before


# ------------------------------------------------------------------------------------------------------- who notices it


def test_what_vignettes_notice(made: Pack) -> None:
    """A rule weakened, a level lowered, a gate opened: each dies of the vignette that says what it should do."""
    found = fates(made)
    killed = {name for name, fate in found.items() if fate is Fate.KILLED}
    assert killed >= {
        "alarm/drop-rule/when",
        "alarm/lower-level/urgency",
        "alarm/raise-level/urgency",
        "alarm/replace-pattern/when.1/worse",
        "alarm/drop-unless/unless",
        "alarm/drop-professional/see/emergency_department",
        "watch/drop-branch/when.0",
        "watch/move-bound/when.0/at_least=2",
        "line/flip-direction/direction",
        "line/change-strength/strength=moderate",
        "base/replace-value/when/b",
        "gate/change-withholds/withholds/+ankle_rotations",
        "gate/change-withholds/withholds/-leg_raises",
        "ticks/never-ask/ask_when",
        "bad/remove-value/when/b",
    }
    assert not killed & {
        "bad/remove-value/when/c",
        "watch/move-bound/when.0/at_least=4",
        "alarm/drop-condition/when.0",
        "alarm/raise-level/if_unsure",
        "alarm/drop-professional/see/gp",
        "against/drop-rule/when",
    }


@pytest.mark.parametrize(
    ("survivor", "case"),
    [
        ("bad/remove-value/when/c", "answers: {first: yes, choice: c}\n  expect: {urgency: emergency_department}"),
        ("alarm/drop-condition/when.0", "answers: {choice: b}\n  expect: {urgency: soon}"),
        ("watch/move-bound/when.0/at_least=4", "answers: {number: 3}\n  expect: {urgency: soon}"),
        ("alarm/raise-level/if_unsure", "answers: {choice: b, first: unsure}\n  expect: {urgency: urgent_same_day}"),
        (
            "against/drop-rule/when",
            "answers: {first: yes, number: 6}\n  expect: {urgency: routine, causes: []}",
        ),
    ],
)
def test_one_more_vignette_kills_a_survivor(made: Pack, survivor: str, case: str) -> None:
    """What nobody noticed is noticed as soon as a vignette says what is right there."""
    judged = mutant(made, survivor)
    more = vignettes(made, f"{VIGNETTES}- title: One more\n  {case}\n")
    assert all(run(made, one, engine="logic").is_passed for one in more)
    assert Judge(made, vignettes(made), with_proof=False).verdict(judged).fate is Fate.SURVIVED
    verdict = Judge(made, more, with_proof=False).verdict(judged)
    assert (verdict.fate, verdict.by.partition(": ")[2]) == (Fate.KILLED, "One more")


def test_an_invariant_kills_what_vignettes_miss(pack: Pack) -> None:
    """Without any vignette, an invariant that breaks on answers at hand still notices."""
    weakened = mutant(pack, "withhold_at_urgent_levels/remove-value/when/urgent_same_day")
    said = "age: 40, side: one_leg, onset_tempo: months_years, time_since_start: gt_3m, course: worse_fast"
    text = f"- title: Worse by the day\n  answers: {{{said}}}\n  expect: {{urgency: urgent_same_day}}\n"
    verdict = Judge(pack, vignettes(pack, text), with_proof=False).verdict(weakened)
    assert (verdict.fate, verdict.by) == (Fate.KILLED, "INV-13")


@pytest.mark.no_cover
def test_the_quick_way_agrees_with_the_slow_one(pack: Pack) -> None:
    """Running only the vignettes that a change can reach notices the same mutants as running all of them."""
    _agree(pack, sample(mutants_of(pack), 3, seed=random.Random(11).randrange(100)))


@pytest.mark.soak
def test_the_quick_way_agrees_with_the_slow_one_on_many(pack: Pack) -> None:
    """The same on many mutants."""
    _agree(pack, sample(mutants_of(pack), 150, seed=5))


def _agree(pack: Pack, mutants: tuple[Mutant, ...]) -> None:
    cases = [one for file in vignette_files(pack) for one in read_vignettes(pack, file.read_text(), file.name)[0]]
    trials = Trials(pack, cases)
    for one in mutants:
        changed_pack = mutated(pack, one)
        fails = any(not run(changed_pack, case, engine="logic").is_passed for case in cases)
        assert (trials.of(one, changed_pack).killer is not None) == fails, one.id


def test_several_processes_find_what_one_finds(made: Pack) -> None:
    """Verdicts do not depend on how many processes share the work."""
    cases, mutants = vignettes(made), mutants_of(made)
    alone, shared = (
        {verdict.mutant.id: verdict.fate for verdict in verdicts(made, cases, mutants, False, processes)}
        for processes in (1, 2)
    )
    assert alone == shared == fates(made)


# ------------------------------------------------------------------------------------------------------- what is told


def test_a_case_is_made_as_small_as_it_gets(made: Pack) -> None:
    """Of answers that tell a mutant apart, those that do not matter are left out, ticks one by one."""
    judged = mutant(made, "alarm/add-value/unless/q")
    other = mutated(made, judged)
    given: dict[str, Value] = {"first": ("yes",), "choice": ("c",), "ticks": ("q", "unsure"), "number": 4}
    fewest = smallest(made, other, "alarm", Answers(given, "unsure"))
    assert fewest.given == {"first": ("yes",), "choice": ("c",), "ticks": ("q",)}
    assert fewest.unanswered == "no"
    assert tells_apart(made, other, "alarm", fewest)


def test_a_survivor_comes_with_a_vignette_that_kills_it(made: Pack) -> None:
    """What is written for a survivor can be read as it is, passes now, and fails with the mutant."""
    told: dict[str, dict[str, Value]] = {
        "alarm/drop-condition/when.0": {"choice": ("b",)},
        "against/drop-rule/when": {"first": ("yes",), "number": 6},
        "alarm/raise-level/if_unsure": {"first": ("unsure",), "choice": ("b",)},
        "ticks/remove-value/ask_when/yes": {"first": ("yes",), "choice": ("b",), "ticks": ("p",)},
    }
    for name, given in told.items():
        judged = mutant(made, name)
        verdict = Verdict(judged, Fate.SURVIVED, answers=Answers(given, "no"))
        text = skeletons(made, [verdict])
        assert text.startswith(f"# made.yaml:1 {name}\n- title: ")
        (written,) = vignettes(made, text)
        assert run(made, written, engine="logic").is_passed
        assert not run(mutated(made, judged), written, engine="logic").is_passed


def test_the_score_leaves_out_what_changes_nothing(made: Pack) -> None:
    """The score is the share of the killed among killed and survived; groups add up to the whole."""
    names = ("alarm/drop-rule/when", "alarm/drop-unless/unless", "bad/invert/when", "ticks/always-ask/ask_when")
    some = [mutant(made, name) for name in names]
    found = [
        Verdict(one, fate)
        for one, fate in zip(some, (Fate.KILLED, Fate.KILLED, Fate.SURVIVED, Fate.EQUIVALENT), strict=True)
    ]
    total = score(found)
    assert (total.killed, total.survived, total.equivalent) == (2, 1, 1)
    assert total.value == pytest.approx(2 / 3)
    assert score([]).value == 1
    groups = by(found, kind_of)
    assert list(groups) == ["always-ask", "drop-rule", "drop-unless", "invert"]
    assert sum(one.killed for one in groups.values()) == 2
    told = list(lines(made, found, with_proof=True))
    assert told[0] == "survived  made.yaml:1: bad: when: `choice: a` instead of `choice: [b, c]`"
    assert told[-1] == "4 mutants: 2 killed, 1 survived, 1 proved to change nothing. Score 0.667."
    data = to_data(made, found, with_proof=True)
    assert data["score"] == 0.6667
    assert data["kinds"]["invert"] == {"killed": 0, "survived": 1, "equivalent": 0, "score": 0.0}
    assert [one["id"] for one in data["survivors"]] == ["bad/invert/when"]


def test_survivors_are_told_with_the_answers_that_tell_them_apart(made: Pack) -> None:
    """In the order of the files; without the solver it says that equivalence was not proved."""
    found = [
        Verdict(mutant(made, "watch/drop-rule/when"), Fate.SURVIVED, answers=Answers({"number": 4}, "no")),
        Verdict(mutant(made, "alarm/drop-rule/when"), Fate.SURVIVED, answers=Answers({}, "no")),
    ]
    assert [one.mutant.entry for one in survivors(found)] == ["alarm", "watch"]
    told = list(lines(made, found, with_proof=False))
    assert told[:4] == [
        "survived  made.yaml:1: alarm: never fires",
        "          told apart by no answer at all",
        "survived  made.yaml:1: watch: never fires",
        "          told apart by number: 4",
    ]
    assert told[-1] == "2 mutants: 0 killed, 2 survived, which change nothing was not proved. Score 0.000."


def test_a_sample_is_the_same_for_the_same_seed(made: Pack) -> None:
    """A sample keeps the order, has the size that was asked for, and changes with the seed."""
    every = mutants_of(made)
    drawn = sample(every, 10, seed=1)
    assert len(drawn) == 10
    assert drawn == sample(every, 10, seed=1) != sample(every, 10, seed=2)
    assert [one for one in every if one in drawn] == list(drawn)
    assert sample(every, 10_000, seed=1) == every


def test_a_made_pack_can_be_changed_before(made: Pack) -> None:
    """Mutants are those of the pack that is given: another level, other mutants."""
    other = changed(made, "danger_signs", "watch", urgency=made.danger_signs["alarm"].urgency)
    assert "lower-level/urgency" in changes_of(other, "watch")
    assert Path(mutant(made, "watch/drop-rule/when").where.path).name == "made.yaml"

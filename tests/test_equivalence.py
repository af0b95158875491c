"""A change that no answer set can tell from the original is proved to be none, and no other is."""

from __future__ import annotations

import random
from functools import cache
from itertools import product

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from changed_packs import with_part
from mutation_cases import fates, made_pack, mutant, vignettes
from small_packs import VALUES, small_pack

from triage.evaluation.mutation import Fate, Judge, Mutant, mutants_of, mutated, sample
from triage.evaluation.mutation.told import Result, result_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, Evidence
from triage.proof.equivalence import Altered, Original
from triage.reasoning.answers import NOT_SURE, Answers, Value

pytestmark = pytest.mark.proof

NUMBERS: tuple[Value, ...] = (*range(9), NOT_SURE)


@pytest.fixture(scope="module")
def made(pack: Pack) -> Pack:
    return made_pack(pack)


@cache
def every_answer_set() -> tuple[Answers, ...]:
    """All answers to a small pack; the numbers around each bound of its rules stand for all."""
    values = {**VALUES, "number": NUMBERS}
    return tuple(Answers(dict(zip(values, chosen, strict=True))) for chosen in product(*values.values()))


def differs(before: Result, after: Result, judged: Mutant) -> bool:
    """Whether two results differ in something that counts as a difference for this mutant."""
    if before.told != after.told:
        return True
    if isinstance(judged.changed, Question):
        return before.fired != after.fired
    firing = before.fired.get(judged.entry), after.fired.get(judged.entry)
    if isinstance(judged.changed, Base | Evidence):  # these count only where they fire for certain
        return (firing[0] is True) != (firing[1] is True)
    return firing[0] != firing[1]


def _compare(pack: Pack, seed: int, count: int) -> None:
    small = small_pack(pack, random.Random(seed))
    original, before = Original(small), [result_of(small, answers) for answers in every_answer_set()]
    for judged in sample(mutants_of(small), count, seed):
        other = mutated(small, judged)
        told_apart = any(
            differs(earlier, result_of(other, answers), judged)
            for earlier, answers in zip(before, every_answer_set(), strict=True)
        )
        altered = Altered(original, other, judged.changed)
        assert altered.is_same() is not told_apart, judged.id
        for found in (altered.telling_answers(), altered.fewest_telling_answers()):
            assert (found is not None) == told_apart, judged.id
            assert found is None or differs(result_of(small, found), result_of(other, found), judged), judged.id


@pytest.mark.parametrize("seed", [1, 2])
def test_proofs_agree_with_trying_every_answer_set(pack: Pack, seed: int) -> None:
    """Proved the same: no answer set tells the two apart. Otherwise: the answers that the solver names do."""
    _compare(pack, seed, 6)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 15))
def test_proofs_agree_with_trying_every_answer_set_of_many(pack: Pack, seed: int) -> None:
    """The same for more packs and more of their mutants."""
    _compare(pack, seed, 40)


def test_what_changes_nothing_is_recognised(made: Pack) -> None:
    """A level below the floor, a gate that is read cautiously anyway, an exercise withheld by all means: no change."""
    found = fates(made, with_proof=True)
    same = {name for name, fate in found.items() if fate is Fate.EQUIVALENT and not name.startswith("leg_weakness")}
    assert same >= {
        "ticks/remove-value/ask_when/unsure",
        "ticks/always-ask/ask_when",
        "watch/lower-level/if_unsure",
        "watch/lower-level/both",
        "against/change-strength/strength=moderate",
        "gate/remove-value/when.1/emergency_now",
    }
    assert not same & {name for name, fate in fates(made).items() if fate is Fate.KILLED}


def test_thresholds_without_a_score_beside_them_change_nothing(made: Pack) -> None:
    """Where one cause has one reason, no threshold but the one it just reaches can be told from the next."""
    original = Original(made)
    names = [one.id for one in mutants_of(made) if one.kind == "move-threshold" and one.entry == made.about.id]
    same = {
        name
        for name in names
        if Altered(original, mutated(made, mutant(made, name)), mutant(made, name).changed).is_same()
    }
    assert {name.rpartition("/")[2] for name in set(names) - same} == {"at_least=4"}


def test_a_survivor_has_the_smallest_answers(made: Pack) -> None:
    """A mutant that nothing noticed comes with the fewest answers that tell it apart."""
    verdict = Judge(made, vignettes(made)).verdict(mutant(made, "watch/move-bound/when.0/below=7"))
    assert verdict.fate is Fate.SURVIVED
    assert verdict.answers is not None
    assert verdict.answers.given == {"number": 6}


def test_an_invariant_kills_by_proof(made: Pack, pack: Pack) -> None:
    """Without an answer set at hand, the solver finds one that breaks an invariant, and that is tried."""
    guarded = with_part(made, "invariants", {"INV-13": pack.invariants["INV-13"]})
    gated = with_part(guarded, "gates", {"withhold_at_urgent_levels": pack.gates["withhold_at_urgent_levels"]})
    judge = Judge(gated, vignettes(made, "- {title: Nothing, answers: {}, expect: {urgency: routine}}\n"))
    weakened = mutant(gated, "withhold_at_urgent_levels/remove-value/when/urgent_same_day")
    verdict = judge.verdict(weakened)
    assert (verdict.fate, verdict.by) == (Fate.KILLED, "INV-13")


def test_the_world_is_made_anew_now_and_then(made: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many mutants are judged, the solver's world stays bounded, and the verdicts are the same."""
    usual = fates(made, with_proof=True)
    monkeypatch.setattr("triage.evaluation.mutation.judge.MOST_PROOFS", 3)
    assert fates(made, with_proof=True) == usual

"""A claim that is proved the short way is proved: whatever breaks one meets what it needs, by the solver's own word."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from small_packs import small_pack

from triage.evaluation.mutation.mutant import mutated
from triage.evaluation.mutation.operators import mutants_of
from triage.pack.pack import Pack
from triage.proof.formulas import both, negation
from triage.proof.invariants import claims_of
from triage.proof.properties import AllAnswers, Claim
from triage.proof.structure import one_sign_more

pytestmark = pytest.mark.proof


def in_two_steps(everyone: AllAnswers) -> Iterator[Claim]:
    """Every claim of the invariants, and of the structure, that is looked at in two steps."""
    claims = [claim for invariant in everyone.pack.invariants.values() for claim in claims_of(everyone, invariant)]
    yield from (claim for claim in [*claims, *one_sign_more(everyone)] if claim.whole is not None)


def check(pack: Pack, rng: random.Random | None = None, count: int = 0) -> None:
    everyone = AllAnswers(pack)
    claims = list(in_two_steps(everyone))
    for claim in claims if rng is None else rng.sample(claims, min(count, len(claims))):
        assert not everyone.exists(both([claim.broken, negation(claim.needs)]))


def test_what_breaks_a_claim_meets_what_it_needs(pack: Pack) -> None:
    """For a sample of the claims no answers break one and lack what it needs, so that to look for that is enough."""
    check(pack, random.Random(1), 25)


def test_it_does_so_in_changed_packs(pack: Pack) -> None:
    """The same where a rule was changed, whatever was changed in it, and for a made pack."""
    rng = random.Random(2)
    for mutant in rng.sample(mutants_of(pack), 2):
        check(mutated(pack, mutant), rng, 10)
    check(small_pack(pack, rng), rng, 10)


@pytest.mark.soak
def test_it_does_so_for_every_claim_and_many_changes(pack: Pack) -> None:
    """The same for all the claims of the pack, 20 changes of it and 20 made packs."""
    rng = random.Random(3)
    check(pack)
    for mutant in rng.sample(mutants_of(pack), 20):
        check(mutated(pack, mutant))
    for _ in range(20):
        check(small_pack(pack, rng))


def test_a_broken_claim_is_found_in_two_steps(pack: Pack) -> None:
    """Where a level is lowered, those claims can be broken the whole of which can: nothing is lost on the way."""
    mutant = next(one for one in mutants_of(pack) if one.id.startswith("RF17_saddle/lower-level/urgency"))
    everyone = AllAnswers(mutated(pack, mutant))
    claims = list(claims_of(everyone, everyone.pack.invariants["INV-03"]))
    found = [everyone.can_be_broken(claim) for claim in claims]
    assert any(found)
    assert [everyone.exists(claim.broken) for claim in claims] == found

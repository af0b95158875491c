"""Mutation of the rules: each changed in one place at a time, to see whether a vignette or an invariant notices."""

from triage.evaluation.mutation.mutant import KINDS, Mutant, mutated
from triage.evaluation.mutation.operators import mutants_of

__all__ = ["KINDS", "Mutant", "mutants_of", "mutated"]

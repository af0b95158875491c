"""Mutation of the rules: each changed in one place at a time, to see whether a vignette or an invariant notices."""

from triage.evaluation.mutation.judge import Fate, Judge, Verdict
from triage.evaluation.mutation.mutant import KINDS, Mutant, mutated
from triage.evaluation.mutation.operators import mutants_of
from triage.evaluation.mutation.session import sample, verdicts

__all__ = ["KINDS", "Fate", "Judge", "Mutant", "Verdict", "mutants_of", "mutated", "sample", "verdicts"]

"""Content checks: each a function `Pack -> Iterable[Problem]`, listed in one table."""

from triage.pack.lint.checks import Check, beyond_the_engine, lint, lint_folder, lint_read
from triage.pack.lint.languages import texts_are_translated

__all__ = ["Check", "beyond_the_engine", "lint", "lint_folder", "lint_read", "texts_are_translated"]

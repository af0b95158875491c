"""Content checks: each a function `Pack -> Iterable[Problem]`, listed in one table."""

from triage.pack.lint.checks import Check, beyond_the_engine, lint, lint_folder

__all__ = ["Check", "beyond_the_engine", "lint", "lint_folder"]

"""The rules as columns: the assessments of a whole table, by Polars; the only room that imports it."""

from triage.batch.plan import Plan, compile_plan

__all__ = ["Plan", "compile_plan"]

"""The rules as columns: the assessments of a whole table, by Polars; the only room that imports it."""

from triage.batch.decoding import decode, decode_file, read_metadata
from triage.batch.mapping import Renaming, read_renaming
from triage.batch.plan import Plan, compile_plan
from triage.batch.run import Done, Progress, run
from triage.batch.table import Job

__all__ = [
    "Done",
    "Job",
    "Plan",
    "Progress",
    "Renaming",
    "compile_plan",
    "decode",
    "decode_file",
    "read_metadata",
    "read_renaming",
    "run",
]

"""Which question comes next: one questionnaire as an immutable value, and what is still open in it."""

from triage.interview.interview import Interview
from triage.interview.order import Screen
from triage.interview.replay import Replay, replay

__all__ = ["Interview", "Replay", "Screen", "replay"]

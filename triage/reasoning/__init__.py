"""From answers to conclusions: what a person said, what the rules mean (`logic`), and the engine that runs them."""

from triage.reasoning.answers import Answers
from triage.reasoning.documents import parse_answers, read_answers

__all__ = ["Answers", "parse_answers", "read_answers"]

"""The whole result as immutable models, and `assess`, the one place where the steps meet."""

from triage.assessment.assess import assess
from triage.assessment.model import Assessment

__all__ = ["Assessment", "assess"]

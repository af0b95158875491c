"""Whether a saved assessment stands: derived a second time, by code that shares nothing with what made it."""

from triage.check.check import check_result, read_result
from triage.check.comparing import Difference

__all__ = ["Difference", "check_result", "read_result"]

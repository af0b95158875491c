"""The front desk: who is taken in, who is next, who is asked again, and who decided what. No web in it."""

from triage.desk.desk import Assess, Desk

__all__ = ["Assess", "Desk"]

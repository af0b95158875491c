"""The pages of the questionnaire as plain values: what is shown and what a reply leads to, whoever draws it."""

from triage.questionnaire.page import Choice, Command, Kind, Page, Picked, Reply
from triage.questionnaire.replies import answered

__all__ = ["Choice", "Command", "Kind", "Page", "Picked", "Reply", "answered"]

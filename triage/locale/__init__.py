"""What the program itself says, in other languages than English: its sentences, and how lists and dates are written."""

from triage.locale.locale import ENGLISH, Locale, Say, locale_named

__all__ = ["ENGLISH", "Locale", "Say", "locale_named"]

"""What the program itself says, in other languages than English: its sentences, and how lists, dates, numbers look."""

from triage.locale.locale import ENGLISH, Locale, Say, locale_named, number

__all__ = ["ENGLISH", "Locale", "Say", "locale_named", "number"]

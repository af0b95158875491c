"""The fixed words in which conditions, answers and entries of a pack are told, in one place to translate.

`%(name)s` takes a value.
"""

from __future__ import annotations

NONE_OF_THESE = "none of these"
NOT_SURE = "not sure"
NO = "no"
ALL = "all of these:"
ANY = "any of these:"
URGENCY_IS = "the urgency is %(levels)s"
CAUSE_IS = "a possible cause is %(causes)s"
AT_LEAST = "at least %(number)s"
BELOW = "below %(number)s"
BETWEEN = "at least %(least)s and below %(below)s"
STILL_ENGLISH = "Some of these words are in English. They are new or have changed, and are not in this language yet."

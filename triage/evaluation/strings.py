"""Every fixed sentence on how a vignette comes out, in one place. `%(name)s` takes ids, levels and other sentences."""

from __future__ import annotations

UNDER = "under-triage: expected %(expected)s, got %(got)s"
OVER = "over-triage: expected %(expected)s, got %(got)s"
SHOULD_HAVE = "%(rule)s should have fired: %(reasons)s"
NEAREST = "nearest rule %(rule)s did not fire: %(reasons)s"
FIRED_ON = "%(rule)s fired (%(level)s) on %(answers)s"
FIRED_UNSURE = "%(rule)s fired (%(level)s, only because of what is not known) on %(answers)s"
MORE = "and %(count)s more"
BASE_LEVEL = "no danger sign fired; this is the base level"

NONE = "none"
SHOWN = "shown: %(names)s"
WRONG_FIRST = "wrong first cause: expected %(expected)s, got %(got)s"
MISSING_CAUSE = "missing cause: %(cause)s is not shown"
UNEXPECTED_CAUSE = "unexpected cause: %(cause)s is shown"
FOR_IT = "for it: %(rule)s (%(strength)s)"
WRONG_STRENGTH = "wrong strength: expected %(cause)s to be %(expected)s, it is %(got)s"
NOT_SHOWN = "not shown at all"
WRONG_CONDITIONS = "wrong named conditions: expected %(expected)s; got %(got)s"

MISSING_PROFESSIONAL = "missing: %(name)s is not among those to see"
NAMED = "named: %(names)s"

RULE_UNSURE = "rule %(rule)s fired, but only because of what is not known"
NOT_CERTAIN = "not certain: %(reasons)s"
RULE_DID_NOT = "rule %(rule)s did not fire"
NOT_MET = "not met: %(reasons)s"
RULE_CERTAIN = "rule %(rule)s fired for certain, not because of what is not known"
RULE_SHOULD_NOT = "rule %(rule)s fired, and should not"
ON = "on %(names)s"
MET = "its conditions are met"

WITHHELD = "exercise %(exercise)s is withheld, and should be shown"
SHOULD_NOT_SHOW = "exercise %(exercise)s is shown, and should not be"
NOT_WITHHELD = "exercise %(exercise)s is not withheld, and should be"
NOT_AGREED = "the two engines do not agree on this case"

# ---- why a rule did not fire

AND, OR = "%(first)s and %(last)s", "%(first)s or %(last)s"
LET_OFF = "let off, since %(answers)s"
OTHER_ONE = "%(test)s (or 1 other)"
OTHERS = "%(test)s (or %(count)s others)"
IS = "%(question)s is %(values)s (here: %(here)s)"
IS_HIDDEN = "%(question)s is %(values)s (here: %(here)s, not asked)"
NOT_SAID = "not said"
URGENCY_IS = "the urgency is %(levels)s (here: %(here)s)"
CAUSE_IS = "a possible cause is %(causes)s"

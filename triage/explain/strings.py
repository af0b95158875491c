"""The fixed sentences that stand in explanations themselves, in one place to translate. `%(name)s` takes a value."""

from __future__ import annotations

NOT_ASKED = "%(finding)s: not asked"
NOT_ANSWERED = "%(finding)s: not answered"
NO_TARGET = (
    "'%(target)s' is no cause, condition, danger sign, urgency or exercise of this pack.%(hint)s The causes are: "
    "%(causes)s."
)
ANY_NUMBER = "any"
NOTHING_HIGHER = "Nothing is more urgent than this."
NO_WAY = "No other answers would make it: %(level)s."
NO_OTHER_CAUSE = "No other one or two answers would put another cause first, and none were found with more."
NOT_SURELY_FEWEST = "Another cause would come first with these answers. There may be fewer that do it too."

"""The fixed sentences of a result's notes, in one place to translate. `%(name)s` takes a value."""

from __future__ import annotations

NO_ENGINE = "durable_rules could not be loaded, so only one engine made this result. %(reason)s"
ENGINE_FAILED = "durable_rules failed, so only one engine made this result."
DISAGREED = "The two engines did not agree on this result. The more urgent answer of the two is shown."
SET_ASIDE = "An answer was set aside, since other answers hide its question: %(finding)s (%(question)s)."
ONE_BLANK = "1 question was left blank and counts as not sure."
BLANKS = "%(count)s questions were left blank and count as not sure."

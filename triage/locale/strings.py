"""How lists, dates and numbers are put together, as sentences to translate. `%(name)s` takes a value."""

from __future__ import annotations

EITHER = "%(first)s or %(last)s"
EITHER_LONG = "%(first)s, or %(last)s"
DATE = "%(day)s %(month)s %(year)s at %(time)s"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DECIMAL = "%(whole)s.%(part)s"
THOUSANDS = "%(thousands)s,%(rest)s"
DID_YOU_MEAN = "Did you mean '%(word)s'?"

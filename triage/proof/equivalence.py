"""Does a changed entry ever make a difference? Proved for all answer sets, or the smallest answers that tell it apart.

What counts as a difference: for a rule whose condition was changed, when it fires and how surely; for a level, the
urgency or whom to see; for evidence and thresholds, which causes are shown, in which order, how strongly and with which
conditions; for advice, whom to see and which exercises are shown; for a question's gate, what any rule makes of it.
"""

from __future__ import annotations

"""The fixed sentences of commands that a person reads, in one place to translate. `%(name)s` takes a value."""

from __future__ import annotations

STOPPED = "Stopped."
FAULT = (
    "The assessment could not be made: this is a fault of the program, not of your answers. If you feel very unwell, "
    "call %(number)s now. (To see where it happened, set TRIAGE_DEBUG=1.)"
)
YOUR_NUMBER = "your emergency number"

# ---- replay

NO_AS_BEFORE = "No, as before: %(names)s."
STOPPED_EARLY = "Then it stopped: nothing else could change the outcome."
ASKED = "Asked: %(counts)s."
SCREENS = "screens: %(count)s"
QUESTIONS = "questions: %(count)s"
ITEMS = "items: %(count)s"
POSSIBLE_CAUSES = "Possible causes: %(causes)s."
NONE_OF_SIX = "none of the six"
NOT_SURE = "Not sure"
NONE_OF_THESE = "None of these"
YES = "Yes"
NO = "No"
STRENGTHS = {"strong": "strong", "moderate": "moderate", "weak": "weak"}

# ---- explain

OTHER_PACK = (
    "This result was made with other knowledge or rules. It is explained by those of now, and may come out differently."
)
OTHER_URGENCY = (
    "Take care: the urgency in this result is '%(saved)s', but its answers lead to '%(found)s'. `triage check` says "
    "what does not stand. If in doubt, go by the more urgent one."
)

"""Every fixed sentence of the questionnaire's pages, in one place.

`{you|they}` and `{emergency_number}` are filled in by `Wording`; what stands in [square brackets] by `fill`.
"""

from __future__ import annotations


def fill(text: str, **values: object) -> str:
    """The text with each [name] replaced by its value."""
    for name, value in values.items():
        text = text.replace(f"[{name}]", str(value))
    return text


# ---- first screen

WHO = "Who is it for?"
FOR_ME = "For me"
FOR_SOMEONE_ELSE = "For someone else"

# ---- questions

ABOUT_LEFT = "About [count] screens left"
ONE_LEFT = "About 1 screen left"
NONE_OF_THESE = "None of these"
NOT_SURE = "Not sure"
NOT_SURE_LIST = "Not sure: ask me one by one"
RATHER_NOT_SAY = "I would rather not say"
WHY_TITLE = "Why do you ask?"
BACK_TO_QUESTION = "Back to the question"

# ---- emergency

WHAT_NEXT = "What now?"
STOP_AND_SHOW = "Stop here and show the result"
CALLED_GO_ON = "Help is called: go on, to have more to tell them"
EMERGENCY_ALERT = "Emergency: call {emergency_number} now."

# ---- review

REVIEW_TITLE = "{Your|The} answers"
REVIEW_ASK = "Is this right? To change an answer, choose it."
ALL_ASKED = "That was the last question."
SHOW_RESULT = "Yes: show the result"
LOOK_THROUGH = "Look through the answers, to check or change them"
GO_ON = "Go on with the questions"
SET_ASIDE = "Not used any more, because of other answers: [answers]."
NOTHING_ANSWERED = "Nothing is answered yet."
ANSWERED_NOT_SURE = "Not sure, or rather not say"
REST_NOT_SURE = "not sure about the rest"
ANSWERED_NONE = "None of these"
YES = "Yes"
NO = "No"

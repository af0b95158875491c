"""Every fixed sentence that only the terminal shows while somebody practises, in one place."""

from __future__ import annotations

# ---- a case

CASE_TITLE = "Practice case [seed]"
GOING_ON = "You stopped in the middle of this case. Here is what you had heard."
PATIENT_SAYS = "What you know at first:"
TOPICS = "What do you ask about?"
HOW_TO_ASK = (
    "Type the number of a subject to see its questions, or a word to look for. d: decide. q: stop, and go on later. "
    "Enter: show the subjects again."
)
HOW_TO_ASK_SHORT = "Subject, word, d, q or Enter."
ASK_WHICH = "Type the numbers of the questions to ask, such as 1 3. Enter alone goes back."
NOTHING_FOUND = "No question has the word '[word]' in it."
ASKED_ALREADY = "(asked)"
NOT_UNDERSTOOD = "'[line]' is none of the numbers from 1 to [last]."

# ---- deciding

LEVEL_ASK = "How soon must this person be seen?"
SIGNS_ASK = "Which of these danger signs are there? Type the numbers, or Enter for none."
CAUSES_ASK = "Which causes are possible? Type the numbers, or Enter for none."
REASON_ASK = "On which answers does the level rest? Type the numbers, or Enter to leave it out."
SURE_ASK = "How sure are you of the level?"
SURE = ((50, "A guess: 50 in 100"), (70, "Rather sure: 70 in 100"), (85, "Sure: 85 in 100"), (95, "Certain: 95 in 100"))

# ---- the end

NOT_KEPT = "This could not be kept: [reason]."
STOPPED_CASE = "Stopped. To go on with this case: triage learn case"
STOPPED_NOT_KEPT = "Stopped. What you asked could not be kept: [reason]."
NEXT_CASE = "The next case: triage learn case"
UNREADABLE = (
    "[path]: what was kept of your learning cannot be read, so it was left as it is and nothing is added to it."
)
WHOLE_STORY = "All that is so of this patient:"
IN_USE = "another run of triage learn is using it"
NONE = "none"

"""Every fixed sentence of the desk, in one place. What stands in [square brackets] is filled in."""

from __future__ import annotations

from triage.questionnaire.strings import fill

__all__ = ["fill"]

# ---- who said an answer

SAID_BY = {
    "patient": "The patient",
    "relative": "A relative or friend",
    "staff": "Staff saw it",
    "record": "The record",
}

# ---- states

STATES = {
    "intake": "Still being asked",
    "waiting": "Waiting",
    "claimed": "Taken",
    "seen": "Seen",
    "left": "Left",
}
NOT_ASKED_YET = "Not asked yet"
NOT_ASSESSED = "Not assessed"

# ---- what is refused

CLOSED = "This ticket is closed."
NOT_WAITING = "Nobody can take this ticket now: it is not waiting."
NOT_CLAIMED = "This ticket is not taken."
NOTHING_WAITS = "Nobody is waiting."
NO_SUCH_TICKET = "There is no such ticket."
NO_SUCH_CODE = "No self-assessment has this code. Check it, or take the person in as new."
NOTHING_SAID = "Nothing is answered yet."
SAID_BY_UNKNOWN = "Say who gave each answer."
LABEL_LONG = "A name for the ticket has at most [most] characters."
NOTE_LONG = "A note has at most [most] characters."
NOTE_NEEDED = "This reason needs a note."
INITIALS_NEEDED = "Give your initials, 1 to 4 letters."
NO_SUCH_REASON = "Choose a reason."
WRONG_WAY = "This reason does not go with this change of level."
NO_SUCH_LEVEL = "Choose a level."
NOT_YOURSELF = "You cannot disable yourself or change your own role."
WRONG_PASSWORD = "that is not your password, or it is locked after too many tries"
NO_SUCH_USER = "There is no such user."
NO_SUCH_DAY = "There is no such day."
SAME_LEVEL = "The ticket has this level already."
NEEDS_CLINICIAN = "Only a clinician can lower an emergency."

# ---- what was done, as told in the history; [who] is a user

DONE = {
    "ticket.new": "[who] took them in.",
    "ticket.take_over": "[who] took over their self-assessment.",
    "ticket.answers": "[who] saved answers.",
    "ticket.stop": "[who] stopped asking. They wait.",
    "ticket.ask_again": "[who] asked them again.",
    "ticket.claim": "[who] took the ticket.",
    "ticket.release": "[who] gave the ticket back.",
    "ticket.seen": "[who] closed the ticket: seen.",
    "ticket.left": "[who] closed the ticket: left.",
    "ticket.override": "[who] set another level.",
    "ticket.label": "[who] changed the name on the ticket.",
    "ticket.erase": "[who] erased the ticket.",
}
DONE_OTHERWISE = "[who]: [what]."

# ---- what changed

LEVEL_ROSE = "More urgent now: [after]. Before: [before]."
LEVEL_FELL = "Less urgent now: [after]. Before: [before]."
LEVEL_SAME = "Same level: [after]."
LEVEL_FIRST = "Level: [after]."
SIGN_CAME = "New danger sign: [sign]."
SIGN_WENT = "No longer a danger sign: [sign]."
ANSWER_CHANGED = "[question]: now [after]. Before: [before]."
ANSWER_NEW = "[question]: [after]."
OVERRIDE_ENDED = "The level that staff had set no longer counts: the new answers are more urgent."
NOTHING_CHANGED = "No answer changed."

# ---- the intake sheet

NONE_OF_THESE = "None of these"
NOT_SURE = "Not sure"
NOT_SURE_LIST = "Not sure: ask one by one"

"""Every fixed sentence of the desk's pages, in one place. Short: whoever reads them is interrupted all the time."""

from __future__ import annotations

# ---- every page

QUEUE = "Queue"
NEW = "Take someone in"
TAKE = "Take over by code"
DAY = "Day sheet"
TALLY = "Levels staff set"
USERS = "Users"
AUDIT = "Audit log"
LOG_OUT = "Log out"
MENU = "Front desk menu"
ASK_NOW = "Ask again now"
NUMBER = "No. [number]"
MINUTES = "[count] min"
JUST_NOW = "just now"
SAVE = "Save"
CANCEL = "Back to the ticket"
TO_QUEUE = "Back to the queue"
WHO_SAID = "Who says it"

# ---- log in

LOG_IN = "Log in"
LOG_IN_TITLE = "Front desk: log in"
NAME = "User name"
PASSWORD = "Password"
SINGLE_SIGN_ON = "Log in with the clinic's account"
LOG_IN_FAILED = "That did not work. Check the name and the password. After five failures you have to wait."
LOG_IN_OFTEN = "Too many tries from here. Wait [minutes] minutes."
LOG_IN_FIRST = "Log in first. Then send the form again: nothing you typed is lost."
SEND_AGAIN = "Send it again"
SEND_AGAIN_TITLE = "You are logged in"
SEND_AGAIN_TEXT = "What you typed before has not been saved yet."

# ---- queue

NOBODY = "Nobody is waiting."
WAITED = "Waiting"
READS = "Reads [language]"
LEVEL = "Level"
PERSON = "Person"
STATE = "State"
ASK_AT = "Ask again"
NEXT = "Take the next one"
ASSESSED = "assessed: [level]"
TAKEN_BY = "Taken by [who]"
SOUND_ON = "Turn sound on"
SOUND_IS_ON = "Sound is on"
NOT_FRESH = "This list is not up to date: the server does not answer. It goes on trying."
REFRESH_PLAIN = "Open a page that refreshes every 30 seconds"
STOP_REFRESH = "Stop refreshing"
FRESH_AT = "As of [time]."
SAYS_QUEUE = "[count] in the queue."
SAYS_CALL = "Ask again now: [who]."

# ---- intake

NEW_TITLE = "Take someone in"
NEW_HOW = "Ask each part. A part left empty counts as not asked."
LABEL = "Name for the ticket (optional)"
LABEL_HINT = "What you call them here. At most 40 characters."
WHO_ANSWERS = "Who answers?"
FOR_SELF = "The patient"
FOR_OTHER = "Someone for the patient"
SAVE_AND_ASK = "Save and go on asking"
SAVE_AND_STOP = "Save and stop: they wait"
ASK_MORE = "Go on asking"
STOP = "Stop asking"
STOP_HOW = "They wait. What was not asked counts as not sure."
ALL_ASKED = "Nothing more to ask"
UNSURE_BOX = "Not sure"
CHOOSE = "Choose an answer first."
RANGE = "A whole number from [minimum] to [maximum]."

# ---- ticket

TICKET = "Ticket [number]"
DO_NOW = "What to do now"
SET_BY_STAFF = "Set by staff. Assessed: [level]."
DONE_HERE = "What you can do"
CLAIM = "Take"
RELEASE = "Give back"
SEEN = "Close: seen"
LEFT = "Close: left"
AGAIN = "Ask again"
OVERRIDE = "Set another level"
HANDOVER = "Hand-over page"
RENAME = "Change the name"
ANSWERS = "Answers"
CHANGE = "Change"
SAID_NO_COUNT = "No to [count] questions"
NO_ANSWERS = "Nothing is answered yet."
HISTORY = "History"
SIGNS = "Danger signs"
NO_SIGNS = "No danger sign."
SIGN_UNSURE = "not ruled out"
SAFETY_NET = "Watch for"
STALE = "Somebody else changed this ticket first"
STALE_HOW = "Your entry is not saved yet. Look at it again, then save."
STALE_DONE = "Nothing of yours was saved. This is the ticket as it is now."

# ---- ask again, change an answer

AGAIN_TITLE = "Ask again: ticket [number]"
AGAIN_HOW = "Tick what is new. A part left empty keeps its earlier answer."
AGAIN_NONE = "There is nothing to ask that would make it more urgent."
AGAIN_DONE = "Done: asked again"
ANSWER_TITLE = "Change an answer: ticket [number]"

# ---- override

OVERRIDE_TITLE = "Set another level: ticket [number]"
OVERRIDE_NOW = "Now: [level]."
NEW_LEVEL = "New level"
REASON = "Reason"
REASONS_UP = "More urgent"
REASONS_DOWN = "Less urgent"
REASONS_EITHER = "Either way"
INITIALS = "Your initials"
NOTE = "Note (at most 200 characters)"
CLINICIAN_ONLY = "Only a clinician can lower an emergency."
SET_LEVEL = "Set this level"

# ---- take over

TAKE_TITLE = "Take over a self-assessment"
TAKE_CODE = "Code, or what the scanner reads"
TAKE_HINT = "For example K7QM-3XWA-9T."
TAKE_DO = "Take over"
TAKE_OFTEN = "Too many wrong codes from here. Wait [minutes] minutes, or take the person in as new."

# ---- print

HANDOVER_TITLE = "Hand-over: ticket [number]"
OTHER_LANGUAGE = "The summary beside the English one:"
ENGLISH_ALONE = "none, English alone"
SUMMARY = "Summary"
SAID = "What was said"
WHO_SAID_WHAT = "Who said what"
NOT_SURE = "Not sure"
SIGNS_CERTAIN = "Danger signs"
SIGNS_OPEN = "Not ruled out"
SAID_NO = "Said no to"
OVERRIDES = "Levels that staff set"
OVERRIDE_LINE = "[time] [initials]: from \u201c[before]\u201d to \u201c[after]\u201d. [reason]."
IN_FORCE = "In force."
PRINT_HINT = "Print it with your browser."
DAY_TITLE = "Day sheet: [day]"
DAY_NONE = "No tickets on this day."
OTHER_DAY = "Another day"
SHOW = "Show"
ARRIVED = "Arrived"
ASSESSED_LEVEL = "Assessed"
HEAD = "Head of the audit log"
HEAD_HOW = "Keep this sheet. With this line, \u201ctriage audit verify --head\u201d finds what was changed or cut off."
MADE_AT = "Made at [time]."

# ---- tally

TALLY_TITLE = "Levels that staff set"
TALLY_SUM = "[all] in all: [up] up, [down] down."
TALLY_NONE = "Staff have not set a level yet."
TALLY_HOW = "One line for each reason and each danger sign that stood. It shows which rules staff do not believe."
UP, DOWN = "Up", "Down"
SIGN = "Danger sign"
TIMES = "Times"
WAY = "Way"
NO_SIGN = "None"

# ---- users

USERS_TITLE = "Users"
USER_ADD = "Add a user"
DISPLAY_NAME = "Name as shown"
INITIALS_OF = "Initials"
ROLE = "Role"
ROLES = {"receptionist": "Receptionist", "clinician": "Clinician", "admin": "Admin"}
USER_STATE = {"active": "Active", "disabled": "Disabled", "locked": "Locked for now"}
PASSWORD_HINT = "At least 12 characters. Four unrelated words are good."
ADD = "Add"
DISABLE = "Disable"
ENABLE = "Enable"
UNLOCK = "Unlock"
SET_ROLE = "Set role"
SET_PASSWORD = "Set password"
NEW_PASSWORD = "New password for [name]"
NEW_ROLE = "Role of [name]"

# ---- audit

AUDIT_TITLE = "Audit log"
AUDIT_CHECK = "Check the whole log"
AUDIT_SOUND = "The log is sound: nothing was changed or taken out."
AUDIT_FAULTS = "The log is not sound"
AUDIT_OLDER = "Older entries"
SEQ, AT, WHO, WHAT, OBJECT, VALUES = "No.", "When", "Who", "What", "About", "Values"
ERASED = "Erased"

# ---- what can go wrong

NO_TICKET = "There is no such ticket"
NO_TICKET_TEXT = "It may have been erased. Go back to the queue."
NOT_ALLOWED = "This is not for your role"
REFUSED = "That cannot be done"

# ---- one's own account

ACCOUNT_TITLE = "Your account"
OWN_PASSWORD = "Another password"
CURRENT_PASSWORD = "Your password now"
NEW_OWN_PASSWORD = "New password"
PASSWORD_AGAIN = "The new password once more"
NOT_THE_SAME = "The two new passwords are not the same."
OPEN_SESSIONS = "Where you are logged in"
SESSION_SINCE = "Since [since], last used at [seen]."
SESSION_HERE = "This one"
END_SESSIONS = "Log out everywhere else"

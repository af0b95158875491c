"""Every fixed sentence that only the terminal shows, in one place.

`{you|they}` and `{emergency_number}` are filled in by `Wording`; what stands in [square brackets] by `fill`.
"""

from __future__ import annotations

# ---- first screen

CALL_FIRST = "If this feels like an emergency, stop here and call {emergency_number} now."
START = "Start"
KEPT_HERE = "Answers stay on this computer. You can stop at any time and go on later."

OLD_DRAFT = "You stopped on [when]. Go on with it?"
OLD_DRAFT_DONE = "There are answers from [when], all filled in. Look at them again?"
GO_ON_WITH_DRAFT = "Go on with it"
START_AGAIN = "Start again, and keep the old answers"
DELETE_AND_START_AGAIN = "Delete the old answers, and start again"

# ---- the end

IN_SHORT = "In short: [action] When: [timeframe]"
SCROLL_UP = "The whole result stands above."
SAVE_REPORT = "Save this result as a page to print or show?"
SAVE_REPORT_YES = "Yes, save it here: [path]"
SAVE_REPORT_NO = "No"
REPORT_SAVED = "Saved: [path]"
REPORT_NOT_SAVED = "The page could not be saved: [reason]."
DELETE_DRAFT = "Your answers are kept in [path]. What should happen to them?"
KEEP_ANSWERS = "Keep them"
DELETE_ANSWERS = "Delete them"
DELETED = "Deleted."
NOT_DELETED = "The answers could not be deleted: [reason]."
ANSWERS_ARE_IN = "Your answers are in [path]"

# ---- leaving and drafts

STOPPED = "Stopped. Your answers so far are kept in:"
GO_ON_LATER = "Go on later with:"
STOPPED_EMPTY = "Stopped. Nothing was answered yet, so nothing is kept."
STOPPED_LOST = "Stopped. Your answers could not be saved."
LATEST_LOST = "Your latest answers could not be saved."
INPUT_ENDED = "The input ended before the last question, so there is no result."
DRAFT_NOT_SAVED = "Your answers cannot be saved: [reason]. You can go on, but they will be lost when you stop."
DRAFT_SAVED_AGAIN = "Your answers are saved again."
DRAFT_UNREADABLE = "An older draft cannot be read: [reason]"
OLD_DRAFT_NOTE = "There is an unfinished draft. To go on with it: [command]"
DRAFT_EXISTS = "[path]: there is a file already. To go on with it: [command]"
DRAFT_IN_USE = "[path]: another run of this questionnaire is using it. Close that one, or name another file."
DRAFT_NO_FILE = "[path]: this is no ordinary file, so the answers cannot be kept there."
DRAFT_NOT_HERE = "[path]: the answers cannot be kept there: [reason]."
IN_USE = "another run is using this file"
DRAFT_MISSING = "[path]: there is no such draft."
DRAFT_UNREAD = "[path]: cannot be read: [reason]."
DRAFT_NOT_TEXT = "[path]: cannot be read as a draft: it is not text."
DRAFT_WRONG = "[path]: cannot be read as a draft: [reason]."
MORE_PROBLEMS = "More problems in it: [count]."
NO_DRAFT = "There is no draft to go on with."
COUNTRY_UNKNOWN = "'[country]' is not a country that this knows.[hint] It can be: [known]."

# ---- keys

KEYS_ONE = ("Arrows choose", "Enter goes on")
KEYS_READ = ("Enter goes on",)
KEYS_ANY = ("Arrows move", "Space ticks", "Enter goes on")
KEYS_NUMBER = ("Type a number", "Enter goes on")
KEY_BACK = "b back"
KEY_WHY = "? why"
KEY_REVIEW = "r review"
KEY_LEAVE = "q stop"
MORE_BELOW = "v more below"
MORE_ABOVE = "^ more above"
MORE_BOTH = "^v more above and below"
TICK_FIRST = "Nothing is ticked yet. Press Space to tick, or choose None of these."
NUMBER_WRONG = "Please type a whole number from [minimum] to [maximum]."

# ---- plain mode

WORD_BACK = "back"
WORD_REVIEW = "review"
WORD_STOP = "stop"
WORD_WHY = "why"

PLAIN_HOW = "Type the number or the word of your answer, then Enter."
PLAIN_HOW_ANY = "Type the numbers of all that are true, such as 1 3, then Enter."
PLAIN_ENTER_KEEPS = "Enter alone: [answer]."
PLAIN_COMMANDS = "Also: [commands]."
PLAIN_BACK = "b to go back"
PLAIN_WHY = "? for why we ask"
PLAIN_REVIEW = "r to look at the answers"
PLAIN_LEAVE = "q to stop"
PLAIN_UNKNOWN = "'[word]' is not one of the answers. [how]"
PLAIN_AMBIGUOUS = "'[word]' fits more than one answer. Please type the number."
PLAIN_NO_BACK = "There is nothing to go back to."
PLAIN_NOT_HERE = "That does not work here. [how]"
PLAIN_NONE_BESIDE = "'None of these' cannot stand beside another answer."
PLAIN_EMPTY = "Nothing was typed. [how]"
NOWHERE_TO_ASK = "The questions cannot be shown: standard error is closed."
CANNOT_ASK = "The questions cannot be shown: [reason]."
PLAIN_PROMPT_ONE = "1 to [last]: "
PLAIN_PROMPT_ANY = "all that are true, 1 to [last]: "
PLAIN_PROMPT_NUMBER = "[unit]: "

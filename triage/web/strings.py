"""Every fixed sentence of the pages, in one place. The questionnaire's own stand in `triage.questionnaire.strings`.

`{you|they}` and `{emergency_number}` are filled in by `Wording`; what stands in [square brackets] by `fill`.
"""

from __future__ import annotations

# ---- every page

SKIP = "Skip to the main part"
LARGE_ON = "Larger text"
LARGE_OFF = "Normal text"
DARK_ON = "Dark"
LIGHT_ON = "Light"
HOW_IT_LOOKS = "How this looks"
LANGUAGE = "Language"
ABOUT = "About and privacy"
COME_BACK = "Come back with a code"
START_PAGE = "Start page"

# ---- start

CALL_FIRST = "If this feels like an emergency, stop here and call {emergency_number} now."
WHERE = "Which country are you in?"
START = "Start"
GO_ON_HERE = "Go on where you stopped"
START_AGAIN = "Start again: the answers so far are deleted"
KEPT = "No account and no name. Your answers are deleted by themselves [hours] after you last used them."
HOURS = "[count] hours"
ONE_HOUR = "1 hour"
LONG = "It takes 3 to 8 minutes. You can stop at any time."

# ---- question

GO_ON = "Continue"
BACK = "Back"
WHY = "Why do we ask?"
LOOK_AT_ANSWERS = "My answers"
SAVE = "Save and come back later"
NUMBER_FROM_TO = "A whole number from [minimum] to [maximum]."
THERE_IS_A_PROBLEM = "Please look at this again"
CHOOSE_ONE = "Choose one answer."
CHOOSE_ANY = "Tick what is true, or choose \u201cNone of these\u201d."
TYPE_NUMBER = "Type a whole number from [minimum] to [maximum], or choose \u201cNot sure\u201d."
NOT_TOGETHER = "\u201cNone of these\u201d cannot stand beside another answer."
MOVED_ON = "This page was open in another place too, and answered there. Here is the latest question."
CHANGED = "Your earlier answer was changed. The others have stayed."
ERROR_TITLE = "Error: "
OR = "or"

# ---- emergency

CALL = "Call [number]"

# ---- answers

CHANGE = "Change"
SEE_RESULT = "See the result"
STOP_NOW = "Stop here and show the result"

# ---- result

PRINT_HINT = "To print it, or to keep it as a PDF, use your browser's print."
DOWNLOAD_PAGE = "Save it as a page"
DOWNLOAD_DATA = "Save it as data (JSON)"
SHOW_AT_DESK = "Show it at the desk"
CHANGE_ANSWERS = "Look at the answers, or change them"
DELETE_NOW = "Delete my answers now"
AFTER_RESULT = "What you can do with this"
RESULT_OF_ONE_ENGINE = "One of our two ways to work this out was away for a moment. The other one made this result."

# ---- save, come back, show, delete

CODE_TITLE = "Your code to come back"
CODE_HOW = "Write it down. On any phone or computer, open this site and choose \u201cCome back with a code\u201d."
CODE_AT_DESK = "At the desk, say it to the staff: they need nothing else to see your answers."
TO_RESULT = "Back to the result"
CODE_UNTIL = "It works for [hours]. Anybody who has the code can see the answers."
COME_BACK_TITLE = "Come back with a code"
CODE_LABEL = "Your code"
CODE_HINT = "For example K7QM-3XWA-9T. Capital letters and hyphens do not matter."
CODE_UNKNOWN = "We know no such code, or its time is over. Look at it again, or start anew."
CODE_TOO_MANY = "Too many tries from here. Please wait [minutes] minutes, or start anew."
SHOW_TITLE = "Show this at the desk"
SHOW_HOW = "Staff can read this square, so that you need not say it all again."
QR_CODE = "QR code"
SHOW_BOTH = "Show it in the clinic's language too"
BOTH_TITLE = "In two languages"
BOTH_HOW = "Please read this with me. It says the same in both languages."
DESK_CODE = "Get a short code to say instead"
DELETED_TITLE = "Deleted"
DELETED_TEXT = "Your answers are gone from this server."
DELETE_ASK = "Delete all answers?"
DELETE_HOW = "They cannot be brought back."
KEEP = "Keep them"

# ---- about

PRIVACY = "What becomes of your answers"
PRIVACY_TEXT = (
    "No name, address or account is asked for. Nothing is sent to any other company, and nobody is followed.",
    "Your answers stay on this server for [hours] after you last used them, unless you delete them before.",
    "If you show your result at the desk, the clinic takes your answers over, as part of its own list.",
    "This site sets cookies for these things only: to know your page again, to keep forms safe, and how pages look.",
    "One more may keep the language that you read.",
)
VERSIONS = "Versions"
VERSIONS_TEXT = "Software [software], rules [pack]."

# ---- what can go wrong

UNWELL = "If {you feel|they feel} very unwell or it gets worse, do not wait for this page: call {emergency_number}."
NOT_FOUND = "There is no such page"
NOT_FOUND_TEXT = "The address may be mistyped, or the page is gone."
NOT_ALLOWED = "This page is not for you"
NOT_ALLOWED_TEXT = "You are logged in, but your role does not allow this."
EXPIRED = "Your answers are not here any more"
EXPIRED_TEXT = "They are deleted after [hours], or when you ask for it. Please start again."
FORGED = "This page was too old, or cookies are off"
FORGED_TEXT = "Nothing was lost. Go back, load the page again, and send it once more. This site needs one cookie."
FAULT = "Something went wrong on our side"
FAULT_TEXT = "No result could be made just now. Please try again in a minute."
AWAY = "We cannot save anything just now"
AWAY_TEXT = "Our storage is not answering. What you sent is below: try again, and it is sent once more."
TRY_AGAIN = "Try again"
TOO_MANY = "Too many requests"
TOO_MANY_TEXT = "Please wait a moment, then try again."
SSO_UNKNOWN = "You are not known at this desk"
SSO_UNKNOWN_TEXT = "Ask an administrator to add you. They need this: [subject]"
SSO_FAILED = "Logging in did not work"
SSO_FAILED_TEXT = "The service that says who you are did not answer as it should. Try again, or use your password."
WRONG_HOST = "This server is not known by that name."
TOO_LARGE_TITLE = "Too large"
TOO_LARGE = "That is more than this server reads."
BAD_QUERY = "This address has letters in it that no address has."
NO_FORM = "This server takes no files, and nothing but its own forms."
OTHER_SITE = "This was sent from another site, so it was not read."

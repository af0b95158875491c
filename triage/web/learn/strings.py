"""Every fixed sentence of the pages of learning, in one place. What the rules say comes from `triage.learn`.

What stands in [square brackets] is filled in by `fill`.
"""

from __future__ import annotations

# ---- every page

LEARN = "Practise triage"
BACK_TO_ME = "Where I am"
GO_ON = "Continue"
BACK = "Back"
DAYS = "[count] days"
ONE_DAY = "1 day"
PROBLEM = "Please look at this again"
NONE_YET = "none yet"

# ---- start

START_TEXT = (
    "Patients who are not real, made from the rules. Ask what you like, decide, and see what the rules say.",
    "This is for learning. If you are unwell yourself, or ask for somebody who is, this is the wrong page.",
)
FOR_PATIENTS = "Go to the questions about leg weakness"
ALONE = "Practise alone"
KEPT_ALONE = "No account and no name. What you did is deleted [days] after you last used it."
IN_A_CLASS = "Join a class"
TEACH = "For teachers"
TEACH_LINK = "Start a class, or come back to yours"
GO_ON_PRACTISING = "Go on practising"
GO_TO_CLASS = "Go to your class"
START_AGAIN = "Start anew: what you did alone so far is deleted"

# ---- join

CODE = "Code of the class"
CODE_HINT = "Your teacher shows it. Capital letters and hyphens do not matter."
NICKNAME = "Nickname"
NICKNAME_HINT = "Up to [most] letters. Take one that your teacher will know, and please not your full name."
WHO_SEES = "Your teacher sees your nickname, your cases and how they went. The other learners do not."
JOIN = "Join"
CODE_UNKNOWN = "No class has this code, or its time is over. Look at it again, or ask your teacher."
CODE_OFTEN = "Too many wrong codes from here. Please wait [minutes] minutes."
NICKNAME_LENGTH = "Type a nickname of 1 to [most] letters."
REFUSED = {
    "closed": "This class takes nobody new any more.",
    "taken": "Somebody in this class has that nickname already.",
    "full": "This class is full: it has [most] learners.",
}

# ---- where one stands

HOME_TITLE = "Your practice"
IN_CLASS = "Class: [title]. You are [nickname]."
IN_CLASS_WITHOUT_TITLE = "You are in a class, as [nickname]."
CASES_DONE = "Cases done: [done]"
CASES_DONE_OF = "Cases of your class done: [done] of [count]"
CLASS_DONE = "You have done all cases of your class. You can go on with others."
QUIZ_DONE = "Quiz questions answered: [count]"
NEXT_CASE = "Next case"
GO_ON_CASE = "Go on with the open case"
QUIZ = "Quiz question"
QUIZ_DUE_ONE = "One rule that you missed is due again."
QUIZ_DUE = "[count] rules that you missed are due again."
QUIZ_LATER = "The next rule that you missed is due in about [days]."
PROFILE = "Your profile"
YOUR_CASES = "Your cases so far"
KEPT_CLASS = "The class and all in it are deleted on [date]."
DELETE = "Delete my practice"
DELETE_ASK = "Delete your practice?"
DELETE_HOW = "All that you did is deleted, for your teacher too. It cannot be brought back."
DELETE_NOW = "Delete it now"
KEEP = "Keep it"
DELETED = "Deleted"
DELETED_TEXT = "Your practice is gone from this server."

# ---- a case

CASE_NUMBER = "Practice case [number]"
CASE_OF = "Case [number] of [count]"
YOU_KNOW = "What you know"
FIRST = "Told without being asked"
ASKED = "Answers to your questions"
ASK = "Ask"
ASK_HOW = "Open a subject and press a question. Ask in any order, and only what you need."
LEFT = "[count] left"
NOTHING_LEFT = "You have asked all of these."
TO_DECIDE = "I have heard enough"

# ---- deciding

DECIDE_TITLE = "What do you conclude?"
LEVEL = "How soon must this person be seen?"
SURE_ASK = "How sure are you of that?"
SURE = ((50, "A guess: 50 in 100"), (70, "Rather sure: 70 in 100"), (85, "Sure: 85 in 100"), (95, "Certain: 95 in 100"))
LISTS = {
    "signs": ("Which of these danger signs are there?", "Tick none if there is none."),
    "causes": ("Which causes are possible?", "Tick none if too little speaks for any."),
    "reason": ("On which answers does the level rest?", "You may leave this out."),
}
CHOOSE_LEVEL = "Choose how soon."
CHOOSE_SURE = "Choose how sure you are."
ASK_MORE = "Ask more first"
MARK = "See what the rules say"

# ---- feedback

VERDICTS = {"right": "right", "under": "too low (under-triage)", "over": "too high (over-triage)"}

YOU_HEARD = "What you had heard"
SAID_AND_IS = "Said: [said]. It is: [level]."

# ---- quiz

QUIZ_NUMBER = "Quiz question [number]"
PATIENT = "The patient"
ALL_ELSE_NO = "All else that was asked was answered no."
CHOOSE_OPTION = "Choose one answer."
ANSWER = "Answer"
QUIZ_RIGHT = "Right"
QUIZ_WRONG = "Not right"
THE_RIGHT_ONE = "the right answer"
YOUR_CHOICE = "your choice"
YOUR_CHOICE_RIGHT = "your choice, and right"
NEXT_QUIZ = "Next question"

# ---- profile

SHARE = "[count] of [of] (95 in 100 sure: between [low] and [high] in 100)"
RIGHT = "Right level"
UNDER = "Too low (under-triage)"
OVER = "Too high (over-triage)"
EMERGENCIES_MISSED = "Emergencies taken for less"
BIAS_NONE_YET = "No case has been done yet."
BIAS_UNDER = "The levels lean to the low side. That is the dangerous one."
BIAS_OVER = "The levels lean to the high side. That is safe for the patient, and costs others their place."
BIAS_OPEN = "The cases so far show no lean to one side."
SIDES = "Which side"
WHAT = "What"
HOW_OFTEN = "How often"
CALIBRATION = "How sure, and how often right"
SURE_OF = "How sure"
SURE_AT = "Sure: [sure] in 100"
SURENESS = (
    "On average [sure] in 100 sure, and [right] in 100 right. Mean squared error of being sure: [brier] (0 is best, "
    "0.25 is guessing)."
)
MISREADINGS = "Misreadings of the rules"
MISREADINGS_NONE = "The cases so far show none."
MISREADING_SHOWN = "Said just so in [share] of the cases in which it is wrong."
MISSED_SIGNS = "Danger signs that were missed"
SIGN = "Danger sign"
MISSED_OF = "Missed"
COUNT_OF = "[count] of [of]"
QUESTIONS_ASKED = "Questions"
ASKED_MEDIAN = (
    "Half of the cases with [asked] questions or fewer; the questionnaire needs [shortest] before it is sure."
)
TOLD_NOTHING = "Questions that told nothing any more: [share]"

# ---- a teacher begins, or comes back

TEACH_TITLE = "For teachers"
TEACH_TEXT = "Everybody in a class gets the same cases, in the same order. Learners need no account."
NEW_CLASS = "Start a class"
CLASS_TITLE = "Name of the class (optional)"
CLASS_TITLE_HINT = "Up to [most] letters. Learners see it."
CASES = "How many cases"
CASES_HINT = "1 to [most]. Ten take about an hour."
SEED = "Which set of cases (optional)"
SEED_HINT = (
    "A number. The same number gives the same cases again, to another class too. Left empty, it is chosen by chance."
)
RULES = "Rules"
DELETED_AFTER = "The class is deleted after"
CREATE = "Start the class"
COME_BACK = "Come back to your class"
TEACHER_CODE = "Your teacher's code"
TEACHER_CODE_UNKNOWN = "No class has this teacher's code, or its time is over."
TEACHER_FIRST = "This browser has no class. Type your teacher's code, or start a class."
TITLE_LENGTH = "Type at most [most] letters."
NUMBER_BETWEEN = "Type a whole number from [least] to [most]."
CHOOSE_DAYS = "Choose one of these times."
CHOOSE_PACK = "Choose one of these rules."
MADE_TITLE = "Your class is ready"
MADE_TEACHER = "Your teacher's code. It is shown only now: write it down."
MADE_WHY = "With it you come back from any browser. Whoever has it sees and deletes all in this class."
MADE_JOIN = "The code for your learners"
TO_CLASS = "Go to the class"

# ---- a class

CLASS = "Class"
JOIN_AT = "Learners open [address] and type this code:"
JOIN_PICTURE = "Square code that opens the page to join this class"
IS_CLOSED = "Nobody new can join."
CLOSE = "Take nobody new"
OPEN = "Take learners again"
PROGRESS = "Progress"
PROGRESS_SUM = "Learners: [learners]. Cases done: [done] of [all]."
NOBODY = "Nobody has joined yet."
LEARNER = "Learner"
DONE = "Cases done"
FURTHER = "[done] of [count], and [more] more"
QUIZ_RIGHT_OF = "Quiz right"
SEEN = "Last seen"
MINUTES = "[count] min ago"
JUST_NOW = "just now"
RIGHT_SHORT, UNDER_SHORT, OVER_SHORT = "Right", "Too low", "Too high"
LIVE_ON = "Show it live: it comes anew by itself"
LIVE_OFF = "Stop it coming anew"
EVERY = "This page comes anew every [seconds] seconds."
MISSES = "What the class misses"
EXPORTS = "Results as files"
CSV = "Table (CSV)"
XAPI = "Statements (xAPI, JSON)"
LEAVE = "Leave the class in this browser"
DELETE_CLASS = "Delete the class"
DELETE_CLASS_ASK = "Delete the class?"
DELETE_CLASS_HOW = "All learners in it and all that they did are deleted. It cannot be brought back."
DELETED_CLASS_TEXT = "The class and all in it are gone from this server."
CLASS_ENDS = "It is deleted by itself on [date]. Its set of cases: [seed]. For whoever runs the server: class:[id]"
BACK_TO_CLASS = "The class"

# ---- what a class misses

BY_SIGN = "Danger signs, the most missed first"
BY_SIGN_HOW = (
    "Of the cases in which a sign was there, in how many it was not named. Darker is more; the numbers say it too."
)
WRONGLY = "Named where it is not"
QUIZ_WRONG_OF = "Quiz wrong"
NO_MISSES = "No case has been done yet."
BY_CASE = "Cases, by what was said"
BY_CASE_HOW = "How many said each level. The right level has a tick."
CASE = "Case"
IS_RIGHT = "right"
SOLUTION = "Solution of case [number]"
STORY = "All that is so of this patient"
LEVEL_IS = "How soon: [level]"
RESTS_ON = "It rests on"
SIGNS_ARE = "Danger signs"
CAUSES_ARE = "Possible causes"
NONE = "None."

# ---- one learner, for the teacher

REMOVE = "Remove from the class"
REMOVE_ASK = "Remove [nickname]?"
REMOVE_HOW = "All that they did is deleted. It cannot be brought back."
CASES_OF = "Cases"

# ---- what can go wrong

NOT_INSTALLED = "There is no practice on this server"
NOT_INSTALLED_TEXT = "For whoever runs it: pip install 'leg-weakness-triage[learn,web]'"
NOT_LEARNING = "Nobody practises here just now"
NOT_LEARNING_TEXT = "Practice is deleted [days] after it was last used, or when you ask for it. Please start again."
PACK_GONE = "The rules of this class are not on this server any more"
PACK_GONE_TEXT = "Whoever runs the server has changed them. Please start another class."
NO_CASE = "No case was found"
NO_CASE_TEXT = "These rules allow none for this number. Please try the next one."
BUSY = "Many are practising just now"
BUSY_TEXT = "What you sent is below: try again in a few seconds, and it is sent once more."
TRY_AGAIN = "Try again"

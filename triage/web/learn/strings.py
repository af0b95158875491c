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
PER_CENT = "[share] in 100"
BETWEEN = "[share] in 100 (the cases do not rule out [low] to [high])"
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
MARKED_GONE = "The rules of this case are not on this server any more, so it cannot be explained."
SAID_AND_IS = "You said: [said]. It is: [level]."

# ---- quiz

QUIZ_NUMBER = "Quiz question [number]"
PATIENT = "The patient"
CHOOSE_OPTION = "Choose one answer."
ANSWER = "Answer"
QUIZ_RIGHT = "Right"
QUIZ_WRONG = "Not right"
THE_RIGHT_ONE = "the right answer"
YOUR_CHOICE = "your choice"
YOUR_CHOICE_RIGHT = "your choice, and right"
NEXT_QUIZ = "Next question"

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

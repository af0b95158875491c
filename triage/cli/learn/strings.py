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
NUMBER_WANTED = "Type one of the numbers from 1 to [last]."
NOT_UNDERSTOOD = "'[line]' is none of the numbers from 1 to [last]."

SOLUTION_OF_WHICH = "triage learn case --solution: of which case? Name its --seed N"
CANNOT_SHOW = "the questions cannot be shown: [reason]"
STDERR_CLOSED = "standard error is closed"

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
STOPPED_FORGOTTEN = "Stopped. Nothing of this is kept."
STOPPED_NOT_KEPT = "Stopped. What you asked could not be kept: [reason]."
NEXT_CASE = "The next case: triage learn case"
UNREADABLE = (
    "[path]: what was kept of your learning cannot be read, so it was left as it is and nothing is added to it."
)
CANNOT_BE_READ = "[path] cannot be read"
WHOLE_STORY = "All that is so of this patient:"
IN_USE = "another run of triage learn is using it"
NONE = "none"

# ---- quiz

QUIZ_TITLE = "Question [number] of [count]"
QUIZ_STORY = "What is so of this patient (all else that was asked was answered no):"
QUIZ_RIGHT = "Right."
QUIZ_WRONG = "No. Right is [number]: [answer]"
QUIZ_WHY_EACH = "Why, one by one:"
QUIZ_ENDED = "[right] of [count] right."
WRONG_COUNT = "--count: [count] is not from 1 to [most]"
QUIZ_STOPPED = "Stopped. What you answered is kept."
QUIZ_DUE_NONE = "Nothing you missed is due for another look, so these are about other rules."
NEEDS_EXTRA = "triage learn [part] needs more packages: pip install 'leg-weakness-triage[learn]'"

# ---- profile

PROFILE_EMPTY = "There is nothing to show yet: triage learn case"
PROFILE = "Your cases so far"
PROFILE_RIGHT = "The level was right"
PROFILE_UNDER = "Too low (under-triage, the dangerous side)"
PROFILE_OVER = "Too high (over-triage)"
PROFILE_EMERGENCIES = "Emergencies taken for less"
SHARE = "[count] of [of] (95 in 100 sure: between [low] and [high] in 100)"
SHARE_ALONE = "[count] of [of]"
BIAS_UNDER = "You tend to set the level too low."
BIAS_OVER = "You tend to set the level too high."
BIAS_NONE = "There are too few mistakes to say that you tend to one side."
PROFILE_SURE = "How sure you were"
SURE_WAS_RIGHT = "When you were [sure] in 100 sure, you were right in"
MEAN_SURE = "On the whole you were [sure] in 100 sure, and right in [right] in 100."
PROFILE_MISCONCEPTIONS = "What you seem to misread"
MATCHED = "You said just what this leads to in [count] of the [of] cases in which it is wrong."
NO_MISCONCEPTION = "No misreading shows. It takes a few cases to see one."
PROFILE_MISSED = "Danger signs that you missed"
MISSED = "[missed] of [of]"
PROFILE_ASKING = "How you ask"
ASKED = "Questions that you ask in a middling case: [asked]. The questionnaire asks [shortest] in the same cases."
TOLD_NOTHING = "Questions that told nothing"
FORGOTTEN = "All that was kept of your learning is deleted."

# ---- a picture

GRAPH_NEEDS_CASE = "triage learn graph case: name the file of a case"
GRAPH_NEEDS_ID = "triage learn graph [what]: name its id (triage show tells them)"
GRAPH_NO_NAME = "triage learn graph flow takes no name"
GRAPH_ENDING = "triage learn graph: there is no picture that ends in [ending]; it can be .svg, .png, .dot, .mmd"
GRAPH_PNG_FILE = "triage learn graph: a PNG is no text; name a file for it: --out picture.png"
GRAPH_PNG_NEEDS = (
    "triage learn graph needs one more package for PNG, not for SVG: pip install 'leg-weakness-triage[learn]'"
)

# ---- a rule tried out

NEEDS_PROOF = "triage learn [part] needs one more package: pip install 'leg-weakness-triage[proof]'"
RULE_MISSING = "triage learn rule: name a FILE with a rule, or --remove ID (all about it: --help)"
UNUSABLE = "The pack cannot be used with this. Mend it first; nothing else was tried."
RULES = {"new": "new: [names]", "changed": "changed: [names]", "removed": "removed: [names]"}
LINT = ("lint: no problems", "lint: 1 problem", "lint: [count] problems")
IN_ENGLISH = "What is wrong with a rule is told in English, for those who write rules."
RUNNING = "running the vignettes"
COMPARING = "comparing all answer sets"
PROVING = "proving invariant [number] of [count]"
NO_VIGNETTES = "vignettes: there are none with this pack"
VIGNETTES = (
    "vignettes: none of [count] breaks",
    "vignettes: 1 of [count] breaks",
    "vignettes: [broken] of [count] break",
)
AND_MORE = "and [count] more"
AND_MORE_UNKNOWN = "and [count] more that name what is not there"
ALL_ANSWERS = "over all answer sets:"
NOTHING_CHANGES = "nothing changes: no answers get another level, cause or exercise"
FOR_INSTANCE = "[move], for instance:"
INVARIANTS = "invariants:"
FALLS = "FALLS  [id]: [says]"
BROKEN_BEFORE = "BROKEN BEFORE TOO  [id]: [says]"
FOR_THESE = "[because], for these answers (no fewer do it):"
HOLD = "[held] of [count] hold for every answer set"

# ---- a pack to mend

EITHER_ONE = "triage learn repair: either N, to begin an exercise, or --check DIR"
NO_EXERCISE = "there is no exercise [number] for this pack; there are [numbers]"
EXERCISES = "[count] exercises, from plain to hard: [numbers]"
TO_BEGIN = "To begin one: triage learn repair N"
NOT_EMPTY = "[folder] is there already and not empty; name another folder: --work DIR"
NOT_WRITTEN = "[folder]: cannot be written: [reason]"
WRITTEN = "Written into [folder]. When it is mended: triage learn repair --check [folder]"
NO_FOLDER = "[folder] is no folder of an exercise; begin one with: triage learn repair N"
SOLVED = "Solved: no answer set tells your pack from the right one."
NOT_YET = "Not yet."
HINT = "Hint: [hint]"

"""Every fixed sentence of practice and its feedback, in one place.

What stands in [square brackets] is filled in by `fill`. Each is a whole sentence or a heading, so that it can be
translated by itself.
"""

from __future__ import annotations

# ---- a case

NOT_REAL = "This patient is not real. The answers were made from the rules, to practise with."
LEVEL_IS = "How soon must they be seen: [level]"

# ---- feedback: the level

HEADING_RIGHT = "Right: [level]"
HEADING_UNDER = "Under-triage: you said [said]; it is [level]"
HEADING_OVER = "Over-triage: you said [said]; it is [level]"
UNDER_BY_ONE = "That is one level too low. Too low is the dangerous side: help would come too late."
UNDER_BY_MORE = "That is [steps] levels too low. Too low is the dangerous side: help would come too late."
OVER_BY_ONE = "That is one level too high. It is safe for this patient, and costs others their place."
OVER_BY_MORE = "That is [steps] levels too high. It is safe for this patient, and costs others their place."
RESTS_ON = "The level rests on these answers"
NOT_ASKED = "you did not ask"
RESTS_ON_BASE = "No danger sign asks for more. This is the level for weakness that nobody has explained yet."
WAS_CERTAIN = "What you had heard made it certain that the level is no lower."
WAS_NOT_CERTAIN = "What you had heard made only this certain, whatever else is answered: [level], or more urgent."
WAS_CALM = "What you had heard made it certain that nothing asks for more."
WAS_NOT_CALM = "This is the lowest level. What you had heard left it open whether something asks for more."
TWIN_MISSED = "It hangs on one answer. It would be '[level]' with this one"

# ---- feedback: names

SIGNS = "Danger signs"
SIGN_HIT = "you saw it"
SIGN_MISSED = "you did not name it"
SIGN_WRONG = "it does not hold"
STANDS_ON = "It stands on"
LACKS = "It would also need"
LET_OFF = "It does not count, because of"
MORE = "and [count] more"
NO_SIGNS = "There is no danger sign in this case, and you named none."
CAUSES = "Possible causes"
CAUSE_HIT = "you thought of it"
CAUSE_MISSED = "it is possible, and you did not name it"
CAUSE_WRONG = "too little speaks for it"
NO_CAUSES = "No cause is shown for these answers, and you named none."
REASON = "Your reason"
REASON_HIT = "the level rests on it"
REASON_MISSED = "the level rests on it, and you did not name it"
REASON_WRONG = "the level does not rest on it"

# ---- feedback: questions

QUESTIONS = "Your questions"
DECIDING_ONE = "This question would have decided it, and you did not ask it"
DECIDING_MORE = "These questions would have decided it together, and you did not ask them"
CALM_NEEDS_ONE = "This level needs this to be clear too, and you did not ask it"
CALM_NEEDS_MORE = "You did not ask for [count] of the answers on which this level rests; they are marked above."
TOLD_NOTHING = "These told nothing: when you asked, no answer to them could change anything any more"
ALL_TOLD = "Each of your questions could still have changed something when you asked it."
STILL_OPEN_ONE = "One more question could still have shown something more urgent."
STILL_OPEN = "[count] more questions could still have shown something more urgent. Only they make a calm level safe."
COUNTS = "You asked [asked]. The questionnaire asks [shortest] here before it is sure."
CERTIFICATE_ONE = "One answer alone shows that the level is no lower."
CALM_CERTIFICATE = "It takes [count] answers together to make this level enough, and no danger sign beside them."
CERTIFICATE = "[count] answers together show that the level is no lower."

# ---- misconceptions: what it is called, what somebody with it does, and what is so

MISCONCEPTIONS = {
    "ignores_not_sure": (
        "Takes not sure for no",
        "An answer that is not known is counted as if it were a no.",
        "What is not known may be so. A danger sign that hangs on it still asks for a level.",
    ),
    "any_read_as_all": (
        "Waits for all signs of a list",
        "Where one of several signs is enough, all of them are waited for.",
        "One sign of such a list is enough.",
    ),
    "gone_is_over": (
        "Thinks that gone is over",
        "A spell of weakness that has gone away is let go.",
        "A spell that has gone can be a warning of a stroke, so it counts.",
    ),
    "old_is_harmless": (
        "Takes old for harmless",
        "What came slowly, or has been there for months, is left to wait.",
        "Old trouble can hold a danger sign. A planned visit is enough only when every reassurance is clear.",
    ),
    "private_ignored": (
        "Leaves out the private signs",
        "Numbness between the legs and changes of bladder, bowel or sex do not count.",
        "They can show that the lowest nerves of the spine are pressed.",
    ),
    "pain_is_worse": (
        "Thinks that pain makes it urgent",
        "With pain, the level is set higher than the rules set it.",
        "Pain raises the level only where a rule names it, mostly beside other signs.",
    ),
    "exception_always": (
        "Lets an exception off everything",
        "What excuses one danger sign is taken to excuse them all.",
        "An exception belongs to the rule that it stands in, and to no other.",
    ),
    "one_side_is_stroke": (
        "Calls every weak leg a stroke",
        "One weak leg, or one weak side, is always sent with an ambulance.",
        "It is an emergency when it is new and came all at once, or when another sign says so.",
    ),
}

# ---- quiz

QUIZ_WHY = "The level here is: [level]. Which of these answers could not be otherwise without it being less urgent?"
QUIZ_NEEDED = "With another answer here it would be less urgent. This danger sign needs it: [sign]."
QUIZ_WHY_NOT = "The level here is: [level]. Which one other answer would make it: [other]?"
QUIZ_THEN_HOLDS = "With this answer, this holds: [sign]."
QUIZ_WHAT_IF = "Suppose one answer were different: not '[now]' but '[then]'. What would the level be?"
QUIZ_DECIDES = "This danger sign would decide it: [sign]."
QUIZ_NOTHING_HOLDS = "No danger sign would hold, so the base rule decides."
QUIZ_BASE = "every reassurance for a planned visit"
QUIZ_REASONS = {
    # why: the level does not hang on this answer
    "for less": "This speaks for a danger sign that asks for less ([other]: [level]). What decides holds without.",
    "enough else": "The danger sign that decides looks at this too, but other answers are enough for it: [sign].",
    "for a cause": "This speaks for a possible cause ([cause]). Causes never change how urgent it is.",
    "not read": "The danger sign that decides does not look at this at all: [sign].",
    "no lower": "Whatever was answered here, the level would be no lower ([level]).",
    # why not: this answer would not lead there
    "another sign": "With this another danger sign would decide it: [other]. The level would be: [level].",
    "takes away": "With this, what decides the level now would no longer hold. The level would be: [level].",
    "still needs": "[sign]: this would still need more ([needs]). The level would be: [level].",
    "base needs": "A planned visit would still need this to be clear: [needs]. The level would be: [level].",
    "no bearing": "This has no bearing on what it would take ([sign]). The level would be: [level].",
    "then": "With this answer the level would be: [level].",
    # what if: the level would not be this one
    "asks more": "This danger sign would hold, and asks for more: [sign].",
    "less here": "This danger sign would ask for it: [other]. But another one asks for more: [sign].",
    "none for this": "No danger sign that asks for just this would hold, and one that asks for more would: [sign].",
    "not base": "That is the level where no danger sign holds, and this one would: [sign].",
    "not calm": "A planned visit is enough only where no danger sign holds, and this one would: [sign].",
    "not reassured": "The planned visit needs every reassurance to be clear, and here one is missing.",
    "reassured": "Every reassurance would be clear, so a planned visit is enough.",
    "none holds": "No danger sign that asks for this would hold.",
    "nearest": "No danger sign that asks for this would hold. The nearest is: [sign]. It would still need: [needs].",
}

NO_CASE = "no case of the kind '[kind]' was found in this pack for seed [seed]; try another seed"
NO_CASE_ABOUT = "no case of the kind '[kind]' about '[rule]' was found in this pack for seed [seed]; try another seed"
NO_FURTHER_CASE = "no further case was found in this pack"
NO_QUIZ_QUESTION = "no question was found in this pack for seed [seed]; try another seed"
NO_SIGN = "'[sign]' is no danger sign.[hint]"

# ---- rules tried out, and packs to mend: [brackets] take ids and names

NO_SUCH_RULE = "'[rule]' cannot be removed: the pack has no such rule."
NO_ANSWER = "no answer but the clear no to everything"
MOVES = {
    "urgency down": "the urgency goes down from [before] to [after]",
    "urgency up": "the urgency goes up from [before] to [after]",
    "cause comes": "[thing] is a possible cause now",
    "cause goes": "[thing] is no possible cause now",
    "first cause comes": "[thing] stands first now",
    "first cause goes": "[thing] does not stand first now",
    "exercise comes": "the exercise '[thing]' is shown now",
    "exercise goes": "the exercise '[thing]' is withheld now",
}
REPAIR_TITLE = "Repair [number]"
REPAIR_SOMEBODY = "One rule of this pack was changed by mistake. Somebody answers:"
REPAIR_REST = "All else was clearly not so."
REPAIR_FIND = (
    "Find the rule in `rules/` and mend it. Any wording that means the same as the right rule is right, for every "
    "possible answer set, not only for this person."
)
REPAIR_WRONG = {
    "urgency": "This pack says: **[after]** ([after_id]). Right is: **[before]** ([before_id]).",
    "cause comes": "This pack names the possible cause **[thing]**. Right is: not named.",
    "cause goes": "This pack does not name the possible cause **[thing]**. Right is: named.",
    "first cause comes": "This pack puts the possible cause **[thing]** first. Right is: another cause first.",
    "first cause goes": "This pack does not put the possible cause **[thing]** first. Right is: that one first.",
    "exercise comes": "This pack shows the exercise **[thing]**. Right is: withheld.",
    "exercise goes": "This pack withholds the exercise **[thing]**. Right is: shown.",
}
REPAIR_DIFFERS = "Compared with the right pack, [move], for somebody who answers:"
HINT_FILE = "The fault is in [path]."
HINT_RULE = "It is in [rule]."
HINT_KIND = "It is of this kind: [kind]."
HINT_PLACE = "The rule as it is here says: [what]."
FAULTS = {  # by the kind of the fault
    "drop-condition": "a condition of an 'all' left out",
    "drop-branch": "a branch of an 'any' left out",
    "swap-all-any": "'all' for 'any', or the other way round",
    "remove-value": "an answer of a list left out",
    "replace-value": "another answer in its place",
    "move-bound": "a number's bound moved by one",
    "replace-pattern": "another pattern on the same question in its place",
    "drop-unless": "'unless' left out",
    "lower-level": "a level lowered by one",
    "flip-direction": "evidence against for evidence for, or the other way round",
}
PLACES = (  # where a fault is, in the words of the mutations; [1], [2] and [3] are YAML or ids
    "without [1]",
    "[1] without [2]",
    "[1] instead of [2]",
    "[1] instead of [2] in [3]",
    "against instead of for [1]",
    "for instead of against [1]",
)

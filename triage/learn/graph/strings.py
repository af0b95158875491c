"""Every fixed word of the pictures, in one place. What stands in [square brackets] is filled in by `fill`."""

from __future__ import annotations

# ---- boxes

KINDS = {
    "answer": "answer",
    "pattern": "pattern",
    "all": "all of these",
    "any": "any of these",
    "danger_sign": "danger sign",
    "base": "base rule",
    "evidence": "evidence",
    "gate": "exercise gate",
    "cause": "possible cause",
    "urgency": "urgency",
    "exercise": "exercise",
    "screen": "screen of questions",
    "topic": "topic of danger signs",
    "more": "left out here",
}
STATES = {"": "", "holds": "holds", "unsure": "not sure", "no": "does not hold"}
KEY = "Key"
KEY_STATES = {
    "holds": "holds for this case",
    "unsure": "only because of an answer that is not known",
    "no": "does not hold for this case",
}
SEE_ABOVE = "(see above)"

# ---- arrows

AT_LEAST = "at least"
AT_LEAST_LEVEL = "at least [level]"
CLEAR = "clear"
NOT_SURE = "not sure"
ELSE = "else"
REASSURED = "reassured"
UNLESS = "unless it is clear"
WITHHOLDS = "withholds"
FORM_OF = "a form of"
EVIDENCE = {
    "for strong": "for, strong",
    "for moderate": "for, moderate",
    "for weak": "for, weak",
    "against strong": "against, strong",
    "against moderate": "against, moderate",
    "against weak": "against, weak",
}

# ---- a rule

TITLES = {
    "pattern": "The pattern [name]",
    "danger sign": "The danger sign [name]",
    "base": "The base rule [name]",
    "evidence": "The evidence [name]",
    "exercise gate": "The exercise gate [name]",
}
PATTERN_SAYS = "What the pattern stands on."
SIGN_SAYS = "What the danger sign stands on, and how urgent it makes things."
BASE_SAYS = "The level where no danger sign fires: the lower one when all that reassures is clear, else the higher one."
EVIDENCE_SAYS = {
    "for": "What the line of evidence stands on. It speaks for the cause.",
    "against": "What the line of evidence stands on. It speaks against the cause.",
}
GATE_SAYS = "What withholds exercises, clear or not sure."

# ---- a cause

CAUSE_TITLE = "The possible cause: [name]"
CAUSE_SAYS = "All that speaks for or against [label]."
CAUSE_COUNTS = (
    "A strong line of evidence counts 3, a moderate one 2, a weak one 1, against it the same below zero. It is shown "
    "from [least] on, within [within] of the best cause, and at most [most] causes are shown."
)

# ---- the flow

QUESTIONS = "[questions] questions on [screens] screens"
SIGNS_AT_MOST = "Danger signs by topic: at most [level]"
NO_SIGN = "No danger sign: the base rule"
EXERCISES = "[exercises] exercises, [gates] gates that withhold them"
LINES = "[count] lines of evidence"
CAUSES = "Possible causes"
FLOW_TITLE = "From answers to a result: [pack]"
FLOW_SAYS = (
    "Answers make danger signs fire, told here by topic; the most urgent one that fires sets how soon to be seen. "
    "The same answers speak for and against the possible causes, which never change the urgency. Urgency, causes "
    "and answers decide which exercises are withheld."
)
SCREENS = "Screens of questions"
SIGNS_OF = "Danger signs: [topic]"
TOPIC_TITLE = "The danger signs of the topic [topic]"
TOPIC_SAYS = (
    "Which screens of questions each danger sign reads, also by way of patterns, and how urgent it makes things at "
    "least: when clear, and when not sure."
)
TOPICS = (  # as the files of danger signs are called; a topic that is not here keeps the name of its file
    *("bleeding and procedures", "blood flow", "breathing and swallowing", "cancer and hidden illness", "cauda equina"),
    *("children and pregnancy", "course", "eyes and myasthenia", "foot", "infection", "injury"),
    *("multiple sclerosis", "muscle and potassium", "nerve root", "paralysis and walking", "spinal cord", "stroke"),
)
NAMED_TOPICS = {"guillain barre": "Guillain-Barré"}  # where the name of the file is not how it is written

# ---- a case

CASE_TITLE = "How the result of this case was derived: [level]"
CASE_SAYS = "From the answers on the one end to the urgency, the possible causes and the exercises on the other."
ALL_HERE = "Every rule that fired is here."
LEFT_OUT = "The rules that decided are here; what is left out is counted."
NO_SIGN_FIRED = "No danger sign fired."
WITHHELD = "Exercises withheld: [names]"
NOT_ASKED = "[finding]: not asked, so clearly not so"
MORE_SIGNS = (
    "and 1 more danger sign that asks for no more than this",
    "and [count] more danger signs that ask for no more than this",
)
MORE_REASONS = ("and 1 more reason for or against", "and [count] more reasons for or against")
MORE_GATES = ("and 1 more reason to withhold some", "and [count] more reasons to withhold some")

# ---- what is not in the pack

NO_RULE = "'[rule]' is not the id of a rule in this pack.[hint]"
NO_TOPIC = "'[topic]' is no topic of danger signs in this pack.[hint]"
NO_CAUSE = "'[cause]' is not the id of a cause in this pack.[hint]"

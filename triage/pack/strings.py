"""The fixed words in which conditions, answers and entries of a pack are told, in one place to translate.

`%(name)s` takes a value.
"""

from __future__ import annotations

NONE_OF_THESE = "none of these"
NOT_SURE = "not sure"
NO = "no"
OR = "or"
ALL = "all of these:"
ANY = "any of these:"
URGENCY_IS = "the urgency is %(levels)s"
CAUSE_IS = "a possible cause is %(causes)s"
AT_LEAST = "at least %(number)s"
BELOW = "below %(number)s"
BETWEEN = "at least %(least)s and below %(below)s"
SIGNED = "%(name)s, %(role)s, has checked this version of the rules and signed it off on %(day)s."
OWN_WORDS = "In their own words: %(statement)s"
STILL_ENGLISH = "Some of these words are in English. They are new or have changed, and are not in this language yet."

# ---- an entry, shown whole

YES = "yes"
ALWAYS = "always"
USED_BY = "used by"
BY_PATTERNS = "and, by patterns, in"
DANGER_SIGN = "danger sign"
ANSWER_TO = "answer %(answer)s to question %(question)s"
FIELDS = {
    "ask": "asks",
    "help": "help",
    "says": "says",
    "means": "means",
    "term": "clinical term",
    "why": "why asked",
    "clinical_why": "clinical reason",
    "ask_when": "asked when",
    "default_negative": "clear negative",
    "article_symptom": "article's symptom",
    "outside_article": "outside article",
    "exercise_sources": "exercise sources",
    "reassured_because": "because, then",
    "if_unsure": "if unsure",
    "can_change": "can change",
    "danger_from": "danger from",
    "is_emergency_service": "emergency service",
    **{
        name: name
        for name in (
            *("action", "answer", "article", "because", "cases", "cause", "caution", "change", "codes", "condition"),
            *("conditions", "direction", "exercises", "finding", "intro", "kind", "label", "lines", "lists", "lowers"),
            *("maximum", "minimum", "name", "note", "options", "plain", "questions", "reach", "reason", "scoring"),
            *("see", "signs", "sources", "statement", "steps", "strength", "text", "timeframe", "title", "treatments"),
            *("type", "unit", "unless", "urgency", "version", "when", "withholds", "needs", "reassured", "lead"),
        )
    },
}
KINDS = (
    *("article entry", "base", "cause", "condition", "country", "danger sign", "desk practice", "evidence", "exercise"),
    *("exercise gate", "invariant", "language", "new signs", "override reason", "pack", "pack change", "pattern"),
    *("professional", "question", "screen", "second look", "second look line", "sign off", "source", "tick list"),
    *("treatment", "urgency level"),
)

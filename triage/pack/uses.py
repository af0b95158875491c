"""Who uses what: everything that an entry of a pack names, and the entries that name a given one."""

from __future__ import annotations

from collections.abc import Iterator

from triage.pack.conditions import AnswerIs, CauseIsPossible, Condition, NumberIs, PatternHolds, UrgencyIs, leaves
from triage.pack.knowledge import About, Cause, Entry, NewSigns, SecondLookLine, TickList, sources_of
from triage.pack.pack import Pack
from triage.pack.references import conditions_in
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Invariant

Use = tuple[str, str]


def users_of(pack: Pack, kind: str, name: str) -> list[Entry]:
    """The entries that name this one, in the order of the files."""
    return [entry for entry in pack.entries() if (kind, name) in uses(entry)]


def uses(entry: Entry) -> set[Use]:
    """The kind and the id of everything that an entry names; "all" stands for every exercise."""
    found = {use for condition in conditions_in(entry) for use in _in_condition(condition)}
    found |= {("source", name) for names in sources_of(entry) for name in names}
    for field in ("article", "article_symptom", "of"):
        found.add(("article entry", getattr(entry, field, None) or ""))
    return found | set(_in_knowledge(entry)) | set(_in_rules(entry))


def _in_knowledge(entry: Entry) -> Iterator[Use]:
    match entry:
        case About():
            yield "country", entry.default_country
        case TickList():
            yield from (("question", name) for name in entry.questions)
        case NewSigns():
            yield from (("question", sign.question) for sign in entry.signs)
        case SecondLookLine():
            yield from (("question", sign.question) for sign in entry.signs)
        case Cause():
            yield from (("professional", helper.professional) for helper in entry.see)
            yield from (("treatment", note.treatment) for note in entry.treatments)
            yield from (("exercise", note.exercise) for note in entry.exercises)


def _in_rules(entry: Entry) -> Iterator[Use]:
    match entry:
        case DangerSign() | Base():
            yield from (("professional", name) for name in entry.see)
            yield "urgency level", entry.urgency.value
            lower = entry.if_unsure if isinstance(entry, DangerSign) else entry.reassured
            yield "urgency level", lower.value
        case Evidence():
            yield "cause", entry.cause
            yield "condition", entry.condition or ""
        case ExerciseGate():
            names = ("all",) if entry.withholds == "all" else entry.withholds
            yield from (("exercise", name) for name in names)
        case Invariant():
            yield from (("exercise", name) for case in entry.cases for name in case.then.withheld)
            yield from (("question", name) for name in entry.exceptions)
            if entry.change is not None and entry.change.questions != "danger_signs":
                yield from (("question", name) for name in (*entry.change.questions, *entry.change.same))


def _in_condition(condition: Condition) -> Iterator[Use]:
    for leaf in leaves(condition):
        match leaf:
            case AnswerIs(name) | NumberIs(name):
                yield "question", name
            case PatternHolds(name):
                yield "pattern", name
            case UrgencyIs(levels):
                yield from (("urgency level", level.value) for level in levels)
            case CauseIsPossible(causes):
                yield from (("cause", cause) for cause in causes)

"""Do the parts of a pack know each other? Unknown ids and values, each with its place and the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.errors import Location, PackError, Problem, did_you_mean
from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
    leaves,
)
from triage.pack.knowledge import Entry, Question, kind_of, sources_of
from triage.pack.pack import Pack
from triage.pack.rules import Invariant
from triage.pack.scales import NONE, UNSURE, QuestionType

_HINTS = {
    "question": "Add the question to knowledge/questions/, or fix its spelling.",
    "pattern": "Add the pattern to rules/patterns.yaml, or fix its spelling.",
    "source": "Add the source to knowledge/sources.yaml, or fix its spelling.",
}


def unknown_references(pack: Pack) -> list[Problem]:
    """Every id or value that a part of the pack uses and no part defines, and every circle."""
    problems = [*_links(pack), *_conditions(pack), *_lists(pack)]
    if not problems:
        try:
            _ = pack.pattern_order, pack.gate_order
        except PackError as error:
            problems += error.problems
    return problems


def allowed_values(question: Question) -> tuple[str, ...]:
    """The words that an answer to this question may be or hold ("rather not say" counts as not sure)."""
    values = tuple(option.value for option in question.options)
    match question.type:
        case QuestionType.YES_NO:
            return ("yes", "no", UNSURE)
        case QuestionType.ANY_OF:
            return (*values, NONE, UNSURE)
        case _:
            return (*values, UNSURE)


def _unknown(where: Location, owner: str, kind: str, name: str, known: Iterable[str]) -> Problem:
    hint = _HINTS.get(kind, f"Fix its spelling, or add the {kind}.")
    message = f"{owner} names the {kind} '{name}', which the pack does not have.{did_you_mean(name, known)}"
    return Problem(where, "R101", message, hint)


def _links(pack: Pack) -> Iterator[Problem]:
    def check(entry: Entry, owner: str, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
        for name in names:
            if name not in known:
                yield _unknown(entry.where, owner, kind, name, known)

    for entry in pack.entries():
        owner = f"'{entry.id}'"
        for names in sources_of(entry):
            yield from check(entry, owner, "source", names, pack.sources)
        article = (
            getattr(entry, "article", None) or getattr(entry, "article_symptom", None) or getattr(entry, "of", None)
        )
        yield from check(entry, owner, "article entry", [article] if article else [], pack.article)
        see = getattr(entry, "see", ())
        helpers = [getattr(one, "professional", one) for one in see]
        yield from check(entry, owner, "professional", helpers, pack.professionals)
    for cause in pack.causes.values():
        owner = f"cause '{cause.id}'"
        yield from check(cause, owner, "treatment", (note.treatment for note in cause.treatments), pack.treatments)
        yield from check(cause, owner, "exercise", (note.exercise for note in cause.exercises), pack.exercises)
    for line in pack.evidence.values():
        owner = f"evidence '{line.id}'"
        yield from check(line, owner, "cause", [line.cause], pack.causes)
        if line.condition and line.cause in pack.causes:
            conditions = [condition.id for condition in pack.causes[line.cause].conditions]
            yield from check(line, owner, "condition", [line.condition], conditions)
    for invariant in pack.invariants.values():
        yield from check(invariant, f"invariant '{invariant.id}'", "question", invariant.exceptions, pack.questions)
    for gate in pack.gates.values():
        if gate.withholds != "all":
            yield from check(gate, f"gate '{gate.id}'", "exercise", gate.withholds, pack.exercises)
    for tick_list in pack.lists:
        yield from check(tick_list, f"list '{tick_list.id}'", "question", tick_list.questions, pack.questions)


def _conditions(pack: Pack) -> Iterator[Problem]:
    for owner, where, condition in conditions_of(pack):
        for leaf in leaves(condition):
            yield from _check_leaf(pack, owner, where, leaf)


def conditions_of(pack: Pack) -> Iterator[tuple[str, Location, Condition]]:
    """Every condition of the pack with the name and place of the entry it belongs to."""
    for entry in pack.entries():
        for condition in conditions_in(entry):
            yield f"{kind_of(entry)} '{entry.id}'", entry.where, condition


def conditions_in(entry: Entry) -> Iterator[Condition]:
    """The conditions of one entry, in reading order."""
    for name in ("when", "unless", "ask_when"):
        condition = getattr(entry, name, None)
        if condition is not None:
            yield condition
    if isinstance(entry, Invariant):
        yield from (case.when for case in entry.cases if case.when is not None)
        if entry.change is not None and entry.change.keep is not None:
            yield entry.change.keep


def _check_leaf(pack: Pack, owner: str, where: Location, leaf: Condition) -> Iterator[Problem]:
    match leaf:
        case AnswerIs(name, values):
            if name not in pack.questions:
                yield _unknown(where, owner, "question", name, [*pack.questions, *pack.patterns])
            elif pack.questions[name].type is QuestionType.NUMBER and set(values) != {UNSURE}:
                yield Problem(where, "R103", f"{owner}: '{name}' is a number; test it with at_least or below")
            else:
                yield from _check_values(pack.questions[name], owner, where, values)
        case NumberIs(name):
            if name not in pack.questions:
                yield _unknown(where, owner, "question", name, pack.questions)
            elif pack.questions[name].type is not QuestionType.NUMBER:
                yield Problem(where, "R103", f"{owner}: '{name}' is not a number; name the answers it may be")
        case PatternHolds(name):
            if name not in pack.patterns:
                yield _unknown(where, owner, "pattern", name, pack.patterns)
        case CauseIsPossible(causes):
            for cause in causes:
                if cause not in pack.causes:
                    yield _unknown(where, owner, "cause", cause, pack.causes)
        case UrgencyIs() | AllOf() | AnyOf():
            pass


def _check_values(question: Question, owner: str, where: Location, values: Iterable[str]) -> Iterator[Problem]:
    known = allowed_values(question)
    for value in values:
        if value not in known:
            message = f"{owner} tests '{question.id}' for '{value}', which is not one of its answers."
            yield Problem(where, "R102", message + did_you_mean(value, known), f"It can be: {', '.join(known)}.")


def _lists(pack: Pack) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for tick_list in pack.lists:
        for name in tick_list.questions:
            if name in seen:
                message = f"list '{tick_list.id}' holds '{name}', which list '{seen[name]}' holds already"
                yield Problem(tick_list.where, "R105", message)
            seen.setdefault(name, tick_list.id)
            question = pack.questions.get(name)
            if question is not None and question.default_negative in (None, UNSURE):
                message = f"list '{tick_list.id}' holds '{name}', which has no clear negative to leave unticked"
                yield Problem(tick_list.where, "R105", message)

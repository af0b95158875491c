"""Checks of use: nothing in a pack stands idle, and the article is covered, all of it and in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from triage.errors import Problem
from triage.pack.conditions import (
    AnswerIs,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
    leaves,
)
from triage.pack.knowledge import ArticleItem, Code, Entry, Question, sources_of
from triage.pack.pack import Pack
from triage.pack.references import conditions_of
from triage.pack.scales import NONE, UNSURE, Direction


def unused_questions(pack: Pack) -> Iterator[Problem]:
    """L201: every question is read by a rule, or decides whether such a question is asked."""
    used = {name for condition in _rule_conditions(pack) for name in pack.questions_read_by(condition)}
    for question in reversed(pack.gate_order):
        if question.id in used and question.ask_when is not None:
            used |= pack.questions_read_by(question.ask_when)
    for question in pack.questions.values():
        if question.id not in used:
            message = f"question '{question.id}' changes nothing: no rule reads it"
            yield Problem(question.where, "L201", message, "Delete the question, or add the rule that needs it.")


def unused_patterns(pack: Pack) -> Iterator[Problem]:
    """L202: every pattern is used by a rule, a gate or an invariant."""
    own = {pattern.where for pattern in pack.patterns.values()}
    used = {name for _, where, condition in conditions_of(pack) if where not in own for name in _patterns(condition)}
    for pattern in reversed(pack.pattern_order):
        if pattern.id in used:
            used |= _patterns(pattern.when)
    for pattern in pack.patterns.values():
        if pattern.id not in used:
            yield Problem(pattern.where, "L202", f"no rule uses the pattern '{pattern.id}'", "Delete it, or use it.")


def unused_sources(pack: Pack) -> Iterator[Problem]:
    """L203: every source stands behind a statement, or behind the codes of its system."""
    used = {name for entry in pack.entries() for names in sources_of(entry) for name in names}
    used |= {code.system for code in _codes(pack)}
    for source in pack.sources.values():
        if source.id not in used:
            hint = "Delete it, or name it where it is used."
            yield Problem(source.where, "L203", f"no statement names the source '{source.id}'", hint)


def unused_professionals(pack: Pack) -> Iterator[Problem]:
    """L204: somebody is sent to every professional."""
    used = {*pack.base.see, *(name for sign in pack.danger_signs.values() for name in sign.see)}
    used |= {helper.professional for cause in pack.causes.values() for helper in cause.see}
    for professional in pack.professionals.values():
        if professional.id not in used:
            message = f"nobody is sent to the professional '{professional.id}'"
            yield Problem(professional.where, "L204", message, "Delete the professional, or name it where it helps.")


def article_is_covered(pack: Pack) -> Iterator[Problem]:
    """L205: every entry of the article stands behind a rule or a text that is shown."""
    covered = _covered(pack)
    for item in pack.article.values():
        if item.id not in covered[item.kind]:
            message = f"nothing in the pack stands on the article's {item.kind} '{item.id}'"
            yield Problem(item.where, "L205", message, _COVER[item.kind])


def only_the_article(pack: Pack) -> Iterator[Problem]:
    """L206: causes, conditions, treatments and exercises are the article's, and of the right kind."""
    for kind, entries in (("cause", pack.causes), ("treatment", pack.treatments), ("exercise", pack.exercises)):
        for entry in entries.values():
            yield from _is_of_kind(pack, entry, entry.article, kind)
    for question in pack.questions.values():
        if question.article_symptom is not None:
            yield from _is_of_kind(pack, question, question.article_symptom, "symptom")
    for cause in pack.causes.values():
        for condition in cause.conditions:
            item = pack.article.get(condition.id)
            is_the_cause_itself = condition.id == cause.article
            if not is_the_cause_itself and (item is None or item.kind != "condition" or item.of != cause.article):
                message = f"the article does not name '{condition.id}' as a condition of '{cause.article}'"
                hint = "Only the article's conditions are possible causes; anything else can be a danger sign."
                yield Problem(condition.where, "L206", message, hint)


def causes_without_evidence(pack: Pack) -> Iterator[Problem]:
    """L207: something speaks for every cause and for every named condition."""
    speaking = [line for line in pack.evidence.values() if line.direction is Direction.FOR]
    for cause in pack.causes.values():
        if not any(line.cause == cause.id for line in speaking):
            yield Problem(cause.where, "L207", f"no evidence speaks for the cause '{cause.id}'", _EVIDENCE)
        for condition in cause.conditions:
            if not any((line.cause, line.condition) == (cause.id, condition.id) for line in speaking):
                message = f"no evidence speaks for '{condition.id}', a condition of '{cause.id}'"
                yield Problem(condition.where, "L207", message, _EVIDENCE)


_EVIDENCE = "Add at least one line with 'direction: for' to rules/causes/."
_COVER = {
    "cause": "Add the cause to knowledge/causes/.",
    "condition": "Add it to the conditions of its cause, under the same id.",
    "symptom": "Name it as 'article_symptom' of a question that a rule reads.",
    "treatment": "Add it to knowledge/treatments.yaml, and name it where a cause has it.",
    "exercise": "Add it to knowledge/exercises.yaml, and name it where a cause has it.",
}


def _covered(pack: Pack) -> dict[str, set[str]]:
    """The article entries of each kind that something stands on."""
    causes = pack.causes.values()
    read = {name for condition in _rule_conditions(pack) for name in pack.questions_read_by(condition)}
    treatments = {note.treatment for cause in causes for note in cause.treatments if note.applies != "no"}
    exercises = {note.exercise for cause in causes for note in cause.exercises}
    return {
        "cause": {cause.article for cause in causes},
        "condition": {condition.id for cause in causes for condition in cause.conditions},
        "symptom": {pack.questions[name].article_symptom or "" for name in read},
        "treatment": {each.article for each in pack.treatments.values() if each.id in treatments},
        "exercise": {each.article for each in pack.exercises.values() if each.id in exercises},
    }


def new_signs_are_worded(pack: Pack) -> Iterator[Problem]:
    """L208: what can start from now on and be an emergency has words for the safety net; nothing else has."""
    worded = {(sign.question, sign.answer) for entry in pack.new_signs.values() for sign in entry.signs}
    for name, answers in _emergency_answers(pack).items():
        question = pack.questions[name]
        if question.can_change and _has_clear_negative(question):
            past = {option.value for option in question.options if option.is_past}
            for answer in sorted(answers - past - {question.default_negative, NONE, UNSURE}):
                if (name, answer) not in worded:
                    message = (
                        f"'{name}: {answer}' can start and be an emergency, and the safety net has no words for it"
                    )
                    yield Problem(question.where, "L208", message, "Word it in knowledge/new_signs.yaml.")
    for entry in pack.new_signs.values():
        for sign in entry.signs:
            if not pack.questions[sign.question].can_change:
                message = f"'{entry.id}' words '{sign.question}' as a new sign, and that is nothing that can change"
                hint = "Take it out, or write 'can_change: true' beside the question."
                yield Problem(entry.where, "L208", message, hint)


def second_look_is_whole(pack: Pack) -> Iterator[Problem]:
    """L209: the second look has each question whose clear "no" a calm result may hang on alone, and no other."""
    look = pack.second_look
    covered = {sign.question for line in look.lines for sign in line.signs}
    telling = [name for name in _emergency_answers(pack) if _has_clear_negative(pack.questions[name])]
    for name in telling:
        if name not in covered:
            message = f"a calm result may hang on the 'no' to '{name}' alone, and the second look leaves it out"
            yield Problem(pack.questions[name].where, "L209", message, "Word it in knowledge/second_look.yaml.")
    for line in look.lines:
        for sign in line.signs:
            if sign.question not in telling:
                message = f"'{sign.question}' alone cannot make an emergency, so the second look need not ask it again"
                yield Problem(line.where, "L209", message, "Take it out.")


def _emergency_answers(pack: Pack) -> dict[str, set[str]]:
    """The questions whose answers can make a danger sign of an emergency level fire, with those answers."""
    found: dict[str, set[str]] = {}
    waiting = [sign.when for sign in pack.danger_signs.values() if sign.urgency.is_emergency]
    while waiting:
        for leaf in leaves(waiting.pop()):
            match leaf:
                case AnswerIs(name, values):
                    found.setdefault(name, set()).update(values)
                case NumberIs(name):
                    found.setdefault(name, set())
                case PatternHolds(name):
                    waiting.append(pack.patterns[name].when)
                case UrgencyIs() | CauseIsPossible():
                    pass
                case _:
                    assert_never(leaf)
    return {name: found[name] for name in pack.questions if name in found}


def _has_clear_negative(question: Question) -> bool:
    return question.default_negative not in (None, UNSURE)


def _is_of_kind(pack: Pack, entry: Entry, named: str, kind: str) -> Iterator[Problem]:
    item: ArticleItem = pack.article[named]
    if item.kind != kind:
        message = f"'{entry.id}' stands on the article's {item.kind} '{named}', where a {kind} is needed"
        yield Problem(entry.where, "L206", message, f"Name one of: {', '.join(_of_kind(pack, kind))}.")


def _of_kind(pack: Pack, kind: str) -> Iterable[str]:
    return (item.id for item in pack.article.values() if item.kind == kind)


def _rule_conditions(pack: Pack) -> Iterator[Condition]:
    """The conditions of every rule that concludes something; patterns are looked into through these."""
    for sign in pack.danger_signs.values():
        yield sign.when
        if sign.unless is not None:
            yield sign.unless
    yield pack.base.when
    for rules in (pack.evidence, pack.gates):
        yield from (rule.when for rule in rules.values())


def _patterns(condition: Condition) -> set[str]:
    return {leaf.pattern for leaf in leaves(condition) if isinstance(leaf, PatternHolds)}


def _codes(pack: Pack) -> Iterator[Code]:
    for question in pack.questions.values():
        yield from question.codes
        yield from (code for option in question.options for code in option.codes)
    for cause in pack.causes.values():
        yield from cause.codes
        yield from (code for condition in cause.conditions for code in condition.codes)

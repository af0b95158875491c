"""Anything in a pack in words: a question, a rule, a cause, an exercise, a source ... with its file and line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum

from triage.errors import Location, UnknownId, did_you_mean
from triage.pack import strings
from triage.pack.conditions import NODES
from triage.pack.in_words import condition_lines
from triage.pack.knowledge import (
    Code,
    Country,
    Entry,
    ExerciseNote,
    Helper,
    NamedCondition,
    NewSign,
    Option,
    OverrideReason,
    Part,
    Question,
    SecondLookLine,
    SecondLookSign,
    TickList,
    TreatmentNote,
    kind_of,
)
from triage.pack.pack import Pack
from triage.pack.references import conditions_in
from triage.pack.rules import ExerciseGate
from triage.pack.uses import users_of
from triage.pack.wording import Wording, wording_of
from triage.records import field_names

WIDTH, LABEL = 100, 22


def show(pack: Pack, name: str, say: Wording | None = None) -> str:
    """Everything in the pack that has this id, in words. Raises UnknownId, with the nearest known one, for none."""
    said = say or wording_of(pack)
    blocks = [_entry(pack, entry, said) for entry in _all_entries(pack) if entry.id == name]
    answers = _answers(pack, name, said)
    if answers:
        blocks.append("\n".join(answers))
    if not blocks:
        meant = did_you_mean(name, sorted(_known(pack)))
        raise UnknownId(f"'{name[:60]}' is not the id of anything in this pack.{meant}")
    return "\n\n".join(blocks) + "\n"


def _all_entries(pack: Pack) -> Iterator[Entry]:
    yield from pack.entries()
    yield from pack.about.countries


def _known(pack: Pack) -> set[str]:
    values = {option.value for question in pack.questions.values() for option in question.options}
    return {entry.id for entry in _all_entries(pack)} | values


def _entry(pack: Pack, entry: Entry, say: Wording) -> str:
    lines = [f"{say(kind_of(entry))} {entry.id}", str(entry.where)]
    for label, told in fields_in_words(pack, entry, say):
        lines += _labelled(label, told)
    lines += _labelled(say(strings.USED_BY), _users(pack, entry, say))
    return "\n".join(lines + _labelled(say(strings.BY_PATTERNS), _through_patterns(pack, entry, say)))


def fields_in_words(pack: Pack, entry: Entry, say: Wording) -> Iterator[tuple[str, list[str]]]:
    """What an entry says, field by field: the name of the field, and its lines, with lists indented; none is empty."""
    for field in field_names(entry):
        if field not in ("id", "where") and (told := _field(pack, entry, field, say)):
            yield _label(field, say), told


def _label(field: str, say: Wording) -> str:
    """What a field is called: as it is named in YAML, unless that says too little."""
    return say(strings.FIELDS.get(field, field.replace("_", " ")))


def _labelled(label: str, lines: Iterable[str]) -> list[str]:
    """Lines beside a label, wrapped so that what belongs together stays indented together."""
    wrapped: list[str] = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip(" -")))
        width = WIDTH - LABEL - 2
        wrapped += textwrap.wrap(line, width, subsequent_indent=indent or "  ", break_on_hyphens=False) or [""]
    return [f"  {label if not number else '':<{LABEL}}{line}" for number, line in enumerate(wrapped)]


def _field(pack: Pack, entry: Entry, field: str, say: Wording) -> list[str]:
    value = getattr(entry, field)
    if isinstance(entry, Question):
        if field in ("minimum", "maximum", "unit", "danger_from") and not entry.maximum:
            return []
        if field == "ask_when" and value is None:
            return [say(strings.ALWAYS)]
    if field in ("sources", "exercise_sources") and isinstance(value, tuple):
        return [_source(pack, name) for name in value]
    if field == "see":
        return [_professional(pack, one, say) for one in value]
    return list(_told(pack, value, say))


def _told(pack: Pack, value: object, say: Wording) -> Iterator[str]:
    match value:
        case None | "" | () | False | Location():
            return
        case True:
            yield say(strings.YES)
        case str():
            yield value.value if isinstance(value, Enum) else say(value)
        case int():
            yield str(value)
        case tuple():
            if all(isinstance(each, str) and " " not in each for each in value):
                yield ", ".join(value)
            elif all(isinstance(each, tuple) for each in value):
                yield " -> ".join(say.either(each) for each in value)
            else:
                for each in value:
                    yield from _told(pack, each, say)
        case dict():
            yield from (f"{key}: {words}" for key, words in value.items())
        case Part():
            yield from _part(pack, value, say)
        case _ if isinstance(value, NODES):
            yield from condition_lines(pack, value, say)


def _part(pack: Pack, part: Part, say: Wording) -> Iterator[str]:
    match part:
        case Option():
            danger = f" ({say(strings.DANGER_SIGN)})" if part.is_danger_sign else ""
            yield f"{part.value}: {say(part.label)}{danger}"
        case Code():
            yield f"{part.system} {part.code} {part.label}"
        case TreatmentNote():
            yield f"{part.treatment} ({part.applies}): {say(part.note)}"
        case ExerciseNote():
            yield f"{part.exercise} ({part.advice}): {say(part.note)}"
        case NewSign():
            yield f"{part.question}, {part.answer}: {say(part.says)}"
        case SecondLookSign():
            yield f"{part.question}: {say(part.says)}"
        case SecondLookLine():
            yield f"{part.id}: {say(part.lead)}"
        case Question() | TickList():
            yield f"{part.id}: {say(part.ask)}"
        case NamedCondition() | Country() | OverrideReason():
            yield f"{part.id}: {say(part.label)}"
        case _:
            for name in field_names(part):
                yield from _nested(_label(name, say), list(_told(pack, getattr(part, name), say)))


def _nested(label: str, lines: list[str]) -> Iterator[str]:
    if len(lines) == 1:
        yield f"{label}: {lines[0]}"
    elif lines:
        yield f"{label}:"
        yield from (f"  {line}" for line in lines)


def _source(pack: Pack, name: str) -> str:
    source = pack.sources[name]
    return f"{name}: {source.title} ({source.read.replace('_', ' ')})"


def _professional(pack: Pack, one: str | Helper, say: Wording) -> str:
    if isinstance(one, str):
        return f"{one}: {say(pack.professionals[one].label)}"
    return f"{one.professional}: {say(pack.professionals[one.professional].label)}. {say(one.why)}"


def _users(pack: Pack, entry: Entry, say: Wording) -> list[str]:
    """The entries that name this one, one line a kind."""
    users = users_of(pack, kind_of(entry), entry.id)
    if entry.id in pack.exercises and entry is pack.exercises[entry.id]:
        users += [gate for gate in pack.gates.values() if isinstance(gate, ExerciseGate) and gate.withholds == "all"]
    return _by_kind(users, say)


def _by_kind(users: Iterable[Entry], say: Wording) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for user in users:
        kinds.setdefault(kind_of(user), []).append(user.id)
    return [f"{say(kind)}: {', '.join(names)}" for kind, names in kinds.items()]


def _through_patterns(pack: Pack, entry: Entry, say: Wording) -> list[str]:
    """The rules that read a question only through the patterns they use."""
    if not isinstance(entry, Question):
        return []
    direct = users_of(pack, "question", entry.id)
    rules = [*pack.danger_signs.values(), pack.base, *pack.evidence.values(), *pack.gates.values()]
    readers = [rule for rule in rules if any(entry.id in pack.questions_read_by(each) for each in conditions_in(rule))]
    return _by_kind([rule for rule in readers if rule not in direct], say)


def _answers(pack: Pack, value: str, say: Wording) -> list[str]:
    """The questions that have an answer of this name."""
    lines = []
    for question in pack.questions.values():
        for option in question.options:
            if option.value == value:
                heading = say(strings.ANSWER_TO) % {"answer": value, "question": question.id}
                lines += [heading, str(question.where)]
                lines += _labelled(_label("label", say), [say(option.label)])
    return lines

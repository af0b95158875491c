"""Do the parts of a pack fit together? What no single entry can tell: ids used twice, missing levels, loose names.

A pack with one of these faults would give wrong results or none, so it is not used at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from triage.errors import Location, Problem, did_you_mean
from triage.pack.knowledge import Entry, Question, kind_of
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.rules import Change, Invariant
from triage.pack.scales import NONE, UNSURE, Urgency

STEP_WORDS = ("clear_negative", "danger_sign", "worst_danger_sign", "worst_answer")


def misfits(pack: Pack) -> list[Problem]:
    """Every fault that makes the parts of a pack contradict each other, each with its place."""
    return [
        *_repeated_ids(pack),
        *_repeated_options(pack),
        *_levels(pack),
        *_settings(pack),
        *_worded_signs(pack),
        *_desk(pack),
        *_invariants(pack),
    ]


def _repeated_ids(pack: Pack) -> Iterator[Problem]:
    questions = [question for screen in pack.screens for question in screen.questions]
    conditions = [condition for cause in pack.causes.values() for condition in cause.conditions]
    rules = chain(
        pack.patterns.values(), pack.danger_signs.values(), [pack.base], pack.evidence.values(), pack.gates.values()
    )
    for group in (questions, pack.lists, conditions, pack.about.countries, [*rules, *pack.invariants.values()]):
        yield from _twice(group)


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in first:
            kinds = {kind_of(first[entry.id]), kind_of(entry)}
            owners = f"two entries ({' and '.join(sorted(kinds))})" if len(kinds) > 1 else "two entries"
            hint = f"It is first used at {first[entry.id].where}. Ids are never reused."
            yield Problem(entry.where, "C111", f"the id '{entry.id}' is used by {owners}", hint)
        first.setdefault(entry.id, entry)


def _repeated_options(pack: Pack) -> Iterator[Problem]:
    for screen in pack.screens:
        for question in screen.questions:
            values = [option.value for option in question.options]
            for value in sorted({value for value in values if values.count(value) > 1}):
                message = f"question '{question.id}' has the option '{value}' twice"
                yield Problem(question.where, "C111", message, "Give each option a value of its own.")


def _levels(pack: Pack) -> Iterator[Problem]:
    given = [level.id for level in pack.urgency_levels]
    for level in pack.urgency_levels:
        if level.id not in list(Urgency):
            message = f"'{level.id}' is not an urgency level.{did_you_mean(level.id, list(Urgency))}"
            yield Problem(level.where, "R106", message, f"The levels are: {', '.join(Urgency)}.")
    for word in Urgency:
        if word not in given:
            path = pack.urgency_levels[0].where.path
            yield Problem(Location(path), "R106", f"the urgency level '{word}' is missing", "All five must be worded.")
    if pack.base.reassured > pack.base.urgency:
        message = f"'reassured' ({pack.base.reassured}) is more urgent than 'urgency' ({pack.base.urgency})"
        yield Problem(pack.base.where, "R107", message, "Reassurance can only lower the level.")


def _settings(pack: Pack) -> Iterator[Problem]:
    about = pack.about
    yield from _unknown(about.where, "the pack", "country", [about.default_country], pack.countries)


def _worded_signs(pack: Pack) -> Iterator[Problem]:
    """What the safety net and the second look word are answers and questions of the pack, each worded once."""
    seen: set[tuple[str, str]] = set()
    for entry in pack.new_signs.values():
        owner = f"new sign '{entry.id}'"
        for sign in entry.signs:
            yield from _unknown(entry.where, owner, "question", [sign.question], pack.questions)
            if (question := pack.questions.get(sign.question)) is not None:
                yield from _unknown_answers(entry.where, owner, question, (sign.answer, *sign.not_after))
            if (sign.question, sign.answer) in seen:
                yield Problem(entry.where, "C111", f"{owner}: '{sign.question}: {sign.answer}' is worded twice")
            seen.add((sign.question, sign.answer))
    look = pack.second_look
    covered = [sign.question for line in look.lines for sign in line.signs]
    yield from _unknown(look.where, "the second look", "question", covered, pack.questions)
    for name in sorted({name for name in covered if covered.count(name) > 1}):
        yield Problem(look.where, "C111", f"the second look has the question '{name}' twice", "Keep one of the two.")


def _desk(pack: Pack) -> Iterator[Problem]:
    """Each level is asked again after one time, and each reason has an id of its own."""
    desk = pack.desk
    levels = [one.level for one in desk.ask_again]
    for level in sorted({level for level in levels if levels.count(level) > 1}):
        yield Problem(desk.where, "C111", f"'ask_again' has the level '{level}' twice", "Keep one of the two.")
    yield from _twice(desk.reasons)


def _invariants(pack: Pack) -> Iterator[Problem]:
    for invariant in pack.invariants.values():
        owner = f"invariant '{invariant.id}'"
        withheld = [exercise for case in invariant.cases for exercise in case.then.withheld]
        yield from _unknown(invariant.where, owner, "exercise", withheld, pack.exercises)
        if invariant.change is not None:
            yield from _change(pack, invariant, invariant.change)


def _change(pack: Pack, invariant: Invariant, change: Change) -> Iterator[Problem]:
    owner = f"invariant '{invariant.id}'"
    listed = () if change.questions == "danger_signs" else change.questions
    yield from _unknown(invariant.where, owner, "question", (*listed, *change.same), pack.questions)
    questions = [pack.questions[name] for name in listed if name in pack.questions] or list(pack.questions.values())
    known = {*STEP_WORDS, *chain.from_iterable(allowed_values(question) for question in questions)}
    for word in dict.fromkeys(chain.from_iterable(change.steps)):
        if word not in known:
            message = f"{owner} changes an answer to '{word}', which is not one.{did_you_mean(word, sorted(known))}"
            yield Problem(invariant.where, "R102", message, f"It can also be: {', '.join(STEP_WORDS)}.")


def _unknown_answers(where: Location, owner: str, question: Question, answers: Iterable[str]) -> Iterator[Problem]:
    known = [value for value in allowed_values(question) if value not in (NONE, UNSURE)]
    for value in answers:
        if value not in known:
            message = f"{owner} names '{question.id}: {value}', which is no such answer.{did_you_mean(value, known)}"
            yield Problem(where, "R102", message, f"It can be: {', '.join(known)}.")


def _unknown(where: Location, owner: str, kind: str, names: Sequence[str], known: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            message = f"{owner} names the {kind} '{name}', which the pack does not have.{did_you_mean(name, known)}"
            yield Problem(where, "R101", message, f"Fix its spelling, or add the {kind}.")

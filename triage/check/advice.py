"""What a result says of its conclusions, one function a part, in the words of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from triage.check.conclusions import Concluded, Shown, level, withheld_by
from triage.check.truth import Facts, support
from triage.pack.conditions import Condition
from triage.pack.rules import DangerSign, ExerciseGate
from triage.pack.scales import QuestionType, Urgency
from triage.pack.wording import Wording

Part = dict[str, Any]


def _part(say: Wording, entry: Any, *texts: str, **fields: Any) -> Part:
    """The texts of an entry in words, its sources, and what else there is to say of it."""
    return {**{name: say(getattr(entry, name)) for name in texts}, "sources": [*entry.sources], **fields}


def _signs(concluded: Concluded) -> list[tuple[DangerSign, bool, Urgency]]:
    """The danger signs that fired: the most urgent first, and of these the certain ones."""
    signs = concluded.pack.danger_signs
    fired = [(signs[name], certain) for name, certain in concluded.fired.items() if name in signs]
    levelled = [(sign, certain, level(sign, certain)) for sign, certain in fired]
    return sorted(levelled, key=lambda one: (-one[2].rank, not one[1]))


def danger_signs(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """Each danger sign that fired, with the answers behind it."""
    facts = concluded.facts
    for sign, certain, urgency in _signs(concluded):
        behind = dict.fromkeys(_questions_behind(facts, sign.when, cautiously=not certain))
        fields = {
            "rule": sign.id,
            "urgency": urgency,
            "certain": certain,
            "outside_article": sign.outside_article,
            "answers": {name: _told(facts, name) for name in behind},
            "unsure_about": [name for name in behind if name in facts.unknown and not certain],
        }
        yield _part(say, sign, "label", "because", **fields)


def _questions_behind(facts: Facts, condition: Condition, cautiously: bool) -> Iterator[str]:
    for part in support(facts, condition, cautiously):
        kind, _, rest = part.partition(":")
        if kind == "pattern":
            yield from _questions_behind(facts, facts.pack.patterns[rest].when, cautiously)
        else:
            yield rest.partition("=")[0]


def _told(facts: Facts, question: str) -> Any:
    words = sorted(facts.words[question])
    is_list = facts.pack.questions[question].type is QuestionType.ANY_OF
    return facts.numbers[question] if question in facts.numbers else words if is_list else words[0]


def possible_causes(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """Each cause that is shown, with what speaks for and against it, and what would if it were known."""
    limits = concluded.pack.about.shown_causes
    for one in concluded.causes:
        weak = "moderate" if one.score >= limits.moderate_from else "weak"
        strength = "strong" if one.score >= limits.strong_from else weak
        named = {condition.id: condition for condition in one.cause.conditions}
        conditions = [_part(say, named[name], "label", condition=name) for name in one.conditions]
        reasons = _reasons(concluded, one, say)
        fields = {"cause": one.cause.id, "strength": strength, "conditions": conditions, **reasons}
        yield _part(say, one.cause, "label", "plain", **fields)


def _reasons(concluded: Concluded, one: Shown, say: Wording) -> dict[str, list[Part]]:
    """The fired evidence of a cause and of its named conditions, strongest first; what reads the same stands once."""
    found: dict[str, dict[str, Part]] = {"for": {}, "against": {}, "unknown": {}}
    for line in sorted(concluded.pack.evidence.values(), key=lambda line: -line.strength.weight):
        if line.id in concluded.fired and line.cause == one.cause.id and line.condition in (None, *one.conditions):
            side = line.direction.value if concluded.fired[line.id] else "unknown"
            found[side].setdefault(say(line.finding), _part(say, line, "finding", rule=line.id, strength=line.strength))
    return {side: [*reasons.values()] for side, reasons in found.items()}


def professionals(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """Whom to see, each for the first reason: danger signs, the base rule, causes. In an emergency only its signs."""
    pack, base, is_emergency = concluded.pack, concluded.pack.base, concluded.urgency.is_emergency
    signs = [sign for sign, _, urgency in _signs(concluded) if urgency.is_emergency or not is_emergency]
    reasons = [(name, sign.because) for sign in signs for name in sign.see]
    if not is_emergency:
        why = base.reassured_because if concluded.urgency is base.reassured else base.because
        reasons += [(name, why) for name in base.see]
        helpers = [helper for one in concluded.causes for helper in one.cause.see]
        calm = [helper for helper in helpers if not pack.professionals[helper.professional].is_emergency_service]
        reasons += [(helper.professional, helper.why) for helper in calm]
    first = dict(reversed(reasons))
    for name in dict.fromkeys(name for name, _ in reasons):
        yield _part(say, pack.professionals[name], "label", "reach", professional=name, why=say(first[name]))


def treatments(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """The treatments that apply to a cause that is shown."""
    for name, treatment in concluded.pack.treatments.items():
        notes = {
            one.cause.id: say(note.note)
            for one in concluded.causes
            for note in one.cause.treatments
            if note.treatment == name and note.applies != "no"
        }
        if notes:
            yield _part(say, treatment, "label", "text", **{"treatment": name, "for": [*notes], "notes": notes})


def exercises(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """The exercises that nothing withholds."""
    for name, exercise in concluded.pack.exercises.items():
        if name not in _closed(concluded):
            notes = {
                one.cause.id: say(note.note)
                for one in concluded.causes
                for note in one.cause.exercises
                if note.exercise == name
            }
            steps = [say(step) for step in exercise.steps]
            yield _part(say, exercise, "label", "caution", exercise=name, steps=steps, notes=notes)


def withheld(concluded: Concluded, say: Wording) -> Iterator[Part]:
    """The exercises that are withheld, in the order of the pack, each with the reason of the first gate that does."""
    closed = _closed(concluded)
    for name in (name for name in concluded.pack.exercises if name in closed):
        label = say(concluded.pack.exercises[name].label)
        yield _part(say, closed[name], "because", exercise=name, label=label)


def _closed(concluded: Concluded) -> dict[str, ExerciseGate]:
    closed: dict[str, ExerciseGate] = {}
    for gate in (gate for gate in concluded.pack.gates.values() if gate.id in concluded.fired):
        for name in withheld_by(concluded.pack, gate):
            closed.setdefault(name, gate)
    return closed

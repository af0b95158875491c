"""A counterexample for people: the answers in words, as a short document, and as a vignette to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator

from triage.pack.in_words import answer_in_words
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE
from triage.pack.wording import wording_of
from triage.proof.properties import Counterexample, Property
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative, given_text


def mentioned(pack: Pack, answers: Answers) -> dict[str, object]:
    """The answers that a written-up case has to mention: all that silence does not mean (`unanswered: no`)."""
    used = {name: value for name, value in answers.given.items() if value != _silent(pack, name)}
    return {name: given_text(pack, name, value or NOT_SURE if value == () else value) for name, value in used.items()}


def _silent(pack: Pack, name: str) -> Value:
    negative = clear_negative(pack.questions[name])
    return NOT_SURE if negative == () else negative


def in_words(pack: Pack, answers: Answers) -> Iterator[str]:
    """The same, each answer as a statement."""
    say = wording_of(pack, None, "other")
    for name in mentioned(pack, answers):
        question, value = pack.questions[name], answers.given[name]
        if isinstance(value, int):
            yield f"{say(question.says)}: {value}"
        else:
            yield from (answer_in_words(question, word, say) for word in value or (UNSURE,))


def vignettes(pack: Pack, properties: list[Property]) -> str:
    """Each counterexample as a vignette that fails until its property holds again: YAML, ready to be kept.

    What no vignette can say (nobody is named, a rule never fires, a hidden question) is a comment.
    """
    return "\n".join(entry for prop in properties if not prop.holds for entry in _entries(pack, prop))


def _entries(pack: Pack, prop: Property) -> Iterator[str]:
    for number, found in enumerate(prop.counterexamples, start=1):
        is_told = found.is_a_case and not found.answers.not_asked
        yield _vignette(pack, prop, number, found) if is_told else f"# {prop.id}: {found.because}.\n"
    if prop.missing:
        yield f"# {prop.id}: no answers lead to {', '.join(prop.missing)}.\n"


def _vignette(pack: Pack, prop: Property, number: int, found: Counterexample) -> str:
    expect: dict[str, object] = {"urgency": found.expected}
    if found.withheld:
        expect["withheld"] = list(found.withheld)
    lines = {
        "id": f"{prop.id}-{number}",
        "title": f"Breaks {prop.id}",
        "note": f"{prop.says} Found by triage verify: {found.because}",
        "answers": mentioned(pack, found.answers),
        "expect": expect,
    }
    first, *rest = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in lines.items())
    return "\n".join([f"- {first}", *(f"  {line}" for line in rest)]) + "\n"

"""What a new set of answers changed: the level before and after, danger signs that came and went, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from triage.assessment import Assessment
from triage.desk import strings
from triage.desk.desk import Desk
from triage.desk.strings import fill
from triage.pack.scales import Urgency
from triage.report.handover import in_words, question_in_words
from triage.store.models import Ticket


@dataclass(frozen=True)
class Moved:
    """How a ticket moved. `before` is None where there was no level yet; the levels are those that count."""

    before: Urgency | None
    after: Urgency
    came: tuple[str, ...]
    went: tuple[str, ...]
    answers: tuple[str, ...]
    override_ended: bool
    level: str

    @property
    def is_more_urgent(self) -> bool:
        return self.before is None or self.after > self.before

    @property
    def words(self) -> tuple[str, ...]:
        """All of it, as sentences, the most important first."""
        ended = (strings.OVERRIDE_ENDED,) if self.override_ended else ()
        signs = (
            *(fill(strings.SIGN_CAME, sign=sign) for sign in self.came),
            *(fill(strings.SIGN_WENT, sign=sign) for sign in self.went),
        )
        same = () if self.before is None else (strings.NOTHING_CHANGED,)
        return (self.level, *ended, *signs, *(self.answers or same))


def moved(
    desk: Desk,
    ticket: Ticket,
    result: Assessment,
    answers: Mapping[str, Any],
    after: Urgency,
    override_ended: bool,
) -> Moved:
    """How a ticket, as it still is, moves with a new result, new answers (as in an answers document), and a level."""
    before = Urgency(ticket.urgency) if ticket.urgency else None
    old = {sign["rule"]: sign["label"] for sign in (ticket.result or {}).get("danger_signs", ())}
    new = {sign.rule: sign.label for sign in result.danger_signs}
    return Moved(
        before,
        after,
        came=_once(new, old) if ticket.result else (),
        went=_once(old, new),
        answers=tuple(_answer_changes(desk, ticket, answers)),
        override_ended=override_ended,
        level=level_in_words(desk, before, after),
    )


def level_label(desk: Desk, level: str) -> str:
    """What a level is called; the word itself for one that the pack does not have."""
    if level not in list(Urgency):
        return strings.NOT_ASSESSED
    return desk.phrases().pack_text(desk.pack.levels[Urgency(level)].label)


def answer_in_words(desk: Desk, ticket: Ticket, name: str, answer: object) -> str:
    """One answer as staff read it."""
    return "; ".join(in_words(desk.pack, desk.phrases(ticket), name, answer))


def _answer_changes(desk: Desk, ticket: Ticket, answers: Mapping[str, Any]) -> list[str]:
    told = []
    for name, answer in answers.items():
        if ticket.answers.get(name) == answer:
            continue
        values = {
            "after": _short(desk, ticket, name, answer),
            "question": question_in_words(desk.pack, desk.phrases(ticket), name),
        }
        if name in ticket.answers:
            before = _short(desk, ticket, name, ticket.answers[name])
            told.append(fill(strings.ANSWER_CHANGED, before=before, **values))
        elif ticket.result is not None:
            told.append(fill(strings.ANSWER_NEW, **values))
    return told


def _short(desk: Desk, ticket: Ticket, name: str, answer: object) -> str:
    """The answer without its question, which stands before it."""
    question = desk.pack.questions.get(name)
    words = answer if isinstance(answer, list) else [answer]
    labels = {} if question is None else {option.value: option.label for option in question.options}
    known = {"yes": "yes", "no": "no", "none": strings.NONE_OF_THESE, "unsure": strings.NOT_SURE}
    say = desk.phrases(ticket)
    return ", ".join(say.pack_text(labels.get(str(word)) or known.get(str(word), str(word))) for word in words)


def level_in_words(desk: Desk, before: Urgency | None, after: Urgency) -> str:
    label = level_label(desk, after)
    if before is None:
        return fill(strings.LEVEL_FIRST, after=label)
    if before is after:
        return fill(strings.LEVEL_SAME, after=label)
    text = strings.LEVEL_ROSE if after > before else strings.LEVEL_FELL
    return fill(text, before=level_label(desk, before), after=label)


def _once(these: Mapping[str, str], those: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for rule, label in these.items() if rule not in those))

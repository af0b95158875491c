"""What not being sure costs, in words: the bounds, and what is best found out first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.explain.model import Answered, Change, NotSure, OpenQuestion
from triage.report.document import Block, Item, Paragraph, Place, Section
from triage.report.explained.steps import Teller, listed
from triage.report.handover import question_in_words

QUESTIONS, OTHERS, ANSWERS = 5, 6, 8


def not_sure_sections(tell: Teller, explained: NotSure) -> Iterator[Section]:
    """What the unknown answers could still change, as sections."""
    words = tell.words
    yield Section("now", _heading(tell, explained), tuple(_opening(tell, explained)), place=Place.OPENING)
    urgent = [one for one in explained.questions if one.changes_urgency]
    others = [one for one in explained.questions if not one.changes_urgency]
    yield from _questions(tell, explained, "first", words.find_out_first, urgent)
    if explained.together:
        yield Section("together", words.only_together, tuple(_names(tell, explained.together, "")))
    yield from _questions(tell, explained, "causes", words.other_causes, others)
    for name, heading, changes in (
        ("highest", words.as_urgent_if, explained.highest_if),
        ("lowest", words.as_calm_if, explained.lowest_if),
    ):
        if changes:
            yield Section(name, heading, tuple(_changes(tell, changes)))


def _heading(tell: Teller, explained: NotSure) -> str:
    words = tell.words
    if not explained.unknown:
        return words.all_known
    if explained.lowest == explained.highest:
        return words.cannot_change
    return tell.fixed(words.could_change)


def _opening(tell: Teller, explained: NotSure) -> Iterator[Paragraph]:
    words = tell.words
    yield Paragraph(tell.level(explained.urgency), words.result)
    if not explained.unknown:
        return
    count = len(explained.unknown)
    yield Paragraph(tell.fixed(words.one_unknown if count == 1 else words.unknown_count, count=count))
    if explained.lowest < explained.highest:
        yield Paragraph(tell.level(explained.lowest), words.at_least)
        yield Paragraph(tell.level(explained.highest), words.at_most)
        worst = [words.allows_for_worst] if explained.highest == explained.urgency else []
        yield Paragraph(tell.fixed(" ".join([words.until_more, *worst])))


def _questions(
    tell: Teller, explained: NotSure, name: str, heading: str, questions: list[OpenQuestion]
) -> Iterator[Section]:
    """The first questions with what each answer would lead to, the others by name."""
    if questions:
        items = (_question(tell, explained, one) for one in questions[:QUESTIONS])
        later = (one.question for one in questions[QUESTIONS:])
        yield Section(name, heading, (*listed(items), *_names(tell, later, tell.words.also_telling)))


def _question(tell: Teller, explained: NotSure, one: OpenQuestion) -> Item:
    """A question, with the answers that would change something; the others are said in one line."""
    changing = [outcome for outcome in one.outcomes if _changes_something(explained, outcome)]
    about = question_in_words(tell.pack, tell.say, one.question)
    more = [Paragraph(_leads_to(tell, explained, outcome), _answers(tell, outcome, about)) for outcome in changing]
    if len(changing) < len(one.outcomes):
        more.append(Paragraph(tell.words.no_change, tell.words.other_answers))
    return Item(tell.say.text(one.ask), more=tuple(more))


def _changes_something(explained: NotSure, outcome: Answered) -> bool:
    return outcome.urgency != explained.urgency or outcome.first_cause != explained.first_cause


def _answers(tell: Teller, outcome: Answered, about: str) -> str:
    """The answers that lead to one outcome; what the question above them is about need not be said again."""
    said = "; ".join(tell.say.text(words).removeprefix(f"{about}: ") for words in outcome.says)
    return said[:1].upper() + said[1:]


def _leads_to(tell: Teller, explained: NotSure, outcome: Answered) -> str:
    parts = [tell.level(outcome.urgency)] if outcome.urgency != explained.urgency else []
    if outcome.first_cause != explained.first_cause:
        parts.append(tell.first_cause(outcome.first_cause))
    return "; ".join(parts)


def _names(tell: Teller, questions: Iterable[str], label: str) -> Iterator[Block]:
    items = (Item(question_in_words(tell.pack, tell.say, name)) for name in questions)
    yield from listed(items, label, OTHERS, tell.words.more_signs)


def _changes(tell: Teller, changes: Iterable[Change]) -> Iterator[Block]:
    yield from listed((Item(tell.say.text(change.says)) for change in changes), "", ANSWERS, tell.words.more_signs)

"""What if, what to watch for, and one slip, in words: answers that are others, and what they would lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.explain.model import ChangeSet, OneSlip, SafetyNet, Slip, WhatIf
from triage.pack.scales import Urgency
from triage.report.document import Item, Items, Paragraph, Place, Section
from triage.report.explained.steps import Teller, listed
from triage.report.sections import if_worse

MOST_SETS = 5


def what_if_sections(tell: Teller, explained: WhatIf) -> Iterator[Section]:
    """The smallest changes that would make it more urgent, or put another cause first, as sections."""
    words = tell.words
    yield _opening(tell, words.what_if, explained.urgency, [words.what_if_intro, *explained.notes])
    by_level: dict[Urgency, list[ChangeSet]] = {}
    for changes in explained.more_urgent:
        by_level.setdefault(changes.urgency_after, []).append(changes)
    for level, sets in by_level.items():
        heading = tell.fixed(words.would_become, level=tell.level(level))
        yield Section(f"then-{level}", heading, tuple(_sets(tell, sets, is_level_said=True)))
    if explained.other_cause:
        yield Section("other-cause", tell.fixed(words.another_cause), tuple(_sets(tell, explained.other_cause)))


def safety_net_sections(tell: Teller, explained: SafetyNet) -> Iterator[Section]:
    """The new signs to watch for, by what to do then, as sections."""
    words = tell.words
    intro = words.safety_net_intro if explained.signs else words.no_safety_net
    yield _opening(tell, words.sooner, explained.urgency, [intro, if_worse(explained.urgency, words)])
    by_level: dict[Urgency, list[Item]] = {}
    for sign in explained.signs:
        mark = "; ".join((", ".join(dict.fromkeys(sign.rules)), ", ".join(sign.sources)))
        by_level.setdefault(sign.then, []).append(Item(tell.say.text(sign.says), mark=mark))
    for level, items in by_level.items():
        yield Section(f"then-{level}", tell.fixed(words.sooner_if[level]), tuple(listed(items)))


def one_slip_sections(tell: Teller, explained: OneSlip) -> Iterator[Section]:
    """The single answers that a result hangs on, as sections."""
    words, is_emergency = tell.words, explained.urgency.is_emergency
    if not explained.slips:
        intro = words.no_slip_hides if is_emergency else words.no_slip_calms
    else:
        intro = words.slip_hides if is_emergency else words.slip_calms
    yield _opening(tell, words.one_slip, explained.urgency, [intro])
    if explained.slips:
        items = (_slip(tell, slip) for slip in explained.slips)
        heading = words.would_have_hidden if is_emergency else words.check_again
        yield Section("slips", heading, tuple(listed(items)))


def _slip(tell: Teller, slip: Slip) -> Item:
    then = Paragraph(tell.level(slip.urgency_after), tell.words.would_be)
    return Item(tell.say.text(slip.change.says), mark=", ".join(slip.rules), more=(then,))


def _opening(tell: Teller, heading: str, urgency: Urgency, texts: Iterable[str]) -> Section:
    blocks = (Paragraph(tell.level(urgency), tell.words.result), *(Paragraph(tell.fixed(text)) for text in texts))
    return Section("now", tell.fixed(heading), blocks, place=Place.OPENING)


def _sets(tell: Teller, sets: Iterable[ChangeSet], is_level_said: bool = False) -> Iterator[Items]:
    items = (tell.changes(one, is_level_said) for one in sets)
    yield from listed(items, "", MOST_SETS, tell.words.more_signs)

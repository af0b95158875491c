"""Why not, in words: what is missing, what speaks against, and what it would take."""

from __future__ import annotations

from collections.abc import Iterator

from triage.explain.model import WhyNot
from triage.report.document import Paragraph, Place, Section
from triage.report.explained.steps import Teller, listed

NEAREST = 5


def why_not_sections(tell: Teller, explained: WhyNot) -> Iterator[Section]:
    """Why something is not part of a result, as sections."""
    words = tell.words
    yield Section("now", _heading(tell, explained), tuple(_opening(tell, explained)), place=Place.OPENING)
    for name, heading, reasons in (
        ("for", words.speaks_for, explained.for_),
        ("against", words.speaks_against, explained.against),
        ("unknown", words.not_known_yet, explained.unknown),
    ):
        if reasons:
            yield Section(name, heading, tuple(listed(tell.reason(reason) for reason in reasons)))
    if explained.in_the_way and not (explained.is_so and explained.target_kind == "exercise"):
        yield Section("in-the-way", _in_the_way(tell, explained), tuple(listed(map(tell.step, explained.in_the_way))))
    if explained.missing:
        heading = words.nearest_signs if explained.target_kind == "urgency" else words.missing
        rules = (tell.not_fired(rule) for rule in explained.missing)
        yield Section("missing", heading, tuple(listed(rules, "", NEAREST, words.more_signs)))
    if explained.smallest:
        yield Section("smallest", words.would_show, tuple(listed(map(tell.changes, explained.smallest))))


def _heading(tell: Teller, explained: WhyNot) -> str:
    words = tell.words.so if explained.is_so else tell.words.not_so
    return tell.fixed(words[explained.target_kind], label=explained.label)


def _opening(tell: Teller, explained: WhyNot) -> Iterator[Paragraph]:
    words = tell.words
    if explained.obstacle and explained.gap:
        yield Paragraph(tell.fixed(f"{words.obstacles[explained.obstacle]} {words.gaps[explained.gap]}"))
    if not explained.is_so and explained.target_kind in ("cause", "condition", "danger_sign"):
        yield Paragraph(tell.fixed(words.not_ruled_out_by_this))
    yield Paragraph(tell.say.text(explained.urgency_label), words.result)


def _in_the_way(tell: Teller, explained: WhyNot) -> str:
    if explained.is_so:
        return tell.words.why
    return tell.words.holds_back if explained.target_kind == "exercise" else tell.words.too_urgent

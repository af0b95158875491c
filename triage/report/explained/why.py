"""Why, in words: what decides the urgency, what may lie behind it, whom to see and what is left out, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.explain.model import CauseStep, SignStep, Why, WithheldStep
from triage.report.document import Block, Item, Paragraph, Place, Section
from triage.report.explained.steps import Teller, listed

IN_FULL, IN_SHORT = 3, 8


def why_sections(tell: Teller, explained: Why) -> Iterator[Section]:
    """The derivation of a result as sections."""
    yield Section("now", tell.say.text(explained.urgency_label), tuple(_opening(tell, explained)), place=Place.OPENING)
    yield Section("decides", tell.words.decides, tuple(_decides(tell, explained)))
    yield _behind(tell, explained)
    yield Section("who", tell.words.who, tuple(listed(_helpers(tell, explained))))
    if explained.withheld:
        withheld = (_withheld(tell, step) for step in explained.withheld)
        yield Section("leave-out", tell.words.leave_out, tuple(listed(withheld)))


def _opening(tell: Teller, explained: Why) -> Iterator[Paragraph]:
    """What to do, where it cannot wait until all is read; then what this is."""
    if explained.urgency.is_emergency:
        yield Paragraph(tell.say.pack_text(tell.pack.levels[explained.urgency].action))
    yield Paragraph(tell.fixed(tell.words.why_intro))
    yield Paragraph(tell.fixed(tell.words.no_diagnosis))


def _helpers(tell: Teller, explained: Why) -> Iterator[Item]:
    """Whom to see and why, a reason given twice only once."""
    reason = ""
    for one in explained.professionals:
        why = tell.words.same_reason if one.why == reason else tell.say.text(one.why)
        yield Item(why, label=tell.say.text(one.label), mark="; ".join((one.by, ", ".join(one.sources))))
        reason = one.why


def _decides(tell: Teller, explained: Why) -> Iterator[Block]:
    words, signs = tell.words, explained.decided_by
    yield from listed(tell.step(sign) for sign in signs[:IN_FULL])
    if explained.base is not None and not signs:
        yield from listed([tell.step(explained.base)])
        yield Paragraph(tell.fixed(words.reassured_by if explained.base.because else words.everyone))
    elif signs:
        alone = [words.each_enough] if len(signs) > 1 else []
        yield Paragraph(tell.fixed(" ".join([*alone, _how_firm(tell, explained)])))
    yield from _in_short(tell, signs[IN_FULL:], words.also_found, words.alike_unsure)
    yield from _in_short(tell, explained.less_urgent, words.less_urgent, words.less_urgent_unsure)


def _how_firm(tell: Teller, explained: Why) -> str:
    """What holds of the urgency whatever else were answered."""
    if not explained.decided_by[0].certain:
        return tell.words.until_known
    return tell.words.settled if explained.is_settled else tell.words.not_less


def _in_short(tell: Teller, signs: Iterable[SignStep], found: str, not_ruled_out: str) -> Iterator[Block]:
    """Danger signs in a line each: those that were found, and those that are only not ruled out."""
    for label, is_certain in ((found, True), (not_ruled_out, False)):
        lines = (tell.in_short(sign) for sign in signs if sign.certain is is_certain)
        yield from listed(lines, label, IN_SHORT, tell.words.more_signs)


def _behind(tell: Teller, explained: Why) -> Section:
    words = tell.words
    if not explained.causes:
        return Section("behind", words.behind, (Paragraph(tell.say.pack_text(tell.pack.about.no_cause)),))
    return Section("behind", words.behind, (), tuple(_cause(tell, cause) for cause in explained.causes))


def _cause(tell: Teller, cause: CauseStep) -> Section:
    words = tell.words
    blocks: list[Block] = [Paragraph(tell.fixed(words.strengths[cause.strength]))]
    if cause.conditions:
        blocks.append(Paragraph("; ".join(map(tell.say.text, cause.conditions)), words.kinds))
    for label, reasons in (
        (words.speaks_for, cause.for_),
        (words.speaks_against, cause.against),
        (words.not_known_yet, cause.unknown),
    ):
        blocks += listed((tell.reason(reason) for reason in reasons), label, IN_SHORT, words.more_signs)
    return Section(f"cause-{cause.cause}", tell.say.text(cause.label), tuple(blocks))


def _withheld(tell: Teller, step: WithheldStep) -> Item:
    told = tell.step(step)
    return Item(told.text, label=", ".join(map(tell.say.text, step.labels)), mark=told.mark, more=told.more)

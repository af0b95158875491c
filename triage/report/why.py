"""The danger signs in words: a few with the answers behind them, the others in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.assessment import Assessment
from triage.assessment.model import DangerSignFound
from triage.pack.pack import Pack
from triage.report.document import Block, Item, Items, Paragraph, Section
from triage.report.handover import in_words, question_in_words, shortened
from triage.report.phrases import Phrases

PROMINENT = 4
UNSURE_IN_SHORT = 6
QUESTIONS_EACH = 4


def why(pack: Pack, assessment: Assessment, say: Phrases) -> Section:
    """Why it is this urgent. Without any danger sign, the reason of the base level."""
    if not assessment.danger_signs:
        reassured = assessment.urgency is pack.base.reassured
        reason = pack.base.reassured_because if reassured else pack.base.because
        return Section("why", say.words.why, (Paragraph(say.pack_text(reason)),))
    prominent, short, left_out = _arranged(assessment)
    blocks: list[Block] = [Items(tuple(_sign(pack, sign, say) for sign in prominent))]
    lines = [_short_sign(pack, sign, say) for sign in short]
    if left_out:
        lines.append(Item(say.fixed(say.words.more_unsure, count=left_out)))
    if lines:
        blocks.append(Items(tuple(lines), say.words.also_found))
    return Section("why", say.words.why, tuple(blocks))


def shown_signs(assessment: Assessment) -> list[DangerSignFound]:
    """The danger signs that the report shows: every certain one, and the most urgent of those from unknown answers."""
    prominent, short, _ = _arranged(assessment)
    return [*prominent, *short]


def _arranged(assessment: Assessment) -> tuple[list[DangerSignFound], list[DangerSignFound], int]:
    """The prominent signs, those in short, and how many are left out. Signs that say the same are shown once."""
    once: dict[str, DangerSignFound] = {}
    for sign in assessment.danger_signs:
        once.setdefault(sign.because, sign)
    prominent, others = list(once.values())[:PROMINENT], list(once.values())[PROMINENT:]
    certain = [sign for sign in others if sign.certain]
    unsure = [sign for sign in others if not sign.certain]
    return prominent, [*certain, *unsure[:UNSURE_IN_SHORT]], len(unsure[UNSURE_IN_SHORT:])


def _sign(pack: Pack, sign: DangerSignFound, say: Phrases) -> Item:
    told = "; ".join(_told(pack, sign, say))
    more = (Paragraph(told, say.fixed(say.words.told)),) if told else ()
    return Item(say.text(sign.because), mark=_mark(sign, say), more=(*more, *_unsure(pack, sign, say)))


def _short_sign(pack: Pack, sign: DangerSignFound, say: Phrases) -> Item:
    return Item(say.text(sign.because), mark=_mark(sign, say), more=tuple(_unsure(pack, sign, say)))


def _told(pack: Pack, sign: DangerSignFound, say: Phrases) -> Iterable[str]:
    known = (name for name in sign.answers if name not in sign.unsure_about)
    return (told for name in known for told in in_words(pack, say, name, sign.answers[name]))


def _unsure(pack: Pack, sign: DangerSignFound, say: Phrases) -> Iterator[Paragraph]:
    if not sign.certain:
        questions = (question_in_words(pack, say, name) for name in sign.unsure_about)
        yield Paragraph("; ".join(shortened(say, questions, QUESTIONS_EACH)), say.words.counts_unsure)


def _mark(sign: DangerSignFound, say: Phrases) -> str:
    return say.words.outside if sign.outside_article else ""

"""A marking in words: sections that the terminal and the pages print alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triage.learn import strings
from triage.learn.marking import MarkedName, Marking, QuestionTold
from triage.learn.telling import wording
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill
from triage.report.document import Block, Item, Items, Paragraph, Place, Section

_SIGN = {"hit": strings.SIGN_HIT, "missed": strings.SIGN_MISSED, "wrong": strings.SIGN_WRONG}
_CAUSE = {"hit": strings.CAUSE_HIT, "missed": strings.CAUSE_MISSED, "wrong": strings.CAUSE_WRONG}
_REASON = {"hit": strings.REASON_HIT, "missed": strings.REASON_MISSED, "wrong": strings.REASON_WRONG}


def feedback(pack: Pack, marking: Marking, country: str | None = None) -> tuple[Section, ...]:
    """What a student is told after a case: the level first, then what they named, then how they asked."""
    label = level_labels(pack, country)
    parts = [
        Section("level", _heading(marking, label), tuple(_level(marking, label)), place=Place.OPENING),
        Section("signs", strings.SIGNS, tuple(_names(marking.signs, _SIGN, strings.NO_SIGNS))),
        Section("causes", strings.CAUSES, tuple(_names(marking.causes, _CAUSE, strings.NO_CAUSES))),
    ]
    if marking.reason:
        parts.append(Section("reason", strings.REASON, tuple(_names(marking.reason, _REASON, ""))))
    return (*parts, Section("questions", strings.QUESTIONS, tuple(_questions(marking))))


def level_labels(pack: Pack, country: str | None = None) -> dict[Urgency, str]:
    """The levels in words, the least urgent first."""
    say = wording(pack, country)
    return {level: say(pack.levels[level].label) for level in Urgency}


def _heading(marking: Marking, label: Mapping[Urgency, str]) -> str:
    texts = {"right": strings.HEADING_RIGHT, "under": strings.HEADING_UNDER, "over": strings.HEADING_OVER}
    return fill(texts[marking.verdict], level=label[marking.level], said=label[marking.said])


def _level(marking: Marking, label: Mapping[Urgency, str]) -> Iterator[Block]:
    if marking.verdict != "right":
        is_under, is_one = marking.verdict == "under", marking.steps == 1
        one, more = (
            (strings.UNDER_BY_ONE, strings.UNDER_BY_MORE) if is_under else (strings.OVER_BY_ONE, strings.OVER_BY_MORE)
        )
        yield Paragraph(one if is_one else fill(more, steps=marking.steps))
    if marking.because:
        yield _list(strings.RESTS_ON, marking.because)
    else:
        yield Paragraph(strings.RESTS_ON_BASE)
    if marking.twin is not None and marking.twin_level is not None:
        yield _list(fill(strings.TWIN_MISSED, level=label[marking.twin_level]), (marking.twin.says,))
    if marking.certain_level >= marking.level:
        yield Paragraph(strings.WAS_CERTAIN)
    else:
        yield Paragraph(fill(strings.WAS_NOT_CERTAIN, level=label[marking.certain_level]))


def _names(named: tuple[MarkedName, ...], verdicts: Mapping[str, str], nothing: str) -> Iterator[Block]:
    if named:
        yield Items(tuple(Item(one.label, mark=verdicts[one.verdict], more=tuple(_why(one))) for one in named))
    elif nothing:
        yield Paragraph(nothing)


def _why(named: MarkedName) -> Iterator[Paragraph]:
    if named.because:
        label = strings.LACKS if named.verdict == "wrong" else strings.STANDS_ON
        yield Paragraph("; ".join(one.rstrip(".") for one in named.because) + ".", label)
    if named.let_off:
        yield Paragraph("; ".join(named.let_off) + ".", strings.LET_OFF)


def _questions(marking: Marking) -> Iterator[Block]:
    if marking.would_have_decided:
        first, *rest = marking.would_have_decided
        if marking.one_is_enough or not rest:
            yield _list(strings.DECIDING_ONE, (_asked(first),))
        else:
            yield _list(strings.DECIDING_MORE, tuple(_asked(one) for one in marking.would_have_decided))
    if marking.told_nothing:
        yield _list(strings.TOLD_NOTHING, tuple(one.ask for one in marking.told_nothing))
    elif marking.asked:
        yield Paragraph(strings.ALL_TOLD)
    if marking.still_open == 1:
        yield Paragraph(strings.STILL_OPEN_ONE)
    elif marking.still_open:
        yield Paragraph(fill(strings.STILL_OPEN, count=marking.still_open))
    yield Paragraph(fill(strings.COUNTS, asked=marking.asked, shortest=marking.shortest_safe))
    if marking.certificate:
        one = marking.certificate == 1
        yield Paragraph(strings.CERTIFICATE_ONE if one else fill(strings.CERTIFICATE, count=marking.certificate))


def _asked(one: QuestionTold) -> str:
    return f"{one.ask} {one.says}."


def _list(label: str, texts: tuple[str, ...]) -> Items:
    return Items(tuple(Item(text) for text in texts), label)

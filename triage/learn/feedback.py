"""A marking in words: sections that the terminal and the pages print alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.explain.let_off import MOST_TOLD
from triage.learn import strings
from triage.learn.marking import MarkedName, Marking, QuestionTold
from triage.learn.telling import wording
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.questionnaire.strings import fill
from triage.report.document import Block, Item, Items, Paragraph, Place, Section

_SIGN = {"hit": strings.SIGN_HIT, "missed": strings.SIGN_MISSED, "wrong": strings.SIGN_WRONG}
_CAUSE = {"hit": strings.CAUSE_HIT, "missed": strings.CAUSE_MISSED, "wrong": strings.CAUSE_WRONG}
_REASON = {"hit": strings.REASON_HIT, "missed": strings.REASON_MISSED, "wrong": strings.REASON_WRONG}


def feedback(pack: Pack, marking: Marking, country: str | None = None) -> tuple[Section, ...]:
    """What a student is told after a case: the level first, then what they named, then how they asked."""
    told = _Told(wording(pack, country), level_labels(pack, country))
    say = told.say
    parts = [
        Section("level", told.heading(marking), tuple(told.level(marking)), place=Place.OPENING),
        Section("signs", say(strings.SIGNS), tuple(told.names(marking.signs, _SIGN, strings.NO_SIGNS))),
        Section("causes", say(strings.CAUSES), tuple(told.names(marking.causes, _CAUSE, strings.NO_CAUSES))),
    ]
    if marking.reason:
        parts.append(Section("reason", say(strings.REASON), tuple(told.names(marking.reason, _REASON, ""))))
    return (*parts, Section("questions", say(strings.QUESTIONS), tuple(told.questions(marking))))


def level_labels(pack: Pack, country: str | None = None) -> dict[Urgency, str]:
    """The levels in words, the least urgent first."""
    say = wording(pack, country)
    return {level: say(pack.levels[level].label) for level in Urgency}


@dataclass(frozen=True)
class _Told:
    """The parts of a feedback, in one language."""

    say: Wording
    label: Mapping[Urgency, str]

    def heading(self, marking: Marking) -> str:
        texts = {"right": strings.HEADING_RIGHT, "under": strings.HEADING_UNDER, "over": strings.HEADING_OVER}
        return fill(self.say(texts[marking.verdict]), level=self.label[marking.level], said=self.label[marking.said])

    def level(self, marking: Marking) -> Iterator[Block]:
        if marking.verdict != "right":
            is_under, is_one = marking.verdict == "under", marking.steps == 1
            one, more = (
                (strings.UNDER_BY_ONE, strings.UNDER_BY_MORE)
                if is_under
                else (strings.OVER_BY_ONE, strings.OVER_BY_MORE)
            )
            yield Paragraph(self.say(one) if is_one else fill(self.say(more), steps=marking.steps))
        if marking.because:
            yield self._rests_on(marking)
        else:
            yield Paragraph(self.say(strings.RESTS_ON_BASE))
        if marking.twin is not None and marking.twin_level is not None:
            yield _list(fill(self.say(strings.TWIN_MISSED), level=self.label[marking.twin_level]), (marking.twin.says,))
        if marking.is_calm:
            is_open = marking.would_have_decided or marking.still_open
            yield Paragraph(self.say(strings.WAS_NOT_CALM if is_open else strings.WAS_CALM))
        elif marking.certain_level >= marking.level:
            yield Paragraph(self.say(strings.WAS_CERTAIN))
        else:
            yield Paragraph(fill(self.say(strings.WAS_NOT_CERTAIN), level=self.label[marking.certain_level]))

    def _rests_on(self, marking: Marking) -> Items:
        """The answers; at the calm level, where they are many, with which of them were never asked for."""
        not_asked = {one.says for one in marking.would_have_decided} if marking.is_calm else set()
        mark = self.say(strings.NOT_ASKED)
        items = (Item(text, mark=mark if text in not_asked else "") for text in marking.because)
        return Items(tuple(items), self.say(strings.RESTS_ON))

    def names(self, named: tuple[MarkedName, ...], verdicts: Mapping[str, str], nothing: str) -> Iterator[Block]:
        if named:
            yield Items(
                tuple(
                    Item(one.label, mark=self.say(verdicts[one.verdict]), more=tuple(self._why(one))) for one in named
                )
            )
        elif nothing:
            yield Paragraph(self.say(nothing))

    def _why(self, named: MarkedName) -> Iterator[Paragraph]:
        if named.because:
            label = strings.LACKS if named.verdict == "wrong" else strings.STANDS_ON
            yield Paragraph("; ".join(one.rstrip(".") for one in named.because) + ".", self.say(label))
        if named.let_off:
            more = len(named.let_off) - MOST_TOLD
            told = [*named.let_off[:MOST_TOLD], *([fill(self.say(strings.MORE), count=more)] if more > 0 else [])]
            yield Paragraph("; ".join(told) + ".", self.say(strings.LET_OFF))

    def questions(self, marking: Marking) -> Iterator[Block]:
        if marking.would_have_decided:
            first, *rest = marking.would_have_decided
            if marking.one_is_enough or not rest:
                one = strings.CALM_NEEDS_ONE if marking.is_calm else strings.DECIDING_ONE
                yield _list(self.say(one), (_asked(first),))
            elif marking.is_calm:
                yield Paragraph(fill(self.say(strings.CALM_NEEDS_MORE), count=len(marking.would_have_decided)))
            else:
                deciding = tuple(_asked(each) for each in marking.would_have_decided)
                yield _list(self.say(strings.DECIDING_MORE), deciding)
        if marking.told_nothing:
            yield _list(self.say(strings.TOLD_NOTHING), tuple(_asked(one) for one in marking.told_nothing))
        elif marking.asked:
            yield Paragraph(self.say(strings.ALL_TOLD))
        if marking.still_open == 1:
            yield Paragraph(self.say(strings.STILL_OPEN_ONE))
        elif marking.still_open:
            yield Paragraph(fill(self.say(strings.STILL_OPEN), count=marking.still_open))
        yield Paragraph(fill(self.say(strings.COUNTS), asked=marking.asked, shortest=marking.shortest_safe))
        if marking.certificate:
            several = strings.CALM_CERTIFICATE if marking.is_calm else strings.CERTIFICATE
            yield Paragraph(
                self.say(strings.CERTIFICATE_ONE)
                if marking.certificate == 1
                else fill(self.say(several), count=marking.certificate)
            )


def _asked(one: QuestionTold) -> str:
    return f"{one.ask} {one.says}."


def _list(label: str, texts: tuple[str, ...]) -> Items:
    return Items(tuple(Item(text) for text in texts), label)

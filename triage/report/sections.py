"""From an assessment to a report: which sections there are, in what order, and what stands in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from triage.assessment import Assessment
from triage.assessment.model import PossibleCause, ProfessionalToSee
from triage.pack.language_notes import still_english
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report.document import Block, Call, Item, Items, Paragraph, Place, Section
from triage.report.handover import Summary, question_in_words, shortened, summary
from triage.report.phrases import Phrases, in_language_of, phrases_of
from triage.report.small_print import small_print
from triage.report.strings import ENGLISH, Strings
from triage.report.why import why

OPEN_QUESTIONS = 10


def sections(pack: Pack, assessment: Assessment, words: Strings = ENGLISH) -> tuple[Section, ...]:
    """The whole report: what to do now comes first, the small print last; a section with nothing to say is left out."""
    pack = in_language_of(pack, assessment)
    say = phrases_of(pack, assessment, words)
    body = (
        _now(pack, assessment, say),
        why(pack, assessment, say),
        _behind(pack, assessment, say),
        _who(pack, assessment, summary(pack, assessment, words), say),
        *_to_ask_about(assessment, say),
        _sooner(assessment, say),
        *_not_known(pack, assessment, say),
    )
    shown = [text for section in body for text in section.texts]
    return (*body, small_print(pack, assessment, say, still_english(pack, say.wording, shown)))


# ------------------------------------------------------------------------------------------------- what to do now


def _now(pack: Pack, assessment: Assessment, say: Phrases) -> Section:
    heading, rest = first_sentence(say.text(assessment.action))
    words = say.words
    blocks: list[Block] = [Paragraph(rest)] if rest else []
    if assessment.urgency.is_emergency:
        is_now = assessment.urgency is Urgency.EMERGENCY_NOW
        dial = say.text(say.wording.country.dial)
        offer = say.fixed(words.call_now if is_now else words.call_if_worse, number=dial)
        blocks.insert(0 if is_now else len(blocks), Call(offer, dial, is_now))
    blocks.append(Paragraph(say.text(assessment.timeframe), words.when))
    if assessment.urgency.is_emergency:
        blocks.append(Paragraph(say.pack_text(pack.about.emergency_hint), say.fixed(words.until_help)))
    blocks.append(Paragraph(say.fixed(words.no_diagnosis)))
    return Section("now", heading, tuple(blocks), place=Place.OPENING)


def first_sentence(text: str) -> tuple[str, str]:
    """A text as its first sentence and the rest."""
    first, *rest = re.split(r"(?<=[.!?])\s+(?=[¿¡]*[^\W\d_a-z])", text, maxsplit=1)
    return first, "".join(rest)


# ------------------------------------------------------------------------------------------ what may lie behind it


def _behind(pack: Pack, assessment: Assessment, say: Phrases) -> Section:
    words = say.words
    if not assessment.possible_causes:
        return Section("behind", words.behind, (Paragraph(say.pack_text(pack.about.no_cause)),))
    parts = tuple(_cause(cause, say) for cause in assessment.possible_causes)
    return Section("behind", words.behind, (Paragraph(words.behind_intro),), parts)


def _cause(cause: PossibleCause, say: Phrases) -> Section:
    words = say.words
    blocks: list[Block] = [Paragraph(f"{say.fixed(words.strengths[cause.strength])} {say.text(cause.plain)}")]
    if cause.conditions:
        blocks.append(Paragraph("; ".join(say.text(kind.label) for kind in cause.conditions), words.kinds))
    reasons = (
        (words.speaks_for, cause.for_),
        (words.speaks_against, cause.against),
        (words.not_known_yet, cause.unknown),
    )
    for label, lines in reasons:
        if lines:
            blocks.append(Items(tuple(Item(say.text(line.finding)) for line in lines), label))
    return Section(f"cause-{cause.cause}", say.text(cause.label), tuple(blocks))


# ----------------------------------------------------------------------------------------------------- who to see


def _who(pack: Pack, assessment: Assessment, told: Summary, say: Phrases) -> Section:
    """Everybody to see. In an emergency those who help now come first and apart, so that nobody calls the wrong one."""
    now, later = _now_and_later(pack, assessment)
    blocks = [_helpers(now, say, say.words.see_now if later else "")]
    if later:
        blocks.append(_helpers(later, say, say.words.see_later, is_reached_now=False))
    return Section("who", say.words.who, tuple(blocks), (_to_say(told, say), *_for_clinician(told, say)))


def _now_and_later(pack: Pack, assessment: Assessment) -> tuple[list[ProfessionalToSee], list[ProfessionalToSee]]:
    """In an emergency, those whom the danger signs of this level name, and the others; else everybody, and nobody."""
    everybody = list(assessment.professionals)
    if not assessment.urgency.is_emergency:
        return everybody, []
    named = {
        name
        for sign in assessment.danger_signs
        if sign.urgency is assessment.urgency and sign.rule in pack.danger_signs
        for name in pack.danger_signs[sign.rule].see
    }
    now = [one for one in everybody if one.professional in named]
    return (now, [one for one in everybody if one not in now]) if now else (everybody, [])


def _helpers(helpers: Iterable[ProfessionalToSee], say: Phrases, label: str, *, is_reached_now: bool = True) -> Items:
    """Who, how to reach them (not for those who come later) and why, a reason given twice only once."""
    items, reason = [], ""
    for one in helpers:
        why = say.words.same_reason if one.why == reason else say.text(one.why)
        more = (Paragraph(why),) if is_reached_now else ()
        items.append(Item(say.text(one.reach) if is_reached_now else why, label=say.text(one.label), more=more))
        reason = one.why
    return Items(tuple(items), label)


def _to_say(told: Summary, say: Phrases) -> Section:
    blocks: list[Block] = [Paragraph(told.opening)]
    if told.said:
        blocks.append(Items(tuple(map(Item, told.said))))
    if told.not_sure:
        blocks.append(Paragraph("; ".join(told.not_sure), say.words.not_sure))
    return Section("say", say.words.to_say, tuple(blocks))


def _for_clinician(told: Summary, say: Phrases) -> Iterator[Section]:
    words = say.words
    lines = (
        (words.to_rule_out, told.danger_signs),
        (words.not_ruled_out, told.not_ruled_out),
        (words.said_no, told.said_no),
    )
    blocks = tuple(Paragraph("; ".join(texts), label) for label, texts in lines if texts)
    if blocks:
        yield Section("clinician", words.clinician, blocks)


# ---------------------------------------------------------------------------------------- treatments and exercises


def _to_ask_about(assessment: Assessment, say: Phrases) -> Iterator[Section]:
    """Treatments and exercises; where help is needed now, only what to leave out."""
    withheld = tuple(_withheld(assessment, say))
    if assessment.urgency.is_emergency:
        yield from withheld
        return
    parts = (*_treatments(assessment, say), *_exercises(assessment, say), *withheld)
    if parts:
        yield Section("ask", say.words.ask_about, (), parts)


def _notes(notes: dict[str, str], assessment: Assessment, say: Phrases) -> tuple[Paragraph, ...]:
    """What to know for each possible cause; where there is only one, it need not be named."""
    if len(assessment.possible_causes) == 1:
        return tuple(Paragraph(say.text(note)) for note in notes.values())
    labels = {cause.cause: say.text(cause.label) for cause in assessment.possible_causes}
    return tuple(Paragraph(say.text(note), labels.get(cause, say.text(cause))) for cause, note in notes.items())


def _treatments(assessment: Assessment, say: Phrases) -> Iterator[Section]:
    items = tuple(
        Item(say.text(one.text), label=say.text(one.label), more=_notes(one.notes, assessment, say))
        for one in assessment.treatments
    )
    if items:
        yield Section("treatments", say.words.treatments, (Items(items),))


def _exercises(assessment: Assessment, say: Phrases) -> Iterator[Section]:
    if not assessment.exercises:
        return
    blocks: list[Block] = [Paragraph(say.text(assessment.exercise_caution))]
    for one in assessment.exercises:
        blocks.append(Items(tuple(Item(say.text(step)) for step in one.steps), say.text(one.label), is_ordered=True))
        blocks.append(Paragraph(say.text(one.caution), say.words.take_care))
        blocks += _notes(one.notes, assessment, say)
    yield Section("exercises", say.words.exercises, tuple(blocks))


def _withheld(assessment: Assessment, say: Phrases) -> Iterator[Section]:
    """The exercises that are withheld, those with the same reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for one in assessment.withheld_exercises:
        by_reason.setdefault(say.text(one.because), []).append(say.text(one.label))
    items = tuple(Item(because, label=", ".join(labels)) for because, labels in by_reason.items())
    if items:
        yield Section("leave-out", say.words.leave_out, (Items(items),))


# --------------------------------------------------------------------------- when to get help sooner, what is not known


def _sooner(assessment: Assessment, say: Phrases) -> Section:
    words = say.words
    by_level: dict[Urgency, list[Item]] = {}
    for line in assessment.safety_net:
        by_level.setdefault(line.then, []).append(Item(say.text(line.if_)))
    blocks: list[Block] = [
        Items(tuple(by_level[level]), say.fixed(words.sooner_if[level]))
        for level in sorted(by_level, key=lambda level: -level.rank)
    ]
    last = Paragraph(say.fixed(if_worse(assessment.urgency, words)))
    return Section("sooner", words.sooner, (*blocks, last))


def if_worse(urgency: Urgency, words: Strings) -> str:
    """What to do if it gets worse, at any level."""
    match urgency:
        case Urgency.EMERGENCY_NOW:
            return words.call_again
        case Urgency.EMERGENCY_DEPARTMENT:
            return words.call_on_the_way
        case _:
            return words.any_worse


def _not_known(pack: Pack, assessment: Assessment, say: Phrases) -> Iterator[Section]:
    if assessment.not_known:
        questions = (question_in_words(pack, say, name) for name in assessment.not_known)
        items = tuple(map(Item, shortened(say, questions, OPEN_QUESTIONS)))
        blocks = (Paragraph(say.words.not_known_intro), Items(items))
        yield Section("not-known", say.words.not_known, blocks)

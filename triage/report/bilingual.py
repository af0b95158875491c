"""The hand-over summary in two languages side by side: that of the clinic, and that of the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.pack.wording import wording_of
from triage.report.handover import summary
from triage.report.phrases import phrases_of


@dataclass(frozen=True)
class Said:
    """One part of a summary in one language."""

    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """The same part in both languages."""

    clinic: Said
    person: Said


def bilingual(pack: Pack, assessment: Assessment, language: str) -> tuple[Row, ...]:
    """The summary of a result in the language of this pack, and beside it in another of its languages.

    Raises UnknownId for a language that the pack does not have.
    """
    rows = zip(_parts(pack, assessment), _parts(pack.in_language(language), assessment), strict=True)
    return tuple(Row(clinic, person) for clinic, person in rows if clinic.texts)


def opening(pack: Pack, assessment: Assessment, language: str) -> Row:
    """The level, and how soon that is, in the same two languages.

    Raises UnknownId for a language that the pack does not have.
    """
    return Row(_opening(pack, assessment), _opening(pack.in_language(language), assessment))


def worded(pack: Pack, assessment: Assessment) -> Assessment:
    """A result in the language of this pack, as far as a summary tells it.

    Nothing is worked out anew: a sign of a rule that the pack does not have (any more) keeps its words.
    """
    country = assessment.country if assessment.country in pack.countries else None
    say = wording_of(pack, country, assessment.person)
    return replace(
        assessment,
        language=pack.language,
        urgency_label=say(pack.levels[assessment.urgency].label),
        danger_signs=tuple(
            replace(sign, label=say(pack.danger_signs[sign.rule].label)) if sign.rule in pack.danger_signs else sign
            for sign in assessment.danger_signs
        ),
    )


def _opening(pack: Pack, assessment: Assessment) -> Said:
    say, level = phrases_of(pack, worded(pack, assessment)), pack.levels[assessment.urgency]
    return Said(say.pack_text(level.label), (say.pack_text(level.timeframe),))


def _parts(pack: Pack, assessment: Assessment) -> Iterator[Said]:
    here = worded(pack, assessment)
    told, say = summary(pack, here), phrases_of(pack, here)
    words = say.words
    yield Said(words.to_say, (told.opening,))
    yield Said(words.to_rule_out, told.danger_signs)
    yield Said(words.not_ruled_out, told.not_ruled_out)
    yield Said(say.fixed(words.told), told.said)
    yield Said(words.not_sure, told.not_sure)
    yield Said(words.said_no, told.said_no)

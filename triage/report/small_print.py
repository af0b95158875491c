"""The end of the report: review status, limits, how the result was made, and the sources of all that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.report.document import Block, Item, Items, Paragraph, Place, Section
from triage.report.phrases import Phrases
from triage.report.why import shown_signs


def small_print(pack: Pack, assessment: Assessment, say: Phrases, more_notes: Iterable[str] = ()) -> Section:
    """Everything that has to be said once, plainly, and need not be read first. `more_notes` are on what is shown."""
    blocks: list[Block] = [
        Paragraph(say.text(assessment.review.statement)),
        Paragraph(say.pack_text(pack.about.limits)),
    ]
    blocks += _marks(assessment, say)
    blocks += _engine(assessment, say)
    blocks += _notes(pack, assessment, say, more_notes)
    blocks.append(Paragraph(_versions(assessment, say), say.words.made_by))
    if assessment.id is not None:
        blocks.append(Paragraph(say.text(assessment.id), say.words.case))
    sources = tuple(_source(pack, name, say) for name in dict.fromkeys(_sources(pack, assessment)))
    parts = (Section("sources", say.words.sources, (Items(sources),)),) if sources else ()
    return Section("about", say.words.about_result, tuple(blocks), parts, Place.SMALL_PRINT)


def _marks(assessment: Assessment, say: Phrases) -> Iterator[Paragraph]:
    if any(sign.outside_article for sign in shown_signs(assessment)):
        yield Paragraph(say.fixed(say.words.outside_means, mark=say.words.outside))


def _engine(assessment: Assessment, say: Phrases) -> Iterator[Paragraph]:
    engine = assessment.engine
    if not engine.checked:
        yield Paragraph(say.fixed(say.words.one_engine))
    elif engine.agreed is False:
        yield Paragraph(say.fixed(say.words.engines_differ))


def _notes(pack: Pack, assessment: Assessment, say: Phrases, more_notes: Iterable[str]) -> Iterator[Items]:
    """The notes of the assessment, without the one that stands where the causes would."""
    no_cause = say.pack_text(pack.about.no_cause)
    all_notes = dict.fromkeys((*assessment.notes, *more_notes))
    notes = [note for note in map(say.text, all_notes) if note != no_cause]
    if notes:
        yield Items(tuple(map(Item, notes)), say.words.notes)


def _versions(assessment: Assessment, say: Phrases) -> str:
    return say.fixed(
        say.words.versions,
        pack=assessment.pack.id,
        pack_version=assessment.pack.version,
        sha=assessment.pack.sha256[:12],
        name=assessment.software.name,
        version=assessment.software.version,
        engine=assessment.engine.name,
        engine_version=assessment.engine.version,
    )


def _source(pack: Pack, name: str, say: Phrases) -> Item:
    source = pack.sources.get(name)
    if source is None:
        return Item("", label=say.text(name))
    link = source.url if source.url.startswith(("https://", "http://")) else ""
    return Item(say.text(source.title), label=source.id, mark=say.words.ways_of_reading[source.read], link=link)


def _sources(pack: Pack, assessment: Assessment) -> Iterator[str]:
    """The sources of everything that the report shows, in its order."""
    is_emergency, own = assessment.urgency.is_emergency, pack.about.sources
    level = pack.levels.get(assessment.urgency)
    yield from level.sources if level else ()
    yield from own.emergency_hint if is_emergency else ()
    for sign in shown_signs(assessment):
        yield from sign.sources
    if not is_emergency:  # then the reason to see somebody at all is the base level's, danger signs or not
        yield from pack.base.sources
    if not assessment.possible_causes:
        yield from own.no_cause
    for cause in assessment.possible_causes:
        yield from cause.sources
        for kind in cause.conditions:
            yield from kind.sources
        for reason in (*cause.for_, *cause.against, *cause.unknown):
            yield from reason.sources
    for helper in assessment.professionals:
        yield from helper.sources
    if not is_emergency:
        for treatment in assessment.treatments:
            yield from treatment.sources
        for exercise in assessment.exercises:
            yield from exercise.sources
    if assessment.exercises:
        yield from own.exercise_caution
        for cause in assessment.possible_causes:
            known = pack.causes.get(cause.cause)
            yield from known.exercise_sources if known else ()
    for withheld in assessment.withheld_exercises:
        yield from withheld.sources
    for line in assessment.safety_net:
        yield from line.sources

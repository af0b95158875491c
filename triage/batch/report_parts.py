"""The sections of the page of results: each picture, what it says in words, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.batch.compare_text import SHORT
from triage.batch.periods import Periods
from triage.batch.report_pictures import columns, ranked
from triage.batch.report_tally import MOST_REASONS, Fired, Tally
from triage.pack.scales import Strength, Urgency
from triage.report.drawing import picture
from triage.report.markup import Markup, aside, paragraph, table, tag

LEVELS = tuple(reversed(Urgency))
SERIES = tuple((SHORT[level], f"level-{level.rank}") for level in LEVELS)
KINDS = {
    "danger_sign": "danger signs",
    "base": "the base rule",
    "evidence": "evidence for and against causes",
    "pattern": "patterns",
    "exercise_gate": "what withholds exercises",
}
_TOP, _TABLE = 15, 40


def share(count: int, of_all: int) -> str:
    return "-" if not of_all else f"{100 * count / of_all:.1f} %"


def of(count: int, of_all: int) -> str:
    """A count with its share."""
    return f"{count:,} ({share(count, of_all)})"


def _figure(id_: str, title: str, says: str, height: float, drawn: Iterator[Markup]) -> Markup:
    shown = aside(picture(id_, title, says, height, drawn), title)
    return tag("figure", shown, tag("figcaption", f"{title}. {says}"))


def _folded(summary: str, *content: Markup) -> Markup:
    return tag("details", tag("summary", summary), *content)


# ------------------------------------------------------------------------------------------------------------- urgency


def urgency(tally: Tally) -> Iterator[Markup]:
    rows = [(SHORT[level], [tally.levels[one] if one is level else 0 for one in LEVELS]) for level in LEVELS]
    says = f"{'; '.join(f'{SHORT[level]} {of(tally.levels[level], tally.rows)}' for level in LEVELS)}."
    yield _figure("levels-picture", "Rows at each level", says, *ranked(rows, SERIES))
    cells = [(level.value, f"{tally.levels[level]:,}", share(tally.levels[level], tally.rows)) for level in LEVELS]
    yield table("Rows at each level", ["level", "rows", "share"], cells)


def over_time(periods: Periods) -> Iterator[Markup]:
    labels = [one.isoformat() for one in periods.starts]
    counts = [[one[level] for level in reversed(LEVELS)] for one in periods.levels]
    most = max(range(len(counts)), key=lambda place: sum(counts[place]))
    says = (
        f"{len(labels)} {periods.unit}s from {labels[0]} to {labels[-1]}; most rows, {sum(counts[most]):,}, "
        f"in the {periods.unit} of {labels[most]}."
    )
    height, drawn = columns(labels, counts, tuple(reversed(SERIES)))
    yield _figure("time-picture", f"Rows by {periods.unit} of {periods.column}, by level", says, height, drawn)
    if periods.undated:
        yield paragraph(f"{periods.undated:,} rows have no date there that can be read; they are left out.")
    cells = [
        (label, *(f"{one[level]:,}" for level in LEVELS)) for label, one in zip(labels, periods.levels, strict=True)
    ]
    heads = [periods.unit, *(SHORT[level] for level in LEVELS)]
    yield _folded("The same as a table", table(f"Rows by {periods.unit} and level", heads, cells))


# --------------------------------------------------------------------------------------------------------------- rules


def rules(tally: Tally) -> Iterator[Markup]:
    signs = sorted((one for one in tally.fired if one.kind == "danger_sign" and one.rows), key=lambda one: -one.rows)
    series = (("for certain", "mark-a"), ("only by not sure", "mark-b"))
    top = [(one.rule, (one.certain, one.unsure)) for one in signs[:_TOP]]
    if top:
        says = f"{len(signs)} of {len(tally.pack.danger_signs)} danger signs fired; most often {signs[0].rule}."
        title = f"The {len(top)} danger signs that fired most" if len(top) > 1 else "The danger sign that fired"
        yield _figure("rules-picture", title, says, *ranked(top, series))
        yield table(
            f"Danger signs that fired{f', the first {_TABLE}' if len(signs) > _TABLE else ''}",
            ["rule", "what it is", "for certain", "only by not sure", "of all rows"],
            [_sign(tally, one) for one in signs[:_TABLE]],
        )
    else:
        yield paragraph("No danger sign fired.")
    yield tag("h3", "Rules that never fired")
    yield paragraph("In none of these rows, neither for certain nor by not sure. Rare things are meant to be rare.")
    yield from _never(tally)


def _sign(tally: Tally, fired: Fired) -> Sequence[str]:
    label = tally.pack.danger_signs[fired.rule].label
    return fired.rule, label, f"{fired.certain:,}", f"{fired.unsure:,}", share(fired.rows, tally.rows)


def _never(tally: Tally) -> Iterator[Markup]:
    for kind, words in KINDS.items():
        of_kind = [one for one in tally.fired if one.kind == kind]
        never = [one.rule for one in of_kind if not one.rows]
        if never:
            listed = tag("ul", *(tag("li", rule) for rule in never))
            yield _folded(f"{len(never)} of {len(of_kind)}: {words}", listed)
    if all(one.rows for one in tally.fired):
        yield paragraph("None: every rule of the pack fired.")


# -------------------------------------------------------------------------------------------------------------- causes


def causes(tally: Tally) -> Iterator[Markup]:
    strengths = tuple(reversed(Strength))
    series = tuple(zip(strengths, ("mark-a", "mark-b", "mark-c"), strict=True))
    found = sorted(tally.causes, key=lambda one: -sum(one.shown.values()))
    names = {cause.id: cause.label for cause in tally.pack.causes.values()}
    rows = [(one.cause, [one.shown[strength] for strength in strengths]) for one in found]
    says = f"{of(tally.no_cause, tally.rows)} of the rows have no possible cause shown; a row can have several."
    yield _figure("causes-picture", "Rows in which a cause is shown, by strength", says, *ranked(rows, series))
    cells = [
        (names[one.cause], f"{one.first:,}", *(f"{one.shown[strength]:,}" for strength in strengths)) for one in found
    ]
    nothing = ("none is shown", f"{tally.no_cause:,}", *("-" for _ in strengths))
    yield table("Possible causes", ["cause", "comes first", *strengths], [*cells, nothing])


# ------------------------------------------------------------------------------------------------------------ suspects


def suspects(tally: Tally) -> Iterator[Markup]:
    found = tally.suspects
    yield paragraph(
        "No danger sign asks for the level of these rows with certainty: without the answers that are not known they "
        "would be less urgent. That is as it should be for safety; better questions or a call back would settle them."
    )
    if not found.levels:
        yield paragraph("There is no such row.")
        return
    rules_ = found.rules.most_common(_TOP)
    says = f"{of(found.levels.total(), tally.rows)} of all rows; most often by {rules_[0][0]}."
    bars = [(rule, (count,)) for rule, count in rules_]
    series = (("asks for the level", "mark-b"),)
    yield _figure("suspects-picture", "Danger signs that make these rows urgent", says, *ranked(bars, series))
    labels = tally.pack.danger_signs
    cells = [(rule, labels[rule].label, f"{count:,}") for rule, count in found.rules.most_common(_TABLE)]
    yield table("Danger signs that make these rows urgent", ["rule", "what it is", "rows"], cells)
    pairs = sorted(found.levels.items(), key=lambda one: (-one[0][0].rank, -one[0][1].rank))
    moves = [(level.value, less.value, f"{count:,}") for (level, less), count in pairs]
    yield table("Their levels", ["level", "by the certain signs alone", "rows"], moves)
    named = ", ".join(str(one) for one in found.ids)
    yield paragraph(f"The first by {found.id_column or 'number of the row'}: {named}.")


# ------------------------------------------------------------------------------------------------------------- answers


def not_sure(tally: Tally) -> Iterator[Markup]:
    if tally.asked is None:
        yield paragraph("Not told here: the results do not hold the answers. Name their table with --answers.")
        return
    shown = [one for one in tally.asked if one.asked]
    found = sorted(shown, key=lambda one: -(one.unsure + one.blank) / one.asked)
    if not found or not (found[0].unsure + found[0].blank):
        yield paragraph("Nobody was not sure of anything, and nothing was left empty.")
        return
    per_mille = [
        (one.question, (round(1000 * one.unsure / one.asked), round(1000 * one.blank / one.asked)))
        for one in found[:_TOP]
    ]
    first = found[0]
    says = (
        f"Most at {first.question}: {share(first.unsure + first.blank, first.asked)} of the {first.asked:,} rows in "
        "which it was shown. The bars are rows in a thousand."
    )
    series = (("said not sure", "mark-b"), ("left empty", "mark-c"))
    yield _figure("unsure-picture", "Questions that are left open most often", says, *ranked(per_mille, series))
    cells = [
        (one.question, f"{one.asked:,}", share(one.unsure, one.asked), share(one.blank, one.asked)) for one in found
    ]
    heads = ["question", "rows that were shown it", "said not sure", "left empty"]
    yield _folded("All questions as a table", table("Not sure, question by question", heads, cells))


def quality(tally: Tally) -> Iterator[Markup]:
    whole = tally.rows + tally.rejected
    yield paragraph(f"{whole:,} rows came in: {tally.rows:,} were assessed, {of(tally.rejected, whole)} rejected.")
    if tally.rejected and not tally.reasons:
        yield paragraph("Why is not told here: the file of the rejected rows is not beside the results.")
    if tally.reasons:
        cells = [
            (one.column or "the whole row", one.code, f"{one.rows:,}", one.example)
            for one in tally.reasons[:MOST_REASONS]
        ]
        yield table("Rejected rows by the first thing wrong", ["column", "code", "rows", "for example"], cells)
        left = sum(one.rows for one in tally.reasons[MOST_REASONS:])
        if left:
            yield paragraph(f"And {left:,} more, for rarer reasons.")
    if tally.asked is not None:
        asked, blank = (sum(getattr(one, name) for one in tally.asked) for name in ("asked", "blank"))
        yield paragraph(f"Of {asked:,} questions that were shown, {of(blank, asked)} were left empty.")
        never = [one.question for one in tally.asked if one.asked and one.blank == one.asked]
        if never:
            yield paragraph(f"Never answered by anybody: {', '.join(never)}.")

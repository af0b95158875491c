"""An evaluation as one HTML page with pictures: no script, nothing fetched, every picture told in words and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import TypeVar

from triage import __version__
from triage.evaluation.accuracy import pictures, published, tables
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Tier
from triage.evaluation.accuracy.measures import BY_ID, MEANINGS, Accuracy
from triage.evaluation.accuracy.over_triage import Kind
from triage.evaluation.accuracy.pictures import Dot
from triage.evaluation.accuracy.words import KINDS, SHORT, percent
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.report.drawing import picture
from triage.report.markup import Markup, aside, document, join, paragraph, section, tag

Level = TypeVar("Level", Urgency, Tier)
LEVELS = tuple(reversed(Urgency))
TIERS = tuple(reversed(Tier))
DRAWN = ("exact_level", "exact_tier", "acceptable", "emergency_sensitivity", "emergency_specificity", "cause_first")
GRID = (Kind.TO_EMERGENCY, Kind.TO_HIGHER_TIER)


def to_page(evaluation: Evaluation) -> str:
    """One self-contained page."""
    style = "".join(
        files(package).joinpath(name).read_text(encoding="utf-8")
        for package, name in (
            ("triage.report", "page.css"),
            ("triage.report", "figures.css"),
            ("triage.evaluation.accuracy", "page.css"),
        )
    )
    title = f"Accuracy of {evaluation.pack.about.id} {evaluation.pack.about.version}"
    return document(title, style, _main(evaluation), _footer(evaluation))


def _main(evaluation: Evaluation) -> Iterator[Markup]:
    name, group = evaluation.focus
    yield _opening(evaluation, name, group)
    yield _figures(evaluation)
    yield _unsafe(evaluation)
    yield _confusion(name, group)
    yield _calibration(name, group)
    yield _over_triage(evaluation)
    yield section("Questions asked", "questions", tables.questions(evaluation))
    yield section("By family", "families", *tables.families(name, group))
    yield _published(name, group)


def _opening(evaluation: Evaluation, name: str, group: Accuracy) -> Markup:
    sizes = ", ".join(f"{len(each.judged)} {key}" for key, each in evaluation.groups.items())
    key_figures = ", ".join(
        f"{BY_ID[measure].label} {percent(group.proportions[measure].share)}"
        for measure in ("emergency_sensitivity", "emergency_specificity", "exact_tier")
    )
    count = len(evaluation.groups["all"].unsafe)
    unsafe = (
        f"{count} of all cases came out below every level that they accept."
        if count
        else ("No case came out below every level that it accepts.")
    )
    parts = [
        tag("h1", f"How accurate are the rules {evaluation.pack.about.id} {evaluation.pack.about.version}?"),
        paragraph(f"{evaluation.name}: {sizes} cases."),
        paragraph(tag("strong", f"{name.capitalize()} cases: "), f"{key_figures}. {unsafe}"),
        *(paragraph(tag("strong", "Fault: "), told) for told in evaluation.faults),
    ]
    return tag("div", join(parts), class_="now")


def _figures(evaluation: Evaluation) -> Markup:
    groups = [evaluation.groups[name] for name in ("core", "described")]
    rows = [(BY_ID[name].label, [_dot(group.proportions[name]) for group in groups]) for name in DRAWN]
    height, parts = pictures.dots(rows, ("core", "described"))
    says = "; ".join(f"{label}: {' and '.join(_said(dot) for dot in marks)}" for label, marks in rows)
    drawn = picture("figures-picture", "How often the result is right", says, height, parts)
    below = "The lines are exact 95 % intervals: where the true share may lie, as far as this many cases can tell."
    return section("The figures", "figures", _figure(drawn, below), tables.figures(evaluation))


def _dot(share: Proportion) -> Dot | None:
    if share.share is None or share.interval is None:
        return None
    return Dot(100 * share.share, *(100 * end for end in share.interval))


def _said(dot: Dot | None) -> str:
    return "no case" if dot is None else f"{dot.value:.0f} per cent"


def _figure(drawn: Markup, caption: str) -> Markup:
    return tag("figure", aside(drawn, "picture"), tag("figcaption", caption))


def _unsafe(evaluation: Evaluation) -> Markup:
    found = evaluation.groups["all"].unsafe
    rows = (
        tag(
            "li",
            f"{each.case.id} {each.case.diagnosis}: accepted {', '.join(each.case.accepted)}; given {each.urgency}",
        )
        for each in found
    )
    told = tag("ul", *rows) if found else paragraph("None.")
    return section("Too calm: below every accepted level", "unsafe", told)


def _confusion(name: str, group: Accuracy) -> Markup:
    levels = _matrix("levels", f"Five levels, {name} cases", LEVELS, _numbers(LEVELS, group.levels))
    tiers = _matrix("tiers", f"Three tiers, {name} cases", TIERS, _numbers(TIERS, group.tiers))
    key = "Rows are the right level, columns the given one: " + "; ".join(f"{SHORT[each]}: {each}" for each in LEVELS)
    return section("Right and given levels", "confusion", paragraph(f"{key}."), *levels, *tiers)


def _numbers(levels: Sequence[Level], counts: Counter[tuple[Level, Level]]) -> list[list[int]]:
    return [[counts[right, got] for got in levels] for right in levels]


def _matrix(key: str, title: str, levels: Sequence[Urgency | Tier], numbers: list[list[int]]) -> Iterator[Markup]:
    height, drawn = pictures.matrix([SHORT[level] for level in levels], numbers)
    right = sum(line[place] for place, line in enumerate(numbers))
    over = sum(sum(line[:place]) for place, line in enumerate(numbers))
    says = f"Right: {right}. Too urgent: {over}. Too calm: {sum(map(sum, numbers)) - right - over}."
    yield _figure(picture(f"{key}-picture", title, says, height, drawn), f"{title}. {says}")
    yield tag("details", tag("summary", "The same as a table"), tables.confusion(title, levels, numbers))


def _calibration(name: str, group: Accuracy) -> Markup:
    rows = [(got, [group.levels[right, got] for right in LEVELS]) for got in LEVELS]
    height, drawn = pictures.bars([(SHORT[got], counts) for got, counts in rows], [SHORT[level] for level in LEVELS])
    says = "; ".join(_calibrated(got, counts) for got, counts in rows)
    title = f"What each given level stands for, {name} cases"
    figure = _figure(
        picture("calibration-picture", title, says, height, drawn),
        "Each bar is a level that was given; its parts are the levels that would have been right.",
    )
    heads = ["given, then right:", *(SHORT[level] for level in LEVELS)]
    table = tables.shares(title, heads, [(SHORT[got], counts) for got, counts in rows])
    return section("What a level means", "calibration", figure, table)


def _calibrated(got: Urgency, counts: Sequence[int]) -> str:
    parts = ", ".join(f"{count} {right}" for right, count in zip(LEVELS, counts, strict=True) if count)
    return f"of {sum(counts)} given {got}, right: {parts}" if parts else f"{got} was given to no case"


def _over_triage(evaluation: Evaluation) -> Markup:
    found = [each for each in evaluation.over_triage if each.kind in GRID]
    effects = [effect.rule for effect in evaluation.rule_effects]
    if not evaluation.over_triage:
        return section("What made whom too urgent", "over", paragraph("No case came out above its label."))
    columns = [rule for rule in effects if any(maker.rule == rule for each in found for maker in each.makers)]
    cells = {(each.judged.case.id, maker.rule): maker.is_certain for each in found for maker in each.makers}
    rows = [
        (each.judged.case.id, f"{SHORT[each.judged.case.urgency]} → {SHORT[each.judged.urgency]}") for each in found
    ]
    width, height, drawn = pictures.grid(rows, columns, cells)
    counts = {kind: sum(each.kind is kind for each in evaluation.over_triage) for kind in KINDS}
    says = f"{'; '.join(f'{KINDS[kind]}: {count} cases' for kind, count in counts.items())}."
    shown = picture("over-picture", "Which rule made which case too urgent", says, height, drawn, width)
    marks = (
        'A full circle is a rule that fired for certain, a hollow one fired only through "not sure". In the tables ~ '
        "stands for the hollow circle, + for a level that the case accepts all the same, brackets for a case that is "
        "not core. The level without a rule is what all other rules leave. Alone: in so many cases it would fall "
        "without this rule. Rightly: in so many it asks for the level given, and that is not above the label."
    )
    tables_ = [tables.rules(evaluation), tables.cases(evaluation, *KINDS)]
    return section("What made whom too urgent", "over", paragraph(says), _figure(shown, marks), *tables_)


def _published(name: str, group: Accuracy) -> Markup:
    ours = [_dot(group.proportions[each]) for each in ("emergency_sensitivity", "emergency_specificity")]
    rows: list[tuple[str, list[Dot | None]]] = [(f"this pack, {name} cases", ours)]
    rows += [
        (each.name, [Dot(each.emergency_sensitivity), Dot(each.emergency_specificity)]) for each in published.CHECKERS
    ]
    height, drawn = pictures.dots(rows, ("sensitivity", "specificity"))
    title = f"Emergencies found, and calm cases left calm: {published.CAUTION}"
    says = "; ".join(f"{label}: {' and '.join(map(_said, marks))}" for label, marks in rows)
    figure = _figure(picture("published-picture", title, says, height, drawn), f"{published.CHECKERS_OF}.")
    caution = paragraph(
        tag("strong", f"These figures are {published.CAUTION}:"),
        " the other checkers were tried on other cases, most of them not about weakness, with other labels.",
    )
    return section(
        "Published symptom checkers", "published", caution, figure, tables.checkers(name, group), tables.studies()
    )


def _footer(evaluation: Evaluation) -> Iterator[Markup]:
    pack = evaluation.pack
    say = Wording(pack.countries[pack.about.default_country])
    yield tag("h2", "About these figures", id="about")
    meant = "; ".join(f"{BY_ID[name].label}: {words}" for name, words in MEANINGS.items())
    yield paragraph(f"{meant[0].upper()}{meant[1:]}.")
    yield paragraph(
        "Core cases are those of people whom the questionnaire is meant for; described ones also tell the side, how it "
        "began and how long ago. Tiers: the two emergency levels; the same day or soon; routine. Intervals are exact "
        "(Clopper-Pearson) and hold with 95 % confidence. The labels are those of the file."
    )
    yield paragraph(say(pack.review.statement))
    yield paragraph(f"Rules {pack.about.id} {pack.about.version} ({pack.sha256[:12]}), program triage {__version__}.")

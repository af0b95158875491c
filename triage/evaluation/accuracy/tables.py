"""The tables of the page: every number that a picture shows, and those that none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.evaluation.accuracy import published
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.measures import BY_ID, MEASURES, Accuracy
from triage.evaluation.accuracy.over_triage import Kind, Maker, OverTriage, RuleEffect
from triage.evaluation.accuracy.words import (
    ASKED_OF,
    BY_FAMILY,
    KINDS,
    SHORT,
    SHORT_MEASURES,
    ids,
    interval,
    name_of,
    percent,
)
from triage.report.markup import Content, Markup, join, table, tag


def share(found: Proportion) -> Content:
    """A share with its interval and what it is of."""
    if found.share is None:
        return "-"
    return join([percent(found.share), tag("small", f"{interval(found)} {found.count} of {found.of}")], " ")


def figures(evaluation: Evaluation) -> Markup:
    groups = evaluation.groups
    rows: list[Sequence[Content]] = [
        (measure.label, *(share(group.proportions[measure.id]) for group in groups.values())) for measure in MEASURES
    ]
    rows.append(("causes named on average", *(_mean(group.causes_named) for group in groups.values())))
    heads = [f"{name} ({len(group.judged)})" for name, group in groups.items()]
    return table("Every figure, with its exact 95 % interval", ["", *heads], rows)


def _mean(mean: float | None) -> str:
    return "-" if mean is None else f"{mean:.2f}"


def questions(evaluation: Evaluation) -> Markup:
    rows = [(label, *(_asked(group, key) for group in evaluation.groups.values())) for key, label in ASKED_OF.items()]
    return table("Questions that the adaptive questionnaire asks", ["right level", *evaluation.groups], rows)


def _asked(group: Accuracy, key: str) -> str:
    found, items = group.asked(key)
    if found.median is None or items.median is None:
        return "-"
    return f"median {found.median:g}, most {found.most}, items {items.median:g} ({found.cases} cases)"


def families(name: str, group: Accuracy) -> Iterator[Markup]:
    for what, measures in BY_FAMILY.items():
        rows: list[Sequence[Content]] = [
            (family, len(found.judged), *(share(found.proportions[measure]) for measure in measures))
            for family, found in group.by_family().items()
        ]
        heads = ["family", "cases", *(BY_ID[measure].label for measure in measures)]
        yield table(f"By family, {name} cases: {what}", heads, rows)


def confusion(caption: str, levels: Sequence[str], numbers: Sequence[Sequence[int]]) -> Markup:
    rows: list[Sequence[Content]] = [(right, *line) for right, line in zip(levels, numbers, strict=True)]
    return table(caption, ["right, then given:", *levels], rows)


def shares(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Markup:
    """Rows of counts with the share that each is of its row."""
    return table(
        caption, heads, [(name, *(share(Proportion(count, sum(counts))) for count in counts)) for name, counts in rows]
    )


def cases(evaluation: Evaluation, *kinds: Kind) -> Markup:
    """Each case that is too urgent, with the rules that made it so."""
    found = [each for each in evaluation.over_triage if each.kind in kinds]
    heads = ["case", "right → given", "rules that ask for it", "without all of these"]
    return table("Case by case", heads, [tuple(_case(each)) for each in found])


def _case(each: OverTriage) -> Iterator[Content]:
    yield f"{name_of(each.judged)} {each.judged.case.diagnosis}".strip()
    yield f"{SHORT[each.judged.case.urgency]} → {SHORT[each.judged.urgency]}"
    yield ", ".join(f"{maker.rule}{'' if maker.is_certain else '~'}" for maker in each.makers)
    yield SHORT[each.without_all]


def rules(evaluation: Evaluation) -> Markup:
    """Each rule that made a case too urgent, and what would be without it."""
    heads = ["rule", "cases that it makes too urgent", "alone", "rightly", "without it"]
    return table("Rule by rule", heads, [tuple(_rule(evaluation, effect)) for effect in evaluation.rule_effects])


def _rule(evaluation: Evaluation, effect: RuleEffect) -> Iterator[Content]:
    yield join([tag("strong", effect.rule), evaluation.label_of(effect.rule)], " ")
    yield join(
        tag("p", f"{KINDS[kind]}: ", join((_affected(*pair) for pair in effect.of_kind(kind)), ", "))
        for kind in KINDS
        if effect.of_kind(kind)
    )
    yield effect.alone
    yield len(effect.rightly)
    changed = evaluation.changed_without(effect).items()
    told = ", ".join(f"{SHORT_MEASURES[name]} {_percent(now)} → {_percent(then)}" for name, (now, then) in changed)
    yield "; ".join(filter(None, [told, f"unsafe: {ids(effect.unsafe)}" if effect.unsafe else ""])) or "-"


def _percent(found: Proportion) -> str:
    return percent(found.share).replace(" ", "\N{NO-BREAK SPACE}")


def _affected(each: OverTriage, maker: Maker) -> Markup:
    name = tag("span", name_of(each.judged, maker.is_certain), class_="whole")
    return name if maker.without is each.judged.urgency else join([name, f"(then {SHORT[maker.without]})"], " ")


def checkers(name: str, group: Accuracy) -> Markup:
    heads = ["per cent", "right tier", "not below it", "emergency sensitivity", "emergency specificity"]
    measures = ("exact_tier", "not_below_tier", "emergency_sensitivity", "emergency_specificity")
    ours = (f"this pack, {name} cases", *(percent(group.proportions[measure].share) for measure in measures))
    theirs = [(each.name, *(f"{getattr(each, measure):.1f} %" for measure in measures)) for each in published.CHECKERS]
    return table(f"Symptom checkers, {published.CAUTION}", heads, [ours, *theirs])


def studies() -> Markup:
    rows = [(each.study, each.of, each.found) for each in published.STUDIES]
    return table(f"Other studies, {published.CAUTION}", ["study", "of", "found"], rows)

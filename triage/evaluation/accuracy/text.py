"""An evaluation in words and tables, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from triage.evaluation.accuracy import published
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Judged, Tier
from triage.evaluation.accuracy.measures import BY_ID, MEASURES, Accuracy
from triage.evaluation.accuracy.over_triage import Kind, OverTriage, RuleEffect
from triage.evaluation.accuracy.words import (
    ASKED_OF,
    BY_FAMILY,
    KINDS,
    SHORT,
    SHORT_MEASURES,
    TITLES,
    ids,
    interval,
    name_of,
    percent,
)
from triage.pack.scales import Urgency

WIDTH = 80
_NO_OVER_TRIAGE = ("Over-triage", "  No case came out above its label.")
_ARROW = "\N{NO-BREAK SPACE}->\N{NO-BREAK SPACE}"
L = TypeVar("L", Urgency, Tier)


def to_text(evaluation: Evaluation) -> str:
    """The whole evaluation as text."""
    blocks = [_opening(evaluation), *(_group(name, group) for name, group in evaluation.groups.items())]
    name, group = evaluation.focus
    blocks += [_matrices(name, group), _families(name, group)]
    over = [_case_by_case(evaluation), _over_triage(evaluation)] if evaluation.over_triage else [_NO_OVER_TRIAGE]
    blocks += [*over, _published(name, group)]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in block) for block in blocks)


def _opening(evaluation: Evaluation) -> Iterator[str]:
    counts = {name: len(group.judged) for name, group in evaluation.groups.items()}
    about = evaluation.pack.about
    yield from _wrapped(
        f"{evaluation.name}: {_cases(counts['all'], 'labelled ')}, {counts['core']} of them core, "
        f"{counts['described']} of those described. Pack {about.id} {about.version} ({evaluation.pack.sha256[:12]}). "
        "Intervals are exact (Clopper-Pearson) and hold with 95 % confidence."
    )
    for told in evaluation.faults:
        yield from _wrapped(f"FAULT: {told}")


def _cases(count: int, kind: str = "") -> str:
    return f"{count} {kind}{'case' if count == 1 else 'cases'}"


def _group(name: str, group: Accuracy) -> Iterator[str]:
    yield f"{len(group.judged)} {TITLES[name]}"
    for measure in MEASURES:
        yield _row(measure.label, group.proportions[measure.id])
        if measure.id == "unsafe_under_triage" and group.unsafe:
            yield from _wrapped(ids(group.unsafe), "      ")
    named = "-" if group.causes_named is None else f"{group.causes_named:.2f}"
    yield f"  {'causes named on average':34}{named:>23}"
    for key, label in ASKED_OF.items():
        questions, items = group.asked(key)
        if questions.median is not None and items.median is not None:
            told = f"(most {questions.most}; items {items.median:g})"
            of = f"{'cases' if questions.cases != 1 else 'case'}, median"
            yield f"  {'questions, ' + label:34}{questions.cases:>5} {of:13}{questions.median:>5g} {told}"


def _row(label: str, share: Proportion) -> str:
    return f"  {label:34}{share.count:>5} of {share.of:<6}{percent(share.share):>8}  {interval(share)}"


def _matrices(name: str, group: Accuracy) -> Iterator[str]:
    yield f"{name.capitalize()} cases: the right level (rows) and the level given (columns)"
    yield from _matrix(tuple(reversed(Urgency)), group.levels)
    yield ""
    yield f"{name.capitalize()} cases: the right tier (rows) and the tier given (columns)"
    yield from _matrix(tuple(reversed(Tier)), group.tiers)


def _matrix(levels: Sequence[L], counts: Mapping[tuple[L, L], int]) -> Iterator[str]:
    yield f"  {'':22}" + "".join(f"{SHORT[level]:>11}" for level in levels)
    for right in levels:
        cells = (_cell(counts[right, got], right is got) for got in levels)
        yield f"  {right:22}" + "".join(cells)


def _cell(count: int, is_right: bool) -> str:
    return f"{f'[{count}]' if is_right else count or '.':>11}"


def _families(name: str, group: Accuracy) -> Iterator[str]:
    families = group.by_family()
    longest = min(max(map(len, families), default=0), 23)
    yield f"{name.capitalize()} cases by family"
    for part in BY_FAMILY.values():
        yield f"  {'':{longest}}" + "".join(f"{SHORT_MEASURES[measure]:>18}" for measure in part)
        for family, found in families.items():
            cells = (_family_cell(found.proportions[measure]) for measure in part)
            yield f"  {family[:longest]:{longest}}" + "".join(f" {cell:>17}" for cell in cells)


def _family_cell(share: Proportion) -> str:
    if share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.count}/{share.of} {100 * share.count / share.of:.0f} % {100 * low:.0f}-{100 * high:.0f}"


def _over_triage(evaluation: Evaluation) -> Iterator[str]:
    yield "Over-triage, rule by rule"
    yield from _wrapped(
        "The same cases under each rule that asks for the level reached; the level after the arrow is what the other "
        "rules leave without this one. Alone: the level would fall without it. Rightly: it asks for the level given, "
        "and that is not above the label."
    )
    for effect in evaluation.rule_effects:
        yield ""
        yield from _rule_effect(evaluation, effect)


def _case_by_case(evaluation: Evaluation) -> Iterator[str]:
    yield "Over-triage, case by case"
    yield from _wrapped(
        'The right level, the level given, the rules that ask for it, and the level without all of these. "~": fired '
        'only through "not sure". "+": the case accepts the level all the same. Brackets: not a core case.'
    )
    for kind, label in KINDS.items():
        if found := [each for each in evaluation.over_triage if each.kind is kind]:
            yield f"  {label}: {len(found)}, {sum(each.judged.case.is_core for each in found)} of them core"
            for each in found:
                yield from _wrapped(_over_triaged(each), "    ")


def _over_triaged(each: OverTriage) -> str:
    rules = ", ".join(f"{maker.rule}{'' if maker.is_certain else '~'}" for maker in each.makers)
    levels = f"{each.judged.case.urgency} -> {each.judged.urgency}"
    return f"{name_of(each.judged)}: {levels}: {rules}; without: {each.without_all}"


def _rule_effect(evaluation: Evaluation, effect: RuleEffect) -> Iterator[str]:
    yield f"  {effect.rule}"
    yield from _wrapped(evaluation.label_of(effect.rule), "      ")
    for kind in Kind:
        if pairs := effect.of_kind(kind):
            listed = ", ".join(_affected(each.judged, maker.is_certain, maker.without) for each, maker in pairs)
            yield from _wrapped(f"{KINDS[kind]}: {len(pairs)}: {listed}", "      ")
    yield from _wrapped(f"alone in {effect.alone}; rightly at this level in {len(effect.rightly)}", "      ")
    if effect.rule != evaluation.pack.base.id:
        yield from _wrapped(_without(evaluation, effect), "      ")


def _affected(judged: Judged, is_certain: bool, without: Urgency) -> str:
    return f"{name_of(judged, is_certain)} -> {'stays' if without is judged.urgency else without}"


def _without(evaluation: Evaluation, effect: RuleEffect) -> str:
    changed = evaluation.changed_without(effect).items()
    parts = [f"{BY_ID[name].label} {percent(now.share)} -> {percent(then.share)}" for name, (now, then) in changed]
    unsafe = f"; unsafe then: {ids(effect.unsafe)}" if effect.unsafe else ""
    told = ", ".join(parts) or "sensitivity and specificity stay"
    return f"without it, {evaluation.focus[0]} cases: {told}{unsafe}"


def _published(focus: str, group: Accuracy) -> Iterator[str]:
    names = ("exact_tier", "not_below_tier", "emergency_sensitivity", "emergency_specificity")
    yield f"Published symptom checkers: {published.CAUTION}"
    yield from _wrapped(f"{published.CHECKERS_OF}.")
    yield f"  {'per cent':26}{'right tier':>12}{'not below':>12}{'sensitivity':>13}{'specificity':>13}"
    ours = (group.proportions[name].share for name in names)
    yield _checker(f"this pack, {focus} cases", [None if share is None else 100 * share for share in ours])
    for checker in published.CHECKERS:
        yield _checker(checker.name, [getattr(checker, name) for name in names])
    yield ""
    for study in published.STUDIES:
        yield from _wrapped(f"{study.study} ({study.of}): {study.found}", "  ")


def _checker(name: str, figures: Iterable[float | None]) -> str:
    cells = ("-" if figure is None else f"{figure:.1f}" for figure in figures)
    return f"  {name:26}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (12, 12, 13, 13), strict=True))


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Lines of at most 80 columns; an arrow stays with what is before and after it."""
    kept = text.replace(" -> ", _ARROW)
    lines = textwrap.wrap(kept, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " * bool(indent))
    return [line.replace(_ARROW, " -> ") for line in lines]

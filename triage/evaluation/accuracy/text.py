"""An evaluation in words and tables, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from triage.evaluation.accuracy import published
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Judged, Tier
from triage.evaluation.accuracy.measures import BY_ID, GROUPS, MEASURES, Accuracy, proportion
from triage.evaluation.accuracy.over_triage import Kind, OverTriage, RuleEffect
from triage.pack.scales import Urgency

WIDTH = 80
_ARROW = "\N{NO-BREAK SPACE}->\N{NO-BREAK SPACE}"
L = TypeVar("L", Urgency, Tier)
TITLES = {
    "core": "core cases: the people whom the questionnaire is meant for",
    "described": "described cases: core cases that tell side, onset and time",
    "all": "cases in all",
}
SHORT = {
    Urgency.EMERGENCY_NOW: "now",
    Urgency.EMERGENCY_DEPARTMENT: "department",
    Urgency.URGENT_SAME_DAY: "same day",
    Urgency.SOON: "soon",
    Urgency.ROUTINE: "routine",
    Tier.EMERGENCY: "emergency",
    Tier.SAME_DAY_OR_SOON: "day/soon",
    Tier.ROUTINE: "routine",
}
ASKED_OF = {
    "emergency_now": "emergency_now",
    "emergency": "both emergencies",
    "others": "the others",
}
KINDS = {
    Kind.TO_EMERGENCY: "to an emergency",
    Kind.TO_HIGHER_TIER: "to a higher tier",
    Kind.WITHIN_TIER: "within the tier",
}
SHORT_MEASURES = {
    "exact_level": "five levels",
    "exact_tier": "three tiers",
    "acceptable": "accepted",
    "emergency_sensitivity": "sensitivity",
    "emergency_specificity": "specificity",
    "cause_first": "cause first",
}
FAMILY_MEASURES = (tuple(SHORT_MEASURES)[:3], tuple(SHORT_MEASURES)[3:])


def to_text(evaluation: Evaluation) -> str:
    """The whole evaluation as text."""
    blocks = [_opening(evaluation), *(_group(name, group) for name, group in evaluation.groups.items())]
    name, group = evaluation.focus
    blocks += [_matrices(name, group), _families(name, group)]
    blocks += [_case_by_case(evaluation), _over_triage(evaluation), _published(name, group)]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in block) for block in blocks)


def percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _opening(evaluation: Evaluation) -> Iterator[str]:
    counts = {name: len(group.judged) for name, group in evaluation.groups.items()}
    about = evaluation.pack.about
    yield from _wrapped(
        f"{evaluation.name}: {counts['all']} labelled cases, {counts['core']} of them core, {counts['described']} of "
        f"those described. Pack {about.id} {about.version} ({evaluation.pack.sha256[:12]}). Intervals are exact "
        "(Clopper-Pearson) and hold with 95 % confidence."
    )
    for what, which in (
        ("the two engines differ", evaluation.engines_differ),
        ("the adaptive questionnaire ends with another level", evaluation.adaptive_differs),
    ):
        if which:
            yield from _wrapped(f"FAULT: {what} on {_ids(which)}.")


def _group(name: str, group: Accuracy) -> Iterator[str]:
    yield f"{len(group.judged)} {TITLES[name]}"
    for measure in MEASURES:
        yield _row(measure.label, group.proportions[measure.id])
        if measure.id == "unsafe_under_triage" and group.unsafe:
            yield from _wrapped(_ids(group.unsafe), "      ")
    named = "-" if group.causes_named is None else f"{group.causes_named:.2f}"
    yield f"  {'causes named on average':34}{named:>23}"
    for key, label in ASKED_OF.items():
        questions, items = group.asked(key)
        if questions.median is not None and items.median is not None:
            told = f"(most {questions.most}; items {items.median:g})"
            yield f"  {'questions, ' + label:34}{questions.cases:>5} cases, median{questions.median:>5g} {told}"


def _row(label: str, share: Proportion) -> str:
    low, high = (f"{100 * end:.1f}" for end in share.interval or (0, 0))
    interval = f"({low} to {high})" if share.interval else ""
    return f"  {label:34}{share.count:>5} of {share.of:<6}{percent(share.share):>8}  {interval}"


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
    for part in FAMILY_MEASURES:
        yield f"  {'':{longest}}" + "".join(f"{SHORT_MEASURES[measure]:>18}" for measure in part)
        for family, found in families.items():
            cells = (_family_cell(found.proportions[measure]) for measure in part)
            yield f"  {family[:longest]:{longest}}" + "".join(f"{cell:>18}" for cell in cells)


def _family_cell(share: Proportion) -> str:
    if share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.count}/{share.of} {100 * share.count / share.of:.0f} % {100 * low:.0f}-{100 * high:.0f}"


def _over_triage(evaluation: Evaluation) -> Iterator[str]:
    yield "Over-triage, rule by rule"
    yield from _wrapped(
        "The same cases under each rule that asks for the level reached; the level after the arrow is what the other "
        "rules leave without this one."
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
    return f"{_name(each.judged)}: {levels}: {rules}; without: {each.without_all}"


def _name(judged: Judged, is_certain: bool = True) -> str:
    marked = f"{judged.case.id}{'' if is_certain else '~'}{'+' if judged.is_acceptable else ''}"
    return marked if judged.case.is_core else f"[{marked}]"


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
    return f"{_name(judged, is_certain)} -> {'stays' if without is judged.urgency else without}"


def _without(evaluation: Evaluation, effect: RuleEffect) -> str:
    name, group = evaluation.focus
    judged = [each for each in effect.without if GROUPS[name](each)]
    parts = []
    for measure, label in (("emergency_specificity", "specificity"), ("emergency_sensitivity", "sensitivity")):
        now, then = group.proportions[measure], proportion(BY_ID[measure], judged)
        if then != now:
            parts.append(f"{label} {percent(now.share)} -> {percent(then.share)}")
    unsafe = f"; unsafe then: {_ids(effect.unsafe)}" if effect.unsafe else ""
    return f"without it, {name} cases: {', '.join(parts) or 'sensitivity and specificity stay'}{unsafe}"


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


def _ids(judged: Iterable[Judged]) -> str:
    return ", ".join(each.case.id for each in judged)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Lines of at most 80 columns; an arrow stays with what is before and after it."""
    kept = text.replace(" -> ", _ARROW)
    lines = textwrap.wrap(kept, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " * bool(indent))
    return [line.replace(_ARROW, " -> ") for line in lines]

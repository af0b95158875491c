"""An evaluation as data: the JSON form, `triage.evaluation/1`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from triage import __version__
from triage.evaluation.accuracy import published
from triage.evaluation.accuracy.evaluation import Evaluation
from triage.evaluation.accuracy.intervals import CONFIDENCE, Proportion
from triage.evaluation.accuracy.judged import Judged, Tier, tier_of
from triage.evaluation.accuracy.measures import ASKED, BY_ID, GROUPS, LEVEL_MEASURES, Accuracy, Asked, proportion
from triage.evaluation.accuracy.over_triage import Kind, Maker, OverTriage, RuleEffect
from triage.pack.scales import Urgency

SCHEMA = "triage.evaluation/1"


def to_data(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that was measured, as plain data."""
    about = evaluation.pack.about
    return {
        "schema": SCHEMA,
        "input": evaluation.name,
        "pack": {"id": about.id, "version": about.version, "sha256": evaluation.pack.sha256},
        "software": {"name": "triage", "version": __version__},
        "interval": {"method": "Clopper-Pearson", "confidence": CONFIDENCE},
        "engines": {
            "compared": evaluation.engines_compared,
            "differ": [each.case.id for each in evaluation.engines_differ],
        },
        "adaptive_differs": [each.case.id for each in evaluation.adaptive_differs],
        "groups": {name: _group(group) for name, group in evaluation.groups.items()},
        "over_triage": {
            "cases": [_over_triage(each) for each in evaluation.over_triage],
            "rules": [_rule_effect(evaluation, effect) for effect in evaluation.rule_effects],
        },
        "cases": [_judged(each) for each in evaluation.judged],
        "published": {
            "note": published.CAUTION,
            "checkers_of": published.CHECKERS_OF,
            "checkers": [asdict(each) for each in published.CHECKERS],
            "studies": [asdict(each) for each in published.STUDIES],
        },
    }


def _group(group: Accuracy) -> dict[str, Any]:
    families = {name: _accuracy(family) for name, family in group.by_family().items()}
    return {**_accuracy(group), "families": families}


def _accuracy(group: Accuracy) -> dict[str, Any]:
    return {
        "cases": len(group.judged),
        **{name: _proportion(share) for name, share in group.proportions.items()},
        "unsafe_ids": [each.case.id for each in group.unsafe],
        "causes_named_mean": _rounded(group.causes_named),
        "questions": {name: _asked(group.asked(name)[0]) for name in ASKED},
        "items": {name: _asked(group.asked(name)[1]) for name in ASKED},
        "levels": {right: {got: group.levels[right, got] for got in Urgency} for right in Urgency},
        "tiers": {right: {got: group.tiers[right, got] for got in Tier} for right in Tier},
    }


def _proportion(share: Proportion) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    found = {"share": _rounded(share.share), "low": _rounded(low), "high": _rounded(high)}
    return {"count": share.count, "of": share.of, **found}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _asked(asked: Asked) -> dict[str, Any]:
    return {"cases": asked.cases, "median": asked.median, "mean": _rounded(asked.mean), "most": asked.most}


def _over_triage(each: OverTriage) -> dict[str, Any]:
    return {
        "id": each.judged.case.id,
        "core": each.judged.case.is_core,
        "kind": each.kind,
        "accepted": each.judged.is_acceptable,
        "expected": each.judged.case.urgency,
        "urgency": each.judged.urgency,
        "rules": [
            {"rule": maker.rule, "certain": maker.is_certain, "without_it": maker.without} for maker in each.makers
        ],
        "without_all": each.without_all,
    }


def _rule_effect(evaluation: Evaluation, effect: RuleEffect) -> dict[str, Any]:
    return {
        "rule": effect.rule,
        "label": evaluation.label_of(effect.rule),
        **{str(kind): [_affected(*pair) for pair in effect.of_kind(kind)] for kind in Kind},
        "alone": effect.alone,
        "rightly": [each.case.id for each in effect.rightly],
        "without_it": {
            "unsafe": [each.case.id for each in effect.unsafe],
            **{name: _levels(filter(belongs, effect.without)) for name, belongs in GROUPS.items()},
        },
    }


def _levels(judged: Iterable[Judged]) -> dict[str, Any]:
    """The measures that the level alone decides."""
    counted = tuple(judged)
    return {name: _proportion(proportion(BY_ID[name], counted)) for name in LEVEL_MEASURES}


def _affected(each: OverTriage, maker: Maker) -> dict[str, Any]:
    found = {"id": each.judged.case.id, "core": each.judged.case.is_core, "accepted": each.judged.is_acceptable}
    return {**found, "certain": maker.is_certain, "without_it": maker.without}


def _judged(each: Judged) -> dict[str, Any]:
    case = each.case
    return {
        "id": case.id,
        "line": case.where.line,
        "diagnosis": case.diagnosis,
        "family": case.family,
        "core": case.is_core,
        "described": case.is_described,
        "expected": case.urgency,
        "accepted": list(case.accepted),
        "urgency": each.urgency,
        "tier": tier_of(each.urgency),
        "expected_cause": case.cause,
        "causes": list(each.causes),
        "danger_signs": dict(each.deciding),
        "questions": each.questions,
        "items": each.items,
    }

"""For each mutant that nothing noticed, a vignette that would: the smallest case, and what the pack makes of it now.

It is a start, not a specification: whether the present result is right is for whoever reads the rule and its sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from triage.evaluation.mutation.judge import Verdict
from triage.evaluation.mutation.mutant import mutated
from triage.evaluation.mutation.told import Result, result_of
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers

NOTE = "Keep this only if the rule's reason and its sources say that the expectation is right, and tell the story."


def skeletons(pack: Pack, survivors: Iterable[Verdict]) -> str:
    """A vignette for each survivor that some answers are known to tell apart, as YAML."""
    return "\n".join(_skeleton(pack, one, one.answers) for one in survivors if one.answers is not None)


def _skeleton(pack: Pack, survivor: Verdict, answers: Answers) -> str:
    mutant = survivor.mutant
    now, then = result_of(pack, answers), result_of(mutated(pack, mutant), answers)
    lines = {
        "title": f"Tells {mutant.entry} from one changed place",
        "note": f"{mutant.what}. {NOTE}",
        "unanswered": answers.unanswered,
        "answers": answers.document(pack)["answers"],
        "expect": _expected(now, then),
    }
    first, *rest = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in lines.items())
    head = f"# {mutant.where} {mutant.id}"
    return "\n".join([head, f"- {first}", *(f"  {line}" for line in rest)]) + "\n"


def _expected(now: Result, then: Result) -> dict[str, Any]:
    """The urgency, and of the rest what the mutant changes."""
    expect: dict[str, Any] = {"urgency": now.told.urgency}
    if now.told.causes != then.told.causes:
        expect["causes"] = [cause for cause, _, _ in now.told.causes]
        expect["strengths"] = {cause: strength for cause, strength, _ in now.told.causes}
        expect["conditions"] = [name for _, _, names in now.told.causes for name in names]
        expect |= {"first_cause": now.told.causes[0][0]} if now.told.causes else {}
    if missing := now.told.professionals - then.told.professionals:
        expect["professionals"] = sorted(missing)
    if missing := now.told.withheld - then.told.withheld:
        expect["withheld"] = sorted(missing)
    firing = {True: "fires", False: "fires_if_unsure", None: "does_not_fire"}
    for rule in sorted(now.fired.keys() | then.fired.keys()):
        if now.fired.get(rule) != then.fired.get(rule):
            expect.setdefault(firing[now.fired.get(rule)], []).append(rule)
    return expect

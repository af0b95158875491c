"""Which causes would be shown with other answers, evaluating only the evidence that these answers touch."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from triage.explain.case import Case
from triage.explain.ground import questions_of
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts
from triage.reasoning.conclusions import PossibleCauseScore, possible_causes
from triage.reasoning.logic import YES


def first_cause_if(case: Case, facts: Facts, changed: Collection[str]) -> str | None:
    """The first cause with these facts, which differ from those of the case in the answers to `changed`."""
    causes = causes_if(case, facts, changed)
    return causes[0].cause if causes else None


def causes_if(case: Case, facts: Facts, changed: Collection[str]) -> tuple[PossibleCauseScore, ...]:
    """The causes shown with these facts, in order."""
    evidence = evidence_if(case, facts, changed)
    if all(case.certain.get(line, False) == holds for line, holds in evidence.items()):
        return case.conclusions.causes
    return possible_causes(case.pack, evidence)


def evidence_if(case: Case, facts: Facts, changed: Collection[str]) -> dict[str, bool]:
    """Which lines of evidence then hold for certain."""
    touched = dict.fromkeys(line for name in changed for line in lines_reading(case.pack)[name])
    after = {line: case.logic.truth(line, facts, Reading.STRICT) == YES for line in touched}
    return {line: case.certain[line] for line in case.pack.evidence if line in case.certain} | after


@lru_cache(maxsize=16)
def lines_reading(pack: Pack) -> dict[str, tuple[str, ...]]:
    """For each question the lines of evidence that its answer can bear on."""
    found: dict[str, list[str]] = {name: [] for name in pack.questions}
    for line in pack.evidence:
        for name in questions_of(pack, line):
            found[name].append(line)
    return {name: tuple(lines) for name, lines in found.items()}

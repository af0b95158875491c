"""`triage test`: runs vignettes, and says what is wrong in the words of the clinic."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit
from triage.cli.help import Help

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from triage.errors import Problem
    from triage.evaluation import Outcome, SignCoverage, Vignette
    from triage.pack.pack import Pack

HELP = Help(
    "run vignettes: cases with the expected result",
    """
    Runs vignettes, short cases with the expected result, and says where the result differs: under-triage, over-triage,
    a wrong cause, a rule that should or should not have fired, and which of its conditions were not met.

    A vignette file is a list of cases:

      - title: Woke with one weak leg
        answers: {side: one_leg, onset_tempo: sudden}
        expect:
          urgency: emergency_now
          first_cause: stroke
          fires: [RF02_sudden_one_sided]

    What `answers` does not mention was not there. `expect` may also hold causes, also_allowed, strengths, conditions,
    professionals, fires_if_unsure, does_not_fire, exercises and withheld. Without FILE, the vignettes that belong to
    the pack are run, where it is in a folder that has them (tests/vignettes).
    """,
    (
        ("triage test", "Run all vignettes of the pack."),
        ("triage test my_cases.yaml", "Run some of your own."),
        ("triage test --coverage", "With a table: how often each danger sign is tested."),
        ("triage test --quiet", "Only what is wrong."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help="vignette files, or folders of them")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON, and nothing else")
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing of what is right")
    parser.add_argument("--coverage", action="store_true", help="a table of how many vignettes fire each danger sign")


def run(options: argparse.Namespace) -> int:
    from triage.evaluation import coverage
    from triage.evaluation import run as run_vignette

    pack = ready_pack(options)
    vignettes, problems = _read(pack, options.files)
    outcomes = [run_vignette(pack, vignette) for vignette in vignettes]
    signs = coverage(pack, outcomes)
    if options.json:
        streams.use_utf8()
        data = _as_data(outcomes, problems, signs)
        streams.result(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        _tell(outcomes, signs, options)
        streams.say_problems(problems)
    if problems:
        return Exit.WRONG_USE
    return Exit.DONE if all(outcome.is_passed for outcome in outcomes) else Exit.PROBLEMS


def _read(pack: Pack, names: Sequence[str]) -> tuple[list[Vignette], list[Problem]]:
    from triage.evaluation import read_vignettes, vignette_files

    found = [_shown(file) for file in vignette_files(pack)] if not names else list(_named(names))
    vignettes: list[Vignette] = []
    problems: list[Problem] = []
    for name in found:
        read, wrong = read_vignettes(pack, files.read_text(name), files.name_of(name))
        vignettes += read
        problems += wrong
    return vignettes, problems


def _shown(file: Path) -> str:
    """As seen from here, where it is below here."""
    here = Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def _named(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        folder = Path(name)
        yield from (sorted(file.as_posix() for file in folder.glob("*.yaml")) if folder.is_dir() else [name])


def _tell(outcomes: Sequence[Outcome], signs: Sequence[SignCoverage], options: argparse.Namespace) -> None:
    for outcome in outcomes:
        if not outcome.is_passed:
            streams.result(streams.harmless(str(outcome)) + "\n\n")
    if options.coverage:
        streams.result("".join(f"{line}\n" for line in _table(signs)))
    if not options.quiet:
        streams.result("".join(f"{line}\n" for line in _summary(outcomes, signs)))


def _summary(outcomes: Sequence[Outcome], signs: Sequence[SignCoverage]) -> Iterable[str]:
    failed = [outcome for outcome in outcomes if not outcome.is_passed]
    kinds = [failure.kind for outcome in failed for failure in outcome.failures]
    told = f"{len(outcomes)} vignettes: {len(outcomes) - len(failed)} passed, {len(failed)} failed"
    unders = kinds.count("under-triage")
    yield f"{told} ({unders} under-triage, {kinds.count('over-triage')} over-triage)." if failed else f"{told}."
    enough = sum(sign.is_enough for sign in signs)
    yield f"{enough} of {len(signs)} danger signs are fired by two vignettes and have a near miss."
    for what, names in (
        ("fired by no vignette", [sign.rule for sign in signs if not sign.fired_by]),
        ("fired by one vignette only", [sign.rule for sign in signs if sign.fired_by == 1]),
        ("without a near miss (does_not_fire)", [sign.rule for sign in signs if not sign.near_misses]),
    ):
        if names:
            yield f"{what}: {len(names)}"


def _table(signs: Sequence[SignCoverage]) -> Iterable[str]:
    longest = max((len(sign.rule) for sign in signs), default=0)
    yield f"{'danger sign':{longest}}  fired by  near misses"
    for sign in signs:
        mark = "" if sign.is_enough else "  <-- too few"
        yield f"{sign.rule:{longest}}  {sign.fired_by:8}  {sign.near_misses:11}{mark}"
    yield ""


def _as_data(outcomes: Sequence[Outcome], problems: Sequence[Problem], signs: Sequence[SignCoverage]) -> dict[str, Any]:
    return {
        "passed": sum(outcome.is_passed for outcome in outcomes),
        "failed": sum(not outcome.is_passed for outcome in outcomes),
        "vignettes": [_outcome_data(outcome) for outcome in outcomes],
        "problems": [str(problem) for problem in problems],
        "coverage": [{"rule": sign.rule, "fired_by": sign.fired_by, "near_misses": sign.near_misses} for sign in signs],
    }


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    vignette = outcome.vignette
    return {
        "id": vignette.id,
        "title": vignette.title,
        "path": vignette.where.path,
        "line": vignette.where.line,
        "passed": outcome.is_passed,
        "urgency": str(outcome.assessment.urgency),
        "failures": [
            {"kind": failure.kind, "message": failure.message, "details": list(failure.details)}
            for failure in outcome.failures
        ],
    }

"""Mutation tests of the Python code: small changes to it, one at a time, and which of them no test notices.

`make mutants` runs this. Each room is changed in a copy of the checkout under build/mutants/, and tried by the tests
that know it best. `--sample` tries so many random mutants of each room and tells how sure that makes its share.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

from triage.evaluation.accuracy.intervals import exact_interval

ROOT = Path(__file__).resolve().parents[1]
NOTICED = {"killed", "timeout", "caught by type check", "segfault"}
UNCHANGED = """
mutmut gave up. The tests of a room have to pass before anything is changed. They ran on a copy of the checkout, with
what was not committed when this began."""
COPIED = ("knowledge", "rules", "docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@dataclass(frozen=True)
class Room:
    """Which modules are changed, which tests try the changes, and which of those take too long for it."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: tuple[str, ...] = ()


ROOMS = {
    "logic": Room(
        ("triage/reasoning/logic.py",),
        ("test_logic.py", "test_logic_edges.py"),
    ),
    "assess": Room(
        ("triage/assessment/assess.py",),
        ("test_assessment.py", "test_assessment_engines.py", "test_assess_edges.py"),
        (
            "test_assessment.py::test_not_known_does_not_depend_on_chance",
            "test_assessment.py::test_promises_on_random_answers",
            "test_assessment.py::test_a_result_can_be_made_again",
            "test_assessment.py::test_the_trace_tells_every_firing",
        ),
    ),
    "interview": Room(
        ("triage/interview/*.py",),
        ("test_interview.py", "test_interview_edges.py", "test_relevance.py", "test_second_look.py"),
        (
            "test_interview.py::test_adaptive_run_ends_as_the_full_run",
            "test_second_look.py::test_it_asks_again_in_every_vignette_what_the_calm_hangs_on",
            "test_second_look.py::test_it_asks_again_exactly_what_the_calm_hangs_on",
        ),
    ),
    "proof": Room(
        ("triage/proof/*.py",),
        (
            "test_proof_told.py",
            "test_proof_brute_force.py",
            "test_proof_formulas.py",
            "test_proof_difference.py",
            "test_proof_reasons.py",
            "test_proof_faults.py",
            "test_proof_verify.py",
            "test_equivalence.py",
        ),
        (
            "test_proof_formulas.py::test_open_questions_and_the_stopping_rule",
            "test_proof_formulas.py::test_formulas_equal_logic",
            "test_proof_verify.py::test_the_page_fits_a_phone",
            "test_proof_verify.py::test_it_runs_as_a_module",
            "test_proof_verify.py::test_it_runs_with_standard_input_closed",
            "test_proof_verify.py::test_a_signal_ends_every_process",
            "test_equivalence.py::test_the_world_is_made_anew_now_and_then",
        ),
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="room", help=f"one of: {', '.join(ROOMS)} (default: all)")
    parser.add_argument("--sample", type=int, metavar="COUNT", help="so many random mutants of each room")
    parser.add_argument("--seed", type=int, default=1, help="which random ones (default: 1)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="side by side (default: each core)")
    asked = parser.parse_args()
    if unknown := set(asked.rooms) - set(ROOMS):
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    for name in asked.rooms or ROOMS:
        workplace = copied(name, ROOMS[name])
        run(workplace, chosen(workplace, ROOMS[name], asked.sample, asked.seed), asked.processes)
        tell(name, workplace)


def copied(name: str, room: Room) -> Path:
    """A fresh copy of the checkout, with what mutmut has to know."""
    workplace = ROOT / "build" / "mutants" / name
    shutil.rmtree(workplace, ignore_errors=True)
    shutil.copytree(ROOT, workplace, ignore=shutil.ignore_patterns(".*", "build", "dist", "__pycache__"))
    tests = [f"tests/{file}" for file in room.tests]
    settings = {
        "source_paths": ["triage"],
        "only_mutate": list(room.modules),
        "also_copy": [*COPIED],
        "pytest_add_cli_args_test_selection": [*tests, *(f"--deselect=tests/{test}" for test in room.left_out)],
        "pytest_add_cli_args": ["--tb=short", "-p", "no:cacheprovider", "-p", "mutation_reach"],
        "timeout_multiplier": 5.0,
        "timeout_constant": 4.0,
    }
    with (workplace / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "".join(f"{key} = {json.dumps(told)}\n" for key, told in settings.items()))
    return workplace


def chosen(workplace: Path, room: Room, sample: int | None, seed: int) -> list[str]:
    """The names of the mutants to try; none stand for all."""
    if sample is None:
        return []
    os.chdir(workplace)  # mutmut reads its settings where it is
    files = sorted(Path(file) for pattern in room.modules for file in Path().glob(pattern))
    names = [
        get_mutant_name(file, mutant)
        for file in files
        for mutant in mutate_file_contents(str(file), file.read_text(encoding="utf-8")).mutant_names
    ]
    return random.Random(seed).sample(names, min(sample, len(names)))


def run(workplace: Path, mutants: list[str], processes: int) -> None:
    environment = {**os.environ, "PYTHONPATH": "tests", "PYTHONHASHSEED": "0"}
    mutmut = [str(Path(sys.executable).with_name("mutmut")), "run", f"--max-children={processes}", *mutants]
    ended = subprocess.run(mutmut, cwd=workplace, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{ended.stdout[-4000:].strip()}\n{UNCHANGED}")


def tell(name: str, workplace: Path) -> None:
    """The share that was noticed, module by module, and the mutants that were not."""
    found = dict(results(workplace))
    print(f"{name}: {_share(list(found.values()), of_all=False)}")
    for module in dict.fromkeys(_module(mutant) for mutant in found):
        ends = [end for mutant, end in found.items() if _module(mutant) == module]
        tried = [end for end in ends if end != "not checked"]
        if tried:
            print(f"  {module}: {_share(ends, of_all=True)}")
    for mutant, end in found.items():
        if end not in NOTICED and end != "not checked":
            print(f"    {end}: {mutant}")
    print(f"  To see one: cd {workplace.relative_to(ROOT)} && mutmut show NAME")


def results(workplace: Path) -> Iterator[tuple[str, str]]:
    """What became of each mutant."""
    for file in sorted((workplace / "mutants" / "triage").rglob("*.meta")):
        for mutant, code in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            yield mutant, status_by_exit_code[code]


def _module(mutant: str) -> str:
    return mutant.rpartition(".")[0]


def _share(ends: list[str], of_all: bool) -> str:
    tried = [end for end in ends if end != "not checked"]
    noticed = sum(end in NOTICED for end in tried)
    told = f"{noticed} of {len(tried)} noticed ({noticed / len(tried):.3f})" if tried else "none tried"
    if len(tried) == len(ends) or of_all or not tried:
        return told
    low, high = exact_interval(noticed, len(tried))
    return f"{told}, a random sample of {len(ends)}: 95 % interval {low:.3f} to {high:.3f}"


if __name__ == "__main__":
    main()

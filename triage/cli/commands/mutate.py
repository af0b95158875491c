"""`triage mutate`: changes the rules one place at a time, and says which changes nothing notices."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import PackError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from triage.evaluation import Vignette
    from triage.evaluation.mutation import Mutant, Verdict
    from triage.pack.pack import Pack

HELP = Help(
    "change each rule, and see which change no test notices",
    """
    Changes every rule in one place at a time, in memory: a condition left out, any for all, an answer more or less, a
    level up or down, evidence turned round, a gate taken away, and so on. A change counts as noticed when a vignette
    of the pack (tests/vignettes) or an invariant fails. What nobody notices is shown with its place, in words, and with
    the fewest answers that tell the two apart. A change that no answer set can tell from the original does not count:
    that is proved, never judged by hand.

    The score is the share of changes noticed. --sample judges only so many, drawn at random.
    """,
    (
        ("triage mutate", "Every change; takes some minutes."),
        ("triage mutate --only RF02_sudden_one_sided", "The changes of one rule."),
        ("triage mutate --only rules/exercises.yaml --write missing.yaml", "Of one file, with a vignette for each."),
        ("triage mutate --sample 200 --seed 7", "A small dose."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="only this rule, question, file or kind of change; can be given more than once",
    )
    parser.add_argument("--sample", metavar="N", type=_count, help="only N changes, drawn at random")
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="which N those are (default 0)")
    parser.add_argument("--no-proof", action="store_true", help="without the solver: equivalent changes survive")
    parser.add_argument("--at-least", metavar="SCORE", type=_share, default=0.95, help="exit 1 below it (default 0.95)")
    parser.add_argument("--jobs", metavar="N", type=_count, help="processes (default: one for each core, at most 4)")
    parser.add_argument("--write", metavar="FILE", help="write vignettes for what nobody noticed to FILE, to be edited")
    parser.add_argument("--quiet", "-q", action="store_true", help="only the score")
    parser.add_argument("--json", action="store_true", help="the figures and survivors as JSON, and nothing else")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not '{text}'")
    return int(text)


def _share(text: str) -> float:
    share = float(text) if text.replace(".", "", 1).isdecimal() else -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"a number from 0 to 1 is needed, not '{text}'")
    return share


def run(options: argparse.Namespace) -> int:
    if not options.no_proof and find_spec("z3") is None:
        raise WrongUse(
            "triage mutate needs one more package: pip install 'leg-weakness-triage[proof]' (or use --no-proof)"
        )
    from triage.evaluation.mutation.score import score
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    mutants = _chosen(pack, options)
    found: list[Verdict] = []
    was_stopped = False
    try:
        _judge(pack, mutants, options, found)
    except KeyboardInterrupt:
        was_stopped = True
    _tell(pack, found, options)
    if was_stopped:
        streams.say(f"Stopped after {len(found)} of {len(mutants)} mutants.")
        return Exit.INTERRUPTED
    return Exit.DONE if score(found).value >= options.at_least else Exit.PROBLEMS


def _chosen(pack: Pack, options: argparse.Namespace) -> Sequence[Mutant]:
    from triage.evaluation.mutation import mutants_of, sample

    mutants = mutants_of(pack)
    for name in options.only or ():
        known = {part for mutant in mutants for part in (mutant.entry, mutant.kind, mutant.where.path)}
        if name not in known:
            raise WrongUse(f"'{name}' is no rule, file or kind of change.{did_you_mean(name, sorted(known))}")
    wanted = set(options.only or ())
    if wanted:
        mutants = tuple(one for one in mutants if wanted & {one.entry, one.kind, one.where.path})
    return sample(mutants, options.sample, options.seed) if options.sample else mutants


def _vignettes(pack: Pack) -> list[Vignette]:
    from triage.evaluation import read_vignettes, vignette_files

    vignettes, problems = [], []
    for file in vignette_files(pack):
        read, wrong = read_vignettes(pack, files.read_text(str(file)), file.name)
        vignettes += read
        problems += wrong
    if problems:
        raise PackError(problems)
    return vignettes


def _judge(pack: Pack, mutants: Sequence[Mutant], options: argparse.Namespace, found: list[Verdict]) -> None:
    from triage.evaluation.mutation import verdicts

    processes = options.jobs or min(os.cpu_count() or 1, 4)
    for verdict in verdicts(pack, _vignettes(pack), mutants, not options.no_proof, processes):
        found.append(verdict)
        _progress(len(found), len(mutants))


def _progress(done: int, total: int) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} mutants" if done < total else "\r\033[K")
        sys.stderr.flush()


def _tell(pack: Pack, found: Sequence[Verdict], options: argparse.Namespace) -> None:
    from triage.evaluation.mutation.score import lines, survivors, to_data

    if options.write:
        from triage.evaluation.mutation.skeletons import skeletons

        with files.output(options.write) as write:
            write(skeletons(pack, survivors(found)))
    if options.json:
        streams.use_utf8()
        data = to_data(pack, found, not options.no_proof)
        streams.result(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        told = list(lines(pack, found, not options.no_proof))
        streams.result("".join(f"{line}\n" for line in (told[-1:] if options.quiet else told)))

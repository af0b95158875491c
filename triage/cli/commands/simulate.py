"""`triage simulate N OUT`: a population of made-up people."""

from __future__ import annotations

import argparse
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

if TYPE_CHECKING:
    from triage.batch.simulate import Noise
    from triage.batch.simulate_marginals import Marginals
    from triage.batch.simulate_stability import Stability
    from triage.pack.pack import Pack

HELP = Help(
    "a population of made-up answers, to try the rules on",
    """
    Makes N answer sets and writes them as a table that triage batch reads. A question that earlier answers hide is left
    blank. The same seed gives the same file, byte for byte, and N only says how many people of it.

    How often each answer is given comes from the program (chosen for exercise: THIS IS NO EPIDEMIOLOGY and says nothing
    about how frequent anything is), from --marginals, or is fitted to a table with --like. Within an age group, answers
    are independent of one another, which those of real people are not.

    --not-sure and --mis-tick make answers go wrong, each with this chance; --stability tells how many levels that
    moves.
    """,
    (
        ("triage simulate 10000 people.parquet", "Ten thousand people."),
        ("triage simulate 10000 people.csv --like intake.csv --seed 7", "Like those of a table."),
        ("triage simulate 100000 noisy.parquet --not-sure 0.05 --mis-tick 0.01 --stability", "How much noise moves."),
    ),
)
NEEDS = "triage simulate needs one more package: pip install 'leg-weakness-triage[batch]'"
_MOST = 1_000_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("count", metavar="N", type=_count, help="how many people")
    parser.add_argument("out", metavar="OUT", help="where they go: a name in .parquet, .csv, .tsv or .jsonl")
    parser.add_argument("--seed", metavar="S", type=_seed, default=0, help="a whole number; another one, other people")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--marginals", metavar="FILE", help="how often each answer is given, as YAML (docs/populations.md)"
    )
    source.add_argument("--like", metavar="TABLE", help="fit that to the answers of a table, a row a person")
    parser.add_argument(
        "--unanswered",
        choices=("unsure", "no"),
        default="unsure",
        help="what an empty cell of the --like table means, as in triage batch",
    )
    parser.add_argument("--not-sure", metavar="P", type=_share, default=0.0, help="chance that an answer is 'not sure'")
    parser.add_argument("--mis-tick", metavar="P", type=_share, default=0.0, help="chance that it is another by a slip")
    parser.add_argument("--stability", action="store_true", help="tell how many levels the noise moves")
    parser.add_argument("--json", action="store_true", help="what was done as JSON, and nothing else")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:12]) <= _MOST or len(text) > 12:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {_MOST} is needed, not '{text[:60]}'")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"a whole number of at most 18 digits is needed, not '{text[:60]}'")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"a number from 0 to 1 is needed, not '{text[:60]}'")
    return share


def run(options: argparse.Namespace) -> int:
    if find_spec("polars") is None:
        raise WrongUse(NEEDS)
    from triage.batch.plan import compile_plan
    from triage.batch.simulate import Drawn, Noise, Population
    from triage.batch.simulate_file import write_population
    from triage.batch.simulate_stability import Stability
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    noise = Noise(options.not_sure, options.mis_tick)
    if options.stability and noise == Noise():
        raise WrongUse("triage simulate: --stability needs noise: give --not-sure or --mis-tick")
    plan, stability = compile_plan(pack), Stability()

    def told(drawn: Drawn, _done: int) -> None:
        if options.stability:
            stability.add(plan, drawn)

    if options.like is not None and Path(options.like).resolve() == Path(options.out).resolve():
        raise WrongUse(f"triage simulate: {options.out} is the table to be like; write the people to another file")
    population = Population(pack, _marginals(pack, options), options.seed, noise)
    write_population(population, options.count, Path(options.out), told)
    _tell(options, population.marginals, noise, stability)
    return Exit.DONE


def _marginals(pack: Pack, options: argparse.Namespace) -> Marginals:
    from triage.batch.simulate_reading import default_marginals, read_marginals

    if options.like is not None:
        from triage.batch.answer_tables import answer_frames
        from triage.batch.mapping import Renaming
        from triage.batch.simulate_fit import fitted

        return fitted(pack, answer_frames(pack, options.like, Renaming()), options.unanswered)
    if options.marginals is not None:
        return read_marginals(pack, files.read_text(options.marginals), files.name_of(options.marginals))
    return default_marginals(pack)


def _tell(options: argparse.Namespace, marginals: Marginals, noise: Noise, stability: Stability) -> None:
    from triage.batch.simulate_stability import in_words

    if options.json:
        data = {
            "people": options.count,
            "out": options.out,
            "seed": options.seed,
            "marginals": marginals.about,
            "stability": stability.to_data(noise) if options.stability else None,
        }
        streams.use_utf8()
        streams.result(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    streams.result(f"{options.count:,} people in {options.out}: {marginals.about}\n")
    if options.stability:
        streams.result("".join(f"{line}\n" for line in in_words(stability)))

"""`triage learn case`: a practice case at the terminal: ask, decide, and see what the rules say."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.languages import words
from triage.cli.learn import strings
from triage.locale import Say, locale_named

if TYPE_CHECKING:
    from triage.learn.case import PracticeCase
    from triage.learn.consultation import Consultation
    from triage.learn.progress import Progress
    from triage.pack.pack import Pack

KINDS = ("typical", "near_miss", "atypical", "one_away", "not_sure")

HELP = Help(
    "a practice case: ask, decide, and see what the rules say",
    """
    A patient who is not real, made from the rules. Ask what you like, in any order; you see only what you asked for.
    Then say how soon they must be seen, which danger signs and causes there are, and how sure you are. The answer
    compares that with the rules: what you missed, which question would have decided it, and which told nothing.

    The same seed gives the same case everywhere. Without one, a case is chosen that shows the most about you. It is
    kept which cases you did and what you decided (see triage learn profile); Ctrl-C keeps an open case too.

    Everything is lines and numbers, so it can be used with a screen reader, or from a file of lines.
    """,
    (
        ("triage learn case", "The next case, or the one that is open."),
        ("triage learn case --seed 7 --kind near_miss", "The case that everybody with this seed gets."),
        (
            "triage learn case --about RF02_sudden_one_sided",
            "A case about one danger sign (triage show tells the ids).",
        ),
        ("triage learn case --seed 7 --solution", "For teachers: the whole story and the right answer."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", metavar="N", type=int, help="the number of the case: the same everywhere")
    parser.add_argument("--kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    parser.add_argument("--about", metavar="RULE", help="a case about this danger sign, by its id, or about 'base'")
    parser.add_argument("--solution", action="store_true", help="ask nothing: tell the case and its solution")
    parser.add_argument("--json", action="store_true", help="the marking, or the solution, as JSON on standard output")
    parser.add_argument("--forget", action="store_true", help="keep nothing of this case")


def run(options: argparse.Namespace) -> int:
    from triage.cli.learn.kept import Kept
    from triage.learn.progress import Progress

    if options.solution and options.seed is None:
        raise WrongUse(words(options.lang)(strings.SOLUTION_OF_WHICH))
    pack = ready_pack(options)
    if options.solution:
        return _solution(pack, options)
    kept = None if options.forget else Kept(say=locale_named(pack.language))
    progress = kept.load() if kept else Progress()
    from triage.cli.learn.consulting import consult

    def save(after: Progress) -> str:
        return kept.save(after) if kept else ""

    return consult(_chosen(pack, options, progress), progress, save, options)


def _chosen(pack: Pack, options: argparse.Namespace, progress: Progress) -> Consultation:
    """The case that was asked for, else the one that is open, else the next."""
    from secrets import randbelow

    from triage.learn import Consultation, next_case
    from triage.learn.choosing import SEEDS

    is_any = options.seed is None and not options.kind and not options.about
    if is_any and progress.open is not None:
        resumed = Consultation.resume(pack, progress.open.to_dict())
        if resumed is not None:
            return resumed
    if is_any:
        return Consultation(pack, next_case(pack, progress.cases, randbelow(SEEDS)))
    return Consultation(pack, _named(pack, options, randbelow(SEEDS)))


def _named(pack: Pack, options: argparse.Namespace, otherwise: int) -> PracticeCase:
    """The case that the options name; `otherwise` is its seed where they name none."""
    from triage.learn import Kind, make_case

    seed = options.seed if options.seed is not None else otherwise
    return make_case(pack, seed, Kind(options.kind) if options.kind else None, options.about)


def _solution(pack: Pack, options: argparse.Namespace) -> int:
    from triage.learn import solution

    case = _named(pack, options, 0)
    told = solution(pack, case, options.country)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(told.to_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        _print_solution(locale_named(pack.language), case, told.story, told.level_label, told.signs, told.causes)
    return Exit.DONE


def _print_solution(
    say: Say, case: PracticeCase, story: tuple[str, ...], level: str, signs: tuple[str, ...], causes: tuple[str, ...]
) -> None:
    from triage.learn.strings import CAUSES, LEVEL_IS, SIGNS
    from triage.questionnaire.strings import fill

    lines = [
        fill(say(strings.CASE_TITLE), seed=case.id),
        "",
        say(strings.WHOLE_STORY),
        *(f"- {line}" for line in story),
        "",
    ]
    lines += [fill(say(LEVEL_IS), level=level)]
    for heading, names in ((SIGNS, signs), (CAUSES, causes)):
        lines += ["", f"{say(heading)}:", *(f"- {name}" for name in names or (say(strings.NONE),))]
    streams.result("".join(f"{line}\n" for line in lines))

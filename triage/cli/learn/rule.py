"""`triage learn rule`: a rule tried out: what is wrong with it, and all that it would change."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import InputError

if TYPE_CHECKING:
    from triage.learn.sandbox import Sandbox
    from triage.learn.sandbox_effects import VignetteTrial
    from triage.pack.pack import Pack
    from triage.proof.difference import Move, SideBySide
    from triage.proof.properties import Property

MOST_TOLD = 5

HELP = Help(
    "try out a rule: what is wrong with it, and all that it changes",
    """
    Puts the rules of a YAML file into a copy of the pack, in place of those with the same id or beside them, and tells
    at once: what lint finds, with the lines of your file; which vignettes break; what changes over all answer sets,
    each with the smallest answers that show it; which invariant falls, and by which answers. The pack is not touched.

    A rule is written as in the files of `rules`: a pattern, a danger sign, a line of evidence, an exercise gate, the
    base rule, or an invariant. It ends with 1 where lint finds something, a vignette breaks or an invariant falls.
    """,
    (
        ("triage learn rule my-rule.yaml", "A rule of your own, or a changed one."),
        ("triage learn rule --remove RF02_sudden_one_sided", "What would be missing without a rule."),
        ("triage learn rule my-rule.yaml --no-invariants", "Without the slowest part."),
        ("triage learn rule my-rule.yaml --json", "For programs."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="a YAML file with one rule or a list; - is standard input"
    )
    parser.add_argument(
        "--remove", metavar="ID", action="append", default=[], help="take this rule out; can be repeated"
    )
    parser.add_argument("--no-invariants", action="store_true", help="do not prove the invariants anew")
    parser.add_argument("--json", action="store_true", help="all of it as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    if find_spec("z3") is None:
        raise WrongUse("triage learn rule needs one more package: pip install 'leg-weakness-triage[proof]'")
    if not options.file and not options.remove:
        raise WrongUse("triage learn rule: name a FILE with a rule, or --remove ID (all about it: --help)")
    from triage.learn.sandbox import tried
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    text = files.read_text(options.file) if options.file else ""
    sandbox = tried(pack, text, files.name_of(options.file or "-"), options.remove)
    return _Trial(pack, sandbox, options).run()


class _Trial:
    """One run: everything is told as it is found, or gathered as JSON."""

    def __init__(self, pack: Pack, sandbox: Sandbox, options: argparse.Namespace) -> None:
        self.pack, self.sandbox, self.options = pack, sandbox, options
        self.data: dict[str, Any] = {"schema": "triage.trial/1"}

    def run(self) -> int:
        self._problems()
        if self.sandbox.pack is None:
            self._say("The pack cannot be used with this. Mend it first; nothing else was tried.")
            is_clean = False
        else:
            found = (self._vignettes(self.sandbox.pack), self._moves(self.sandbox.pack))
            is_clean = not self.sandbox.problems and found[0]
            if not self.options.no_invariants:
                is_clean = self._invariants(self.sandbox.pack) and is_clean
        if self.options.json:
            streams.use_utf8()
            streams.result(json.dumps(self.data, ensure_ascii=False, indent=2) + "\n")
        return Exit.DONE if is_clean else Exit.PROBLEMS

    def _say(self, *lines: str) -> None:
        if not self.options.json:
            streams.result("".join(f"{streams.harmless(line)}\n" for line in lines))

    def _problems(self) -> None:
        one = self.sandbox
        for what, names in (("new", one.new), ("changed", one.changed), ("removed", one.removed)):
            self.data[what] = list(names)
            if names:
                self._say(f"{what}: {', '.join(names)}")
        self.data["usable"] = one.pack is not None
        self.data["problems"] = [
            {"path": p.where.path, "line": p.where.line, "code": p.code, "message": p.message, "hint": p.hint}
            for p in one.problems
        ]
        self._say(*map(str, one.problems), f"lint: {_count(len(one.problems), 'problem')}")

    def _vignettes(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import broken_vignettes

        _progress("running the vignettes")
        texts = list(_vignette_texts(self.pack))
        trial = broken_vignettes(self.pack, after, texts)
        _progress("")
        self.data["vignettes"] = {
            "run": trial.count,
            "broken": [_outcome_as_data(outcome) for outcome in trial.broken],
            "problems": [str(problem) for problem in trial.problems],
        }
        self._say("", *_vignettes_told(trial) if texts else ["vignettes: there are none with this pack"])
        return not trial.broken and not trial.problems

    def _moves(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import moves

        self._say("", "over all answer sets:")
        self.data["moves"] = []
        _progress("comparing all answer sets")
        for sides, move in moves(self.pack, after):
            _progress("")
            self.data["moves"].append(_move_as_data(sides, move))
            self._say(*_move_told(sides, move))
            _progress("comparing all answer sets")
        _progress("")
        if not self.data["moves"]:
            self._say("  nothing changes: no answers get another level, cause or exercise")
        return True

    def _invariants(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import invariants, was_broken

        fallen: list[dict[str, Any]] = []
        self._say("", "invariants:")
        _progress(f"proving invariant 1 of {len(after.invariants)}")
        for number, found in enumerate(invariants(after), start=1):
            if not found.holds:
                _progress("")
                before = was_broken(self.pack, found.id)
                fallen.append(_property_as_data(after, found, before))
                self._say(*_property_told(after, found, before))
            _progress(f"proving invariant {number + 1} of {len(after.invariants)}")
        _progress("")
        self.data["invariants"] = {"proved": len(after.invariants), "fallen": fallen}
        self._say(f"  {len(after.invariants) - len(fallen)} of {len(after.invariants)} hold for every answer set")
        return not fallen


def _progress(words: str) -> None:
    """One line on the terminal that the next one takes the place of."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}{' ...' if words else ''}")
        sys.stderr.flush()


def _count(number: int, what: str) -> str:
    return f"no {what}s" if number == 0 else f"{number} {what}{'s' * (number != 1)}"


def _vignette_texts(pack: Pack) -> Iterator[tuple[str, str]]:
    from triage.evaluation import vignette_files

    try:
        found = vignette_files(pack)
    except InputError:
        return
    for file in found:
        yield file.name, files.read_text(str(file))


def _vignettes_told(trial: VignetteTrial) -> Iterator[str]:
    yield f"vignettes: {len(trial.broken) or 'none'} of {trial.count} {'breaks' if len(trial.broken) < 2 else 'break'}"
    for outcome in trial.broken[:MOST_TOLD]:
        yield from (f"  {line}" for line in str(outcome).splitlines())
    if len(trial.broken) > MOST_TOLD:
        yield f"  and {len(trial.broken) - MOST_TOLD} more"
    yield from (f"  {problem}" for problem in trial.problems[:MOST_TOLD])
    if len(trial.problems) > MOST_TOLD:
        yield f"  and {len(trial.problems) - MOST_TOLD} more that name what is not there"


def _outcome_as_data(outcome: Any) -> dict[str, Any]:
    where = outcome.vignette.where
    return {
        "title": outcome.vignette.title,
        "path": where.path,
        "line": where.line,
        "failures": [{"kind": failure.kind, "message": failure.message} for failure in outcome.failures],
    }


def _move_told(sides: SideBySide, move: Move) -> Iterator[str]:
    from triage.learn.told import example_lines, move_in_words

    yield f"  {move_in_words(sides, move)}, for instance:"
    yield from (f"    - {line}" for line in example_lines(sides, move))


def _move_as_data(sides: SideBySide, move: Move) -> dict[str, Any]:
    return {
        "about": move.about,
        "what": move.what,
        "direction": move.direction,
        "before": move.before,
        "after": move.after,
        "example": {"unanswered": "no", "answers": sides.mentioned(move.example)},
        "in_words": list(sides.in_words(move.example)),
    }


def _property_told(pack: Pack, found: Property, before: bool) -> Iterator[str]:
    from triage.proof.cases import in_words

    yield f"  {'BROKEN BEFORE TOO' if before else 'FALLS'}  {found.id}: {found.says}"
    for one in found.counterexamples:
        yield f"    {one.because}, for these answers (no fewer do it):"
        yield from (f"      - {line}" for line in in_words(pack, one.answers))


def _property_as_data(pack: Pack, found: Property, before: bool) -> dict[str, Any]:
    from triage.proof.cases import in_words, mentioned

    return {
        "id": found.id,
        "says": found.says,
        "was_broken_before": before,
        "counterexamples": [
            {
                "because": one.because,
                "unanswered": "no",
                "answers": mentioned(pack, one.answers),
                "in_words": list(in_words(pack, one.answers)),
            }
            for one in found.counterexamples
        ],
    }

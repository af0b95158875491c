"""`triage learn rule`: a rule tried out: what is wrong with it, and all that it would change."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.languages import as_spoken, tell_translated
from triage.cli.learn import strings
from triage.errors import InputError
from triage.locale import Say, locale_named
from triage.questionnaire.strings import fill

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
    from triage.learn.sandbox import tried

    pack = ready_pack(options)
    say = locale_named(pack.language)
    if find_spec("z3") is None:
        raise WrongUse(fill(say(strings.NEEDS_PROOF), part="rule"))
    if not options.file and not options.remove:
        raise WrongUse(say(strings.RULE_MISSING))
    if not options.json:
        tell_translated(pack)
    text = files.read_text(options.file) if options.file else ""
    sandbox = tried(pack, text, files.name_of(options.file or "-"), options.remove)
    return _Trial(pack, sandbox, options, say).run()


class _Trial:
    """One run: everything is told as it is found, or gathered as JSON."""

    def __init__(self, pack: Pack, sandbox: Sandbox, options: argparse.Namespace, say: Say) -> None:
        self.pack, self.sandbox, self.options, self.words = pack, sandbox, options, say
        self.data: dict[str, Any] = {"schema": "triage.trial/1"}

    def run(self) -> int:
        self._problems()
        if self.sandbox.pack is None:
            self._say(self.words(strings.UNUSABLE))
            is_clean = False
        else:
            after = as_spoken(self.sandbox.pack, self.pack.language)
            found = (self._vignettes(after), self._moves(after))
            is_clean = not self.sandbox.problems and found[0]
            if not self.options.no_invariants:
                is_clean = self._invariants(after) and is_clean
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
                self._say(fill(self.words(strings.RULES[what]), names=", ".join(names)))
        self.data["usable"] = one.pack is not None
        self.data["problems"] = [
            {"path": p.where.path, "line": p.where.line, "code": p.code, "message": p.message, "hint": p.hint}
            for p in one.problems
        ]
        if one.problems and self.pack.original is not None:
            self._say(self.words(strings.IN_ENGLISH))
        count = len(one.problems)
        self._say(*map(str, one.problems), fill(self.words(strings.LINT[min(count, 2)]), count=count))

    def _vignettes(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import broken_vignettes

        _progress(self.words(strings.RUNNING))
        texts = list(_vignette_texts(self.pack))
        trial = broken_vignettes(self.pack, after, texts)
        _progress("")
        self.data["vignettes"] = {
            "run": trial.count,
            "broken": [_outcome_as_data(outcome) for outcome in trial.broken],
            "problems": [str(problem) for problem in trial.problems],
        }
        self._say("", *_vignettes_told(trial, self.words) if texts else [self.words(strings.NO_VIGNETTES)])
        return not trial.broken and not trial.problems

    def _moves(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import moves

        self._say("", self.words(strings.ALL_ANSWERS))
        self.data["moves"] = []
        _progress(self.words(strings.COMPARING))
        for sides, move in moves(self.pack, after):
            _progress("")
            self.data["moves"].append(_move_as_data(sides, move))
            self._say(*_move_told(sides, move, self.words))
            _progress(self.words(strings.COMPARING))
        _progress("")
        if not self.data["moves"]:
            self._say(f"  {self.words(strings.NOTHING_CHANGES)}")
        return True

    def _invariants(self, after: Pack) -> bool:
        from triage.learn.sandbox_effects import invariants, was_broken

        fallen: list[dict[str, Any]] = []
        self._say("", self.words(strings.INVARIANTS))
        count = len(after.invariants)
        proving = self.words(strings.PROVING)
        _progress(fill(proving, number=1, count=count))
        for number, found in enumerate(invariants(after), start=1):
            if not found.holds:
                _progress("")
                before = was_broken(self.pack, found.id)
                fallen.append(_property_as_data(after, found, before))
                self._say(*_property_told(after, found, before, self.words))
            _progress(fill(proving, number=number + 1, count=count))
        _progress("")
        self.data["invariants"] = {"proved": count, "fallen": fallen}
        self._say(f"  {fill(self.words(strings.HOLD), held=count - len(fallen), count=count)}")
        return not fallen


def _progress(words: str) -> None:
    """One line on the terminal that the next one takes the place of."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}{' ...' if words else ''}")
        sys.stderr.flush()


def _vignette_texts(pack: Pack) -> Iterator[tuple[str, str]]:
    from triage.evaluation import vignette_files

    try:
        found = vignette_files(pack)
    except InputError:
        return
    for file in found:
        yield file.name, files.read_text(str(file))


def _vignettes_told(trial: VignetteTrial, say: Say) -> Iterator[str]:
    broken = len(trial.broken)
    yield fill(say(strings.VIGNETTES[min(broken, 2)]), broken=broken, count=trial.count)
    for outcome in trial.broken[:MOST_TOLD]:
        yield from (f"  {line}" for line in str(outcome).splitlines())
    if broken > MOST_TOLD:
        yield f"  {fill(say(strings.AND_MORE), count=broken - MOST_TOLD)}"
    yield from (f"  {problem}" for problem in trial.problems[:MOST_TOLD])
    if len(trial.problems) > MOST_TOLD:
        yield f"  {fill(say(strings.AND_MORE_UNKNOWN), count=len(trial.problems) - MOST_TOLD)}"


def _outcome_as_data(outcome: Any) -> dict[str, Any]:
    where = outcome.vignette.where
    return {
        "title": outcome.vignette.title,
        "path": where.path,
        "line": where.line,
        "failures": [{"kind": failure.kind, "message": failure.message} for failure in outcome.failures],
    }


def _move_told(sides: SideBySide, move: Move, say: Say) -> Iterator[str]:
    from triage.learn.told import example_lines, move_in_words

    yield f"  {fill(say(strings.FOR_INSTANCE), move=move_in_words(sides, move))}"
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


def _property_told(pack: Pack, found: Property, before: bool, say: Say) -> Iterator[str]:
    from triage.proof.cases import in_words

    falls = say(strings.BROKEN_BEFORE if before else strings.FALLS)
    yield f"  {fill(falls, id=found.id, says=found.says)}"
    for one in found.counterexamples:
        yield f"    {fill(say(strings.FOR_THESE), because=one.because)}"
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

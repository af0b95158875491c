"""`triage evaluate`: how accurate the rules are on labelled cases."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from triage.cli import files, streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import AnswersError, InputError, Location, Problem

if TYPE_CHECKING:
    from triage.evaluation.accuracy.cases import CaseReader, LabelledCase
    from triage.evaluation.accuracy.evaluation import Evaluation
    from triage.pack.pack import Pack

HELP = Help(
    "measure the accuracy on labelled cases",
    """
    Assesses labelled cases and says how often the level and the causes are right, with exact confidence intervals: for
    all cases, the core ones, and the described ones, which tell the side, how it began and how long ago. It names every
    case that came out too calm, says which rule made each over-triage and what the level would be without it, and puts
    the published figures of other symptom checkers beside, which are not comparable case for case.

    A file has one case a line, an answers document with what is right for it (here on three lines):

      {"id": "C1", "urgency": "soon", "urgency_also_ok": ["routine"],
       "cause": "peripheral_neuropathy", "core": true,
       "unanswered": "no", "answers": {"age": 62, "side": "both_legs"}}

    cause is one of the six causes, or outside; core: is it a person whom the questionnaire is meant for? cause_also_ok,
    diagnosis and family (the group the case is counted in; its cause, if left out) may be given. Other keys are passed
    over. A file with a line that cannot be read gives no figures. Exit code 1 says that the two engines, or the
    adaptive questionnaire, gave another level for some case; the figures alone never make it 1.
    """,
    (
        ("triage evaluate cases.jsonl", "The figures, in words and tables."),
        ("triage evaluate cases.jsonl --json", "All of it for programs, case by case."),
        ("triage evaluate cases.jsonl --html accuracy.html", "One page with pictures that works offline."),
        ("triage evaluate cases.jsonl --pack my-pack", "The same cases with other rules."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="CASES", help="labelled cases, one JSON object a line; - is standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all of it as JSON, and nothing else")
    form.add_argument("--html", metavar="FILE", help="write one HTML page with pictures to FILE, and nothing else")
    parser.add_argument(
        "--engine",
        choices=("both", "logic"),
        default="both",
        help="both (the usual): durable_rules, checked by the plain evaluator; logic: the plain evaluator alone",
    )


def run(options: argparse.Namespace) -> int:
    from triage.evaluation.accuracy.intervals import is_available

    if not is_available():
        raise WrongUse("triage evaluate needs one more package: pip install 'leg-weakness-triage[evaluation]'")
    evaluation = _evaluated(ready_pack(options), options)
    streams.use_utf8()
    with files.output(options.html) as write:
        write(_in_form(evaluation, options))
    for fault in evaluation.faults:
        streams.say(fault)
    return Exit.PROBLEMS if evaluation.faults else Exit.DONE


def _in_form(evaluation: Evaluation, options: argparse.Namespace) -> str:
    if options.json:
        from triage.evaluation.accuracy.data import to_data

        return json.dumps(to_data(evaluation), ensure_ascii=False, indent=2) + "\n"
    if options.html:
        from triage.evaluation.accuracy.page import to_page

        return to_page(evaluation)
    from triage.evaluation.accuracy.text import to_text

    return streams.harmless(to_text(evaluation))


def _evaluated(pack: Pack, options: argparse.Namespace) -> Evaluation:
    from triage.evaluation.accuracy.cases import CaseReader
    from triage.evaluation.accuracy.evaluation import Evaluation
    from triage.evaluation.accuracy.judged import judge

    name = files.name_of(options.file)
    reader = CaseReader(pack, name)
    judged, bad = [], 0
    with files.open_input(options.file) as stream:
        for line in files.lines_of(stream, name):
            try:
                judged.append(judge(pack, _read(reader, name, line), options.engine))
            except AnswersError as error:
                streams.say(streams.in_a_single_line(error.problems))
                bad += 1
    if bad:
        raise WrongUse(f"{name}: {bad} of {bad + len(judged)} cases cannot be read, so there are no figures.")
    if not judged:
        raise InputError(f"{name}: there is no case in it")
    return Evaluation(pack, name, tuple(judged))


def _read(reader: CaseReader, name: str, line: files.Line) -> LabelledCase:
    if line.text is None:
        raise AnswersError([Problem(Location(name, line.number), "A213", str(line.fault))])
    return reader.read(line.text, line.number)

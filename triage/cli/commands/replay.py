"""`triage replay`: the questionnaire run by a written-up case."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from triage.cli import streams, strings
from triage.cli.documents import add_document_options, run_documents
from triage.cli.help import Help
from triage.pack.scales import UNSURE

if TYPE_CHECKING:
    from triage.assessment import Assessment
    from triage.interview.replay import Replay
    from triage.pack.pack import Pack
    from triage.pack.wording import Wording
    from triage.reasoning.answers import Answers

HELP = Help(
    "run the questionnaire with the answers of a file",
    """
    Runs the adaptive questionnaire and takes each answer from a file, as the person would have given it. Says what was
    asked, in order, how much that was to answer, and the result. This shows how short the questionnaire is for a case,
    and why.

    `questions` counts what a person has to answer: a choice, a number, or one list of at most six things to tick.
    `items` counts every single thing asked about. `stopped_early` is true when a question was left out because no
    answer to it could change the outcome any more.
    """,
    (
        ("triage replay case.json", "What is asked, in order, with the answers, and the result."),
        ("triage replay case.json --json", "The same for programs."),
        ("triage replay case.json --full", "As if everything had to be asked."),
        ("triage replay cases.jsonl | jq .questions", "How many questions each case takes."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    add_document_options(parser)
    parser.add_argument("--json", action="store_true", help="as JSON, and nothing else")
    parser.add_argument(
        "--full", action="store_true", help="ask everything, not only what can still change the outcome"
    )


def run(options: argparse.Namespace) -> int:
    if options.json:
        streams.use_utf8()

    def told(pack: Pack, answers: Answers) -> str:
        replayed, assessment = _replayed(pack, answers, options)
        if options.json:
            return json.dumps(_as_data(replayed, assessment), ensure_ascii=False, indent=2) + "\n"
        return "\n".join(_in_words(pack, replayed, assessment)) + "\n"

    def told_in_line(pack: Pack, answers: Answers) -> str:
        return json.dumps(_as_data(*_replayed(pack, answers, options)), ensure_ascii=False)

    return run_documents(options, told, told_in_line)


def _replayed(pack: Pack, answers: Answers, options: argparse.Namespace) -> tuple[Replay, Assessment]:
    from triage.assessment import assess
    from triage.interview.replay import replay

    replayed = replay(pack, answers, is_full=options.full)
    said = replace(replayed.interview.answers(), id=answers.id)
    return replayed, assess(pack, said, country=options.country, engine=options.engine)


def _as_data(replayed: Replay, assessment: Assessment) -> dict[str, Any]:
    return {
        "asked": list(replayed.asked),
        "looked_again": list(replayed.looked_again),
        "screens": replayed.screens,
        "questions": replayed.questions,
        "items": replayed.items,
        "stopped_early": _stopped_early(replayed),
        "assessment": assessment.to_dict(),
    }


def _stopped_early(replayed: Replay) -> bool:
    """Whether a question was left out that this person could have been asked."""
    from triage.reasoning.answers import State
    from triage.reasoning.logic import logic_of

    facts, logic = replayed.interview.facts, logic_of(replayed.interview.pack)
    return any(state is State.OPEN and logic.is_shown(name, facts) for name, state in facts.states.items())


def _in_words(pack: Pack, replayed: Replay, assessment: Assessment) -> Iterator[str]:
    from triage.pack.wording import wording_of

    say = wording_of(pack, assessment.country, assessment.person)
    for number, name in enumerate(replayed.asked, start=1):
        told = ", ".join(_answer_in_words(pack, say, name, assessment.answers.get(name)))
        yield from _wrapped(f"{number:3}. {say(pack.questions[name].ask)} {told}", "     ")
    if replayed.looked_again:
        again = say(strings.NO_AS_BEFORE) % {"names": ", ".join(replayed.looked_again)}
        yield from _wrapped(f"  +. {say(pack.second_look.ask)} {again}", "     ")
    counts = (
        (strings.SCREENS, replayed.screens),
        (strings.QUESTIONS, replayed.questions),
        (strings.ITEMS, replayed.items),
    )
    total = say(strings.ASKED) % {"counts": ", ".join(say(words) % {"count": count} for words, count in counts)}
    yield ""
    yield from _wrapped(f"{total} {say(strings.STOPPED_EARLY)}" if _stopped_early(replayed) else total, "")
    yield ""
    yield from _wrapped(f"{assessment.urgency_label} ({assessment.urgency}). {assessment.action}", "")
    causes = ", ".join(f"{cause.label} ({say(cause.strength)})" for cause in assessment.possible_causes)
    yield from _wrapped(say(strings.POSSIBLE_CAUSES) % {"causes": causes or say(strings.NONE_OF_SIX)}, "")


def _answer_in_words(pack: Pack, say: Wording, name: str, answer: object) -> Iterator[str]:
    labels = {option.value: say(option.label) for option in pack.questions[name].options}
    fixed = {"unsure": strings.NOT_SURE, "none": strings.NONE_OF_THESE, "yes": strings.YES, "no": strings.NO}
    for word in answer if isinstance(answer, list) else [UNSURE if answer is None else answer]:
        yield labels.get(str(word)) or say(fixed.get(str(word), str(word)))


def _wrapped(text: str, indent: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(20, min(streams.width(), 100)), subsequent_indent=indent)

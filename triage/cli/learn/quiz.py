"""`triage learn quiz`: why, why not and what if, on the rules that the learner misses."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from triage.cli import streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.languages import words
from triage.cli.learn import strings
from triage.locale import Say, locale_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from triage.cli.learn.dialogue import Dialogue
    from triage.learn.progress import Progress
    from triage.learn.quiz import QuizQuestion
    from triage.pack.pack import Pack

MOST = 50

HELP = Help(
    "why, why not and what if, on the rules that you miss",
    """
    Asks why a level is what it is, which one answer would change it, and what it would be with another answer. Every
    wrong answer is wrong for a reason that is worked out from the rules, and told. What you missed, here or in a case,
    comes up again: after minutes, then days, then weeks.
    """,
    (
        ("triage learn quiz", "Five questions, what is due first."),
        ("triage learn quiz --seed 3 --count 10", "Ten questions that everybody with this seed gets."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", metavar="N", type=int, default=5, help=f"how many questions, at most {MOST}")
    parser.add_argument("--seed", metavar="N", type=int, help="the number of the first question: the same everywhere")
    parser.add_argument("--json", action="store_true", help="at the end what was answered, as JSON on standard output")
    parser.add_argument("--forget", action="store_true", help="keep nothing of this")


def run(options: argparse.Namespace) -> int:
    from triage.cli.learn.dialogue import Dialogue, Ended
    from triage.cli.learn.kept import Kept
    from triage.learn.progress import Progress
    from triage.learn.schedule import is_available, reviewed
    from triage.questionnaire.strings import fill

    if not 1 <= options.count <= MOST:
        raise WrongUse(fill(words(options.lang)(strings.WRONG_COUNT), count=options.count, most=MOST))
    pack = ready_pack(options)
    say = locale_named(pack.language)
    if not is_available():
        raise WrongUse(fill(say(strings.NEEDS_EXTRA), part="quiz"))
    kept, dialogue = None if options.forget else Kept(say=say), Dialogue(words=say)
    progress = kept.load() if kept else Progress()
    answered: list[dict[str, Any]] = []
    code = Exit.DONE
    dialogue.translated(pack)
    try:
        for number, question in enumerate(_questions(pack, options, progress, dialogue), start=1):
            dialogue.heading(fill(say(strings.QUIZ_TITLE), number=number, count=options.count))
            chosen = _asked(dialogue, question, say)
            answered.append(_answered(question, chosen))
            cards = reviewed(progress.cards, question.rule, chosen == question.right, datetime.now(UTC))
            progress = replace(progress, cards=cards)
            wrong = kept.save(progress) if kept else ""
            if wrong:
                streams.say(fill(say(strings.NOT_KEPT), reason=wrong))
    except (Ended, KeyboardInterrupt) as ended:
        dialogue.stopped(say(strings.QUIZ_STOPPED if kept and answered else strings.STOPPED_FORGOTTEN), ended)
        code = Exit.INTERRUPTED if isinstance(ended, KeyboardInterrupt) else Exit.DONE
    _told(options, answered, say)
    return code


def _questions(
    pack: Pack, options: argparse.Namespace, progress: Progress, dialogue: Dialogue
) -> Iterator[QuizQuestion]:
    """As many as are wanted: by the seed where there is one, else on what is due, then on anything."""
    from secrets import randbelow

    from triage.learn.quiz import make_question
    from triage.learn.schedule import due

    if options.seed is not None:
        yield from (make_question(pack, options.seed + number) for number in range(options.count))
        return
    waiting = due(pack, progress.cards, datetime.now(UTC))[: options.count]
    if progress.cards and not waiting:
        dialogue.say(locale_named(pack.language)(strings.QUIZ_DUE_NONE))
    for number in range(options.count):
        focus = waiting[number] if number < len(waiting) else None
        yield make_question(pack, randbelow(1_000_000), focus)


def _asked(dialogue: Dialogue, question: QuizQuestion, say: Say) -> int:
    from triage.questionnaire.strings import fill

    dialogue.say(say(strings.QUIZ_STORY))
    for line in question.story:
        dialogue.say(f"- {line}", "  ")
    chosen = dialogue.one_of(question.ask, [option.text for option in question.options])
    right = question.options[question.right]
    is_right = chosen == question.right
    wrong = fill(say(strings.QUIZ_WRONG), number=question.right + 1, answer=right.text)
    dialogue.heading(say(strings.QUIZ_RIGHT) if is_right else wrong)
    dialogue.say(say(strings.QUIZ_WHY_EACH))
    dialogue.numbered([f"{option.text}. {option.because}" for option in question.options])
    return chosen


def _answered(question: QuizQuestion, chosen: int) -> dict[str, Any]:
    return {"question": question.id, "rule": question.rule, "chosen": chosen, "right": question.right}


def _told(options: argparse.Namespace, answered: list[dict[str, Any]], say: Say) -> None:
    from triage.questionnaire.strings import fill

    right = sum(one["chosen"] == one["right"] for one in answered)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps({"right": right, "of": len(answered), "answers": answered}, indent=2) + "\n")
    elif answered:
        streams.result(fill(say(strings.QUIZ_ENDED), right=right, count=len(answered)) + "\n")

"""A questionnaire as a list of moves: played again it is the same, and a page left open can still be answered."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.questionnaire import moves
from triage.questionnaire.moves import Progress


def any_reply(progress: Progress, rng: random.Random) -> Any:
    """A reply to what is asked, mostly calm."""
    screen = progress.interview.screen
    assert screen is not None
    head = screen.questions[0]
    special = rng.choice([[UNSURE], [RATHER_NOT_SAY]])
    if screen.is_list:
        names = [one.id for one in (screen.lines or screen.questions)]
        ticked = [name for name in names if rng.random() < 0.15]
        return special if rng.random() < 0.1 else ticked or [NONE]
    if rng.random() < 0.15:
        return special
    if head.type is QuestionType.NUMBER:
        return rng.randint(head.minimum, head.maximum)
    if head.type is QuestionType.YES_NO:
        return [rng.choice(["yes", "no", "no", "no"])]
    return [rng.choice([option.value for option in head.options])]


def any_move(progress: Progress, rng: random.Random) -> dict[str, Any]:
    """Anything that a person can do now."""
    asked = [step for step, then in enumerate(progress.asked) if then.screen is not None]
    draw, screen = rng.random(), progress.interview.screen
    if progress.must_warn:
        return {"do": rng.choice(["go on", "back"])}
    if asked and draw < 0.08:
        step = rng.choice(asked)
        return {"do": "revise", "step": step, "reply": any_reply(Progress(progress.asked[step]), rng)}
    if progress.interview.given and draw < 0.16:
        return {"do": "edit", "question": rng.choice(sorted(progress.interview.given))}
    if screen is None or draw < 0.24:
        return {"do": "back"}
    return {"do": "reply", "screen": screen.id, "reply": any_reply(progress, rng)}


@pytest.mark.parametrize("seed", range(8))
def test_played_again_it_is_the_same(pack: Pack, seed: int) -> None:
    """From the moves as JSON the same answers, the same screen and the same warning come back, after every move."""
    rng = random.Random(seed)
    progress, done = moves.start(pack, "self"), list[Any]()
    for _ in range(40):
        done.append(any_move(progress, rng))
        progress = moves.after(progress, done[-1])
    again = moves.play(pack, "self", json.loads(json.dumps(done)))
    assert dict(again.interview.given) == dict(progress.interview.given)
    assert again.interview.screen == progress.interview.screen
    assert (again.is_warned, again.replies, again.step) == (progress.is_warned, progress.replies, progress.step)


@pytest.mark.parametrize("seed", range(8))
def test_revised_answer_replaces_only_what_it_answers(pack: Pack, seed: int) -> None:
    """Another answer to an earlier page changes the answers of that page alone, and what it ticks is never a no."""
    rng = random.Random(seed)
    progress = moves.start(pack, "self")
    while progress.interview.screen is not None and not progress.must_warn and progress.step < 12:
        screen = progress.interview.screen
        reply = {"do": "reply", "screen": screen.id, "reply": any_reply(progress, rng)}
        progress = moves.after(progress, reply)
    step = rng.randrange(progress.step)
    then = progress.asked[step].screen
    assert then is not None
    reply = any_reply(Progress(progress.asked[step]), rng)
    revised = moves.after(progress, {"do": "revise", "step": step, "reply": reply})
    names = {question.id for question in then.questions}
    before, after = progress.interview.given, revised.interview.given
    assert {name: after[name] for name in after if name not in names} == {
        name: before[name] for name in before if name not in names
    }
    for name in names & set(reply if isinstance(reply, list) else ()):
        assert after.get(name) in (None, ("yes",))


def test_ticked_later_what_was_denied_before_is_asked_in_full(pack: Pack) -> None:
    """Ticked from an old page, a question loses the no that it had there, and is asked."""
    progress = moves.start(pack, "self")
    screen = progress.interview.screen
    assert screen is not None
    first = next(one.id for one in screen.questions if one.type is not QuestionType.YES_NO)
    progress = moves.after(progress, {"do": "reply", "screen": screen.id, "reply": [NONE]})
    assert first in progress.interview.given
    revised = moves.after(progress, {"do": "revise", "step": 0, "reply": [first]})
    assert first not in revised.interview.given
    assert revised.interview.screen is not None
    assert revised.interview.screen.questions[0].id == first


@pytest.mark.parametrize(
    "move",
    [
        {},
        {"do": "reply", "screen": "age", "reply": [NONE]},
        {"do": "revise", "step": 0, "reply": [NONE]},
        {"do": "edit", "question": "age"},
        {"do": "edit", "question": "nothing"},
        {"do": "go on"},
        {"do": "resume", "answers": []},
    ],
)
def test_moves_that_do_not_fit_are_refused(pack: Pack, move: dict[str, Any]) -> None:
    """What cannot be done at the start raises ValueError, and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        moves.after(moves.start(pack, "self"), move)


def test_replies_that_are_none_are_refused(pack: Pack) -> None:
    """Nothing, unknown words, words that cannot stand together and wrong types are no replies."""
    screen = moves.start(pack, "self").interview.screen
    assert screen is not None
    name = screen.questions[0].id
    for reply in ([], ["nothing"], [name, NONE], [NONE, UNSURE], name, 7, None, [None], {"a": 1}, [{"a": 1}], [[name]]):
        with pytest.raises(ValueError, match=r"."):
            moves.checked(screen, reply)


def test_after_new_rules_it_goes_on_from_the_answers_it_understands(pack: Pack) -> None:
    """A resume drops what the pack does not know and keeps the rest."""
    document = {"for": "other", "answers": {"age": 62, "no_such_question": "yes", "side": "moon"}}
    progress = moves.after(moves.start(pack, "other"), {"do": "resume", "answers": document})
    assert dict(progress.interview.given) == {"age": 62}
    assert progress.interview.person == "other"

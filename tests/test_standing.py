"""What would be with other answers: touching only what they touch gives what settling everything anew gives."""

from __future__ import annotations

import random

from random_answers import random_answers, random_value
from small_packs import VALUES, small_pack, some_answers

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, State, Value
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import asked_anew, other_answers, standing_of, with_tick


def check(pack: Pack, changes: dict[str, Value], rng: random.Random) -> None:
    standing = standing_of(pack, random_answers(pack, rng))
    facts = logic_of(pack).settle(standing.document(changes))
    quick = standing.facts_if(changes)
    assert (quick.values, quick.numbers, quick.unknown, quick.states) == (
        facts.values,
        facts.numbers,
        facts.unknown,
        facts.states,
    )
    whole = infer(pack, facts).conclusions.urgency
    assert standing.urgency_if(changes) == whole
    above = standing.levels_above(standing.urgency, changes)
    assert max(above.values(), key=lambda level: level.rank, default=None) == (
        whole if whole > max(standing.urgency, pack.base.urgency) else None
    )


def test_standing_is_the_result(pack: Pack) -> None:
    """Where someone stands is the urgency of their answers, with every answer as it counts."""
    rng = random.Random(31)
    for _ in range(60):
        answers = random_answers(pack, rng)
        standing = standing_of(pack, answers)
        assert standing.urgency == infer(pack, logic_of(pack).settle(answers)).conclusions.urgency
        again = logic_of(pack).settle(standing.answers)
        assert (again.values, again.numbers, again.unknown) == (
            standing.facts.values,
            standing.facts.numbers,
            standing.facts.unknown,
        )


def test_asked_anew_is_settled_as_if_never_answered(pack: Pack) -> None:
    """Questions open again, and what hangs on their gates, are as if only all the others had been answered."""
    rng, hung = random.Random(33), 0
    for _ in range(150):
        answers = random_answers(pack, rng)
        facts = logic_of(pack).settle(answers)
        asked = facts.unknown if rng.random() < 0.5 else rng.sample(list(pack.questions), 3)
        known = {name: value for name, value in answers.given.items() if name not in asked}
        for name, state in facts.states.items():
            if name not in asked and name not in known and state not in (State.HIDDEN, State.NOT_ASKED):
                known[name] = facts.numbers[name] if name in facts.numbers else tuple(facts.values[name])
        whole = logic_of(pack).settle(Answers(known, "open", answers.not_asked))
        anew = asked_anew(pack, answers, facts, asked)
        assert (anew.values, anew.numbers, anew.unknown) == (whole.values, whole.numbers, whole.unknown)
        hung += len(whole.values.keys() ^ facts.values.keys()) > len(set(asked))
    assert hung


def test_changes_settle_as_the_whole_would(pack: Pack) -> None:
    """One to three changed answers give the facts and the urgency that settling everything anew gives."""
    rng = random.Random(32)
    for _ in range(250):
        names = rng.sample(list(pack.questions), rng.randint(1, 3))
        check(pack, {name: random_value(pack.questions[name], rng) for name in names}, rng)


def test_changes_settle_in_any_small_pack(pack: Pack) -> None:
    """The same in made packs, where gates hang on gates and rules on the lack of an answer."""
    rng = random.Random(33)
    for _ in range(60):
        made = small_pack(pack, rng)
        standing = standing_of(made, some_answers(rng))
        for name, values in VALUES.items():
            value = rng.choice(values)
            after = infer(made, logic_of(made).settle(standing.document({name: value}))).conclusions.urgency
            assert standing.urgency_if({name: value}) == after


def test_what_a_change_would_show_goes_on_counting_as_no(pack: Pack) -> None:
    """A question that is hidden counts as its clear negative, also where a change has it asked."""
    answers = read_answers(pack, {"answers": {"back_pain": "none", "side": "one_leg"}, "unanswered": "unsure"})
    standing = standing_of(pack, answers)
    assert standing.facts.states["back_pain_features"] is State.HIDDEN
    facts = standing.facts_if({"back_pain": ("severe",)})
    assert facts.states["back_pain_features"] is State.ANSWERED
    assert facts.values["back_pain_features"] == {"none"}


def test_other_answers_are_one_step_away(pack: Pack) -> None:
    """Other answers are clear ones: another choice, or one tick more or less; a number has none."""
    chest = pack.questions["chest_symptoms"]
    assert ("chest_pain", "collapse") in set(other_answers(chest, ("chest_pain",)))
    assert ("none",) in set(other_answers(chest, ("chest_pain",)))
    assert ("chest_pain",) not in set(other_answers(chest, ("chest_pain",)))
    assert list(other_answers(pack.questions["face_droop"], ("no",))) == [("yes",)]
    assert not list(other_answers(pack.questions["age"], 40))
    assert len(list(other_answers(pack.questions["side"], None))) == 4


def test_a_tick_more_keeps_what_was_said(pack: Pack) -> None:
    """A new tick stands beside the old ones, and whoever was not sure about the rest still is."""
    assert with_tick(("none",), "fever") == ("fever",)
    assert with_tick(("unsure",), "fever") == ("fever",)
    assert with_tick(("weight_loss",), "fever") == ("weight_loss", "fever")
    assert with_tick(("weight_loss", "unsure"), "fever") == ("weight_loss", "fever", "unsure")
    assert with_tick(None, "fever") == ("fever",)
    assert pack.base.urgency is Urgency.SOON

"""Practice cases: each has the level it promises, by both engines, fits together, and tells nothing too early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from triage.assessment.assess import reason
from triage.errors import UnknownId
from triage.explain.case import says
from triage.learn import Consultation, Kind, NoCase, PracticeCase, make_case
from triage.learn.making import kind_of
from triage.learn.plausible import OLDEST, YOUNGEST, clashes
from triage.learn.telling import leaks, names_of_conclusions, opening, whole_story, wording
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, State, Value
from triage.reasoning.documents import read_answers
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import standing_of

EACH, MANY = 20, 1000


def cases(pack: Pack, count: int) -> Iterable[PracticeCase]:
    return (make_case(pack, seed, kind) for kind in Kind for seed in range(count))


def assessed(pack: Pack, given: dict[str, Value]) -> tuple[Urgency, bool | None, dict[str, bool]]:
    """The level by both engines, whether they agree, and what fired, for certain or not."""
    made = reason(pack, Answers(given))
    return made.conclusions.urgency, made.engine.agreed, {one.rule: one.certain for one in made.firings}


def broken_promises(pack: Pack, case: PracticeCase) -> Iterable[str]:
    """What a case promises and does not keep, worked out from its answers alone."""
    level, agreed, fired = assessed(pack, dict(case.given))
    is_base = case.rule == pack.base.id
    asks_for = pack.base.reassured if is_base else pack.danger_signs[case.rule].urgency
    if level is not case.level or agreed is not True or not case.is_agreed:
        yield f"{case.id}: {level}, agreed {agreed}"
    match case.kind:
        case Kind.NEAR_MISS:
            if fired.get(case.rule) or level is asks_for or case.twin is None:
                yield f"{case.id}: not missed"
        case Kind.NOT_SURE:
            unknown = [name for name, value in case.given.items() if value == NOT_SURE]
            if len(unknown) < 2 or (not is_base and fired[case.rule]):
                yield f"{case.id}: certain, or too much known"
        case _:
            if fired.get(case.rule) is not True or level is not asks_for:
                yield f"{case.id}: the rule does not decide"
    if case.kind is Kind.ONE_AWAY and case.twin is None:
        yield f"{case.id}: no twin"
    if case.kind is Kind.ATYPICAL and len(case.beside) < 2:
        yield f"{case.id}: nothing beside"
    if case.twin is not None:
        changed = standing_of(pack, case.answers).document({case.twin.question: case.twin.value})
        after, _, _ = assessed(pack, dict(changed.given))
        if after is not case.twin.level or after is level:
            yield f"{case.id}: its twin is {after}"


def misfits(pack: Pack, case: PracticeCase) -> Iterable[str]:
    """What is wrong with the answers of a case as those of one person."""
    states = logic_of(pack).settle(case.answers).states
    wrong = [name for name, state in states.items() if (state is State.HIDDEN) == (name in case.given)]
    yield from (f"{case.id}: {name} is {states[name]}" for name in wrong)
    yield from (f"{case.id}: {clash.parts}" for clash in clashes(case.given))
    age = case.given["age"]
    if age != NOT_SURE and not (isinstance(age, int) and YOUNGEST <= age <= OLDEST):
        yield f"{case.id}: {age} years"
    read_answers(pack, case.answers.document(pack))


def test_every_case_has_the_level_it_promises(pack: Pack) -> None:
    """A hundred cases of all kinds: both engines give the level, and each is what its kind says."""
    assert [one for case in cases(pack, EACH) for one in broken_promises(pack, case)] == []


def test_every_case_is_a_whole_person(pack: Pack) -> None:
    """All that is asked is answered, nothing that is hidden, nothing against the age or against itself."""
    assert [one for case in cases(pack, EACH) for one in misfits(pack, case)] == []


@pytest.mark.soak
def test_five_thousand_cases(pack: Pack) -> None:
    """5,000 cases keep their promises and fit together; every level, nearly every rule and every cause comes up."""
    wrong: list[str] = []
    levels: Counter[Urgency] = Counter()
    rules: set[str] = set()
    for case in cases(pack, MANY):
        wrong += [*broken_promises(pack, case), *misfits(pack, case)]
        levels[case.level] += 1
        rules.add(case.rule)
    assert wrong == []
    assert min(levels.values()) >= 500
    assert len(rules) >= 0.9 * (len(pack.danger_signs) + 1)


def test_a_seed_is_the_same_case_everywhere(pack: Pack) -> None:
    """The case of a seed is fixed: another machine, another Python and another day give these very answers."""
    from triage.learn.making import _made

    for case in cases(pack, 2):
        again = _made.__wrapped__(pack, case.seed, case.kind, None)
        assert again is not case
        assert (again, dict(again.given)) == (case, dict(case.given))
    assert kind_of(1) is kind_of(1)
    assert make_case(pack, 3).kind is kind_of(3)


def test_the_cases_are_spread(pack: Pack) -> None:
    """A hundred cases have every level, many rules, and each cause among what is possible."""
    those = list(cases(pack, EACH))
    assert {case.level for case in those} == set(Urgency)
    assert len({case.rule for case in those}) >= 40
    shown = {cause.cause for case in those for cause in reason(pack, case.answers).conclusions.causes}
    assert shown == set(pack.causes)


def test_the_opening_names_no_conclusion(pack: Pack) -> None:
    """Who the patient is and what they noticed: no danger sign, cause or condition is named, and no deciding answer."""
    say = wording(pack)
    assert len(names_of_conclusions(pack)) > 60
    for case in cases(pack, EACH):
        told = opening(pack, case)
        texts = [says(pack, name, case.given[name], say) for name in told]
        assert texts
        assert [text for text in texts if leaks(pack, text)] == []
        assert case.twin is None or case.twin.question not in told[2:]


def test_a_leak_would_be_found(pack: Pack) -> None:
    """The test for leaks does see the name of a cause in a sentence."""
    label = wording(pack)(next(iter(pack.causes.values())).label)
    assert leaks(pack, f"This looks like {label.upper()} to me")
    assert leaks(pack, "Guillain-Barre syndrome (GBS for short)")  # also without its accent


def test_the_whole_story_has_no_plain_noes(pack: Pack) -> None:
    """What is told to the teacher are findings and what is not sure."""
    story = whole_story(pack, make_case(pack, 0, Kind.NOT_SURE))
    assert any(UNSURE in line or "not sure" in line for line in story)
    assert not any(line.endswith(": no") for line in story)


def test_a_case_about_one_rule(pack: Pack) -> None:
    """A rule can be asked for; what is no rule is refused with the nearest that is one."""
    assert make_case(pack, 1, Kind.TYPICAL, "RF61_gone").rule == "RF61_gone"
    assert "RF61_gone" in make_case(pack, 1, Kind.TYPICAL, "RF61_gone").id
    with pytest.raises(UnknownId, match="Did you mean 'RF61_gone'"):
        make_case(pack, 1, Kind.TYPICAL, "RF61_gon")


def test_where_there_is_no_case_it_is_said(pack: Pack) -> None:
    """A rule that never decides a level by itself gives no case, and says so."""
    with pytest.raises(NoCase, match="try another seed"):
        make_case(pack, 1, Kind.TYPICAL, "RF60_unknown_recent")


def test_a_consultation_goes_on_from_its_state(pack: Pack) -> None:
    """What was asked is enough to go on; with another pack it is not gone on with."""
    case = make_case(pack, 5, Kind.TYPICAL, "RF17_saddle")
    begun = Consultation(pack, case).ask("bladder_change").ask("course").ask("course")
    assert begun.asked == ("bladder_change", "course")
    assert Consultation.resume(pack, begun.state()) == begun
    assert Consultation.resume(pack, {**begun.state(), "pack": "another"}) is None


def test_only_what_was_asked_is_heard(pack: Pack) -> None:
    """The student hears the opening and the answers to their questions, in that order; a hidden question is a no."""
    case = make_case(pack, 2, Kind.TYPICAL)
    consultation = Consultation(pack, case)
    assert consultation.heard == ()
    hidden = next(name for name in pack.questions if name not in case.given)
    after = consultation.ask(hidden).ask("course")
    assert [told.question for told in after.heard] == [hidden, "course"]
    assert after.heard[0].state is State.HIDDEN
    assert set(after.given()) == {*opening(pack, case), "course"}
    with pytest.raises(UnknownId):
        consultation.ask("nothing")

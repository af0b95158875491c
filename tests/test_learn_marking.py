"""Marking: what was missed, which question would have decided it, which told nothing, and on which side it erred."""

from __future__ import annotations

import pytest

from triage.explain.case import case_of
from triage.explain.let_off import MOST_TOLD, deciding_answers
from triage.explain.why import why
from triage.explain.why_not import why_not
from triage.interview.relevance import outlook
from triage.learn import Consultation, Decision, Kind, feedback, make_case, mark, record_of, sign_choices, strings
from triage.learn.making import make_case as made
from triage.learn.strings import HEADING_OVER
from triage.learn.telling import heard, wording
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.inference import infer
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.standing import other_answers, standing_of
from triage.report.document import Items
from triage.report.explained import explained_to_terminal


def emergency(pack: Pack) -> Consultation:
    """A case of which one answer decides that it is an emergency now."""
    return Consultation(pack, make_case(pack, 10, Kind.ONE_AWAY, "RF01_fast_sign"))


def test_under_and_over_are_told_apart(pack: Pack) -> None:
    """Too low and too high are never mixed up, and the steps are counted."""
    asked = emergency(pack)
    assert asked.case.level is Urgency.EMERGENCY_NOW
    under = mark(asked, Decision(urgency=Urgency.SOON))
    assert (under.verdict, under.steps) == ("under", 3)
    calm = Consultation(pack, make_case(pack, 2, Kind.TYPICAL, "base"))
    over = mark(calm, Decision(urgency=Urgency.URGENT_SAME_DAY))
    assert (over.verdict, over.steps) == ("over", 2)
    right = mark(calm, Decision(urgency=calm.case.level))
    assert (right.verdict, right.steps) == ("right", 0)


def test_the_deciding_question_is_named(pack: Pack) -> None:
    """A question that was not asked, and that alone makes the level certain, is told first; once asked, none is."""
    asked = emergency(pack)
    marking = mark(asked, Decision(urgency=Urgency.SOON))
    deciding = marking.would_have_decided[0].question
    assert marking.one_is_enough
    assert outlook(pack, asked.facts((*asked.known, deciding))).floor is Urgency.EMERGENCY_NOW
    after = mark(asked.ask(deciding), Decision(urgency=Urgency.EMERGENCY_NOW))
    assert after.would_have_decided == ()
    assert after.certain_level is Urgency.EMERGENCY_NOW


def test_where_other_answers_made_it_certain_nothing_would_have_decided_it(pack: Pack) -> None:
    """Whoever has heard enough for the level, by whichever sign, is not told of a question that would have decided."""
    found = 0
    for case in (make_case(pack, seed, kind) for seed in range(8) for kind in (Kind.TYPICAL, Kind.ATYPICAL)):
        heard = Consultation(pack, case)
        for name in reversed(pack.questions):
            heard = heard.ask(name)
            if case.level is not Urgency.ROUTINE and outlook(pack, heard.facts()).floor is case.level:
                rests_on = {said.question for said in why(pack, case.answers).enough}
                found += not rests_on <= set(heard.known)
                assert mark(heard, Decision(urgency=case.level)).would_have_decided == ()
                break
    assert found, "by answers other than those on which the level is said to rest"


def test_a_calm_level_is_certain_only_when_nothing_is_open(pack: Pack) -> None:
    """Below the calm level there is none, so it is never told that one answer decided it or that it can be no lower.

    The many answers on which it rests are told once, with a mark at those that were not asked for.
    """
    calm = Consultation(pack, make_case(pack, 7, Kind.NEAR_MISS))
    assert calm.case.level is Urgency.ROUTINE
    early = mark(calm, Decision(urgency=Urgency.ROUTINE))
    assert len(early.would_have_decided) > 1
    assert not early.one_is_enough
    told = " ".join(text for section in feedback(pack, early) for text in section.texts)
    assert strings.WAS_NOT_CALM in told
    assert f"You did not ask for {len(early.would_have_decided)} of the answers" in told
    assert "no lower" not in told
    level = feedback(pack, early)[0]
    marked = {item.text for block in level.blocks if isinstance(block, Items) for item in block.items if item.mark}
    assert marked == {one.says for one in early.would_have_decided} < set(early.because)
    assert not [one.ask for one in early.would_have_decided if one.ask in told]
    late = mark(calm.ask_all(pack.questions), Decision(urgency=Urgency.ROUTINE))
    assert (late.would_have_decided, late.still_open) == ((), 0)
    assert strings.WAS_CALM in " ".join(text for section in feedback(pack, late) for text in section.texts)


def test_a_sign_stands_only_on_what_speaks_for_it(pack: Pack) -> None:
    """An answer that only keeps an exception away is not told as a ground of the sign."""
    consultation = Consultation(pack, make_case(pack, 775056, Kind.ATYPICAL, "RF18_sphincter_new"))
    marking = mark(consultation, Decision(urgency=Urgency.SOON, signs=("RF62_worse_slow",)))
    slow = next(one for one in marking.signs if one.id == "RF62_worse_slow")
    assert slow.because == ("The weakness is getting slowly worse",)


def test_what_told_nothing_could_change_nothing(pack: Pack) -> None:
    """A question that told nothing: with any other answer to it level and causes would have been the same."""
    asked = emergency(pack)
    deciding = mark(asked, Decision(urgency=Urgency.SOON)).would_have_decided[0].question
    late = asked.ask_all([deciding, "rest_pain", "course", "heat_sensitivity"])
    told = {one.question for one in mark(late, Decision(urgency=Urgency.EMERGENCY_NOW)).told_nothing}
    assert told == {"rest_pain", "course", "heat_sensitivity"} - set(asked.known)
    early = asked.ask_all(["course", deciding])
    assert mark(early, Decision(urgency=Urgency.EMERGENCY_NOW)).told_nothing == ()


@pytest.mark.parametrize("seed", range(6))
def test_told_nothing_is_borne_out_by_trying(pack: Pack, seed: int) -> None:
    """Every other answer to a question that told nothing, tried beside what was known, leaves the floor as it was."""
    consultation = Consultation(pack, make_case(pack, seed))
    consultation = consultation.ask_all(list(pack.questions)[seed::3])
    nothing = {one.question for one in mark(consultation, Decision(urgency=Urgency.SOON)).told_nothing}
    known: list[str] = [name for name in consultation.known if name not in consultation.asked]
    for name in consultation.asked:
        if name in nothing:
            given = consultation.given(known)
            before = outlook(pack, logic_of(pack).settle(Answers(given, "open"))).floor
            for value in other_answers(pack.questions[name], None):
                facts = logic_of(pack).settle(Answers({**given, name: value}, "open"))
                assert outlook(pack, facts).floor is before
        known.append(name)


def test_the_certificate_proves_the_level(pack: Pack) -> None:
    """The answers on which the level rests are as many as counted, and with them it can be no lower."""
    for seed in range(10):
        consultation = Consultation(pack, make_case(pack, seed, Kind.TYPICAL))
        marking = mark(consultation, Decision(urgency=Urgency.SOON))
        assert len(marking.because) == marking.certificate <= marking.shortest_safe
        enough = [*consultation.known, *(one.question for one in marking.would_have_decided)]
        assert outlook(pack, consultation.facts(enough)).floor is consultation.case.level


def test_signs_causes_and_reason(pack: Pack) -> None:
    """What was named is right or wrong by the derivation; what decides and was not named is missed."""
    asked = emergency(pack).ask("arm_weakness")
    shown = sign_choices(pack, asked.case)
    wrong = next(rule for rule in shown if rule not in _fired(pack, asked))
    named = Decision(urgency=Urgency.SOON, signs=("RF01_fast_sign", wrong), causes=("injuries",), reason=("age",))
    marking = mark(asked, named)
    assert {one.id: one.verdict for one in marking.signs}[wrong] == "wrong"
    assert {one.id: one.verdict for one in marking.signs}["RF01_fast_sign"] == "hit"
    assert {one.id: one.verdict for one in marking.reason}["age"] == "wrong"
    silent = mark(asked, Decision(urgency=Urgency.SOON))
    assert [one.id for one in silent.signs if one.verdict == "missed"]
    assert silent.reason == ()
    heard_only = mark(asked, Decision(urgency=Urgency.SOON, reason=("age",))).reason
    assert {one.id for one in heard_only if one.verdict == "missed"} <= set(asked.known)
    kept = record_of(asked, named, marking)
    assert (kept.level, kept.said, kept.wrong) == (asked.case.level, Urgency.SOON, (wrong,))


TAKEN_BACK = "RF62_worse_slow"  # by an exception that stands on many answers


@pytest.mark.parametrize("tag", ["en", "es"])
def test_what_took_a_sign_back_is_told_in_short(pack: Pack, tag: str) -> None:
    """The finding that decides comes first, then a few more, and the others are counted, in either language."""
    one = pack.in_language(tag)
    case = make_case(one, 7, Kind.NEAR_MISS, TAKEN_BACK)
    marked = mark(Consultation(one, case), Decision(urgency=Urgency.SOON, signs=(TAKEN_BACK,)))
    (sign,) = (named for named in marked.signs if named.id == TAKEN_BACK)
    assert len(sign.let_off) > MOST_TOLD
    assert sign.let_off[0] == heard(one, case, "walking_pain_pattern").says
    (line,) = (
        more.text
        for section in feedback(one, marked)
        for block in section.blocks
        if isinstance(block, Items)
        for item in block.items
        for more in item.more
        if more.label == wording(one)(strings.LET_OFF)
    )
    told = line.rstrip(".").split("; ")
    assert told[:-1] == list(sign.let_off[:MOST_TOLD])
    assert told[-1] == {"en": "and 10 more", "es": "y 10 más"}[tag]


def test_what_took_a_sign_back_decides_it(pack: Pack) -> None:
    """Without any one of these answers the exception is not certain; what is not among them is not needed."""
    case = make_case(pack, 7, Kind.NEAR_MISS, TAKEN_BACK)
    told = case_of(pack, case.answers)
    missing = why_not(pack, case.answers, TAKEN_BACK).missing[0]
    deciding = deciding_answers(told, missing)
    said = {answer.says: answer.question for answer in missing.let_off}
    assert set(deciding) < set(said)
    unless = pack.danger_signs[TAKEN_BACK].unless
    assert unless is not None

    def holds(without: set[str]) -> bool:
        given = {name: value for name, value in told.told.items() if name not in without}
        return logic_of(pack).holds(unless, logic_of(pack).settle(Answers(given, "open")), Reading.STRICT) == YES

    assert holds({said[one] for one in said if one not in deciding})
    assert [one for one in deciding if holds({said[one]})] == []
    assert [answer.says for answer in missing.let_off[: len(deciding)]] == list(deciding)


def test_of_many_answers_that_took_a_sign_back_the_first_are_told(pack: Pack) -> None:
    """`why-not` tells those that decide it, and how many there are beside."""
    explained = why_not(pack, make_case(pack, 7, Kind.NEAR_MISS, TAKEN_BACK).answers, TAKEN_BACK)
    answers = explained.missing[0].let_off
    told = " ".join(explained_to_terminal(pack, explained, width=80, colour=False).split())
    assert [one.says in told for one in answers[:5]] == [True] * 5
    assert f"and {len(answers) - 5} more" in told


def _fired(pack: Pack, consultation: Consultation) -> set[str]:
    facts = logic_of(pack).settle(consultation.case.answers)
    return {one.rule for one in infer(pack, facts).firings}


def test_the_signs_to_choose_from(pack: Pack) -> None:
    """Eight different names, the deciding one among them, not always in the same place; a near miss is there too."""
    places = set()
    for seed in range(8):
        case = made(pack, seed, Kind.TYPICAL)
        shown = sign_choices(pack, case)
        assert len(shown) == len({pack.danger_signs[rule].label for rule in shown}) == 8
        if case.rule in pack.danger_signs:
            labels = [pack.danger_signs[rule].label for rule in shown]
            places.add(labels.index(pack.danger_signs[case.rule].label))
    assert len(places) > 2
    near = made(pack, 0, Kind.NEAR_MISS, "RF17_saddle")
    assert "RF17_saddle" in sign_choices(pack, near)


def test_the_feedback_tells_all_of_it(pack: Pack) -> None:
    """The sections begin with the level, then names, then questions; every text is a whole one."""
    calm = Consultation(pack, make_case(pack, 2, Kind.ONE_AWAY, "base")).ask("course")
    marking = mark(calm, Decision(urgency=Urgency.EMERGENCY_NOW, reason=("age",), sure=50))
    sections = feedback(pack, marking)
    assert [section.id for section in sections] == ["level", "signs", "causes", "reason", "questions"]
    assert sections[0].heading.startswith(HEADING_OVER.partition(":")[0])
    texts = [text for section in sections for text in section.texts]
    assert [text for text in texts if "[" in text or "{" in text or not text.strip()] == []
    assert any("hangs on one answer" in text for text in texts)


def test_being_sure_is_a_share_of_a_hundred() -> None:
    """How sure somebody is lies between 0 and 100."""
    with pytest.raises(ValueError, match="from 0 to 100"):
        Decision(urgency=Urgency.SOON, sure=101)


def test_a_marking_is_plain_data(pack: Pack) -> None:
    """A marking and a record can be written as JSON and read again."""
    asked = emergency(pack).ask("course")
    marking = mark(asked, Decision(urgency=Urgency.SOON, sure=70))
    assert marking.to_dict()["verdict"] == "under"
    assert standing_of(pack, asked.case.answers).urgency is marking.level
    assert clear_negative(pack.questions["course"]) == NOT_SURE

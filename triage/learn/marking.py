"""Marking: what a student concluded, beside what follows from the rules.

All of it comes from the derivation of the case and from the three-valued reading of what the student had heard: a
question "told nothing" when, as it was asked, no rule that was still open could hang on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from triage.explain.case import case_of, says
from triage.explain.let_off import deciding_answers
from triage.explain.model import SignStep, Why
from triage.explain.why import why
from triage.explain.why_not import why_not
from triage.interview.relevance import outlook
from triage.interview.replay import replay
from triage.learn.case import PracticeCase
from triage.learn.consultation import Consultation
from triage.learn.reach import could_matter
from triage.learn.telling import heard, wording
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

Verdict = Literal["right", "under", "over"]
Named = Literal["hit", "missed", "wrong"]
MOST_NAMED = 5


class Decision(Model):
    """What the student concludes. `sure` is how sure they are of the level, in per cent; `reason` names questions."""

    urgency: Urgency
    signs: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    sure: int | None = None

    def __post_init__(self) -> None:
        if self.sure is not None and not 0 <= self.sure <= 100:
            raise ValueError("'sure' is from 0 to 100")


class MarkedName(Model):
    """A danger sign, cause or answer that was named or should have been.

    `because` are the answers it stands on, or for one that is wrong the tests that it lacks; `let_off` are the
    answers that took a danger sign back, those that decide it first.
    """

    id: str
    label: str
    verdict: Named
    because: tuple[str, ...] = ()
    let_off: tuple[str, ...] = ()


class QuestionTold(Model):
    """A question in words, and the answer that it has."""

    question: str
    ask: str
    says: str


class Marking(Model):
    """How a decision compares with the rules.

    `steps` is how many levels too high (over) or too low (under). `certain_level` is the level that was certain from
    what the student had heard. `would_have_decided` are questions not asked on which the level rests, the first being
    enough alone where one is; none where the level was certain already. `still_open` is how many others could still
    have raised it. `shortest_safe` is how many questions the adaptive questionnaire asks in this case, `certificate`
    how many answers prove the level is no lower. Nothing is lower than the calm level: there they are the answers
    without which it would be higher.
    """

    case: str
    rule: str
    verdict: Verdict
    steps: int
    level: Urgency
    said: Urgency
    sure: int | None
    certain_level: Urgency
    signs: tuple[MarkedName, ...]
    causes: tuple[MarkedName, ...]
    reason: tuple[MarkedName, ...]
    because: tuple[str, ...]
    would_have_decided: tuple[QuestionTold, ...]
    one_is_enough: bool
    still_open: int
    told_nothing: tuple[QuestionTold, ...]
    asked: int
    shortest_safe: int
    certificate: int
    twin: QuestionTold | None
    twin_level: Urgency | None

    @property
    def is_calm(self) -> bool:
        """Whether the level is the lowest there is, so that only all that reassures together makes it certain."""
        return self.level is min(Urgency, key=lambda level: level.rank)


def mark(consultation: Consultation, decision: Decision, country: str | None = None) -> Marking:
    """Compare a decision with what follows from the case."""
    pack, case = consultation.pack, consultation.case
    explained = _explained(pack, case, country)
    certain_level = outlook(pack, consultation.facts()).floor
    missing = _missing(consultation, explained, certain_level)
    first = _enough_alone(consultation, missing, certain_level)
    decisive = (*((first,) if first else ()), *(name for name in missing if name != first))
    steps = decision.urgency.rank - case.level.rank
    return Marking(
        case=case.id,
        rule=case.rule,
        verdict="right" if not steps else "under" if steps < 0 else "over",
        steps=abs(steps),
        level=case.level,
        said=decision.urgency,
        sure=decision.sure,
        certain_level=certain_level,
        signs=tuple(_signs(consultation, explained, decision)),
        causes=tuple(_causes(consultation, explained, decision)),
        reason=tuple(_reason(consultation, explained, decision)),
        because=tuple(said.says for said in explained.enough),
        would_have_decided=tuple(_told(consultation, name) for name in decisive),
        one_is_enough=first is not None,
        still_open=_still_open(consultation, missing),
        told_nothing=tuple(_told(consultation, name) for name in told_nothing(consultation)),
        asked=len(consultation.asked),
        shortest_safe=_shortest_safe(pack, case),
        certificate=len(explained.enough),
        twin=_twin(consultation),
        twin_level=case.twin.level if case.twin else None,
    )


# What is so of a case itself is worked out once for a whole class.


@lru_cache(maxsize=4096)
def _explained(pack: Pack, case: PracticeCase, country: str | None) -> Why:
    return why(pack, case.answers, country=country)


@lru_cache(maxsize=4096)
def _shortest_safe(pack: Pack, case: PracticeCase) -> int:
    return len(replay(pack, case.answers).asked)


def told_nothing(consultation: Consultation) -> Iterator[str]:
    """The questions that were asked when no answer to them could change the level or a cause any more."""
    known = [name for name in consultation.known if name not in consultation.asked]
    for name in consultation.asked:
        if not could_matter(consultation.pack, consultation.facts(known), name):
            yield name
        known.append(name)


def _told(consultation: Consultation, name: str) -> QuestionTold:
    answer = heard(consultation.pack, consultation.case, name)
    return QuestionTold(question=name, ask=answer.ask, says=answer.says)


def _missing(consultation: Consultation, explained: Why, certain_level: Urgency) -> tuple[str, ...]:
    """The questions not asked on which the level rests; none where other answers had made an urgent level certain."""
    if explained.decided_by and certain_level >= consultation.case.level:
        return ()
    return tuple(said.question for said in explained.enough if said.question not in consultation.known)


def _enough_alone(consultation: Consultation, missing: tuple[str, ...], certain_level: Urgency) -> str | None:
    """The question that, asked beside what is known, makes it certain that the level is no lower."""
    if certain_level >= consultation.case.level:
        return None  # it is certain without any: the calm level, below which there is none
    for name in missing:
        facts = consultation.facts((*consultation.known, name))
        if outlook(consultation.pack, facts).floor >= consultation.case.level:
            return name
    return None


def _still_open(consultation: Consultation, missing: tuple[str, ...]) -> int:
    """How many more questions could have raised the level, once those on which it rests are known."""
    pack, level = consultation.pack, consultation.case.level
    ahead = outlook(pack, consultation.facts((*consultation.known, *missing)))
    return len({name for need in ahead.needs if need.level > level for name in need.questions})


# ----------------------------------------------------------------------------------------------- what was named, or not


def _signs(consultation: Consultation, explained: Why, decision: Decision) -> Iterator[MarkedName]:
    """The signs that were named, each right or wrong, and those that decide the level and were not.

    Signs of one name count as one: who names it has seen it.
    """
    pack = consultation.pack
    fired = [*explained.decided_by, *explained.less_urgent]
    by_label = {sign.label: sign for sign in reversed(fired)}
    named = {_label(consultation, rule): rule for rule in decision.signs}
    for label, rule in named.items():
        if label in by_label:
            yield _named(by_label[label], "hit")
        else:
            missing = why_not(pack, consultation.case.answers, rule).missing[0]
            lacking = tuple(one.needs for one in missing.unmet)
            let_off = deciding_answers(case_of(pack, consultation.case.answers), missing) if missing.let_off else ()
            yield MarkedName(id=rule, label=label, verdict="wrong", because=lacking[:MOST_NAMED], let_off=let_off)
    for sign in explained.decided_by:
        if sign.label not in named:
            yield _named(sign, "missed")
            named[sign.label] = sign.rule


def _named(sign: SignStep, verdict: Named) -> MarkedName:
    """What speaks for a sign, without the answers that only do not let it off."""
    because = tuple(said.says for said in sign.because if said.role != "not_let_off")
    return MarkedName(id=sign.rule, label=sign.label, verdict=verdict, because=because)


def _label(consultation: Consultation, rule: str) -> str:
    return wording(consultation.pack)(consultation.pack.danger_signs[rule].label)


def _causes(consultation: Consultation, explained: Why, decision: Decision) -> Iterator[MarkedName]:
    shown = {cause.cause: cause for cause in explained.causes}
    for name in dict.fromkeys((*shown, *decision.causes)):
        if name in shown:
            reasons = tuple(one.says for one in shown[name].for_)[:MOST_NAMED]
            verdict: Named = "hit" if name in decision.causes else "missed"
        else:
            reasons, verdict = (), "wrong"
        label = wording(consultation.pack)(consultation.pack.causes[name].label)
        yield MarkedName(id=name, label=label, verdict=verdict, because=reasons)


def _reason(consultation: Consultation, explained: Why, decision: Decision) -> Iterator[MarkedName]:
    """The answers that were given as the reason: those the level rests on, by any sign that decides it, are right.

    Missed are only those that were heard: of the others, the question was missed.
    """
    grounds = {said.question for sign in explained.decided_by for said in (*sign.because, *sign.also)}
    grounds |= {said.question for said in explained.enough}
    rests_on = [said.question for said in explained.enough if said.question in consultation.known]
    missed = rests_on if decision.reason else []
    for name in dict.fromkeys((*decision.reason, *missed)):
        verdict: Named = "missed" if name not in decision.reason else "hit" if name in grounds else "wrong"
        answer = heard(consultation.pack, consultation.case, name)
        yield MarkedName(id=name, label=answer.says, verdict=verdict)


def _twin(consultation: Consultation) -> QuestionTold | None:
    """The one other answer that would have led to another level, in words."""
    twin, pack = consultation.case.twin, consultation.pack
    if twin is None:
        return None
    say = wording(pack)
    about = pack.questions[twin.question]
    return QuestionTold(question=twin.question, ask=say(about.ask), says=says(pack, twin.question, twin.value, say))

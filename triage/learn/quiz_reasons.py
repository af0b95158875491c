"""Why an answer to a quiz question is wrong: each reason is worked out, and of another kind where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from triage.explain.case import Case
from triage.explain.ground import fires, questions_of, rules_by_id
from triage.explain.model import SignStep, Why
from triage.explain.unmet import unmet_tests
from triage.explain.why import why
from triage.learn import strings
from triage.pack.in_words import leaf_in_words
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill
from triage.reasoning.answers import Value
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import Standing

MOST_NEEDS = 3
T = TypeVar("T")


@dataclass(frozen=True)
class Reason:
    """Why something is wrong, in words. `about` are ids: two reasons of one kind about the same are alike."""

    kind: str
    text: str
    about: tuple[str, ...] = ()


def told_apart(candidates: Iterable[tuple[T, Sequence[Reason]]], count: int) -> list[tuple[T, Reason]]:
    """The first of the candidates, each with one of its reasons: of different kinds, else at least not alike."""
    chosen: list[tuple[T, Reason]] = []
    spare: list[tuple[T, Sequence[Reason]]] = []
    for one, reasons in candidates:
        kinds = {reason.kind for _, reason in chosen}
        fresh = next((reason for reason in reasons if reason.kind not in kinds), None)
        if fresh is None:
            spare.append((one, reasons))
            continue
        chosen.append((one, fresh))
        if len(chosen) == count:
            return chosen
    while spare and len(chosen) < count:
        used = {(reason.kind, reason.about) for _, reason in chosen}
        others = ((one, reasons, reason) for one, reasons in spare for reason in reasons)
        one, reasons, reason = next(
            (each for each in others if (each[2].kind, each[2].about) not in used), (*spare[0], spare[0][1][0])
        )
        spare.remove((one, reasons))
        chosen.append((one, reason))
    return chosen


@dataclass(frozen=True, eq=False)
class Reasons:
    """The reasons that one case gives."""

    told: Case
    standing: Standing
    label: Mapping[Urgency, str]

    @property
    def pack(self) -> Pack:
        return self.standing.pack

    @cached_property
    def explained(self) -> Why:
        return why(self.pack, self.told.answers)

    def _reason(self, kind: str, about: Iterable[str] = (), **values: object) -> Reason:
        return Reason(kind, fill(self.told.say(strings.QUIZ_REASONS[kind]), **values), tuple(about))

    def name(self, rule: DangerSign | Base) -> str:
        return self.told.say(rule.label if isinstance(rule, DangerSign) else strings.QUIZ_BASE)

    # ---- why

    def not_needed(self, name: str) -> list[Reason]:
        """Why the level is no lower whatever is answered to a question."""
        sign = next((sign for sign in self.explained.decided_by if self._fires_without(sign, name)), None)
        if sign is None:
            return [self._reason("no lower", level=self.label[self.standing.urgency])]
        found = []
        less = self._less_urgent.get(name)
        if less is not None:
            found.append(self._reason("for less", [less.rule], other=less.label, level=self.label[less.urgency]))
        if name in questions_of(self.pack, sign.rule):
            found.append(self._reason("enough else", [sign.rule], sign=sign.label))
        cause = self._causes.get(name)
        if cause is not None:
            found.append(self._reason("for a cause", [cause], cause=self.told.say(self.pack.causes[cause].label)))
        if name not in questions_of(self.pack, sign.rule):
            found.append(self._reason("not read", [sign.rule], sign=sign.label))
        return found

    def _fires_without(self, sign: SignStep, name: str) -> bool:
        return fires(self.told, rules_by_id(self.pack)[sign.rule], sign.certain, self.told.told.keys() - {name})

    @cached_property
    def _less_urgent(self) -> dict[str, SignStep]:
        """By question, the most urgent of the signs that ask for less and that its answer speaks for."""
        found = {}
        for sign in reversed(self.explained.less_urgent):
            speaks = (said.question for said in sign.because if said.role == "speaks")
            found.update(dict.fromkeys((*speaks, *(said.question for said in sign.also)), sign))
        return found

    @cached_property
    def _causes(self) -> dict[str, str]:
        return {
            said.question: cause.cause
            for cause in reversed(self.explained.causes)
            for reason in cause.for_
            for said in reason.because
            if said.role == "speaks"
        }

    # ---- why not

    def still(self, name: str, value: Value, after: Urgency, rule: DangerSign | Base) -> list[Reason]:
        """Why another answer does not lead to the level of a rule: what it does, or else what would still lack."""
        level = self.label[after]
        found = []
        if after > self.standing.urgency:
            levels = self.standing.levels_if({name: value})
            sign = next((sign for sign, asks in levels.items() if asks is after), None)
            if sign is not None:
                about = self.name(self.pack.danger_signs[sign])
                found.append(self._reason("another sign", [sign], other=about, level=level))
        elif after < self.standing.urgency:
            found.append(self._reason("takes away", level=level))
        needs = self.needs(rule, {name: value})
        if needs and name in questions_of(self.pack, rule.id):
            kind = "still needs" if isinstance(rule, DangerSign) else "base needs"
            found.append(self._reason(kind, needs, sign=self.name(rule), needs="; ".join(needs.values()), level=level))
        if name not in questions_of(self.pack, rule.id):
            found.append(self._reason("no bearing", [rule.id], sign=self.name(rule), level=level))
        return found or [self._reason("then", [after], level=level)]

    # ---- what if

    def not_this(self, level: Urgency, after: Urgency, name: str, value: Value) -> Reason:
        """Why the level would not be this one: a sign that asks for more, or the nearest sign that would be needed."""
        levels = self.standing.levels_if({name: value})
        deciding = [self.pack.danger_signs[rule] for rule, asks in levels.items() if asks is after]
        if level < after:
            here = [self.pack.danger_signs[rule] for rule, asks in levels.items() if asks is level]
            return self._too_low(level, after, deciding, here)
        if level is self.pack.base.urgency and not deciding:
            return self._reason("reassured")
        facts = self.standing.facts_if({name: value})
        signs = [sign for sign in self.pack.danger_signs.values() if sign.urgency is level]
        logic = logic_of(self.pack)
        nearest = min(signs, key=lambda sign: len(unmet_tests(logic, sign.when, facts)) or 99, default=None)
        needs = self.needs(nearest, {name: value}) if nearest else {}
        if nearest is None or not needs:
            return self._reason("none holds")
        return self._reason("nearest", [nearest.id], sign=self.name(nearest), needs="; ".join(needs.values()))

    def _too_low(
        self, level: Urgency, after: Urgency, deciding: Sequence[DangerSign], here: Sequence[DangerSign]
    ) -> Reason:
        if not deciding:
            return self._reason("not reassured")
        sign = self.name(deciding[0])
        if here:
            return self._reason("less here", [here[0].id], other=self.name(here[0]), sign=sign)
        if level is self.pack.base.reassured:
            return self._reason("not calm", sign=sign)
        if level is self.pack.base.urgency:
            return self._reason("not base", sign=sign)
        is_next = level is max(one for one in Urgency if one < after)
        return self._reason("asks more" if is_next else "none for this", sign=sign)

    def needs(self, rule: DangerSign | Base, changes: Mapping[str, Value]) -> dict[str, str]:
        """What a rule would still need with these changes: the tests, each in words."""
        lacking = unmet_tests(logic_of(self.pack), rule.when, self.standing.facts_if(changes))[:MOST_NEEDS]
        return {repr(one.leaf): leaf_in_words(self.pack, one.leaf, self.told.say) for one in lacking}

"""Quiz questions on the reasoning of one case: why, why not, what if; each with one right answer and three wrong ones.

Nothing is wrong by luck. A wrong answer to "why" is one for which the three-valued reading shows that the level is no
lower whatever else had been answered there; a wrong "why not" and "what if" were worked out with that answer in place.
`is_proved` shows it again for any question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from triage.explain.case import Case, case_of, says
from triage.interview.relevance import outlook
from triage.learn import strings
from triage.learn.case import Kind, NoCase, PracticeCase
from triage.learn.chance import Dice
from triage.learn.feedback import level_labels
from triage.learn.making import make_case
from triage.learn.patient import shown
from triage.learn.plausible import clashes
from triage.learn.quiz_reasons import Reason, Reasons, told_apart
from triage.learn.telling import whole_story
from triage.locale import locale_named
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill
from triage.reasoning.answers import Answers, Value, clear_negative
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import Standing, other_answers, standing_of

OPTIONS, MOST_TRIED = 4, 12
MOST_LOOKED_AT = 30  # wrong answers, for three that are wrong for different reasons


class Asked(StrEnum):
    """What a question asks for."""

    WHY = "why"
    WHY_NOT = "why-not"
    WHAT_IF = "what-if"


class Option(Model):
    """One answer to choose. `because` says why it is right, or why it is wrong.

    `question` and `answer` are what it proposes, as in an answers document; for "what if" it is the level.
    """

    text: str
    is_right: bool
    because: str
    question: str = ""
    answer: Any = None
    level: Urgency | None = None


class QuizQuestion(Model):
    """One question about a case. `rule` is the rule that it is about; `changed` the answer that "what if" changes."""

    id: str
    asked: Asked
    seed: int
    kind: Kind
    focus: str | None
    rule: str
    story: tuple[str, ...]
    ask: str
    options: tuple[Option, ...]
    changed: tuple[str, Any] | None = None

    @property
    def right(self) -> int:
        """The place of the right answer."""
        return next(place for place, option in enumerate(self.options) if option.is_right)


_KINDS = {
    Asked.WHY: (Kind.TYPICAL, Kind.ATYPICAL, Kind.ONE_AWAY, Kind.NOT_SURE),
    Asked.WHY_NOT: (Kind.NEAR_MISS,),
    Asked.WHAT_IF: (Kind.ONE_AWAY, Kind.NEAR_MISS),
}


def make_question(pack: Pack, seed: int, focus: str | None = None, asked: Asked | None = None) -> QuizQuestion:
    """The question of this seed, about the rule `focus` where one is named; the same everywhere.

    Raises NoCase where the pack allows none.
    """
    dice = Dice("quiz", seed, focus or "", asked or "")
    first = asked or dice.pick(list(Asked))
    for attempt in range(MOST_TRIED):
        wanted = asked or (first if attempt < MOST_TRIED // 2 else dice.pick(list(Asked)))
        kind = dice.pick(_KINDS[wanted])
        about = focus if attempt < MOST_TRIED - 2 or focus is None else None  # some rules allow no such question
        try:
            case = make_case(pack, seed * MOST_TRIED + attempt, kind, about)
        except NoCase:
            continue
        made = _Maker(pack, case, dice).made(wanted, f"{seed}")
        if made is not None:
            return made
    raise NoCase(fill(locale_named(pack.language)(strings.NO_QUIZ_QUESTION), seed=seed))


@dataclass(frozen=True)
class _Draft:
    """The parts of a question before they are shuffled."""

    ask: str
    right: Option
    wrong: tuple[Option, ...]
    changed: tuple[str, Value] | None = None


class _Maker:
    """Makes the questions that one case allows."""

    def __init__(self, pack: Pack, case: PracticeCase, dice: Dice) -> None:
        self.pack, self.case, self.dice = pack, case, dice
        self.told: Case = case_of(pack, case.answers)
        self.standing: Standing = standing_of(pack, case.answers)
        self.label = level_labels(pack)
        self.reasons = Reasons(self.told, self.standing, self.label)
        self._say = self.told.say

    def made(self, asked: Asked, name: str) -> QuizQuestion | None:
        draft = {Asked.WHY: self._why, Asked.WHY_NOT: self._why_not, Asked.WHAT_IF: self._what_if}[asked]()
        if draft is None or len(draft.wrong) < OPTIONS - 1:
            return None
        changed = draft.changed and (draft.changed[0], _plain(draft.changed[1]))
        return QuizQuestion(
            id=f"{asked}-{name}",
            asked=asked,
            seed=self.case.seed,
            kind=self.case.kind,
            focus=self.case.focus,
            rule=self.case.rule,
            story=whole_story(self.pack, self.case),
            ask=draft.ask,
            options=tuple(self.dice.shuffled((draft.right, *draft.wrong))),
            changed=changed,
        )

    # -------------------------------------------------------------------------------------------------------------- why

    def _why(self) -> _Draft | None:
        """Which answer is it, without which the level would be lower?"""
        explained = self.reasons.explained
        needed = [said.question for said in explained.enough if lowers(self.standing, said.question)]
        if not explained.decided_by or not needed:
            return None
        name = self.dice.pick(needed)
        sign = explained.decided_by[0].label
        right = self._said(name, True, fill(self._say(strings.QUIZ_NEEDED), sign=sign))
        others = sorted(self.dice.shuffled(self.case.given), key=lambda other: not self._is_finding(other))
        idle = (other for other in others if other not in needed and cannot_lower(self.standing, other))
        wrong = tuple(
            self._said(other, False, reason.text)
            for other, reason in told_apart(
                ((other, self.reasons.not_needed(other)) for other in islice(idle, MOST_LOOKED_AT)), OPTIONS - 1
            )
        )
        return _Draft(fill(self._say(strings.QUIZ_WHY), level=self.label[self.case.level]), right, wrong)

    def _said(self, name: str, is_right: bool, because: str) -> Option:
        value = self.case.given[name]
        text = says(self.pack, name, value, self._say)
        return Option(text=text, is_right=is_right, because=because, question=name, answer=_plain(value))

    def _is_finding(self, name: str) -> bool:
        return self.case.given[name] != clear_negative(self.pack.questions[name])

    # ---------------------------------------------------------------------------------------------------------- why not

    def _why_not(self) -> _Draft | None:
        """Which other answer would make it the level that it nearly is?"""
        twin = self.case.twin
        if twin is None:
            return None
        rule: DangerSign | Base = self.pack.danger_signs.get(self.case.rule, self.pack.base)
        holds = self.reasons.name(rule)
        right = self._change(twin.question, twin.value, True, fill(self._say(strings.QUIZ_THEN_HOLDS), sign=holds))
        idle = islice(self._idle_changes(twin.question, twin.level, rule), MOST_LOOKED_AT)
        wrong = (
            self._change(name, value, False, reason.text) for (name, value), reason in told_apart(idle, OPTIONS - 1)
        )
        now, then = self.label[self.case.level], self.label[twin.level]
        return _Draft(fill(self._say(strings.QUIZ_WHY_NOT), level=now, other=then), right, tuple(wrong))

    def _idle_changes(
        self, but: str, level: Urgency, rule: DangerSign | Base
    ) -> Iterator[tuple[tuple[str, Value], list[Reason]]]:
        """Other answers that do not lead to a level and why, those to questions that the rule reads first."""
        read = self.pack.questions_read_by(rule.when)
        names = sorted(self.dice.shuffled(self.case.given), key=lambda name: name not in read)
        for name in names:
            for value in self._changes(name) if name != but else ():
                after = self.standing.urgency_if({name: value})
                if after is not level:
                    yield (name, value), self.reasons.still(name, value, after, rule)
                    break

    def _change(self, name: str, value: Value, is_right: bool, because: str) -> Option:
        text = says(self.pack, name, value, self._say)
        return Option(text=text, is_right=is_right, because=because, question=name, answer=_plain(value))

    def _changes(self, name: str) -> Iterator[Value]:
        """Other clear answers to a question that fit the rest."""
        for value in self.dice.shuffled(other_answers(self.pack.questions[name], self.case.given[name])):
            changed = shown(self.pack, {**self.case.given, name: value})
            if name in changed and not any(clashes(changed)):
                yield value

    # ---------------------------------------------------------------------------------------------------------- what if

    def _what_if(self) -> _Draft | None:
        """What would the level be with this other answer?"""
        found = self._one_change()
        if found is None:
            return None
        name, value = found
        after, levels = self.standing.urgency_if({name: value}), self.standing.levels_if({name: value})
        others = sorted((level for level in Urgency if level is not after), key=lambda one: abs(one.rank - after.rank))
        deciding = [rule for rule, level in levels.items() if level is after]
        right = self._level(after, True, self._holding(deciding))
        wrong = tuple(
            self._level(one, False, self.reasons.not_this(one, after, name, value).text)
            for one in others[: OPTIONS - 1]
        )
        then = says(self.pack, name, value, self._say)
        now = says(self.pack, name, self.case.given[name], self._say)
        return _Draft(fill(self._say(strings.QUIZ_WHAT_IF), then=then, now=now), right, wrong, found)

    def _one_change(self) -> tuple[str, Value] | None:
        twin = self.case.twin
        if twin is not None and self.dice.below(3):
            return twin.question, twin.value
        names = self.dice.shuffled(name for name in self.case.given if self._is_finding(name))
        return next(((name, value) for name in names for value in self._changes(name)), None)

    def _level(self, level: Urgency, is_right: bool, because: str) -> Option:
        return Option(text=self.label[level], is_right=is_right, because=because, level=level)

    def _holding(self, deciding: list[str]) -> str:
        if not deciding:
            return self._say(strings.QUIZ_NOTHING_HOLDS)
        return fill(self._say(strings.QUIZ_DECIDES), sign=self.reasons.name(self.pack.danger_signs[deciding[0]]))


# --------------------------------------------------------------------------------------------------------------- proofs


def lowers(standing: Standing, question: str) -> bool:
    """Whether some other clear answer to a question makes it less urgent."""
    others = other_answers(standing.pack.questions[question], standing.answers.given.get(question))
    return any(standing.urgency_if({question: value}) < standing.urgency for value in others)


def cannot_lower(standing: Standing, question: str) -> bool:
    """Whether the level is no lower whatever is answered to a question, also to those that its answer opens."""
    given = {
        name: value
        for name, value in standing.answers.given.items()
        if name != question and standing.facts.states[name].value != "hidden"
    }
    facts = logic_of(standing.pack).settle(Answers(given, "open"))
    return outlook(standing.pack, facts).floor >= standing.urgency


def is_proved(pack: Pack, question: QuizQuestion) -> bool:
    """Whether exactly one answer to a question is right, and each other is shown to be wrong."""
    case = make_case(pack, question.seed, question.kind, question.focus)
    standing = standing_of(pack, case.answers)
    return sum(option.is_right for option in question.options) == 1 and all(
        _is_right(question, option, standing, case) is option.is_right for option in question.options
    )


def _is_right(question: QuizQuestion, option: Option, standing: Standing, case: PracticeCase) -> bool | None:
    """What the rules say of an answer; None where they leave it open."""
    match question.asked:
        case Asked.WHY:
            if lowers(standing, option.question):
                return True
            return False if cannot_lower(standing, option.question) else None
        case Asked.WHY_NOT:
            then = standing.urgency_if({option.question: _value(option.answer)})
            return case.twin is not None and then is case.twin.level
        case Asked.WHAT_IF:
            if question.changed is None:
                return None
            name, answer = question.changed
            return standing.urgency_if({name: _value(answer)}) is option.level


def _plain(value: Value) -> Any:
    return value if isinstance(value, int) else list(value)


def _value(answer: Any) -> Value:
    return answer if isinstance(answer, int) else tuple(answer)

"""`Interview`: one questionnaire as an immutable value. Every step returns a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from triage.errors import UnknownId, did_you_mean
from triage.interview.order import Line, Screen, arrange, next_screen, single
from triage.interview.relevance import Outlook, Stage, outlook
from triage.interview.second_look import second_look
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.pack.wording import Person
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value, clear_negative
from triage.reasoning.compiled import compiled_of
from triage.reasoning.documents import read_answers
from triage.reasoning.logic import logic_of


@dataclass(frozen=True, eq=False)
class Interview:
    """Where a questionnaire stands: what was said, and from that what to ask next.

    >>> interview = Interview(pack)                          # doctest: +SKIP
    >>> interview.screen.ask                                 # doctest: +SKIP
    >>> interview = interview.answer({"face_droop": "no"})   # doctest: +SKIP

    `is_full` asks everything; otherwise a question is dropped once no answer to it can change the outcome.
    `before` is the interview one step ago, for `back`; one that was resumed has only `steps`, the questions answered
    together. `kept` are the answers that were taken back. `confirmed` are the questions whose answers stood up to a
    second look, the last screen before a result below the emergencies.
    """

    pack: Pack
    given: Mapping[str, Value] = field(default_factory=dict)
    person: Person = "self"
    is_full: bool = False
    steps: tuple[tuple[str, ...], ...] = ()
    in_full: tuple[str, ...] = ()
    singly: frozenset[str] = frozenset()
    kept: Mapping[str, Value] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    editing: str | None = None
    before: Interview | None = field(default=None, repr=False)

    @classmethod
    def resume(cls, pack: Pack, answers: Answers, is_full: bool = False) -> Interview:
        """A questionnaire that goes on after these answers, given in this order.

        A list that was being asked one by one, or was ticked and not yet asked in full, goes on with what is left.
        """
        list_of = {name: tick_list for tick_list in pack.lists for name in tick_list.questions}
        steps: list[tuple[str, ...]] = []
        for name in answers.given:
            if steps and name in list_of and list_of.get(steps[-1][-1]) is list_of[name]:
                steps[-1] = (*steps[-1], name)
            else:
                steps.append((name,))
        last = list_of.get(steps[-1][-1]) if steps else None
        in_full = tuple(name for name in last.questions if name not in answers.given) if last else ()
        return cls(pack, dict(answers.given), answers.person, is_full, tuple(steps), in_full)

    # ----------------------------------------------------------------------------------------------------- where it is

    @cached_property
    def facts(self) -> Facts:
        return logic_of(self.pack).settle(Answers(self.given, unanswered="open"))

    @cached_property
    def outlook(self) -> Outlook:
        return outlook(self.pack, self.facts)

    @cached_property
    def screen(self) -> Screen | None:
        """What to ask now; None when the outcome is settled, and if it is calm has stood up to a second look."""
        asked = self._asked_next
        return second_look(self.pack, self.given, self.confirmed) if asked is None and self._is_calm else asked

    @property
    def is_answered(self) -> bool:
        """Whether all is asked, but perhaps for the second look."""
        return self._asked_next is None

    @property
    def _is_calm(self) -> bool:
        return not self.outlook.floor.is_emergency

    @cached_property
    def _asked_next(self) -> Screen | None:
        if self.editing is not None and self.facts.states[self.editing] is State.OPEN:
            return single(self.pack, self.editing)
        in_full = [name for name in self.in_full if self.facts.states[name] is State.OPEN]
        if not self.is_full:
            wanted = {name for need in self.outlook.needs for name in need.questions}
            in_full = [name for name in in_full if name in wanted]
            return next_screen(self.pack, self.outlook, in_full, self.singly, self._open)
        if in_full:
            return single(self.pack, in_full[0])
        left = self._open
        return arrange(self.pack, left, self.singly)[0] if left else None

    @property
    def is_done(self) -> bool:
        return self.screen is None

    @property
    def stage(self) -> Stage:
        """What the questions that are left can still decide."""
        return self.outlook.stage

    @property
    def urgency_so_far(self) -> Urgency:
        """The urgency that is certain already, whatever else is answered."""
        return self.outlook.floor

    @property
    def is_emergency_certain(self) -> bool:
        return self.outlook.floor is Urgency.EMERGENCY_NOW

    @cached_property
    def screens_left(self) -> int:
        """How many screens are left at most, as far as the answers so far can tell."""
        if self.is_done:
            return 0
        left = self._open if self.is_full else frozenset(n for need in self.outlook.needs for n in need.questions)
        return max(1, len(arrange(self.pack, left, self.singly)) + (self._is_calm and not self.confirmed))

    @cached_property
    def _open(self) -> frozenset[str]:
        return compiled_of(self.pack).view(self.facts).can_ask

    def review(self) -> tuple[str, ...]:
        """The questions answered so far and in use, in the order they were asked."""
        asked = dict.fromkeys(name for step in self.steps for name in step)
        used = {name: None for name in (*asked, *self.given) if name in self.given and name not in self.facts.set_aside}
        return tuple(used)

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Questions that were answered and are hidden by other answers now: kept, shown as set aside, not used."""
        return self.facts.set_aside

    # ----------------------------------------------------------------------------------------------------------- steps

    def answer(self, answers: Mapping[str, object]) -> Interview:
        """These answers, as in an answers document. Raises AnswersError for anything that is no answer."""
        checked = read_answers(self.pack, {"answers": answers}, "answer").given
        return self._with(checked, self.in_full)

    def with_values(self, values: Mapping[str, Value]) -> Interview:
        """These answers, checked already."""
        return self._with(values, self.in_full)

    def tick(self, ticked: Iterable[str]) -> Interview:
        """The answer to a list: yes for what is ticked, its clear negative for the rest.

        A ticked question that takes more than yes or no is asked in full next; of a second look the questions of each
        ticked line are asked again, and the others stand. Raises UnknownId for anything that is not on the list: it
        must not come out as a no to what is.
        """
        screen = self._list()
        chosen = {ticked} if isinstance(ticked, str) else set(ticked)
        on_list = [thing.id for thing in (screen.lines or screen.questions)]
        for name in chosen.difference(on_list):
            raise UnknownId(f"'{name}' is not on the list.{did_you_mean(str(name), on_list)}")
        if screen.lines:
            return self._looked_again(screen, [line for line in screen.lines if line.id in chosen])
        checked: dict[str, Value] = {}
        in_full = []
        for question in screen.questions:
            if question.id not in chosen:
                checked[question.id] = clear_negative(question)
            elif question.type is QuestionType.YES_NO:
                checked[question.id] = ("yes",)
            else:
                in_full.append(question.id)
        return self._with(checked, (*in_full, *self.in_full))

    def one_by_one(self) -> Interview:
        """The list on the screen, asked as single questions: what "not sure" leads to."""
        screen = self._list()
        if screen.lines:
            return self._looked_again(screen, screen.lines)
        names = tuple(question.id for question in screen.questions)
        return replace(self, singly=self.singly | set(names), in_full=(*names, *self.in_full), before=self)

    def _looked_again(self, screen: Screen, lines: Iterable[Line]) -> Interview:
        """After a second look: the questions of these lines are asked again, all others on the screen confirmed."""
        confirmed = self.confirmed.union(question.id for question in screen.questions)
        again = self.ask_again(name for line in lines for name in line.questions)
        return replace(again, confirmed=confirmed)

    def _list(self) -> Screen:
        if self.screen is None or not self.screen.is_list:
            raise ValueError("only a list can be ticked or asked one by one, and none is on the screen")
        return self.screen

    def not_sure(self) -> Interview:
        """Not sure (or rather not say): a list is asked one by one, a question is answered so."""
        if self.screen is None:
            raise ValueError("nothing is asked any more")
        if self.screen.is_list:
            return self.one_by_one()
        return self._with({question.id: NOT_SURE for question in self.screen.questions}, self.in_full)

    def back(self) -> Interview:
        """One step back. The answers of that step are taken back, and kept as a suggestion."""
        if self.before is not None:
            taken = {name: value for name, value in self.given.items() if self.before.given.get(name) != value}
            return replace(self.before, kept={**self.kept, **taken})
        if not self.steps:
            return self
        last = self.steps[-1]
        given = {name: value for name, value in self.given.items() if name not in last}
        kept = {**self.kept, **{name: self.given[name] for name in last if name in self.given}}
        return replace(self, given=given, kept=kept, steps=self.steps[:-1], in_full=(), editing=None)

    def edit(self, question: str) -> Interview:
        """An earlier question asked again, now. Its answer is kept as a suggestion; all later ones stay.

        Raises UnknownId for what is no question.
        """
        if question not in self.pack.questions:
            raise UnknownId(f"'{question}' is no question.{did_you_mean(str(question), self.pack.questions)}")
        given = {name: value for name, value in self.given.items() if name != question}
        kept = {**self.kept, question: self.given[question]} if question in self.given else self.kept
        steps = tuple(tuple(name for name in step if name != question) for step in self.steps)
        steps = tuple(step for step in steps if step)
        return replace(self, given=given, kept=kept, steps=steps, editing=question, before=self)

    def ask_again(self, questions: Iterable[str]) -> Interview:
        """These questions asked again, one by one and next. Their answers are kept as suggestions; all others stay."""
        again = tuple(questions)
        given = {name: value for name, value in self.given.items() if name not in again}
        kept = {**self.kept, **{name: self.given[name] for name in again if name in self.given}}
        steps = tuple(step for all_ in self.steps if (step := tuple(name for name in all_ if name not in again)))
        in_full = (*again, *(name for name in self.in_full if name not in again))
        return replace(self, given=given, kept=kept, steps=steps, in_full=in_full, editing=None, before=self)

    def _with(self, checked: Mapping[str, Value], in_full: tuple[str, ...]) -> Interview:
        left = tuple(name for name in in_full if name not in checked)
        step = tuple(name for name in (*checked, *(name for name in left if name not in self.in_full)))
        given = {**self.given, **checked}
        return replace(self, given=given, steps=(*self.steps, step), in_full=left, editing=None, before=self)

    # ---------------------------------------------------------------------------------------------------------- result

    def answers(self) -> Answers:
        """What was said, for `assess`: open questions count as not asked once the outcome is settled, else as blank."""
        is_settled = self.is_done or self.stage is Stage.SETTLED
        unasked = frozenset(self.pack.questions) - set(self.given) if is_settled else frozenset()
        return Answers(self.given, "unsure", unasked, person=self.person)

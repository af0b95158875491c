"""Where one person stands, and what the urgency would be if some of their answers were others.

A change touches the named answers and nothing else: a question that is hidden now goes on counting as its clear
negative where a change would have it asked, until an answer to it is named too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.reasoning.answers import Answers, Facts, State, Value, clear_negative
from triage.reasoning.compiled import compiled_of
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.tried import Trials, numbers_of
from triage.records import Record

Changes = Mapping[str, Value]


class Standing(Record, eq=False):
    """One person's answers, `said` as they were given. Make it with `standing_of`."""

    pack: Pack
    said: Answers
    facts: Facts

    @cached_property
    def answers(self) -> Answers:
        """The answers as they count: hidden questions have their clear negative, those not asked are left out."""
        given = {name: value for name in self.facts.values if (value := self.present(name)) is not None}
        return Answers(given, "unsure", frozenset(self.pack.questions.keys() - given.keys()))

    def present(self, question: str) -> Value | None:
        """The answer to a question as it counts; None if it was not asked."""
        match self.facts.states[question]:
            case State.NOT_ASKED | State.OPEN:
                return None
            case State.BLANK:
                return ()
            case State.HIDDEN:
                return clear_negative(self.pack.questions[question])
            case _:
                given = self.said.given.get(question)
                return clear_negative(self.pack.questions[question]) if given is None else given

    @cached_property
    def levels(self) -> dict[str, Urgency]:
        """The danger signs that fire, and the level that each asks for."""
        return dict(_levels(self.pack, self.facts, tuple(self.pack.danger_signs)))

    @cached_property
    def urgency(self) -> Urgency:
        return _urgency(self.pack, self.facts, self.levels)

    def facts_if(self, changes: Changes) -> Facts:
        """What holds with these answers in place of the present ones."""
        touched = frozenset().union(*(_reach_of(self.pack)[name].questions for name in changes))
        given = {name: value for name in touched if (value := self.present(name)) is not None}
        answers = Answers({**given, **changes}, "unsure", touched.difference(given))
        return logic_of(self.pack).settle(answers, among=touched, onto=self.facts)

    def levels_if(self, changes: Changes) -> dict[str, Urgency]:
        """The danger signs that fire then, and the level that each asks for."""
        touched = dict.fromkeys(sign for name in changes for sign in _reach_of(self.pack)[name].signs)
        kept = {rule: level for rule, level in self.levels.items() if rule not in touched}
        return kept | dict(_levels(self.pack, self.facts_if(changes), tuple(touched)))

    def levels_above(self, level: Urgency, changes: Changes) -> dict[str, Urgency]:
        """The danger signs that fire then because of these changes and ask for more than a level, and for what."""
        signs = self.pack.danger_signs
        touched = dict.fromkeys(sign for name in changes for sign in _reach_of(self.pack)[name].signs)
        telling = tuple(rule for rule in touched if signs[rule].urgency > level)
        if not telling:
            return {}
        return dict(_levels(self.pack, self.facts_if(changes), telling, level))

    def levels_above_each(self, level: Urgency, trials: Sequence[Changes]) -> list[dict[str, Urgency]]:
        """`levels_above` for each of many changes, all of them tried at once."""
        found: list[dict[str, Urgency]] = [{} for _ in trials]
        signs, compiled, telling = self.pack.danger_signs, compiled_of(self.pack), _telling(self.pack, level)
        heard = [number for number, changes in enumerate(trials) if any(map(telling.__getitem__, changes))]
        if not heard:
            return found
        tests = [self._plain_tests_if(trials[number]) for number in heard]
        tried = Trials(compiled, compiled.view(self.facts), [bits or {} for bits in tests])
        unclear = {place for place, bits in enumerate(tests) if bits is None}
        unclear.update(tried.that_hide(self._counts_for_more))
        tried.change({place: self._tests_if(trials[heard[place]]) for place in sorted(unclear)})
        for rule, certainly, cautiously in tried.fires():
            sign = signs[rule]
            if not sign.urgency > level:
                continue
            for place in numbers_of(cautiously if sign.if_unsure > level else certainly):
                if any(rule in telling[name] for name in trials[heard[place]]):
                    is_certain = certainly >> 4 * place & 1
                    found[heard[place]][rule] = sign.urgency if is_certain else sign.if_unsure
        return found

    def _plain_tests_if(self, changes: Changes) -> dict[int, int] | None:
        """The bits of the tests on one answer in place of the present one, if that hides nothing; None for several."""
        if len(changes) > 1:
            return None
        ((name, value),) = changes.items()
        return {} if self.facts.states[name] is State.HIDDEN else compiled_of(self.pack).tests_of(name, value)

    def _counts_for_more(self, question: str) -> bool:
        """Whether a question is asked, and its answer is not what it counts as where it is hidden."""
        is_hidden = self.facts.states[question] is State.HIDDEN
        return not is_hidden and self.present(question) != clear_negative(self.pack.questions[question])

    def _tests_if(self, changes: Changes) -> dict[int, int]:
        """The bits of the tests on answers that these answers in place of the present ones touch.

        A hidden question counts as its clear negative, and goes on doing so where a change has it asked.
        """
        compiled, facts = compiled_of(self.pack), self.facts_if(changes)
        found: dict[int, int] = {}
        for name in frozenset().union(*(_reach_of(self.pack)[name].questions for name in changes)):
            if name in facts.values:
                is_unknown = name in facts.unknown
                found |= compiled.tests_if(name, facts.values[name], facts.numbers.get(name), is_unknown)
        return found

    def urgency_if(self, changes: Changes) -> Urgency:
        """The urgency with these answers in place of the present ones."""
        return _urgency(self.pack, self.facts_if(changes), self.levels_if(changes))

    def document(self, changes: Changes) -> Answers:
        """The answers with these changes, whole: to be assessed like any other."""
        return Answers({**self.answers.given, **changes}, "unsure", self.answers.not_asked - set(changes))


def standing_of(pack: Pack, answers: Answers, facts: Facts | None = None) -> Standing:
    """Where someone with these answers stands; `facts` are what they settle to, where that is known already."""
    return Standing(pack, answers, logic_of(pack).settle(answers) if facts is None else facts)


def asked_anew(pack: Pack, answers: Answers, facts: Facts, questions: Collection[str]) -> Facts:
    """The settled facts of these answers with some questions open again, and those whose gates hang on them."""
    reach = _reach_of(pack)
    touched = frozenset().union(*(reach[name].questions for name in questions))
    kept: dict[str, Value] = {}
    for name in touched.difference(questions):
        if name in answers.given:
            kept[name] = answers.given[name]
        elif facts.states[name] not in (State.HIDDEN, State.NOT_ASKED):
            kept[name] = facts.numbers[name] if name in facts.numbers else tuple(facts.values[name])
    return logic_of(pack).settle(Answers(kept, "open", answers.not_asked), among=touched, onto=facts)


def other_answers(question: Question, present: Value | None) -> Iterator[Value]:
    """Every other clear answer to a question, one step away where several things can be ticked: a tick more or less.

    A number can be anything, so none is given for it.
    """
    match question.type:
        case QuestionType.NUMBER:
            return
        case QuestionType.ANY_OF:
            yield from _other_ticks(question, present)
        case QuestionType.YES_NO:
            yield from ((word,) for word in ("yes", "no") if (word,) != present)
        case QuestionType.ONE_OF:
            yield from ((option.value,) for option in question.options if (option.value,) != present)


def with_tick(present: Value | None, tick: str) -> Value:
    """A list of ticks with one more; whoever was not sure about the rest still is."""
    before = () if present is None or isinstance(present, int) else present
    kept = tuple(word for word in before if word not in (NONE, UNSURE))
    return (*kept, tick, *((UNSURE,) if kept and UNSURE in before else ()))


def _other_ticks(question: Question, present: Value | None) -> Iterator[Value]:
    ticked = () if present is None or isinstance(present, int) else present
    for option in question.options:
        if option.value not in ticked:
            yield with_tick(present, option.value)
        elif len(ticked) > 1:
            yield tuple(word for word in ticked if word != option.value)
    if ticked != (NONE,):
        yield (NONE,)


# -------------------------------------------------------------------------------------------------------- evaluation


def _levels(
    pack: Pack, facts: Facts, rules: tuple[str, ...], above: Urgency | None = None
) -> Iterator[tuple[str, Urgency]]:
    logic = logic_of(pack)
    for rule in rules:
        sign = pack.danger_signs[rule]
        is_heard = above is None or sign.if_unsure > above
        if logic.truth(rule, facts, Reading.STRICT) == YES:
            yield rule, sign.urgency
        elif is_heard and logic.truth(rule, facts, Reading.CAUTIOUS) == YES:
            yield rule, sign.if_unsure


def _urgency(pack: Pack, facts: Facts, levels: Mapping[str, Urgency]) -> Urgency:
    """As `conclusions.urgency_of`, for danger signs whose levels are known."""
    if levels:
        return max(*levels.values(), pack.base.urgency, key=lambda level: level.rank)
    reassured = logic_of(pack).truth(pack.base.id, facts, Reading.STRICT) == YES
    return pack.base.reassured if reassured else pack.base.urgency


class _Reach(Record):
    """What an answer can touch: its question and those that hang on it, and the danger signs that read any of them."""

    questions: frozenset[str]
    signs: tuple[str, ...]


@lru_cache(maxsize=16)
def _reach_of(pack: Pack) -> dict[str, _Reach]:
    gated_by: dict[str, set[str]] = {name: set() for name in pack.questions}
    for question in pack.gate_order:
        if question.ask_when is not None:
            for other in pack.questions_read_by(question.ask_when):
                gated_by[other].add(question.id)
    read_by = {
        sign.id: pack.questions_read_by(sign.when) | (pack.questions_read_by(sign.unless) if sign.unless else set())
        for sign in pack.danger_signs.values()
    }
    reach = {}
    for name in pack.questions:
        touched = _closure(name, gated_by)
        signs = tuple(sign for sign, read in read_by.items() if not touched.isdisjoint(read))
        reach[name] = _Reach(frozenset(touched), signs)
    return reach


@lru_cache(maxsize=64)
def _telling(pack: Pack, level: Urgency) -> dict[str, frozenset[str]]:
    """For each question the danger signs that read it, also by way of others, and ask for more than a level."""
    signs = pack.danger_signs
    return {
        name: frozenset(rule for rule in reach.signs if signs[rule].urgency > level)
        for name, reach in _reach_of(pack).items()
    }


def _closure(name: str, leads_to: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        new = leads_to[waiting.pop()] - found
        found |= new
        waiting += new
    return found

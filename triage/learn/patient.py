"""A patient who is not real: a complete set of answers around those that are wanted, as a person could give them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

from triage.learn.chance import Dice
from triage.learn.plausible import OLDEST, USUAL, USUAL_AGES, YOUNGEST, Clash, clashes
from triage.pack.domains import domains_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.reasoning.answers import NOT_SURE, Answers, State, Value, clear_negative
from triage.reasoning.logic import logic_of
from triage.reasoning.ways import Need, Way, said

MOST_REPAIRS = 8
RARE = 0.05
AGE = "age"


def complete(pack: Pack, dice: Dice, wanted: Mapping[str, Value]) -> dict[str, Value] | None:
    """The answers of somebody who answers all that is asked, `wanted` among it; None where they do not fit together.

    What the answers hide is not answered; all else takes its usual answer.
    """
    given = {name: wanted.get(name, _usual(dice, question)) for name, question in pack.questions.items()}
    return repaired(pack, dice, given, frozenset(wanted))


def repaired(pack: Pack, dice: Dice, given: Mapping[str, Value], kept: Collection[str]) -> dict[str, Value] | None:
    """The answers with what contradicts the kept ones given otherwise; None where that cannot be done."""
    whole = {name: given.get(name, clear_negative(question)) for name, question in pack.questions.items()}
    for _ in range(MOST_REPAIRS):
        answered = shown(pack, whole)
        clash = next(clashes(answered), None)
        if clash is None:
            return answered if all(name in answered for name in kept) else None
        if not _resolve(pack, dice, whole, clash, kept):
            return None
    return None


def shown(pack: Pack, given: Mapping[str, Value]) -> dict[str, Value]:
    """The answers without those to questions that they hide."""
    facts = logic_of(pack).settle(Answers(given))
    return {name: value for name, value in given.items() if facts.states[name] is not State.HIDDEN}


def value_for(pack: Pack, dice: Dice, name: str, need: Need, usual: Value | None = None) -> Value | None:
    """An answer that meets a need: the usual one where it does, else any; "not sure" only where nothing else does."""
    values = [value for value in values_of(pack, dice, name) if need.is_met(said(pack, name, value))]
    if usual is not None and usual in values:
        return usual
    if values:
        return dice.weighted({value: _frequency(name, value) for value in values})
    return NOT_SURE if need.is_met(frozenset({UNSURE})) else None


def _frequency(name: str, value: Value) -> float:
    """How often an answer is given beside others: rarely what `USUAL` leaves out, and rarely two ticks for one."""
    if isinstance(value, int):
        return 1.0
    return USUAL[name].get(value[0], RARE) if name in USUAL else RARE ** (len(value) - 1)


def answers_to(pack: Pack, dice: Dice, way: Way) -> dict[str, Value] | None:
    """Answers that meet a way of firing; None where it asks for what nobody can answer."""
    chosen = {
        name: value_for(pack, dice, name, need, clear_negative(pack.questions[name])) for name, need in way.items()
    }
    met = {name: value for name, value in chosen.items() if value is not None}
    return met if len(met) == len(chosen) else None


def values_of(pack: Pack, dice: Dice, name: str) -> list[Value]:
    """The clear answers to a question, of ticks at most two together; of a number one in each cell."""
    question = pack.questions[name]
    words = [option.value for option in question.options] or ["yes", "no"]
    match question.type:
        case QuestionType.NUMBER:
            return list(_numbers(pack, dice, question))
        case QuestionType.ANY_OF:
            pairs = [pair for size in (1, 2) for pair in combinations(words, size)]
            return [(NONE,), *pairs]
        case _:
            return [(word,) for word in words]


def _numbers(pack: Pack, dice: Dice, question: Question) -> list[int]:
    """A number in each cell that the rules can tell apart; ages are those of people who can answer."""
    domain = domains_of(pack)[question.id]
    least, most = (YOUNGEST, OLDEST) if question.id == AGE else (question.minimum, question.maximum)
    cells = sorted(cell for cell in domain if isinstance(cell, int))
    found = []
    for cell, after in zip(cells, [*cells[1:], question.maximum + 1], strict=True):
        low, high = max(cell, least), min(after - 1, most, cell + (30 if question.id == AGE else 3))
        if low <= high:
            found.append(dice.between(low, high))
    return found


def _usual(dice: Dice, question: Question) -> Value:
    if question.id == AGE:
        return dice.between(*USUAL_AGES)
    weights = USUAL.get(question.id)
    if weights is not None:
        known = {option.value for option in question.options}
        fitting = {word: weight for word, weight in weights.items() if word in known}
        if fitting:
            return (dice.weighted(fitting),)
    negative = clear_negative(question)
    if negative not in ((), NOT_SURE):
        return negative
    if question.type is QuestionType.NUMBER:
        return dice.between(question.minimum, question.maximum)
    return (dice.pick([option.value for option in question.options] or ["no"]),)


def _resolve(pack: Pack, dice: Dice, whole: dict[str, Value], clash: Clash, kept: Collection[str]) -> bool:
    """Give one answer of a clash otherwise, so that this clash is gone and as few others come as can be."""
    best: tuple[int, int, str, Value] | None = None
    for place, name in enumerate(dice.shuffled(name for name in clash.parts if name not in kept)):
        usual = _usual(dice, pack.questions[name])
        others = sorted(dice.shuffled(values_of(pack, dice, name)), key=lambda value: -_frequency(name, value))
        for value in dict.fromkeys((usual, *others)):
            changed = {**whole, name: value}
            if not clash.holds(changed):
                left = sum(1 for _ in clashes(changed))
                if best is None or (left, place) < best[:2]:
                    best = (left, place, name, value)
    if best is None:
        return False
    whole[best[2]] = best[3]
    return True

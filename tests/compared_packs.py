"""Small made packs in pairs, and what tells the two apart by trying every answer set."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, combinations, product
from typing import Any

from changed_packs import with_part, with_question, without
from small_packs import PLACE, VALUES, question, small_pack

from triage.pack.conditions import AllOf, AnswerIs, AnyOf, CauseIsPossible, Condition, NumberIs, PatternHolds, UrgencyIs
from triage.pack.knowledge import Option, Question, Screen
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, ExerciseGate
from triage.pack.scales import NONE, UNSURE, QuestionType, Strength, Urgency
from triage.reasoning.answers import Answers, Value, clear_negative
from triage.reasoning.consequences import withheld
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of

Thing = tuple[str, str, str]  # what it is about, what comes or goes (or the level before), and how (or the level after)


@cache
def made_pack(pack: Pack, seed: int) -> Pack:
    """A small random pack with exercise gates, which read conclusions too."""
    rng = random.Random(seed)
    whens: tuple[Condition, ...] = (
        AnswerIs("last", ("yes",)),
        AllOf((UrgencyIs((Urgency.SOON, Urgency.URGENT_SAME_DAY)), PatternHolds("some"))),
        AnyOf((CauseIsPossible((rng.choice(list(pack.causes)[:3]),)), NumberIs("number", 6, None))),
    )
    names = list(pack.exercises)
    gates = [
        ExerciseGate(id=f"gate_{n}", where=PLACE, withholds=(names[n], names[-1]), when=when, because="-", sources=())
        for n, when in enumerate(whens)
    ]
    return replace(small_pack(pack, rng), gates={gate.id: gate for gate in gates})


# ------------------------------------------------------------------------------------------------------------- changes


def sign_of(name: str, when: Condition, level: Urgency, unless: Condition | None = None) -> DangerSign:
    """A danger sign of a made pack."""
    return DangerSign(
        id=name,
        where=PLACE,
        label="An example",
        when=when,
        unless=unless,
        urgency=level,
        if_unsure=level,
        because="An example.",
        see=("gp",),
        outside_article=True,
        sources=("ART",),
    )


def _sign(name: str, **update: object) -> Callable[[Pack], Pack]:
    return lambda pack: with_part(
        pack,
        "danger_signs",
        {**pack.danger_signs, name: replace(pack.danger_signs[name], **update)},  # type: ignore[arg-type]
    )


def _added(pack: Pack, sign: DangerSign) -> Pack:
    return with_part(pack, "danger_signs", {**pack.danger_signs, sign.id: sign})


def _shifted(name: str, steps: int) -> Callable[[Pack], Pack]:
    """A danger sign so many levels higher or lower, as far as there are levels."""

    def change(pack: Pack) -> Pack:
        sign, levels = pack.danger_signs[name], list(Urgency)

        def shift(level: Urgency) -> Urgency:
            return levels[min(max(levels.index(level) + steps, 1), 4)]

        return _sign(name, urgency=shift(sign.urgency), if_unsure=shift(sign.if_unsure))(pack)

    return change


def _condition_dropped(pack: Pack) -> Pack:
    for sign in pack.danger_signs.values():
        if isinstance(sign.when, AllOf | AnyOf) and len(sign.when.conditions) > 1:
            return _sign(sign.id, when=replace(sign.when, conditions=sign.when.conditions[1:]))(pack)
    return pack


def _pattern_widened(pack: Pack) -> Pack:
    some = pack.patterns["some"]
    wider = replace(some, when=AnyOf((some.when, AnswerIs("choice", ("c",)))))
    return with_part(pack, "patterns", {**pack.patterns, "some": wider})


def _gate_narrowed(pack: Pack) -> Pack:
    return with_question(pack, replace(pack.questions["ticks"], ask_when=AnswerIs("choice", ("b",))))


def _gate_dropped(pack: Pack) -> Pack:
    return with_question(pack, replace(pack.questions["last"], ask_when=None))


def _other_negative(pack: Pack) -> Pack:
    return with_question(pack, replace(pack.questions["last"], default_negative="yes"))


def _base_loosened(pack: Pack) -> Pack:
    return replace(pack, base=replace(pack.base, when=AnswerIs("first", ("no", "yes"))))


def _evidence_changed(pack: Pack) -> Pack:
    lines = {
        line.id: replace(line, strength=Strength.STRONG if line.strength is Strength.WEAK else Strength.WEAK)
        for line in list(pack.evidence.values())[:3]
    }
    return with_part(pack, "evidence", {**pack.evidence, **lines})


def _question_added(pack: Pack) -> Pack:
    """One more question, on which a new rule and a way out of an old one hang."""
    extra = replace(question("extra", QuestionType.YES_NO, negative="no"), ask_when=AnswerIs("choice", ("a", "b")))
    screen = Screen(id="more", where=PLACE, title="More", questions=(extra,))
    more = replace(pack, screens=(*pack.screens, screen))
    more = _added(more, sign_of("sign_9", AnswerIs("extra", ("yes",)), Urgency.EMERGENCY_NOW))
    return _sign("sign_0", unless=AnswerIs("extra", ("no",)))(more)


def _question_removed(pack: Pack) -> Pack:
    """Without the number, and without what reads it."""
    left = replace(pack.screens[0], questions=tuple(one for one in pack.screens[0].questions if one.id != "number"))

    def reads(entry: object) -> bool:
        return "number" in repr(getattr(entry, "when", "")) + repr(getattr(entry, "unless", ""))

    parts: dict[str, Any] = {
        name: {key: one for key, one in getattr(pack, name).items() if not reads(one)}
        for name in ("danger_signs", "evidence", "gates")
    }
    never = AnswerIs("first", ("no",))
    patterns = {key: replace(one, when=never) if reads(one) else one for key, one in pack.patterns.items()}
    base = replace(pack.base, when=never) if reads(pack.base) else pack.base
    made = replace(pack, screens=(left,), patterns=patterns, base=base, **parts)
    last = made.questions["last"]
    return with_question(made, replace(last, ask_when=None)) if "number" in repr(last.ask_when) else made


def _options_added(pack: Pack) -> Pack:
    """One more choice and one more thing to tick, each with a rule, and a way out."""
    for name, value in (("choice", "d"), ("ticks", "r")):
        known = pack.questions[name]
        pack = with_question(pack, replace(known, options=(*known.options, Option(value=value, label=value.upper()))))
        pack = _added(pack, sign_of(f"sign_{value}", AnswerIs(name, (value,)), Urgency.EMERGENCY_NOW))
    return _sign("sign_1", unless=AnswerIs("choice", ("d",)))(pack)


@dataclass(frozen=True)
class Pair:
    """Two packs, and every answer that one of them can be given."""

    old: Pack
    new: Pack

    def answer_sets(self) -> Iterator[Answers]:
        names = dict.fromkeys([*self.old.questions, *self.new.questions])
        values = [dict.fromkeys(chain(self._values(self.old, name), self._values(self.new, name))) for name in names]
        for chosen in product(*values):
            yield Answers(dict(zip(names, chosen, strict=True)), "unsure")

    @staticmethod
    def _values(pack: Pack, name: str) -> Iterator[Value]:
        asked = pack.questions.get(name)
        if asked is None or asked.type is not QuestionType.ANY_OF:
            yield from VALUES.get(name, (("yes",), ("no",), (UNSURE,))) if asked else ()
            yield from ((option.value,) for option in asked.options) if asked else ()
            return
        words = [option.value for option in asked.options] + [UNSURE]
        yield from ((), (NONE,))
        yield from (some for size in range(1, len(words) + 1) for some in combinations(words, size))


# Where the made pack of the first seed is not moved by a change, another one is taken.
OTHER_SEEDS = {"a condition dropped": 5, "a pattern widened": 5}
CHANGES: dict[str, Callable[[Pack], Pack]] = {
    "a level lowered": _shifted("sign_0", -2),
    "a level raised": _shifted("sign_1", 2),
    "only the level when not sure lowered": _sign("sign_2", if_unsure=Urgency.SOON),
    "a condition dropped": _condition_dropped,
    "an unless added": _sign("sign_3", unless=AnswerIs("choice", ("a", "b"))),
    "an unless dropped": _sign("sign_2", unless=None),
    "a rule removed": lambda pack: without(pack, "danger_signs", "sign_1"),
    "a rule added": lambda pack: _added(pack, sign_of("sign_9", PatternHolds("more"), Urgency.EMERGENCY_DEPARTMENT)),
    "a pattern widened": _pattern_widened,
    "a question's gate narrowed": _gate_narrowed,
    "a question's gate dropped": _gate_dropped,
    "another clear negative": _other_negative,
    "the base rule loosened": _base_loosened,
    "evidence weighed otherwise": _evidence_changed,
    "evidence removed": lambda pack: without(pack, "evidence", *list(pack.evidence)[:2]),
    "an exercise gate removed": lambda pack: without(pack, "gates", "gate_0"),
    "a question added": _question_added,
    "a question removed": _question_removed,
    "options added": _options_added,
}


# --------------------------------------------------------------------------------------------------------- brute force


def came_out(pack: Pack, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The urgency, the causes shown, the first of them, and the exercises that are not withheld."""
    heard = ((name, _heard(one, answers.given[name])) for name, one in pack.questions.items())
    return dict(_came_out(pack, tuple(heard)))


def _heard(asked: Question, value: Value) -> Value:
    """An answer as a pack hears it: what it does not know is not sure."""
    known = {NONE, UNSURE, "yes", "no", *(option.value for option in asked.options)}
    if isinstance(value, int) or known.issuperset(value):
        return value
    return tuple(dict.fromkeys([*(word for word in value if word in known), UNSURE]))


@lru_cache(maxsize=8192)
def _came_out(pack: Pack, given: tuple[tuple[str, Value], ...]) -> dict[str, tuple[str, ...]]:
    inferred = infer(pack, logic_of(pack).settle(Answers(dict(given), "unsure")))
    causes = tuple(one.cause for one in inferred.conclusions.causes)
    kept_back = withheld(pack, inferred.firings)
    return {
        "urgency": (inferred.conclusions.urgency,),
        "cause": causes,
        "first cause": causes[:1],
        "exercise": tuple(name for name in pack.exercises if name not in kept_back),
    }


def moves_of(pair: Pair, answers: Answers) -> set[Thing]:
    """Everything that moves for one answer set."""
    before, after = came_out(pair.old, answers), came_out(pair.new, answers)
    (was,), (becomes,) = before.pop("urgency"), after.pop("urgency")
    found: set[Thing] = {("urgency", was, becomes)} if was != becomes else set()
    for about in before:
        found |= {(about, name, "comes") for name in after[about] if name not in before[about]}
        found |= {(about, name, "goes") for name in before[about] if name not in after[about]}
    return found


def cost(pair: Pair, given: Mapping[str, Value]) -> int:
    """How much a case written up for both packs mentions: answers that are not what silence means, and each tick."""
    total = 0
    for name, value in given.items():
        asked = [pack.questions[name] for pack in (pair.old, pair.new) if name in pack.questions]
        total += len({clear_negative(one) for one in asked} - {value})
        if asked[0].type is QuestionType.ANY_OF and isinstance(value, tuple):
            total += len(set(value) - {NONE})
    return total


def by_brute_force(pair: Pair) -> dict[Thing, int]:
    """Every move that some answer set shows, and the least that must be mentioned to show it."""
    least: dict[Thing, int] = {}
    for answers in pair.answer_sets():
        size = cost(pair, answers.given)
        for move in moves_of(pair, answers):
            least[move] = min(size, least.get(move, size))
    return least

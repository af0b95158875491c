"""What every picture is put together from: conditions as boxes, and the labels of levels, causes and rules."""

from __future__ import annotations

from typing import assert_never

from triage.learn.graph import strings
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Sheet
from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
)
from triage.pack.in_words import leaf_in_words
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.pack.wording import wording_of as _wording_of


def wording_of(pack: Pack) -> Wording:
    """How a pack's texts are said in a picture: of somebody else, in the pack's own country and language."""
    return _wording_of(pack, person="other")


class Parts:
    """Draws the parts of one pack on one sheet."""

    def __init__(self, pack: Pack, colours: Colours | None = None, opens: int = 99) -> None:
        """`opens` says how many patterns inside of each other are opened up to what they stand on."""
        self.pack, self.colours, self._opens = pack, colours or Colours(), opens
        self.say = wording_of(pack)
        self.sheet = Sheet(self.say.language)

    def condition(self, condition: Condition, strictly: bool = False) -> str:
        """A condition with all that is in it; patterns are opened up, as far as the sheet has room."""
        match condition:
            case AllOf(conditions) | AnyOf(conditions):
                is_all = isinstance(condition, AllOf)
                state = self.colours.of_condition(condition, strictly)
                kind = "all" if is_all else "any"
                words = self.say(strings.KINDS[kind])
                node = self.sheet.node(("group", str(id(condition))), words, kind, state)  # type: ignore[arg-type]
                for part in conditions:
                    self.sheet.edge(self.condition(part, strictly), node)
                return node
            case PatternHolds(pattern):
                return self.pattern(pattern)
            case AnswerIs() | NumberIs() | UrgencyIs() | CauseIsPossible():
                words = leaf_in_words(self.pack, condition, self.say)
                state = self.colours.of_condition(condition, strictly)
                return self.sheet.node(("leaf", repr(condition), state), words, "answer", state)
            case _:
                assert_never(condition)

    def pattern(self, name: str) -> str:
        """A pattern with what it stands on."""
        pattern, key = self.pack.patterns[name], ("pattern", name)
        is_new = not self.sheet.knows(key)
        label = f"{self.say(pattern.means).rstrip('.')} ({name})"
        node = self.sheet.node(key, label, "pattern", self.colours.of_rule(name))
        if is_new and self._opens > 0:
            self._opens -= 1
            self.sheet.edge(self.condition(pattern.when), node)
            self._opens += 1
        return node

    def level(self, level: Urgency) -> str:
        label = f"{self.say(self.pack.levels[level].label)} ({level})"
        return self.sheet.node(("urgency", level), label, "urgency", self.colours.of_level(level))

    def cause(self, name: str) -> str:
        label = f"{self.say(self.pack.causes[name].label)} ({name})"
        return self.sheet.node(("cause", name), label, "cause", self.colours.of_cause(name))

    def named_condition(self, cause: str, name: str) -> str:
        """A named condition of a cause, with its arrow to the cause."""
        found = next(one for one in self.pack.causes[cause].conditions if one.id == name)
        state = self.colours.of_named_condition(name)
        node = self.sheet.node(("named", name), f"{self.say(found.label)} ({name})", "cause", state)
        self.sheet.edge(node, self.cause(cause), self.say(strings.FORM_OF))
        return node

    def sign(self, name: str) -> str:
        label = f"{self.say(self.pack.danger_signs[name].label)} ({name})"
        return self.sheet.node(("rule", name), label, "danger_sign", self.colours.of_rule(name))

    def evidence(self, name: str) -> str:
        """A line of evidence, with its arrow to what it speaks for or against."""
        line = self.pack.evidence[name]
        node = self.sheet.node(
            ("rule", name), f"{self.say(line.finding)} ({name})", "evidence", self.colours.of_rule(name)
        )
        to = self.cause(line.cause) if line.condition is None else self.named_condition(line.cause, line.condition)
        sort = "leads" if line.direction == "for" else "against"
        self.sheet.edge(node, to, self.say(strings.EVIDENCE[f"{line.direction} {line.strength}"]), sort)  # type: ignore[arg-type]
        return node

    def gate(self, name: str) -> str:
        gate = self.pack.gates[name]
        label = f"{self.say(gate.because)} ({name})"
        return self.sheet.node(("rule", name), label, "gate", self.colours.of_rule(name))

    def exercise(self, name: str) -> str:
        return self.sheet.node(("exercise", name), self.say(self.pack.exercises[name].label), "exercise")

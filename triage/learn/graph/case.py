"""The derivation of a case as a picture: from what was answered to the urgency, the causes and the exercises."""

from __future__ import annotations

from triage.explain.case import Case
from triage.learn.graph import strings
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.pack.conditions import UrgencyIs, leaves
from triage.pack.scales import Direction, Reading, Urgency
from triage.questionnaire.strings import fill
from triage.reasoning.conclusions import level_of
from triage.reasoning.ruleset import rules_of
from triage.reasoning.support import support

MOST_SIGNS, MOST_REASONS = 5, 4


def case_graph(case: Case, whole: bool = False) -> Graph:
    """How the result of a case (`case_of`) was derived.

    What set the level, the strongest reasons for each cause: enough for one sheet, and how many more
    there are. `whole` leaves nothing out.
    """
    drawing = _Derivation(case, whole)
    drawing.urgency()
    drawing.causes()
    drawing.exercises()
    say, level = drawing.parts.say, case.pack.levels[case.conclusions.urgency]
    title = fill(say(strings.CASE_TITLE), level=say(level.label))
    says = f"{say(strings.CASE_SAYS)} {say(strings.ALL_HERE if whole else strings.LEFT_OUT)}"
    return drawing.parts.sheet.graph(title, says)


class _Derivation:
    def __init__(self, case: Case, whole: bool) -> None:
        self.case, self.whole, self.parts = case, whole, Parts(case.pack, Colours(case))
        self._say = self.parts.say
        self._rules = {rule.id: rule for rule in rules_of(case.pack)}

    def urgency(self) -> None:
        pack, urgency = self.case.pack, self.case.conclusions.urgency
        level = self.parts.level(urgency)
        fired = [firing for firing in self.case.firings if firing.rule in pack.danger_signs]
        if not fired:
            self._base(level)
            return
        fired.sort(key=lambda one: (-level_of(pack, one.rule, one.certain).rank, not one.certain))
        deciding = [one for one in fired if level_of(pack, one.rule, one.certain) == urgency]
        shown = fired if self.whole else deciding[:MOST_SIGNS]
        for firing in shown:
            node = self.parts.sign(firing.rule)
            self._stands_on(firing.rule, node, firing.certain)
            self.parts.sheet.edge(node, level, self._at_least(level_of(pack, firing.rule, firing.certain)))
        self._more(len(fired) - len(shown), strings.MORE_SIGNS, level)

    def _at_least(self, level: Urgency) -> str:
        if level == self.case.conclusions.urgency:
            return self._say(strings.AT_LEAST)  # the box it leads to says which
        return fill(self._say(strings.AT_LEAST_LEVEL), level=self._say(self.case.pack.levels[level].label))

    def _base(self, level: str) -> None:
        base = self.case.pack.base
        is_reassured = self.case.certain.get(base.id, False)
        words = base.reassured_because if is_reassured else base.because
        node = self.parts.sheet.node(
            ("rule", base.id), f"{self._say(strings.NO_SIGN_FIRED)} {self._say(words)} ({base.id})", "base", "holds"
        )
        if is_reassured:
            self._stands_on(base.id, node, True)
        self.parts.sheet.edge(node, level)

    def causes(self) -> None:
        pack = self.case.pack
        for one in self.case.conclusions.causes:
            told = (None, *one.conditions)
            lines = [
                line
                for line in pack.evidence.values()
                if line.cause == one.cause and self.case.certain.get(line.id) and line.condition in told
            ]
            lines.sort(key=lambda line: (line.direction is not Direction.FOR, -line.strength.weight))
            shown = lines if self.whole else lines[:MOST_REASONS]
            cause = self.parts.cause(one.cause)
            for line in shown:
                self._stands_on(line.id, self.parts.evidence(line.id), True)
            self._more(len(lines) - len(shown), strings.MORE_REASONS, cause)

    def exercises(self) -> None:
        """What is withheld, and by what; outside the whole picture only the conclusions that withhold are told."""
        pack = self.case.pack
        fired = sorted((one for one in self.case.firings if one.rule in pack.gates), key=lambda one: not one.certain)
        if not fired:
            return
        gates = [pack.gates[one.rule] for one in fired]
        kept = {name for gate in gates for name in (pack.exercises if gate.withholds == "all" else gate.withholds)}
        names = ", ".join(self.parts.say(exercise.label) for name, exercise in pack.exercises.items() if name in kept)
        withheld = self.parts.sheet.node(
            ("withheld",), fill(self._say(strings.WITHHELD), names=names), "exercise", "holds"
        )
        if not self.whole:
            by_level = [gate for gate in gates if any(isinstance(leaf, UrgencyIs) for leaf in leaves(gate.when))]
            if by_level:
                self.parts.sheet.edge(
                    self.parts.level(self.case.conclusions.urgency), withheld, self._say(strings.WITHHOLDS), "against"
                )
            self._more(len(fired) - len(by_level), strings.MORE_GATES, withheld)
            return
        for firing in fired:
            node = self.parts.gate(firing.rule)
            self._stands_on(firing.rule, node, firing.certain)
            self.parts.sheet.edge(node, withheld, self._say(strings.WITHHOLDS), "against")

    def _more(self, count: int, what: tuple[str, str], to: str) -> None:
        """What was left out: `what` is how to say it of one, and of several."""
        if count > 0:
            said = fill(self._say(what[count > 1]), count=count)
            node = self.parts.sheet.node(("more", *what, to), said, "more")
            self.parts.sheet.edge(node, to)

    def _stands_on(self, rule: str, node: str, certain: bool) -> None:
        """The answers, patterns and conclusions that make a rule hold, each with its arrow."""
        case, parts = self.case, self.parts
        facts = case.facts.concluded(
            case.conclusions.urgency, frozenset(cause.cause for cause in case.conclusions.causes)
        )
        reading = Reading.STRICT if certain else Reading.CAUTIOUS
        for step in dict.fromkeys(support(case.logic, self._rules[rule].when, facts, reading)):
            kind, _, rest = step.partition(":")
            match kind:
                case "pattern":
                    is_new = not parts.sheet.knows(("pattern", rest))
                    state = parts.colours.of_rule(rest)
                    label = f"{parts.say(case.pack.patterns[rest].means).rstrip('.')} ({rest})"
                    below = parts.sheet.node(("pattern", rest), label, "pattern", state)
                    if is_new:
                        self._stands_on(rest, below, state == "holds")
                case "urgency":
                    below = parts.level(Urgency(rest))
                case "cause":
                    below = parts.cause(rest)
                case _:
                    below = self._answer(rest.partition("=")[0], kind == "hidden")
            parts.sheet.edge(below, node)

    def _answer(self, question: str, is_hidden: bool) -> str:
        if is_hidden:
            finding = self._say(self.case.pack.questions[question].says)
            words = fill(self._say(strings.NOT_ASKED), finding=finding)
            return self.parts.sheet.node(("said", question), words, "answer", "holds")
        state = "unsure" if question in self.case.facts.unknown else "holds"
        return self.parts.sheet.node(("said", question), self.case.said(question).says, "answer", state)  # type: ignore[arg-type]

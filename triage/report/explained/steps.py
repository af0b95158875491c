"""What all explanations are made of, as lines: a firing, a rule that did not fire, answers that change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triage.explain.let_off import MOST_TOLD
from triage.explain.model import ChangeSet, Explanation, NotFired, ReasonStep, Said, SignStep, Step, Unmet
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report.document import Item, Items, Paragraph
from triage.report.explained.strings import EXPLAINED, ExplainedStrings
from triage.report.phrases import Phrases, phrases_of

UNKNOWN = ("unsure", "blank")


@dataclass(frozen=True)
class Teller:
    """Words for one explanation: its pack, and who is spoken to in which words."""

    pack: Pack
    say: Phrases
    words: ExplainedStrings

    def fixed(self, text: str, **values: object) -> str:
        return self.say.fixed(text, **values)

    def step(self, step: Step) -> Item:
        """A firing in full: what it says, what was said, what that means, and the rule with its sources."""
        return Item(self.say.text(step.says), mark=self._outside(step), more=tuple(self._grounds(step)))

    def in_short(self, step: Step) -> Item:
        """A firing as a line: what it says, and its rule."""
        return Item(self.say.text(step.says), mark=step.rule)

    def reason(self, reason: ReasonStep) -> Item:
        """A reason for or against a cause, how strong it is, and its rule with its sources."""
        mark = "; ".join((self.words.strength_words[reason.strength], *self._rule(reason.rule, reason.sources)))
        return Item(self.say.text(reason.says), mark=mark)

    def _outside(self, step: Step) -> str:
        return self.words.outside if isinstance(step, SignStep) and step.outside_article else ""

    def _grounds(self, step: Step) -> Iterator[Paragraph]:
        by_role = {
            role: [one for one in step.because if one.role == role] for role in ("speaks", "asked_since", "not_let_off")
        }
        known = [one for one in by_role["speaks"] if one.state not in UNKNOWN]
        unknown = [one for one in by_role["speaks"] if one.state in UNKNOWN]
        lines: tuple[tuple[str, Iterable[Said]], ...] = (
            (self.words.told, known),
            (self.words.counts_unsure, unknown),
            (self.words.asked_since, by_role["asked_since"]),
            (self.words.exception, by_role["not_let_off"]),
            (self.words.same_way, step.also),
        )
        for label, said in lines:
            if said:
                yield Paragraph(self.answers(said), self.fixed(label))
        if step.patterns:
            means = dict.fromkeys(self.say.text(pattern.means).rstrip(".") for pattern in step.patterns)
            yield Paragraph("; ".join(means), self.words.means)
        if step.follows_from:
            yield Paragraph("; ".join(map(self._conclusion, step.follows_from)), self.words.follows)
        yield Paragraph("; ".join(self._rule(step.rule, step.sources)), self.words.rule)

    def _conclusion(self, conclusion: str) -> str:
        kind, _, name = conclusion.partition(":")
        entry = self.pack.levels[Urgency(name)] if kind == "urgency" else self.pack.causes[name]
        return self.say.pack_text(entry.label)

    def answers(self, said: Iterable[Said]) -> str:
        return "; ".join(self.say.text(one.says) for one in said)

    def _rule(self, rule: str, sources: Iterable[str]) -> tuple[str, str]:
        return rule, ", ".join(sources)

    # ------------------------------------------------------------------------------------------- what did not fire

    def not_fired(self, rule: NotFired) -> Item:
        """A rule that did not fire, with what it would have needed and what there is instead."""
        strength = (self.words.strength_words[rule.strength],) if rule.strength else ()
        more = [self._unmet(one) for one in rule.unmet]
        if rule.let_off:
            told, left = self.answers(rule.let_off[:MOST_TOLD]), len(rule.let_off) - MOST_TOLD
            rest = f"; {self.fixed(self.words.and_more, count=left)}" if left > 0 else ""
            more.append(Paragraph(told + rest, self.words.let_off))
        mark = "; ".join((*strength, *self._rule(rule.rule, rule.sources)))
        return Item(self.say.text(rule.says), mark=mark, more=tuple(more))

    def _unmet(self, unmet: Unmet) -> Paragraph:
        words = self.words.one_other_way if unmet.others == 1 else self.words.other_ways
        others = f" ({self.fixed(words, count=unmet.others)})" if unmet.others else ""
        needs, here = self.say.text(unmet.needs), self.say.text(unmet.said.says)
        here = here.removeprefix(f"{needs}: ")  # what is needed need not be said twice
        return Paragraph(f"{needs}{others}. {self.words.here}: {here}", self.words.needed)

    # ------------------------------------------------------------------------------------------- answers that change

    def changes(self, changes: ChangeSet, is_level_said: bool = False) -> Item:
        """Answers that change together, and what comes of it, beside an urgency that is said already."""
        told = "; ".join(self.say.text(change.says) for change in changes.changes)
        after = "; ".join(self._after(changes, is_level_said))
        rules = ", ".join(changes.rules) if changes.urgency_after != changes.urgency_before else ""
        return Item(told, mark=rules, more=(Paragraph(after, self.words.would_be),) if after else ())

    def _after(self, changes: ChangeSet, is_level_said: bool) -> Iterator[str]:
        if changes.urgency_after != changes.urgency_before and not is_level_said:
            yield self.level(changes.urgency_after)
        if changes.first_cause_after != changes.first_cause_before:
            yield self.first_cause(changes.first_cause_after)

    def level(self, urgency: Urgency) -> str:
        return self.say.pack_text(self.pack.levels[urgency].label)

    def first_cause(self, cause: str | None) -> str:
        label = self.say.pack_text(self.pack.causes[cause].label) if cause else self.words.no_cause
        return self.fixed(self.words.first_cause, label=label)


def teller_of(pack: Pack, explanation: Explanation, words: ExplainedStrings = EXPLAINED) -> Teller:
    say = phrases_of(pack, explanation, words)
    return Teller(pack, say, words.in_language(say.wording.language))


def listed(items: Iterable[Item], label: str = "", at_most: int = 0, more: str = "") -> Iterator[Items]:
    """The items as a list, if there are any; of more than `at_most` the first ones, and `more` says how many follow."""
    found = tuple(items)
    if not found:
        return
    if at_most and len(found) > at_most:
        found = (*found[:at_most], Item(more % {"count": len(found) - at_most}))
    yield Items(found, label)

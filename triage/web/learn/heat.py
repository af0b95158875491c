"""What a class misses: danger signs by how often they were not named, and cases by the levels that were said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.learn.telling import wording
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.web.learn.results import LearnerResults

SHADES = 4


@dataclass(frozen=True)
class Count:
    """So many of so many. `shade` is 0 for none, 1 to 4 by the share."""

    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def shade(self) -> int:
        return min(SHADES, 1 + int(self.share * SHADES)) if self.count else 0


@dataclass(frozen=True)
class SignHeat:
    """A danger sign: in how many cases that had it, it was missed, and how often the quiz about it went wrong.

    `wrong` is how often it was named where it does not hold.
    """

    rule: str
    label: str
    missed: Count
    wrong: int
    quiz: Count


@dataclass(frozen=True)
class CaseHeat:
    """A case of the class: how many said each level, and which is right; unknown until somebody has done it."""

    number: int
    level: Urgency | None
    said: dict[Urgency, Count]


def by_sign(pack: Pack, results: Iterable[LearnerResults]) -> list[SignHeat]:
    """The danger signs that came up, the most missed first. Signs of one name count as one."""
    say, english = wording(pack), pack.original or pack  # told apart by the English: as many in every language
    label = {rule: wording(english)(sign.label) for rule, sign in english.danger_signs.items()}
    missed: Counter[str] = Counter()
    met: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    first: dict[str, str] = {}
    for one in results:
        for done in one.cases:
            for rules, counters in (
                (done.record.missed, (missed, met)),
                (done.seen, (met,)),
                (done.record.wrong, (wrong,)),
            ):
                for name in {label[rule] for rule in rules if rule in label}:
                    for counter in counters:
                        counter[name] += 1
        for quiz in one.quizzes:
            name = label.get(quiz.record["rule"], "")
            asked[name] += 1
            failed[name] += not quiz.record["is_right"]
    for rule, name in label.items():
        first.setdefault(name, rule)
    found = [
        SignHeat(
            rule,
            say(pack.danger_signs[rule].label),
            Count(missed[name], met[name]),
            wrong[name],
            Count(failed[name], asked[name]),
        )
        for name, rule in first.items()
        if met[name] or wrong[name] or asked[name]
    ]
    return sorted(found, key=lambda one: (-one.missed.share, -one.missed.of, -one.wrong, one.label))


def by_case(results: Sequence[LearnerResults], cases: int) -> list[CaseHeat]:
    """The cases of the class in their order."""
    found = []
    for number in range(1, cases + 1):
        records = [done.record for one in results for done in one.cases if done.practice.number == number]
        said = Counter(record.said for record in records)
        level = records[0].level if records else None
        found.append(CaseHeat(number, level, {one: Count(said[one], len(records)) for one in Urgency}))
    return found

"""Productions and facts in the JSON of durable_rules, and what it cannot hold.

Facts are written on sheets: a sheet is one message for the engine, `{"s3": 1, "f75": 1, "f81": 1}`, with a property for
each of its facts that is so. Those that stand together in a production share a sheet where there is room, so that most
productions test one message. What a production concludes is a message of its own, `{"l5": 1, "p130": 1}`.

durable_rules tries the tests that stand side by side one after the other, and makes room for every message of every
production whenever a session begins: hence few messages, and short lists.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import assert_never

from triage.reasoning.engine.productions import Either, Fact, Holds, Is, Production, Within

SESSION = "s"
START = "$start"
SHEET = 24  # facts on a sheet, and conclusions in a list
_WHOLE = (1 << SHEET) - 1

# How much is used of what durable_rules 2.0.28 holds, and what happens beyond: measured, or read in its source.
MOST_TESTS = 12  # of 16 messages in a rule; then every assertion fails
MOST_USES = 200  # of 255 rules that share a test; then a segmentation fault
MOST_LISTS = 400  # of 511 tests side by side; then an endless loop
MOST_WAITING = 48  # of 64 tests that wait while a message is tried; then its assertion fails
MOST_PRODUCTIONS = 3000  # of 4095 rules; then they are refused
LONGEST_NAME = 200

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .:#~-]*")
Message = tuple[Fact, ...] | Holds  # what a production asks of one message


class Encoding:
    """How a set of productions is written for durable_rules."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._productions = productions
        self._sheets = _sheets(productions)
        self.numbers = {
            fact: sheet * SHEET + place for sheet, facts in enumerate(self._sheets) for place, fact in enumerate(facts)
        }
        asked = (test.proposition for one in productions for test in one.tests if isinstance(test, Holds))
        self._conclusions = {proposition: number for number, proposition in enumerate(dict.fromkeys(asked))}
        self._asked = [self._messages_asked(one) for one in productions]

    def _messages_asked(self, production: Production) -> list[Message]:
        """What a production asks of each message: the facts of a sheet together, a conclusion alone."""
        on_sheets: defaultdict[int, list[Fact]] = defaultdict(list)
        held: list[Message] = []
        for test in production.tests:
            if isinstance(test, Holds):
                held.append(test)
            else:
                on_sheets[self.numbers[test] // SHEET].append(test)
        return [*(tuple(sorted(facts, key=self.numbers.__getitem__)) for facts in on_sheets.values()), *held]

    def ruleset(self) -> str:
        """The rules for `create_ruleset`; the sentinel comes first.

        A message that meets no whole condition is refused, so each sheet alone meets a part of a rule that never fires.
        """
        rules = [_rule(START, [_all_of(["start"])])]
        rules += [
            _rule(f"$sheet{sheet}", [_all_of([f"s{sheet}"]), _all_of([f"s{sheet}", "never"])])
            for sheet in range(len(self._sheets))
        ]
        texts = {message: self._condition(message) for messages in self._asked for message in messages}
        for production, messages in zip(self._productions, self._asked, strict=True):
            rules.append(_rule(production.name, [texts[message] for message in messages]))
        return f"{{{','.join(rules)}}}"

    def sheets(self, facts: int) -> list[str]:
        """The messages for the facts that are so: those whose bit is set, each at the place of its number."""
        messages = []
        for sheet in range(len(self._sheets)):
            here = facts >> sheet * SHEET & _WHOLE
            properties = [f"s{sheet}"]
            while here:
                lowest = here & -here
                properties.append(f"f{sheet * SHEET + lowest.bit_length() - 1}")
                here ^= lowest
            if len(properties) > 1:
                messages.append(_message(properties))
        return messages

    def conclusion(self, proposition: str | None) -> str | None:
        """The message that says that a proposition holds; None where no production asks for it."""
        number = self._conclusions.get(proposition) if proposition is not None else None
        return None if number is None else _message([f"p{number}", f"l{number // SHEET}"])

    def _condition(self, message: Message) -> str:
        if isinstance(message, Holds):
            number = self._conclusions[message.proposition]
            names = [f"l{number // SHEET}", f"p{number}"]
        else:
            numbers = [self.numbers[fact] for fact in message]
            names = [f"s{numbers[0] // SHEET}", *(f"f{number}" for number in numbers)]
        return _all_of(names)

    def limits(self) -> Iterator[str]:
        """In words, what durable_rules cannot hold, with a margin; nothing when all is well."""
        if len(self._productions) > MOST_PRODUCTIONS:
            yield f"the rules make {len(self._productions)} productions; the engine holds {MOST_PRODUCTIONS}"
        if len(self._sheets) + math.ceil(len(self._conclusions) / SHEET) > MOST_LISTS:
            tested = len(self.numbers) + len(self._conclusions)
            yield f"the rules test {tested} facts and conclusions; the engine holds some {MOST_LISTS * SHEET}"
        for name, count in Counter(production.name for production in self._productions).items():
            if count > 1:
                yield f"{count} productions have the name '{name}'"
            if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
                yield f"{name[:LONGEST_NAME]!r} cannot be written for the engine: use letters, digits and _ . : # ~ -"
        for production in self._productions:
            if not 0 < len(production.tests) <= MOST_TESTS:
                yield f"'{production.name}' has {len(production.tests)} conditions; the engine holds 1 to {MOST_TESTS}"
        uses = Counter(message for messages in self._asked for message in messages)
        for message, count in uses.items():
            if count > MOST_USES:
                yield f"{_words(message)} is a condition of {count} productions; the engine holds {MOST_USES}"
        paths: defaultdict[int, list[tuple[Fact, ...]]] = defaultdict(list)
        for message in uses:
            if not isinstance(message, Holds):
                paths[self.numbers[message[0]] // SHEET].append(message)
        for facts in paths.values():
            if (waiting := _waiting(facts)) > MOST_WAITING:
                yield (
                    f"too many conditions test {_words(facts[0][:1])} and what is asked with it: {waiting} wait for "
                    f"each other; the engine holds {MOST_WAITING}"
                )


def start_message() -> str:
    """The message that makes the sentinel fire."""
    return _message(["start"])


def limits(productions: Sequence[Production]) -> list[str]:
    """In words, what durable_rules cannot hold of these productions, with a margin; nothing when all is well."""
    return list(Encoding(productions).limits())


def _sheets(productions: Sequence[Production]) -> list[list[Fact]]:
    """All facts that are tested, on sheets; those of one production on the same sheet where there is room."""
    group_of: dict[Fact, list[Fact]] = {}
    for production in productions:
        facts = [test for test in production.tests if not isinstance(test, Holds)]
        for fact in facts:
            group, first = group_of.setdefault(fact, [fact]), group_of[facts[0]]
            if group is not first and len(group) + len(first) <= SHEET:
                first += group
                group_of |= dict.fromkeys(group, first)
    groups = {id(group): group for group in group_of.values()}
    sheets: list[list[Fact]] = []
    for group in sorted(groups.values(), key=len, reverse=True):
        sheet = next((sheet for sheet in sheets if len(sheet) + len(group) <= SHEET), None)
        if sheet is None:
            sheets.append(list(group))
        else:
            sheet += group
    return sheets


def _waiting(paths: Collection[tuple[Fact, ...]]) -> int:
    """How many tests wait at most while a sheet is tried on which everything is so.

    Tests that stand side by side all wait until the first of them, and what follows it, has been tried.
    """
    ahead: defaultdict[Fact, list[tuple[Fact, ...]]] = defaultdict(list)
    for path in paths:
        if path:
            ahead[path[0]].append(path[1:])
    return len(ahead) + max(map(_waiting, ahead.values()), default=0)


def _message(properties: Sequence[str]) -> str:
    """A message that has these properties; the first is its name as well."""
    written = ",".join([f'"{name}":1' for name in properties])
    return f'{{"id":"{properties[0]}","sid":"{SESSION}",{written}}}'


def _all_of(names: Sequence[str]) -> str:
    """The condition that a message has all these properties."""
    properties = ",".join([f'{{"{name}":1}}' for name in names])
    return f'{{"$and":[{properties}]}}'


def _rule(name: str, conditions: Sequence[str]) -> str:
    """A rule, in the JSON of durable_rules. Names are checked before (`limits`): no sign needs an escape."""
    numbered = ",".join([f'{{"m{number}":{text}}}' for number, text in enumerate(conditions)])
    return f'"{name}":{{"all":[{numbered}]}}'


def _words(message: Message) -> str:
    if isinstance(message, Holds):
        return f"'{message.proposition}'"
    return " with ".join(f"'{_told(fact)}'" for fact in message)


def _told(fact: Fact) -> str:
    match fact:
        case Is(about, words, is_denied):
            return f"{about}: {'not ' if is_denied else ''}{' or '.join(sorted(words))}"
        case Within(about, at_least, below):
            bounds = {"at least": at_least, "below": below}
            return f"{about}: {', '.join(f'{word} {bound}' for word, bound in bounds.items() if bound is not None)}"
        case Either(facts):
            return "; ".join(map(_told, facts))
        case _:
            assert_never(fact)

"""Productions: the plain rules that durable_rules runs, and the facts that they test."""

from __future__ import annotations

from typing import NamedTuple


class Is(NamedTuple):
    """A fact: one of these words was said of a subject; or, if it is denied, none of them was."""

    about: str
    words: frozenset[str]
    is_denied: bool = False


class Within(NamedTuple):
    """A fact: the number given for a subject is at least `at_least` and below `below`, where these are given."""

    about: str
    at_least: int | None
    below: int | None

    def includes(self, number: int) -> bool:
        return (self.at_least is None or number >= self.at_least) and (self.below is None or number < self.below)


class Either(NamedTuple):
    """A fact: at least one of several is so."""

    facts: tuple[Is | Within, ...]


class Holds(NamedTuple):
    """A test: a production has concluded the proposition."""

    proposition: str


Fact = Is | Within | Either
Test = Fact | Holds


class Production(NamedTuple):
    """Fires once, when all its tests hold; then what it concludes holds too."""

    name: str
    tests: tuple[Test, ...]
    concludes: str | None = None

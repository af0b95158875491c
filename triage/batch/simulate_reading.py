"""Marginals as YAML: what a person writes to say how often each answer is given.

about: people of our practice
age: {0-15: 10, 16-64: 60, 65-100: 30}       # weights; these ranges are the age groups
answers:
  side: {one_leg: 60, both_legs: 40}         # a choice: weights, also of `unsure` and `blank`
  head_signs: {vomiting: 2, unsure: 1}       # a tick list: per cent who tick each thing
  falls: {0: 80, 1-3: 20}                    # a number: weights of ranges
by_age:
  65-100:
    falls: {0: 60, 1-3: 40}
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Any

from triage.batch.answer_counts import AGE
from triage.batch.simulate_codes import Codes, codes_of
from triage.batch.simulate_marginals import AgeGroup, Marginals, Range, Shares, completed, group_of
from triage.errors import AnswersError, Location, Problem, did_you_mean
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.pack.yaml_text import Document, parse_yaml

BLANK = "blank"
_KEYS = ("about", "age", "answers", "by_age")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


def default_marginals(pack: Pack) -> Marginals:
    """The weights that come with the program: chosen for exercise, no epidemiology."""
    name = "population.yaml"
    text = files("triage.batch").joinpath(name).read_text(encoding="utf-8")
    return _Reader(pack, parse_yaml(text, name), is_strict=False).read()


def read_marginals(pack: Pack, text: str, name: str) -> Marginals:
    """Marginals that somebody wrote. Raises AnswersError with every problem."""
    return _Reader(pack, parse_yaml(text, name), is_strict=True).read()


class _Reader:
    """Reads one document; where it is not strict, it passes over what this pack does not have."""

    def __init__(self, pack: Pack, document: Document, is_strict: bool) -> None:
        self._pack, self._document, self._is_strict = pack, document, is_strict
        self._problems = list(document.problems)

    def read(self) -> Marginals:
        data = self._document.data if isinstance(self._document.data, dict) else {}
        if not data and not self._problems:
            self._wrong((), "A209", f"marginals are a mapping with the keys {', '.join(_KEYS)}")
        for key in data:
            if key not in _KEYS:
                self._wrong((key,), "A206", f"there is no key '{str(key)[:60]}'.{did_you_mean(str(key), _KEYS)}")
        shares = {name: (one,) for name, one in self._questions(data, ("answers",))}
        groups: tuple[AgeGroup, ...] = ()
        if "age" in data and AGE in self._pack.questions:
            ages = self._shares(self._pack.questions[AGE].id, data["age"], ("age",))
            groups = tuple(sorted((AgeGroup(one.low, one.high) for one in ages.ranges), key=lambda group: group.low))
            shares[AGE] = (ages,)
        self._check_groups(groups)
        found = completed(self._pack, Marginals(str(data.get("about", "")), groups, shares))
        found = self._by_age(data, found)
        if self._problems:
            raise AnswersError(self._problems)
        return found

    def _by_age(self, data: Mapping[str, Any], marginals: Marginals) -> Marginals:
        shares = dict(marginals.shares)
        for name in self._mapping(data.get("by_age"), ("by_age",)):
            group = group_of(marginals.groups, str(name))
            if group is None:
                known = ", ".join(one.name for one in marginals.groups) or "none: 'age' is missing"
                self._wrong(("by_age", name), "A202", f"'{str(name)[:60]}' is none of the ranges of 'age' ({known})")
                continue
            for question, one in self._questions(data["by_age"], (name,), ("by_age",)):
                now = shares[question]
                shares[question] = (*now[:group], one, *now[group + 1 :])
        return replace(marginals, shares=shares)

    def _check_groups(self, groups: tuple[AgeGroup, ...]) -> None:
        for before, after in pairwise(groups):
            if after.low <= before.high:
                self._wrong(("age",), "A204", f"the ranges {before.name} and {after.name} overlap")

    def _questions(
        self, data: Mapping[str, Any], keys: tuple[str], above: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Shares]]:
        place = (*above, *keys)
        for name, raw in self._mapping(data.get(keys[0]), place).items():
            if name == AGE:
                self._wrong((*place, name), "A206", "ages stand under 'age', above")
            elif name in self._pack.questions:
                yield name, self._shares(name, raw, (*place, name))
            elif self._is_strict:
                near = did_you_mean(str(name), self._pack.questions)
                self._wrong((*place, name), "A201", f"there is no question '{str(name)[:60]}'.{near}")

    def _shares(self, name: str, raw: object, place: tuple[str, ...]) -> Shares:
        codes = codes_of(self._pack.questions[name])
        weights: dict[str, float] = {}
        for word, weight in self._mapping(raw, place).items():
            number = _number(weight)
            if number is None:
                self._wrong((*place, word), "A203", f"{word}: a weight is a number from 0 up, not '{str(weight)[:60]}'")
            else:
                weights[str(word)] = number
        unsure, blank = weights.pop(UNSURE, 0.0), weights.pop(BLANK, 0.0)
        if codes.question.type is QuestionType.ANY_OF:
            return self._ticks(codes, weights, unsure, blank, place)
        whole = sum(weights.values())
        if whole + unsure + blank <= 0:
            self._wrong(place, "A204", "at least one weight must be above 0")
            return Shares()
        ranges = tuple(
            Range(*ends, weight / whole)
            for word, weight in weights.items()
            if weight and (ends := self._ends(codes, word, place)) is not None
        )
        return Shares(ranges, (), unsure / (whole + unsure + blank), blank / (whole + unsure + blank))

    def _ends(self, codes: Codes, word: str, place: tuple[str, ...]) -> tuple[int, int] | None:
        """The codes that a word or a range of numbers stands for."""
        question = codes.question
        if question.type is not QuestionType.NUMBER:
            if word in codes.words:
                return codes.words.index(word), codes.words.index(word)
            self._unknown(codes, word, place)
            return None
        found = _RANGE.fullmatch(word)
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not question.minimum <= low <= high <= question.maximum:
            told = f"'{word[:60]}' is no range of numbers from {question.minimum} to {question.maximum}, such as 1-3"
            self._wrong((*place, word), "A204", told)
            return None
        return low - question.minimum, high - question.minimum

    def _ticks(
        self, codes: Codes, weights: dict[str, float], unsure: float, blank: float, place: tuple[str, ...]
    ) -> Shares:
        weights.pop(NONE, None)  # nobody ticks it: it is what is left
        for word in weights:
            if word not in codes.words:
                self._unknown(codes, word, place)
        if any(weight > 100 for weight in weights.values()) or unsure + blank > 100:
            self._wrong(place, "A204", "for a tick list these are per cent: from 0 to 100")
        ticks = tuple(weights.get(word, 0.0) / 100 for word in codes.words)
        return Shares((), ticks, unsure / 100, blank / 100)

    def _unknown(self, codes: Codes, word: str, place: tuple[str, ...]) -> None:
        if self._is_strict:
            known = (*codes.words, UNSURE, BLANK)
            told = f"'{word[:60]}' is no answer to '{codes.question.id}'.{did_you_mean(word, known)}"
            self._wrong((*place, word), "A202", told)

    def _mapping(self, raw: object, place: tuple[str, ...]) -> dict[Any, Any]:
        if raw is None or isinstance(raw, dict):
            return raw or {}
        self._wrong(place, "A203", f"{'.'.join(map(str, place))}: a mapping is needed here")
        return {}

    def _wrong(self, place: tuple[str | int, ...], code: str, message: str) -> None:
        where = Location(self._document.path, self._document.line_of(place))
        self._problems.append(Problem(where, code, message))


def _number(raw: object) -> float | None:
    """A weight; in the YAML that is read here, a number with a point is a word."""
    try:
        number = float(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else -1.0
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < math.inf else None

"""The report's own words: easy to read, complete for every closed word, and replaceable by a translation."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from readability_grade import grade
from report_cases import of_level

from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency
from triage.pack.wording import Wording, placeholders
from triage.report.sections import sections
from triage.report.strings import ENGLISH


def texts() -> Iterator[str]:
    """Every fixed text."""
    for each in fields(ENGLISH):
        value = getattr(ENGLISH, each.name)
        yield from [value] if isinstance(value, str) else value.values()


def test_the_fixed_words_are_easy_to_read(pack: Pack) -> None:
    """No sentence needs more than grade 7, and half of them at most grade 3, for both persons."""
    for person in ("self", "other"):
        say = Wording(pack.countries["GB"], person)
        shown = (re.sub(r"%\(\w+\)s", "three", say(text)) for text in texts())
        sentences = [sentence for text in shown for sentence in re.split(r"(?<=[.?!:])\s+", text)]
        grades = {sentence: grade(sentence) for sentence in sentences if len(sentence.split()) >= 5}
        assert [(sentence, found) for sentence, found in grades.items() if found > 7] == []
        assert statistics.median(grades.values()) <= 3


def test_every_closed_word_has_a_text() -> None:
    """Each level, strength and way of reading has its words."""
    assert set(ENGLISH.sooner_if) == set(Urgency)
    assert set(ENGLISH.strengths) == set(Strength)
    assert set(ENGLISH.ways_of_reading) == {"publisher", "mirror", "general_knowledge"}


def test_every_placeholder_can_be_filled(pack: Pack) -> None:
    """Each text can be worded for both persons and every country."""
    for country in pack.countries.values():
        for person in ("self", "other"):
            for text in texts():
                assert "{" not in Wording(country, person)(text)
    assert {inside for text in texts() for inside in placeholders(text) if "|" not in inside} <= {
        *("emergency_number", "emergency_department", "gp", "out_of_hours")
    }


def test_a_translation_replaces_the_words(pack: Pack) -> None:
    """Other strings give the same report in other words: nothing fixed is written anywhere else."""
    marked: dict[str, Any] = {
        each.name: f"zz {getattr(ENGLISH, each.name)}"
        for each in fields(ENGLISH)
        if isinstance(getattr(ENGLISH, each.name), str)
    }
    made = of_level(pack, Urgency.SOON)
    for section in sections(pack, made, replace(ENGLISH, **marked)):
        headings = [section.heading, *(part.heading for part in section.parts if not part.id.startswith("cause-"))]
        assert all(heading.startswith("zz ") for heading in headings if section.id != "now")

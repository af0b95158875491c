"""The report in a terminal: narrow or wide, plain or coloured, in any code page, never a command to the terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest
from report_cases import CASES, hostile, of_level, random_assessments
from report_text import terminal_text

from triage.assessment import Assessment, assess
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report import to_terminal
from triage.report.terminal import WIDEST

STYLE = re.compile(r"\x1b\[[\d;]*m")


def plain(pack: Pack, made: Assessment, width: int = 88, encoding: str = "utf-8") -> str:
    return to_terminal(pack, made, width=width, colour=False, encoding=encoding)


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.mark.parametrize("width", [30, 47, 80])
def test_no_line_is_wider_than_the_terminal(pack: Pack, width: int) -> None:
    """At 30 columns and more every line fits, also with long addresses and hostile texts."""
    results = [*random_assessments(pack, seed=4, count=15), *(hostile(of_level(pack, level)) for level in CASES)]
    for made in results:
        assert [line for line in plain(pack, made, width).splitlines() if columns(line) > width] == []


def test_a_very_wide_or_narrow_terminal_stays_readable(pack: Pack) -> None:
    """Lines get no longer than can be read with ease, and no narrower than 20 columns."""
    made = of_level(pack, Urgency.SOON)
    assert plain(pack, made, 400) == plain(pack, made, WIDEST)
    assert plain(pack, made, 3) == plain(pack, made, 20)


def test_the_width_changes_only_the_line_breaks(pack: Pack) -> None:
    """The same words stand in the same order at 40 and at 88 columns."""
    for made in random_assessments(pack, seed=5, count=10):
        narrow, wide = (terminal_text(plain(pack, made, width)) for width in (40, 88))
        assert narrow == wide


def test_wide_characters_count_twice(pack: Pack) -> None:
    """A text in Chinese or Korean fits as well, and an accent that sits on a letter takes no room."""
    made = replace(of_level(pack, Urgency.SOON), action="足 " * 60 + "足" * 40 + " e\u0301" * 40)
    lines = plain(pack, made, 30).splitlines()
    assert [line for line in lines if columns(line) > 30 + line.count("\u0301")] == []
    assert sum(line.count("足") for line in lines) == 100


@pytest.mark.parametrize("level", CASES)
def test_colour_changes_nothing_but_colour(pack: Pack, level: Urgency) -> None:
    """Without colour there is no escape at all; with colour each is closed on its own line. The words are the same."""
    made = of_level(pack, level)
    coloured = to_terminal(pack, made, width=60, colour=True)
    assert "\x1b" not in plain(pack, made, 60)
    assert STYLE.sub("", coloured) == plain(pack, made, 60)
    for line in coloured.splitlines():
        assert [code == "\x1b[0m" for code in STYLE.findall(line)] == [False, True] * line.count("\x1b[0m")


@pytest.mark.parametrize("level", CASES)
def test_blank_lines_part_and_never_gape(pack: Pack, level: Urgency) -> None:
    """No two blank lines follow each other, and the text ends with its last line."""
    text = plain(pack, of_level(pack, level))
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_an_emergency_stands_out(pack: Pack) -> None:
    """With colour the first line of an emergency is bold and red; that of a routine result is bold only."""
    first = {level: to_terminal(pack, of_level(pack, level), width=88, colour=True).splitlines()[0] for level in CASES}
    assert {level for level, line in first.items() if line.startswith("\x1b[1;31m")} == {
        Urgency.EMERGENCY_NOW,
        Urgency.EMERGENCY_DEPARTMENT,
    }
    assert all(line.startswith("\x1b[1") for line in first.values())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "ascii", "latin-1", "cp850"])
def test_every_code_page_can_write_it(pack: Pack, encoding: str) -> None:
    """Nothing is written that the encoding lacks, and nothing is lost: quotes and bullets take their nearest form."""
    for made in (*(of_level(pack, level) for level in CASES), assess(pack, {"answers": {}}, engine="logic")):
        text = plain(pack, made, encoding=encoding)
        text.encode(encoding)
        assert "?" not in text.replace("lower limb?", "")
        assert made.action.split(".")[0] in terminal_text(text)


def test_letters_that_a_code_page_lacks_have_a_nearest_form(pack: Pack) -> None:
    """Accents go, a dash is a hyphen, a typeset quote is straight; what has no such form is a question mark."""
    made = replace(of_level(pack, Urgency.SOON), action="Sjögren \u2013 \u201cfoot\u201d \u2026 足.")
    assert plain(pack, made, encoding="ascii").splitlines()[0] == 'Sjogren - "foot" ... ?.'
    assert plain(pack, made, encoding="cp437").splitlines()[0] == 'Sjögren - "foot" ... ?.'
    assert plain(pack, made).splitlines()[0] == "Sjögren \u2013 \u201cfoot\u201d \u2026 足."


def test_hostile_text_is_no_command(pack: Pack) -> None:
    """Escapes, bells, backspaces and marks that turn the writing never reach the terminal, whatever a result holds."""
    for level in CASES:
        text = plain(pack, hostile(of_level(pack, level)))
        assert {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")} == {"\n"}
        assert "<script>alert(1)</script>" in terminal_text(text)
        assert "{you|they} {nobody} %(name)s %s" in terminal_text(text)


def test_headings_parts_and_lists_can_be_told_apart_without_colour(pack: Pack) -> None:
    """A section is underlined, what belongs to a part is indented, a list has bullets."""
    lines = plain(pack, of_level(pack, Urgency.SOON), encoding="ascii").splitlines()
    assert lines[lines.index("Who to see") + 1] == "-" * 88
    assert lines[lines.index("What to say there") + 1].startswith("  This is about")
    assert "  - Age: 40" in lines
    assert [line for line in lines if line.startswith("  1. ")]


def test_printing_a_report_does_not_import_the_terminal_libraries() -> None:
    """The report needs neither rich nor questionary, so that a quick command stays quick."""
    code = "import sys, triage.report; print({'rich', 'questionary', 'prompt_toolkit'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

"""Six words in a row, as hashes: what counts as the same words, and the file that is kept of an article."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from triage.pack.content import ARTICLE_SHINGLES
from triage.pack.shingles import LENGTH, listing, main, shingles

ROOT = Path(__file__).resolve().parents[1]


def hashes(text: str) -> list[str]:
    return [hashed for _, hashed in shingles(text)]


def test_every_run_of_six_words_has_its_hash() -> None:
    """Seven words make two runs, five make none."""
    assert [run for run, _ in shingles("One two three four five six seven")] == [
        "one two three four five six",
        "two three four five six seven",
    ]
    assert hashes("one two three four five") == []
    assert LENGTH == 6


@pytest.mark.parametrize(
    "text",
    [
        "ONE two, three: four (five) six!",
        "One two\nthree\n\n  four - five; six",
        "o'ne two three four five six",
        "o\N{RIGHT SINGLE QUOTATION MARK}ne two three four five six",
        "one twó three four five six",
    ],
)
def test_case_punctuation_and_accents_do_not_count(text: str) -> None:
    """A sentence is the same sentence in other clothes."""
    assert hashes(text) == hashes("one two three four five six")


def test_one_other_word_makes_another_run() -> None:
    """Words in another order, or a word changed, are our own words."""
    assert set(hashes("one two three four five six")).isdisjoint(hashes("two one three four five six"))


def test_the_file_of_an_article_is_sorted_and_holds_no_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The article cannot be put together again from what is kept of it."""
    article = tmp_path / "article.txt"
    article.write_text("An elephant stood on the foot all day and all night.", encoding="utf-8")
    assert main([str(article)]) == 0
    text = capsys.readouterr().out
    assert text == listing(article.read_text(encoding="utf-8"))
    kept = [line for line in text.splitlines() if not line.startswith("#")]
    assert kept == sorted(set(hashes("An elephant stood on the foot all day and all night.")))
    assert "elephant" not in text


def test_the_command_says_how_it_is_used() -> None:
    """Without a file there is one line that says what is needed."""
    done = subprocess.run(
        [sys.executable, "-m", "triage.pack.shingles"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "usage: python -m triage.pack.shingles ARTICLE.txt\n"


def test_the_pack_keeps_the_hashes_of_its_article() -> None:
    """The list that ships is one of hashes, and long enough for a whole article."""
    lines = (ROOT / ARTICLE_SHINGLES).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    assert len(kept) > 500
    assert all(len(line) == 12 and set(line) <= set("0123456789abcdef") for line in kept)

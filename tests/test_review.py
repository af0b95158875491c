"""`triage review`: the book has all that is to be judged, and a sign-off is of exactly the content that was read."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from command import triage
from markdown_examples import ROOT

import triage as package
from triage.assessment import assess
from triage.check import check_result
from triage.errors import PackError
from triage.pack.content import SIGN_OFFS, load_pack
from triage.pack.pack import Pack
from triage.review.book import book
from triage.review.page import to_page

CASE = {"unanswered": "no", "answers": {"side": "one_leg", "onset_tempo": "weeks"}}
ANN = ("--name", "Ann Smith", "--role", "consultant neurologist", "--date", "2026-03-14")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A pack of its own with the content of this one."""
    for folder in ("knowledge", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def change_a_word(copy: Path) -> None:
    file = copy / "knowledge" / "exercises.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------ the book


def test_every_question_and_rule_is_in_the_book_once(pack: Pack) -> None:
    """No entry of the pack that a clinician judges is missing, and none stands there twice."""
    told = [(entry.kind, entry.id) for chapter in book(pack) for entry in chapter.entries]
    assert len(set(told)) == len(told)
    names = {name for _, name in told}
    rules = {*pack.danger_signs, *pack.patterns, *pack.evidence, *pack.gates, *pack.invariants}
    assert rules <= names
    assert {*pack.questions, *pack.causes, *pack.treatments, *pack.exercises, *pack.sources} <= names
    assert {*pack.professionals, *pack.changes} <= names
    assert {pack.base.id, *(level.id for level in pack.urgency_levels), *pack.new_signs} <= names


def test_what_stands_before_questions_is_judged_too(pack: Pack) -> None:
    """Each introduction is in the book, under the title of its screen as a person reads it; no form is left open."""
    chapters = book(pack)
    told = {entry.id: entry.fields for chapter in chapters for entry in chapter.entries if entry.kind == "screen"}
    assert set(told) == {one.id for one in pack.screens if one.intro}
    assert "show that nerves low in the back are pressed." in told["private_but_vital"][0][1][0]
    assert not [topic.heading for chapter in chapters for topic in chapter.topics if "{" in topic.heading]


def test_every_entry_says_something_with_its_sources(pack: Pack) -> None:
    """A danger sign stands there with its condition, its level, its reason and its sources, in words."""
    told = {entry.id: dict(entry.fields) for chapter in book(pack) for entry in chapter.entries}
    assert not [name for name, fields in told.items() if not fields]
    for sign in pack.danger_signs.values():
        fields = told[sign.id]
        assert fields["urgency"] == (str(sign.urgency),)
        assert {"when", "if unsure", "because", "see", "sources"} <= set(fields)
        assert all(any(name in line for line in fields["sources"]) for name in sign.sources)


def test_the_page_asks_nothing_of_the_network_and_names_its_content(pack: Pack) -> None:
    """The book is one page without a script; it bears the version and the hash, also at the foot of a printed page."""
    page = to_page(pack)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)
    assert page.count(pack.sha256) == 2
    assert f"{pack.about.id} {pack.about.version}, {pack.sha256[:16]}" in page.partition("</style>")[0]
    assert "counter(page)" in page
    assert "size: A4" in page


def test_the_page_has_the_book_word_for_word(pack: Pack) -> None:
    """Every line of the book stands in the page, with room for a remark beside each entry and for a signature."""
    page = to_page(pack)
    text = unescape(re.sub(r"<[^>]+>", "\n", page))
    for chapter in book(pack):
        for entry in chapter.entries:
            assert entry.heading in text
            assert all(line.strip(" ").removeprefix("- ") in text for _, lines in entry.fields for line in lines)
    assert page.count('class="remark"') == sum(len(list(chapter.entries)) for chapter in book(pack))
    assert "Signature: <span" in page


def test_lists_in_the_page_are_closed(pack: Pack) -> None:
    """Conditions are lists in lists: each that is opened is closed."""
    page = to_page(pack)
    assert page.count("<ul>") == page.count("</ul>") > 100


def test_the_command_writes_the_book(tmp_path: Path, pack: Pack) -> None:
    """`triage review --book FILE` writes the page and says nothing more."""
    file = tmp_path / "book.html"
    ended = triage("review", "--book", file)
    assert (ended.code, ended.out) == (0, "")
    assert file.read_text(encoding="utf-8") == to_page(pack)


def test_a_translation_can_be_read_before_it_is_signed(tmp_path: Path, pack: Pack) -> None:
    """With `--lang es` the book has the Spanish texts, which the hash covers too."""
    file = tmp_path / "book.html"
    assert triage("--lang", "es", "review", "--book", file).code == 0
    assert file.read_text(encoding="utf-8") == to_page(pack.in_language("es")) != to_page(pack)


# -------------------------------------------------------------------------------------------------------- the sign-off


def test_our_pack_is_signed_by_nobody(pack: Pack) -> None:
    """No clinician has signed this content, and it says so everywhere."""
    assert not pack.sign_offs
    assert pack.review.status == "not_signed_off"
    told = triage("review")
    assert (told.code, "not signed off" in told.out) == (0, True)


def test_a_sign_off_is_shown_in_results(copy: Path) -> None:
    """After it every result with this content says who signed; the content has the hash it had."""
    before = load_pack(copy)
    ended = triage("review", *ANN, "--sha256", before.sha256[:12], "--pack", copy)
    assert ended.code == 0, ended.err
    after = load_pack(copy)
    assert after.sha256 == before.sha256
    result = assess(after, CASE)
    assert result.review.status == "signed_off"
    assert "Ann Smith, consultant neurologist" in result.review.statement
    assert not check_result(after, json.loads(result.to_json()))
    assert triage("lint", "--pack", copy).code == 0


def test_a_changed_pack_is_not_signed_off_again(copy: Path) -> None:
    """Any change of the content, be it a remark in a file, takes the sign-off away, and lint wants a new version."""
    triage("review", *ANN, "--pack", copy)
    change_a_word(copy)
    pack = load_pack(copy)
    assert pack.review == pack.about.review
    assert assess(pack, CASE).review.status == "not_signed_off"
    told = triage("review", "--pack", copy).out
    assert "not signed off" in told
    assert "of other content, version" in told
    assert "L801" in triage("lint", "--pack", copy).out


def test_what_has_changed_since_the_review_is_not_signed(copy: Path) -> None:
    """The hash of the book that was read is not that of the content any more: nothing is written, exit code 1."""
    reviewed = load_pack(copy).sha256
    change_a_word(copy)
    ended = triage("review", *ANN, "--sha256", reviewed, "--pack", copy)
    assert ended.code == 1
    assert "the content has changed since" in ended.err
    assert not (copy / SIGN_OFFS).exists()


def test_a_signed_version_with_other_content_is_not_signed(copy: Path) -> None:
    """Two contents must not be signed under one version."""
    triage("review", *ANN, "--pack", copy)
    change_a_word(copy)
    kept = (copy / SIGN_OFFS).read_bytes()
    ended = triage("review", "--name", "Ben Jones", "--role", "GP", "--pack", copy)
    assert ended.code == 1
    assert "raise it in knowledge/pack.yaml" in ended.err
    assert (copy / SIGN_OFFS).read_bytes() == kept


def test_several_can_sign(copy: Path) -> None:
    """Each sign-off stands beside the others, all of them are shown, and nobody signs the same content twice."""
    triage("review", *ANN, "--pack", copy)
    statement = "Checked for a teaching clinic: the level of each danger sign."
    triage("review", "--name", "Ben Jones", "--role", "GP", "--statement", statement, "--pack", copy)
    pack = load_pack(copy)
    assert [one.name for one in pack.signed_by] == ["Ann Smith", "Ben Jones"]
    assert pack.review.statement.endswith(statement)
    again = triage("review", *ANN, "--pack", copy)
    assert (again.code, "already" in again.err) == (1, True)
    shown = json.loads(triage("review", "--json", "--pack", copy).out)
    assert [one["role"] for one in shown["signed_by"]] == ["consultant neurologist", "GP"]


@pytest.mark.parametrize(
    "words",
    [
        ("--name", "Ann {you|they}", "--role", "GP"),
        ("--name", "Ann\nSmith", "--role", "GP"),
        ("--name", "Ann Smith", "--role", "x" * 401),
        ("--name", "Ann Smith", "--role", "GP", "--date", "14 March"),
        ("--name", "Ann Smith", "--role", "GP", "--date", "2026-02-30"),
        ("--name", "Ann Smith", "--role", "GP", "--date", (date.today() + timedelta(2)).isoformat()),  # noqa: DTZ011
        ("--name", "Ann Smith", "--role", "GP", "--sha256", "abc"),
        ("--name", "Ann Smith", "--role", "GP", "--sha256", "not a hash at all"),
    ],
)
def test_what_is_no_sign_off_is_refused(words: tuple[str, ...], copy: Path) -> None:
    """A name that would break the file, a day that there is not yet, a hash of three digits: nothing is written."""
    ended = triage("review", *words, "--pack", copy)
    assert ended.code == 1
    assert ended.err.startswith("not signed off: ")
    assert not (copy / SIGN_OFFS).exists()


@pytest.mark.parametrize(
    "words", [("--name", "Ann"), ("--role", "GP"), ("--date", "2026-03-14"), ("--sha256", "a" * 12)]
)
def test_half_a_sign_off_is_wrong_use(words: tuple[str, ...], tmp_path: Path) -> None:
    """Without a name and a role nothing is signed, and nothing written."""
    ended = triage("review", *words, "--book", str(tmp_path / "book.html"))
    assert ended.code == 2
    assert "a sign-off needs" in ended.err
    assert not (tmp_path / "book.html").exists()


def test_a_pack_cannot_call_itself_signed(copy: Path) -> None:
    """`signed_off` in the pack's own file is refused: it would be true of whatever the file is changed to."""
    file = copy / "knowledge" / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("not_signed_off", "signed_off"), encoding="utf-8")
    with pytest.raises(PackError, match="triage review"):
        load_pack(copy)


def test_the_public_names_stay(pack: Pack) -> None:
    """The sign-off needs no new name of the package: it is part of the pack and of every result."""
    assert len(package.__all__) <= 12
    assert assess(pack, CASE).review.statement == pack.review.statement

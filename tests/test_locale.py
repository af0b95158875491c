"""The program's own sentences in other languages: the catalogues are complete, up to date, and say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import messages
import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from triage.locale import ENGLISH, Locale, locale_named, number

TAGS = messages.tags()
_PLACES = re.compile(r"%\(\w+\)s|\[\w+\]|\{[a-z_]+\}")


def _pairs(tag: str) -> list[tuple[str, str]]:
    with messages.po_file(tag).open("rb") as file:
        return [(str(message.id), str(message.string)) for message in read_po(file) if message.id]


@pytest.mark.parametrize("tag", TAGS)
def test_every_sentence_is_translated_and_none_is_left_over(tag: str) -> None:
    """`make messages` would change nothing: each sentence of the program is in the catalogue, and no other."""
    assert messages.po_file(tag).read_bytes() == messages.as_po(messages.brought_up_to_date(tag))
    assert [sentence for sentence, text in _pairs(tag) if not text] == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_compiled_catalogue_is_that_of_the_text(tag: str) -> None:
    """What the program reads was made from what people edit."""
    with messages.po_file(tag).open("rb") as file:
        assert messages.po_file(tag).with_suffix(".mo").read_bytes() == messages.as_mo(read_po(file, locale=tag))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows puts no file in the place of one that is being read")
def test_two_that_compile_at_once_never_leave_half_a_catalogue(tmp_path: Path) -> None:
    """While two processes write a catalogue again and again, whoever reads it finds a whole one."""
    file, written = tmp_path / "triage.mo", messages.po_file("es").with_suffix(".mo").read_bytes()
    messages.put(file, written)
    program = "import messages, sys, pathlib\nfile = pathlib.Path(sys.argv[1])\nwritten = file.read_bytes()\n"
    program += "for _ in range(200):\n    messages.put(file, written)\n"
    start = partial(subprocess.Popen, [sys.executable, "-c", program, str(file)], cwd=Path(messages.__file__).parent)
    writers, reads = [start(), start()], 0
    while any(writer.poll() is None for writer in writers):
        assert file.read_bytes() == written
        reads += 1
    assert [writer.wait() for writer in writers] == [0, 0]
    assert reads > 1
    assert [path.name for path in tmp_path.iterdir()] == ["triage.mo"]


def test_a_catalogue_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault on the way leaves what was there, and nothing beside it."""
    file = tmp_path / "triage.mo"
    file.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="full"):
        messages.put(file, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("triage.mo", b"old")]


@pytest.mark.parametrize("tag", TAGS)
def test_a_translated_sentence_keeps_its_places_and_numbers(tag: str) -> None:
    """Values, countries' services and digits are the same; two wordings for two persons differ."""
    for sentence, text in _pairs(tag):
        assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(sentence)), sentence
        assert sorted(re.findall(r"\d+", text)) == sorted(re.findall(r"\d+", sentence)), sentence
        assert text.count("{") == text.count("}")
        for inside in re.findall(r"\{([^{}]*\|[^{}]*)\}", text):
            first, second = inside.split("|")
            assert first != second, sentence


def test_the_extractor_finds_sentences_and_nothing_else() -> None:
    """Values of constants and of mappings are sentences; docstrings, keys and annotations are none."""
    source = '''"""Doc."""
A = "One"
B = {"key": "Two", **{name: name for name in ("three",)}}
C: Mapping[Literal["no"], str] = ("Four", "%")
def f(text: "str") -> "str":
    """Doc."""
    return f"[{text}]"
'''
    assert {text for _, text in messages.sentences(source)} == {"One", "Two", "three", "Four"}


def test_english_needs_no_catalogue() -> None:
    """English gives each sentence back; a language that nobody translated does too, and knows its tag."""
    assert locale_named("en") is ENGLISH
    assert locale_named("en")("Why") == "Why"
    assert (locale_named("xx").tag, locale_named("xx")("Why")) == ("xx", "Why")
    assert locale_named("../es")("Why") == "Why"


def test_a_region_speaks_its_language() -> None:
    """Where there is no catalogue of a region, that of the language serves, and the tag stays."""
    assert (locale_named("es-MX").tag, locale_named("es-MX")("Why")) == ("es-MX", "Por qué")
    assert locale_named("es")("") == ""


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (["fiebre"], "fiebre"),
        (["fiebre", "tos"], "fiebre o tos"),
        (["siete", "ocho"], "siete u ocho"),
        (["tos", "hormigueo"], "tos u hormigueo"),
        (["fiebre, tos", "dolor"], "fiebre, tos, o dolor"),
        (["a", "b", "c"], "a, b, o c"),
    ],
)
def test_lists_are_written_as_in_the_language(parts: list[str], told: str) -> None:
    """The word for "or" is that of the language, also before a sound that changes it."""
    assert locale_named("es").either(parts) == told


def test_dates_are_written_as_in_the_language() -> None:
    """Day, month and time in the order and with the words of the language."""
    when = datetime(2026, 3, 5, 9, 7).astimezone()
    assert ENGLISH.date(when) == "5 March 2026 at 09:07"
    assert locale_named("es").date(when) == "5 de marzo de 2026 a las 09:07"
    assert Locale("xx").date(when) == ENGLISH.date(when)


@pytest.mark.parametrize("written", ["7", "0.25", "12.5", "1,048,576", "1,234.5"])
def test_numbers_are_written_as_in_the_language(written: str) -> None:
    """The decimal sign is that of Unicode's own tables; thousands stand apart in Spanish, since a comma is taken."""
    assert number(written, ENGLISH) == written
    assert number(written, Locale("xx")) == written
    spanish = number(written, locale_named("es"))
    assert spanish.replace("\u00a0", "") == format_decimal(
        written.replace(",", ""), locale="es", group_separator=False, decimal_quantization=False
    )
    assert spanish.count("\u00a0") == written.count(",")

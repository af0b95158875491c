"""Spanish as people read it: nothing is missing, stale or left in English, and it is easy to read."""

from __future__ import annotations

import io
import random
import re
import statistics
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import triage
from readability_cases import CASES, SYLLABLES

from triage import explain
from triage.assessment import assess
from triage.cli.ask.flow import Flow
from triage.cli.ask.front_end import Leave
from triage.cli.ask.plain import PlainFrontEnd
from triage.evaluation.vignettes import read_vignettes
from triage.interview.interview import Interview
from triage.locale import locale_named
from triage.pack.lint.texts import NAMES, SENTENCES
from triage.pack.pack import Pack
from triage.pack.readability import QUITE_EASY, grade, inflesz, syllables
from triage.pack.texts import read_texts
from triage.pack.translating import to_translate
from triage.pack.wording import Wording, wording_of
from triage.reasoning.answers import Answers
from triage.report.document import Section
from triage.report.explained import explained_sections
from triage.report.sections import sections

ROOT = Path(__file__).resolve().parents[1]
ENGLISH_WORDS = {
    *("the", "and", "with", "your", "their", "this", "that", "you", "they", "have", "has", "not", "or", "if", "of"),
    *("is", "are", "was", "for", "weakness", "pain", "doctor", "call", "before", "when", "which", "what", "more"),
}
REFUSED = (
    *("assess nope.json", "assess empty.json", "assess .", "assess two.json", "assess lines.jsonl"),
    *("assess case.json -o nope/x", "assess case.json -o .", "assess case.json --foo", "assess case.json other"),
    *("explain nope.json", "explain case.json why-not strok", "explain case.json why-not", "explain case.json wy"),
    *("explain case.json what-if x", "explaim", "learn foo", "learn case --solution", "learn case --about nope"),
    *("learn quiz --count 0", "learn graph rule nope", "learn graph cause nope", "learn graph flow --topic nope"),
    *("learn graph rule", "learn graph case", "learn graph flow x", "learn graph flow --out x.gif"),
    *("learn graph flow --format png", "learn graph case nope.json", "learn rule nope.yaml", "ask --resume nope"),
)
ALL_KINDS = (explain.why, explain.what_if, explain.safety_net, explain.one_slip, explain.not_sure)


@pytest.fixture(scope="module")
def spanish(pack: Pack) -> Pack:
    return pack.in_language("es")


def _vignettes(pack: Pack) -> Iterator[Answers]:
    for path in sorted((ROOT / "tests" / "vignettes").glob("*.yaml")):
        for vignette in read_vignettes(pack, path.read_text(encoding="utf-8"), path.name)[0]:
            yield vignette.answers


def _english_in(texts: list[str]) -> list[str]:
    return [text for text in texts if ENGLISH_WORDS & set(re.findall(r"[a-z]+", text.lower()))]


def _texts(told: tuple[Section, ...]) -> list[str]:
    """Every text but the sources, whose titles are what they are, and remarks with ids in them."""
    found = []
    for section in told:
        inner = [part for part in section.parts if part.id != "sources"]
        own = Section(section.id, section.heading, section.blocks)
        found += [*own.texts, *_texts(tuple(inner))]
    return [text for text in found if "_" not in text and not re.search(r"[A-Z]{2,}\d*-|A&E|NHS 111", text)]


def _is_spanish(spanish: Pack, answers: Answers, is_whole: bool) -> None:
    result = assess(spanish, answers, country="EU", engine="logic")
    assert _english_in(_texts(sections(spanish, result))) == []
    for kind in ALL_KINDS if is_whole else ALL_KINDS[:3:2]:
        assert _english_in(_texts(explained_sections(spanish, kind(spanish, answers, country="EU")))) == []


def test_no_text_is_missing_or_stale(pack: Pack, spanish: Pack) -> None:
    """Every text of the pack has a translation that was made from the English of now."""
    assert to_translate(pack, "es") == {}
    assert spanish.untranslated == {}


def test_results_of_vignettes_are_spanish(spanish: Pack) -> None:
    """Reports and explanations of every thirtieth vignette have no English in them."""
    for answers in list(_vignettes(spanish))[::30]:
        _is_spanish(spanish, answers, is_whole=False)


@pytest.mark.soak
def test_all_results_of_all_vignettes_are_spanish(spanish: Pack) -> None:
    """The same for all vignettes and every kind of explanation."""
    for answers in _vignettes(spanish):
        _is_spanish(spanish, answers, is_whole=True)


def test_the_questionnaire_is_spanish(spanish: Pack) -> None:
    """Asked in full, with help, reasons and every kind of wrong line."""
    rng, told = random.Random(7), ""
    typed = ["?", "zz", "1", "2", "3", "4", "1 2", "no lo se", "ninguna de estas", "volver", "por que", "30", ""]
    for number in range(8):
        lines = io.StringIO(f"{1 + number % 2}\n" + "".join(f"{rng.choice(typed)}\n" for _ in range(300)))
        target = io.StringIO()
        front = PlainFrontEnd(lines, target, say=locale_named("es"))
        flow = Flow(Interview(spanish, is_full=True), "EU", front, lambda _: None, asks_who=True)
        with suppress(EOFError, Leave):
            flow.run()
        told += target.getvalue()
    assert len(told) > 50_000
    assert _english_in(told.splitlines()) == []


def test_commands_speak_spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--lang` and TRIAGE_LANG, also with a region; a language that there is not is refused or passed over."""
    case = tmp_path / "case.json"
    case.write_text('{"answers": {"side": "one_leg", "age": 50}}', encoding="utf-8")
    for command in ("assess", "replay", "explain"):
        assert "Llame" in triage(command, case, "--lang", "es").out
    assert "pregunta foot_drop" in triage("show", "foot_drop", "--lang", "es-MX").out
    assert '<html lang="es" dir="ltr">' in triage("assess", case, "--html", "--lang", "es").out
    monkeypatch.setenv("TRIAGE_LANG", "es_ES.UTF-8")
    assert "Llame" in triage("assess", case).out
    monkeypatch.setenv("TRIAGE_LANG", "xx")
    ended = triage("assess", case)
    assert (ended.code, "TRIAGE_LANG: 'xx' is no language" in ended.err, "Call" in ended.out) == (0, True, True)


def test_refusals_are_spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read or written, and ids that there are not, are told without English, one line each."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_LANG", "es")
    Path("case.json").write_text('{"answers": {"side": "one_leg", "age": 50}}', encoding="utf-8")
    Path("empty.json").write_text("", encoding="utf-8")
    Path("two.json").write_bytes(b"\xff\xfea")
    Path("lines.jsonl").write_bytes(b"\xff\n" + b" " * 1_000_001 + b"\n")
    said = [triage(*words.split()) for words in REFUSED]
    told = [re.sub(r"why-not|not-sure|what-if", "", one.err.replace(str(tmp_path), "")) for one in said]
    assert [(words, one.code) for words, one in zip(REFUSED, said, strict=True) if one.code != 2] == []
    assert _english_in(told) == []
    assert "nope.json: no existe este archivo" in told[0]


def test_the_median_text_is_quite_easy_to_read(spanish: Pack) -> None:
    """The median on the INFLESZ scale is at least 65 over all texts, and over those of four words and more."""
    say = wording_of(spanish, "EU")
    texts = [say(text.text) for text in read_texts(spanish) if text.path in SENTENCES | NAMES]
    whole = [inflesz(text) for text in texts]
    longer = [inflesz(text) for text in texts if len(text.split()) >= 4]
    assert len(whole) > 1200
    assert statistics.median(whole) >= QUITE_EASY
    assert statistics.median(longer) >= QUITE_EASY


def test_the_programs_own_sentences_are_quite_easy_to_read(spanish: Pack) -> None:
    """The same bar for what the program itself says."""
    import messages
    from babel.messages.pofile import read_po

    say = Wording(spanish.countries["EU"])
    with messages.po_file("es").open("rb") as file:
        texts = [re.sub(r"%\(\w+\)s|\[\w+\]", "esto", str(message.string)) for message in read_po(file) if message.id]
    scores = [inflesz(say(text)) for text in texts if len(text.split()) >= 4]
    assert statistics.median(scores) >= QUITE_EASY


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items())
def test_syllables_are_counted(word: str, count: int) -> None:
    """As the Real Academia divides words: two strong vowels are two, a weak one beside a strong one is the same."""
    assert syllables(word) == count


@pytest.mark.parametrize(("text", "counts"), CASES)
def test_the_formula_is_that_of_szigriszt(text: str, counts: tuple[int, int, int]) -> None:
    """Syllables, words and sentences were counted by hand, and put into the published formula."""
    count, words, ends = counts
    assert inflesz(text) == pytest.approx(206.835 - 62.3 * count / words - words / ends)


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (0, "muy difícil"),
        (39.9, "muy difícil"),
        (40, "algo difícil"),
        (55, "normal"),
        (65, "bastante fácil"),
        (80, "muy fácil"),
    ],
)
def test_the_scale_is_the_published_one(score: float, name: str) -> None:
    """The limits are those of the INFLESZ scale: 40, 55, 65 and 80."""
    assert grade(score) == name

"""Checks of the other languages of a pack: is every text there and of now, and does it say what the English says?

What can be told of a text without understanding it is checked in every language; negations and how easy it is to read
only where they are known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from triage.errors import Location, Problem, did_you_mean
from triage.pack.languages import LANGUAGES, Translation, translations
from triage.pack.lint.texts import NAMES, PERSONS, SENTENCES
from triage.pack.pack import Pack
from triage.pack.readability import grade, inflesz
from triage.pack.texts import ReadText, mark_of, read_texts
from triage.pack.translating import to_translate
from triage.pack.wording import PLACES, Wording, placeholders

LONGER = 1.25  # how much longer than the English may be what stands in its place: most languages need more letters
HARDEST_SCORE, FEWEST_WORDS = 40, 8  # below it "very hard"; the formula says nothing of shorter texts
_FEW = 3
_BRACES = re.compile(r"\{[^{}]*\}")
_NOT = re.compile(r"\b(?:not(?! long\b)|no|never|cannot|none|nobody|nothing|nor|neither|without)\b", re.IGNORECASE)
# The words for "not" in a language, those with which Spanish says "cannot" in one word, and its formula.
_NEGATIONS: Mapping[str, re.Pattern[str]] = {
    "es": re.compile(
        r"\b(?:no|nunca|ni|sin|ning[uú]n[ao]?s?|nada|nadie|jamás|tampoco|salvo|excepto|dejar? de|evite|impide)\b",
        re.IGNORECASE,
    )
}
_READABILITY: Mapping[str, Callable[[str], float]] = {"es": inflesz}


def languages_are_in_order(pack: Pack) -> Iterator[Problem]:
    """L701: every folder of a language says what it is, under its own name, and all its files can be read."""
    tags = {path.removeprefix(LANGUAGES).partition("/")[0] for path in pack.language_files}
    for tag in sorted(tags - set(pack.languages)):
        where = Location(f"{LANGUAGES}{tag}/about.yaml")
        yield Problem(where, "L701", f"no 'about.yaml' has the id '{tag}', so the texts beside it are not used")
    for language in pack.languages.values():
        folder = language.where.path.removeprefix(LANGUAGES).partition("/")[0]
        if folder != language.id:
            message = f"the id is '{language.id}', and the folder is called '{folder}'"
            yield Problem(language.where, "L701", message, "Give both the tag of the language, such as es or pt-BR.")
        yield from translations(pack, language.id)[1]


def texts_are_translated(pack: Pack) -> Iterator[Problem]:
    """L702, L703: every text is there, made from the English of now. Who writes a rule need not know the language."""
    for language in pack.languages.values():
        done, _ = translations(pack, language.id)
        hint = f"What is to be done: triage translate {language.id} --json"
        undone = to_translate(pack, language.id)
        missing = [key for key in undone if key not in done]
        if missing:
            more = f" and {len(missing) - _FEW:,} more" if len(missing) > _FEW else ""
            message = f"{len(missing):,} texts are not in this language: {', '.join(missing[:_FEW])}{more}"
            yield Problem(language.where, "L702", message, hint)
        for key in [key for key in undone if key in done]:
            message = f"'{key}' was translated from another English than that of now"
            yield Problem(done[key].where, "L703", message, hint)


def translations_are_of_texts(pack: Pack) -> Iterator[Problem]:
    """L704: no translation is left of a text that is gone."""
    keys = {text.key for text in read_texts(pack)}
    for language in pack.languages.values():
        for key, one in translations(pack, language.id)[0].items():
            if key not in keys:
                yield Problem(
                    one.where, "L704", f"no text has the key '{key}'.{did_you_mean(key, keys)}", "Take it out."
                )


def translations_say_the_same(pack: Pack) -> Iterator[Problem]:
    """L705 to L709: the same places and numbers, no negation lost; short enough, and easy enough to read."""
    texts = {text.key: text for text in read_texts(pack)}
    for language in pack.languages.values():
        done, _ = translations(pack, language.id)
        for key, one in done.items():
            if key in texts and one.of == mark_of(texts[key].text):
                for code, message, hint in _wrong(pack, language.id, texts[key], one):
                    yield Problem(one.where, code, f"'{key}': {message}", hint)


def _wrong(pack: Pack, tag: str, text: ReadText, one: Translation) -> Iterator[tuple[str, str, str]]:
    yield from _places(text.text, one.text)
    numbers, wanted = _numbers(one.text), _numbers(text.text)
    if numbers != wanted:
        found = f"it has the numbers {_listed(numbers)}, and the English {_listed(wanted)}"
        yield "L706", found, "Numbers stay as they are, in digits."
    negation = _NEGATIONS.get(tag)
    if negation is not None and _NOT.search(text.text) and not negation.search(one.text):
        yield "L707", "the English has a negation, and this has none", "Say that it is not so."
    try:
        read = [Wording(country, person)(one.text) for country in pack.about.countries for person in PERSONS]
    except KeyError:
        return
    yield from _too_long(text, read)
    yield from _too_hard(tag, text, read[0])


def _places(english: str, other: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with what stands between braces."""
    if any(char in _BRACES.sub("", other) for char in "{}"):
        yield "L705", "a brace has no partner", "Write {for the person themself|for someone else} or {place}."
    for inside in placeholders(other):
        first, bar, second = inside.partition("|")
        if bar and (first == second or "|" in second):
            yield "L705", f"'{{{inside}}}' does not hold one wording for each person", "Write both, or leave it out."
    found, wanted = _named(other), _named(english)
    if found != wanted:
        message = f"it has the places {_listed(found)}, and the English {_listed(wanted)}"
        yield "L705", message, f"Places stay as they are: {', '.join(f'{{{place}}}' for place in PLACES)}."


def _named(text: str) -> Counter[str]:
    return Counter(dict.fromkeys((inside for inside in placeholders(text) if "|" not in inside), 1))


def _numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", text))


def _listed(found: Counter[str]) -> str:
    return ", ".join(sorted(found.elements())) or "none"


def _too_long(text: ReadText, read: list[str]) -> Iterator[tuple[str, str, str]]:
    most = SENTENCES.get(text.path) or NAMES.get(text.path)
    longest = max(map(len, read))
    if most is not None and longest > most * LONGER:
        yield "L708", f"{longest} characters, where {int(most * LONGER)} fit on a telephone", "Shorten it."


def _too_hard(tag: str, text: ReadText, read: str) -> Iterator[tuple[str, str, str]]:
    formula = _READABILITY.get(tag)
    if formula is not None and text.path in SENTENCES and len(read.split()) >= FEWEST_WORDS:
        score = formula(read)
        if score < HARDEST_SCORE:
            yield "L709", f"{grade(score)} to read ({score:.0f})", "Use shorter words and sentences."

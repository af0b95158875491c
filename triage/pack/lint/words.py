"""Checks of the words: can everybody read them, everywhere, whoever is spoken of; and are they our own?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from triage.errors import Location, Problem, did_you_mean
from triage.pack.content import ARTICLE_SHINGLES, PLAIN_WORDS, read_aside
from triage.pack.lint.texts import PERSONS, Text, all_texts, readings, shown_texts
from triage.pack.pack import Pack
from triage.pack.shingles import shingles
from triage.pack.wording import PLACES, Wording, placeholders
from triage.pack.yaml_text import parse_yaml

_SERVICES = re.compile(r"\b(?:999|112|111|911|GPs?|ER)\b|\bA&E\b|\bemergency (?:department|room)\b")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_BRACES = re.compile(r"\{[^{}]*\}")


def copied_sentences(pack: Pack) -> Iterator[Problem]:
    """L401: no text shares six words in a row with the source article."""
    listing = read_aside(pack, ARTICLE_SHINGLES)
    if listing is None:
        hint = "Make it with: python -m triage.pack.shingles ARTICLE.txt"
        yield Problem(Location(ARTICLE_SHINGLES), "L409", "missing: nothing can be compared with the article", hint)
        return
    article = frozenset(line for line in listing.split("\n") if not line.startswith("#"))
    for text in all_texts(pack):
        for run in _copied(pack, text.text, article):
            message = f"{text.owner}: '{run}' stands so in the source article"
            yield Problem(text.where, "L401", message, "Say it in your own words.")
            break


def hard_words(pack: Pack) -> Iterator[Problem]:
    """L402: no word that a worried reader may not know, where a plainer one is listed."""
    plain, problems = _plain_words(pack)
    yield from problems
    longest = max((len(form.split()) for form in plain), default=0)
    for text in shown_texts(pack):
        if text.is_sentence:
            for run in _runs(text.text, longest):
                if run in plain:
                    message = f"{text.owner}: '{run}' is a hard word"
                    yield Problem(text.where, "L402", message, f"Plainer: {plain[run]}.")


def unknown_places(pack: Pack) -> Iterator[Problem]:
    """L403: every placeholder is one that countries fill."""
    for text in shown_texts(pack):
        for inside in placeholders(text.text):
            if "|" not in inside and inside not in PLACES:
                message = f"{text.owner}: nothing fills the place '{{{inside}}}'.{did_you_mean(inside, PLACES)}"
                yield Problem(text.where, "L403", message, f"The places are: {', '.join(PLACES)}.")


def broken_braces(pack: Pack) -> Iterator[Problem]:
    """L404: braces come in pairs, hold a place or one word for each person, and leave neither person without words."""
    hint = "Write {word for self|word for someone else} or {place}; only a whole sentence may be for one person alone."
    for text in shown_texts(pack):
        if re.search(r"[{}]", _BRACES.sub("", text.text)):
            yield Problem(text.where, "L404", f"{text.owner}: a brace without its partner, or one inside another", hint)
        for inside in placeholders(text.text):
            if inside.count("|") > 1 or not inside.strip("| ") or ("|" in inside and not _is_balanced(inside)):
                yield Problem(text.where, "L404", f"{text.owner}: '{{{inside}}}' has a side too many or too few", hint)


def services_by_name(pack: Pack) -> Iterator[Problem]:
    """L405: numbers and names of services come from the country, never from a sentence."""
    for text in shown_texts(pack):
        match = _SERVICES.search(text.text) if text.is_sentence else None
        if match:
            message = f"{text.owner}: '{match.group()}' is not said so everywhere"
            yield Problem(text.where, "L405", message, f"Use a place: {', '.join(f'{{{place}}}' for place in PLACES)}.")


def long_texts(pack: Pack) -> Iterator[Problem]:
    """L406: every text fits its place on a telephone."""
    for text in shown_texts(pack):
        longest = max((len(reading) for reading in _readings(pack, text)), default=0)
        if longest > text.longest:
            message = f"{text.owner}: {longest} characters, where {text.longest} fit"
            yield Problem(text.where, "L406", message, "Shorten it, or say it in two places.")


def one_person_only(pack: Pack) -> Iterator[Problem]:
    """L407: a text about the person works for "you" and for someone else."""
    for text in shown_texts(pack):
        if not text.speaks_to_the_reader:
            match = _SECOND_PERSON.search(_BRACES.sub("", text.text))
            if match:
                message = f"{text.owner}: '{match.group()}' is wrong when somebody else is spoken of"
                yield Problem(text.where, "L407", message, "Write {you|they}, {your|their} and so on.")


def _copied(pack: Pack, text: str, article: frozenset[str]) -> Iterator[str]:
    for person in PERSONS:
        try:
            said = Wording(pack.about.countries[0], person)(text)
        except KeyError:
            said = text
        yield from (run for run, hashed in shingles(said) if hashed in article)


def _readings(pack: Pack, text: Text) -> Iterable[str]:
    try:
        return readings(pack, text.text)
    except KeyError:
        return ()


def _is_balanced(inside: str) -> bool:
    """Both sides are given, or the one that is given is a whole sentence."""
    sides = inside.split("|")
    return all(side.strip() for side in sides) or "".join(sides).rstrip().endswith((".", "?", "!"))


def _runs(text: str, longest: int) -> Iterator[str]:
    """Every run of up to `longest` words of a text, whichever person they are for."""
    words = re.findall(r"[a-z][a-z'-]*", text.lower())
    for start in range(len(words)):
        for length in range(1, min(longest, len(words) - start) + 1):
            yield " ".join(words[start : start + length])


def _plain_words(pack: Pack) -> tuple[Mapping[str, str], list[Problem]]:
    """For each hard word, in all its usual forms, the plainer one."""
    text = read_aside(pack, PLAIN_WORDS)
    if text is None:
        return {}, [Problem(Location(PLAIN_WORDS), "L409", "missing: no hard word can be found", "Add the file.")]
    document = parse_yaml(text, PLAIN_WORDS)
    words = document.data
    if document.problems or not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
        message = "this file gives a plainer word for each hard word, as in 'assist: help'"
        return {}, document.problems or [Problem(Location(PLAIN_WORDS), "L409", message)]
    return {form: plain for word, plain in words.items() for form in _forms(word)}, []


def _forms(word: str) -> Iterator[str]:
    """A word with its usual endings: `assist` is also found as "assisted"."""
    yield word
    stem = word[:-1] if word[-1:] in ("e", "y") else word
    endings = {"e": ("es", "ed", "ing"), "y": ("ies", "ied", "ying")}.get(word[-1:], ("s", "es", "ed", "ing"))
    yield from (stem + ending for ending in endings)

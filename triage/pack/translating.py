"""For those who translate a pack: what is still to do in a language, and the files with what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from triage.errors import PackError
from triage.pack.languages import LANGUAGES, translations
from triage.pack.pack import Pack
from triage.pack.texts import mark_of, read_texts


def to_translate(pack: Pack, tag: str) -> dict[str, str]:
    """The English of every text that is not in the language, or was translated from another English."""
    done, _ = translations(pack, tag)
    return {
        text.key: text.text
        for text in read_texts(pack)
        if text.key not in done or done[text.key].of != mark_of(text.text)
    }


def taken_in(pack: Pack, tag: str, new: Mapping[str, str]) -> dict[str, str]:
    """All files of texts in a language by path, with the new texts in them, and without those that nothing asks for.

    A new text counts as made from the English of now. Raises PackError where the files cannot be read.
    """
    done, problems = translations(pack, tag)
    if problems:
        raise PackError(problems)
    files: dict[str, list[str]] = {}
    for text in read_texts(pack):
        if text.key in new:
            entry = _entry(text.key, mark_of(text.text), new[text.key])
        elif text.key in done:
            entry = _entry(text.key, done[text.key].of, done[text.key].text)
        else:
            continue
        files.setdefault(f"{LANGUAGES}{tag}/texts.{_part(text.key)}.yaml", []).append(entry)
    return {path: "".join(entries) for path, entries in files.items()}


def _part(key: str) -> str:
    """The part of the pack that a text is of; each screen is one of its own."""
    first, second, *_ = key.split(".")
    return f"{first}.{second}" if first == "screens" else first


def _entry(key: str, mark: str, text: str) -> str:
    return f"{key}:\n  of: {_quoted(mark)}\n  text: {_quoted(text)}\n"


def _quoted(text: str) -> str:
    """A text in double quotes: what JSON writes so, YAML reads so."""
    return json.dumps(text, ensure_ascii=False)


def unknown_keys(pack: Pack, keys: Mapping[str, str]) -> Iterator[str]:
    """The keys among these that are those of no text."""
    known = {text.key for text in read_texts(pack)}
    yield from (key for key in keys if key not in known)

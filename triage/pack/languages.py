"""The languages of a pack: `knowledge/languages/<tag>/` with one `about.yaml` and any number of `texts*.yaml`.

A file of texts has, for each key of `texts`, the translation and the mark of the English that it was made from:

    screens.brain_signs.title: {of: 1c0ffee1, text: "Cara, brazos, habla y vista"}

They are read when somebody asks for the language, not before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from triage.errors import Location, PackError, Problem
from triage.pack import cache
from triage.pack.pack import Pack
from triage.pack.texts import ReadText, mark_of, reworded
from triage.pack.yaml_text import parse_yaml
from triage.records import Record, replace

LANGUAGES = "knowledge/languages/"
_PARTS = ("of", "text")
_TEXTS = re.compile(rf"{LANGUAGES}[A-Za-z0-9-]+/texts[a-z0-9_.-]*\.yaml")
_ABOUT = re.compile(rf"{LANGUAGES}[A-Za-z0-9-]+/about\.yaml")


class Translation(Record):
    """One text in another language, the mark of the English that it was made from, and where it stands."""

    text: str
    of: str
    where: Location


def is_texts(path: str) -> bool:
    """Whether a file of a pack holds texts in another language."""
    return _TEXTS.fullmatch(path) is not None


def is_about(path: str) -> bool:
    """Whether a file of a pack says about a language what is known of it."""
    return _ABOUT.fullmatch(path) is not None


def translated(pack: Pack, tag: str) -> Pack:
    """An English pack in another of its languages. Raises PackError for files that cannot be read."""
    texts = _texts_kept(pack, tag)
    missing: dict[str, str] = {}

    def change(text: ReadText) -> str:
        mark, found = texts.get(text.key, ("", ""))
        if mark == mark_of(text.text):
            return str(found)
        missing[text.key] = text.text
        return text.text

    new = reworded(pack, change)
    return replace(new, language=tag, untranslated=missing, original=pack)


def translations(pack: Pack, tag: str) -> tuple[dict[str, Translation], list[Problem]]:
    """All texts in a language by their keys, and what is wrong with the files that hold them."""
    found: dict[str, Translation] = {}
    problems: list[Problem] = []
    for path, text in sorted(_files(pack, tag).items()):
        entries, wrong = _read(path, text)
        problems += wrong
        for key, one in entries.items():
            if key in found:
                hint = f"It is first given at {found[key].where}; keep one of the two."
                problems.append(Problem(one.where, "L701", f"'{key}' is given twice", hint))
            found.setdefault(key, one)
    return found, problems


@lru_cache(maxsize=128)
def _read(path: str, text: str) -> tuple[Mapping[str, Translation], tuple[Problem, ...]]:
    """One file of texts, and what is wrong with it."""
    document = parse_yaml(text, path)
    problems = list(document.problems)
    found: dict[str, Translation] = {}
    if not isinstance(document.data, Mapping):
        message = "a file of texts is a mapping of a key to 'of' and 'text'"
        return found, (*problems, Problem(Location(path, 1), "L701", message))
    for key, raw in document.data.items():
        where = Location(path, document.line_of((key,)))
        if isinstance(raw, Mapping) and set(raw) == set(_PARTS) and all(isinstance(raw[one], str) for one in _PARTS):
            found[key] = Translation(raw["text"], raw["of"], where)
        else:
            problems.append(Problem(where, "L701", f"'{key}' takes 'of' and 'text', both of them texts"))
    return found, tuple(problems)


def _texts_kept(pack: Pack, tag: str) -> Mapping[str, Any]:
    """The mark and the text for each key, from the cache where these very files were read before."""
    digest = hashlib.sha256()
    for path, text in sorted(_files(pack, tag).items()):
        digest.update(f"{path}\0{text}\0".encode())
    kept = cache.parts_kept(digest.hexdigest())
    if kept is None:
        found, problems = translations(pack, tag)
        if problems:
            raise PackError(sorted(problems))
        kept = {key: (one.of, one.text) for key, one in found.items()}
        cache.keep_parts(digest.hexdigest(), kept)
    return kept


def _files(pack: Pack, tag: str) -> Mapping[str, str]:
    folder = f"{LANGUAGES}{tag}/"
    return {path: text for path, text in pack.language_files.items() if path.startswith(folder)}

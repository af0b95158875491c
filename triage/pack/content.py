"""Finds the folders `knowledge/` and `rules/`, and builds a `Pack` from the files in them."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.errors import InputError, Location, PackError, Problem, did_you_mean
from triage.pack import cache, knowledge, rules
from triage.pack.consistency import misfits
from triage.pack.languages import LANGUAGES, is_about, is_texts, translated
from triage.pack.model import Model
from triage.pack.pack import SOURCE, Pack
from triage.pack.references import unknown_references
from triage.pack.yaml_text import Document, parse_yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SIGN_OFFS = "knowledge/sign_offs.yaml"  # says who has signed the content, so it is no part of it
# Which file holds what: the path (a folder's files in name order), the model, and whether the file is a list of them.
_LAYOUT: tuple[tuple[str, str, type[Model], bool], ...] = (
    ("about", "knowledge/pack.yaml", knowledge.About, False),
    ("screens", "knowledge/questions/", knowledge.Screen, False),
    ("new_signs", "knowledge/new_signs.yaml", knowledge.NewSigns, True),
    ("second_look", "knowledge/second_look.yaml", knowledge.SecondLook, False),
    ("desk", "knowledge/desk.yaml", knowledge.DeskPractice, False),
    ("urgency_levels", "knowledge/urgency.yaml", knowledge.UrgencyLevel, True),
    ("professionals", "knowledge/professionals.yaml", knowledge.Professional, True),
    ("causes", "knowledge/causes/", knowledge.Cause, False),
    ("treatments", "knowledge/treatments.yaml", knowledge.Treatment, True),
    ("exercises", "knowledge/exercises.yaml", knowledge.Exercise, True),
    ("sources", "knowledge/sources.yaml", knowledge.Source, True),
    ("article", "knowledge/article.yaml", knowledge.ArticleItem, True),
    ("patterns", "rules/patterns.yaml", rules.Pattern, True),
    ("danger_signs", "rules/danger_signs/", rules.DangerSign, True),
    ("base", "rules/base.yaml", rules.Base, False),
    ("evidence", "rules/causes/", rules.Evidence, True),
    ("gates", "rules/exercises.yaml", rules.ExerciseGate, True),
    ("invariants", "rules/invariants.yaml", rules.Invariant, True),
    ("changes", "knowledge/changes.yaml", knowledge.PackChange, True),
    ("sign_offs", SIGN_OFFS, knowledge.SignOff, True),
    ("languages", LANGUAGES, knowledge.Language, False),
)
# What packs had from version 1.1.0 on: older ones can still be read, to compare them with newer ones.
_LATER: dict[str, Any] = {
    "new_signs": {},
    "second_look": knowledge.SecondLook(
        id="second_look", where=Location("knowledge/second_look.yaml"), title="", ask="", why="", lines=()
    ),
    "desk": knowledge.DeskPractice(
        id="desk_practice", where=Location("knowledge/desk.yaml"), about="", ask_again=(), reasons=()
    ),
    "changes": {},
    "sign_offs": {},
    "languages": {},
}
_RETIRED = {"knowledge/pack.yaml": {"safety_net"}}  # keys of older packs that nothing reads any more
DEEPEST = 3  # folders inside a pack; a link to a folder above it would go on for ever
# Files that go with a pack without being part of it: lint reads them.
PLAIN_WORDS = "knowledge/plain_words.yaml"
ARTICLE_SHINGLES = "knowledge/article_shingles.txt"
_SINGLE = {"about", "base", "desk", "second_look"}
_TUPLES = {"screens", "urgency_levels"}


def find_content(directory: str | Path | None = None) -> Traversable:
    """The folder that holds `knowledge/` and `rules/`: `directory`, else the installed content, else the checkout.

    Raises InputError, in words, when there is none.
    """
    if directory is not None:
        root: Traversable = Path(directory)
        if not _is_pack(root):
            raise InputError(f"{directory}: not a pack. A pack is a folder with 'knowledge' and 'rules' in it.")
        return root
    package = _package()
    installed = package / "_content"
    if _is_pack(installed):
        return installed
    if isinstance(package, Path):
        checkout = package.parent
        if (checkout / "pyproject.toml").is_file() and _is_pack(checkout):
            return checkout
    raise InputError("The content of this installation is missing. Install it again, or name a pack: --pack DIR.")


def _package() -> Traversable:
    """The package itself. Python's own search for it takes longer than to look into a plain folder."""
    folder = Path(__file__).parent.parent
    if folder.is_dir():
        return folder
    from importlib.resources import files

    return files("triage")


def _is_pack(root: Traversable) -> bool:
    return (root / "knowledge").is_dir() and (root / "rules").is_dir()


def load_pack(directory: str | Path | None = None, *, language: str = SOURCE) -> Pack:
    """The pack in `directory`, or the one that comes with this package, in a language.

    Raises PackError with every problem found, InputError when there is no pack to read, UnknownId for a language that
    it is not in.
    """
    pack, problems = read_pack(find_content(directory))
    if pack is None or problems:
        raise PackError(sorted(problems))
    return pack.in_language(language)


def read_pack(root: Traversable, like: Pack | None = None) -> tuple[Pack | None, list[Problem]]:
    """The pack under `root` (None when it is too broken to build) and all problems that stop it from being used.

    What stands in files that are those of another pack, `like`, is taken from there.
    """
    texts, problems = _read_texts(root)
    own = _sha256(texts)
    whole = fingerprint({"": own, SIGN_OFFS: texts.get(SIGN_OFFS, "")})
    rest: dict[str, Any] = {
        "sha256": own,
        "root": str(root),
        "language_files": {path: text for path, text in texts.items() if is_texts(path)},
        "translated": translated,
    }
    kept = cache.parts_kept(whole) if not problems else None
    if kept is not None and kept.keys() == {name for name, *_ in _LAYOUT}:
        return Pack(**kept, **rest), []
    problems += _strangers(texts)
    aside = {PLAIN_WORDS, *rest["language_files"]}
    same = _same_files(texts, like)
    unread = {*aside, *same}
    documents = {path: parse_yaml(text, path, is_content=True) for path, text in texts.items() if path not in unread}
    problems += [problem for document in documents.values() for problem in document.problems]
    parts: dict[str, Any] = {}
    for name, place, model, is_list in _LAYOUT:
        entries: list[Any] = []
        for path in texts:
            if path in documents and _belongs(path, place):
                built, found = _build(documents[path], model, is_list)
                entries += built
                problems += found
            entries += same.get(path, {}).get(name, ())
        problems += _repeated_ids(entries)
        has_faults = any(_belongs(problem.where.path, place) for problem in problems)
        if not entries and name in _LATER and not has_faults:
            parts[name] = _LATER[name]
            continue
        if not entries and not has_faults:
            problems.append(Problem(Location(place), "C101", "this part of the pack is missing or empty"))
        parts[name] = _collect(name, entries)
    if problems:
        return None, problems
    parts["causes"] = _in_article_order(parts["causes"], parts["article"])
    pack = Pack(**parts, **rest)
    problems = [*unknown_references(pack), *misfits(pack)]
    if not problems:
        cache.keep_parts(whole, parts)
    return pack, problems


def _same_files(texts: Mapping[str, str], like: Pack | None) -> dict[str, dict[str, list[Any]]]:
    """By path, for the files that are the same as in another pack, what each part of that pack has from there."""
    if like is None or like.language != SOURCE or not _is_pack(Path(like.root)):
        return {}
    known, _ = _read_texts(Path(like.root))
    if _sha256(known) != like.sha256:
        return {}
    found: dict[str, dict[str, list[Any]]] = {path: {} for path, text in known.items() if texts.get(path) == text}
    for name, *_ in _LAYOUT:
        part = getattr(like, name)
        for entry in [part] if name in _SINGLE else part if name in _TUPLES else part.values():
            if entry.where.path in found:
                found[entry.where.path].setdefault(name, []).append(entry)
    return found


def _sha256(texts: Mapping[str, str]) -> str:
    """The hash of a pack's files, whoever signed them."""
    return fingerprint({path: text for path, text in texts.items() if path != SIGN_OFFS})


def _belongs(path: str, place: str) -> bool:
    """Whether a file is the one that is meant, or stands in the folder that is."""
    return path == place or (place.endswith("/") and path.startswith(place))


def _in_article_order(causes: dict[str, Any], article: Mapping[str, Any]) -> dict[str, Any]:
    """Causes as the article lists them: the order in which causes of equal score are shown."""
    places = {name: number for number, name in enumerate(article)}
    ranked = sorted(causes.values(), key=lambda cause: places.get(cause.article, len(places)))
    return {cause.id: cause for cause in ranked}


def read_aside(pack: Pack, path: str) -> str | None:
    """The text of a file that goes with a pack, such as its list of plain words; None where there is none."""
    root: Traversable = Path(pack.root)
    file = (root if _is_pack(root) else find_content()) / path
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None


def fingerprint(texts: Mapping[str, str]) -> str:
    """One hash over files of a pack: names and texts, in name order."""
    digest = hashlib.sha256()
    for path in sorted(texts):
        digest.update(f"{path}\0{texts[path]}\0".encode())
    return digest.hexdigest()


def _collect(name: str, entries: list[Any]) -> Any:
    if name in _SINGLE:
        return entries[0] if entries else None
    return tuple(entries) if name in _TUPLES else {entry.id: entry for entry in entries}


def _read_texts(root: Traversable) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path, file in _yaml_files(root):
        try:
            texts[path] = _bytes_of(file).decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"not UTF-8 text: byte 0x{error.object[error.start]:02x} at position {error.start:,}"
            problems.append(Problem(Location(path), "C102", message))
        except OSError as error:
            problems.append(Problem(Location(path), "C102", f"cannot be read: {error.strerror or error}"))
    return texts, problems


def _bytes_of(file: Traversable) -> bytes:
    """Raises OSError also for what is no ordinary file: reading a pipe would wait for ever."""
    if isinstance(file, Path) and not stat.S_ISREG(file.stat().st_mode):
        raise OSError("this is no ordinary file")
    return file.read_bytes()


def _strangers(paths: Iterable[str]) -> Iterator[Problem]:
    """A file with a mistyped name must not be passed over in silence: its rules would be missing."""
    places = [place for _, place, _, _ in _LAYOUT if place != LANGUAGES]
    known = [*(place for place in places if not place.endswith("/")), PLAIN_WORDS]
    folders = tuple(place for place in places if place.endswith("/"))
    for path in paths:
        if path not in known and not path.startswith(folders) and not is_about(path) and not is_texts(path):
            message = f"a pack has no file of this name.{did_you_mean(path, known)}"
            yield Problem(Location(path), "C112", message, "Rename it, or move it out of the pack.")


def _yaml_files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for folder in ("knowledge", "rules"):
        yield from _walk(root / folder, folder)


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for child in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if child.is_dir() and path.count("/") < DEEPEST:
            yield from _walk(child, f"{path}/{child.name}")
        elif child.name.endswith((".yaml", ".yml")):
            yield f"{path}/{child.name}", child


# -------------------------------------------------------------------------------------------------------------- models


def _build(document: Document, model: type[Model], is_list: bool) -> tuple[list[Any], list[Problem]]:
    if document.problems:
        return [], []
    raw = document.data
    if is_list != isinstance(raw, list):
        wanted = "a list of entries" if is_list else "one mapping"
        return [], [Problem(Location(document.path, 1), "C107", f"this file holds {wanted}")]
    from pydantic import ValidationError  # loaded only where content is checked

    built, problems = [], []
    for number, entry in enumerate(raw if is_list else [raw]):
        try:
            built.append(model.from_json(json.dumps(_without(entry, _RETIRED.get(document.path, set())))))
        except ValidationError as error:
            prefix: tuple[str | int, ...] = (number,) if is_list else ()
            problems += [_schema_problem(document, prefix, detail) for detail in error.errors()]
    return built, problems


def _without(entry: Any, keys: set[str]) -> Any:
    return {key: value for key, value in entry.items() if key not in keys} if isinstance(entry, dict) else entry


def _schema_problem(document: Document, prefix: tuple[str | int, ...], detail: Any) -> Problem:
    place = prefix + tuple(part for part in detail["loc"] if isinstance(part, str | int))
    entry = ".".join(str(part) for part in detail["loc"])
    code = {"unexpected_keyword_argument": "C109", "missing": "C110"}.get(detail["type"], "C108")
    message = str(detail["msg"]).removeprefix("Value error, ")
    return Problem(Location(document.path, document.line_of(place)), code, f"{entry or 'entry'}: {message}")


def _repeated_ids(entries: list[Any]) -> list[Problem]:
    first: dict[str, Any] = {}
    problems = []
    for entry in entries:
        if entry.id in first:
            hint = f"It is first used at {first[entry.id].where}. Ids are never reused."
            problems.append(Problem(entry.where, "C111", f"the id '{entry.id}' is used twice", hint))
        first.setdefault(entry.id, entry)
    return problems

"""Rules tried out: a copy of a pack with some rules new, changed or taken out. The pack itself is never touched.

What is wrong with a tried rule is told with the line of the file that it was written in, not of the copy.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from triage.errors import InputError, Location, PackError, Problem
from triage.learn import strings
from triage.locale import locale_named
from triage.pack.content import find_content, read_pack
from triage.pack.knowledge import Entry
from triage.pack.lint import beyond_the_engine, lint_read
from triage.pack.pack import Pack
from triage.pack.yaml_text import Document, parse_yaml
from triage.questionnaire.strings import fill
from triage.reasoning.engine import limits_of

# How an entry is told by its keys, the file that holds its kind, and where the pack keeps it.
_KINDS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"reassured"}), "rules/base.yaml", "base"),
    (frozenset({"means"}), "rules/patterns.yaml", "patterns"),
    (frozenset({"direction"}), "rules/causes/", "evidence"),
    (frozenset({"cause", "strength"}), "rules/causes/", "evidence"),
    (frozenset({"withholds"}), "rules/exercises.yaml", "gates"),
    (frozenset({"says", "kind"}), "rules/invariants.yaml", "invariants"),
    (frozenset({"urgency"}), "rules/danger_signs/", "danger_signs"),
    (frozenset({"label"}), "rules/danger_signs/", "danger_signs"),
)
_BY_PART = {part: place for _, place, part in _KINDS}
NEW_FILE = "tried.yaml"
_TRANSLATIONS = "knowledge/languages/"  # the work after: nobody translates a rule that is only tried


@dataclass(frozen=True)
class Line:
    """A line of a file in the copy, and the place that it was written at."""

    text: str
    where: Location


@dataclass(frozen=True)
class Written:
    """One rule as it was written: its id, the part of a pack that it belongs to, and its lines."""

    id: str
    part: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sandbox:
    """What a copy with tried rules came to: the pack (None when it is too broken to use), and what lint finds anew."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def tried(pack: Pack, text: str, name: str, removed: Iterable[str] = ()) -> Sandbox:
    """The English pack with the rules in a YAML text in place of those of the same ids, and without those `removed`.

    Raises PackError for a text that holds no rules, InputError for an id to remove that the pack does not have.
    """
    written = rules_in(text, name) if text.strip() else ()
    gone = tuple(removed)
    say, pack = locale_named(pack.language), pack.original or pack  # rules are tried in the language of their authors
    places = _places(pack)
    for rule in gone:
        if rule not in places:
            raise InputError(fill(say(strings.NO_SUCH_RULE), rule=rule[:60]) + say.did_you_mean(rule, places))
    with copied(pack) as folder:
        copy = _Copy(pack, folder)
        for rule in gone:
            copy.remove(rule)
        for one in written:
            copy.put(one)
        copy.write()
        made, unusable = read_pack(folder, pack)
    found = [replace(problem, where=copy.origin(problem.where)) for problem in _lint(made, unusable)]
    problems = [one for one in found if one not in _found_before(pack)]
    known = [one.id for one in written if one.id in places]
    new = [one.id for one in written if one.id not in places]
    return Sandbox(None if unusable else made, tuple(problems), tuple(new), tuple(known), gone)


def _lint(pack: Pack | None, problems: list[Problem]) -> list[Problem]:
    """All that `triage lint` finds in a pack as it was read, but for what is wrong with translations."""
    untranslated = pack and replace(pack, languages={}, language_files={})
    found = lint_read(untranslated, problems, [beyond_the_engine(limits_of)])
    return [one for one in found if not one.where.path.startswith(_TRANSLATIONS)]


@lru_cache(maxsize=4)
def _found_before(pack: Pack) -> frozenset[Problem]:
    """What lint finds in a pack as it is: no tried rule is to blame for that."""
    with copied(pack) as folder:
        return frozenset(_lint(*read_pack(folder)))


@contextmanager
def copied(pack: Pack) -> Iterator[Path]:
    """A folder, there until the block is left, with a copy of a pack's content."""
    with TemporaryDirectory(prefix="triage-") as name:
        copy_content(pack, Path(name))
        yield Path(name)


def copy_content(pack: Pack, folder: Path) -> None:
    """Copy the `knowledge` and `rules` that a pack was read from into a folder."""
    root: Traversable = Path(pack.root)
    source = root if (root / "rules").is_dir() else find_content()
    for part in ("knowledge", "rules"):
        _copy(source / part, folder / part)


def _copy(source: Traversable, target: Path) -> None:
    if source.is_dir():
        target.mkdir()
        for entry in source.iterdir():
            _copy(entry, target / entry.name)
    else:
        target.write_bytes(source.read_bytes())


def rules_in(text: str, name: str) -> tuple[Written, ...]:
    """The rules in a YAML text: a list of them, or a single one. Raises PackError with what is wrong, and where."""
    document = parse_yaml(text, name)
    problems = list(document.problems)
    entries = [document.data] if isinstance(document.data, dict) else document.data
    if not problems and (not isinstance(entries, list) or not entries):
        hint = "Each begins with '- id:', as in the files of 'rules'."
        problems.append(Problem(Location(name, 1), "C108", "a file of rules is a list of them", hint))
    found = [] if problems else [_kind(document, number, entry) for number, entry in enumerate(entries)]
    problems += [one for one in found if isinstance(one, Problem)]
    if problems:
        raise PackError(problems)
    blocks = _blocks(document, text, len(entries))
    kinds = [one for one in found if not isinstance(one, Problem)]
    return tuple(Written(rule, part, lines) for (rule, part), lines in zip(kinds, blocks, strict=True))


def _kind(document: Document, number: int, entry: object) -> tuple[str, str] | Problem:
    where = Location(document.path, document.line_of((number,) if isinstance(document.data, list) else ()))
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
        return Problem(where, "C110", "a rule needs an 'id'", "Each begins with '- id:', as in the files of 'rules'.")
    for keys, _, part in _KINDS:
        if keys <= set(entry):
            return entry["id"], part
    message = f"'{entry['id'][:60]}' has no key that tells which kind of rule it is"
    hint = (
        "A pattern has 'means', a danger sign 'urgency', evidence 'direction', an exercise gate 'withholds', an "
        "invariant 'says' and 'kind'."
    )
    return Problem(where, "C108", message, hint)


def _blocks(document: Document, text: str, count: int) -> Iterator[tuple[Line, ...]]:
    """The lines of each entry, moved to the left margin, as an item of a list."""
    lines = text.splitlines()
    if isinstance(document.data, dict):
        first, *rest = [number for number, line in enumerate(lines) if _is_content(line)]
        yield tuple(
            Line(("- " if number == first else "  ") + lines[number], Location(document.path, number + 1))
            for number in (first, *rest)
        )
        return
    starts = [document.line_of((number,)) - 1 for number in range(count)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start:end]
        while block and not _is_content(block[-1]):
            block.pop()
        even = textwrap.dedent("\n".join(block)).split("\n")
        yield tuple(Line(line, Location(document.path, start + number)) for number, line in enumerate(even, start=1))


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#") and line.strip() != "---"


def _places(pack: Pack) -> dict[str, tuple[str, Entry]]:
    """Every rule of a pack by id: the part that it belongs to, and the rule."""
    found: dict[str, tuple[str, Entry]] = {pack.base.id: ("base", pack.base)}
    for part in ("patterns", "danger_signs", "evidence", "gates", "invariants"):
        found.update({name: (part, entry) for name, entry in getattr(pack, part).items()})
    return found


@dataclass
class _Copy:
    """The files of a copy as lines that remember where they were written."""

    pack: Pack
    folder: Path
    files: dict[str, list[Line]] = field(default_factory=dict)
    put_already: set[str] = field(default_factory=set)

    def lines(self, path: str) -> list[Line]:
        if path not in self.files:
            file = self.folder / path
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            self.files[path] = [
                Line(line, Location(path, number)) for number, line in enumerate(text.splitlines(), start=1)
            ]
        return self.files[path]

    def put(self, written: Written) -> None:
        """A rule in the place of the one with its id, or after all others of its kind."""
        known = _places(self.pack).get(written.id)
        if written.part == "base":
            first, *rest = written.lines
            self.files["rules/base.yaml"] = [replace(line, text=line.text[2:]) for line in (first, *rest)]
        elif known is not None and known[0] == written.part and written.id not in self.put_already:
            self._replace(known[1], written.lines)
        else:
            place = _BY_PART[written.part]
            path = place + NEW_FILE if place.endswith("/") else place
            self.lines(path).extend([Line("", written.lines[0].where), *written.lines])
        self.put_already.add(written.id)

    def remove(self, rule: str) -> None:
        _, entry = _places(self.pack)[rule]
        self._replace(entry, ())

    def _replace(self, entry: Entry, by: tuple[Line, ...]) -> None:
        path = entry.where.path
        lines = self.lines(path)
        start = next(number for number, line in enumerate(lines) if line.where == entry.where)
        end = next(
            (number for number in range(start + 1, len(lines)) if lines[number].text.startswith("- ")), len(lines)
        )
        while end > start + 1 and not _is_content(lines[end - 1].text):
            end -= 1
        lines[start:end] = by

    def write(self) -> None:
        for path, lines in self.files.items():
            file = self.folder / path
            if any(_is_content(line.text) for line in lines):
                file.write_text("".join(f"{line.text}\n" for line in lines), encoding="utf-8")
            elif file.exists():
                file.unlink()

    def origin(self, where: Location) -> Location:
        """The place that a line of the copy was written at."""
        lines = self.files.get(where.path)
        return lines[where.line - 1].where if lines and 0 < where.line <= len(lines) else where

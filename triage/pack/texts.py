"""Every text of a pack that a person can read, under a key that stays: found by the models' own annotations.

One walk serves all: it goes through a pack and makes it anew with each text changed. A list of the texts is what such a
walk was asked to change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from triage.pack.knowledge import Entry
from triage.pack.model import Model, Text
from triage.pack.pack import Pack
from triage.records import Record, field_names, replace

MARK = 8  # hexadecimal digits of the hash that says from which English a translation was made


class ReadText(Record):
    """One text. `key` is the way to it by ids: `screens.brain_signs.questions.face_droop.ask`.

    `entry` is the nearest thing around it that has an id, and `path` the way from that to the text, by names of
    fields: `Question.options.label`.
    """

    key: str
    text: str
    entry: Entry
    path: str


Change = Callable[[ReadText], str]


def mark_of(text: str) -> str:
    """Which wording of a text something was made from: the start of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def read_texts(pack: Pack) -> Iterator[ReadText]:
    """The texts of a pack in its order."""
    found: list[ReadText] = []

    def kept(text: ReadText) -> str:
        found.append(text)
        return text.text

    reworded(pack, kept)
    yield from found


def reworded(pack: Pack, change: Change) -> Pack:
    """The same pack with each of its texts as `change` words it."""
    parts = {
        name: _walked(getattr(pack, name), _Place(name, pack.about, name), change)
        for name in field_names(pack)
        if name not in ("original", "languages", "language_files", "untranslated")
    }
    return replace(pack, **parts)


class _Place(Record):
    key: str
    entry: Entry
    path: str

    def inside(self, step: str, name: str = "") -> _Place:
        return _Place(f"{self.key}.{step}", self.entry, f"{self.path}.{name}" if name else self.path)


def _walked(value: Any, place: _Place, change: Change) -> Any:
    match value:
        case Model():
            return _model(value, place, change)
        case Mapping():
            return {name: _walked(one, place.inside(name), change) for name, one in value.items()}
        case tuple() if any(isinstance(one, Model) for one in value):
            return tuple(_walked(one, place.inside(_name(one, number)), change) for number, one in enumerate(value))
        case _:
            return value


def _name(part: Any, number: int) -> str:
    return str(getattr(part, "id", None) or getattr(part, "value", None) or number)


def _model(part: Model, place: _Place, change: Change) -> Model:
    here = _Place(place.key, part, type(part).__name__) if isinstance(part, Entry) else place
    new: dict[str, Any] = {}
    for name, is_read in _fields(type(part)):  # type: ignore[arg-type]  # a class is hashable
        value, inner = getattr(part, name), here.inside(name, name)
        if not is_read:
            changed = _walked(value, inner, change)
        elif isinstance(value, tuple):
            changed = tuple(_worded(text, inner.inside(str(number)), change) for number, text in enumerate(value))
        else:
            changed = _worded(value, inner, change)
        if changed is not value:
            new[name] = changed
    return replace(part, **new) if new else part


def _worded(text: str | None, place: _Place, change: Change) -> str | None:
    return change(ReadText(place.key, text, place.entry, place.path)) if text else text


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, bool], ...]:
    """The fields of a model, each with whether it is a text, or a list of texts, that a person reads."""
    hints = get_type_hints(model, include_extras=True)
    return tuple((name, _is_read(hints[name])) for name in field_names(model))


def _is_read(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        return any(isinstance(mark, Text) and mark.is_read for mark in marks) or _is_read(inner)
    return any(_is_read(part) for part in get_args(hint) if part is not Ellipsis)

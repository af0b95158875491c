"""The base of all models: immutable records, checked by pydantic where they are read from outside, strictly.

A model is a frozen dataclass with keyword fields, made one when somebody asks for it as such (pydantic, `replace`,
`fields`): to make every class one when it is imported takes longer than to assess. What is made from parts that are
checked already needs no second check, so a start that only reads a kept pack does not load pydantic at all: it costs
more than all the rest (benchmarks/startup.py).
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from enum import Enum
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NoReturn, Self, dataclass_transform

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LOCK = RLock()
_FIELDS = "__dataclass_fields__"


class _AsDataclass:
    """What `dataclasses` looks for in a class: made when it is looked for, and then an attribute of that class."""

    def __get__(self, _: object, model: type[Model]) -> Any:
        with _LOCK:
            if vars(model)[_FIELDS] is self:
                dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)(model)
        return vars(model)[_FIELDS]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Model:
    """A frozen record with keyword fields. A field whose public name is a word of Python ends in `_` (`for_`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "strict": True,
        "extra": "forbid",
        "alias_generator": lambda name: name.removesuffix("_"),
    }
    _public: ClassVar[dict[str, str]] = {}  # the fields in their order, and their public names
    _defaults: ClassVar[dict[str, Any]] = {}
    _aside: ClassVar[frozenset[str]] = frozenset()  # fields that are not compared
    _is_checked: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        type.__setattr__(cls, _FIELDS, _AsDataclass())
        names = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
        cls._public = cls._public | {name: name.removesuffix("_") for name in names}
        own = {name: vars(cls)[name] for name in names if name in vars(cls)}
        given = {name: value.default if isinstance(value, Field) else value for name, value in own.items()}
        cls._defaults = cls._defaults | {name: value for name, value in given.items() if value is not MISSING}
        cls._is_checked = hasattr(cls, "__post_init__")
        cls._aside |= {name for name, value in own.items() if isinstance(value, Field) and not value.compare}

    def __init__(self, **values: Any) -> None:
        public = self._public
        if values.keys() != public.keys():
            values = self._defaults | values
            if values.keys() != public.keys():
                raise TypeError(_misfit(type(self), values.keys() ^ public.keys()))
        self.__dict__.update(values)
        if self._is_checked:
            self.__post_init__()  # type: ignore[attr-defined]  # those models have it that check themselves

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        mine, theirs = vars(self), vars(other)
        if not self._aside:
            return mine == theirs
        return all(mine[name] == theirs[name] for name in self._public if name not in self._aside)

    def __hash__(self) -> int:
        own = vars(self)
        return hash(tuple(own[name] for name in self._public if name not in self._aside))

    def __repr__(self) -> str:
        own = vars(self)
        return f"{type(self).__qualname__}({', '.join(f'{name}={own[name]!r}' for name in self._public)})"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The model that a JSON text holds. Raises pydantic.ValidationError for anything else."""
        made: Self = _adapter(cls).validate_json(text)  # type: ignore[arg-type]  # a class is hashable
        return made

    def to_dict(self) -> dict[str, Any]:
        """The model as plain data under its public names."""
        own = vars(self)
        return {public: _plain(own[name]) for name, public in self._public.items()}


def field_names(model: type[Model] | Model) -> tuple[str, ...]:
    """The names of a model's fields, in their order."""
    return tuple(field.name for field in fields(model))  # type: ignore[arg-type]  # every Model is a dataclass


@dataclass(frozen=True)
class Text:
    """Marks a text field: its length after trimming, the pattern it must match, and whether a person reads it.

    What a person reads is there in every language of a pack (see `texts`).
    """

    shortest: int = 0
    longest: int | None = None
    pattern: str | None = None
    is_read: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import StringConstraints

        constraints = StringConstraints(
            strip_whitespace=self.pattern is None,
            min_length=self.shortest,
            max_length=self.longest,
            pattern=self.pattern,
        )
        return handler(Annotated[source, constraints])


@dataclass(frozen=True)
class AtLeast:
    """Marks a list field: how many it holds at least, and at most."""

    least: int
    most: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        schema = handler(source)
        bounds = {"min_length": self.least} | ({} if self.most is None else {"max_length": self.most})
        return {**schema, **bounds}


@dataclass(frozen=True)
class ReadBy:
    """Marks a field that is read from plain data by a function of its own, which raises ValueError in words."""

    read: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import PlainValidator

        return handler(Annotated[source, PlainValidator(self.read)])


def _misfit(model: type[Model], names: set[str]) -> str:
    """What is wrong with the fields that were given: one is not known, or one is missing."""
    listed = ", ".join(repr(name) for name in sorted(names))
    return f"{model.__qualname__}: fields that are missing or not known: {listed}"


@cache
def _adapter(model: type[Model]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def _plain(value: Any) -> Any:
    match value:
        case Model():
            return value.to_dict()
        case tuple():
            return [_plain(part) for part in value]
        case Enum():
            return value.value
        case _:
            return value

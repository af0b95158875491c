"""The base of all models: records whose fields are given by name, checked by pydantic where they are read, strictly.

What is made from parts that are checked already needs no second check, so a start that only reads a kept pack does not
load pydantic at all: it costs more than all the rest (benchmarks/startup.py).
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, dataclass_transform

from triage.records import Record, field

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Model(Record, kw_only=True):
    """A record with keyword fields. A field whose public name is a word of Python ends in `_` (`for_`)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "strict": True,
        "extra": "forbid",
        "alias_generator": lambda name: name.removesuffix("_"),
    }

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The model that a JSON text holds. Raises pydantic.ValidationError for anything else."""
        made: Self = _adapter(cls).validate_json(text)  # type: ignore[arg-type]  # a class is hashable
        return made

    def to_dict(self) -> dict[str, Any]:
        """The model as plain data under its public names."""
        own = vars(self)
        return {name.removesuffix("_"): _plain(own[name]) for name in self._fields}


class Text(Record):
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


class AtLeast(Record):
    """Marks a list field: how many it holds at least, and at most."""

    least: int
    most: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        schema = handler(source)
        bounds = {"min_length": self.least} | ({} if self.most is None else {"max_length": self.most})
        return {**schema, **bounds}


class ReadBy(Record):
    """Marks a field that is read from plain data by a function of its own, which raises ValueError in words."""

    read: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import PlainValidator

        return handler(Annotated[source, PlainValidator(self.read)])


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

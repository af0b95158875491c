"""The base of all small immutable values: records, made from fields and compared by what they hold.

A record is a frozen dataclass, made one when somebody asks for it as such (pydantic, `dataclasses.fields`, `asdict`).
To make every class one when it is imported, and to load what makes them, takes longer than to assess a person, and a
clinic's script starts the program for every file (benchmarks/startup.py). So what a start loads is a Record; elsewhere
a dataclass does as well. A class that is made many times in one assessment is a NamedTuple, which is quicker still.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Set
from operator import ge, gt, itemgetter, le, lt
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414  # it can be imported from here

_FIELDS = "__dataclass_fields__"
_NONE: Any = object()  # no default
_LOCK = allocate_lock()
_set = object.__setattr__


class _Field:
    """What a class says of a field beside its type."""

    __slots__ = ("compare", "default", "factory", "repr")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, compare: bool, shown: bool) -> None:
        self.default, self.factory, self.compare, self.repr = default, factory, compare, shown


def field(
    *,
    default: Any = _NONE,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,  # noqa: A002  # as in `dataclasses`
) -> Any:
    """A field of a record whose default is made anew for each, or that is not compared, or not shown."""
    return _Field(default, default_factory, compare, repr)


class _AsDataclass:
    """What `dataclasses` looks for in a class: made when it is looked for, and then an attribute of that class."""

    def __get__(self, _: object, kind: type[Record]) -> Any:
        for base in kind.__mro__[-2:0:-1]:
            getattr(base, _FIELDS, None)  # which takes the lock in its turn
        with _LOCK:
            if vars(kind)[_FIELDS] is self:
                kind._become_dataclass()  # noqa: SLF001  # a part of Record
        return vars(kind)[_FIELDS]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """A frozen record with the fields that its class declares, given by place or by name.

    A class is declared with `kw_only=True` if its fields, and those of its subclasses, are given by name only, with
    `eq=False` if it is compared by identity, with `order=True` if it is sorted by its fields. Its `__post_init__`, if
    it has one, is called when all fields are there.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _fields: ClassVar[dict[str, _Field]] = {}
    _keys: ClassVar[Set[str]] = _fields.keys()
    _defaults: ClassVar[dict[str, Any]] = {}
    _factories: ClassVar[dict[str, Callable[[], Any]]] = {}
    _compared: ClassVar[Any] = type  # takes those that are compared out of the values of all
    _is_checked: ClassVar[bool] = False
    _is_keyword_only: ClassVar[bool] = False

    def __init_subclass__(cls, *, kw_only: bool = False, eq: bool = True, order: bool = False) -> None:
        type.__setattr__(cls, _FIELDS, _AsDataclass())
        names = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
        cls._fields = fields = cls._fields | {name: _declared(cls, name) for name in names}
        cls._keys = fields.keys()
        cls._defaults = {name: one.default for name, one in fields.items() if one.default is not _NONE}
        cls._factories = {name: one.factory for name, one in fields.items() if one.factory is not None}
        compared = [name for name, one in fields.items() if one.compare]
        cls._compared = itemgetter(*compared) if compared else type
        cls._is_checked = hasattr(cls, "__post_init__")
        cls._is_keyword_only |= kw_only
        cls.__match_args__ = () if cls._is_keyword_only else tuple(fields)  # type: ignore[misc]  # as a dataclass has it
        if not eq:
            cls.__eq__, cls.__hash__ = object.__eq__, object.__hash__  # type: ignore[method-assign]  # as it was born
        if order:
            for name, compare in (("__lt__", lt), ("__le__", le), ("__gt__", gt), ("__ge__", ge)):
                setattr(cls, name, _by_fields(compare))

    def __init__(self, *values: Any, **named: Any) -> None:
        if values:
            if named or len(values) != len(self.__match_args__):
                named = self._placed(values, named)
            else:
                named = dict(zip(self.__match_args__, values))  # noqa: B905  # they are as many
        if named.keys() != self._keys:
            named = self._completed(named)
        _set(self, "__dict__", named)
        if self._is_checked:
            self.__post_init__()  # type: ignore[attr-defined]  # those records have it that check themselves

    def _placed(self, values: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The fields by name, those too that were given by their place."""
        places = self.__match_args__
        if len(values) > len(places):
            raise TypeError(f"{type(self).__qualname__}: {len(values)} fields by place, where there are {len(places)}")
        if twice := named.keys() & places[: len(values)]:
            raise TypeError(f"{type(self).__qualname__}: fields that are given twice: {_listed(twice)}")
        return {**dict(zip(places, values)), **named}  # noqa: B905  # those that are left out have a default

    def _completed(self, named: dict[str, Any]) -> dict[str, Any]:
        """All fields by name: those that are given, and the others with their defaults."""
        whole = self._defaults | named
        if whole.keys() != self._keys:
            whole |= {name: make() for name, make in self._factories.items() if name not in whole}
        if misfits := whole.keys() ^ self._keys:
            raise TypeError(f"{type(self).__qualname__}: fields that are missing or not known: {_listed(misfits)}")
        return whole

    @classmethod
    def _become_dataclass(cls) -> None:
        from dataclasses import dataclass, field

        for name in cls.__annotations__.keys() & cls._keys:
            said = cls._fields[name]
            made: Any = field(compare=said.compare, repr=said.repr)
            if said.default is not _NONE:
                made.default = said.default
            if said.factory is not None:
                made.default_factory = said.factory
            setattr(cls, name, made)
        by_name = cls._is_keyword_only
        dataclass(frozen=True, kw_only=by_name, init=False, repr=False, eq=False, match_args=False)(cls)

    @classmethod
    def restored(cls, values: dict[str, Any]) -> Self:
        """A record as it was, of all its fields; what it checks when it is made was checked then."""
        if values.keys() != cls._keys:
            raise TypeError(f"{cls.__qualname__}: these are not its fields: {_listed(values.keys())}")
        record = cls.__new__(cls)
        _set(record, "__dict__", values)
        return record

    def __setattr__(self, name: str, _: object) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return bool(self._compared(vars(self)) == self._compared(vars(other)))

    def __hash__(self) -> int:
        return hash(self._compared(vars(self)))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name, one in self._fields.items() if one.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"


if not TYPE_CHECKING:

    def replace(record: Record, /, **changes: Any) -> Record:
        """The same record with some of its fields changed, as `dataclasses.replace` makes it."""
        values = vars(record)
        return type(record)(**{name: values[name] for name in record._fields} | changes)


def field_names(record: type[Record] | Record) -> tuple[str, ...]:
    """The names of a record's fields, in their order."""
    return tuple(record._fields)  # a part of Record


def _declared(kind: type[Record], name: str) -> _Field:
    """A field as a class declares it. What stands at its name in the class is then its plain default, if it has one."""
    said = vars(kind).get(name, _NONE)
    if not isinstance(said, _Field):
        if type(said).__module__ == "dataclasses":
            raise TypeError(f"{kind.__qualname__}.{name}: the field of a record comes from triage.records")
        return _Field(said, None, True, True)
    if said.default is _NONE:
        delattr(kind, name)
    else:
        setattr(kind, name, said.default)
    return said


def _by_fields(compare: Callable[[Any, Any], Any]) -> Callable[[Record, object], Any]:
    def compared(self: Record, other: object) -> Any:
        if type(self) is not type(other):
            return NotImplemented
        return compare(self._compared(vars(self)), self._compared(vars(other)))

    return compared


def _listed(names: Set[str]) -> str:
    return ", ".join(repr(name) for name in sorted(names))

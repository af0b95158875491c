"""Models behave as frozen dataclasses with keyword fields, though they are made such only when asked."""

from __future__ import annotations

import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from threading import Barrier

import pytest

from triage.pack.model import Model
from triage.records import field, field_names


class Base(Model):
    name: str
    size: int = 1


class Box(Base):
    for_: tuple[str, ...] = ()
    mark: str = field(default="", compare=False)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlainBox:
    name: str
    size: int = 1
    for_: tuple[str, ...] = ()
    mark: str = dataclasses.field(default="", compare=False)


def test_a_model_is_what_a_dataclass_with_its_fields_would_be() -> None:
    """Its fields, their order and defaults, its text and what counts as equal are those of a dataclass."""
    model, plain = Box(name="a", for_=("b",)), PlainBox(name="a", for_=("b",))
    assert field_names(Box) == tuple(each.name for each in dataclasses.fields(PlainBox))
    assert dataclasses.asdict(model) == dataclasses.asdict(plain)
    assert repr(model) == repr(plain).removeprefix("Plain")
    assert hash(model) == hash(plain)
    assert model == Box(for_=("b",), name="a", mark="other")
    assert model != Box(name="a")
    assert Base(name="a") != Box(name="a")
    assert model.to_dict() == {"name": "a", "size": 1, "for": ["b"], "mark": ""}
    assert dataclasses.is_dataclass(Box)


def test_a_model_does_not_change() -> None:
    """No field can be set or deleted; `replace` makes another one."""
    model = Box(name="a")
    with pytest.raises(FrozenInstanceError):
        model.size = 2  # type: ignore[misc]  # that is what is tested
    with pytest.raises(FrozenInstanceError):
        del model.size
    assert dataclasses.replace(model, size=2) == Box(name="a", size=2)
    assert model.size == 1


@pytest.mark.parametrize("given", [{}, {"size": 2}, {"name": "a", "colour": "red"}, {"colour": "red"}])
def test_fields_that_are_missing_or_not_known_are_refused(given: dict[str, object]) -> None:
    """A model is made with all its fields and no others."""
    with pytest.raises(TypeError, match="missing or not known"):
        Box(**given)  # type: ignore[arg-type]  # that is what is tested


def test_a_model_can_be_pickled_and_read_from_json() -> None:
    """What is sent to another process is equal; JSON is read strictly, under the public names."""
    model = Box(name="a", for_=("b",))
    assert pickle.loads(pickle.dumps(model)) == model
    assert Box.from_json('{"name": "a", "for": ["b"]}') == model
    with pytest.raises(ValueError, match="2 validation errors"):
        Box.from_json('{"name": "a", "size": "1", "colour": "red"}')


def test_many_threads_ask_for_the_same_dataclass() -> None:
    """However many ask first, at once, all get the same fields."""
    for number in range(20):
        model = type(f"Fresh{number}", (Base,), {"__annotations__": {"place": "str"}})
        together = Barrier(8)

        def ask(model: type[Model] = model, together: Barrier = together) -> tuple[str, ...]:
            together.wait()
            return tuple(each.name for each in dataclasses.fields(model))

        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(ask) for _ in range(8)]
            assert {each.result() for each in asked} == {("name", "size", "place")}


def test_a_model_that_checks_itself_is_checked_when_made() -> None:
    """A model with a check of its own refuses what fails it, made in Python too, not only when read."""

    class Share(Model):
        count: int

        def __post_init__(self) -> None:
            if self.count > 100:
                raise ValueError("too much")

    assert Share(count=100).count == 100
    with pytest.raises(ValueError, match="too much"):
        Share(count=101)

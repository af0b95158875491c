"""Records behave as frozen dataclasses whose fields are given by place or by name."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from triage.pack.conditions import AllOf, AnyOf, PatternHolds
from triage.pack.content import load_pack
from triage.records import Record, field, field_names, replace


class Spot(Record, order=True):
    row: int
    column: int = 0
    marks: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, order=True)
class PlainSpot:
    row: int
    column: int = 0
    marks: dict[str, int] = dataclasses.field(default_factory=dict, compare=False, repr=False)


class Named(Spot):
    name: str = "spot"


class Own(Record, eq=False):
    name: str


def test_a_record_is_what_a_dataclass_with_its_fields_would_be() -> None:
    """Its fields, defaults, text, order, pattern and what counts as equal are those of a dataclass."""
    record, plain = Spot(1, marks={"a": 1}), PlainSpot(1, marks={"a": 1})
    assert field_names(Named) == (*(each.name for each in dataclasses.fields(PlainSpot)), "name")
    assert dataclasses.fields(Named)[-1].default == "spot"
    assert dataclasses.asdict(record) == dataclasses.asdict(plain)
    assert repr(record) == repr(plain).removeprefix("Plain")
    assert hash(record) == hash(plain)
    assert record == Spot(row=1, column=0) != Spot(1, 1)
    assert sorted([Spot(2), Spot(1, 5), Spot(1)]) == [Spot(1), Spot(1, 5), Spot(2)]
    match record:
        case Spot(row, column):
            assert (row, column) == (1, 0)
    with pytest.raises(TypeError, match="not supported"):
        record < Named(1)  # noqa: B015  # of another class


def test_a_default_made_anew_is_not_shared() -> None:
    """Each record has one of its own."""
    assert Spot(1).marks is not Spot(1).marks


def test_records_of_different_classes_are_never_equal() -> None:
    """Whatever they hold: "all of x" is not "any of x"."""
    parts = (PatternHolds("x"),)
    conditions: list[Any] = [AllOf(parts), AnyOf(parts)]
    assert conditions[0] != conditions[1]
    assert len(set(conditions)) == 2
    assert Spot(1) != Named(1)


def test_a_record_can_be_compared_by_identity() -> None:
    """One declared so is equal to itself alone."""
    one, other = Own("a"), Own("a")
    assert one != other
    assert len({one, other, one}) == 2


def test_a_record_does_not_change() -> None:
    """No field can be set or deleted; both ways to replace one make another record of the same class."""
    record = Named(1, 2, name="a")
    with pytest.raises(FrozenInstanceError):
        record.row = 2  # type: ignore[misc]  # that is what is tested
    with pytest.raises(FrozenInstanceError):
        del record.row
    assert replace(record, row=3) == dataclasses.replace(record, row=3) == Named(3, 2, name="a")
    assert record.row == 1
    with pytest.raises(TypeError, match="not known: 'colour'"):
        replace(record, colour="red")  # type: ignore[call-arg]  # that is what is tested


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda record: pickle.loads(pickle.dumps(record))])
def test_a_record_can_be_copied_and_pickled(again: Any) -> None:
    """What comes back is equal, and of the same class."""
    record = Named(1, 2, {"a": 1}, "b")
    assert again(record) == record
    assert again(record).marks == {"a": 1}


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((), {}, "missing or not known: 'row'"),
        ((1, 2, {}, 4), {}, "4 fields by place, where there are 3"),
        ((1,), {"row": 2}, "given twice: 'row'"),
        ((1,), {"colour": "red"}, "not known: 'colour'"),
    ],
)
def test_fields_that_do_not_fit_are_refused(given: tuple[Any, ...], named: dict[str, Any], message: str) -> None:
    """A record is made with all its fields, each once, and no others."""
    with pytest.raises(TypeError, match=message):
        Spot(*given, **named)


def test_the_field_of_another_library_is_refused() -> None:
    """It would be taken for a default in silence: the class cannot be made."""
    with pytest.raises(TypeError, match=r"comes from triage\.records"):
        type("Wrong", (Record,), {"__annotations__": {"marks": "dict"}, "marks": dataclasses.field(compare=False)})


def test_a_record_is_restored_from_all_its_fields_alone() -> None:
    """What was kept comes back; with a field too few or too many it does not."""
    assert Spot.restored({"row": 1, "column": 2, "marks": {}}) == Spot(1, 2)
    for values in ({"row": 1}, {"row": 1, "column": 2, "marks": {}, "colour": "red"}):
        with pytest.raises(TypeError, match="not its fields"):
            Spot.restored(values)


def test_a_start_does_not_load_what_makes_dataclasses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that nor what looks into functions, nor pydantic, for an assessment by a kept pack and its report."""
    monkeypatch.delenv("TRIAGE_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_pack()
    asked = (
        "import sys; before = set(sys.modules)\n"
        "import triage, triage.cli.main, triage.report.terminal\n"
        "pack = triage.load_pack()\n"
        "triage.report.terminal.to_terminal(pack, triage.assess(pack, {'age': 62}), width=80, colour=False)\n"
        "print(*({'dataclasses', 'inspect', 'pydantic'} & (set(sys.modules) - before)))"
    )
    ended = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("\n", "")

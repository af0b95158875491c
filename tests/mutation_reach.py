"""A pytest plugin for tests/mutants.py: which tests reach which function, also where something is made once for many.

mutmut asks of each test which functions ran during it. What is kept, by a cache or by a fixture of a wider scope, is
made during the first test alone, so that the others would not be tried on a fault in its making.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest
from mutmut.state import state

_reached_by: dict[Any, set[str]] = {}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Each test makes anew what the program keeps."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "triage":
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Keep which functions a fixture reached."""
    before = set(_ran())
    _ran().clear()
    try:
        return (yield)
    finally:
        _reached_by[fixturedef] = set(_ran())
        _ran().update(before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Function) -> None:
    """A test reaches what its fixtures reached, whenever they were made."""
    for fixtures in item._fixtureinfo.name2fixturedefs.values():  # noqa: SLF001  # pytest has no public name for it
        for fixture in fixtures:
            _ran().update(_reached_by.get(fixture, ()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quickest first: one test that fails is enough."""
    took = state().duration_by_test
    items.sort(key=lambda item: took.get(item.nodeid, 0.0))


def _ran() -> set[str]:
    ran: set[str] = state()._stats  # noqa: SLF001  # mutmut has no public name for it
    return ran

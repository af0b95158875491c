"""Fixtures that many tests share."""

from __future__ import annotations

import pytest

from triage.pack.content import load_pack
from triage.pack.pack import Pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack of this checkout, loaded once."""
    return load_pack()

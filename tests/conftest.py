"""Fixtures that many tests share."""

from __future__ import annotations

import pytest
from databases import (  # noqa: F401  # fixtures
    database,
    database_url,
    empty_url,
    kind,
    opened,
    postgresql,
    ready_postgresql,
    ready_sqlite,
)

from triage.pack.content import load_pack
from triage.pack.pack import Pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack of this checkout, loaded once."""
    return load_pack()

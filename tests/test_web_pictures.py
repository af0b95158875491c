"""The pictures of the pages in docs/pictures/ can be drawn anew, and show pages of today."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

pytestmark = [pytest.mark.web, pytest.mark.browser]

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("playwright", reason="needs Playwright")
from web_pictures import FOLDER, NAMES, draw  # noqa: E402  # after the check that they are there


def size(picture: Path) -> tuple[int, int]:
    """Width and height from the head of a PNG file."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_pictures_are_drawn_anew(tmp_path: Path) -> None:
    """`make pictures` draws each picture of a page that the docs show, in the same size and no emptier."""
    draw(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
    for name in NAMES:
        assert size(tmp_path / name) == size(FOLDER / name)
        assert (tmp_path / name).stat().st_size > (FOLDER / name).stat().st_size / 2

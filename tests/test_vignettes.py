"""Every vignette of the pack is a test item of its own, and fails in clinical words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from triage.evaluation import Vignette, read_vignettes, run
from triage.pack.content import load_pack
from triage.pack.pack import Pack

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "tests" / "vignettes").glob("*.yaml"))


@cache
def _pack() -> Pack:
    return load_pack(ROOT)


def _vignettes() -> list[Vignette]:
    read = []
    for file in FILES:
        found, _ = read_vignettes(_pack(), file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
        read += found
    return read


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_vignette_file_has_no_problems(file: Path) -> None:
    """Every file is read without a problem: no unknown key, rule, cause or answer."""
    _, problems = read_vignettes(_pack(), file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    assert not problems, "\n".join(map(str, problems))


@pytest.mark.no_cover
@pytest.mark.parametrize("vignette", _vignettes(), ids=lambda vignette: f"{vignette.where} {vignette.title}")
def test_vignette(vignette: Vignette) -> None:
    """The assessment of the case is the one that was expected."""
    outcome = run(_pack(), vignette)
    if not outcome.is_passed:
        pytest.fail(str(outcome), pytrace=False)


def test_the_ids_of_all_vignettes_differ() -> None:
    """No id is used in two files."""
    ids = [vignette.id for vignette in _vignettes() if vignette.id is not None]
    assert len(ids) == len(set(ids))

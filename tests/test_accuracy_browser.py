"""The page of an evaluation in a real browser: narrow, wide, and with hostile texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled_cases import evaluation
from test_accuracy_page import hostile
from test_report_browser import CHROMIUM, measured

from triage.evaluation.accuracy.intervals import is_available
from triage.evaluation.accuracy.page import to_page
from triage.pack.pack import Pack

pytestmark = [
    pytest.mark.browser,
    pytest.mark.statistics,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
    pytest.mark.skipif(not is_available(), reason="needs the statistics library (extra `evaluation`)"),
    pytest.mark.xdist_group("browser"),
]


@pytest.mark.parametrize("width", [320, 1000])
def test_it_fits_the_screen(pack: Pack, tmp_path: Path, width: int) -> None:
    """Nothing sticks out of the page, also with hostile texts, and the policy lets the style through."""
    for made in (evaluation(pack), hostile(evaluation(pack))):
        found = measured(tmp_path, to_page(made), width)
        assert found["wide"] <= found["limit"] == width
        assert found["styled"] == "solid"
        assert found["scripts"] == found["images"] == 0
        assert found["text"] > 1000

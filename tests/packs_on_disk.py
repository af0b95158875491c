"""Packs as folders, changed as text: for commands that are told where a pack is."""

from __future__ import annotations

import shutil
from pathlib import Path

from command import ROOT


def pack_with_a_milder_calf(folder: Path) -> Path:
    """The pack as it might have been before: a swollen calf was less urgent."""
    for name in ("knowledge", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    file = folder / "rules/danger_signs/blood_flow.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: RF32_dvt\n")
    rule = text[start : text.index("- id:", start + 5)]
    assert "urgent_same_day" in rule
    file.write_text(text.replace(rule, rule.replace("urgent_same_day", "soon")), encoding="utf-8")
    return folder

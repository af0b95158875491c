"""Figures that can be counted from what is in the repository, with exact intervals."""

from __future__ import annotations

from collections import Counter

from _pages.tables import code, table
from triage.evaluation import read_vignettes, run, vignette_files
from triage.pack.content import load_pack
from triage.pack.scales import Urgency


def vignettes() -> str:
    """For each level how many vignettes expect it, and how many get it, less or more."""
    from triage.evaluation.accuracy.intervals import Proportion

    pack = load_pack()
    rows: dict[Urgency, Counter[str]] = {level: Counter() for level in reversed(Urgency)}
    for file in vignette_files(pack):
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0]:
            given, right = run(pack, vignette).assessment.urgency, vignette.expect.urgency
            rows[right]["right" if given == right else "less" if given < right else "more"] += 1
    lines = []
    for level, counts in rows.items():
        share = Proportion(counts["right"], counts.total())
        low, high = share.interval or (0.0, 1.0)
        told = f"{share.count} of {share.of} ({low:.1%} to {high:.1%})"
        lines.append((code(str(level)), told, str(counts["less"]), str(counts["more"])))
    return table(("expected", "given as expected (95 % interval)", "less urgent", "more urgent"), lines)

"""How much is asked, by the urgency that comes out: `python benchmarks/questions_asked.py [FILE...]` (vignette files).

A question is a choice, a number, or one tick list of at most six things; an item is every single thing asked about.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from triage.assessment import assess
from triage.evaluation import read_vignettes, vignette_files
from triage.interview.replay import replay
from triage.pack.content import load_pack
from triage.pack.scales import Urgency

GROUPS = {
    "emergency_now": (Urgency.EMERGENCY_NOW,),
    "both emergency levels": (Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT),
    "all others": (Urgency.URGENT_SAME_DAY, Urgency.SOON, Urgency.ROUTINE),
}


def main(names: list[str]) -> None:
    pack = load_pack()
    files = [Path(name) for name in names] or vignette_files(pack)
    asked = []
    for file in files:
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0]:
            run = replay(pack, vignette.answers)
            asked.append((assess(pack, run.interview.answers(), engine="logic").urgency, run.questions, run.items))
    for name, levels in GROUPS.items():
        questions = [count for urgency, count, _ in asked if urgency in levels]
        items = [count for urgency, _, count in asked if urgency in levels]
        if questions:
            middle, most = statistics.median(questions), max(questions)
            told = f"median {middle:g} questions (at most {most}), {statistics.median(items):g} items"
            print(f"{name:22} {len(questions):4} cases: {told}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How long a start takes, as ratios: `python benchmarks/startup.py [ROUNDS]`. Ends with 1 when a bar is missed.

Each command is timed in turn, round after round, and the quickest of its times counts: what else the machine does
disturbs all of them alike.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = {"unanswered": "no", "answers": {"age": 62, "side": "both_legs", "onset_tempo": "weeks", "diabetes": "yes"}}
PYTHON, PYDANTIC = ("-c", "pass"), ("-c", "import pydantic")


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.json"
        case.write_text(json.dumps(CASE), encoding="utf-8")
        bars = {
            ("-m", "triage", "--version"): (PYTHON, 2.5),
            ("-m", "triage", "assess", str(case)): (PYDANTIC, 3.0),
            ("-m", "triage", "assess", str(case), "--json"): (PYDANTIC, 3.0),
        }
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": folder}
        commands = [PYTHON, PYDANTIC, *bars]
        best = {command: float("inf") for command in commands}
        for _ in range(rounds):
            for command in commands:
                begin = time.perf_counter()
                subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, check=True)
                best[command] = min(best[command], time.perf_counter() - begin)
        missed = 0
        for command, (against, bar) in bars.items():
            ratio = best[command] / best[against]
            missed += ratio > bar
            name = " ".join(command).replace("-m triage", "triage").replace(f"{folder}/", "")
            print(f"{name:32} {ratio:5.2f} x  python {' '.join(against):20} (bar: {bar})")
        return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))

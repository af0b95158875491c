"""How long a start takes, as ratios: `python benchmarks/startup.py [ROUNDS]`. Ends with 1 when a bar is missed.

Each command is run in turn, round after round, and the least processor time that one of its runs took counts: how long
it waits for others on a busy machine does not. All bytecode is written beforehand, into a folder of its own, so that
no run compiles what another one found compiled.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
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
            ("-m", "triage", "assess", str(case)): (PYDANTIC, 2.0),
            ("-m", "triage", "assess", str(case), "--json"): (PYDANTIC, 2.0),
        }
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        places = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": folder, "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        commands = [PYTHON, PYDANTIC, *bars]
        for command in commands:
            _seconds(command, kept | places)
        best = {command: float("inf") for command in commands}
        for _ in range(rounds):
            for command in commands:
                best[command] = min(best[command], _seconds(command, kept | places))
        missed = 0
        for command, (against, bar) in bars.items():
            ratio = best[command] / best[against]
            missed += ratio > bar
            name = " ".join(command).replace("-m triage", "triage").replace(f"{folder}/", "")
            print(f"{name:32} {ratio:5.2f} x  python {' '.join(against):20} (bar: {bar})")
        return int(missed > 0)


def _seconds(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """The processor time that a command takes, its own and that of the system for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))

"""The product beside its peers: the same rules and answers, what they say compared first, each in a process of its own.

`python benchmarks/peers.py` prints a table; `--write` also writes docs/benchmarks.md, docs/benchmarks.json and the
picture. `--quick` leaves out the large tables. The processes run in turn, round after round, and the quickest counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import peer_page
from peer_rules import ROOT, SIZES
from peer_runs import OURS, PEERS, TABLES, TRACED

ROWS = (10_000, 1_000_000)
FROM_FILE_TO_FILE = 10_000_000
BARS = ((100, 1.0), (600, 1.5))
SLOW = {"experta": 100, "CLIPS, trace": 1000, "business-rules": 600, "json-logic (Python)": 1000, "rule-engine": 300}
TIMEOUT = 900
Measured = dict[str, Any]


def measured(*words: object) -> Measured:
    """What one process says of one peer."""
    command = [sys.executable, str(Path(__file__).with_name("peer_runs.py")), *map(str, words)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return {"note": f"took more than {TIMEOUT // 60} minutes"}
    if ended.returncode or not ended.stdout.strip():
        return {"note": f"ended with {ended.returncode}"}
    found: Measured = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def better(one: Measured, other: Measured, key: str) -> Measured:
    """The quicker of two measurements."""
    return min((each for each in (one, other) if key in each), key=lambda each: each[key], default=other)


def persons(rounds: int) -> dict[str, dict[str, Measured]]:
    """Microseconds for one person, for each count of rules and each peer."""
    found: dict[str, dict[str, Measured]] = {}
    for count in sorted({*SIZES, *(count for count, _ in BARS)}):
        found[str(count)] = here = {}
        for _ in range(rounds):
            for name in (*OURS, *PEERS):
                if count <= SLOW.get(name, count):
                    here[name] = better(here.get(name, {}), measured(name, count), "microseconds")
                else:
                    here[name] = {"note": "left out: too slow"}
        for name, one in here.items():
            _say(f"{count} rules, {name}: {one.get('note') or format(one['microseconds'], '.0f') + ' us'}")
    return found


def tables(count: int, rows: tuple[int, ...]) -> dict[str, dict[str, Measured]]:
    """Seconds for a table of so many rows, for each peer."""
    found: dict[str, dict[str, Measured]] = {}
    for many in rows:
        found[str(many)] = here = {}
        for name in TABLES:
            here[name] = one = measured(name, count, many)
            _say(f"{many} rows, {name}: {one.get('note') or format(one['seconds'], '.2f') + ' s'}")
    return found


def files(rows: int) -> Measured:
    """Seconds for so many rows of a file, for `triage batch` and others."""
    command = [sys.executable, str(Path(__file__).with_name("batch_peers.py")), str(rows), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Measured = json.loads(ended.stdout.strip().splitlines()[-1])
    return {"rows": rows, "found": found}


def bars(found: dict[str, dict[str, Measured]]) -> list[Measured]:
    """What was promised, and what was measured."""
    result = []
    for count, bar in BARS:
        here = found[str(count)]
        traced = {name: here[name]["microseconds"] for name in TRACED if "microseconds" in here[name]}
        if traced:
            best = min(traced, key=lambda name: traced[name])
            ratio = here["assess"]["microseconds"] / traced[best]
            result.append({"what": f"assess(), {count} rules", "against": best, "ratio": round(ratio, 2), "bar": bar})
        ratio = here["rules, compiled"]["microseconds"] / here["hand-written Python"]["microseconds"]
        what = f"the rules alone, {count} rules"
        result.append({"what": what, "against": "hand-written Python", "ratio": round(ratio, 2), "bar": 3.0})
    return result


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.* and the picture")
    parser.add_argument("--quick", action="store_true", help="only small tables and a small file")
    parser.add_argument("--rounds", type=int, default=2, help="how often each peer is started (default: 2)")
    asked = parser.parse_args()
    one = persons(asked.rounds)
    found = {
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "one_person": one,
        "tables": tables(100, ROWS[:1] if asked.quick else ROWS),
        "files": files(FROM_FILE_TO_FILE // 100 if asked.quick else FROM_FILE_TO_FILE),
        "bars": bars(one),
    }
    print(peer_page.text(found))
    if asked.write:
        (ROOT / "docs" / "benchmarks.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (ROOT / "docs" / "pictures" / "benchmarks.svg").write_text(peer_page.picture(found), encoding="utf-8")
        (ROOT / "docs" / "benchmarks.md").write_text(peer_page.page(found), encoding="utf-8")
    return int(any(each["ratio"] > each["bar"] for each in found["bars"]))


if __name__ == "__main__":
    sys.exit(main())

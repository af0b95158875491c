"""How long the next screen takes, on every step of random questionnaires: `python benchmarks/next_screen.py [RUNS]`."""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from random_answers import random_answers

from triage.interview.interview import Interview
from triage.interview.replay import respond
from triage.pack.content import load_pack


def main(runs: int) -> None:
    pack, rng, times = load_pack(), random.Random(1), []
    for _ in range(runs):
        answers = random_answers(pack, rng, complete=True)
        interview = Interview(pack)
        while True:
            begin = time.perf_counter()
            screen = interview.screen
            times.append((time.perf_counter() - begin) * 1000)
            if screen is None:
                break
            interview = respond(interview, screen, answers)
    median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"{len(times)} screens: median {median:.2f} ms, 99 % below {p99:.2f} ms, worst {max(times):.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

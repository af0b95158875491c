"""What proving every property costs: `python benchmarks/verify.py [PROCESSES]`, with seconds for each property.

Seconds by the clock, seconds of all processors, and the most memory that one process took; other work on the machine
adds to the first, not to the second.
"""

from __future__ import annotations

import resource
import sys
import time

from triage.pack.content import load_pack
from triage.proof.verify import verify


def main(processes: int) -> int:
    pack, begin = load_pack(), time.perf_counter()
    found = list(verify(pack, processes=processes))
    seconds = time.perf_counter() - begin
    for one in sorted(found, key=lambda one: -one.seconds):
        print(f"{one.seconds:6.1f} s  {one.claims:4} claims  {'holds' if one.holds else 'BROKEN':6}  {one.id}")
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    most = max(one.ru_maxrss for one in used) / unit
    held = sum(one.holds for one in found)
    print(f"{held} of {len(found)} hold: {seconds:.0f} s in {processes} processes, {processor:.0f} s of processors")
    print(f"at most {most:.0f} MB in one process")
    return int(held < len(found))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))

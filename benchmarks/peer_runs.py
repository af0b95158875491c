"""One peer in a process of its own: what it says is compared first, then the quickest of several rounds counts.

`python benchmarks/peer_runs.py PEER RULES [ROWS]` prints a line of JSON. With ROWS a table is answered, else a person.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import peer_engines
import peer_tables
from peer_rules import Answers, Pack, flat_row, flat_rows, flat_rules, made_pack, people, random_people

from triage.assessment.assess import assess, reason
from triage.reasoning.compiled import compiled_of
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Phase

PEOPLE, ROUNDS, LONGEST = 60, 7, 8.0
Fired = set[tuple[str, bool]]


def _named(firings: Iterable[Any]) -> Fired:
    return {(one.rule, one.certain) for one in firings}


# --------------------------------------------------------------------------------------------------- the product itself


def whole(pack: Pack) -> Callable[[Answers], Any]:
    return lambda answers: assess(pack, answers)


def alone(pack: Pack) -> Callable[[Answers], Any]:
    return lambda answers: assess(pack, answers, engine="logic")


def quick_rules(pack: Pack) -> Callable[[Any], Fired]:
    """The compiled form of `logic`, from settled answers to what fires."""
    compiled = compiled_of(pack)
    return lambda facts: compiled.view(replace(facts, memo={})).firings(Phase.FINDINGS)


def plain_rules(pack: Pack) -> Callable[[Any], Any]:
    """`logic` as it is defined, rule by rule."""
    logic = logic_of(pack)
    return lambda facts: logic.firings(replace(facts, memo={}), Phase.FINDINGS)


OURS = {"assess": whole, "assess, one engine": alone, "rules, compiled": quick_rules, "rules, as defined": plain_rules}
PEERS: dict[str, Callable[..., Any]] = {
    "hand-written Python": peer_engines.hand_written,
    "zen-engine, trace": peer_engines.zen_engine,
    "zen-engine": lambda rules: peer_engines.zen_engine(rules, trace=False),
    "CLIPS, trace": peer_engines.clips,
    "json-logic (Rust)": peer_engines.json_logic_rust,
    "json-logic (Python)": peer_engines.json_logic_python,
    "rule-engine": peer_engines.rule_engine,
    "business-rules": peer_engines.business_rules,
    "experta": peer_engines.experta,
}
TRACED = ("zen-engine, trace", "CLIPS, trace")


def one_person(name: str, count: int) -> dict[str, Any]:
    """Microseconds for one person, and how long making the peer ready took."""
    pack = made_pack(count)
    answers = people(pack, PEOPLE)
    settled = [logic_of(pack).settle(one) for one in answers]
    expected = [_named(infer(pack, facts).firings) for facts in settled]
    begin = time.perf_counter()
    if name in OURS:
        ask = OURS[name](pack)
        given: list[Any] = list(answers) if name.startswith("assess") else settled
        ask(given[0])
        ready = time.perf_counter() - begin
        if name.startswith("assess"):
            engine = "both" if name == "assess" else "logic"
            said = [_named(reason(pack, one, engine).firings) for one in answers]
        else:
            said = [_named(ask(one)) for one in given]
    else:
        given = [flat_row(pack, facts) for facts in settled]
        more = (given[0],) if name == "business-rules" else ()
        ask = PEERS[name](flat_rules(pack), *more)
        ready = time.perf_counter() - begin
        said = [ask(one) for one in given]
    differ = sum(one != other for one, other in zip(said, expected, strict=True))
    if differ:
        return {"note": f"says something else for {differ} of {len(said)} people"}
    return {"ready": ready, "microseconds": _best(lambda: [ask(one) for one in given]) / len(given) * 1e6}


def _best(run: Callable[[], Any]) -> float:
    """The seconds of the quickest round; slow ones get fewer rounds."""
    best, begin = float("inf"), time.perf_counter()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
        if time.perf_counter() - begin > LONGEST:
            break
    return best


# --------------------------------------------------------------------------------------------------------------- tables

_POOL_PACK: list[Pack] = []


def _pool_start(count: int) -> None:
    _POOL_PACK.append(made_pack(count))


def _pool_one(answers: Answers) -> str:
    return assess(_POOL_PACK[0], answers).urgency


def table(name: str, count: int, rows: int) -> dict[str, Any]:
    """Seconds for a table of random people. What works row by row is measured on a part of it and says so."""
    pack = made_pack(count)
    few = random_people(pack, 200)
    settled = flat_rows(pack, few)
    expected = [_named(infer(pack, logic_of(pack).settle(one)).firings) for one in few]
    if name in ("DuckDB SQL", "triage batch"):
        run, said = peer_tables.columns(name, pack, few, settled, rows)
        differ = sum(one != other for one, other in zip(said, expected, strict=True))
        return {"note": f"says something else for {differ} of {len(said)}"} if differ else {"seconds": _best(run)}
    part = min(rows, 10_000 if name == "hand-written Python" else 1_000)
    sample = [few[number % len(few)] for number in range(part)]
    flat = [settled[number % len(settled)] for number in range(part)]
    if name == "pool over assess()":
        with multiprocessing.get_context("spawn").Pool(os.cpu_count(), _pool_start, (count,)) as pool:
            pool.map(_pool_one, sample[:8])
            seconds = _best(lambda: pool.map(_pool_one, sample, chunksize=50))
    else:
        ask = PEERS[{"zen-engine in a loop": "zen-engine"}.get(name, name)](flat_rules(pack))
        seconds = _best(lambda: [ask(row) for row in flat])
    guessed = {"extrapolated_from": part} if part < rows else {}
    return {"seconds": seconds / part * rows, **guessed}


TABLES = ("triage batch", "DuckDB SQL", "hand-written Python", "zen-engine in a loop", "pool over assess()")


if __name__ == "__main__":
    name, rules, *rest = sys.argv[1:]
    try:
        result = table(name, int(rules), int(rest[0])) if rest else one_person(name, int(rules))
    except ImportError as error:
        result = {"note": f"is not installed ({error.name})"}
    except Exception as error:  # noqa: BLE001  # a peer that cannot is told, and does not end the others
        result = {"note": f"{type(error).__name__}: {str(error)[:150]}"}
    print(json.dumps(result))

"""A class of sixty at once beside one student alone: `python benchmarks/learn.py [STUDENTS]`.

The real server runs on SQLite in a process of its own, the students in another. All are in one class, so they get the
same cases; each asks ten questions of their own choice, decides, and reads what the rules say, case after case.

    next page    one thing sent and the page that it leads to: two requests

The same is measured three times: students one at a time, before and after; the class with time to think between pages
(3 to 9 seconds, by chance, which is quick for people who read an answer and choose among questions); and the class
without any time to think, which no class does.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvicorn
from web import TOKEN, Person, Seen, first

from triage.web.app import create_app
from triage.web.observing import log_to_stderr
from triage.web.server import config_of, listen, settle_memory
from triage.web.settings import Settings

QUESTIONS = 10
THINK, ALONE, NO_TIME = (3.0, 9.0), (0.05, 0.15), (0.0, 0.0)
CASES, ALONE_TIMES = 3, 3
ASK, NUMBER = re.compile(r'name="ask" value="([^"]*)"'), re.compile(r'name="number" value="(\d+)"')
SIGN, REASON = re.compile(r'name="signs" value="([^"]*)"'), re.compile(r'name="reason" value="([^"]*)"')
JOIN = re.compile(r'id="join-code">([^<]*)<')
LEVELS = ("routine", "soon", "urgent_same_day", "emergency_department", "emergency_now")


class Student(Person):
    """Somebody in the class, with their own way of asking."""

    def __init__(self, port: int, seen: Seen, number: int, think: tuple[float, float]) -> None:
        super().__init__(port, seen)
        self._chance, self._think, self._mine, self._number = random.Random(number), think, seen, number

    def join(self, code: str) -> None:
        page = self.ask("GET", "/learn/join")
        self._send(page, "/learn/join", {"code": code, "nickname": f"student {self._number}"}, is_counted=False)

    def practise(self, cases: int) -> None:
        time.sleep(self._chance.uniform(0, self._think[1]))  # nobody begins on the same second
        self._connection.close()
        page = self.ask("GET", "/learn/me")
        for _ in range(cases):
            page = self._send(page, "/learn/next", {})
            for _ in range(QUESTIONS):
                page = self._send(page, "/learn/ask", self._form(page) | {"ask": self._pick(ASK, page)})
            page = self.ask("GET", "/learn/decide")
            decision = {"level": self._chance.choice(LEVELS), "sure": "70"}
            decision |= {"signs": self._pick(SIGN, page), "reason": self._pick(REASON, page)}
            page = self._send(page, "/learn/decide", self._form(page) | decision)
            self._mine.results += "/learn/next" in page

    def _form(self, page: str) -> dict[str, str]:
        return {"number": first(NUMBER, page)}

    def _pick(self, pattern: re.Pattern[str], page: str) -> str:
        return self._chance.choice(pattern.findall(page))

    def _send(self, page: str, path: str, form: dict[str, str], *, is_counted: bool = True) -> str:
        if is_counted:
            time.sleep(self._chance.uniform(*self._think))
            self._connection.close()  # as a browser's is by now; the next one is part of what is measured
        begin = time.perf_counter()
        page = self.ask("POST", path, {"token": first(TOKEN, page), **form})
        if is_counted:
            self._mine.screens.append(time.perf_counter() - begin)
        return page


def students(
    port: int, code: str, count: int, offset: int, think: tuple[float, float], told: multiprocessing.SimpleQueue[str]
) -> None:
    """So many at once through the cases; tells what they saw."""
    seen = [Seen() for _ in range(count)]
    crowd = [Student(port, mine, offset + number, think) for number, mine in enumerate(seen)]
    for student in crowd:
        student.join(code)

    def one(student: Student, mine: Seen) -> None:
        try:
            student.practise(CASES)
        except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
            mine.faults.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=one, args=pair) for pair in zip(crowd, seen, strict=True)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses: Counter[int] = sum((mine.statuses for mine in seen), Counter())
    report = {
        "seconds": time.perf_counter() - begin,
        "statuses": {str(status): number for status, number in statuses.items()},
        "pages": [screen for mine in seen for screen in mine.screens],
        "cases": sum(mine.results for mine in seen),
        "faults": [fault for mine in seen for fault in mine.faults],
    }
    told.put(json.dumps(report))


def server(folder: str, ready: multiprocessing.SimpleQueue[int]) -> None:
    """The application on a free port."""
    with Path(folder, "log").open("w") as sys.stderr:
        log_to_stderr()
        settle_memory()
        settings = Settings(f"sqlite:///{folder}/triage.db", Path(folder, "secret"))
        app = create_app(settings)
        listening = listen("127.0.0.1", 0)
        ready.put(listening.getsockname()[1])
        uvicorn.Server(config_of(app, settings)).run(sockets=[listening])


def new_class(port: int) -> str:
    """A class, as its teacher starts it, a minute before the learners come. Returns the code to join."""
    teacher = Person(port, Seen())
    page = teacher.ask("GET", "/learn/teach")
    form = {"token": first(TOKEN, page), "title": "", "cases": str(CASES), "seed": "7", "days": "1", "pack": ""}
    code = first(JOIN, teacher.ask("POST", "/learn/teach", form))
    time.sleep(10)
    return code


def late(pages: list[float], share: float = 0.95) -> float:
    return sorted(pages)[int(len(pages) * share)] * 1000


def main(count: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    told, ready = spawn.SimpleQueue(), spawn.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        serving = spawn.Process(target=server, args=(folder, ready))
        serving.start()
        port = ready.get()
        time.sleep(1)
        code = new_class(port)

        started = itertools.count(0, 1000)  # nicknames are taken once

        def run(many: int, think: tuple[float, float]) -> dict[str, Any]:
            crowd = spawn.Process(target=students, args=(port, code, many, next(started), think, told))
            crowd.start()
            report: dict[str, Any] = json.loads(told.get())
            crowd.join()
            return report

        run(3, NO_TIME)  # the first ones warm it up
        before = [run(1, ALONE) for _ in range(ALONE_TIMES)]
        thinking = run(count, THINK)
        after = [run(1, ALONE) for _ in range(ALONE_TIMES)]
        hasty = run(count, NO_TIME)
        serving.terminate()
        serving.join()
    alone = summed([*before, *after])
    tell("one student at a time", 1, alone, alone)
    tell("a class with time to think", count, thinking, alone)
    tell("a class without any", count, hasty, alone)


def summed(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """What several runs saw, as one."""
    statuses: Counter[str] = sum((Counter(report["statuses"]) for report in reports), Counter())
    lists = {name: [one for report in reports for one in report[name]] for name in ("pages", "faults")}
    return {**lists, "statuses": statuses, **{name: sum(one[name] for one in reports) for name in ("seconds", "cases")}}


def tell(name: str, many: int, report: dict[str, Any], alone: dict[str, Any]) -> None:
    bad = {status: times for status, times in report["statuses"].items() if status not in ("200", "303")}
    pages = report["pages"]
    print(
        f"{name} ({many}): {report['cases']} cases, {len(pages)} pages in {report['seconds']:.0f} s, "
        f"{len(report['faults'])} faults, refused {bad or 'none'}; next page median {late(pages, 0.5):.0f} ms, "
        f"95 % below {late(pages):.0f} ms = {late(pages) / late(alone['pages']):.2f} x alone"
    )
    for fault in sorted(set(report["faults"])):
        print(f"    {fault}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)

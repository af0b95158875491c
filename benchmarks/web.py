"""A hundred people at once through whole questionnaires, against a static page: `python benchmarks/web.py [PEOPLE]`.

The real server runs on SQLite in a process of its own, the people in another. Every person starts, answers each screen
as somebody without danger signs might, and ends with a result. For comparison the same server gives a static Jinja
page as large as the usual question, made as all its pages are made, to as many people at once.

    next screen    one reply sent and the next screen received: two requests, the reply and the page that it leads to
    static page    one request

All start, then all answer, then all ask for the result: only the answering is compared.
"""

from __future__ import annotations

import gzip
import http.client
import json
import multiprocessing
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from triage.web.app import create_app
from triage.web.observing import log_to_stderr
from triage.web.server import config_of, listen, settle_memory
from triage.web.settings import Settings

TOKEN = re.compile(r'name="token" value="([^"]*)"')
STEP, SCREEN = re.compile(r'name="step" value="(\d+)"'), re.compile(r'name="screen" value="([^"]*)"')
REPLIES = re.compile(r'name="reply" value="([^"]*)"')
CALM = ("none", "no", "same", "unsure")
BARE_PAGE = 1700  # bytes of a page of ours before it says anything
ANSWERED = '<form method="post" action="/result">'


@dataclass
class Seen:
    """What one person saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    screens: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    results: int = 0
    faults: list[str] = field(default_factory=list)


class Person:
    """One browser on a connection that stays open."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._seen = seen
        self._page = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """One request, and what it redirects to."""
        while True:
            headers = {
                "Accept-Encoding": "gzip",
                "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            }
            if form is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            self._connection.request(method, path, urlencode(form) if form is not None else None, headers)
            response = self._connection.getresponse()
            raw = response.read()
            body = (gzip.decompress(raw) if response.headers["content-encoding"] == "gzip" else raw).decode()
            self._seen.statuses[response.status] += 1
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self._cookies[key] = rest.partition(";")[0]
            if response.status != 303:
                return body
            method, path, form = "GET", response.headers["location"].partition("#")[0], None

    def start(self) -> None:
        page = self.ask("GET", "/")
        self._page = self.ask("POST", "/start", {"token": first(TOKEN, page), "for": "self", "country": "GB"})

    def answer(self) -> None:
        page = self._page
        while ANSWERED not in page:
            values = REPLIES.findall(page)
            form = {"token": first(TOKEN, page), "step": first(STEP, page), "screen": first(SCREEN, page)}
            if 'name="number"' in page:
                form["number"] = "40"
            else:
                form["reply"] = next(value for value in CALM if value in values)
            begin = time.perf_counter()
            page = self.ask("POST", "/question", form)
            self._seen.screens.append(time.perf_counter() - begin)
            self._seen.sizes.append(len(page.encode()))
        self._page = page

    def finish(self) -> None:
        page = self.ask("POST", "/result", {"token": first(TOKEN, self._page)})
        self._seen.results += "/result.json" in page


def first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise ValueError(f"no {pattern.pattern} in the page")
    return found[1]


def people(port: int, count: int, told: multiprocessing.SimpleQueue[str]) -> None:
    """Many people at once, each through one questionnaire; tells what they saw."""
    seen = [Seen() for _ in range(count)]
    crowd = [Person(port, mine) for mine in seen]

    def at_once(part: Callable[[Person], None]) -> float:
        """All of them do this at once. Gives the seconds that it took."""

        def one(person: Person, mine: Seen) -> None:
            try:
                part(person)
            except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
                mine.faults.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=one, args=pair) for pair in zip(crowd, seen, strict=True)]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - begin

    at_once(Person.start)
    seconds = at_once(Person.answer)
    at_once(Person.finish)
    statuses: Counter[int] = sum((mine.statuses for mine in seen), Counter())
    report = {
        "seconds": seconds,
        "statuses": {str(status): number for status, number in statuses.items()},
        "screens": [screen for mine in seen for screen in mine.screens],
        "size": statistics.median([size for mine in seen for size in mine.sizes] or [0]),
        "results": sum(mine.results for mine in seen),
        "faults": [fault for mine in seen for fault in mine.faults],
    }
    told.put(json.dumps(report))


def readers(port: int, count: int, size: int, seconds: float, told: multiprocessing.SimpleQueue[str]) -> None:
    """Many people at once who load the static page again and again."""
    end = time.perf_counter() + seconds
    counts = [Seen() for _ in range(count)]

    def one(mine: Seen) -> None:
        person = Person(port, mine)
        while time.perf_counter() < end:
            mine.sizes.append(len(person.ask("GET", f"/static-page?size={size}").encode()))

    threads = [threading.Thread(target=one, args=(mine,)) for mine in counts]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    number = sum(mine.statuses[200] for mine in counts)
    size = statistics.median([one for mine in counts for one in mine.sizes])
    told.put(json.dumps({"rate": number / (time.perf_counter() - begin), "size": size}))


def server(folder: str, ready: multiprocessing.SimpleQueue[int]) -> None:
    """The application with a static page beside it, on a free port."""
    with Path(folder, "log").open("w") as sys.stderr:
        log_to_stderr()
        settle_memory()
        settings = Settings(f"sqlite:///{folder}/triage.db", Path(folder, "secret"))
        app = create_app(settings)
        rendering = app.state.services.rendering

        @app.get("/static-page")
        def static_page(request: Request, size: int) -> Response:
            line = "Nothing has to be worked out for this line of a page. "
            parts = [("Static", [line] * max(1, (size - BARE_PAGE) // (len(line) + 8)))]
            return rendering.page(request, "about.html", parts=parts)

        listening = listen("127.0.0.1", 0)
        ready.put(listening.getsockname()[1])
        uvicorn.Server(config_of(app, settings)).run(sockets=[listening])


def main(count: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    told, ready = spawn.SimpleQueue(), spawn.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        serving = spawn.Process(target=server, args=(folder, ready))
        serving.start()
        port = ready.get()
        time.sleep(1)
        for who in (5, count):  # the first ones warm it up
            crowd = spawn.Process(target=people, args=(port, who, told))
            crowd.start()
            report = json.loads(told.get())
            crowd.join()
        size = int(report["size"])
        reading = spawn.Process(target=readers, args=(port, count, size, 8, told))
        reading.start()
        reader = json.loads(told.get())
        static = reader["rate"]
        reading.join()
        serving.terminate()
        serving.join()
    screens = sorted(report["screens"])
    bad = {status: number for status, number in report["statuses"].items() if status not in ("200", "303")}
    print(
        f"{count} people at once: {report['results']} results, {len(report['faults'])} faults, refused {bad or 'none'}"
    )
    for fault in sorted(set(report["faults"])):
        print(f"    {fault}")
    rate = len(screens) / report["seconds"]
    print(f"next screen ({size} bytes): {rate:.0f} a second, {2 * rate:.0f} requests a second", end=", ")
    median, late = screens[len(screens) // 2], screens[len(screens) * 95 // 100]
    print(f"median {median * 1000:.0f} ms, 95 % below {late * 1000:.0f} ms")
    print(f"static page ({reader['size']:.0f} bytes): {static:.0f} a second")
    print(f"requests for the next screen to static ones: {2 * rate / static:.2f} (screens: {rate / static:.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

"""The reasoning in a process of its own: no answer is lost when that process dies, hangs, or cannot be started."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from random_answers import random_answers

from triage.assessment import Assessment, assess
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers
from triage.web.worker import LONGEST_WAIT, Worker

pytestmark = pytest.mark.web

LEG = Answers({"side": ("one_leg",)})


@pytest.fixture
def worker(pack: Pack) -> Iterator[Worker]:
    """A worker that takes questions; ended after the test."""
    made = Worker(pack)
    made.start()
    assert made.wait_until_up(20)
    yield made
    made.close()


def same(one: Assessment, other: Assessment) -> bool:
    """Whether two results differ in nothing but the engine that made them."""
    return replace(one, engine=other.engine) == other


def test_reasons_with_both_engines(pack: Pack, worker: Worker) -> None:
    """What comes from the process is what `assess` makes here, checked by both engines."""
    rng = random.Random(7)
    for _ in range(10):
        answers = random_answers(pack, rng)
        assert worker.assess(answers, "GB") == assess(pack, answers, country="GB")


def test_answers_at_once_when_the_process_is_dead(pack: Pack, worker: Worker) -> None:
    """Right after the process was killed, `logic` answers, marked as one engine; within a second both are back."""
    worker.assess(LEG, "GB")
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    begin = time.monotonic()
    while (result := worker.assess(LEG, "GB")).engine.checked and time.monotonic() - begin < 1:
        pass
    assert (result.engine.name, result.engine.checked) == ("logic", False)
    assert same(result, assess(pack, LEG, country="GB"))
    assert worker.wait_until_up(20)
    assert worker.assess(LEG, "GB").engine.checked


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process")
def test_a_process_that_hangs_is_replaced(pack: Pack) -> None:
    """A process that does not answer in time is killed; the answer comes by `logic`, and another process starts."""
    restarted = Event()
    worker = Worker(pack, longest_wait=0.3, restarted=restarted.set)
    worker.start()
    try:
        assert worker.wait_until_up(20)
        assert worker.pid
        os.kill(worker.pid, signal.SIGSTOP)
        assert not worker.assess(LEG, "GB").engine.checked
        assert restarted.wait(20)
        assert worker.wait_until_up(20)
    finally:
        worker.close()


@pytest.mark.parametrize("command", [("no-such-program",), (sys.executable, "-c", "")])
def test_a_process_that_cannot_start_costs_nothing(pack: Pack, command: tuple[str, ...]) -> None:
    """Where no process can be started, every answer comes by `logic`; it is tried again ever more seldom."""
    starts: list[float] = []
    worker = Worker(pack, command=command, restarted=lambda: starts.append(time.monotonic()))
    worker.start()
    try:
        end = time.monotonic() + 1
        while time.monotonic() < end:
            assert not worker.assess(LEG, "GB").engine.checked
    finally:
        worker.close()
    assert 1 <= len(starts) <= 5, "pauses of 0.1, 0.2, 0.4, 0.8 seconds"


def test_before_the_start_it_reasons_here(pack: Pack) -> None:
    """A worker that was not started, or is closed, reasons in this process with both engines."""
    worker = Worker(pack)
    assert worker.assess(LEG, "GB").engine.checked
    worker.start()
    worker.close()
    worker.close()
    assert not worker.is_up
    assert worker.assess(LEG, "GB").engine.checked


def test_what_assess_refuses_is_refused(worker: Worker) -> None:
    """An unknown country is refused as `assess` refuses it."""
    with pytest.raises(KeyError):
        worker.assess(LEG, "no such country")
    assert worker.assess(LEG, "GB").engine.checked


def test_the_server_s_secrets_stay_out(pack: Pack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The process is told nothing of the server's settings, such as a database with its password."""
    monkeypatch.setenv("TRIAGE_DATABASE", "postgresql://triage:planted@db/triage")
    told = tmp_path / "told"
    script = f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ)))"
    worker = Worker(pack, command=(sys.executable, "-c", script))
    worker.start()
    deadline = time.monotonic() + 20
    while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.close()
    assert "PYTHONPATH" in told.read_text()
    assert "planted" not in told.read_text()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_no_orphan_is_left() -> None:
    """When the server is killed with no chance to tidy up, its worker ends by itself; Ctrl-C alone does not end it."""
    script = (
        "from triage.pack.content import load_pack; from triage.web.worker import Worker; import time\n"
        "worker = Worker(load_pack()); worker.start(); assert worker.wait_until_up(20); print(worker.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        child = int(server.stdout.readline())
        os.kill(child, signal.SIGINT)
        time.sleep(0.1)
        assert Path(f"/proc/{child}").exists()
        server.kill()
    deadline = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    """Whether there is such a process, and it is not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_under_load(pack: Pack, kills: int) -> None:
    """Six threads ask without a break, while the process is killed again and again at random moments."""
    rng = random.Random(kills)
    sets = [random_answers(pack, rng) for _ in range(12)]
    expected = [assess(pack, answers, country="GB") for answers in sets]
    over = Event()
    worker = Worker(pack)
    worker.start()

    def ask(seed: int) -> tuple[int, int]:
        mine, right, wrong = random.Random(seed), 0, 0
        while not over.is_set():
            which = mine.randrange(len(sets))
            result = worker.assess(sets[which], "GB")
            fine = same(result, expected[which]) and (result.engine.checked or result.engine.name == "logic")
            right, wrong = right + fine, wrong + (not fine)
        return right, wrong

    with ThreadPoolExecutor(6) as pool:
        threads = [pool.submit(ask, seed) for seed in range(6)]
        for _ in range(kills):
            assert worker.wait_until_up(30)
            time.sleep(rng.random() / 5)
            if worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
                time.sleep(0.05)
        over.set()
        counts = [thread.result(60) for thread in threads]
    worker.close()
    assert sum(wrong for _, wrong in counts) == 0
    assert sum(right for right, _ in counts) > kills * 6


def test_killed_three_times_under_load(pack: Pack) -> None:
    """Killed three times under load, no answer fails or differs."""
    kill_under_load(pack, 3)


@pytest.mark.soak
def test_killed_fifty_times_under_load(pack: Pack) -> None:
    """Killed fifty times under load, no answer fails or differs."""
    kill_under_load(pack, 50)


def test_nobody_waits_long() -> None:
    """The wait for a hung process is short enough for a page, and long enough for forty people at once."""
    assert 1 <= LONGEST_WAIT <= 3

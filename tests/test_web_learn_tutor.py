"""The tutor's process: it answers, its end costs nobody their page, and it ends with the server."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
from learn_site import Learner, Teacher
from web_site import site

from triage.learn import NoCase, make_case
from triage.pack.pack import Pack
from triage.web.learn import tutor as tutors
from triage.web.learn.lessons import LESSONS
from triage.web.learn.tutor import Busy, Tutor
from triage.web.learn.tutor_process import answered

pytestmark = [pytest.mark.web, pytest.mark.learn]


@pytest.fixture
def tutor(pack: Pack) -> Iterator[Tutor]:
    made = Tutor({pack.sha256: pack})
    yield made
    made.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_answers_and_is_replaced(pack: Pack, tutor: Tutor) -> None:
    """The same case as made here; killed, another process gives it; closed, it is gone and answers no more."""
    wanted = make_case(pack, 7)
    assert tutor.ask("class_case", pack.sha256, "en", 7) == wanted
    first = tutor.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert tutor.ask("class_case", pack.sha256, "en", 7) == wanted
    second = tutor.pid
    assert second not in (None, first)
    tutor.close()
    assert second is not None
    assert not is_alive(second)
    with pytest.raises(Busy):
        tutor.ask("class_case", pack.sha256, "en", 7)


def test_one_that_hangs_is_ended(pack: Pack, tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped process is killed after its time; who asked is told to try again, and then it works."""
    tutor.ask("class_case", pack.sha256, "en", 7)
    monkeypatch.setattr(tutors, "LONGEST_SECONDS", 0.3)
    started = tutors._started  # noqa: SLF001  # each new one is to hang too
    monkeypatch.setattr(tutors, "_started", lambda: _stopped(started()))
    assert tutor.pid is not None
    os.kill(tutor.pid, signal.SIGSTOP)
    with pytest.raises(Busy):
        tutor.ask("class_case", pack.sha256, "en", 8)
    monkeypatch.undo()
    assert tutor.ask("class_case", pack.sha256, "en", 7) == make_case(pack, 7)


def _stopped(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    os.kill(process.pid, signal.SIGSTOP)
    return process


def test_not_all_threads_wait_for_it(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """When many wait, the next is told to try again at once, so that pages of patients are never held up."""
    monkeypatch.setattr(tutors, "MOST_WAITING", 2)
    tutor = Tutor({pack.sha256: pack})
    go_on = threading.Event()
    waiting: list[object] = []

    def answer(asked: object) -> tuple[str, None]:
        waiting.append(asked)
        go_on.wait(10)
        return "answer", None

    monkeypatch.setattr(tutor, "_answer", answer)
    threads = [threading.Thread(target=tutor.ask, args=("class_case", pack.sha256, "en", 7)) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not waiting:
        time.sleep(0.01)
    time.sleep(0.1)  # the second waits for its turn by now
    with pytest.raises(Busy):
        tutor.ask("class_case", pack.sha256, "en", 7)
    go_on.set()
    for thread in threads:
        thread.join()


def test_what_no_pack_has_is_said(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """No case for a seed comes back as that; a name that is none as a refusal."""

    def none(*_: object) -> None:
        raise NoCase("none")

    monkeypatch.setitem(LESSONS, "class_case", none)
    assert answered(pack, "class_case", (7,)) == ("no case", "none")
    assert answered(pack, "one_case", (7, "typical", "no such rule")) == ("refused", None)
    with pytest.raises(NoCase):
        Tutor({pack.sha256: pack}, has_process=False).ask("class_case", pack.sha256, "en", 7)


def test_who_finds_it_busy_sends_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says so and holds what was sent; it counts when it is sent again."""
    app = site(tmp_path)
    robin = Learner(app).join(Teacher(app).begin(cases="1").join, "Robin")

    def busy(*_: object) -> None:
        raise Busy

    robin.open("/learn/me")
    with monkeypatch.context() as patch:
        patch.setattr(Tutor, "ask", busy)
        page = robin.submit(robin.page.form("/learn/next"))
        assert robin.status == 503
        assert "try again" in page.text
    robin.submit(page.form("/learn/next"))
    assert robin.path == "/learn/case"

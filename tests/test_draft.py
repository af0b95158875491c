"""Drafts: nothing acknowledged is ever lost, nobody else can read them, and two runs never share one."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

import pytest
from ask_terminal import calm, environment

from triage.assessment import assess
from triage.cli.ask import draft as drafts
from triage.cli.ask.draft import Draft, default_directory, document, old_drafts, read_draft, saved_when
from triage.cli.ask.lock import FileLock, InUseError
from triage.errors import DraftError
from triage.interview.interview import Interview
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE
from triage.pack.wording import Wording
from triage.questionnaire import answered, pages
from triage.questionnaire.page import Command
from triage.reasoning.documents import parse_answers

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes and flock are those of POSIX")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return tmp_path


def _after(pack: Pack, count: int, person: str = "self") -> Interview:
    """A calm interview after this many screens."""
    interview = Interview(pack, person=person)  # type: ignore[arg-type]
    for _ in range(count):
        assert interview.screen is not None
        reply = calm(pages.question_page(interview, Wording(pack.countries["GB"])))
        assert not isinstance(reply, Command)
        interview = answered(interview, interview.screen, reply)
    return interview


def test_draft_is_an_answers_document(pack: Pack, tmp_path: Path) -> None:
    """A draft says the person, how to read what is open, and the answers in the order they were asked."""
    interview = _after(pack, 4, "other").with_values({"age": 62, "head_signs": ("confusion", UNSURE)})
    Draft(tmp_path / "a.json").save(interview)
    raw = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert list(raw) == ["for", "unanswered", "answers"]
    assert (raw["for"], raw["unanswered"]) == ("other", "unsure")
    assert list(raw["answers"]) == list(interview.given)
    assert raw["answers"]["face_droop"] == "no"
    assert raw["answers"]["age"] == 62
    assert assess(pack, raw, engine="logic").person == "other"


def test_draft_read_again_gives_the_same_answers(pack: Pack, tmp_path: Path) -> None:
    """Saving and reading lose nothing, not even the order."""
    interview = _after(pack, 8)
    Draft(tmp_path / "a.json").save(interview)
    answers = read_draft(pack, tmp_path / "a.json")
    assert list(answers.given.items()) == list(interview.given.items())


@POSIX
def test_only_the_owner_can_read_a_draft(pack: Pack) -> None:
    """The folder and the file are closed to everybody else, whatever the umask is."""
    before = os.umask(0)
    try:
        draft = Draft(drafts.default_path(), is_default=True)
        draft.save(_after(pack, 1))
    finally:
        os.umask(before)
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(draft.path.parent.stat().st_mode) == 0o700


def test_default_place_follows_the_system(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG_STATE_HOME is used when it is an absolute path; else the folder in the home; without a home, here."""
    assert default_directory() == home / ".local" / "state" / "triage"
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    assert default_directory() == home / "state" / "triage"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert default_directory() == home / ".local" / "state" / "triage"

    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", no_home)
    assert default_directory() == Path.cwd() / ".triage"


def test_a_save_that_fails_leaves_the_old_draft(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever step of a save fails, the draft before it is whole and nothing is left over."""
    draft = Draft(tmp_path / "a.json")
    draft.save(_after(pack, 1))
    before = draft.path.read_text(encoding="utf-8")

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for broken in ("fsync", "fdopen", "open"):
        with monkeypatch.context() as patch:
            patch.setattr(os, broken, full)
            with pytest.raises(OSError, match="No space"):
                draft.save(_after(pack, 2))
        assert draft.path.read_text(encoding="utf-8") == before
        assert not draft.is_saved
        assert [path.name for path in tmp_path.glob("*.new")] == []
    draft.save(_after(pack, 2))
    assert draft.is_saved


def test_a_left_over_half_file_does_not_disturb(pack: Pack, tmp_path: Path) -> None:
    """What a crash left beside the draft is put away by the next save."""
    draft = Draft(tmp_path / "a.json")
    (tmp_path / ".a.json.new").write_text("half", encoding="utf-8")
    draft.save(_after(pack, 1))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.json.lock", "a.json"]
    draft.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_delete_removes_the_answers(pack: Pack, tmp_path: Path) -> None:
    """A deleted draft is gone from the disk, and can be deleted twice."""
    draft = Draft(tmp_path / "a.json")
    draft.save(_after(pack, 1))
    draft.delete()
    draft.delete()
    assert not draft.path.exists()
    assert not draft.is_there


@POSIX
def test_a_file_in_use_is_refused(pack: Pack, tmp_path: Path) -> None:
    """Two drafts on one file: the second one is told, and writes nothing."""
    first, second = Draft(tmp_path / "a.json"), Draft(tmp_path / "a.json")
    first.save(_after(pack, 1))
    before = first.path.read_bytes()
    with pytest.raises(InUseError):
        second.save(_after(pack, 2))
    assert first.path.read_bytes() == before
    first.close()
    second.save(_after(pack, 2))
    second.close()
    second.close()


@POSIX
def test_lock_whose_file_was_removed_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a file that its last holder just removed counts for nothing, so it is tried again."""
    import fcntl

    calls: list[int] = []
    real = fcntl.flock

    def remove_first(handle: int, how: int) -> None:
        real(handle, how)
        if not calls:
            (tmp_path / ".a.lock").unlink()
        calls.append(handle)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    lock = FileLock(tmp_path / "a")
    assert len(calls) == 2
    lock.release()


@POSIX
def test_file_system_without_locks_still_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where locks do not exist, drafts are saved all the same."""
    import fcntl

    def no_locks(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    FileLock(tmp_path / "a").release()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "not text"),
        (b"{", "not JSON"),
        (b'{"answers": {"face_drop": "yes"}}', "Did you mean 'face_droop'?"),
        (b'{"answers": {"face_droop": "perhaps", "age": -1}}', "More problems in it: 1."),
        (b"[]", "answers document"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_draft_that_makes_no_sense_is_one_line(pack: Pack, tmp_path: Path, content: bytes, says: str) -> None:
    """A damaged draft is refused in one line that names the file."""
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(DraftError) as refused:
        read_draft(pack, path)
    assert says in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_draft_that_cannot_be_opened_is_one_line(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, a folder, not allowed: each says which it is."""
    with pytest.raises(DraftError, match="no such draft"):
        read_draft(pack, tmp_path / "none.json")
    with pytest.raises(DraftError, match="directory"):
        read_draft(pack, tmp_path)

    def refuse(*_args: object, **_kwargs: object) -> IO[str]:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DraftError, match="permission denied"):
        read_draft(pack, tmp_path / "theirs.json")


@POSIX
def test_old_drafts_are_the_newest_first_without_those_in_use(pack: Pack) -> None:
    """What is offered at the start is never what another run is writing to."""
    for number in range(3):
        path = default_directory() / f"answers-{number}.json"
        draft = Draft(path, is_default=True)
        draft.save(_after(pack, 1))
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
        if number != 1:
            draft.close()
    assert [path.name for path in old_drafts()] == ["answers-2.json", "answers-0.json"]
    assert "1970" in saved_when(path)


# ---- going on with a draft


@pytest.mark.parametrize("seed", range(6))
def test_resumed_interview_asks_what_the_old_one_would_have(pack: Pack, seed: int) -> None:
    """At every moment of a questionnaire, one that is resumed from its draft asks nothing twice and ends the same.

    Only the second look comes again: time has gone by.
    """
    rng = random.Random(seed)
    interview = Interview(pack)
    for _ in range(100):
        resumed = Interview.resume(pack, parse_answers(pack, document(interview), "draft"))
        assert dict(resumed.given) == dict(interview.given)
        if (screen := interview.screen) is None:
            assert resumed.is_answered
            assert resumed.screen is None or resumed.screen.lines
            return
        assert resumed.screen is not None
        asked_again = {question.id for question in resumed.screen.questions} & set(interview.given)
        assert bool(asked_again) is bool(screen.lines)
        values = pages.question_page(interview, Wording(pack.countries["GB"])).values
        likely = NONE if NONE in values else "no"
        reply: Any = (likely,) if likely in values and rng.random() < 0.8 else (rng.choice(values),)
        interview = answered(interview, screen, 40 if len(values) == 2 else reply)


def test_resumed_list_goes_on_one_by_one(pack: Pack) -> None:
    """A list that was opened with "not sure", or ticked and not asked in full, goes on with its single questions."""
    interview = Interview(pack)
    assert interview.screen is not None
    opened = answered(interview, interview.screen, (UNSURE,))
    assert opened.screen is not None
    first = opened.screen.questions[0].id
    opened = answered(opened, opened.screen, ("no",) if pack.questions[first].type == "yes_no" else (NONE,))
    resumed = Interview.resume(pack, opened.answers())
    assert opened.screen is not None
    assert resumed.screen == opened.screen


def test_resumed_interview_can_go_back(pack: Pack) -> None:
    """Back works over the answers of an earlier run, a list at a time."""
    interview = _after(pack, 5)
    resumed = Interview.resume(pack, interview.answers())
    while resumed.steps:
        shorter = resumed.back()
        assert len(shorter.given) < len(resumed.given)
        resumed = shorter
    assert not resumed.given


# ---- the program killed at any moment


class Driven:
    """The program on pipes, answered by a thread. `acknowledged` counts the lines whose next page was shown."""

    def __init__(self, home: Path, draft: Path, *options: str) -> None:
        self.acknowledged = 0
        self.sent: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "triage", "ask", "--plain", "--for", "self", "--full", *options, str(draft)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
        )
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        page = b""
        while byte := self._process.stderr.read(1):
            page += byte
            if page.endswith(PROMPTS):
                self.acknowledged = len(self.sent)
                self.ready.set()
                self.sent.append(_typed(page.decode()))
                page = b""
                with contextlib.suppress(OSError):
                    self._process.stdin.write(self.sent[-1].encode() + b"\n")
                    self._process.stdin.flush()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stderr):
            with contextlib.suppress(OSError):
                pipe and pipe.close()


PROMPTS = (*(f"1 to {number}: ".encode() for number in range(2, 40)), b"years: ")


def _typed(page: str) -> str:
    """A calm answer to a page as it is written."""
    for word in ("None of these", "No", "Not sure"):
        if any(line.endswith(f". {word}") for line in page.splitlines()):
            return word
    return "1"


def _kill_and_look(pack: Pack, tmp_path: Path, count: int, seed: int) -> int:
    """Start, kill at a random moment, go on with the draft, over and over. Returns the most answers there ever were."""
    rng = random.Random(seed)
    draft = tmp_path / "killed.json"
    most = known = 0
    for _ in range(count):
        run = Driven(tmp_path, draft, "--resume" if draft.exists() else "--save")
        assert run.ready.wait(60)
        time.sleep(rng.random() * rng.choice((0.05, 0.3)))
        run.kill()
        if not draft.exists():
            assert run.acknowledged == 0
            continue
        resumed = Interview.resume(pack, read_draft(pack, draft), is_full=True)
        is_over = resumed.is_answered or resumed.is_emergency_certain  # a second look adds no new answer
        assert is_over or len(resumed.given) >= known + run.acknowledged
        known = len(resumed.given)
        most = max(most, known)
        if is_over:
            draft.unlink()
            known = 0
    return most


@POSIX
def test_killed_at_random_moments_no_answer_is_lost(pack: Pack, tmp_path: Path) -> None:
    """After kill -9 at any moment, every answer whose next page was shown is in the draft."""
    assert _kill_and_look(pack, tmp_path, 12, seed=1) > 5


@POSIX
@pytest.mark.soak
def test_killed_200_times_no_answer_is_lost(pack: Pack, tmp_path: Path) -> None:
    """The same, 200 times."""
    assert _kill_and_look(pack, tmp_path, 200, seed=2) > 20

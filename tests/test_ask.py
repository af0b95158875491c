"""A whole run of the questionnaire over pipes, from the options to the exit code and what is left on the disk."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ask_terminal import ROOT, environment

from triage.cli import ask
from triage.cli.ask import draft as drafts
from triage.cli.ask import session, start, strings
from triage.cli.ask.draft import default_directory
from triage.cli.ask.front_end import Leave
from triage.cli.ask.options import NEWEST, AskOptions
from triage.cli.ask.plain import PlainFrontEnd
from triage.cli.ask.session import resume_command
from triage.cli.ask.signals import stopping
from triage.cli.exits import WrongUse
from triage.errors import DraftError
from triage.pack.pack import Pack
from triage.pack.wording import Wording
from triage.questionnaire import strings as common

NOT_SURE = "not sure\n" * 200


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Typed(Terminal):
    """Standard input that is answered from the page that was just written: calm answers, then the last lines."""

    def __init__(self, pages: Terminal, last: tuple[str, ...], most: int) -> None:
        super().__init__()
        self._pages, self._last, self._most, self._read = pages, list(last), most, len(pages.getvalue())

    def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
        page = self._pages.getvalue()[self._read :]
        self._read = len(self._pages.getvalue())
        self._most -= 1
        if self._most < 0:
            raise KeyboardInterrupt
        for words in ("What should happen to them?", strings.SAVE_REPORT, "Go on with it?", "Look at them again?"):
            if words in page:
                return self._last.pop(0) + "\n" if self._last else ""
        for line in ("None of these", "No", common.SHOW_RESULT, "For me", "Slowly, over months", "1 to 3 months ago"):
            if f". {line}" in page:
                return line + "\n"
        return "not sure\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder and a current folder of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("TRIAGE_COUNTRY", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def pages(home: Path) -> Iterator[Terminal]:
    """What is written in runs that believe to have a (simple) terminal."""
    assert home.is_dir()
    written = Terminal()
    yield written
    assert "Traceback" not in written.getvalue()


def _run(
    monkeypatch: pytest.MonkeyPatch, pages: Terminal, options: AskOptions, last: tuple[str, ...] = (), most: int = 200
) -> int:
    monkeypatch.setattr(sys, "stdin", Typed(pages, last, most))
    monkeypatch.setattr(sys, "stdout", pages)
    monkeypatch.setattr(sys, "stderr", pages)
    return ask.run(options)


def _drafts() -> list[Path]:
    return sorted(default_directory().glob("*.json"))


# ---- from the beginning to the end


def test_calm_run_ends_with_the_report(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """A whole run shows the report, says where the answers are, and ends with 0."""
    assert _run(monkeypatch, pages, AskOptions(country="GB")) == 0
    text = pages.getvalue()
    assert text.index("If this feels like an emergency") < text.index(common.WHO) < text.index(common.ALL_ASKED)
    assert "Who to see" in text[text.index(common.ALL_ASKED) :]
    (draft,) = _drafts()
    assert str(draft) in text


@pytest.mark.parametrize("last", [(), ("yes", "delete")], ids=["kept", "deleted"])
def test_what_to_do_is_the_last_line(monkeypatch: pytest.MonkeyPatch, pages: Terminal, last: tuple[str, ...]) -> None:
    """Below the long report stands what to do now, in one line, before the offers and after all of them."""
    assert _run(monkeypatch, pages, AskOptions(country="GB", person="other"), last=last) == 0
    in_short = [line for line in pages.getvalue().splitlines() if line.startswith("In short: ")]
    assert len(set(in_short)) == 1
    assert len(in_short) == 2
    assert pages.getvalue().endswith(f"\n{in_short[0]}\n")
    assert " When: " in in_short[0]


def test_report_is_saved_and_draft_deleted_on_request(
    monkeypatch: pytest.MonkeyPatch, pages: Terminal, home: Path
) -> None:
    """The result can be kept as a page that only its owner can read, and the answers be removed."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), last=("yes", "delete")) == 0
    (page,) = home.glob("triage-result-*.html")
    assert page.read_text(encoding="utf-8").startswith("<!")
    if os.name == "posix":
        assert page.stat().st_mode & 0o077 == 0
    assert _drafts() == []
    assert strings.DELETED in pages.getvalue()


def test_page_that_cannot_be_saved_is_told(monkeypatch: pytest.MonkeyPatch, pages: Terminal, home: Path) -> None:
    """A result page that cannot be written is one line, and the answers stay."""

    def refuse(_self: Path, _target: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    real = Path.replace

    def only_pages(self: Path, target: Path) -> Path:
        if str(target).endswith(".html"):
            refuse(self, target)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", only_pages)
    assert _run(monkeypatch, pages, AskOptions(person="self"), last=("yes", "keep")) == 0
    assert "The page could not be saved" in pages.getvalue()
    assert list(home.glob("*.html")) == []
    assert len(_drafts()) == 1


def test_draft_that_cannot_be_deleted_is_told(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """A draft that stays although it was to go is named."""

    def refuse(_draft: drafts.Draft) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(drafts.Draft, "delete", refuse)
    assert _run(monkeypatch, pages, AskOptions(person="self"), last=("no", "delete")) == 0
    assert "could not be deleted: permission denied" in pages.getvalue()


def test_full_run_asks_more(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """`full` asks everything there is."""
    assert _run(monkeypatch, pages, AskOptions(person="self")) == 0
    short = len(json.loads(_drafts()[0].read_text(encoding="utf-8"))["answers"])
    _drafts()[0].unlink()
    assert _run(monkeypatch, pages, AskOptions(person="self", full=True)) == 0
    assert len(json.loads(_drafts()[0].read_text(encoding="utf-8"))["answers"]) > short


# ---- country


def test_country_comes_from_the_option_or_the_environment(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--country` counts before TRIAGE_COUNTRY; case does not matter; without both it is the pack's."""
    monkeypatch.delenv("TRIAGE_COUNTRY", raising=False)
    assert start.country_of(pack, AskOptions()).id == pack.about.default_country
    monkeypatch.setenv("TRIAGE_COUNTRY", "us")
    assert start.country_of(pack, AskOptions()).id == "US"
    assert start.country_of(pack, AskOptions(country="gb")).id == "GB"


def test_unknown_country_is_told(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option is refused; a wrong variable must not keep anybody from the questions."""
    monkeypatch.setenv("TRIAGE_COUNTRY", "GBR")
    with pytest.raises(WrongUse, match="It can be: any, GB"):
        start.country_of(pack, AskOptions(country="GBR"))
    assert start.country_of(pack, AskOptions()).id == pack.about.default_country
    assert "TRIAGE_COUNTRY" in capsys.readouterr().err


# ---- leaving and going on


def test_stopping_and_going_on(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Stopped with Ctrl-C and resumed without a file name, a run goes on with the next question."""
    assert _run(monkeypatch, pages, AskOptions(person="other"), most=4) == 130
    (draft,) = _drafts()
    stopped = json.loads(draft.read_text(encoding="utf-8"))
    assert str(draft) in pages.getvalue()
    assert _run(monkeypatch, pages, AskOptions(resume=NEWEST)) == 0
    finished = json.loads(draft.read_text(encoding="utf-8"))
    assert finished["for"] == "other"
    assert list(finished["answers"])[: len(stopped["answers"])] == list(stopped["answers"])


def test_stopping_before_the_first_answer_keeps_nothing(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Where nothing was answered, nothing is on the disk, and that is said."""
    assert _run(monkeypatch, pages, AskOptions(), most=1) == 130
    assert strings.STOPPED_EMPTY in pages.getvalue()
    assert not default_directory().exists()


def test_unfinished_draft_is_offered_and_taken_up(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """A new start asks whether to go on with what was left; going on asks nothing twice."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130
    pages.truncate(0)
    pages.seek(0)
    assert _run(monkeypatch, pages, AskOptions(), last=("yes",)) == 0
    assert "You stopped on" in pages.getvalue()
    assert common.WHO not in pages.getvalue()
    assert len(_drafts()) == 1


def test_unfinished_draft_can_be_left_or_deleted(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Starting again leaves the old answers where they are, or deletes them first, as the person wants."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130
    (old,) = _drafts()
    os.utime(old, (1_000_000, 1_000_000))
    assert _run(monkeypatch, pages, AskOptions(), last=("no", "no", "delete")) == 0
    assert _drafts() == [old]
    assert _run(monkeypatch, pages, AskOptions(), last=("delete", "no", "delete")) == 0
    assert _drafts() == []


def test_offer_of_a_draft_can_be_left(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Stopping at the offer leaves the old draft as it is."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130
    before = _drafts()[0].read_bytes()
    assert _run(monkeypatch, pages, AskOptions(), last=("q",)) == 130
    assert _drafts()[0].read_bytes() == before


def test_draft_that_can_only_be_read_is_gone_on_with(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Where an old draft can be read and not written, the questions go on, and that is told."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130

    def refuse(_draft: drafts.Draft) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(drafts.Draft, "claim", refuse)
    assert _run(monkeypatch, pages, AskOptions(), last=("yes",)) == 0
    assert "Your answers cannot be saved: permission denied." in pages.getvalue()


def test_finished_draft_is_offered_as_such(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Answers that are complete are offered to look at again."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), last=("no", "keep")) == 0
    assert _run(monkeypatch, pages, AskOptions(), last=("yes", "no", "keep")) == 0
    assert "all filled in" in pages.getvalue()
    assert len(_drafts()) == 1


def test_damaged_old_draft_is_told_and_does_not_disturb(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """A draft that cannot be read is one line; the questions start all the same."""
    default_directory().mkdir(parents=True)
    (default_directory() / "answers-0.json").write_text("{", encoding="utf-8")
    assert _run(monkeypatch, pages, AskOptions(person="self")) == 0
    assert "An older draft cannot be read" in pages.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="flock")
def test_old_draft_taken_by_another_run_meanwhile(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """Between the offer and the reply another run may have taken the draft: then a new one is begun."""
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130
    (old,) = _drafts()
    other = drafts.Draft(old)
    real = session.Session._take_up  # noqa: SLF001  # the moment between offer and reply is the point here

    def take_up(*arguments: object) -> None:
        other.claim()
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(session.Session, "_take_up", take_up)
    assert _run(monkeypatch, pages, AskOptions(), last=("yes", "no", "keep")) == 0
    other.close()
    assert "another run" in pages.getvalue()
    assert len(_drafts()) == 2


# ---- a file of one's own


def test_save_keeps_the_answers_in_that_file(monkeypatch: pytest.MonkeyPatch, pages: Terminal, home: Path) -> None:
    """`--save` names the draft, which is then not offered for deletion; nothing is put in the default place."""
    assert _run(monkeypatch, pages, AskOptions(person="self", save="mine.json")) == 0
    assert json.loads((home / "mine.json").read_text(encoding="utf-8"))["answers"]
    assert f"{home / 'mine.json'}" in pages.getvalue()
    assert not default_directory().exists()


def test_save_beside_resume_goes_on_in_the_new_file(
    monkeypatch: pytest.MonkeyPatch, pages: Terminal, home: Path
) -> None:
    """With both, the old file is read and stays as it was."""
    assert _run(monkeypatch, pages, AskOptions(person="self", save="old.json"), most=3) == 130
    before = (home / "old.json").read_bytes()
    assert _run(monkeypatch, pages, AskOptions(resume="old.json", save="new.json")) == 0
    assert (home / "old.json").read_bytes() == before
    assert len((home / "new.json").read_bytes()) > len(before)
    assert _run(monkeypatch, pages, AskOptions(resume="old.json", save="old.json"), most=2) == 130


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (AskOptions(save="full.json"), "there is a file already. To go on with it: .* --resume .*full.json"),
        (AskOptions(save="."), "no ordinary file"),
        (AskOptions(save="none/a.json"), "cannot be kept there: no such file or directory"),
        (AskOptions(save="full.json/a.json"), "cannot be kept there: not a directory"),
        (AskOptions(resume="none.json"), "no such draft"),
        (AskOptions(resume="full.json"), r"cannot be read as a draft: .*[^.]\.$"),
        (AskOptions(resume="strange.json"), r"answers\.nope: no such question\.$"),
        (AskOptions(resume=NEWEST), strings.NO_DRAFT),
    ],
)
def test_files_that_do_not_fit_are_refused_in_one_line(home: Path, options: AskOptions, says: str) -> None:
    """A file that would be lost, or that is none, is refused before the first question."""
    (home / "full.json").write_text("something", encoding="utf-8")
    (home / "strange.json").write_text('{"answers": {"nope": "yes"}}', encoding="utf-8")
    with pytest.raises(DraftError, match=says) as refused:
        ask.run(options)
    assert "\n" not in str(refused.value)
    assert (home / "full.json").read_text(encoding="utf-8") == "something"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
@pytest.mark.parametrize("options", [AskOptions(save="loop.json"), AskOptions(resume="loop.json")])
def test_link_to_itself_is_refused_in_one_line(home: Path, options: AskOptions) -> None:
    """Links that lead round in a circle are no file, to write or to read."""
    (home / "loop.json").symlink_to("loop.json")
    with pytest.raises(DraftError, match=r"loop\.json: (this is no ordinary file|.*cannot be)"):
        ask.run(options)


@pytest.mark.skipif(sys.platform == "win32", reason="flock")
def test_file_that_another_run_writes_to_is_refused(home: Path) -> None:
    """Two runs never write to one file."""
    other = drafts.Draft(home / "a.json")
    other.claim()
    for options in (AskOptions(save="a.json"), AskOptions(resume="a.json")):
        (home / "a.json").write_text('{"answers": {}}' if options.resume else "", encoding="utf-8")
        with pytest.raises(DraftError, match="another run of this questionnaire is using it"):
            ask.run(options)
    other.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_told(home: Path) -> None:
    """A folder that one may not write to is told at once when it was asked for."""
    (home / "theirs").mkdir(mode=0o500)
    with pytest.raises(DraftError, match="permission denied"):
        ask.run(AskOptions(save="theirs/a.json"))


def test_disk_that_is_full_for_a_while(monkeypatch: pytest.MonkeyPatch, pages: Terminal) -> None:
    """A full disk is told once and does not stop the questions; when there is room again, that is told too."""
    real, saves = os.fsync, iter(range(1000))

    def full(handle: int) -> None:
        if 4 <= next(saves) < 6:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert _run(monkeypatch, pages, AskOptions(person="self")) == 0
    text = pages.getvalue()
    assert text.count("Your answers cannot be saved: no space left on device.") == 1
    assert text.count(strings.DRAFT_SAVED_AGAIN) == 1


def test_disk_that_stays_full(monkeypatch: pytest.MonkeyPatch, pages: Terminal, home: Path) -> None:
    """Someone who stops on a full disk is told that the latest answers are lost."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def no_lock(_draft: drafts.Draft) -> None:
        full(0)

    monkeypatch.setattr(os, "fsync", full)
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=3) == 130
    assert strings.STOPPED_LOST in pages.getvalue()
    assert _drafts() == []
    monkeypatch.setattr(drafts.Draft, "claim", no_lock)
    assert _run(monkeypatch, pages, AskOptions(person="self", save="a.json"), most=3) == 130
    assert list(home.glob("a.json")) == []


def test_stopping_after_some_saves_failed_names_the_older_draft(
    monkeypatch: pytest.MonkeyPatch, pages: Terminal
) -> None:
    """What could be saved is still named, with the warning that it is not all."""
    real, saves = os.fsync, iter(range(1000))

    def full(handle: int) -> None:
        if next(saves) >= 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert _run(monkeypatch, pages, AskOptions(person="self"), most=4) == 130
    assert strings.LATEST_LOST in pages.getvalue()
    assert str(_drafts()[0]) in pages.getvalue()


# ---- over real pipes


def _piped(home: Path, *options: str, typed: bytes, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "triage", "ask", *options]
    return subprocess.run(
        command, input=typed, capture_output=True, env=environment(home, **more), cwd=home, check=False, timeout=120
    )


def test_input_that_ends_early(tmp_path: Path) -> None:
    """With /dev/null, and with too few answers, the end is told, the draft kept, and the exit code 2."""
    empty = _piped(tmp_path, typed=b"")
    assert empty.returncode == 2
    assert strings.INPUT_ENDED in empty.stderr.decode()
    assert empty.stdout == b""
    some = _piped(tmp_path, typed=b"me\nnone\n")
    assert some.returncode == 2
    assert strings.GO_ON_LATER in some.stderr.decode()
    assert len(list(tmp_path.glob(".local/state/triage/*.json"))) == 1


def test_result_goes_to_standard_output_and_the_rest_to_standard_error(tmp_path: Path) -> None:
    """Piped, the questions are on standard error, and standard output has the report and nothing else."""
    done = _piped(tmp_path, "--for", "other", "--country", "GB", typed=b"one\ncold\n" + b"1\n" * 40)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert text.startswith("Call 999 now")
    assert common.NONE_OF_THESE not in text
    assert common.NONE_OF_THESE in done.stderr.decode()


def test_unfinished_draft_is_only_mentioned_where_nobody_can_choose(tmp_path: Path) -> None:
    """Typed answers from a pipe are never taken for a reply to the offer of an old draft."""
    _piped(tmp_path, "--for", "self", typed=b"none\n")
    again = _piped(tmp_path, "--for", "self", typed=b"none\n")
    assert "There is an unfinished draft" in again.stderr.decode()
    assert len(list(tmp_path.glob(".local/state/triage/*.json"))) == 2


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii", "latin-1"])
def test_every_text_can_be_written_in_old_code_pages(tmp_path: Path, encoding: str) -> None:
    """A whole questionnaire and its report come out in the code pages of old Windows consoles."""
    done = _piped(tmp_path, "--full", "--for", "self", typed=NOT_SURE.encode(), PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert done.stdout.decode(encoding)


def test_input_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, control characters and very long lines are wrong answers, nothing worse."""
    done = _piped(tmp_path, "--for", "self", typed=b"\xff\xfe\n\x00\x1b[2J\n" + b"x" * 3_000_000 + b"\nnone\n")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"is not one of the answers") == 3
    assert b"\x1b[2J" not in done.stderr


def test_two_runs_at_once_keep_two_drafts(tmp_path: Path) -> None:
    """Runs that are started together never share a draft."""
    command = [sys.executable, "-m", "triage", "ask", "--for", "self"]
    runs = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(tmp_path),
            cwd=tmp_path,
        )
        for _ in range(2)
    ]
    for number, run in enumerate(runs):
        run.communicate(b"none\n" * (1 + number))
    sizes = [len(json.loads(path.read_text())["answers"]) for path in tmp_path.glob(".local/state/triage/*.json")]
    assert len(set(sizes)) == 2


def test_closed_output_ends_quietly(tmp_path: Path) -> None:
    """When nobody reads the report any more, there is no traceback, and the draft is kept."""
    run = subprocess.Popen(
        [sys.executable, "-m", "triage", "ask", "--for", "self"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert run.stdout is not None
    run.stdout.close()
    run.stdout = None
    _, told = run.communicate(b"not sure\n" * 100)
    assert b"Traceback" not in told
    assert run.returncode == 141
    assert list(tmp_path.glob(".local/state/triage/*.json"))


# ---- small parts


def test_signal_raises_leave_where_no_prompt_takes_it() -> None:
    """Between prompts a signal ends the run where it stands; afterwards the old handlers are back."""
    import signal

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Leave) as left, stopping(lambda _leave: False):
        signal.raise_signal(signal.SIGTERM)
    assert left.value.status == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_signals_outside_the_main_thread_are_left_alone() -> None:
    """A program that calls this from a thread keeps its own signal handlers."""
    import threading

    ended: list[bool] = []

    def run() -> None:
        with stopping(lambda _leave: False):
            ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert ended == [True]


def test_resume_command_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that goes on with a draft is one that works here, also with blanks in the name."""
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(sys, "argv", ["/somewhere/bin/triage"])
    assert resume_command(None) == "/somewhere/bin/triage ask --resume"
    monkeypatch.setattr(sys, "argv", ["/somewhere/triage/__main__.py"])
    assert resume_command(None).endswith("-m triage ask --resume")
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/triage")
    assert resume_command(Path("/a b")) == "triage ask --resume '/a b'"


def test_plain_mode_is_chosen_where_a_screen_cannot_be_drawn(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes, dumb and tiny terminals, and `--plain` get plain lines."""

    def front(
        term: str = "xterm", columns: str = "80", stream: type[io.StringIO] = Terminal, **options: bool
    ) -> object:
        monkeypatch.setattr(sys, "stdin", stream())
        monkeypatch.setattr(sys, "stdout", stream())
        monkeypatch.setenv("TERM", term)
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setenv("LINES", "24")
        return start._front_end(AskOptions(**options), Wording(pack.countries["GB"]))  # type: ignore[arg-type]  # noqa: SLF001  # the choice itself

    assert isinstance(front(plain=True), PlainFrontEnd)
    assert isinstance(front(term="dumb"), PlainFrontEnd)
    assert isinstance(front(columns="15"), PlainFrontEnd)
    assert isinstance(front(stream=io.StringIO), PlainFrontEnd)


def test_questionary_is_imported_only_for_the_screen(tmp_path: Path) -> None:
    """The plain mode does without questionary, which takes long to import."""
    code = (
        "import sys; from triage.cli import ask; from triage.cli.ask.options import AskOptions\n"
        "ask.run(AskOptions(plain=True)); assert not {'questionary', 'prompt_toolkit'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"", capture_output=True, env=environment(tmp_path), cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_signal_while_a_line_is_awaited(tmp_path: Path, name: str) -> None:
    """In plain mode too, a signal ends in order: the draft is named, and the exit code is the shell's."""
    import signal

    number = getattr(signal, name)
    run = subprocess.Popen(
        [sys.executable, "-m", "triage", "ask", "--for", "self"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert run.stdin is not None
    assert run.stderr is not None
    run.stdin.write(b"none\n")
    run.stdin.flush()
    told = b""
    while told.count(b"1 to 9: ") < 2:
        told += run.stderr.read(1)
    run.send_signal(number)
    _, rest = run.communicate()
    assert run.returncode == 128 + number
    assert str(next(tmp_path.glob(".local/state/triage/*.json"))) in rest.decode()

"""The command line as a process: pipes, signals, full disks, closed streams, and memory on long streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import CASE_TEXT, ROOT, Folder, finished, no_traceback, started, triage

posix = pytest.mark.skipif(os.name == "nt", reason="pipes, signals and devices of POSIX")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
FORMS = [["assess", "--json"], ["assess", "--html"], ["assess"], ["replay"], ["replay", "--json"]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def case(folder: Folder) -> Path:
    return folder.file("case.json", CASE_TEXT)


@pytest.fixture
def stream(folder: Folder) -> Path:
    """Enough lines that no pipe holds their results."""
    return folder.file("cases.jsonl", f"{CASE_TEXT}\n" * 120)


# ------------------------------------------------------------------------------------------------------------- streams


def test_a_stream_gives_a_result_a_line(folder: Folder) -> None:
    """One result a line in the same order; blank lines, Windows line ends and a missing last line end do no harm."""
    texts = [CASE_TEXT.replace("case 1", f"case {number}") for number in range(5)]
    raw = f"\ufeff{texts[0]}\n\n{texts[1]}\r\n   \n{texts[2]}\n{texts[3]}\n{texts[4]}"
    ended = triage("assess", folder.file("cases.jsonl", raw))
    assert (ended.code, ended.err) == (0, "")
    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == [f"case {number}" for number in range(5)]
    assert triage("assess", "-", "--jsonl", stdin=raw.encode()).out == ended.out
    asked = triage("replay", folder.path / "cases.jsonl").out.splitlines()
    assert [json.loads(line)["assessment"]["id"] for line in asked] == [f"case {number}" for number in range(5)]


def test_a_bad_line_costs_only_itself(folder: Folder) -> None:
    """A bad line gives one line with its number on standard error; the others get their result; exit code 2."""
    raw = f"{CASE_TEXT}\n{{\n{CASE_TEXT}\n\n{{}}\n{CASE_TEXT}\n"
    ended = triage("assess", folder.file("cases.jsonl", raw))
    assert (ended.code, len(ended.out.splitlines()), len(ended.lines)) == (2, 3, 2)
    assert "cases.jsonl:2: A212 " in ended.lines[0]
    assert "cases.jsonl:5: A207 " in ended.lines[1]


def test_an_empty_stream_has_no_results(folder: Folder) -> None:
    """No line, no result, no error."""
    ended = triage("assess", folder.file("cases.jsonl", "\n"))
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_a_fault_on_one_line_costs_only_that_line(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a fault of the program on one line leaves the others their result; exit code 70."""
    from triage.assessment import assess

    def sometimes(*arguments: object, **settings: object) -> object:
        if getattr(arguments[1], "id", None) == "case 2":
            raise ZeroDivisionError
        return assess(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr("triage.assessment.assess", sometimes)
    texts = [CASE_TEXT.replace("case 1", f"case {number}") for number in range(4)]
    ended = triage("assess", folder.file("cases.jsonl", "\n".join(texts)))
    no_traceback(ended)
    assert (ended.code, len(ended.out.splitlines()), len(ended.lines)) == (70, 3, 1)
    assert "cases.jsonl:3: the assessment could not be made" in ended.err


@posix
def test_results_come_as_the_lines_come() -> None:
    """A stream that is still open gets each result as soon as its line is there."""
    process = started("assess", "-", "--jsonl", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(3):
        process.stdin.write(CASE_TEXT.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["urgency"] == "emergency_now"
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


@pytest.mark.soak
def test_memory_stays_flat_on_a_long_stream(tmp_path: Path) -> None:
    """After the first 1,000 lines, 20,000 more with bad ones among them add less than 10 MB."""
    code = (
        "import resource, sys\n"
        "from triage.cli import documents, files, main\n"
        "lines = files.lines_of\n"
        "def watched(stream, name):\n"
        "    for line in lines(stream, name):\n"
        "        if line.number in (1_000, 21_000):\n"
        "            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
        "        yield line\n"
        "files.lines_of = watched\n"
        "sys.exit(main.run(['assess', sys.argv[1]]))\n"
    )
    cases = tmp_path / "cases.jsonl"
    with cases.open("w", encoding="utf-8") as stream:
        for number in range(21_000):
            stream.write("{\n" if number % 5_000 == 7 else CASE_TEXT.replace("case 1", f"case {number}") + "\n")
    done = subprocess.run(
        [sys.executable, "-c", code, str(cases)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    early, late = (int(line) for line in done.stderr.splitlines() if line.isdigit())
    assert done.returncode == 2
    assert late - early < 10_000, (early, late)


# ------------------------------------------------------------------------------------------------------- closed, full


@posix
def test_a_closed_pipe_is_no_fault(stream: Path) -> None:
    """`triage assess big.jsonl | head -1`: the reader leaves, and the program leaves quietly."""
    process = started("assess", stream, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["urgency"] == "emergency_now"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 141
    process.stderr.close()


@posix
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["assess", "--help"], ["lint", "--json"]])
def test_a_pipe_that_is_closed_at_once(arguments: list[str]) -> None:
    """The same where nobody reads anything at all."""
    reader, writer = os.pipe()
    os.close(reader)
    ended = finished(*arguments, stdout=writer)
    os.close(writer)
    assert (ended.code, ended.err) == (141, "")


@full
@pytest.mark.parametrize("arguments", FORMS, ids=" ".join)
def test_a_full_disk_is_one_line(case: Path, stream: Path, arguments: list[str]) -> None:
    """When a result cannot be written, one line says so, and the exit code is 2."""
    for file in (case, stream):
        with Path("/dev/full").open("wb") as device:
            ended = finished(*arguments, file, stdout=device)
        no_traceback(ended)
        assert (ended.code, ended.err) == (2, "standard output cannot be written: No space left on device\n")


@full
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["show", "foot_drop"], ["test", "--coverage"]])
def test_a_full_disk_is_one_line_for_other_commands_too(arguments: list[str]) -> None:
    """Whatever the command."""
    with Path("/dev/full").open("wb") as device:
        ended = finished(*arguments, stdout=device)
    no_traceback(ended)
    assert (ended.code, len(ended.lines)) == (2, 1)


@full
def test_a_full_disk_under_an_output_file(case: Path) -> None:
    """The same for `--output`."""
    ended = triage("assess", case, "--json", "--output", "/dev/full")
    assert (ended.code, ended.err) == (2, "/dev/full: cannot be written: No space left on device\n")


@posix
def test_a_full_disk_leaves_no_half_file(folder: Folder, stream: Path) -> None:
    """When the disk fills up in the middle of an output file, the old file stays as it was and nothing else is left."""
    target = folder.file("out.jsonl", "old")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
        "import triage.__main__ as m; sys.argv = ['triage', *sys.argv[1:]]; sys.exit(m.main())"
    )
    command = [sys.executable, "-c", code, "assess", str(stream), "--output", str(target)]
    environment = {**os.environ, "TRIAGE_NO_CACHE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"{target}: cannot be written: File too large\n")
    assert target.read_text(encoding="utf-8") == "old"
    assert {file.name for file in folder.path.iterdir()} == {"cases.jsonl", "out.jsonl"}


def test_an_output_file_that_cannot_be(folder: Folder, case: Path) -> None:
    """A folder, or a folder that is not there: one line, and nothing is made."""
    ended = triage("assess", case, "--output", folder.path)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "a folder, not a file" in ended.err
    ended = triage("assess", case, "--output", folder.path / "none" / "out.json")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "its folder does not exist" in ended.err
    assert {file.name for file in folder.path.iterdir()} == {"case.json"}


def test_a_bad_document_makes_no_output_file(folder: Folder) -> None:
    """Where there is no result, an old output file stays as it was."""
    target = folder.file("out.json", "old")
    assert triage("assess", folder.file("bad.json", "{}"), "--output", target).code == 2
    assert target.read_text(encoding="utf-8") == "old"


@posix
@pytest.mark.parametrize(("number", "code"), [(0, 2), (1, 2), (2, 0)], ids=["input", "output", "errors"])
def test_a_closed_stream_is_no_traceback(case: Path, number: int, code: int) -> None:
    """Standard input, output or error closed by whoever started it: one line at most, and the exit code that fits."""
    shell = ["<&-", ">&-", "2>&-"][number]
    file = "-" if number == 0 else case
    command = f'exec "{sys.executable}" -m triage assess {file} --json {shell}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == (1 if code else 0)
    assert done.stdout.startswith("{") is (number == 2)


@posix
def test_errors_never_land_in_the_results(folder: Folder) -> None:
    """With standard error closed, an error line must not end up on standard output."""
    cases = folder.file("cases.jsonl", f"{{\n{CASE_TEXT}\n")
    command = f'exec "{sys.executable}" -m triage assess {cases} 2>&-'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["case 1"]


# ------------------------------------------------------------------------------------------------------------- signals


@posix
def test_sigterm_ends_it_between_two_results() -> None:
    """SIGTERM while it waits: exit code 143, whole lines only, nothing said."""
    process = started("assess", "-", "--jsonl", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(CASE_TEXT.encode() + b"\n")
    process.stdin.flush()
    first = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert (first + out).endswith(b"}\n")
    assert err == b""


@posix
def test_sigterm_in_the_middle_leaves_whole_lines(tmp_path: Path) -> None:
    """SIGTERM at any moment of a busy stream: what was written are whole results."""
    for delay in (0.0, 0.01, 0.05):
        out = tmp_path / "out.jsonl"
        with out.open("wb") as target:
            process = started("assess", "-", "--jsonl", stdin=subprocess.PIPE, stdout=target, stderr=subprocess.PIPE)
            assert process.stdin is not None
            process.stdin.write(f"{CASE_TEXT}\n".encode() * 120)
            process.stdin.flush()
            while out.stat().st_size == 0 and process.poll() is None:
                time.sleep(0.005)
            time.sleep(delay)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (143, b"")
        lines = out.read_bytes().splitlines(keepends=True)
        assert all(line.endswith(b"\n") and json.loads(line)["urgency"] for line in lines)


@posix
def test_sigterm_leaves_no_half_output_file(folder: Folder, stream: Path) -> None:
    """With `--output` a terminated run leaves neither the file nor a part of it."""
    process = started("assess", "-", "--jsonl", "--output", folder.path / "out.jsonl", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(CASE_TEXT.encode() + b"\n")
    process.stdin.flush()
    while not list(folder.path.glob(".out.jsonl.*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143
    process.stdin.close()
    assert {file.name for file in folder.path.iterdir()} == {stream.name}


@posix
def test_ctrl_c_while_it_waits() -> None:
    """SIGINT: exit code 130 and one word."""
    process = started("assess", "-", "--jsonl", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(CASE_TEXT.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"Stopped.\n")


# ------------------------------------------------------------------------------------------------------------ terminal


def test_a_poor_terminal_gets_characters_it_has(case: Path) -> None:
    """In an old code page the report is still readable, and JSON is still UTF-8."""
    poor = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "COLUMNS": "40"}
    ended = finished("assess", case, env=poor)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii()
    assert max(map(len, ended.out.splitlines())) <= 40
    odd = CASE_TEXT.replace("case 1", "caf\\u00e9")
    assert '"café"' in finished("assess", "-", "--json", stdin=odd.encode(), env=poor).out


def test_python_m_works_from_anywhere(tmp_path: Path, case: Path) -> None:
    """`python -m triage` is the same program, wherever it is started."""
    ended = finished("assess", case, "--json", cwd=tmp_path)
    assert (ended.code, json.loads(ended.out)["urgency"]) == (0, "emergency_now")


# --------------------------------------------------------------------------------------------------------------- start


def test_a_second_start_loads_nothing_heavy(tmp_path: Path, case: Path) -> None:
    """With the pack kept from the first run, one assessment needs neither pydantic nor YAML nor a terminal library."""
    heavy = ("pydantic", "yaml", "questionary", "prompt_toolkit", "rich", "importlib.metadata", "email", "asyncio")
    code = (
        "import sys; from triage.cli.main import run; code = run(['assess', sys.argv[1]]);"
        f"print([name for name in {heavy} if name in sys.modules], code, file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path), "TRIAGE_NO_CACHE": ""}
    for expected in ("pydantic", "[] 0\n"):
        command = [sys.executable, "-c", code, str(case)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert expected in done.stderr


def test_the_version_of_the_engine_without_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder beside the extension tells the version of durable_rules, the package's metadata do."""
    from triage.reasoning.engine import readings

    quick = readings.version.__wrapped__()
    monkeypatch.setattr(readings, "find_spec", lambda _: None)
    assert readings.version.__wrapped__() == quick == "2.0.28"

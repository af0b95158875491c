"""A run that is killed goes on where it was, and its result is, byte for byte, that of a run without interruption."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import no_traceback, started, triage

from triage.pack.pack import Pack

pl = pytest.importorskip("polars")

from batch_tables import as_table, some_people  # noqa: E402

from triage.batch.parts import Part, Parts, cannot_write  # noqa: E402

pytestmark = pytest.mark.batch
PART = ("--part-rows", "50")


@pytest.fixture(scope="module")
def table(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,000 rows in twenty parts, two of them damaged."""
    file = tmp_path_factory.mktemp("batch") / "in.parquet"
    rows = as_table(pack, some_people(pack, 21, 1000))
    sides = rows["side"].to_list()
    sides[77] = sides[801] = "left"
    rows.with_columns(pl.Series("side", sides)).write_parquet(file)
    return file


@pytest.fixture(scope="module")
def whole(table: Path) -> tuple[bytes, bytes]:
    """The result and the rejected rows of a run that nothing disturbs."""
    out = table.with_name("whole.parquet")
    assert triage_batch(table, out) == 1
    return out.read_bytes(), out.with_name("whole.parquet.rejects").read_bytes()


def triage_batch(table: Path, out: Path, *more: str) -> int:
    ended = triage("batch", table, out, *PART, *more)
    no_traceback(ended)
    return ended.code


def made(out: Path) -> tuple[bytes, bytes]:
    """What a run left: its two files, and nothing else."""
    assert sorted(path.name for path in out.parent.iterdir()) == [out.name, f"{out.name}.rejects"]
    return out.read_bytes(), out.with_name(f"{out.name}.rejects").read_bytes()


def killed_after(table: Path, out: Path, parts: int) -> None:
    """Start a run, and kill it with SIGKILL once so many parts are begun."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = started("batch", table, out, *PART, "--resume", **quiet)
    begun = out.with_name(f"{out.name}.parts") / f"{parts:06}.rows"
    while process.poll() is None and not begun.exists():
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(
    table: Path, whole: tuple[bytes, bytes], tmp_path: Path
) -> None:
    """Killed three times, each time a few parts further: no result until the end, then the same bytes."""
    out = tmp_path / "out.parquet"
    for parts in (1, 6, 13):
        killed_after(table, out, parts)
        assert not out.exists()
    assert triage_batch(table, out, "--resume") == 1
    assert made(out) == whole


@pytest.mark.soak
def test_fifty_kills_leave_the_same_bytes(table: Path, whole: tuple[bytes, bytes], tmp_path: Path) -> None:
    """50 runs killed after a random time, and resumed: the same bytes each time."""
    rng = random.Random(7)
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        out = folder / "out.parquet"
        process = started("batch", table, out, *PART, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.3, 5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.returncode < 0:
            assert not out.exists() or list(folder.iterdir()) == [out]
        assert triage_batch(table, out, "--resume") == 1
        assert made(out) == whole


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_run_of_text_is_resumed_too(table: Path, tmp_path: Path, form: str) -> None:
    """Interrupted between two parts (Ctrl-C), a run tells how to go on; resumed, it ends with the same bytes."""
    source = tmp_path / f"in.{form}"
    rows = pl.read_parquet(table, n_rows=150)
    if form == "jsonl":
        rows.write_ndjson(source)
    else:
        rows.select(name for name, dtype in rows.schema.items() if dtype == pl.String).write_csv(source)
    out, right = tmp_path / f"out.{form}", tmp_path / f"right.{form}"
    part = ("--part-rows", "600" if form == "jsonl" else "150")
    assert triage("batch", source, right, *part).code == 1
    with pytest.MonkeyPatch.context() as patch:
        finish = Parts.finish

        def interrupted(parts: Parts, part: Part) -> None:
            finish(parts, part)
            if len(parts.done) == 2:
                raise KeyboardInterrupt

        patch.setattr(Parts, "finish", interrupted)
        ended = triage("batch", source, out, *part)
    assert (ended.code, ended.lines) == (130, ["Stopped. What is finished stays: go on with --resume."])
    assert not out.exists()
    assert triage("batch", source, out, *part, "--resume").code == 1
    assert out.read_bytes() == right.read_bytes()
    assert not out.with_name(f"{out.name}.parts").exists()


def test_nothing_is_resumed_that_has_changed(table: Path, tmp_path: Path) -> None:
    """Another input, other options: refused in one line that says which; without --resume the run begins anew."""
    out, source = tmp_path / "out.parquet", tmp_path / "in.parquet"
    source.write_bytes(table.read_bytes())
    killed_after(source, out, 3)
    ended = triage("batch", source, out, *PART, "--resume", "--unanswered", "no")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "the options are others now" in ended.err
    pl.read_parquet(table, n_rows=90).write_parquet(source)
    ended = triage("batch", source, out, *PART, "--resume")
    assert (ended.code, "the input has changed since" in ended.err) == (2, True)
    assert triage_batch(source, out) == 1
    assert pl.read_parquet(out).height == 89


def test_a_full_disk_is_told_in_one_line(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for a part: one clear line, exit 2, no result; with room again, --resume ends it."""
    out = tmp_path / "out.parquet"
    write, count = Parts.write, [0]

    def full(parts: Parts, kind: str, content: bytes) -> None:
        count[0] += 1
        if count[0] == 5:
            raise cannot_write(out, OSError(errno.ENOSPC, "No space left on device"))
        write(parts, kind, content)

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "write", full)
        ended = triage("batch", table, out, *PART)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "the disk is full" in ended.err
    assert not out.exists()
    assert triage_batch(table, out, "--resume") == 1


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), pl.exceptions.ComputeError("No space left on device")]
)
def test_a_disk_that_fills_at_the_end_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """No room to put the parts together, whoever tells it: the same line and exit code, and the parts stay."""
    table, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    table.write_text("side\none_leg\n", "utf-8")

    def full(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr("triage.batch.outputs.publish", full)
        ended = triage("batch", table, out)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "the disk is full" in ended.err
    assert not out.exists()
    assert triage_batch(table, out, "--resume", "--part-rows", "131072") == 0
    assert pl.read_parquet(out).height == 1


def test_two_runs_do_not_write_the_same_result(table: Path, tmp_path: Path) -> None:
    """While one run writes a result, another is refused; a folder of that name that is not ours stays as it is."""
    out = tmp_path / "out.parquet"
    with Parts(out, {}, resume=False):
        ended = triage("batch", table, out)
        assert (ended.code, "another run is writing this" in ended.err) == (2, True)
    stranger = tmp_path / "other.parquet.parts"
    stranger.mkdir()
    (stranger / "mine.txt").write_text("mine", "utf-8")
    assert triage("batch", table, tmp_path / "other.parquet").code == 2
    assert (stranger / "mine.txt").read_text("utf-8") == "mine"

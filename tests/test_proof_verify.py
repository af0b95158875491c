"""`triage verify`: all properties of the pack, side by side or one by one, and the command around them."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from command import ROOT, finished, no_traceback, started, triage
from planted import planted
from planted_faults import names_nobody
from test_report_browser import CHROMIUM, chromium

from triage.evaluation import read_vignettes
from triage.pack.catalogue import Edit
from triage.pack.pack import Pack
from triage.proof import verify as verifying
from triage.proof.certificate import certificate
from triage.proof.page import to_page
from triage.proof.properties import Property
from triage.proof.solver import Undecided
from triage.proof.verify import names, verify, verify_one

pytestmark = pytest.mark.proof

QUICK = ("INV-06", "INV-08", "INV-10", "INV-24", "somebody_is_named", "nothing_hides_an_emergency")
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
LOWERED = Edit(
    file="rules/danger_signs/breathing_and_swallowing.yaml",
    instead_of="breathing_trouble: at_rest\n  urgency: emergency_now\n",
    text="breathing_trouble: at_rest\n  urgency: emergency_department\n",
)


# ------------------------------------------------------------------------------------------------------ all properties


def without_time(found: Property) -> Property:
    return replace(found, seconds=0.0)


@pytest.mark.soak
def test_every_property_of_the_pack_holds(pack: Pack) -> None:
    """All invariants and all properties of any pack are proved for every answer set."""
    found = list(verify(pack, processes=2))
    assert [one.id for one in found] == list(names(pack))
    assert [one.id for one in found if not one.holds] == []


def test_there_is_a_property_for_each_invariant_and_for_any_pack(pack: Pack) -> None:
    """The 25 invariants come first, then what any pack must have; no id is used twice."""
    found = names(pack)
    assert found[:25] == tuple(pack.invariants)
    assert len(set(found)) == len(found) >= 36


def test_side_by_side_is_one_by_one(pack: Pack) -> None:
    """In two processes the properties come in the same order, with the same result, as one after the other."""
    faulty = names_nobody(pack)
    some = ("INV-08", "INV-01", "somebody_is_named", "INV-24")
    alone = [without_time(one) for one in verify(faulty, some)]
    together = [without_time(one) for one in verify(faulty, some, processes=2)]
    assert [one.id for one in alone] == ["INV-01", "INV-08", "INV-24", "somebody_is_named"]
    assert [one.holds for one in alone] == [False, True, True, False]
    assert [told(one) for one in together] == [told(one) for one in alone]


def told(one: Property) -> tuple[object, ...]:
    """What is the same in every run: of several examples of one size either may come."""
    return one.id, one.holds, one.claims, one.missing, [found.because for found in one.counterexamples]


def test_what_needs_no_solver_says_why(pack: Pack) -> None:
    """Order cannot be named in a formula: that property holds by construction, with no claim, and says so."""
    [found] = verify(pack, ["INV-24"])
    assert (found.id, found.holds, found.claims) == ("INV-24", True, 0)
    assert "know no order" in found.by_construction


@pytest.mark.parametrize(("name", "group"), [("INV-08", "invariant"), ("somebody_is_named", "structure")])
def test_what_is_told_of_a_property(pack: Pack, name: str, group: str) -> None:
    """What it says, where it comes from, how much was claimed, and the seconds that its proof took, no more."""
    before = time.perf_counter()
    found = verify_one(pack, name)
    assert 0 < found.seconds <= time.perf_counter() - before
    assert (found.id, found.group, found.holds, found.by_construction) == (name, group, True, "")
    assert found.claims > 0
    if group == "invariant":
        assert found.says == pack.invariants[name].says


def dies(_name: str) -> None:
    """What a process does that runs out of memory."""
    os._exit(9)


def test_a_process_that_dies_is_told(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process is killed in the middle, nothing is called proved."""
    monkeypatch.setattr(verifying, "_verify_taken", dies)
    with pytest.raises(Undecided, match="ended before it was done"):
        list(verify(pack, ("INV-08", "INV-10"), processes=2))


# ----------------------------------------------------------------------------------------------------------- the page


FRAME = """<!DOCTYPE html><body><iframe srcdoc="{page}" style="width:320px;height:600px;border:0"></iframe><script>
addEventListener("load", () => {{
  const root = document.querySelector("iframe").contentDocument.documentElement;
  const verdict = root.querySelector(".verdict");
  const styled = document.querySelector("iframe").contentWindow.getComputedStyle(verdict).borderLeftStyle;
  document.body.dataset.found = [root.scrollWidth <= root.clientWidth, root.clientWidth, styled].join(" ");
}});
</script>"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.xdist_group("browser")
def test_the_page_fits_a_phone(pack: Pack, tmp_path: Path) -> None:
    """At 320 pixels nothing sticks out, with examples and without, and the policy lets the style through."""
    for shown in (pack, names_nobody(pack)):
        found = [verify_one(shown, name) for name in ("INV-01", "INV-24", "somebody_is_named")]
        page = to_page(certificate(shown, found, "1.0", "2026-01-01", 1.0))
        framed = tmp_path / "frame.html"
        framed.write_text(FRAME.format(page=escape(page)), encoding="utf-8")
        assert 'data-found="true 320 solid"' in chromium(tmp_path, "--dump-dom", framed.as_uri())


# -------------------------------------------------------------------------------------------------------- the command


def test_what_holds_is_told() -> None:
    """A line for each property, a summary, and exit code 0; with --quiet the summary alone."""
    ended = triage("verify", *QUICK)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [["holds", name] for name in QUICK]
    assert lines[3] == "holds   INV-24  (by construction)"
    assert lines[-1].startswith(f"All {len(QUICK)} properties hold, for each of ")
    quiet = triage("verify", "INV-08", "INV-10", "--quiet")
    assert (quiet.code, len(quiet.out.splitlines())) == (0, 1)


@pytest.fixture
def lowered(tmp_path: Path) -> Path:
    """A copy of the pack in which not being able to breathe at rest is not an ambulance."""
    folder = tmp_path / "pack"
    folder.mkdir()
    return planted(folder, LOWERED)


def test_what_is_broken_is_told(lowered: Path, tmp_path: Path) -> None:
    """The smallest answers in words, the danger signs that fire, and exit code 1; what --write wrote can be run."""
    file = tmp_path / "broken.yaml"
    ended = triage("verify", "INV-08", "INV-10", "--quiet", "--pack", lowered, "--write", file)
    assert (ended.code, ended.err) == (1, "")
    assert "BROKEN  INV-08: Trouble breathing at rest" in ended.out
    assert "the urgency is not emergency_now: it is emergency_department" in ended.out
    assert "danger signs that fire: " in ended.out
    assert "INV-10" not in ended.out
    assert ended.out.splitlines()[-1].startswith("1 of 2 properties are broken, for each of ")
    assert triage("test", file, "--pack", lowered).code == 1
    assert triage("test", file).code == 0


def test_the_example_is_the_one_answer_that_it_takes(lowered: Path, tmp_path: Path, pack: Pack) -> None:
    """It mentions being breathless at rest, and nothing else."""
    file = tmp_path / "broken.yaml"
    triage("verify", "INV-08", "--pack", lowered, "--write", file)
    [vignette], problems = read_vignettes(pack, file.read_text(encoding="utf-8"), "broken.yaml")
    assert not problems
    assert vignette.answers.given == {"breathing_trouble": ("at_rest",)}


def test_json_is_the_certificate_alone(lowered: Path, tmp_path: Path) -> None:
    """With --json there is nothing else on standard output; --certificate and --html write the same to files."""
    record, page = tmp_path / "certificate.json", tmp_path / "proof.html"
    ended = triage("verify", "INV-08", "--json", "--pack", lowered, "--certificate", record, "--html", page)
    data: dict[str, Any] = json.loads(ended.out)
    assert (ended.code, ended.err) == (1, "")
    assert (data["schema"], data["holds"]) == ("triage.certificate/1", False)
    assert data["properties"][0]["counterexamples"][0]["answers"] == {"breathing_trouble": "at_rest"}
    assert json.loads(record.read_text(encoding="utf-8")) == data
    assert page.read_text(encoding="utf-8") == to_page(data)


def test_an_unknown_property(tmp_path: Path) -> None:
    """One line with a suggestion, exit code 2, and no file is written."""
    record = tmp_path / "certificate.json"
    ended = triage("verify", "somebody_named", "--certificate", record)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "'somebody_named' is no property." in ended.err
    assert "Did you mean 'somebody_is_named'?" in ended.err
    assert not record.exists()


def test_without_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where z3 is not installed, one line says how to get it; exit code 2."""
    found = importlib.util.find_spec
    monkeypatch.setattr("triage.cli.commands.verify.find_spec", lambda name: None if name == "z3" else found(name))
    ended = triage("verify")
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "pip install 'leg-weakness-triage[proof]'" in ended.err


def test_a_pack_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder that is no pack: a line on what is wrong, exit code 2."""
    ended = triage("verify", "--pack", tmp_path)
    no_traceback(ended)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


# --------------------------------------------------------------------------------------------------------- as a process


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    """`python -m triage verify` works from anywhere, with several processes and an empty standard input."""
    ended = finished("verify", "INV-08", "INV-10", "--quiet", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("All 2 properties hold")


@posix
def test_it_runs_with_standard_input_closed() -> None:
    """Nothing is read from standard input, not even by the processes that it starts."""
    command = f'exec "{sys.executable}" -m triage verify INV-08 INV-10 --quiet <&-'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@posix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process(number: signal.Signals) -> None:
    """Ctrl-C, which a terminal sends to all of them, and SIGTERM to the first: each ends it soon, and all are gone."""
    process = started("verify", stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    group = os.getpgid(process.pid)
    while len(alive(group)) < 3 and process.poll() is None:
        time.sleep(0.05)
    if number is signal.SIGINT:
        os.killpg(group, number)
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == ((130, b"Stopped.\n") if number is signal.SIGINT else (143, b""))
    until = time.monotonic() + 30
    while alive(group) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(group)


def alive(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(folder.name))
    return found

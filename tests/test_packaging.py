"""What is shipped: the wheel, built by way of the sdist, holds the package and its content, and works from anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import triage

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = {"triage": "triage", "knowledge": "triage/_content/knowledge", "rules": "triage/_content/rules"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that a user would get, made from the sdist, without a network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    [wheel] = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module", params=["unpacked", "zipped"])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place to import the shipped package from: a folder like site-packages, or the wheel file itself."""
    if request.param == "zipped":
        return wheel
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def _run(installed: Path, away: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the shipped package, from a folder that is no checkout."""
    env = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=away, env=env, input=given, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_tree_and_nothing_else(wheel: Path) -> None:
    """Every file of the package and of the content is in the wheel, and only `triage` lands in site-packages."""
    expected = {
        f"{target}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, target in SHIPPED.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert shipped == expected
    assert {"triage/py.typed", "triage/_content/knowledge/pack.yaml"} <= shipped


def test_the_wheel_says_who_it_is(wheel: Path) -> None:
    """The version is the one of the package, the licence is inside, and `triage` is a command."""
    with zipfile.ZipFile(wheel) as archive:
        [info] = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        said = {name: archive.read(f"{info}/{name}").decode() for name in ("METADATA", "entry_points.txt")}
        assert "The triage authors" in archive.read(f"{info}/licenses/LICENSE").decode()
    assert f"\nVersion: {triage.__version__}\n" in said["METADATA"]
    assert "\nRequires-Python: >=3.11\n" in said["METADATA"]
    assert "triage = triage.__main__:main" in said["entry_points.txt"]


def test_the_shipped_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    """These tests look at what was built, not at the checkout beside it."""
    done = _run(installed, tmp_path, "-c", "import triage; print(triage.__file__)")
    assert done.stdout.startswith(str(installed)), done.stderr


def test_the_shipped_package_knows_its_version(installed: Path, tmp_path: Path) -> None:
    """`python -m triage --version` works away from the checkout."""
    done = _run(installed, tmp_path, "-m", "triage", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert triage.__version__ in done.stdout


def test_the_shipped_package_assesses(installed: Path, tmp_path: Path) -> None:
    """Sudden weakness of the face gets the ambulance from a wheel too: the content was found and read."""
    answers = json.dumps({"unanswered": "no", "answers": {"face_droop": "yes", "onset_tempo": "sudden"}})
    done = _run(installed, tmp_path, "-m", "triage", "assess", "-", "--json", given=answers)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["urgency"] == "emergency_now"

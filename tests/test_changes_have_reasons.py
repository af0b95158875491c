"""No urgency is lower than in the version before without a reason that is named in knowledge/changes.yaml."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from command import ROOT, triage
from git_repository import Repository, needs_git

pytestmark = pytest.mark.proof

ABOUT = "knowledge/pack.yaml"


def _git(root: Path, *words: str) -> str:
    """What git says, or the empty string where it has nothing to say."""
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _version(text: str) -> str:
    found = re.search(r"^version: *(\S+)", text, re.MULTILINE)
    return found[1] if found else ""


def why_not_known(root: Path) -> str:
    """Why the version before cannot be found here, in words, or the empty string."""
    if not (root / ".git").exists():
        return "these files are no git repository: a source archive"
    if shutil.which("git") is None:
        return "git is not installed"
    if _git(root, "rev-parse", "--is-shallow-repository") == "true":
        return "the history is cut off: a shallow clone"
    return ""


def version_before(root: Path) -> str:
    """The last revision before the version of the pack was changed; for a first version the last commit."""
    if _version((root / ABOUT).read_text(encoding="utf-8")) != _version(_git(root, "show", f"HEAD:{ABOUT}")):
        return "HEAD"
    changed = _git(root, "log", "-1", "--format=%H", "-G^version:", "--", ABOUT)
    before = _git(root, "rev-parse", "--verify", "--quiet", f"{changed}^")
    return before if before and _version(_git(root, "show", f"{before}:{ABOUT}")) else "HEAD"


@pytest.mark.skipif(bool(why_not_known(ROOT)), reason=why_not_known(ROOT) or "-")
def test_what_is_lower_than_before_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the last pack of the version before, over all answer sets: each level that falls is named."""
    monkeypatch.chdir(ROOT)
    before = version_before(ROOT)
    ended = triage("diff", before, "--levels")
    if ended.code:
        _, mark, rest = ended.out.partition("NOT EXPLAINED")
        pytest.fail(f"triage diff {before} --levels\n{mark}{rest}{ended.err}", pytrace=False)


# ------------------------------------------------------------------------------------------------- what it is held to


@needs_git
def test_a_pack_is_held_to_the_last_of_the_version_before(tmp_path: Path) -> None:
    """The newest change of the version counts, as soon as it is written; commits after it move nothing."""
    repository = Repository(tmp_path)
    repository.commit({ABOUT: "id: made\nversion: 1.0.0\n"})
    assert version_before(tmp_path) == "HEAD"  # a first version: what was committed last
    last = repository.commit({ABOUT: "id: made\nversion: 1.0.0\ntitle: Another\n"})
    repository.write({ABOUT: "id: made\nversion: 1.1.0\ntitle: Another\n"})
    assert version_before(tmp_path) == "HEAD"  # raised, not yet committed
    repository.commit({})
    repository.commit({ABOUT: "id: made\nversion: 1.1.0\ntitle: A third\nschema_version: 2\n"})
    assert version_before(tmp_path) == last
    newest = repository.commit({"rules/base.yaml": "id: base\n"})
    repository.commit({ABOUT: "id: made\nversion: 1.2.0\n"})
    assert version_before(tmp_path) == newest


@needs_git
def test_without_a_whole_history_it_is_said_why(tmp_path: Path) -> None:
    """A folder without git, a folder inside another repository, and a shallow clone: each has its own words."""
    repository = Repository(tmp_path / "whole")
    repository.commit({ABOUT: "version: 1.0.0\n"})
    repository.commit({"vendored/knowledge/pack.yaml": "version: 1.0.0\n"})
    assert why_not_known(repository.folder) == ""
    assert "source archive" in why_not_known(repository.folder / "vendored")
    (tmp_path / "archive").mkdir()
    assert "source archive" in why_not_known(tmp_path / "archive")
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", repository.folder.as_uri(), str(shallow))
    assert "shallow" in why_not_known(shallow)

"""Rules tried out in a sandbox: the pack stays as it is, faults have the lines of the file, effects are all told."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest
from command import ROOT, triage

from triage.errors import InputError, PackError
from triage.learn.sandbox import copy_content, rules_in, tried
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

needs_solver = pytest.mark.skipif(find_spec("z3") is None, reason="needs the solver (extra `proof`)")
NEW = """\
# A first try.
- id: RF99_tried
  label: Something to look at
  when:
    onset_tempo: sudden
  urgency: soon
  if_unsure: soon
  because: Weakness that starts all at once needs a check.
  see: [gp]
  outside_article: true
  sources: [NG128]
"""
LOWERED = NEW.replace("RF99_tried", "RF17_saddle").replace("onset_tempo: sudden", "saddle_numbness: yes")


def content(folder: Path) -> dict[str, bytes]:
    files = [file for part in ("knowledge", "rules") for file in sorted((folder / part).rglob("*.yaml"))]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_new_rule_is_in_the_copy_alone(pack: Pack) -> None:
    """A tried rule is in the sandbox, and neither the pack nor its files are touched."""
    before = content(ROOT)
    sandbox = tried(pack, NEW, "mine.yaml")
    assert sandbox.pack is not None
    assert sandbox.new == ("RF99_tried",)
    assert sandbox.pack.danger_signs["RF99_tried"].urgency is Urgency.SOON
    assert "RF99_tried" not in pack.danger_signs
    assert content(ROOT) == before


def test_a_known_id_takes_the_place_of_its_rule(pack: Pack) -> None:
    """A rule with a known id replaces it where it stood, and all others stay as they were, in their order."""
    sandbox = tried(pack, LOWERED, "mine.yaml")
    assert sandbox.pack is not None
    assert sandbox.changed == ("RF17_saddle",)
    assert list(sandbox.pack.danger_signs) == list(pack.danger_signs)
    assert sandbox.pack.danger_signs["RF17_saddle"].urgency is Urgency.SOON
    others = [name for name in pack.danger_signs if name != "RF17_saddle"]
    told = [(pack.danger_signs[name].when, sandbox.pack.danger_signs[name].when) for name in others]
    assert all(some == other for some, other in told)


OTHER_KINDS = {
    "patterns": """
id: tried_pattern
means: Something that is tried.
when: {onset_tempo: sudden}
""",
    "evidence": """
- id: stroke__tried
  cause: stroke
  direction: for
  strength: weak
  finding: It is tried.
  when: {foot_drop: yes}
  sources: [NG128]
""",
    "gates": """
  - id: withhold_tried
    withholds: [calf_raises]
    when: {foot_drop: yes}
    because: It is tried.
    sources: [NG128]
""",
    "invariants": """
- id: INV-99
  says: Something that must hold.
  kind: implies
  cases:
    - then: {urgency_at_least: routine}
  sources: [NG128]
""",
}


def test_each_kind_of_rule_finds_its_place(pack: Pack) -> None:
    """Patterns, evidence, gates and invariants are known by their keys, alone or in a list, at any margin."""
    for part, text in OTHER_KINDS.items():
        assert [one.part for one in rules_in(text, "mine.yaml")] == [part]
    listed = [dedent(text).strip() for part, text in OTHER_KINDS.items() if part != "patterns"]
    sandbox = tried(pack, "\n".join(listed), "mine.yaml")
    assert sandbox.pack is not None, sandbox.problems
    for part in ("evidence", "gates", "invariants"):
        assert len(set(getattr(sandbox.pack, part)) - set(getattr(pack, part))) == 1


def test_the_base_rule_can_be_changed(pack: Pack) -> None:
    """The base rule, which has a file of its own, is replaced as a whole."""
    text = (ROOT / "rules/base.yaml").read_text(encoding="utf-8")
    sandbox = tried(pack, text.replace("urgency: soon", "urgency: urgent_same_day", 1), "base.yaml")
    assert sandbox.pack is not None
    assert sandbox.pack.base.urgency is Urgency.URGENT_SAME_DAY


def test_a_rule_can_be_taken_out(pack: Pack) -> None:
    """A removed rule is gone from the copy; what still names it is told. One that is not there is refused."""
    sandbox = tried(pack, "", "-", ["RF61_gone"])
    assert sandbox.pack is not None
    assert "RF61_gone" not in sandbox.pack.danger_signs
    with pytest.raises(InputError, match="RF61_gone"):
        tried(pack, "", "-", ["RF61_gon"])
    broken = tried(pack, "", "-", ["fast_sign"])
    assert broken.pack is None
    assert any("fast_sign" in problem.message for problem in broken.problems)


def test_faults_have_the_lines_of_the_file(pack: Pack) -> None:
    """A problem in a tried rule is told at its line in the file that was written, not in the copy."""
    text = NEW.replace("onset_tempo", "onset_tepmo").replace("[NG128]", "[NOPE]")
    sandbox = tried(pack, text, "mine.yaml")
    assert sandbox.pack is None
    assert {str(problem.where) for problem in sandbox.problems} == {"mine.yaml:2"}
    assert {problem.code for problem in sandbox.problems} == {"R101"}
    schema = tried(pack, NEW.replace("urgency: soon", "urgency: sooner", 1), "mine.yaml").problems
    assert [str(problem.where) for problem in schema] == ["mine.yaml:6"]


@pytest.mark.parametrize("text", ["- 3", "word", "[]", "- id: [", "- id: x\n  foo: 1", "- {label: No id here}"])
def test_what_holds_no_rule_is_refused(pack: Pack, text: str) -> None:
    """A text without rules, or with something that is none, is refused with its place."""
    with pytest.raises(PackError, match=r"mine.yaml:\d"):
        tried(pack, text, "mine.yaml")


@pytest.mark.proof
@needs_solver
def test_the_effects_of_a_lowered_rule_are_told(pack: Pack, tmp_path: Path) -> None:
    """The command tells the move down with its smallest answers and the vignettes that break, and ends with 1."""
    file = tmp_path / "mine.yaml"
    file.write_text(LOWERED, encoding="utf-8")
    copy_content(pack, tmp_path)
    (tmp_path / "tests/vignettes").mkdir(parents=True)
    shutil.copy(ROOT / "tests/vignettes/cauda_equina.yaml", tmp_path / "tests/vignettes")
    ended = triage("learn", "rule", file, "--no-invariants", "--json", "--pack", tmp_path)
    assert ended.code == 1, ended.err
    found = json.loads(ended.out)
    assert found["changed"] == ["RF17_saddle"]
    down = [move for move in found["moves"] if move["direction"] == "down"]
    assert any(move["example"]["answers"] == {"saddle_numbness": "yes"} for move in down)
    assert found["vignettes"]["broken"]
    assert all(one["failures"] for one in found["vignettes"]["broken"])


@pytest.mark.proof
@needs_solver
def test_a_fallen_invariant_is_told_with_its_smallest_answers(pack: Pack) -> None:
    """An invariant that a tried rule breaks is found, and the counterexample mentions one answer."""
    from triage.learn.sandbox_effects import was_broken
    from triage.proof.cases import mentioned
    from triage.proof.verify import verify_one

    sandbox = tried(pack, LOWERED, "mine.yaml")
    assert sandbox.pack is not None
    found = verify_one(sandbox.pack, "INV-09")
    assert [mentioned(pack, one.answers) for one in found.counterexamples] == [{"saddle_numbness": "yes"}]
    assert not was_broken(pack, "INV-09")


@pytest.mark.proof
@needs_solver
def test_a_broken_rule_file_is_told_and_nothing_more(tmp_path: Path) -> None:
    """A pack that cannot be used is not compared: its problems are told, and the command ends with 1."""
    file = tmp_path / "mine.yaml"
    file.write_text(NEW.replace("onset_tempo", "onset_tepmo"), encoding="utf-8")
    ended = triage("learn", "rule", file)
    assert ended.code == 1
    assert "Did you mean 'onset_tempo'?" in ended.out
    assert "nothing else was tried" in ended.out
    assert triage("learn", "rule").code == 2

"""Bad input: each gives one clear line a problem, with its place, exit code 2, and never a traceback."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
from command import CASE, CASE_TEXT, Ended, Folder, no_traceback, triage

CASES: list[tuple[str, str, str | bytes, str]] = [
    # what it is, the file's name, what is in it, what is said
    ("empty", "x.json", "", "x.json: empty"),
    ("blank", "x.json", " \n\n", "x.json: empty"),
    ("a word", "x.json", "hello", "x.json:1: A209 an answers document is a mapping"),
    ("null", "x.json", "null", "A209 an answers document is a mapping with the key 'answers', not null"),
    ("a list", "x.json", "[]", "not a list"),
    ("a number", "x.json", "3", "not a number"),
    ("cut off", "x.json", CASE_TEXT[:-5], "x.json:1: A212 not JSON"),
    ("not UTF-8", "x.json", b'{"answers":\n {"side": "\xff"}}', "byte 0xff at position 23, line 2"),
    ("UTF-16", "x.json", CASE_TEXT.encode("utf-16"), "it looks like UTF-16"),
    ("too long", "x.json", CASE_TEXT + " " * 1_000_000, "longer than 1,000,000 bytes"),
    ("deep", "x.json", "[" * 200_000, "nested too deeply"),
    ("deep mappings", "x.json", '{"a":' * 100_000, "nested too deeply"),
    ("deep YAML", "x.yaml", "answers: " + "[" * 50_000, "nested too deeply"),
    ("NaN", "x.json", '{"answers": {"age": NaN}}', "x.json:1: A204 answers.age: nan is not a whole number"),
    ("Infinity", "x.json", '{"answers": {"age": -Infinity}}', "A204 answers.age"),
    ("1e400", "x.json", '{"answers": {"age": 1e400}}', "A204 answers.age: inf is not a whole number"),
    ("too many digits", "x.json", '{"answers": {"age": %s}}' % ("9" * 5000), "A212 not JSON: a number with too many"),
    (
        "out of range",
        "x.json",
        '{"answers": {"age": 999}}',
        "999 is out of range. It can be a whole number from 0 to 120",
    ),
    ("a fraction", "x.json", '{"answers": {"age": 62.5}}', "62.5 is not a whole number"),
    ("a truth", "x.json", '{"answers": {"falls": false}}', "a number is needed here, not true or false"),
    ("key twice", "x.json", '{"answers": {"age": 1, "age": 2}}', "A210 answers.age: given twice"),
    ("key twice in YAML", "x.yaml", "answers:\n  age: 1\n  age: 2\n", "x.yaml:3: C106 'age' is given twice"),
    ("unknown question", "x.json", '{"answers": {"foot_dorp": "yes"}}', "no such question. Did you mean 'foot_drop'?"),
    ("unknown value", "x.json", '{"answers": {"side": "left"}}', "It can be: one_leg, both_legs"),
    ("null answer", "x.json", '{"answers": {"side": null}}', "A208 answers.side: null is not an answer"),
    ("a list for a word", "x.json", '{"answers": {"side": ["one_leg"]}}', "one word is needed here, not a list"),
    (
        "a contradiction",
        "x.json",
        '{"answers": {"head_signs": ["none", "drowsy"]}}',
        "'none' stands beside another answer",
    ),
    ("unknown key", "x.json", '{"answers": {}, "anwsers": {}}', "A206 anwsers: no such key"),
    ("no answers", "x.json", '{"id": "a"}', "A207 the key 'answers' is missing"),
    ("unanswered", "x.json", '{"answers": {}, "unanswered": "maybe"}', 'It can be: "unsure" or "no"'),
    ("half a character in the id", "x.json", '{"id": "\\ud800", "answers": {}}', "A203 id"),
    ("half a character in a question", "x.json", '{"answers": {"\\ud800": 1}}', "no such question"),
    ("a terminal's escape", "x.json", '{"answers": {"\\u001b[2J": 1}}', "\\x1b[2J: no such question"),
    ("not YAML", "x.yaml", "answers: [1, 2\nb: {", "C103 not YAML"),
    ("an anchor", "x.yaml", "answers: &a {age: 3}\nid: *a", "C105 anchors are not used here"),
    ("a NUL", "x.yaml", b"answers: {age: 3}\x00", "C103 not YAML"),
    ("a tag", "x.yaml", "answers: !!python/object/apply:os.system ['true']", "A209 answers"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def _refused(ended: Ended, message: str) -> None:
    no_traceback(ended)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert len(ended.lines) == 1
    assert len(ended.err) < 1000
    assert "\x1b" not in ended.err


@pytest.mark.parametrize("command", ["assess", "replay"])
@pytest.mark.parametrize(("name", "content", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_input_is_one_line(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, command: str, name: str, content: str | bytes, message: str
) -> None:
    """One line on standard error that says where and what, nothing on standard output, exit code 2."""
    monkeypatch.chdir(folder.path)
    folder.file(name, content)
    _refused(triage(command, name, "--json"), message)


@pytest.mark.parametrize(("name", "content"), [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_input_in_a_stream_is_one_line(folder: Folder, name: str, content: str | bytes) -> None:
    """The same on one line of a stream: one line with its number, and the lines around it get their result."""
    raw = content if isinstance(content, bytes) else content.encode()
    bad = b" ".join(raw.split(b"\n"))
    if name.endswith("yaml") or not bad.strip() or bad[:2] == b"\xff\xfe":
        return
    good = CASE_TEXT.encode()
    ended = triage("assess", folder.file("x.jsonl", b"\n".join([good, bad, good]) + b"\n"))
    no_traceback(ended)
    assert ended.code == 2
    assert [json.loads(line)["urgency"] for line in ended.out.splitlines()] == ["emergency_now"] * 2
    assert len(ended.lines) == 1
    assert re.match(r".*x\.jsonl:2: [AC]\d\d\d ", ended.err)


def test_every_problem_is_a_line(folder: Folder) -> None:
    """Several problems of one document are told at once, one line each, with the line of the file."""
    text = '{"answers": {\n "age": 500,\n "side": "left",\n "head_signs": ["none", "drowsy"],\n "foot_dorp": "yes"}}'
    ended = triage("assess", folder.file("x.json", text))
    assert ended.code == 2
    assert [re.findall(r"x\.json:(\d+): (A\d+) ", line) for line in ended.lines] == [
        [("2", "A204")],
        [("3", "A202")],
        [("4", "A205")],
        [("5", "A201")],
    ]


def test_several_problems_on_one_line_of_a_stream_stay_one_line(folder: Folder) -> None:
    """One bad line gives one line, however much is wrong with it."""
    ended = triage("assess", folder.file("x.jsonl", '{"answers": {"age": 500, "side": "left"}}\n'))
    assert len(ended.lines) == 1
    assert re.findall(r"A\d\d\d", ended.err) == ["A204", "A202"]


def test_very_many_problems_are_counted(folder: Folder) -> None:
    """A document in which thousands of things are wrong does not flood the terminal."""
    text = json.dumps({"answers": {f"q{number}": 1 for number in range(1_000)}})
    ended = triage("assess", folder.file("x.json", text))
    assert (ended.code, len(ended.lines), ended.lines[-1]) == (2, 201, "and 800 more problems")
    ended = triage("assess", folder.file("x.jsonl", text))
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert ended.err.endswith("; and 990 more problems\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Missing, a folder, a file in place of a folder: each in words."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    _refused(triage("assess", tmp_path / "none.json"), "none.json: no such file")
    _refused(triage("assess", tmp_path), "a folder, not a file")
    _refused(triage("assess", tmp_path / "file" / "x.json"), "cannot be read: Not a directory")
    _refused(triage("assess", "a\0b"), "cannot be read")
    _refused(triage("assess", "x" * 5000), "cannot be read: File name too long")
    _refused(triage("assess", tmp_path / "none.jsonl"), "none.jsonl: no such file")
    _refused(triage("test", tmp_path / "none.yaml"), "none.yaml: no such file")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom modes keep out")
def test_a_file_without_permission(folder: Folder) -> None:
    """A file that may not be read is said to be so."""
    file = folder.file("x.json", CASE_TEXT)
    file.chmod(0)
    _refused(triage("assess", file), "no permission to read it")


def test_no_permission_in_words(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for a user whom modes do not keep out: the refusal of the system becomes a line."""
    import builtins

    file = folder.file("x.json", CASE_TEXT)

    usual = builtins.open

    def refused(name: str, *how: Any, **more: Any) -> Any:
        if str(name) == str(file):
            raise PermissionError(13, "Permission denied")
        return usual(name, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", refused)
        ended = triage("assess", file)
    _refused(ended, "x.json: no permission to read it")


def test_an_endless_file_is_not_read_to_its_end() -> None:
    """Of a file without end, only as much is read as a document may have."""
    _refused(triage("assess", "/dev/zero"), "/dev/zero: longer than 1,000,000 bytes")
    ended = triage("assess", "-", "--jsonl", stdin=b"{" + b"a" * 3_000_000 + b"\n" + CASE_TEXT.encode())
    assert (ended.code, len(ended.out.splitlines())) == (2, 1)
    assert ended.err.startswith("standard input:1: A213 longer than 1,000,000 bytes")


# ---------------------------------------------------------------------------------------------------------------- fuzz

_WORDS: list[Any] = [None, True, False, -1, 0, 7.5, 1e308, float("nan"), 10**40, "", "yes", "none", "unsure", "\ud800"]
_WORDS += ["\x1b]0;x\x07", "\u202e", "a" * 300, [], {}, [[]], ["none", "none"], {"answers": {}}, ["unsure", 3]]


def _mutated(rng: random.Random) -> bytes:
    """An answers document with one to four things wrong, in its data or in its bytes."""
    document = json.loads(CASE_TEXT)
    for _ in range(rng.randint(1, 4)):
        match rng.randint(0, 5):
            case 0:
                document["answers"][rng.choice(list(document["answers"]))] = rng.choice(_WORDS)
            case 1:
                document["answers"][rng.choice(["foot_drop", "head_signs", "falls", "fot_drop"])] = rng.choice(_WORDS)
            case 2:
                document[rng.choice(["id", "for", "unanswered", "answer", "x"])] = rng.choice(_WORDS)
            case 3:
                document["answers"] = dict(sorted(document["answers"].items(), key=lambda _: rng.random()))
            case 4:
                document["answers"].pop(rng.choice(list(document["answers"])), None)
                document["answers"]["age"] = rng.choice([0, 40, 120, 121])
            case 5:
                document["answers"]["medicines"] = rng.sample(["none", "statin", "chemo", "opioid", "x"], 2)
    raw = bytearray(json.dumps(document).encode())
    for _ in range(rng.choice([0, 0, 0, 1, 3])):
        place = rng.randrange(len(raw))
        match rng.randint(0, 3):
            case 0:
                raw[place] = rng.randrange(256)
            case 1:
                del raw[place : place + rng.randint(1, 9)]
            case 2:
                raw[place:place] = bytes([rng.randrange(256)]) * rng.choice([1, 2, 50])
            case 3:
                raw[place:place] = rng.choice([b'"', b"}", b"[", b"\\u0000", b"\xef\xbb\xbf", b",", b"&a ", b"- "])
    return bytes(raw)


def _survives(folder: Folder, number: int) -> None:
    rng = random.Random(number)
    raw = _mutated(rng)
    file = folder.file(rng.choice(["x.json", "x.yaml", "x.jsonl"]), raw)
    ended = triage(rng.choice(["assess", "assess", "assess", "replay"]), file, rng.choice(["--engine=logic", "--json"]))
    no_traceback(ended)
    assert ended.code in (0, 2), (number, raw, ended)
    assert bool(ended.err) == (ended.code == 2), (number, raw, ended)
    assert ended.err.isprintable() or all(line.isprintable() for line in ended.lines), (number, raw, ended)


@pytest.mark.parametrize("block", range(3))
def test_mutated_documents_never_break_it(folder: Folder, block: int) -> None:
    """Documents with things wrong are assessed or refused in words: no traceback, no fault, 300 of them."""
    for number in range(block * 100, block * 100 + 100):
        _survives(folder, number)


@pytest.mark.soak
def test_ten_thousand_mutated_documents_never_break_it(folder: Folder) -> None:
    """The same with 10,000."""
    for number in range(1_000, 11_000):
        _survives(folder, number)


def test_the_unharmed_document_is_assessed(folder: Folder) -> None:
    """What the mutations start from is good."""
    assert triage("assess", folder.file("x.json", json.dumps(CASE))).code == 0

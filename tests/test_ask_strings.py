"""The fixed sentences of the questionnaire: short, plain words, and nothing left unfilled."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path
from types import ModuleType

from readability_grade import grade

from triage.cli.ask import first_and_last, strings
from triage.pack.pack import Pack
from triage.pack.wording import Wording
from triage.questionnaire import pages
from triage.questionnaire import strings as common
from triage.questionnaire.strings import fill

ROOMS = (strings, common)
SENTENCES = {
    name: text for room in ROOMS for name, text in vars(room).items() if name.isupper() and isinstance(text, str)
}


def _modules(room: ModuleType) -> list[Path]:
    """The modules beside one of strings."""
    return [path for path in Path(str(room.__file__)).parent.glob("*.py") if path.name != "strings.py"]


def test_sentences_are_easy_to_read(pack: Pack) -> None:
    """The median reading grade is at most 6, and none is above 9."""
    say = Wording(pack.countries["GB"])
    grades = {}
    for name, text in SENTENCES.items():
        if len(text.split()) >= 4:
            grades[name] = grade(re.sub(r"\[\w+\]", "this", say(text)))
    assert statistics.median(grades.values()) <= 6
    assert {name: found for name, found in grades.items() if found > 9} == {}


def test_every_string_is_used() -> None:
    """No sentence is left over in the list."""
    for room in ROOMS:
        code = "\n".join(path.read_text(encoding="utf-8") for path in _modules(room))
        keys = [name for name in vars(room) if name.isupper()]
        assert [name for name in keys if not re.search(rf"\bstrings\.{name}\b", code)] == []


def test_every_placeholder_is_filled_where_a_string_is_used() -> None:
    """Whoever fills in a sentence gives all of its values, and no others."""
    for path in (path for room in ROOMS for path in _modules(room)):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "fill":
                named = [node.attr for node in ast.walk(call.args[0]) if isinstance(node, ast.Attribute)]
                given = {keyword.arg for keyword in call.keywords}
                for name in named:
                    if name in SENTENCES:
                        assert set(re.findall(r"\[(\w+)\]", SENTENCES[name])) <= given, f"{path.name}: {name}"


def test_fill_puts_values_in() -> None:
    """A value that looks like a placeholder is left alone where it stands for itself."""
    assert fill("[a] and [b]", a=1, b="two") == "1 and two"


def test_pages_of_the_end_have_a_safe_default() -> None:
    """Enter alone deletes nothing and writes nothing."""
    assert first_and_last.delete_draft("a.json").suggested == ("keep",)
    assert first_and_last.save_report("Go.", "a.html").suggested == ("no",)
    assert first_and_last.old_draft("today", is_done=False).suggested == (pages.GO_ON,)

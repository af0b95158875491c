"""YAML as plain data with the line of every place in it. The only importer of the YAML library.

Bare `yes` and `no` stay words, keys given twice are refused, and so are anchors and deep nesting.
"""

from __future__ import annotations

from typing import Any

from triage.errors import Location, Problem

MAX_DEPTH = 40


class Document:
    """One YAML text: its plain data, and the line of every place in it.

    In a file of a pack (`is_content`) every mapping with an `id` also gets `where`, the place it stands at.
    """

    def __init__(self, path: str, is_content: bool = False) -> None:
        self.path = path
        self.is_content = is_content
        self.data: Any = None
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.problems: list[Problem] = []

    def line_of(self, place: tuple[str | int, ...]) -> int:
        """The line of a place such as ("questions", 3, "ask"), or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse_yaml(text: str, path: str, is_content: bool = False) -> Document:
    """YAML as plain data. Nothing is raised: what is wrong is in `problems`."""
    import yaml  # only where YAML is read: a pack that was kept needs none

    document = Document(path, is_content)
    try:
        _refuse_depth_and_anchors(text, document)
        if not document.problems:
            document.data = _plain(yaml.compose(text, Loader=yaml.CSafeLoader), (), document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Location(path, mark.line + 1 if mark else 0)
        document.problems.append(Problem(where, "C103", f"not YAML: {error.problem or error.context}"))
    except (yaml.YAMLError, ValueError) as error:
        document.problems.append(Problem(Location(path), "C103", f"not YAML: {str(error).splitlines()[0]}"))
    return document


def _refuse_depth_and_anchors(text: str, document: Document) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            document.problems.append(Problem(Location(document.path, line), "C104", "nested too deeply"))
            return
        if getattr(event, "anchor", None):
            hint = "Write the value out where it is used."
            document.problems.append(Problem(Location(document.path, line), "C105", "anchors are not used here", hint))
            return


def _plain(node: Any, place: tuple[str | int, ...], document: Document) -> Any:
    if node is None:
        return None
    document.lines[place] = node.start_mark.line + 1
    if node.id == "mapping":
        return _mapping(node, place, document)
    if node.id == "sequence":
        return [_plain(child, (*place, number), document) for number, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: Any, place: tuple[str | int, ...], document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if key_node.id == "scalar" else "?"
        if key in result:
            hint = f"It is first given at line {document.lines[(*place, key)]}; keep one of the two."
            document.problems.append(Problem(Location(document.path, line), "C106", f"'{key}' is given twice", hint))
        result[key] = _plain(value_node, (*place, key), document)
        document.lines[(*place, key)] = line
    if document.is_content and "id" in result:
        result["where"] = (document.path, node.start_mark.line + 1)
    return result


def _scalar(node: Any) -> Any:
    """Only integers, true, false and null are not words; `yes`, `no`, `on`, `1.5` and dates are."""
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    if len(text) < 19 and text.removeprefix("-").isdecimal() and text.isascii():
        return int(text)
    return text

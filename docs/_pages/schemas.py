"""The published schemas: the keys of each document, and the file."""

from __future__ import annotations

from typing import Any

from _pages.tables import code, prose, table
from triage.pack.content import load_pack
from triage.schemas import DOCUMENTS, schema

WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null", "object": "mapping"}


def text() -> str:
    """One heading for each document."""
    pack = load_pack()
    return "\n\n".join(_document(name, schema(name, pack)) for name in DOCUMENTS)


def _document(name: str, made: dict[str, Any]) -> str:
    about, given_by = prose(made.get("description", "")), DOCUMENTS[name].about
    given_by = code(given_by) if given_by.startswith("triage") else given_by.capitalize()
    rows = [
        (code(key), "yes" if key in made["required"] else "", _kind(field)) for key, field in made["properties"].items()
    ]
    head = f"## {name}\n\n{given_by}: [the schema as a file](../schemas/{name}.json).\n\n{about}"
    return f"{head}\n\n{table(('key', 'always there', 'what it is'), rows)}"


def _kind(field: dict[str, Any]) -> str:
    """A short word for what a key holds."""
    match field:
        case {"$ref": where}:
            return str(where).rpartition("/")[2]
        case {"const": value}:
            return code(str(value))
        case {"enum": [*values]}:
            return ", ".join(code(str(value)) for value in values)
        case {"anyOf": [*choices]}:
            return " or ".join(dict.fromkeys(map(_kind, choices)))
        case {"type": "array", "items": {**items}}:
            return f"list of {_kind(items)}"
        case {"type": str() as kind}:
            return WORDS.get(kind, kind)
        case _:
            return "anything"

"""`make messages`: the catalogues of the program's own sentences, brought up to date with the strings modules.

Babel extracts and compiles; the program itself needs only Python's own gettext.
"""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "triage" / "locale"
IN_ENGLISH = (
    "triage/desk/",
    "triage/web/desk/",
)  # rooms of staff
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # a date of its own would change the file at every run


def modules() -> Iterator[Path]:
    """The modules that hold the sentences which a person reads."""
    for path in sorted((ROOT / "triage").glob("**/strings.py")):
        if not path.relative_to(ROOT).as_posix().startswith(IN_ENGLISH):
            yield path


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Every sentence of a strings module with its line: all texts in it but docstrings, keys and annotations."""
    tree = ast.parse(source)
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                passed_over.add(id(node.value))
            case ast.Dict(keys=keys):
                passed_over.update(id(key) for key in keys)
            case ast.AnnAssign(annotation=annotation):
                passed_over.update(map(id, ast.walk(annotation)))
            case ast.FunctionDef():
                passed_over.update(id(part) for one in (node.returns, node.args) if one for part in ast.walk(one))
            case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.JoinedStr() | ast.ImportFrom():
                passed_over.update(map(id, ast.walk(node)))
            case _:
                pass
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in passed_over and any(map(str.isalpha, text)):
                yield node.lineno, text
            case _:
                pass


def template() -> Catalog:
    """All sentences of the program, to be translated."""
    found = _empty(None)
    for path in modules():
        for _, sentence in sentences(path.read_text(encoding="utf-8")):
            found.add(sentence, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def _empty(tag: str | None) -> Catalog:
    return Catalog(
        locale=tag,
        project="leg-weakness-triage",
        version="1",
        copyright_holder="The triage authors",
        creation_date=_SOME_DAY,
        revision_date=_SOME_DAY,
        language_team="",
        last_translator="",
        fuzzy=False,
    )


def po_file(tag: str) -> Path:
    """The catalogue of a language, as people edit it."""
    return LOCALES / tag / "LC_MESSAGES" / "triage.po"


def tags() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/triage.po"))


def brought_up_to_date(tag: str) -> Catalog:
    """The catalogue with every sentence of now and none of before; new ones have no translation yet."""
    with po_file(tag).open("rb") as file:
        old = read_po(file, locale=tag)
    new = _empty(tag)
    for message in template():
        if message.id:
            before = old.get(message.id)
            new.add(message.id, before.string if before else "", locations=message.locations)
    return new


def as_po(catalogue: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalogue, width=120, sort_output=False, include_lineno=False)
    return written.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def put(file: Path, content: bytes) -> None:
    """Write a file whole or not at all: who reads it meanwhile, or writes it too, never sees half of one."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(file.stat().st_mode if file.exists() else 0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def main() -> None:
    for tag in tags():
        catalogue = brought_up_to_date(tag)
        put(po_file(tag), as_po(catalogue))
        put(po_file(tag).with_suffix(".mo"), as_mo(catalogue))
        missing = [message.id for message in catalogue if message.id and not message.string]
        print(f"{tag}: {len(catalogue)} sentences, {len(missing)} of them not translated")
        for sentence in missing:
            print(f"  {sentence}")


if __name__ == "__main__":
    main()

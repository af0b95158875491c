"""The examples in a Markdown page: its code blocks, the commands in them with their output, and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")


@dataclass(frozen=True)
class Block:
    """One code block: its language and its text."""

    language: str
    text: str


@dataclass(frozen=True)
class Command:
    """One command of a console block, and what it prints; `...` stands for lines that are left out."""

    line: str
    output: str


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, *languages: str) -> list[Block]:
    """The code blocks of a page in these languages, or all of them."""
    found = (Block(match[1], match[2]) for match in _BLOCK.finditer(page(name)))
    return [block for block in found if not languages or block.language in languages]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block: each begins with `$ `; what follows is its output. Comments are left out."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        yield Command(line.partition(" # ")[0].strip(), output)


def fits(said: str, output: str) -> bool:
    """Whether an output is the one that a page shows. The numbers of lines may have moved on."""
    pattern = "".join(_piece(line) for line in said.strip().splitlines())
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in output.strip().splitlines()) + "\n") is not None


def _piece(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*"
    return re.sub(r"yaml:\d+", r"yaml:\\d+", re.escape(line.rstrip())) + r"\n"


def links(name: str) -> Iterator[str]:
    """What a page links to."""
    for match in _LINK.finditer(page(name)):
        yield match[1] or match[2]

"""The words of a printed report, without its marks, to compare the three forms with what they print."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token


class Page(HTMLParser):
    """A page as its elements in order, each with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.unbalanced: list[str] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self._open) and "body" in self._open:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html_text(page: str) -> str:
    """The visible words of a page on one line."""
    return " ".join("".join(Page(page).texts).split())


def tokens(markdown: str) -> list[Token]:
    """The tokens of a Markdown text, with what GitHub adds: bare addresses, tables, struck text."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [inner for token in reader.parse(markdown) for inner in (token.children or [token])]


def markdown_text(markdown: str) -> str:
    """The words of a Markdown text on one line."""
    ends = {"paragraph_open", "heading_open", "list_item_open", "softbreak"}
    shown = (" " if token.type in ends else token.content if token.type == "text" else "" for token in tokens(markdown))
    return " ".join("".join(shown).split())


def terminal_text(text: str) -> str:
    """The words of a terminal report on one line, without bullets and rules."""
    lines = (re.sub(r"^\s*(?:[•-]|\d+\.) |^[─-]+$", "", line) for line in text.splitlines())
    return " ".join(" ".join(lines).split())

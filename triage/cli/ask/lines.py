"""Text for a terminal: wrapped at words, in characters that its encoding has, without anything that steers it."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

_NEAREST = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2022": "-",
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def encodable(text: str, encoding: str) -> str:
    """The text with each character that the encoding lacks replaced by the nearest that it has."""
    if _fits(text, encoding):
        return text
    return "".join(char if _fits(char, encoding) else _nearest(char, encoding) for char in text)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _nearest(char: str, encoding: str) -> str:
    near = char.translate(_NEAREST)
    if near == char:
        near = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
    return near if near and _fits(near, encoding) else "?"


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """The text in lines no wider than `width` (None: in one line); `indent` stands before all but the first."""
    if width is None:
        return [text]
    return textwrap.wrap(text, max(width, 10), subsequent_indent=indent) or [""]


def packed(words: Iterable[str], width: int, gap: str = "   ") -> list[str]:
    """Short things side by side, none of them broken, on as few lines as they need."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(gap) + len(word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines


def printable(text: str, most: int = 40) -> str:
    """What somebody typed, fit to be shown back: short, and with nothing that steers a terminal."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown if len(shown) <= most else shown[:most] + "..."

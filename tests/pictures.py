"""Pictures of the program in a real terminal, as SVG files: `make pictures` draws those in docs/pictures/ anew."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any

import pexpect
import pyte
from ask_terminal import DOWN, ENTER, ROOT, Terminal, environment

FOLDER = ROOT / "docs" / "pictures"
COLUMNS, ROWS, TALLEST = 80, 24, 41
CASE = ROOT / "docs" / "case.json"
EMERGENCY = "turned cold, and pale"
LETTER, LINE, MARGIN, BAR = 8.4, 18, 16, 28
INK, PAPER = "#e6e6e6", "#1b1d23"
COLOURS = {
    "default": INK, "black": "#5c6370", "red": "#ff7b72", "green": "#7ee787", "brown": "#f2cc60", "blue": "#79c0ff",
    "magenta": "#d2a8ff", "cyan": "#76e3ea", "white": "#ffffff",
}  # fmt: skip

Style = tuple[str, str, bool]
PLAIN: Style = (INK, PAPER, False)


class Camera(Terminal):
    """A terminal that can be drawn: every line as runs of text in one style."""

    def __init__(self, home: Path, *arguments: str, rows: int = ROWS) -> None:
        self.received = b""
        self._screen = pyte.Screen(COLUMNS, rows)
        self._stream = pyte.ByteStream(self._screen)
        command = ["-m", "triage", *arguments]
        size = (rows, COLUMNS)
        self.child = pexpect.spawn(
            sys.executable, command, dimensions=size, env=environment(home), cwd=str(home), timeout=60
        )

    def lines(self) -> list[list[tuple[str, Style]]]:
        self.screen()
        drawn = []
        for number in range(self._screen.lines):
            row = self._screen.buffer[number]
            cells = [(row[column].data, _style(row[column])) for column in range(self._screen.columns)]
            runs = [
                ("".join(data for data, _ in run), style) for style, run in groupby(cells, key=lambda cell: cell[1])
            ]
            drawn.append(runs)
        while drawn and not "".join(text for text, _ in drawn[-1]).strip():
            drawn.pop()
        return drawn


def _style(cell: Any) -> Style:
    ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
    return (paper, ink, cell.bold) if cell.reverse else (ink, paper, cell.bold)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return COLOURS.get(name.removeprefix("bright")) or f"#{name}"


# ---- what to show


def first_screen(home: Path) -> Camera:
    """What somebody sees who has just started."""
    camera = Camera(home)
    camera.wait_for("Who is it for?")
    return camera


def emergency(home: Path) -> Camera:
    """The moment in which an ambulance is certain: nothing else has to be answered."""
    camera = first_screen(home)
    camera.press(ENTER)
    while EMERGENCY not in camera.wait_for("Enter goes on"):
        _choose(camera, "None of these")
    _choose(camera, EMERGENCY, " ")
    camera.wait_for("What now?")
    return camera


def report(home: Path) -> Camera:
    """The result of the case that the README assesses: its top, as in a window that was scrolled up."""
    camera = Camera(home, "assess", str(CASE), rows=400)
    camera.end()
    return camera


def _choose(camera: Camera, words: str, *keys: str) -> None:
    for _ in range(COLUMNS):
        if any(words in line and line.lstrip().startswith(">") for line in camera.screen()):
            camera.press(*keys, ENTER)
            return
        camera.press(DOWN)
    raise AssertionError(f"{words!r} cannot be chosen")


PICTURES = {"first-screen": first_screen, "emergency": emergency, "report": report}
TITLES = {
    "first-screen": "The first screen: what this is, what it is not, whom to call, and the first question",
    "emergency": "An emergency, the moment it is certain: call an ambulance, and why",
    "report": "The top of a result: how soon to be seen and why, what may lie behind it, and whom to see",
}


# ---- SVG


def svg(name: str, lines: list[list[tuple[str, Style]]]) -> str:
    """A terminal window with these lines in it."""
    width, height = COLUMNS * LETTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN + BAR
    drawn = "\n".join(part for number, runs in enumerate(lines) for part in _line(number, runs))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title">
<title id="title">{escape(TITLES[name])}</title>
<style>
text {{ font: 14px "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre }}
.b {{ font-weight: bold }}
</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="{PAPER}"/>
<circle cx="20" cy="18" r="5" fill="#ff5f56"/><circle cx="38" cy="18" r="5" fill="#ffbd2e"/>
<circle cx="56" cy="18" r="5" fill="#27c93f"/>
{drawn}
</svg>
"""


def _line(number: int, runs: list[tuple[str, Style]]) -> Iterator[str]:
    column, top = 0, BAR + MARGIN + number * LINE
    spans = []
    for text, (ink, paper, is_bold) in runs:
        x, width = MARGIN + column * LETTER, len(text) * LETTER
        column += len(text)
        if paper != PAPER:
            yield f'<rect x="{x:g}" y="{top:g}" width="{width:g}" height="{LINE}" fill="{paper}"/>'
        weight = ' class="b"' if is_bold else ""
        if text.strip():
            spans.append(f'<tspan x="{x:g}" textLength="{width:g}" fill="{ink}"{weight}>{escape(text)}</tspan>')
        else:
            spans.append(f"<tspan>{text}</tspan>")
    if any(text.strip() for text, _ in runs):
        yield f'<text xml:space="preserve" y="{top + 13:g}">{"".join(spans)}</text>'


def record(name: str) -> str:
    """One picture, taken now."""
    with tempfile.TemporaryDirectory() as home:
        camera = PICTURES[name](Path(home))
        lines = camera.lines()[:TALLEST]
        camera.child.close(force=True)
    return svg(name, lines)


def text_of(picture: str) -> list[str]:
    """The lines of text in a picture."""
    return [unescape(re.sub(r"<[^>]+>", "", line)).rstrip() for line in re.findall(r"<text.*?</text>", picture)]


if __name__ == "__main__":
    for each in PICTURES:
        (FOLDER / f"{each}.svg").write_text(record(each), encoding="utf-8")

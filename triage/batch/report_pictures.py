"""The pictures of the page of results, drawn from numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.report.drawing import ROW, WIDTH, write
from triage.report.markup import Markup, tag

NAMES = 270
_HIGH = 220


def ranked(
    rows: Sequence[tuple[str, Sequence[int]]], series: Sequence[tuple[str, str]]
) -> tuple[float, Iterator[Markup]]:
    """Bars from one line, each cut in its parts; `series` are the parts with the class that colours each."""
    top, step = 40, 24
    most = max((sum(counts) for _, counts in rows), default=0)
    full = WIDTH - NAMES - 90

    def parts() -> Iterator[Markup]:
        yield from _key(series)
        for number, (label, counts) in enumerate(rows):
            y, x = top + step * number, float(NAMES)
            yield write(NAMES - 8, y + 15, label, "end", "small")
            for count, (_, kind) in zip(counts, series, strict=True):
                wide = full * count / max(most, 1)
                if count:
                    yield tag("rect", x=x, y=y, width=max(wide, 1.0), height=step - 5, class_=kind)
                x += wide
            yield write(x + 6, y + 15, f"{sum(counts):,}", kind="small quiet")

    return top + step * len(rows) + 4, parts()


def columns(
    labels: Sequence[str], counts: Sequence[Sequence[int]], series: Sequence[tuple[str, str]]
) -> tuple[float, Iterator[Markup]]:
    """Columns side by side, each cut in its parts, the first part at the foot; not every column can have a label."""
    top, left = 44, 70
    bottom = top + _HIGH
    most = max((sum(one) for one in counts), default=0)
    wide = (WIDTH - left) / max(len(labels), 1)
    every = max(1, -(-len(labels) * 82 // (WIDTH - left)))

    def parts() -> Iterator[Markup]:
        yield from _key(series)
        for share in (0, 0.5, 1):
            y = bottom - share * _HIGH
            yield tag("line", x1=left, x2=WIDTH, y1=y, y2=y, class_="scale")
            yield write(left - 8, y + 5, f"{round(most * share):,}", "end", "small quiet")
        for number, (label, one) in enumerate(zip(labels, counts, strict=True)):
            x, y = left + wide * number, float(bottom)
            for count, (_, kind) in zip(one, series, strict=True):
                high = _HIGH * count / max(most, 1)
                y -= high
                if count:
                    yield tag("rect", x=x + wide * 0.08, y=y, width=wide * 0.84, height=high, class_=kind)
            if number % every == 0:
                yield write(x, bottom + 20, label, kind="small quiet")

    return bottom + ROW, parts()


def _key(series: Sequence[tuple[str, str]]) -> Iterator[Markup]:
    for number, (name, kind) in enumerate(series):
        x = number * WIDTH / max(len(series), 4)
        yield tag("rect", x=x, y=6, width=14, height=14, class_=kind)
        yield write(x + 19, 18, name, kind="small")

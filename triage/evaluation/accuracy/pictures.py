"""Pictures of an evaluation as SVG: drawn from numbers alone, each with a title and a description in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from triage.report.drawing import LABELS, ROW, WIDTH, write
from triage.report.markup import Markup, tag

MARKS = ("core", "other")


@dataclass(frozen=True)
class Dot:
    """A share in per cent, with its interval where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


def dots(rows: Sequence[tuple[str, Sequence[Dot | None]]], series: Sequence[str]) -> tuple[float, Iterator[Markup]]:
    """Shares on one scale from 0 to 100 per cent, a row each, with a mark a series."""
    top = ROW * 1.5
    bottom = top + ROW * len(rows)

    def place(share: float) -> float:
        return LABELS + share / 100 * (WIDTH - LABELS - 30)

    def parts() -> Iterator[Markup]:
        yield from _key(series)
        for share in range(0, 101, 20):
            yield tag("line", x1=place(share), x2=place(share), y1=top, y2=bottom, class_="scale")
            yield write(place(share), bottom + 18, f"{share} %", "middle", "quiet")
        for number, (label, marks) in enumerate(rows):
            middle = top + ROW * (number + 0.5)
            yield write(LABELS - 10, middle + 5, label, "end")
            for place_of, dot in enumerate(marks):
                if dot is not None:
                    yield from _dot(dot, middle + (place_of * 2 - len(marks) + 1) * 5, MARKS[place_of], place)

    return bottom + 28, parts()


def _dot(dot: Dot, y: float, kind: str, place: object) -> Iterator[Markup]:
    assert callable(place)
    if dot.low is not None and dot.high is not None:
        yield tag("line", x1=place(dot.low), x2=place(dot.high), y1=y, y2=y, class_=f"whisker {kind}")
    yield _mark(place(dot.value), y, kind)


def _mark(x: float, y: float, kind: str) -> Markup:
    if kind == MARKS[0]:
        return tag("circle", cx=x, cy=y, r=5, class_=f"mark {kind}")
    return tag("path", d=f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z", class_=f"mark {kind}")


def _key(series: Sequence[str]) -> Iterator[Markup]:
    for number, name in enumerate(series):
        x = LABELS + number * 150
        yield _mark(x, 14, MARKS[number])
        yield write(x + 12, 19, name)


def matrix(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[float, Iterator[Markup]]:
    """A confusion matrix, the most urgent first: rows are right, columns given; the deeper, the more of its row."""
    wide, high, top = (WIDTH - LABELS) / len(labels), 44, 56

    def parts() -> Iterator[Markup]:
        yield write(LABELS, 16, "given", kind="quiet")
        yield write(LABELS - 10, 44, "right", "end", "quiet")
        for column, label in enumerate(labels):
            yield write(LABELS + wide * (column + 0.5), 44, label, "middle")
        for row, (label, line) in enumerate(zip(labels, counts, strict=True)):
            yield write(LABELS - 10, top + high * (row + 0.5) + 5, label, "end")
            for column, count in enumerate(line):
                kind = "right" if row == column else "over" if column < row else "under"
                yield from _cell(LABELS + wide * column, top + high * row, wide, high, count, sum(line), kind)

    return top + high * len(labels) + 6, parts()


def _cell(x: float, y: float, wide: float, high: float, count: int, of: int, kind: str) -> Iterator[Markup]:
    depth = 0.12 + 0.4 * count / of if count else 0.0
    yield tag("rect", x=x + 1, y=y + 1, width=wide - 2, height=high - 2, class_=f"cell {kind}", fill_opacity=depth)
    yield write(x + wide / 2, y + high / 2 + 5, count or "·", "middle", None if count else "quiet")


def bars(rows: Sequence[tuple[str, Sequence[int]]], parts_of: Sequence[str]) -> tuple[float, Iterator[Markup]]:
    """Each row a bar of full width, cut in the parts it consists of; its number stands in each part."""
    top, full = 44, WIDTH - LABELS - 50

    def parts() -> Iterator[Markup]:
        for number, name in enumerate(parts_of):
            x = number * WIDTH / len(parts_of)
            yield tag("rect", x=x, y=6, width=14, height=14, class_=f"part-{number}")
            yield write(x + 19, 18, name)
        for number, (label, counts) in enumerate(rows):
            y = top + (ROW + 8) * number
            yield write(LABELS - 10, y + 20, label, "end")
            yield from _bar(y, counts, full)
            yield write(WIDTH, y + 20, f"of {sum(counts)}", "end", "quiet")

    return top + (ROW + 8) * len(rows), parts()


def _bar(y: float, counts: Sequence[int], full: float) -> Iterator[Markup]:
    if not sum(counts):
        yield write(LABELS, y + 20, "given to no case", kind="quiet")
    x = float(LABELS)
    for number, count in enumerate(counts):
        wide = full * count / max(sum(counts), 1)
        if count:
            yield tag("rect", x=x, y=y, width=wide, height=ROW, class_=f"part-{number}")
            yield write(x + wide / 2, y + 20, count, "middle")
        x += wide


def grid(
    rows: Sequence[tuple[str, str]], columns: Sequence[str], cells: Mapping[tuple[str, str], bool]
) -> tuple[float, float, Iterator[Markup]]:
    """Who by what: a row a case (its name, and a remark), a column a rule; full is certain, hollow "not sure"."""
    step, high = 22, 24
    left = LABELS + 150
    top = 14 + 7.2 * max(map(len, columns), default=0)
    width = max(float(WIDTH), left + step * len(columns) + 20)

    def parts() -> Iterator[Markup]:
        for number, rule in enumerate(columns):
            x = left + step * (number + 0.5)
            turn = f"rotate(-90 {x + 5:g} {top - 8:g})"
            yield tag("text", rule, x=x + 5, y=top - 8, transform=turn, class_="small")
            yield tag("line", x1=x, x2=x, y1=top, y2=top + high * len(rows), class_="scale")
        for number, (case, remark) in enumerate(rows):
            y = top + high * (number + 0.5)
            yield write(0, y + 5, case, kind="small")
            yield write(left - 10, y + 5, remark, "end", "small quiet")
            yield tag("line", x1=left, x2=left + step * len(columns), y1=y, y2=y, class_="scale")
            for place, rule in enumerate(columns):
                if (case, rule) in cells:
                    kind = "certain" if cells[case, rule] else "unsure"
                    yield tag("circle", cx=left + step * (place + 0.5), cy=y, r=6, class_=f"made {kind}")

    return width, top + high * len(rows) + 6, parts()

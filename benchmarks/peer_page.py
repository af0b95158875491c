"""What `peers` found, as text, as a page of the documentation and as a picture that reads in light and dark."""

from __future__ import annotations

import math
from html import escape
from typing import Any

IN_THE_LOOP = 1000  # rows, of which the time of a loop is worked out
PROMISED = {"only read and written": 0.2, "DuckDB SQL, danger signs": 10, "~ a loop over assess()": 300}
Found = dict[str, Any]
OWN = ("assess", "assess, one engine", "rules, compiled", "rules, as defined", "triage batch")

PAGE = """# How quick it is, beside others

Written by `make bench`, with the same rules and the same answers for all. What each says is compared first; one that
says something else is not timed. Each runs in a process of its own, in turn, and its quickest round counts. Times
depend on the machine and on what else it does ({processors} processors, Python {python}).{remark} Compare within a
column.

![Microseconds for one person, for each number of rules](pictures/benchmarks.svg)

## One person

Microseconds. The rules are made: conjunctions and alternatives over the questions of the pack, two of five of them
danger signs. The answers are those of the written-up cases. `assess` is everything a result has: both engines, the
comparison of the two, all texts, the safety net, what is not known, and the trace. `rules, compiled` and `rules, as
defined` are the rules alone, as is everything by others; only those marked "trace" also say what each firing stood on.

{one_person}

{notes}

## Tables

Seconds, 100 rules, random answers. What is marked ~ works row by row, was measured on fewer rows and is multiplied.

{tables}

## From file to file

{rows} people in a Parquet file, the questions and rules of the pack itself. `triage batch` writes everything it knows
of each, or with `--only` just what the SQL below it does: the level of the danger signs, or also each sign that fires,
from one plain expression for each sign and reading, over steps that hide what is not asked. Each is measured by the
run of `triage batch` above it. The loop is worked out from {loop} of the people. The last column is what was promised.

{files}

## What was promised

{bars}

The other peers have no "not sure": each is given two plain expressions for every rule, one for each reading, and the
questions that are hidden are settled for it.
"""


def text(found: Found) -> str:
    parts = [_aligned(rows(found)) for rows in (_one_person, _tables, _files, _bars)]
    return "\n\n".join([parts[0], *_notes(found), *parts[1:]])


def page(found: Found) -> str:
    return PAGE.format(
        **{"remark": ""} | {name: f" {said}" if name == "remark" else said for name, said in found["machine"].items()},
        one_person=_markdown(_one_person(found)),
        notes="\n".join(f"- {note}" for note in _notes(found)),
        tables=_markdown(_tables(found)),
        rows=f"{found['files']['rows']:,}",
        loop=f"{IN_THE_LOOP:,}",
        files=_markdown(_files(found)),
        bars=_markdown(_bars(found)),
    )


def _one_person(found: Found) -> list[list[str]]:
    sizes = found["one_person"]
    names = list(next(iter(sizes.values())))
    rows = [["", *(f"{size} rules" for size in sizes)]]
    rows += [[name, *(_number(sizes[size][name].get("microseconds")) for size in sizes)] for name in names]
    return rows


def _notes(found: Found) -> list[str]:
    notes: dict[str, list[str]] = {}
    for size, here in found["one_person"].items():
        for name, one in here.items():
            if "note" in one:
                notes.setdefault(f"{name}: {one['note']}", []).append(size)
    for rows, here in found["tables"].items():
        for name, one in here.items():
            if "note" in one:
                notes.setdefault(f"{name}: {one['note']}", []).append(f"{int(rows):,} rows")
    return [f"{note} ({', '.join(where)})" for note, where in notes.items()]


def _tables(found: Found) -> list[list[str]]:
    sizes = found["tables"]
    names = list(next(iter(sizes.values())))
    rows = [["", *(f"{int(size):,} rows" for size in sizes)]]
    for name in names:
        cells = [sizes[size][name] for size in sizes]
        rows.append([name, *(_seconds(one) for one in cells)])
    return rows


def _seconds(one: Found) -> str:
    if "seconds" not in one:
        return "-"
    seconds = one["seconds"]
    guessed = one.get("extrapolated_from", 0) and "~"
    return f"{guessed or ''}{seconds:,.2f}" if seconds < 100 else f"{guessed or ''}{seconds:,.0f}"


def _files(found: Found) -> list[list[str]]:
    rows = [["", "seconds", "times triage batch", "at least"]]
    for name, one in found["files"]["found"].items():
        rows.append([name, _seconds(one), f"{one['times']:.1f}", str(PROMISED.get(name, ""))])
    return rows


def _bars(found: Found) -> list[list[str]]:
    rows = [["", "against", "times as long", "at most"]]
    rows += [[one["what"], one["against"], f"{one['ratio']:.2f}", f"{one['bar']:.1f}"] for one in found["bars"]]
    return rows


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )


def _markdown(rows: list[list[str]]) -> str:
    head, *rest = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rest]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# -------------------------------------------------------------------------------------------------------------- picture

LEFT, WIDTH, ROW, TOP = 190, 900, 22, 64
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .faint { fill: #59636e } line { stroke: #d1d9e0 }
.own { fill: #0a6e5c } .other { fill: #8c959f } .back { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .faint { fill: #9198a1 } line { stroke: #3d444d }
.own { fill: #3fb99d } .other { fill: #767e88 } .back { fill: #0d1117 } }
"""


def picture(found: Found, size: str = "100") -> str:
    """One bar for each that was measured at one number of rules, on a scale where each step is ten times the last."""
    here = {name: one["microseconds"] for name, one in found["one_person"][size].items() if "microseconds" in one}
    order = sorted(here, key=lambda name: here[name])
    steps = range(math.ceil(math.log10(max(here.values()))) + 1)
    scale = (WIDTH - LEFT - 90) / steps[-1]
    height = TOP + ROW * len(order) + 16
    title = f"Microseconds for one person, {size} rules"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">',
        f"<title>{title}</title><style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}"/>',
        f'<text x="16" y="26" font-weight="600">{title}; shorter is better, each line is ten times the last</text>',
    ]
    for step in steps:
        x = LEFT + step * scale
        parts.append(f'<line x1="{x:.0f}" y1="{TOP - 8}" x2="{x:.0f}" y2="{height - 12}"/>')
        parts.append(f'<text class="faint" x="{x:.0f}" y="{TOP - 14}" text-anchor="middle">{10**step:,}</text>')
    for number, name in enumerate(order):
        y, wide = TOP + number * ROW, max(2.0, math.log10(max(1.0, here[name])) * scale)
        kind = "own" if name in OWN else "other"
        label = f"triage: {name}" if name in OWN else name
        parts.append(f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect class="{kind}" x="{LEFT}" y="{y + 2}" width="{wide:.0f}" height="14" rx="2"/>')
        parts.append(f'<text x="{LEFT + wide + 8:.0f}" y="{y + 13}">{here[name]:,.0f}</text>')
    return "\n".join([*parts, "</svg>", ""])

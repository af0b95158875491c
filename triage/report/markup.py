"""HTML and SVG elements as text: every text is escaped, so that nothing that somebody wrote can leave its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from triage.report.html_page import policy


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = Markup | str | int


def tag(name: str, *content: Content, **attributes: str | float | None) -> Markup:
    """An element; `class_` is the attribute class, `view_box` viewBox, and other underscores are hyphens."""
    given = "".join(f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    inner = "".join(text(each) for each in content)
    return Markup(f"<{name}{given}>{inner}</{name}>")


def text(content: Content) -> str:
    return content if isinstance(content, Markup) else escape(str(content))


def join(parts: Iterable[Content], between: str = "\n") -> Markup:
    return Markup(between.join(map(text, parts)))


def _attribute(key: str) -> str:
    return "viewBox" if key == "view_box" else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value))


def table(caption: str, heads: Sequence[Content], rows: Iterable[Sequence[Content]]) -> Markup:
    """A table whose first column names the rows; on a narrow screen it is moved sideways."""
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    body = join(tag("tr", tag("th", row[0], scope="row"), *(tag("td", each) for each in row[1:])) for row in rows)
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return aside(whole, caption)


def aside(content: Markup, label: str) -> Markup:
    """What may be wider than the page; it can be moved with the keyboard too."""
    return tag("div", content, class_="wide", role="group", tabindex=0, aria_label=label)


def section(heading: str, id_: str, *content: Content) -> Markup:
    return tag("section", tag("h2", heading, id=id_), "\n", join(content), aria_labelledby=id_)


def paragraph(*content: Content) -> Markup:
    return tag("p", *content)


def document(title: str, style: str, main: Iterable[Markup], footer: Iterable[Markup]) -> str:
    """One self-contained page: its style inside, nothing from elsewhere, and no script."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
{tag("title", title)}
<style>{style}</style>
</head>
<body>
{tag("main", join(main))}
{tag("footer", join(footer))}
</body>
</html>
"""

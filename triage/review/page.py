"""The book of rules as one page to read or to print: A4, numbered, with room for remarks and a signature."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.review.book import Chapter, Told, book

_SHORT = 16
_LEVELS = frozenset(map(str, Urgency))


def to_page(pack: Pack) -> str:
    """One self-contained page: no script, no request, and a policy that forbids both."""
    about, chapters = pack.about, book(pack)
    style = files("triage.review").joinpath("book.css").read_text(encoding="utf-8") + _margins(pack)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    title = escape(f"The book of rules: {about.title}, version {about.version}")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{_opening(pack, chapters)}
{"".join(map(_chapter, chapters))}
{_signature(pack)}
</main>
</body>
</html>
"""


def _margins(pack: Pack) -> str:
    """What stands at the foot of every printed page, so that none can be taken for one of another version."""
    content = f"{pack.about.id} {pack.about.version}, {pack.sha256[:_SHORT]}"
    return (
        "@page { size: A4; margin: 18mm 16mm 20mm; "
        f'@bottom-left {{ content: "{content}"; font: 8pt sans-serif; }} '
        '@bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }\n'
    )


def _opening(pack: Pack, chapters: Sequence[Chapter]) -> str:
    signed = "status signed" if pack.signed_by else "status"
    places = "".join(
        f'<li><a href="#{one.id}">{escape(one.heading)}</a> <small>({len(list(one.entries))})</small></li>\n'
        for one in chapters
    )
    return f"""<p class="{signed}"><strong>{escape(pack.review.statement)}</strong></p>
<dl>
<dt>Pack</dt><dd>{escape(pack.about.id)} {escape(pack.about.version)}</dd>
<dt>Hash of the content</dt><dd><code>{pack.sha256}</code></dd>
</dl>
<p>This is everything that the program knows and does with answers, made from the content with this hash and no other.
Texts are shown as they are said to the person themself, with the words for the country “{escape(_country(pack))}”.
Whoever signs below says that they have read all of it.</p>
<nav aria-label="Chapters"><ol>
{places}</ol></nav>"""


def _country(pack: Pack) -> str:
    return pack.countries[pack.about.default_country].label


def _chapter(chapter: Chapter) -> str:
    topics = "".join(
        f'<section aria-labelledby="{one.id}">\n<h3 id="{one.id}">{escape(one.heading)}</h3>\n'
        f"{''.join(map(_entry, one.entries))}</section>\n"
        for one in chapter.topics
        if one.entries
    )
    return f'<h2 id="{chapter.id}">{escape(chapter.heading)}</h2>\n<p>{escape(chapter.about)}</p>\n{topics}'


def _entry(told: Told) -> str:
    levels = [line for label, lines in told.fields if label == "urgency" for line in lines]
    is_emergency = any(Urgency(level).is_emergency for level in levels if level in _LEVELS)
    name = "" if told.heading == told.id else f" <small>{escape(told.kind)} <code>{escape(told.id)}</code></small>"
    fields = "".join(f"<dt>{escape(label)}</dt><dd>{_lines(lines)}</dd>\n" for label, lines in told.fields)
    return (
        f'<article class="{"emergency" if is_emergency else "entry"}">\n<h4>{escape(told.heading)}{name}</h4>\n'
        f"<dl>\n{fields}</dl>\n"
        '<p class="remark">☐ right &nbsp; ☐ to be changed: <span class="line"></span></p>\n</article>\n'
    )


def _lines(lines: Sequence[str]) -> str:
    return "".join(_listed(lines))


def _listed(lines: Sequence[str]) -> Iterator[str]:
    """Lines as paragraphs, and those that begin with a dash as lists in lists, as deep as they are indented."""
    depth = 0
    for line in lines:
        text = line.lstrip(" ")
        level = (len(line) - len(text)) // 2 + 1 if text.startswith("- ") else 0
        yield "<ul>" * (level - depth) + "</ul>" * (depth - level)
        depth = level
        yield f"<li>{escape(text[2:])}</li>" if level else f"<p>{escape(text)}</p>"
    yield "</ul>" * depth


def _signature(pack: Pack) -> str:
    command = f"triage review --name NAME --role ROLE --date DATE --sha256 {pack.sha256[:_SHORT]}"
    lines = "".join(
        f'<p>{what}: <span class="line"></span></p>\n'
        for what in ("Name", "Role and registration", "Date", "Signature", "With these reservations")
    )
    return f"""<h2 id="sign_off">Sign-off</h2>
<div class="sign">
<p>I have read the questions and rules of {escape(pack.about.id)} {escape(pack.about.version)} with the hash
<code>{pack.sha256}</code>, and in my judgement they are right for their intended use.</p>
{lines}<p>The sign-off is put on record beside the content, where every result finds it, by</p>
<pre>{escape(command)}</pre>
<p>It is refused when the content is another one by then. Any later change of the content, be it a word, makes it
“not signed off” again by itself.</p>
</div>"""

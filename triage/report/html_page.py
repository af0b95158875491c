"""The report as one HTML page that asks nothing of the network, prints well and can be listened to."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import assert_never

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.report.document import Block, Call, Item, Items, Paragraph, Place, Section, clean, led_in
from triage.report.phrases import in_language_of
from triage.report.sections import sections

STYLE = files("triage.report").joinpath("page.css").read_text(encoding="utf-8")


def to_html(pack: Pack, assessment: Assessment) -> str:
    """One self-contained page: no script, no request, and a policy that forbids both."""
    pack = in_language_of(pack, assessment)
    main, footer = to_html_parts(pack, assessment)
    title = escape(f"{clean(assessment.urgency_label)} - {clean(pack.about.title)}")
    return f"""<!DOCTYPE html>
<html lang="{escape(pack.language)}" dir="{pack.direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(STYLE)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body class="{escape(assessment.urgency)}">
<main>
{main}
</main>
<footer>
{footer}
</footer>
</body>
</html>
"""


def to_html_parts(pack: Pack, assessment: Assessment, after_opening: str = "") -> tuple[str, str]:
    """The report as it stands in a page: the main part, and the small print below it.

    `after_opening` is HTML to stand below what is to be done now.
    """
    whole = sections(pack, assessment)
    parts = ((section.place, _section(section, 2)) for section in whole if section.place is not Place.SMALL_PRINT)
    main = "\n".join(text + after_opening if place is Place.OPENING else text for place, text in parts)
    return main, "\n".join(_section(section, 2) for section in whole if section.place is Place.SMALL_PRINT)


def to_html_sections(parts: Iterable[Section]) -> str:
    """Sections of any document, as they stand in a page."""
    return "\n".join(_section(part, 2) for part in parts)


def policy(style: str) -> str:
    """What a page with this style sheet may do: be shown, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _section(section: Section, level: int) -> str:
    name = _id(section.id)
    depth = 1 if section.place is Place.OPENING else level
    inner = "\n".join([*map(_block, section.blocks), *(_section(part, level + 1) for part in section.parts)])
    heading = f'<h{depth} id="{name}">{escape(section.heading)}</h{depth}>'
    if section.place is Place.OPENING:
        return f'<div class="now">\n{heading}\n{inner}\n</div>'
    if level > 2:
        return f'<div class="part">\n{heading}\n{inner}\n</div>'
    return f'<section aria-labelledby="{name}">\n{heading}\n{inner}\n</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_led(block)}</p>"
        case Call(text, urgent=urgent):
            kind = "call urgent" if urgent else "call"
            return f'<p class="{kind}"><a href="{block.link}">{escape(text)}</a></p>'
        case Items(items, label, is_ordered):
            tag = "ol" if is_ordered else "ul"
            head = f'<p class="label">{escape(led_in(label))}</p>\n' if label else ""
            return f"{head}<{tag}>\n" + "\n".join(map(_item, items)) + f"\n</{tag}>"
        case _:
            assert_never(block)


def _led(paragraph: Paragraph) -> str:
    label = f"<strong>{escape(led_in(paragraph.label))}</strong> " if paragraph.label else ""
    return label + escape(paragraph.text)


def _item(item: Item) -> str:
    return "<li>" + " ".join(_item_words(item)) + "".join(f"<p>{_led(one)}</p>" for one in item.more) + "</li>"


def _item_words(item: Item) -> Iterator[str]:
    if item.label:
        yield f"<strong>{escape(led_in(item.label) if item.text else item.label)}</strong>"
    if item.link:
        yield f'<a href="{escape(item.link)}" rel="noreferrer">{escape(item.text)}</a>'
    elif item.text:
        yield escape(item.text)
    if item.mark:
        yield f"<small>({escape(item.mark)})</small>"


def _id(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")

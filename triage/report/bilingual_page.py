"""The hand-over in two languages as one HTML page that asks nothing of the network and prints on one sheet."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.report.bilingual import Row, Said, bilingual, opening
from triage.report.document import clean
from triage.report.html_page import STYLE, policy

PAGE_STYLE = STYLE + files("triage.report").joinpath("bilingual.css").read_text(encoding="utf-8")


def to_bilingual_html(pack: Pack, assessment: Assessment, language: str) -> str:
    """The summary in the language of this pack, the clinic's, and beside it in another: what the person reads.

    Raises UnknownId for a language that the pack does not have.
    """
    other = pack.in_language(language)
    first = opening(pack, assessment, language)
    rows = "\n".join(_row(pack, other, row) for row in bilingual(pack, assessment, language))
    statements = "\n".join(
        f'<p lang="{escape(tag)}" dir="{about.direction}">{escape(clean(about.statement))}</p>'
        for tag, about in pack.languages.items()
        if tag in (pack.language, other.language)
    )
    return f"""<!DOCTYPE html>
<html lang="{escape(pack.language)}" dir="{pack.direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(PAGE_STYLE)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{escape(first.clinic.heading)} - {escape(clean(pack.about.title))}</title>
<style>{PAGE_STYLE}</style>
</head>
<body class="{escape(assessment.urgency)}">
<main>
<div class="now">
{_row(pack, other, first, "h1")}
</div>
{rows}
</main>
<footer>
{statements}
</footer>
</body>
</html>
"""


def _row(clinic: Pack, person: Pack, row: Row, heading: str = "h2") -> str:
    sides = "\n".join(_side(pack, said, heading) for pack, said in ((clinic, row.clinic), (person, row.person)))
    return f'<div class="beside">\n{sides}\n</div>'


def _side(pack: Pack, said: Said, heading: str) -> str:
    text = "; ".join(said.texts)
    stop = "" if text.endswith(".") else "."
    return (
        f'<div lang="{escape(pack.language)}" dir="{pack.direction}">\n'
        f"<{heading}>{escape(said.heading)}</{heading}>\n<p>{escape(text)}{stop}</p>\n</div>"
    )

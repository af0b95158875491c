"""An assessment in words: one report, printed as terminal text, Markdown or HTML, and the summary to hand over."""

from triage.report.bilingual_page import to_bilingual_html
from triage.report.handover import Summary, summary
from triage.report.html_page import STYLE, to_html, to_html_parts
from triage.report.markdown import to_markdown
from triage.report.terminal import to_terminal

__all__ = [
    "STYLE",
    "Summary",
    "summary",
    "to_bilingual_html",
    "to_html",
    "to_html_parts",
    "to_markdown",
    "to_terminal",
]

"""An assessment in words: one report, printed as terminal text, Markdown or HTML, and the summary to hand over.

Each form is loaded when it is first asked for: whoever reads in a terminal does not wait for pages.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOME = {
    "STYLE": "html_page",
    "Summary": "handover",
    "summary": "handover",
    "to_bilingual_html": "bilingual_page",
    "to_html": "html_page",
    "to_html_parts": "html_page",
    "to_markdown": "markdown",
    "to_terminal": "terminal",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'triage.report' has no attribute '{name}'")
    return getattr(import_module(f"triage.report.{_HOME[name]}"), name)

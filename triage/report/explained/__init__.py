"""Explanations in words, as sections of a report and as text for a terminal."""

from __future__ import annotations

from triage.explain.model import Explanation, NotSure, OneSlip, SafetyNet, WhatIf, Why, WhyNot
from triage.pack.pack import Pack
from triage.report.document import Section
from triage.report.explained.not_sure import not_sure_sections
from triage.report.explained.steps import teller_of
from triage.report.explained.strings import EXPLAINED, ExplainedStrings
from triage.report.explained.what_if import one_slip_sections, safety_net_sections, what_if_sections
from triage.report.explained.why import why_sections
from triage.report.explained.why_not import why_not_sections
from triage.report.phrases import in_language_of
from triage.report.terminal import laid_out

__all__ = ["explained_sections", "explained_to_terminal"]


def explained_sections(pack: Pack, explained: Explanation, words: ExplainedStrings = EXPLAINED) -> tuple[Section, ...]:
    """An explanation of any kind as sections, the answer to the question first."""
    tell = teller_of(in_language_of(pack, explained), explained, words)
    match explained:
        case Why():
            return tuple(why_sections(tell, explained))
        case WhyNot():
            return tuple(why_not_sections(tell, explained))
        case NotSure():
            return tuple(not_sure_sections(tell, explained))
        case WhatIf():
            return tuple(what_if_sections(tell, explained))
        case SafetyNet():
            return tuple(safety_net_sections(tell, explained))
        case OneSlip():
            return tuple(one_slip_sections(tell, explained))
        case _:
            raise TypeError(f"{type(explained).__name__} is no kind of explanation")


def explained_to_terminal(
    pack: Pack, explained: Explanation, *, width: int, colour: bool, encoding: str = "utf-8"
) -> str:
    """An explanation as text with no line wider than `width`, in characters that `encoding` has."""
    is_emergency = explained.urgency.is_emergency and explained.kind == "why"
    whole = explained_sections(pack, explained)
    return laid_out(whole, is_emergency, width=width, colour=colour, encoding=encoding)

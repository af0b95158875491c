"""Sheets of questions as forms: what fields they have, what came back in them, and how to show it once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from triage.desk.answering import Said
from triage.desk.intake import Section, read_sheet, read_sheet_again
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE
from triage.web.forms import text_of

REPLY, BY = "q.", "by."
_PATIENT = "patient"


@dataclass(frozen=True)
class Filled:
    """What stands in the fields of a sheet: replies by section, and who gave them."""

    replies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)

    def reply(self, section: Section) -> Sequence[str]:
        return self.replies.get(section.id, ())

    def typed(self, section: Section) -> str:
        """What stands in a field for a number."""
        return next((word for word in self.reply(section) if word != UNSURE), "")

    def who(self, section: Section, otherwise: str = _PATIENT) -> str:
        return self.by.get(section.id) or otherwise


def filled(sections: Sequence[Section], form: FormData) -> Filled:
    """What came back. "None of these" beside a tick is no reply to a list: the tick counts."""
    replies, by = {}, {}
    for section in sections:
        words = [word for word in form.getlist(REPLY + section.id) if isinstance(word, str)]
        words = [word.strip()[:40] for word in words if word.strip()]
        ticks = [word for word in words if word not in (NONE, UNSURE)]
        replies[section.id] = [word for word in words if word != NONE] if section.screen.is_list and ticks else words
        by[section.id] = text_of(form, BY + section.id, 20)
    return Filled(replies, by)


def said_in(pack: Pack, sections: Sequence[Section], filled: Filled, is_again: bool = False) -> Said:
    """The answers on a sheet, and who gave them."""
    answers = (read_sheet_again if is_again else read_sheet)(pack, sections, filled.replies)
    who = {name: filled.who(section) for section in sections for name in section.questions}
    return Said(answers, {name: who[name] for name in answers})

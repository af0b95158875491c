"""The first and the last pages as a terminal shows them: what this is, an older draft, what becomes of the answers."""

from __future__ import annotations

from dataclasses import replace

from triage.cli.ask import strings
from triage.locale import ENGLISH, Say
from triage.pack.pack import Pack
from triage.pack.wording import Wording
from triage.questionnaire.page import Choice, Command, Page
from triage.questionnaire.pages import GO_ON
from triage.questionnaire.strings import fill

DELETE = "(delete)"


def greeting(page: Page, pack: Pack, say: Wording) -> Page:
    """The page as the first one: with what this is, what it is not, whom to call, and who has checked it."""
    about = pack.about
    text: tuple[str, ...] = (about.intended_use, about.not_for, pack.review.statement, strings.KEPT_HERE)
    translated = pack.languages.get(pack.language)
    if translated is not None:
        text = (*text, translated.statement)
    return replace(page, title=say(about.title), alert=say(strings.CALL_FIRST), text=tuple(map(say, text)))


def start(say: Say = ENGLISH) -> Page:
    """Only a moment to read what stands above."""
    return Page(
        ask="", choices=(Choice(GO_ON, say(strings.START)),), suggested=(GO_ON,), commands=frozenset({Command.LEAVE})
    )


def old_draft(when: str, is_done: bool, say: Say = ENGLISH) -> Page:
    """Whether to go on with an earlier questionnaire."""
    return Page(
        ask=fill(say(strings.OLD_DRAFT_DONE if is_done else strings.OLD_DRAFT), when=when),
        choices=(
            Choice(GO_ON, say(strings.GO_ON_WITH_DRAFT), ("yes", "y", "go on")),
            Choice("again", say(strings.START_AGAIN), ("no", "n", "again", "start again")),
            Choice(DELETE, say(strings.DELETE_AND_START_AGAIN), ("delete",)),
        ),
        suggested=(GO_ON,),
        commands=frozenset({Command.LEAVE}),
    )


def save_report(in_short: str, path: str, say: Say = ENGLISH) -> Page:
    """The report is longer than a screen: what to do is said once more, where a person looks now."""
    return Page(
        alert=in_short,
        text=(say(strings.SCROLL_UP),),
        ask=say(strings.SAVE_REPORT),
        choices=(
            Choice("no", say(strings.SAVE_REPORT_NO), ("n",)),
            Choice("yes", fill(say(strings.SAVE_REPORT_YES), path=path), ("y", "yes", "save")),
        ),
        suggested=("no",),
    )


def delete_draft(path: str, say: Say = ENGLISH) -> Page:
    return Page(
        ask=fill(say(strings.DELETE_DRAFT), path=path),
        choices=(
            Choice("keep", say(strings.KEEP_ANSWERS), ("k", "no", "n")),
            Choice("delete", say(strings.DELETE_ANSWERS), ("d", "yes", "y")),
        ),
        suggested=("keep",),
    )

"""One run of the questionnaire from its start to its exit code: the draft, the pages, the report, and how it ends."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from triage.assessment import Assessment, assess
from triage.cli import files, streams
from triage.cli.ask import first_and_last, strings
from triage.cli.ask.draft import Draft, old_drafts, read_draft, reason, saved_when
from triage.cli.ask.flow import INTERRUPTED, Flow
from triage.cli.ask.front_end import FrontEnd, Leave
from triage.cli.ask.lock import InUseError
from triage.cli.ask.options import AskOptions
from triage.cli.ask.plain import PlainFrontEnd
from triage.cli.exits import Exit, OutputFault, told
from triage.errors import DraftError
from triage.interview.interview import Interview
from triage.locale import Say, locale_named
from triage.pack.pack import Pack
from triage.pack.wording import wording_of
from triage.questionnaire import pages
from triage.questionnaire.page import Command, Reply
from triage.questionnaire.strings import fill


class Session:
    """What one run knows: about what it asks, and where the answers are kept. `interview` goes on from a draft."""

    def __init__(
        self, pack: Pack, country: str, options: AskOptions, draft: Draft, interview: Interview | None
    ) -> None:
        self._pack = pack
        self._country = country
        self._options = options
        self._draft = draft
        self._interview = interview
        self._has_told_unsaved = False
        self._notes: list[str] = []
        self._words = locale_named(pack.language)

    def run(self, front: FrontEnd) -> int:
        """Ask, show the result, tidy up. Returns the exit code; whoever stops is told where the draft is."""
        try:
            self._ask(front)
        except (KeyboardInterrupt, Leave) as stopped:
            _close(front)
            self._say_where_draft_is()
            return stopped.status if isinstance(stopped, Leave) else INTERRUPTED
        except EOFError:
            _close(front)
            streams.say(self._words(strings.INPUT_ENDED))
            self._say_where_draft_is()
            return Exit.WRONG_USE
        finally:
            _close(front)
            self._draft.close()
        return Exit.DONE

    # ---- asking

    def _ask(self, front: FrontEnd) -> None:
        is_greeted = False
        if self._interview is None and self._draft.is_default:
            is_greeted = self._offer_old_draft(front)
        is_new = self._interview is None
        person = self._options.person or "self"
        interview = self._interview or Interview(self._pack, person=person, is_full=self._options.full)
        flow = Flow(interview, self._country, front, self._save, asks_who=is_new and self._options.person is None)
        flow.is_greeted = is_greeted
        for note in self._notes:
            flow.note(note)
        finished = flow.run()
        front.close()
        self._show(finished)
        self._tidy_up()

    def _offer_old_draft(self, front: FrontEnd) -> bool:
        """Go on with what was left unfinished, if the person wants to. Returns whether the first page was shown."""
        for path in old_drafts():
            try:
                answers = read_draft(self._pack, path)
            except DraftError as error:
                self._notes.append(fill(self._words(strings.DRAFT_UNREADABLE), reason=error))
                continue
            interview = Interview.resume(self._pack, answers, self._options.full)
            if not _is_interactive():
                front.say([fill(self._words(strings.OLD_DRAFT_NOTE), command=resume_command(None))])
                return False
            page = first_and_last.old_draft(saved_when(path, self._words), interview.is_answered, self._words)
            say = wording_of(self._pack, self._country, self._options.person or "self")
            reply = front.ask(replace(first_and_last.greeting(page, self._pack, say), notes=tuple(self._notes)))
            self._notes.clear()
            self._take_up(path, interview, reply)
            return True
        return False

    def _take_up(self, path: Path, interview: Interview, reply: Reply) -> None:
        if reply is Command.LEAVE:
            raise Leave(INTERRUPTED)
        old = Draft(path, is_default=True, is_saved=True, is_there=True)
        if reply == (first_and_last.DELETE,):
            self._notes.append(_delete(old, self._words))
        elif reply == (pages.GO_ON,):
            try:
                old.claim()
            except InUseError:
                self._notes.append(fill(self._words(strings.DRAFT_IN_USE), path=path))
                return
            except OSError:  # the first save will tell why it cannot be kept there
                pass
            self._draft, self._interview = old, interview

    def _save(self, interview: Interview) -> str | None:
        try:
            self._draft.save(interview)
        except (OSError, InUseError) as error:
            if self._has_told_unsaved:
                return None
            self._has_told_unsaved = True
            return fill(self._words(strings.DRAFT_NOT_SAVED), reason=reason(error, self._words))
        if self._has_told_unsaved:
            self._has_told_unsaved = False
            return self._words(strings.DRAFT_SAVED_AGAIN)
        return None

    # ---- the result

    def _show(self, finished: Interview) -> None:
        """The report. After an emergency, what was left open counts as not asked, not as not sure."""
        from triage.report import to_terminal

        settled = finished if finished.is_done else replace(finished, is_full=False)
        self._assessment = assess(self._pack, settled.answers(), country=self._country)
        streams.result(
            to_terminal(
                self._pack,
                self._assessment,
                width=streams.width(),
                colour=streams.wants_colour(),
                encoding=streams.encoding(),
            )
        )

    def _tidy_up(self) -> None:
        """Offer to save the report and to delete the draft: below the report, so in plain lines.

        What to do now stands before the offers, and as the last line of all.
        """
        front = PlainFrontEnd(say=self._words)
        in_short = _in_short(self._assessment, self._words)
        try:
            path = Path.cwd() / f"triage-result-{datetime.now().astimezone():%Y%m%d-%H%M%S}.html"
            if front.ask(first_and_last.save_report(in_short, path.name, self._words)) == ("yes",):
                front.say([_save_page(self._pack, self._assessment, path, self._words)])
            self._offer_to_delete(front)
        except EOFError:
            pass
        if self._draft.is_there:
            front.say([fill(self._words(strings.ANSWERS_ARE_IN), path=self._draft.path)])
        front.say(["", in_short])

    def _offer_to_delete(self, front: FrontEnd) -> None:
        if not (self._draft.is_there and self._draft.is_default):
            return
        if front.ask(first_and_last.delete_draft(str(self._draft.path), self._words)) == ("delete",):
            front.say([_delete(self._draft, self._words)])

    # ---- leaving

    def _say_where_draft_is(self) -> None:
        draft = self._draft
        if not draft.is_there:
            streams.say(self._words(strings.STOPPED_LOST if self._has_told_unsaved else strings.STOPPED_EMPTY))
            return
        if self._has_told_unsaved:
            streams.say(self._words(strings.LATEST_LOST))
        streams.say(self._words(strings.STOPPED))
        streams.say(f"  {draft.path}")
        streams.say(self._words(strings.GO_ON_LATER))
        streams.say(f"  {resume_command(None if draft.is_default else draft.path)}")


def _close(front: FrontEnd) -> None:
    try:
        front.close()
    except OSError:  # the terminal is gone
        return


def _delete(draft: Draft, say: Say) -> str:
    """Delete a draft, and say whether that worked."""
    try:
        draft.delete()
    except OSError as error:
        return fill(say(strings.NOT_DELETED), reason=reason(error, say))
    return say(strings.DELETED)


def _in_short(assessment: Assessment, say: Say) -> str:
    """What to do, in one sentence, and when."""
    from triage.report.sections import first_sentence

    return fill(say(strings.IN_SHORT), action=first_sentence(assessment.action)[0], timeframe=assessment.timeframe)


def _is_interactive() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _save_page(pack: Pack, assessment: Assessment, path: Path, say: Say) -> str:
    from triage.report import to_html

    try:
        with files.output(str(path)) as write:
            write(to_html(pack, assessment))
    except OutputFault as fault:
        return fill(say(strings.REPORT_NOT_SAVED), reason=told(fault, say))
    return fill(say(strings.REPORT_SAVED), path=path)


def resume_command(path: Path | None) -> str:
    """What to type to go on with a draft; None for the newest one."""
    program = "triage" if shutil.which("triage") else sys.argv[0]
    if program.endswith("__main__.py"):
        program = f"{sys.executable} -m triage"
    words = [f"{program} ask --resume"]
    if path is not None:
        words.append(str(path) if os.name == "nt" else shlex.quote(str(path)))
    return " ".join(words)

"""From the options to a session: the country, the draft to go on with or to begin, and how the pages are drawn."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from triage.cli import streams
from triage.cli.ask import strings
from triage.cli.ask.draft import Draft, default_path, old_drafts, read_draft, reason
from triage.cli.ask.front_end import FrontEnd, Leave
from triage.cli.ask.lock import InUseError
from triage.cli.ask.options import NEWEST, AskOptions
from triage.cli.ask.plain import PlainFrontEnd
from triage.cli.ask.session import Session, resume_command
from triage.cli.ask.signals import stopping
from triage.cli.exits import WrongUse
from triage.cli.languages import in_language
from triage.errors import DraftError
from triage.interview.interview import Interview
from triage.locale import Say, locale_named
from triage.pack.content import load_pack
from triage.pack.knowledge import Country
from triage.pack.pack import Pack
from triage.pack.wording import Wording, wording_of
from triage.questionnaire.strings import fill

COUNTRY_VARIABLE = "TRIAGE_COUNTRY"
_SMALLEST = (20, 10)
_DUMB = ("dumb", "unknown", "")


def run(options: AskOptions) -> int:
    """Start the questionnaire. Returns the exit code. Raises TriageError or WrongUse when it cannot start."""
    pack = in_language(load_pack(options.pack_dir), options.language)
    country = country_of(pack, options)
    draft, interview = _draft(pack, options)
    front = _front_end(options, wording_of(pack, country.id))
    with stopping(lambda leave: _hand_over(front, leave)):
        return Session(pack, country.id, options, draft, interview).run(front)


def country_of(pack: Pack, options: AskOptions) -> Country:
    """The country whose numbers and services are named. Raises WrongUse for one that the pack does not have."""
    named = options.country or os.environ.get(COUNTRY_VARIABLE) or pack.about.default_country
    found = {name.casefold(): country for name, country in pack.countries.items()}.get(named.casefold())
    if found is not None:
        return found
    say, known = locale_named(pack.language), ", ".join(pack.countries)
    hint = say.did_you_mean(named, pack.countries)
    message = fill(say(strings.COUNTRY_UNKNOWN), hint=hint, known=known, country=named)
    if options.country:
        raise WrongUse(f"--country: {message}")
    streams.say(f"{COUNTRY_VARIABLE}: {message}")
    return pack.countries[pack.about.default_country]


# ---- the draft


def _draft(pack: Pack, options: AskOptions) -> tuple[Draft, Interview | None]:
    """The draft to write to, and the interview that an old one goes on with."""
    say = locale_named(pack.language)
    if options.resume is None:
        return _new_draft(options, say), None
    source = _source(options.resume, say)
    interview = Interview.resume(pack, read_draft(pack, source), options.full)
    if options.save and _place(options.save, say) != source:
        return _new_draft(options, say), interview
    draft = Draft(source, is_default=options.resume == NEWEST, is_saved=True, is_there=True)
    _claim(draft, say, is_new=False)
    return draft, interview


def _source(resume: str, say: Say) -> Path:
    if resume != NEWEST:
        return _place(resume, say)
    newest = next(old_drafts(), None)
    if newest is None:
        raise DraftError(say(strings.NO_DRAFT))
    return newest


def _place(name: str, say: Say) -> Path:
    """Where a named file is, links followed. Raises DraftError for links that lead round in a circle."""
    try:
        return Path(name).resolve()
    except (OSError, RuntimeError):
        raise DraftError(fill(say(strings.DRAFT_NO_FILE), path=name)) from None


def _new_draft(options: AskOptions, say: Say) -> Draft:
    if not options.save:
        return Draft(default_path(), is_default=True)
    path = _place(options.save, say)
    if path.exists() and not path.is_file():
        raise DraftError(fill(say(strings.DRAFT_NO_FILE), path=path))
    draft = Draft(path)
    _claim(draft, say, is_new=True)
    if path.exists() and path.stat().st_size:
        draft.close()
        raise DraftError(fill(say(strings.DRAFT_EXISTS), path=path, command=resume_command(path)))
    return draft


def _claim(draft: Draft, say: Say, is_new: bool) -> None:
    """Keep other runs away. What a person can put right is told at once; a full disk does not stop the questions."""
    try:
        draft.claim()
    except InUseError:
        raise DraftError(fill(say(strings.DRAFT_IN_USE), path=draft.path)) from None
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        if is_new:
            raise DraftError(fill(say(strings.DRAFT_NOT_HERE), path=draft.path, reason=reason(error, say))) from None
    except OSError:
        return


# ---- the front end


def _front_end(options: AskOptions, say: Wording) -> FrontEnd:
    if options.plain or not _is_terminal():
        return PlainFrontEnd(say=say.language)
    PlainFrontEnd(say=say.language).say([say(strings.CALL_FIRST)])  # at once: what is imported now takes a moment
    from triage.cli.ask.prompts import PromptFrontEnd

    return PromptFrontEnd(say=say.language)


def _is_terminal() -> bool:
    """Whether a whole screen can be drawn, and keys read one by one."""
    if any(stream is None or not stream.isatty() for stream in (sys.stdin, sys.stdout)):
        return False
    size = shutil.get_terminal_size()
    if size.columns < _SMALLEST[0] or size.lines < _SMALLEST[1]:
        return False
    return sys.platform == "win32" or os.environ.get("TERM", "") not in _DUMB


def _hand_over(front: FrontEnd, leave: Leave) -> bool:
    """Give a signal to the prompt that is waiting for a key, if one is."""
    running = getattr(front, "running", None)
    if running is None or running.loop is None or not running.is_running:
        return False
    running.loop.call_soon_threadsafe(lambda: running.is_running and running.exit(exception=leave))
    return True

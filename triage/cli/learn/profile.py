"""`triage learn profile`: what the cases so far show about the learner."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.learn import strings
from triage.locale import locale_named

if TYPE_CHECKING:
    from triage.learn.progress import Progress
    from triage.pack.pack import Pack

HELP = Help(
    "what your cases so far show: bias, sureness, misreadings",
    """
    Tells from the cases you have done whether you tend to set the level too low or too high, whether you know when you
    are right, which danger signs you missed, and which of eight misreadings of the rules your answers show. All shares
    come with exact intervals; a misreading is named only where chance is a poor explanation.
    """,
    (
        ("triage learn profile", "Your profile."),
        ("triage learn profile --json", "The same for a program."),
        ("triage learn profile --forget", "Delete all that is kept of your learning."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the profile as JSON, and nothing else")
    parser.add_argument("--forget", action="store_true", help="delete what is kept")


def run(options: argparse.Namespace) -> int:
    from triage.cli.learn.kept import Kept

    pack = ready_pack(options)
    say = locale_named(pack.language)
    kept = Kept(say=say)
    if options.forget:
        streams.say(say(strings.FORGOTTEN if kept.forget() else strings.PROFILE_EMPTY))
        return Exit.DONE
    return _tell(pack, options, kept.load())


def _tell(pack: Pack, options: argparse.Namespace, progress: Progress) -> int:
    from triage.cli.learn.profile_words import sections
    from triage.learn.exact import is_available
    from triage.learn.profile import profile_of
    from triage.questionnaire.strings import fill
    from triage.report.terminal import laid_out

    say = locale_named(pack.language)
    if not is_available():
        raise WrongUse(fill(say(strings.NEEDS_EXTRA), part="profile"))
    profile = profile_of(pack, progress.cases)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(profile.to_dict(), ensure_ascii=False, indent=2) + "\n")
    elif not profile.cases:
        streams.say(say(strings.PROFILE_EMPTY))
    else:
        look = {"width": streams.width(), "colour": streams.wants_colour(), "encoding": streams.encoding()}
        streams.result(laid_out(sections(profile, say), False, **look))  # type: ignore[arg-type]
    return Exit.DONE

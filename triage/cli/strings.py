"""The fixed sentences of commands that a person reads, in one place to translate. `%(name)s` takes a value."""

from __future__ import annotations

STOPPED = "Stopped."
FAULT = (
    "The assessment could not be made: this is a fault of the program, not of your answers. If you feel very unwell, "
    "call %(number)s now. (To see where it happened, set TRIAGE_DEBUG=1.)"
)
YOUR_NUMBER = "your emergency number"

# ---- files

NO_SUCH_FILE = "%(name)s: no such file"
EMPTY_FILE = "%(name)s: empty"
IS_FOLDER = "%(name)s: a folder, not a file"
NO_PERMISSION = "%(name)s: no permission to read it"
NOT_READ = "%(name)s: cannot be read: %(reason)s"
TOO_LONG = "longer than %(most)s bytes; one person's answers are a few thousand"
TOO_LONG_FILE = "%(name)s: longer than %(most)s bytes; one person's answers are a few thousand"
NOT_UTF8 = "%(name)s: not UTF-8 text: byte %(byte)s at position %(place)s, line %(line)s"
LIKELY_UTF16 = (
    "%(name)s: not UTF-8 text: byte %(byte)s at position %(place)s, line %(line)s (it looks like UTF-16: save it as "
    "UTF-8)"
)
NOT_UTF8_LINE = "not UTF-8 text: byte %(byte)s at position %(place)s"
STDIN_CLOSED = "standard input is closed"
STDOUT_CLOSED = "standard output is closed"
STDOUT_NOT_WRITTEN = "standard output cannot be written: %(reason)s"
NO_FOLDER = "%(name)s: cannot be written: its folder does not exist"
NOT_WRITTEN = "%(name)s: cannot be written: %(reason)s"
MORE_PROBLEMS = "and %(count)s more problems"
LINE_FAULT = "%(where)s: the assessment could not be made: a fault of the program (%(name)s)"

# ---- the command line

NO_COMMAND = "triage: there is no command '%(name)s'.%(hint)s (all commands: triage --help)"
IS_A_FILE = "To assess a file: triage assess %(name)s"
NO_PART = "triage %(command)s: there is no '%(name)s'.%(hint)s (all it has: triage %(command)s --help)"
NO_OPTION = "%(program)s: there is no option '%(word)s' here.%(hint)s (all about it: %(program)s --help)"
NO_SECOND = "%(program)s: there is no second file or word '%(word)s' here.%(hint)s (all about it: %(program)s --help)"

# ---- replay

NO_AS_BEFORE = "No, as before: %(names)s."
STOPPED_EARLY = "Then it stopped: nothing else could change the outcome."
ASKED = "Asked: %(counts)s."
SCREENS = "screens: %(count)s"
QUESTIONS = "questions: %(count)s"
ITEMS = "items: %(count)s"
POSSIBLE_CAUSES = "Possible causes: %(causes)s."
NONE_OF_SIX = "none of the six"
NOT_SURE = "Not sure"
NONE_OF_THESE = "None of these"
YES = "Yes"
NO = "No"
STRENGTHS = {"strong": "strong", "moderate": "moderate", "weak": "weak"}

# ---- explain

NO_KIND = "triage explain: there is no '%(kind)s'.%(hint)s (one of %(kinds)s)"
WHY_NOT_WHAT = "triage explain: why-not what? Name a cause, danger sign, urgency or exercise, such as: stroke"
TAKES_NO_ID = "triage explain: %(kind)s takes no '%(word)s'; only why-not takes an id"

OTHER_PACK = (
    "This result was made with other knowledge or rules. It is explained by those of now, and may come out differently."
)
OTHER_URGENCY = (
    "Take care: the urgency in this result is '%(saved)s', but its answers lead to '%(found)s'. `triage check` says "
    "what does not stand. If in doubt, go by the more urgent one."
)

"""Rule-based triage of leg and foot weakness: from reported symptoms to an explained, sourced assessment.

    >>> import triage
    >>> pack = triage.load_pack()
    >>> result = triage.assess(pack, {"side": "one_leg", "onset_tempo": "sudden", "time_since_start": "lt_24h"})
    >>> result.urgency
    <Urgency.EMERGENCY_NOW: 'emergency_now'>

The names are loaded when they are first used, so that `import triage` and `triage --version` cost next to nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # type checkers read it as True; importing it from typing costs as much as Python's own start

if TYPE_CHECKING:
    from triage.assessment import Assessment as Assessment
    from triage.assessment.assess import assess as assess
    from triage.errors import AnswersError as AnswersError
    from triage.errors import InputError as InputError
    from triage.errors import PackError as PackError
    from triage.errors import TriageError as TriageError
    from triage.interview.interview import Interview as Interview
    from triage.pack.content import load_pack as load_pack
    from triage.pack.pack import Pack as Pack
    from triage.pack.scales import Urgency as Urgency
    from triage.reasoning.answers import Answers as Answers
    from triage.reasoning.documents import parse_answers as parse_answers

_HOME = {
    "Answers": "triage.reasoning.answers",
    "AnswersError": "triage.errors",
    "Assessment": "triage.assessment",
    "InputError": "triage.errors",
    "Interview": "triage.interview.interview",
    "Pack": "triage.pack.pack",
    "PackError": "triage.errors",
    "TriageError": "triage.errors",
    "Urgency": "triage.pack.scales",
    "assess": "triage.assessment",
    "load_pack": "triage.pack.content",
    "parse_answers": "triage.reasoning.documents",
}

__all__ = [
    "Answers",
    "AnswersError",
    "Assessment",
    "InputError",
    "Interview",
    "Pack",
    "PackError",
    "TriageError",
    "Urgency",
    "assess",
    "load_pack",
    "parse_answers",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'triage' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

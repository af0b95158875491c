"""Why, why not, what if, what to watch for, what one slip would do, and what not being sure costs: for one person."""

from triage.explain.not_sure import not_sure
from triage.explain.one_slip import one_slip
from triage.explain.safety_net import safety_net
from triage.explain.what_if import what_if
from triage.explain.why import why
from triage.explain.why_not import why_not

__all__ = ["not_sure", "one_slip", "safety_net", "what_if", "why", "why_not"]

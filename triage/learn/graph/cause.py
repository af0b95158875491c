"""One possible cause as a picture: all that speaks for and against it."""

from __future__ import annotations

from triage.errors import UnknownId
from triage.explain.case import Case
from triage.learn.graph import strings
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.locale import locale_named
from triage.pack.pack import Pack
from triage.questionnaire.strings import fill


def cause_graph(pack: Pack, name: str, case: Case | None = None) -> Graph:
    """The picture of the cause with this id, coloured by a case if there is one. Raises UnknownId for none."""
    if name not in pack.causes:
        words = locale_named(pack.language)
        raise UnknownId(fill(words(strings.NO_CAUSE), cause=name[:60], hint=words.did_you_mean(name, pack.causes)))
    parts, cause = Parts(pack, Colours(case)), pack.causes[name]
    parts.cause(name)
    lines = [line for line in pack.evidence.values() if line.cause == name]
    for line in sorted(lines, key=lambda line: (line.direction != "for", -line.strength.weight)):
        parts.evidence(line.id)
    shown, say = pack.about.shown_causes, parts.say
    least, within, most = shown.at_least, shown.within, shown.at_most
    all_of_it = fill(say(strings.CAUSE_SAYS), label=say(cause.label))
    counts = fill(say(strings.CAUSE_COUNTS), least=least, within=within, most=most)
    return parts.sheet.graph(fill(say(strings.CAUSE_TITLE), name=say(cause.label)), f"{all_of_it} {counts}")

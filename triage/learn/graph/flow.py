"""The whole flow as a picture: from the screens of questions by way of the danger signs to urgency, causes, exercises.

All rules at once fill no sheet that can be read, so that the danger signs are told by topic (a file of
`rules/danger_signs`); a topic has a picture of its own, with its rules.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from triage.errors import UnknownId
from triage.explain.case import Case
from triage.learn.graph import strings
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.locale import locale_named
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill


def topics_of(pack: Pack) -> dict[str, list[DangerSign]]:
    """The danger signs by topic, in the order of the files."""
    topics: dict[str, list[DangerSign]] = {}
    for sign in pack.danger_signs.values():
        topics.setdefault(PurePosixPath(sign.where.path).stem, []).append(sign)
    return topics


def flow_graph(pack: Pack, case: Case | None = None, topic: str = "") -> Graph:
    """The whole flow, or one topic of danger signs. Raises UnknownId for a topic that the pack does not have."""
    topics = topics_of(pack)
    if topic and topic not in topics:
        say = locale_named(pack.language)
        raise UnknownId(fill(say(strings.NO_TOPIC), topic=topic[:60], hint=say.did_you_mean(topic, topics)))
    parts = Parts(pack, Colours(case))
    return _topic(parts, topic, topics[topic]) if topic else _whole(parts, topics)


def _whole(parts: Parts, topics: dict[str, list[DangerSign]]) -> Graph:
    pack, sheet, say = parts.pack, parts.sheet, parts.say
    questions = fill(say(strings.QUESTIONS), questions=len(pack.questions), screens=len(pack.screens))
    answers = sheet.node(("all answers",), questions, "screen")
    boxes: dict[Urgency, list[str]] = {}
    for topic, signs in topics.items():
        level = max((Urgency(sign.urgency) for sign in signs), key=lambda one: one.rank)
        state = parts.colours.of_any([sign.id for sign in signs])
        node = sheet.node(("topic", topic), f"{_named(parts, topic)}: {len(signs)}", "topic", state)
        boxes.setdefault(level, []).append(node)
    for level in sorted(boxes, key=lambda one: -one.rank):
        heading = fill(say(strings.SIGNS_AT_MOST), level=say(pack.levels[level].label))
        sheet.group(heading, boxes[level])
        for node in boxes[level]:
            sheet.edge(answers, node)
            sheet.edge(node, parts.level(level))
    base = sheet.node(("rule", pack.base.id), say(strings.NO_SIGN), "base", parts.colours.of_rule(pack.base.id))
    sheet.edge(answers, base)
    sheet.edge(base, parts.level(pack.base.urgency), say(strings.ELSE))
    sheet.edge(base, parts.level(pack.base.reassured), say(strings.REASSURED))
    causes = _causes(parts, answers)
    withheld = fill(say(strings.EXERCISES), exercises=len(pack.exercises), gates=len(pack.gates))
    exercises = sheet.node(("exercises",), withheld, "gate")
    for node in (*map(parts.level, sorted(pack.levels, key=lambda one: -one.rank)), *causes):
        sheet.edge(node, exercises)
    name = f"{pack.about.id} {pack.about.version}"
    return sheet.graph(fill(say(strings.FLOW_TITLE), pack=name), say(strings.FLOW_SAYS))


def _causes(parts: Parts, answers: str) -> list[str]:
    pack, nodes = parts.pack, []
    for cause in pack.causes:
        lines = sum(line.cause == cause for line in pack.evidence.values())
        node = parts.cause(cause)
        evidence = parts.sheet.node(("lines", cause), fill(parts.say(strings.LINES), count=lines), "evidence")
        parts.sheet.edge(answers, evidence)
        parts.sheet.edge(evidence, node)
        nodes.append(node)
    parts.sheet.group(parts.say(strings.CAUSES), nodes)
    return nodes


def _topic(parts: Parts, topic: str, signs: list[DangerSign]) -> Graph:
    """The danger signs of one topic: from the screens that they read, to their levels."""
    pack, sheet = parts.pack, parts.sheet
    screens: dict[str, str] = {}
    for sign in signs:
        node = parts.sign(sign.id)
        for question in _read_by(pack, sign):
            screen = pack.screen_of[question]
            screens[screen.id] = sheet.node(("screen", screen.id), parts.say(screen.title), "screen")
            sheet.edge(screens[screen.id], node)
        sheet.edge(node, parts.level(sign.urgency), parts.say(strings.CLEAR))
        if sign.if_unsure != sign.urgency:
            sheet.edge(node, parts.level(sign.if_unsure), parts.say(strings.NOT_SURE))
    sheet.group(parts.say(strings.SCREENS), list(screens.values()))
    named = _named(parts, topic)
    sheet.group(fill(parts.say(strings.SIGNS_OF), topic=named), [parts.sign(sign.id) for sign in signs])
    return sheet.graph(fill(parts.say(strings.TOPIC_TITLE), topic=named), parts.say(strings.TOPIC_SAYS))


def _read_by(pack: Pack, sign: DangerSign) -> list[str]:
    read = pack.questions_read_by(sign.when)
    if sign.unless is not None:
        read |= pack.questions_read_by(sign.unless)
    return [name for name in pack.questions if name in read]


def _named(parts: Parts, topic: str) -> str:
    name = topic.replace("_", " ")
    return parts.say(strings.NAMED_TOPICS.get(name, name))

"""The result that the answers of a result lead to: derived anew from them and the pack alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from triage.check import advice
from triage.check.conclusions import Concluded, conclude, trace
from triage.check.safety_net import safety_net
from triage.check.truth import BLANK, HIDDEN, NOT_ASKED, Facts
from triage.check.unsettled import not_known
from triage.pack.language_notes import language_notes, texts_in
from triage.pack.pack import SOURCE
from triage.pack.wording import Wording, wording_of

SCHEMA = "triage.assessment/1"
_VERSION = re.compile(r"\d[\w.+-]{0,40}")
_DISAGREED = "The two engines did not agree on this result. The more urgent answer of the two is shown."
_SET_ASIDE = "An answer was set aside, since other answers hide its question: %(finding)s (%(question)s)."
_FAILED = "durable_rules failed, so only one engine made this result."
_UNAVAILABLE = "durable_rules could not be loaded, so only one engine made this result. %(reason)s"
_ONE_BLANK = "1 question was left blank and counts as not sure."
_BLANKS = "%(count)s questions were left blank and count as not sure."


# All that is taken from a result as it is. Of the last four only what no rule can tell: versions, texts of faults.
GIVEN = ("person", "country", "language", "answers", "unanswered", "not_asked", "id", "software", "engine", "notes")


def derived(facts: Facts, given: dict[str, Any]) -> dict[str, Any]:
    """What the whole result should be, but for its digest. `facts` are the answers in `given`, settled."""
    pack, concluded = facts.pack, conclude(facts)
    say = wording_of(pack, given["country"], given["person"])
    level, about = pack.levels[concluded.urgency], pack.about
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        **({"id": given["id"]} if isinstance(given.get("id"), str) else {}),
        "pack": {"id": about.id, "version": about.version, "sha256": pack.sha256},
        **_made_by(given),
        "review": {"status": pack.review.status, "statement": say(pack.review.statement)},
        "person": given["person"],
        "country": given["country"],
        **({"language": pack.language} if "language" in given or pack.language != SOURCE else {}),
        "urgency": concluded.urgency,
        "urgency_rank": concluded.urgency.rank,
        "urgency_label": say(level.label),
        "action": say(level.action),
        "timeframe": say(level.timeframe),
        "danger_signs": [*advice.danger_signs(concluded, say)],
        "possible_causes": [*advice.possible_causes(concluded, say)],
        "professionals": [*advice.professionals(concluded, say)],
        "treatments": [*advice.treatments(concluded, say)],
        "exercises": [*advice.exercises(concluded, say)],
        "exercise_caution": say(about.exercise_caution),
        "withheld_exercises": [*advice.withheld(concluded, say)],
        "safety_net": [*safety_net(concluded, say)],
        "not_known": not_known(facts),
        "answers": {name: told for name, told in given["answers"].items() if facts.states[name] != HIDDEN},
        "unanswered": given["unanswered"],
        "not_asked": [name for name, state in facts.states.items() if state == NOT_ASKED],
        "trace": [*trace(concluded)],
        "notes": [*_notes(concluded, given, say)],
    }
    if pack.language != SOURCE:
        whole["notes"] += language_notes(pack, say, texts_in(whole))
    plain: dict[str, Any] = json.loads(json.dumps(whole))
    return plain


def _made_by(given: dict[str, Any]) -> dict[str, Any]:
    """The software and the engine: their versions are taken from the result, all else must fit together."""
    software, engine = (part if isinstance(part := given.get(name), dict) else {} for name in ("software", "engine"))
    version = _version(software.get("version"))
    if engine.get("name") == "durable_rules":
        agreed = engine.get("agreed") is not False
        made = {"name": "durable_rules", "version": _version(engine.get("version")), "checked": True, "agreed": agreed}
    else:
        made = {"name": "logic", "version": version, "checked": False, "agreed": None}
    return {"software": {"name": "triage", "version": version}, "engine": made}


def _version(told: Any) -> str:
    return told if isinstance(told, str) and _VERSION.fullmatch(told) else "a version such as 1.2.3"


def _notes(concluded: Concluded, given: dict[str, Any], say: Wording) -> Iterator[str]:
    """The notes: on the engines, on answers set aside (which only the note itself tells of), on blanks, on causes."""
    told = given["notes"] if isinstance(given.get("notes"), list) else []
    made = _made_by(given)["engine"]
    if made["agreed"] is False:
        yield say(_DISAGREED)
    elif made["name"] == "logic" and isinstance(first := next(iter(told), None), str):
        is_known = first == say(_FAILED) or first.startswith(say(_UNAVAILABLE).partition("%(")[0])
        yield from [first] if is_known else []
    states = concluded.facts.states
    for name in (name for name, state in states.items() if state == HIDDEN):
        note = say(_SET_ASIDE) % {"finding": say(concluded.pack.questions[name].says), "question": name}
        if note in told:
            yield note
    if blanks := sum(state == BLANK for state in states.values()):
        yield say(_ONE_BLANK if blanks == 1 else _BLANKS) % {"count": blanks}
    if not concluded.causes:
        yield say(concluded.pack.about.no_cause)

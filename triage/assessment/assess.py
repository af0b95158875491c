"""`assess`: from a pack and answers to an assessment, made by one engine and checked by the other."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from triage import __version__
from triage.assessment import advice, findings
from triage.assessment.model import Assessment, EngineInfo, PackInfo, ReviewInfo, SoftwareInfo
from triage.errors import EngineFault, EngineUnavailable
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE
from triage.pack.wording import Wording
from triage.reasoning import engine as durable
from triage.reasoning.answers import Answers, Facts, State, given_text
from triage.reasoning.conclusions import Conclusions, conclude
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Firing, rules_of

_log = logging.getLogger("triage")

EngineChoice = Literal["both", "logic"]


@dataclass(frozen=True)
class Reasoned:
    """All firings for one set of facts, what they conclude, and how that was made."""

    facts: Facts
    firings: tuple[Firing, ...]
    conclusions: Conclusions
    engine: EngineInfo
    notes: tuple[str, ...] = ()


def assess(
    pack: Pack,
    answers: Answers | Mapping[str, object],
    *,
    country: str | None = None,
    engine: EngineChoice = "both",
) -> Assessment:
    """The assessment of one person's answers.

    `answers` is an answers document, only its `answers` part, or checked `Answers`. `country` is an id of the pack's
    countries (default: the pack's): it changes the wording, never the result. `engine="logic"` leaves durable_rules
    out.
    Raises AnswersError for answers that the pack does not know, KeyError for an unknown country.
    """
    checked = answers if isinstance(answers, Answers) else read_answers(pack, answers)
    place = pack.countries[country or pack.about.default_country]
    say = Wording(place, checked.person)
    reasoned = reason(pack, checked, engine)
    level = pack.levels[reasoned.conclusions.urgency]
    causes = findings.possible_causes(pack, reasoned.firings, reasoned.conclusions, say)
    signs = findings.danger_signs(pack, reasoned.facts, reasoned.firings, say)
    exercises, withheld = advice.exercises(pack, reasoned.firings, reasoned.conclusions, say)
    used = _answers(pack, checked, reasoned.facts)
    return Assessment(
        id=checked.id,
        pack=PackInfo(id=pack.about.id, version=pack.about.version, sha256=pack.sha256),
        software=SoftwareInfo(name="triage", version=__version__),
        engine=reasoned.engine,
        review=ReviewInfo(status=pack.about.review.status, statement=say(pack.about.review.statement)),
        person=checked.person,
        country=place.id,
        urgency=level.urgency,
        urgency_rank=level.urgency.rank,
        urgency_label=say(level.label),
        action=say(level.action),
        timeframe=say(level.timeframe),
        danger_signs=signs,
        possible_causes=causes,
        professionals=advice.professionals(pack, reasoned.firings, reasoned.conclusions, say),
        treatments=advice.treatments(pack, reasoned.conclusions, say),
        exercises=exercises,
        exercise_caution=say(pack.about.exercise_caution),
        withheld_exercises=withheld,
        safety_net=advice.safety_net(pack, checked, reasoned.facts, level.urgency, say),
        not_known=findings.not_known(pack, checked, reasoned.facts),
        answers=used,
        unanswered="no" if checked.unanswered == "no" else "unsure",
        not_asked=tuple(name for name, state in reasoned.facts.states.items() if state is State.NOT_ASKED),
        trace=findings.trace(pack, reasoned.facts, reasoned.firings, reasoned.conclusions),
        notes=(*reasoned.notes, *_notes(pack, used, reasoned, say)),
    )


def reason(pack: Pack, answers: Answers, engine: EngineChoice = "both") -> Reasoned:
    """All firings and conclusions: by durable_rules, compared firing by firing with `logic`, which defines them."""
    facts = logic_of(pack).settle(answers)
    reference = _by_logic(pack, facts)
    if engine == "logic":
        return reference
    try:
        running = durable.engine_of(pack)
        fired = running.firings(facts, lambda found: conclude(pack, found))
    except EngineUnavailable as error:
        return _noted(reference, f"durable_rules could not be loaded, so only one engine made this result. {error}")
    except EngineFault as error:
        _log.error("durable_rules failed: %s", error)
        return _noted(reference, "durable_rules failed, so only one engine made this result.")
    return _compared(pack, reference, fired, durable.version())


def _by_logic(pack: Pack, facts: Facts) -> Reasoned:
    inferred = infer(pack, facts)
    info = EngineInfo(name="logic", version=__version__, checked=False, agreed=None)
    return Reasoned(inferred.facts, inferred.firings, inferred.conclusions, info)


def _noted(reasoned: Reasoned, note: str) -> Reasoned:
    return replace(reasoned, notes=(note,))


def _compared(pack: Pack, reference: Reasoned, fired: tuple[Firing, ...], version: str) -> Reasoned:
    """The engine's result; where the two differ the more urgent one, marked, with both traces in the log."""
    agreed = frozenset(fired) == frozenset(reference.firings)
    info = EngineInfo(name="durable_rules", version=version, checked=True, agreed=agreed)
    if agreed:
        return replace(reference, engine=info)
    _log.error("the engines differ: durable_rules %s; logic %s", sorted(fired), sorted(reference.firings))
    other = conclude(pack, fired)
    note = "The two engines did not agree on this result. The more urgent answer of the two is shown."
    if other.urgency <= reference.conclusions.urgency:
        return _noted(replace(reference, engine=info), note)
    facts = reference.facts.concluded(other.urgency, frozenset(cause.cause for cause in other.causes))
    return Reasoned(facts, _either(pack, reference.firings, fired), other, info, (note,))


def _either(pack: Pack, some: Iterable[Firing], others: Iterable[Firing]) -> tuple[Firing, ...]:
    """What either fired, each rule once and in the order of the pack; it is certain if it is so for one of the two."""
    certain: dict[str, bool] = {}
    for firing in (*some, *others):
        certain[firing.rule] = certain.get(firing.rule, False) or firing.certain
    return tuple(Firing(rule.id, certain[rule.id]) for rule in rules_of(pack) if rule.id in certain)


def _answers(pack: Pack, answers: Answers, facts: Facts) -> dict[str, object]:
    """The answers that were used, in the form of the answers document."""
    return {name: given_text(pack, name, value) for name, value in answers.given.items() if name not in facts.set_aside}


def _notes(pack: Pack, used: Mapping[str, object], reasoned: Reasoned, say: Wording) -> list[str]:
    """What else there is to say. A blank that `used` tells as not sure is not counted as a blank once more."""
    notes = [
        f"An answer was set aside, since other answers hide its question: {say(pack.questions[name].says)} ({name})."
        for name in reasoned.facts.set_aside
    ]
    blanks = [
        name for name, state in reasoned.facts.states.items() if state is State.BLANK and used.get(name) != UNSURE
    ]
    if blanks:
        were = "question was left blank and counts" if len(blanks) == 1 else "questions were left blank and count"
        notes.append(f"{len(blanks)} {were} as not sure.")
    if not reasoned.conclusions.causes:
        notes.append(say(pack.about.no_cause))
    return notes

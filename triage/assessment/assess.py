"""`assess`: from a pack and answers to an assessment, made by one engine and checked by the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Literal

from triage import __version__
from triage.assessment import advice, findings, strings
from triage.assessment.model import Assessment, EngineInfo, PackInfo, ReviewInfo, SoftwareInfo
from triage.errors import EngineFault, EngineUnavailable
from triage.pack.language_notes import language_notes, texts_in
from triage.pack.pack import SOURCE, Pack
from triage.pack.scales import UNSURE
from triage.pack.wording import Wording, wording_of
from triage.reasoning import engine as durable
from triage.reasoning.answers import Answers, Facts, State, given_text
from triage.reasoning.conclusions import Conclusions, conclude
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import Firing, rules_of
from triage.records import Record, replace

EngineChoice = Literal["both", "logic"]
Note = tuple[str, Mapping[str, object]]  # a sentence to be worded, and its values


class Reasoned(Record):
    """All firings for one set of facts, what they conclude, and how that was made."""

    facts: Facts
    firings: tuple[Firing, ...]
    conclusions: Conclusions
    engine: EngineInfo
    notes: tuple[Note, ...] = ()


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
    say = wording_of(pack, country, checked.person)
    reasoned = reason(pack, checked, engine)
    level = pack.levels[reasoned.conclusions.urgency]
    causes = findings.possible_causes(pack, reasoned.firings, reasoned.conclusions, say)
    signs = findings.danger_signs(pack, reasoned.facts, reasoned.firings, say)
    exercises, withheld = advice.exercises(pack, reasoned.firings, reasoned.conclusions, say)
    used = _answers(pack, checked, reasoned.facts)
    result = Assessment(
        id=checked.id,
        pack=PackInfo(id=pack.about.id, version=pack.about.version, sha256=pack.sha256),
        software=SoftwareInfo(name="triage", version=__version__),
        engine=reasoned.engine,
        review=ReviewInfo(status=pack.review.status, statement=say(pack.review.statement)),
        person=checked.person,
        country=say.country.id,
        language=pack.language,
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
        notes=(*_told(reasoned.notes, say), *_notes(pack, used, reasoned, say)),
    )
    return _with_language_notes(pack, result, say)


def _told(notes: Iterable[Note], say: Wording) -> Iterator[str]:
    for sentence, values in notes:
        yield say(sentence) % values


def _with_language_notes(pack: Pack, result: Assessment, say: Wording) -> Assessment:
    """The result with what there is to say of its language: who translated it, and whether some of it is English."""
    if pack.language == SOURCE:
        return result
    notes = language_notes(pack, say, texts_in(result.to_dict()))
    return replace(result, notes=(*result.notes, *notes))


def reason(pack: Pack, answers: Answers, engine: EngineChoice = "both") -> Reasoned:
    """All firings and conclusions: by durable_rules, compared firing by firing with the compiled form of `logic`."""
    facts = logic_of(pack).settle(answers)
    reference = _by_logic(pack, facts)
    if engine == "logic":
        return reference
    try:
        running = durable.engine_of(pack.original or pack)
        fired = running.firings(facts, partial(_concluded, pack, reference))
    except EngineUnavailable as error:
        return _noted(reference, (strings.NO_ENGINE, {"reason": error}))
    except EngineFault as error:
        _log("durable_rules failed: %s", error)
        return _noted(reference, (strings.ENGINE_FAILED, {}))
    return _compared(pack, reference, fired, durable.version())


def _concluded(pack: Pack, reference: Reasoned, found: tuple[Firing, ...]) -> Conclusions:
    """What findings mean; not worked out again where they are the same as in the reference."""
    same = found == tuple([firing for firing in reference.firings if firing.rule not in pack.gates])
    return reference.conclusions if same else conclude(pack, found)


def _by_logic(pack: Pack, facts: Facts) -> Reasoned:
    inferred = infer(pack, facts)
    info = EngineInfo(name="logic", version=__version__, checked=False, agreed=None)
    return Reasoned(inferred.facts, inferred.firings, inferred.conclusions, info)


def _noted(reasoned: Reasoned, note: Note) -> Reasoned:
    return replace(reasoned, notes=(note,))


def _log(message: str, *values: object) -> None:
    import logging  # loaded only where there is something to log

    logging.getLogger("triage").error(message, *values)


def _compared(pack: Pack, reference: Reasoned, fired: tuple[Firing, ...], version: str) -> Reasoned:
    """The engine's result; where the two differ the more urgent one, marked, with both traces in the log."""
    agreed = fired == reference.firings
    info = EngineInfo(name="durable_rules", version=version, checked=True, agreed=agreed)
    if agreed:
        return replace(reference, engine=info)
    _log("the engines differ: durable_rules %s; logic %s", sorted(fired), sorted(reference.firings))
    other = conclude(pack, fired)
    note: Note = (strings.DISAGREED, {})
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
        say(strings.SET_ASIDE) % {"finding": say(pack.questions[name].says), "question": name}
        for name in reasoned.facts.set_aside
    ]
    blanks = [
        name for name, state in reasoned.facts.states.items() if state is State.BLANK and used.get(name) != UNSURE
    ]
    if blanks:
        notes.append(say(strings.ONE_BLANK if len(blanks) == 1 else strings.BLANKS) % {"count": len(blanks)})
    if not reasoned.conclusions.causes:
        notes.append(say(pack.about.no_cause))
    return notes

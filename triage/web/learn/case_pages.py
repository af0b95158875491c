"""One practice case, a page a step: ask, decide, and see what the rules say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.learn import Consultation, Decision, Marking, Progress, after_case, cause_choices, feedback, level_labels
from triage.learn.strings import NOT_REAL
from triage.learn.telling import heard, listed, wording
from triage.pack.pack import SOURCE, Pack
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill
from triage.report.html_page import to_html_sections
from triage.store import learners
from triage.web.forms import text_of
from triage.web.learn import strings
from triage.web.learn.people import HOME, Learning, Learns, seed_of
from triage.web.learn.school import translated
from triage.web.rendering import safe
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

CASE, DECIDE = "/learn/case", "/learn/decide"


# ------------------------------------------------------------------------------------------------------------- the case


@router.post("/learn/next")
def begin(at: Learns, form: Sent) -> Response:  # noqa: ARG001
    """The next case: of the class while it has more, then the one that tells most; one that is open is gone on with."""
    if at.stands.open is not None and at.consultation() is not None:
        return go(CASE)
    klass, pack = at.klass, at.pack
    if klass is not None and at.number <= klass.cases:
        case = at.school.class_case(pack, klass.seed + at.number - 1)
    else:
        case = at.school.chosen_case(pack, at.records, seed_of(at.learner))
    at.saved(at.stands.with_(open=Consultation(pack, case).state()))
    return go(CASE)


@router.get(CASE)
def case(at: Learns, subject: int = 0) -> Response:
    """What is known so far, and all that can be asked."""
    one = at.consultation()
    if one is None:
        return go(HOME)
    known = set(one.known)
    heard_now = one.heard
    subjects = [
        {
            "number": number,
            "title": title,
            "left": [one for one in questions if one.name not in known],
            "said": [told for told in heard_now if told.question in {one.name for one in questions}],
        }
        for number, (title, questions) in enumerate(_subjects(one.pack), start=1)
    ]
    return at.page(
        "case.html",
        title=title_of(at),
        not_real=at.say(NOT_REAL),
        number=at.number,
        first=one.told_first,
        heard=heard_now,
        subjects=subjects,
        open=subject,
    )


class _Askable(NamedTuple):
    """A question in words, with what it lists."""

    name: str
    ask: str
    listed: tuple[str, ...]


@lru_cache(maxsize=16)
def _subjects(pack: Pack) -> tuple[tuple[str, tuple[_Askable, ...]], ...]:
    """The subjects that can be asked about, each with its questions."""
    say = wording(pack)
    return tuple(
        (say(screen.title), tuple(_Askable(one.id, say(one.ask), listed(pack, one.id)) for one in screen.questions))
        for screen in pack.screens
    )


def title_of(at: Learning, number: int | None = None) -> str:
    """Which case it is, of how many where a class has so many."""
    this = number or at.number
    if at.klass is not None and this <= at.klass.cases:
        return fill(at.say(strings.CASE_OF), number=this, count=at.klass.cases)
    return fill(at.say(strings.CASE_NUMBER), number=this)


@router.post("/learn/ask")
def ask(at: Learns, form: Sent) -> Response:
    """One question; what came from a page of an earlier case changes nothing."""
    one = at.consultation()
    name = text_of(form, "ask")
    if one is None or not _is_this(at, form) or name not in one.pack.questions:
        return go(CASE)
    screens = (number for number, screen in enumerate(one.pack.screens, start=1) if _has(screen.questions, name))
    subject = next(screens, 0)
    after = one.ask(name)
    if after is not one:
        at.saved(at.stands.with_(open=after.state()))
    return go(f"{CASE}?subject={subject}#subject-{subject}")


def _has(questions: Sequence[Any], name: str) -> bool:
    return any(question.id == name for question in questions)


def _is_this(at: Learning, form: FormData) -> bool:
    return text_of(form, "number", 10) == str(at.number)


# --------------------------------------------------------------------------------------------------------- the decision


@router.get(DECIDE)
def decide(at: Learns) -> Response:
    """How soon, how sure, which signs and causes, and on what it rests."""
    one = at.consultation()
    return go(HOME) if one is None else _decide(at, one)


def _decide(at: Learning, one: Consultation, form: FormData | None = None, faults: Mapping[str, str] = {}) -> Response:
    say, pack = wording(one.pack), one.pack
    ticked = {name: set(_those(form, name)) if form else set() for name in ("level", "sure", *_LISTS)}
    choices = {
        "signs": [(name, say(pack.danger_signs[name].label)) for name in at.school.signs(one)],
        "causes": [(name, say(pack.causes[name].label)) for name in cause_choices(pack)],
        "reason": [(name, heard(pack, one.case, name).says) for name in one.known],
    }
    return at.page(
        "decide.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        title=title_of(at),
        number=at.number,
        levels=[(level.value, label) for level, label in level_labels(pack).items()],
        choices=choices,
        ticked=ticked,
        faults=faults,
    )


_LISTS = ("signs", "causes", "reason")


def _those(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(value for value in form.getlist(name) if isinstance(value, str) and len(value) <= 100)


@router.post(DECIDE)
def decided(at: Learns, form: Sent) -> Response:
    """The decision, marked and kept; a form that was sent twice, or of an earlier case, counts once."""
    one = at.consultation()
    if one is None or not _is_this(at, form):
        return go(HOME)
    faults = _faults(at, form)
    if faults:
        return _decide(at, one, form, faults)
    country = at.services.country().id
    decision = _decision(at, one, form)
    marking, record = at.school.marked(one, decision, country)
    did = {
        "kind": learners.CASE,
        "number": at.number,
        "record": record.to_dict(),
        "seen": [sign.id for sign in marking.signs if sign.verdict == "hit"],
        "done": {
            "heard": [told.says for told in (*one.told_first, *one.heard)],
            "marking": marking.to_dict(),
            "language": one.pack.language,
        },
    }
    cards = after_case(Progress(cards=at.stands.cards), record, at.now).cards
    at.saved(at.stands.with_(open=None, cards=cards, cases=at.number), did)
    if at.klass is None or at.number >= at.klass.cases:
        at.school.choose_ahead(one.pack, (*at.records, record), seed_of(at.learner))
    return go(f"/learn/cases/{at.number}")


def _faults(at: Learning, form: FormData) -> dict[str, str]:
    faults = {}
    if text_of(form, "level") not in [level.value for level in Urgency]:
        faults["level"] = at.say(strings.CHOOSE_LEVEL)
    if text_of(form, "sure") not in [str(sure) for sure, _ in strings.SURE]:
        faults["sure"] = at.say(strings.CHOOSE_SURE)
    return faults


def _decision(at: Learning, one: Consultation, form: FormData) -> Decision:
    """What was ticked, as far as it was there to be ticked."""
    offered = {"signs": at.school.signs(one), "causes": cause_choices(one.pack), "reason": one.known}
    named = {name: tuple(one for one in _those(form, name) if one in offered[name]) for name in _LISTS}
    return Decision(urgency=Urgency(text_of(form, "level")), sure=int(text_of(form, "sure")), **named)


# --------------------------------------------------------------------------------------------------------- the feedback


@router.get("/learn/cases/{number}")
def marked(at: Learns, number: int) -> Response:
    """What the rules say of a case that one has done, in the language it was marked in. Raises HTTPException: 404."""
    done = at.did(learners.CASE, number)
    marking = Marking.from_json(json.dumps(done.done["marking"]))
    pack = translated(at.pack.original or at.pack, done.done.get("language", SOURCE))
    sections = feedback(pack, marking, at.services.country().id)
    return at.page(
        "marked.html",
        title=title_of(at, number),
        sections=safe(to_html_sections(sections)),
        heard=done.done["heard"],
        is_under=marking.verdict == "under",
        marked_in=pack,
    )

"""A visit as the API shows it: the same pages as the browser's, as data."""

from __future__ import annotations

import re
from typing import Literal

from triage.pack.knowledge import Language
from triage.pack.pack import SOURCE
from triage.pack.wording import wording_of
from triage.questionnaire import pages
from triage.questionnaire.page import Kind
from triage.reasoning.answers import given_text
from triage.web.api.models import (
    ChoiceShown,
    CountryShown,
    EmergencyShown,
    LanguageShown,
    PackShown,
    ReviewShown,
    ScreenShown,
    VisitShown,
)
from triage.web.languages import SOURCE_NAME
from triage.web.services import Services
from triage.web.visits.visit import Current

Stage = Literal["asking", "emergency", "answered", "done"]


def stage_of(now: Current) -> Stage:
    """What has to happen next."""
    if now.visit.is_done:
        return "done"
    if now.progress.must_warn:
        return "emergency"
    return "answered" if now.progress.interview.is_done else "asking"


def may_finish(now: Current) -> bool:
    """Whether there can be a result already."""
    return now.progress.interview.is_done or now.progress.interview.is_emergency_certain


def visit_shown(now: Current) -> VisitShown:
    interview, stage = now.progress.interview, stage_of(now)
    return VisitShown(
        stage=stage,
        step=now.progress.step,
        person=interview.person,
        country=now.visit.country,
        language=now.pack.language,
        screens_left=interview.screens_left,
        screen=_screen(now) if stage == "asking" else None,
        emergency=_emergency(now) if stage == "emergency" else None,
        may_finish=may_finish(now),
        can_go_back=can_go_back(now),
        answers={name: given_text(interview.pack, name, value) for name, value in interview.given.items()},
        expires_at=now.visit.expires_at,
    )


def can_go_back(now: Current) -> bool:
    return bool(now.progress.interview.before or now.progress.interview.steps)


def _screen(now: Current) -> ScreenShown:
    interview = now.progress.interview
    screen = interview.screen
    assert screen is not None
    page = pages.question_page(interview, now.say, now.progress.replies.get(screen.id, ()))
    is_number = page.kind is Kind.NUMBER
    return ScreenShown(
        id=screen.id,
        kind="number" if is_number else "any" if page.kind is Kind.ANY else "one",
        title=page.title,
        text=list(page.text),
        ask=page.ask,
        help=page.help,
        why=list(page.why),
        choices=[ChoiceShown(value=one.value, label=one.label, detail=one.detail) for one in page.choices],
        suggested=list(page.suggested),
        minimum=page.minimum if is_number else None,
        maximum=page.maximum if is_number else None,
        unit=page.unit if is_number else None,
        alert=page.alert or None,
    )


def _emergency(now: Current) -> EmergencyShown:
    page = pages.emergency(now.progress.interview, now.say)
    number = re.sub("[^0-9+]", "", now.services.country(now.visit.country).dial)
    return EmergencyShown(action=page.alert, because=list(page.text), number=number or None)


def pack_shown(services: Services, language: str) -> PackShown:
    pack = services.pack_in(language)
    about, say = pack.about, wording_of(pack, services.country().id)
    source = LanguageShown(tag=SOURCE, name=SOURCE_NAME, direction="ltr", made_by=None, reviewed=None, statement=None)
    return PackShown(
        id=about.id,
        version=about.version,
        sha256=pack.sha256,
        review=ReviewShown(status=pack.review.status, statement=say(pack.review.statement)),
        countries=[CountryShown(id=one.id, label=one.label) for one in pack.countries.values()],
        languages=[source, *map(_language, pack.languages.values())],
    )


def _language(about: Language) -> LanguageShown:
    return LanguageShown(
        tag=about.id,
        name=about.name,
        direction=about.direction,
        made_by=about.made_by,
        reviewed=about.reviewed,
        statement=about.statement,
    )

"""What we know: the models of `knowledge/`, strict and immutable.

Text that a person reads is written once for both persons and every country (see `wording`): `{you|they}` gives the
second or the third person, `{emergency_number}` comes from the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from triage.errors import Location
from triage.pack.conditions import ConditionField
from triage.pack.model import AtLeast, Model, ReadBy, Text
from triage.pack.scales import QuestionType, Urgency

Id = Annotated[str, Text(longest=60, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
Statement = Annotated[str, Text(shortest=2, longest=400, is_read=True)]
Remark = Annotated[str, Text(shortest=2, longest=400)]  # for those who make, review or work with the pack: English
Sources = Annotated[tuple[str, ...], AtLeast(1)]


class Part(Model):
    """A piece of content without an id of its own."""


class Entry(Part):
    """A piece of content with an id, and the place it was read from."""

    id: Id
    where: Annotated[Location, ReadBy(lambda raw: Location(*raw))]


def kind_of(entry: Entry) -> str:
    """What sort of thing an entry is, as a word for messages: `danger sign`, `tick list`."""
    name = type(entry).__name__
    return _KINDS.get(name) or re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def sources_of(entry: Entry) -> Iterator[tuple[str, ...]]:
    """The ids of sources that an entry names: one group, or one for each thing of it that has its own."""
    for name in ("sources", "exercise_sources"):
        found = getattr(entry, name, ())
        if isinstance(found, AboutSources):
            yield from vars(found).values()
        else:
            yield found


_KINDS = {"About": "pack", "NamedCondition": "condition", "ArticleItem": "article entry"}


class Code(Part):
    """A code of a public system: HPO for findings, ICD-10-CM for concepts. SNOMED CT and LOINC are not shipped."""

    system: Literal["HPO", "ICD-10-CM"]
    code: str
    label: str


class Option(Part):
    """One possible answer of a choice, or one thing to tick. `is_past` says that it is nothing that can newly start."""

    value: Id
    label: Statement
    says: Statement | None = None
    is_danger_sign: bool = False
    is_past: bool = False
    codes: tuple[Code, ...] = ()


class Question(Entry):
    """One question. `says` is the finding as a statement ("One side of your face drooped"), for lists and summaries.

    `can_change` says that the answer may become another from now on: it asks what someone feels, sees or can do.
    """

    type: QuestionType
    ask: Statement
    help: Statement | None = None
    says: Statement
    term: Statement
    why: Statement
    clinical_why: Remark
    options: tuple[Option, ...] = ()
    minimum: int = 0
    maximum: int = 0
    unit: Annotated[str, Text(is_read=True)] = ""
    danger_from: int | None = None
    can_change: bool = False
    ask_when: ConditionField | None = None
    default_negative: str | int | None
    article_symptom: Id | None = None
    codes: tuple[Code, ...] = ()
    sources: Sources


class TickList(Entry):
    """Questions that are asked alike, shown as one list of things to tick (at most six).

    A ticked yes/no question is a yes; a ticked question of another kind is asked in full next. What is not ticked takes
    its clear negative.
    """

    ask: Statement
    questions: Annotated[tuple[Id, ...], AtLeast(2, 6)]


class Screen(Entry):
    """Questions on one subject, with a title that heads them."""

    title: Statement
    intro: Statement | None = None
    questions: Annotated[tuple[Question, ...], AtLeast(1)]
    lists: tuple[TickList, ...] = ()


class NewSign(Part):
    """An answer that a person may have to give one day: `says` completes a sentence that begins with "if".

    It is new after any other answer but those in `not_after`, which are worse, or after which it cannot come.
    """

    says: Statement
    question: Id
    answer: Id
    not_after: tuple[Id, ...] = ()


class NewSigns(Entry):
    """New signs of one kind: those that are as urgent share a line of the safety net."""

    signs: Annotated[tuple[NewSign, ...], AtLeast(1)]


class SecondLookSign(Part):
    """What a question asks for, worded anew, as a part of a list."""

    question: Id
    says: Statement


class SecondLookLine(Entry):
    """Questions that are asked once more together, as one thing to tick."""

    lead: Statement
    signs: Annotated[tuple[SecondLookSign, ...], AtLeast(1, 8)]


class SecondLook(Entry):
    """The last screen before a calm result: each "no" on which that result hangs, asked once more in other words."""

    title: Statement
    ask: Statement
    why: Statement
    lines: Annotated[tuple[SecondLookLine, ...], AtLeast(1, 6)]


class AskAgain(Part):
    """After how many minutes of waiting someone at a level is asked again, and what the desk is told then."""

    level: Urgency
    minutes: int
    says: Remark

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 24 * 60:
            raise ValueError("'minutes' is from 1 to 1440")


class OverrideReason(Entry):
    """Why staff may set another level than the assessed one: a more urgent one, a less urgent one, or either."""

    label: Remark
    direction: Literal["up", "down", "either"]
    needs_note: bool = False


class DeskPractice(Entry):
    """What the front desk does while people wait. A level that `ask_again` leaves out is not asked again."""

    about: Remark
    ask_again: tuple[AskAgain, ...]
    reasons: tuple[OverrideReason, ...]


class NamedCondition(Entry):
    """A named condition of a cause. `needs` is the least score of its own evidence at which it is named."""

    label: Statement
    plain: Statement
    needs: int = 0
    codes: tuple[Code, ...] = ()
    sources: Sources


class Helper(Part):
    """A professional who usually helps with a cause, and for what."""

    professional: Id
    why: Statement


class TreatmentNote(Part):
    treatment: Id
    applies: Literal["yes", "sometimes", "rarely", "no"]
    note: Statement


class ExerciseNote(Part):
    exercise: Id
    advice: Literal["ok_if_cleared", "caution", "withhold"]
    note: Statement


class Cause(Entry):
    """One of the article's causes. `scoring` says how the evidence of its conditions adds up (see `conclusions`)."""

    label: Statement
    plain: Statement
    article: Id
    scoring: Literal["best_condition", "common_and_best_specific"]
    codes: tuple[Code, ...] = ()
    conditions: Annotated[tuple[NamedCondition, ...], AtLeast(1)]
    see: Annotated[tuple[Helper, ...], AtLeast(1)]
    treatments: tuple[TreatmentNote, ...]
    exercises: tuple[ExerciseNote, ...]
    exercise_sources: Sources
    sources: Sources


class UrgencyLevel(Entry):
    """What a person is told at one level. `id` is the level's word; `basis` is for the clinician who reviews it."""

    label: Statement
    action: Statement
    timeframe: Statement
    basis: Remark
    sources: Sources

    @property
    def urgency(self) -> Urgency:
        return Urgency(self.id)


class Professional(Entry):
    """Who to see. An emergency service is named only by danger signs, never for a possible cause alone."""

    label: Statement
    reach: Statement
    is_emergency_service: bool = False
    sources: Sources


class Treatment(Entry):
    label: Statement
    text: Statement
    article: Id
    sources: Sources


class Exercise(Entry):
    label: Statement
    steps: Annotated[tuple[Statement, ...], AtLeast(1)]
    caution: Statement
    article: Id
    sources: Sources


class Source(Entry):
    """Where a statement comes from, and how that was read: on the publisher's page, on a mirror, or not at all."""

    title: Remark
    read: Literal["publisher", "mirror", "general_knowledge"]
    url: str = ""
    what: Remark


class ArticleItem(Entry):
    """One thing the source article says, as an index entry."""

    kind: Literal["cause", "condition", "symptom", "treatment", "exercise"]
    label: Remark
    of: Id | None = None


class Country(Entry):
    """What services are called, and the number to dial. `id` is an ISO code, or "any" where that is not known."""

    label: Statement
    emergency_number: Statement
    dial: str
    emergency_department: Statement
    gp: Statement
    out_of_hours: Statement


class Review(Part):
    """Whether this content is signed off. `status` is data, and every result shows `statement`."""

    status: Literal["not_signed_off", "signed_off"]
    statement: Statement


class Language(Entry):
    """A language into which the texts are translated: `knowledge/languages/<tag>/about.yaml`. `id` is its BCP 47 tag.

    `statement` is said in that language to everybody who reads it: who translated it, and whether anybody checked it.
    """

    name: Remark
    direction: Literal["ltr", "rtl"]
    made_by: Literal["machine", "person"]
    reviewed: bool
    statement: Remark


_Signed = Annotated[str, Text(longest=400, pattern=r"^[^{}\x00-\x1f]{2,}$")]


class SignOff(Entry):
    """A clinician's sign-off: `sha256` is that of exactly the content that was reviewed, and is of no other."""

    name: _Signed
    role: _Signed
    date: Annotated[str, Text(pattern=r"^\d{4}-\d\d-\d\d$")]
    version: Annotated[str, Text(pattern=r"^\d+\.\d+\.\d+$")]
    sha256: Annotated[str, Text(pattern=r"^[0-9a-f]{64}$")]
    statement: _Signed


class AboutSources(Part):
    """What the medical statements of the pack itself stand on."""

    emergency_hint: Sources
    exercise_caution: Sources
    no_cause: Sources


class PackChange(Entry):
    """A change of the pack that a clinician can judge: what it is about, why, and whether it lowers an urgency.

    `about` are the ids of the rules, patterns or questions that were changed together, `retired` those of them that are
    gone and never used again; `version` is the pack's, after.
    """

    version: Annotated[str, Text(pattern=r"^\d+\.\d+\.\d+$")]
    date: Annotated[str, Text(pattern=r"^\d{4}-\d\d-\d\d$")]
    about: Annotated[tuple[Id, ...], AtLeast(1)]
    lowers: bool
    reason: Remark
    sources: Sources
    retired: tuple[Id, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.retired) <= set(self.about):
            raise ValueError("'retired' holds an id that is not in 'about'")


class About(Entry):
    """The pack itself: `knowledge/pack.yaml`."""

    version: Annotated[str, Text(pattern=r"^\d+\.\d+\.\d+$")]
    title: Statement
    languages: tuple[str, ...]
    intended_use: Statement
    not_for: Statement
    limits: Statement
    review: Review
    emergency_hint: Statement
    exercise_caution: Statement
    no_cause: Statement
    sources: AboutSources
    default_country: Id
    shown_causes: ShownCauses
    countries: Annotated[tuple[Country, ...], AtLeast(1)]

    def __post_init__(self) -> None:
        if self.review.status == "signed_off":
            raise ValueError("'review.status' is 'not_signed_off' here: `triage review` records a sign-off beside it")


class ShownCauses(Part):
    """Which causes are shown: a score of at least `at_least`, within `within` of the best, at most `at_most`."""

    at_least: int
    within: int
    at_most: int
    strong_from: int
    moderate_from: int

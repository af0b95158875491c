"""What is sent and what comes back, checked strictly: the wrong type or an unknown key is refused, never guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from triage.pack.wording import Person

Step = Annotated[int, Field(ge=0, le=100_000, description="How many moves there were when the screen was shown.")]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Picked = Annotated[list[Name], Field(min_length=1, max_length=60)]


class Shape(BaseModel):
    """The base of all bodies."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


# ---- sent


class NewVisit(Shape):
    """Who the questionnaire is for, where that is, and what they read: country and language never change the result.

    Emergency numbers go by the country, whatever the language.
    """

    person: Person = Field("self", alias="for", examples=["self"])
    country: Name | None = Field(None, description="An id of the pack's countries.", examples=["GB"])
    language: Name | None = Field(
        None,
        description="One of the pack's languages. Left out, it is the best one for the header Accept-Language.",
        examples=["es"],
    )


class AtStep(Shape):
    """A move that needs to say only where it was made."""

    step: Step = Field(examples=[3])


class Reply(AtStep):
    """The answer to a screen: the values chosen, or a number where one is asked for."""

    screen: Name = Field(examples=["stroke_signs"])
    reply: Picked | int = Field(examples=[["face_droop"]])


class Edit(AtStep):
    """One earlier question, to be asked again now."""

    question: Name = Field(examples=["age"])


# ---- comes back


class ChoiceShown(Shape):
    """One thing to choose or tick."""

    value: str
    label: str
    detail: str | None


class ScreenShown(Shape):
    """What is asked now. `suggested` is what was answered here before, if anything."""

    id: str
    kind: Literal["one", "any", "number"]
    title: str
    text: list[str]
    ask: str
    help: str
    why: list[str]
    choices: list[ChoiceShown]
    suggested: list[str]
    minimum: int | None
    maximum: int | None
    unit: str | None
    alert: str | None


class EmergencyShown(Shape):
    """What to do now, before anything else is asked; `number` is the one to dial, where there is one."""

    action: str
    because: list[str]
    number: str | None


class VisitShown(Shape):
    """Where a questionnaire stands.

    `asking`: reply to `screen`. `emergency`: show `emergency`, then either go on or have the result. `answered`: have
    the result. `done`: it is made.
    """

    stage: Literal["asking", "emergency", "answered", "done"]
    step: int
    person: Person = Field(alias="for")
    country: str
    language: str
    screens_left: int
    screen: ScreenShown | None
    emergency: EmergencyShown | None
    may_finish: bool
    can_go_back: bool
    answers: dict[str, Any]
    expires_at: datetime


class VisitStarted(Shape):
    """A new questionnaire. The token is told this once: send it as `Authorization: Bearer ...` from now on."""

    token: str
    visit: VisitShown


class ReviewShown(Shape):
    status: str
    statement: str


class CountryShown(Shape):
    id: str
    label: str


class LanguageShown(Shape):
    """A language of the rules' texts: who translated them, and whether a translator has reviewed that."""

    tag: str
    name: str
    direction: Literal["ltr", "rtl"]
    made_by: str | None
    reviewed: bool | None
    statement: str | None


class PackShown(Shape):
    """The rules that are in use, and who has checked them."""

    id: str
    version: str
    sha256: str
    review: ReviewShown
    countries: list[CountryShown]
    languages: list[LanguageShown]


class OneProblem(Shape):
    """One thing wrong: where, a stable code for what is wrong with answers, and what to do."""

    where: str
    code: str | None = None
    message: str
    hint: str | None = None


class Problem(BaseModel):
    """RFC 9457. `problems` are all that is wrong with what was sent; `step` is the current one, after a conflict."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[OneProblem] | None = None
    step: int | None = None

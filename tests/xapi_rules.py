"""What a statement of the Experience API must be, in versions 1.0.3 and 2.0 (IEEE 9274.1.1): a strict model for tests.

It knows the parts that a system of learning can write; groups, attachments and sub-statements are refused.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z0-9]{1,8})*|und")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?|P\d+W")


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"{text!r} is no {what}")
        return text

    return AfterValidator(check)


Iri = Annotated[str, _matching(_IRI, "IRI with a scheme")]
Irl = Annotated[str, _matching(re.compile(r"https?://[^\s]+"), "IRL")]
Language = Annotated[str, _matching(_LANGUAGE, "language tag")]
Id = Annotated[str, _matching(_UUID, "UUID in its canonical form")]
Duration = Annotated[str, _matching(_DURATION, "duration of ISO 8601")]
LanguageMap = Annotated[dict[Language, str], Field(min_length=1)]
Extensions = dict[Iri, Any]


class _Part(BaseModel):
    """Nothing but the properties that there are, in their own types; null stands nowhere but in extensions."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def no_nulls(cls, given: Any) -> Any:
        if isinstance(given, dict) and any(value is None for value in given.values()):
            raise ValueError("a property is null")
        return given


class Account(_Part):
    homePage: Irl  # noqa: N815  # the standard's name
    name: str = Field(min_length=1)


class Agent(_Part):
    """Exactly one of four ways says who it is."""

    objectType: Literal["Agent"] = "Agent"  # noqa: N815
    name: str | None = None
    account: Account | None = None
    mbox: Annotated[str, _matching(re.compile(r"mailto:[^\s@]+@[^\s@]+"), "mailto IRI")] | None = None
    mbox_sha1sum: Annotated[str, _matching(re.compile(r"[0-9a-f]{40}"), "SHA-1 in hexadecimal")] | None = None
    openid: Irl | None = None

    @model_validator(mode="after")
    def one_identifier(self) -> Agent:
        ways = (self.account, self.mbox, self.mbox_sha1sum, self.openid)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("an agent has exactly one inverse functional identifier")
        return self


class Verb(_Part):
    id: Iri
    display: LanguageMap | None = None


class Definition(_Part):
    name: LanguageMap | None = None
    description: LanguageMap | None = None
    type: Iri | None = None
    moreInfo: Irl | None = None  # noqa: N815
    extensions: Extensions | None = None


class Activity(_Part):
    objectType: Literal["Activity"] = "Activity"  # noqa: N815
    id: Iri
    definition: Definition | None = None


class Score(_Part):
    scaled: Annotated[float, Field(ge=-1, le=1, strict=False)] | None = None
    raw: Annotated[float, Field(strict=False)] | None = None
    min: Annotated[float, Field(strict=False)] | None = None
    max: Annotated[float, Field(strict=False)] | None = None

    @model_validator(mode="after")
    def in_order(self) -> Score:
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError("the least score is not below the greatest")
        if self.raw is not None and not (
            (self.min is None or self.min <= self.raw) and (self.max is None or self.raw <= self.max)
        ):
            raise ValueError("the score is out of its range")
        return self


class Result(_Part):
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    response: str | None = None
    duration: Duration | None = None
    extensions: Extensions | None = None


class ContextActivities(_Part):
    """Lists only: 1.0.3 takes a single activity too, but gives lists, and 2.0 wants them."""

    parent: list[Activity] | None = None
    grouping: list[Activity] | None = None
    category: list[Activity] | None = None
    other: list[Activity] | None = None


class Context(_Part):
    registration: Id | None = None
    contextActivities: ContextActivities | None = None  # noqa: N815
    revision: str | None = None
    platform: str | None = None
    language: Language | None = None
    extensions: Extensions | None = None


class Statement(_Part):
    """One statement about an activity. Without `version` it is whichever the store that takes it speaks."""

    id: Id | None = None
    actor: Agent
    verb: Verb
    object: Activity
    result: Result | None = None
    context: Context | None = None
    timestamp: Annotated[AwareDatetime, Field(strict=False)] | None = None
    version: Annotated[str, _matching(re.compile(r"1\.0\.\d+|2\.0\.\d+"), "version")] | None = None


def statements(document: list[dict[str, Any]], now: datetime) -> list[Statement]:
    """What a list of statements holds; each has an id of its own and is not of the future. Raises ValueError."""
    found = TypeAdapter(list[Statement]).validate_python(document)
    ids = [one.id for one in found]
    if None in ids or len(set(ids)) != len(ids):
        raise ValueError("two statements share an id, or one has none")
    if any(UUID(one.id).variant != "specified in RFC 4122" for one in found if one.id):
        raise ValueError("an id is of another variant")
    if any(one.timestamp is None or one.timestamp > now for one in found):
        raise ValueError("a statement is of the future, or of no time")
    return found

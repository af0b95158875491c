"""A learner's profile: which side they err to, whether they know it, what they miss and what they misread."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from triage.learn import Profile
from triage.learn.exact import Share
from triage.locale import Say, number
from triage.questionnaire.strings import fill
from triage.web.learn import strings
from triage.web.learn.people import Learns

router = APIRouter(include_in_schema=False)


@router.get("/learn/profile")
def own(at: Learns) -> Response:
    return at.page("own_profile.html", **profile_values(at.school.profile(at.pack, at.records), at.say))


def profile_values(profile: Profile, say: Say) -> dict[str, Any]:
    """What the template of a profile needs, for a learner and their teacher alike."""
    return {
        "profile": profile,
        "share": partial(in_words, say=say),
        "sides": (
            (say(strings.RIGHT), profile.right),
            (say(strings.UNDER), profile.under),
            (say(strings.OVER), profile.over),
            (say(strings.EMERGENCIES_MISSED), profile.emergencies_missed),
        ),
        "bias": say(bias_of(profile)),
        "is_sure": _sureness(profile, say),
    }


def in_words(share: Share, say: Say) -> str:
    """So many of so many, and what that does not rule out."""
    if not share.of or share.low is None or share.high is None:
        return say(strings.NONE_YET)
    low, high = round(share.low * 100), round(share.high * 100)
    return fill(say(strings.SHARE), count=share.count, of=share.of, low=low, high=high)


def bias_of(profile: Profile) -> str:
    """Which side they lean to: one that the other's interval leaves no room for, else none that is certain."""
    under, over = profile.under, profile.over
    if not profile.cases or under.low is None or over.low is None or under.high is None or over.high is None:
        return strings.BIAS_NONE_YET
    if under.low > over.high:
        return strings.BIAS_UNDER
    return strings.BIAS_OVER if over.low > under.high else strings.BIAS_OPEN


def _sureness(profile: Profile, say: Say) -> str:
    if profile.mean_sure is None or profile.brier is None:
        return ""
    share = round(100 * (profile.right.share or 0))
    brier = number(f"{profile.brier:.2f}", say)
    return fill(say(strings.SURENESS), sure=round(profile.mean_sure), right=share, brier=brier)

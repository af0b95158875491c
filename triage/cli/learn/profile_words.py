"""A learner's profile in words, as sections that are printed like a report."""

from __future__ import annotations

from collections.abc import Iterator

from triage.cli.learn import strings
from triage.learn.exact import Share
from triage.learn.profile import Profile
from triage.locale import ENGLISH, Say, number
from triage.questionnaire.strings import fill
from triage.report.document import Block, Item, Items, Paragraph, Place, Section


def sections(profile: Profile, say: Say = ENGLISH) -> tuple[Section, ...]:
    """What is told of a profile with at least one case: the levels first, then what explains them."""
    parts = [
        Section("levels", say(strings.PROFILE), tuple(_levels(profile, say)), place=Place.OPENING),
        Section("misconceptions", say(strings.PROFILE_MISCONCEPTIONS), tuple(_misconceptions(profile, say))),
    ]
    if profile.missed:
        missed = (
            Item(one.label, mark=fill(say(strings.MISSED), missed=one.missed, of=one.of)) for one in profile.missed
        )
        parts.append(Section("missed", say(strings.PROFILE_MISSED), (Items(tuple(missed)),)))
    if profile.calibration:
        parts.append(Section("sure", say(strings.PROFILE_SURE), tuple(_sure(profile, say))))
    return (*parts, Section("asking", say(strings.PROFILE_ASKING), tuple(_asking(profile, say))))


def in_words(share: Share, say: Say = ENGLISH) -> str:
    """A share with its interval, in whole numbers of 100."""
    if share.low is None or share.high is None:
        return fill(say(strings.SHARE_ALONE), count=share.count, of=share.of)
    low, high = round(100 * share.low), round(100 * share.high)
    return fill(say(strings.SHARE), count=share.count, of=share.of, low=low, high=high)


def _levels(profile: Profile, say: Say) -> Iterator[Block]:
    rows = [
        (say(strings.PROFILE_RIGHT), profile.right),
        (say(strings.PROFILE_UNDER), profile.under),
        (say(strings.PROFILE_OVER), profile.over),
        (say(strings.PROFILE_EMERGENCIES), profile.emergencies_missed),
    ]
    yield Items(tuple(Item(in_words(share, say), label) for label, share in rows if share.of))
    yield Paragraph(
        say({"under": strings.BIAS_UNDER, "over": strings.BIAS_OVER, "none": strings.BIAS_NONE}[profile.bias])
    )


def _misconceptions(profile: Profile, say: Say) -> Iterator[Block]:
    if not profile.misconceptions:
        yield Paragraph(say(strings.NO_MISCONCEPTION))
        return
    yield Items(
        tuple(
            Item(
                one.label,
                more=(
                    Paragraph(f"{one.says} {one.instead}"),
                    Paragraph(fill(say(strings.MATCHED), count=one.matched.count, of=one.matched.of)),
                ),
            )
            for one in profile.misconceptions
        )
    )


def _sure(profile: Profile, say: Say) -> Iterator[Block]:
    lines = (
        Item(in_words(one.right, say), fill(say(strings.SURE_WAS_RIGHT), sure=one.sure)) for one in profile.calibration
    )
    yield Items(tuple(lines))
    if profile.mean_sure is not None and profile.right.share is not None:
        sure, right = round(profile.mean_sure), round(100 * profile.right.share)
        yield Paragraph(fill(say(strings.MEAN_SURE), sure=sure, right=right))


def _asking(profile: Profile, say: Say) -> Iterator[Block]:
    if profile.asked is not None and profile.shortest_safe is not None:
        asked, shortest = (number(f"{count:g}", say) for count in (profile.asked, profile.shortest_safe))
        yield Paragraph(fill(say(strings.ASKED), asked=asked, shortest=shortest))
    if profile.told_nothing.of:
        yield Paragraph(in_words(profile.told_nothing, say), say(strings.TOLD_NOTHING))

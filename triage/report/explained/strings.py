"""The fixed words of explanations, beside those of the report (`triage.report.strings`), in one place to translate."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from triage.explain.model import Gap, Obstacle, TargetKind
from triage.pack.scales import Strength
from triage.records import field
from triage.report.strings import Strings


def _strengths() -> Mapping[Strength, str]:
    return MappingProxyType({Strength.STRONG: "strong", Strength.MODERATE: "moderate", Strength.WEAK: "weak"})


def _obstacles() -> Mapping[Obstacle, str]:
    return MappingProxyType(
        {
            Obstacle.NOT_ENOUGH: "Too few answers point to it.",
            Obstacle.OTHERS_FIT_BETTER: "Some things point to it, but something else fits far better.",
            Obstacle.OTHERS_FILL_THE_LIST: "Some things point to it, but others fit better.",
        }
    )


def _gaps() -> Mapping[Gap, str]:
    return MappingProxyType(
        {
            Gap.WEAK: "It is close. One more weak reason would be enough.",
            Gap.MODERATE: "It is close. One more moderate reason, or two weak ones, would be enough.",
            Gap.STRONG: "One more strong reason would be enough, or a few weaker ones.",
            Gap.TWO: "Two more strong reasons would be enough, or more of the weaker ones.",
            Gap.MORE: "It is far off. Even two more strong reasons would not be enough.",
        }
    )


def _not_so() -> Mapping[TargetKind, str]:
    return MappingProxyType(
        {
            "cause": "Why not: %(label)s",
            "condition": "Why not: %(label)s",
            "danger_sign": "Why not: %(label)s",
            "urgency": "Why not: %(label)s",
            "exercise": "Why it is left out: %(label)s",
        }
    )


def _so() -> Mapping[TargetKind, str]:
    return MappingProxyType(
        {
            "cause": "It is shown: %(label)s",
            "condition": "It is shown: %(label)s",
            "danger_sign": "It was found: %(label)s",
            "urgency": "It is the result: %(label)s",
            "exercise": "It is not left out: %(label)s",
        }
    )


class ExplainedStrings(Strings):
    """Every fixed word of the report and of explanations in one language."""

    # One step
    asked_since: str = "Together with"
    exception: str = "And nothing takes it back"
    same_way: str = "This points to it too"
    means: str = "That means"
    follows: str = "This follows from"
    rule: str = "Rule"
    strength_words: Mapping[Strength, str] = field(default_factory=_strengths)

    # Why
    why_intro: str = "This is how {your|their} answers lead there, step by step."
    decides: str = "What decides it"
    each_enough: str = "Each of these is enough by itself."
    settled: str = "No answer to anything else would change it."
    until_known: str = "It stays this urgent for as long as that is not known."
    not_less: str = "No answer to anything else would make it less urgent."
    everyone: str = "Everyone starts here. None of {your|their} answers raised it."
    reassured_by: str = "A danger sign of any kind would raise it."
    less_urgent: str = "Also found, and less urgent"
    alike_unsure: str = "Not ruled out either, and just as urgent"
    less_urgent_unsure: str = "Not ruled out, and counted as less urgent while answers are missing"
    more_signs: str = "and %(count)s more"

    # Why not
    not_so: Mapping[TargetKind, str] = field(default_factory=_not_so)
    so: Mapping[TargetKind, str] = field(default_factory=_so)
    obstacles: Mapping[Obstacle, str] = field(default_factory=_obstacles)
    gaps: Mapping[Gap, str] = field(default_factory=_gaps)
    not_ruled_out_by_this: str = "This does not rule it out. It says only what {your|their} answers show."
    missing: str = "What is missing"
    nearest_signs: str = "What it would take, the nearest first"
    needed: str = "Needed"
    here: str = "Here"
    other_ways: str = "or one of %(count)s others"
    one_other_way: str = "or one other"
    let_off: str = "Taken back because of"
    and_more: str = "and %(count)s more"
    too_urgent: str = "It is more urgent because of this"
    holds_back: str = "What holds it back"
    would_show: str = "What other answers would change this"
    would_be: str = "Then"
    result: str = "The result"

    # Not sure
    all_known: str = "Every answer is known"
    cannot_change: str = "What is not known cannot change how urgent it is"
    could_change: str = "What is not known could change this"
    one_unknown: str = "One answer is not known."
    unknown_count: str = "%(count)s answers are not known."
    at_least: str = "It could turn out to be as calm as"
    at_most: str = "It could turn out to be as urgent as"
    until_more: str = "Until {you|they} know more, do what the result says."
    allows_for_worst: str = "It allows for the worst already."
    find_out_first: str = "Best to find out first"
    also_telling: str = "These could change it too"
    only_together: str = "These change it only if others are known too"
    other_causes: str = "These could put another cause first"
    as_urgent_if: str = "It would be the most urgent with"
    as_calm_if: str = "It would be the calmest with"
    other_answers: str = "Any other answer"
    no_change: str = "no change"
    first_cause: str = "first of the causes: %(label)s"
    no_cause: str = "none"

    # What if
    what_if: str = "What would change this"
    what_if_intro: str = "Each line is a smallest change: no part of it would do. All other answers stay as they are."
    would_become: str = "This would make it: %(level)s"
    another_cause: str = "This would put another cause first"

    # What to watch for
    safety_net_intro: str = "If just one of these starts, it is more urgent than now."
    no_safety_net: str = "There is no new sign that would make it more urgent than it is."

    # One slip
    one_slip: str = "What one wrong answer would change"
    slip_hides: str = (
        "Each line shows an answer that would have hidden how urgent it is, with all other answers as they are."
    )
    slip_calms: str = (
        "{Your|Their} answers say that none of these is so. If just one of them is true after all, {you|they} need "
        "help at once."
    )
    no_slip_hides: str = "No single wrong answer would have hidden how urgent it is."
    no_slip_calms: str = "No single wrong answer hides an emergency here."
    check_again: str = "Check these once more"
    would_have_hidden: str = "Answers that would have hidden it"


EXPLAINED = ExplainedStrings()

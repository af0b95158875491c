"""The report's own words, in one place, so that a translation replaces one value.

As in the pack, `{you|they}` picks the person spoken of and `{emergency_number}` is filled in by country; `%(name)s`
takes a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from triage.locale import Locale
from triage.pack.scales import Strength, Urgency
from triage.records import Record, field, field_names, replace


def _strengths() -> Mapping[Strength, str]:
    return MappingProxyType(
        {
            Strength.STRONG: "{Your|Their} answers fit this well.",
            Strength.MODERATE: "{Your|Their} answers fit this in part.",
            Strength.WEAK: "{Your|Their} answers fit this a little.",
        }
    )


def _sooner() -> Mapping[Urgency, str]:
    return MappingProxyType(
        {
            Urgency.EMERGENCY_NOW: "Call {emergency_number} at once if this starts:",
            Urgency.EMERGENCY_DEPARTMENT: "{Go|Take them} to {emergency_department} at once if this starts:",
            Urgency.URGENT_SAME_DAY: "Call {your|their} {gp} or {out_of_hours} the same day if this starts:",
            Urgency.SOON: "See {your|their} {gp} in the next few days if this starts:",
            Urgency.ROUTINE: "Tell {your|their} {gp} if this starts:",
        }
    )


def _ways_of_reading() -> Mapping[str, str]:
    return MappingProxyType(
        {
            "publisher": "read on its own page",
            "mirror": "read as a copy or in short form",
            "general_knowledge": "not read; well known in medicine",
        }
    )


class Strings(Record):
    """Every fixed word of the report in one language."""

    def in_language(self, language: Locale) -> Self:
        """The same words in another language; one that its catalogue lacks stays as it is."""
        worded: dict[str, Any] = {name: _worded(getattr(self, name), language) for name in field_names(self)}
        return replace(self, **worded)

    # What to do now
    when: str = "When"
    until_help: str = "Until {you|they} get help"
    no_diagnosis: str = "This is not a diagnosis. It says how soon to get help, and who can help."
    call_now: str = "Call %(number)s"
    call_if_worse: str = "Call %(number)s if {you|they} get worse"

    # Why
    why: str = "Why"
    told: str = "You {said|told us}"
    counts_unsure: str = "This counts since we do not know for sure"
    also_found: str = "Also found"
    more_unsure: str = "and %(count)s more signs that we could not rule out, as some answers are missing"
    outside: str = "not in our article"

    # What may lie behind it
    behind: str = "What may lie behind it"
    behind_intro: str = "A doctor has to find the cause. These are the ones that fit best so far."
    kinds: str = "Kinds that may fit"
    speaks_for: str = "What points to it"
    speaks_against: str = "What does not fit"
    not_known_yet: str = "Not known yet"
    strengths: Mapping[Strength, str] = field(default_factory=_strengths)

    # Who to see, and what to say there
    who: str = "Who to see"
    see_now: str = "Now"
    see_later: str = "Later, once help has come"
    same_reason: str = "For the same reason."
    to_say: str = "What to say there"
    about: str = "This is about: %(title)s. A symptom check gave this advice: %(advice)s."
    not_sure: str = "Not sure about"
    clinician: str = "For the doctor or nurse"
    to_rule_out: str = "Danger signs found"
    not_ruled_out: str = "Not ruled out, as answers are missing"
    said_no: str = "Asked, and the answer was no"
    and_more: str = "and %(count)s more"
    none_of_these: str = "none of these"
    not_sure_answer: str = "not sure"

    # What to ask about
    ask_about: str = "What to ask about"
    treatments: str = "Treatments"
    exercises: str = "Exercises"
    take_care: str = "Take care"
    leave_out: str = "Exercises to leave out for now"

    # When to get help sooner
    sooner: str = "When to get help sooner"
    any_worse: str = "If anything gets worse or new signs start, do not wait. Get help sooner."
    call_again: str = "If {you|they} get worse while {you wait|you wait with them}, call {emergency_number} again."
    call_on_the_way: str = "If {you|they} get worse on the way, stop and call {emergency_number}."
    sooner_if: Mapping[Urgency, str] = field(default_factory=_sooner)

    # What is not known
    not_known: str = "What could change this"
    not_known_intro: str = (
        "We do not know these yet. If you find out, please take the check again. The advice may change."
    )

    # About this result
    about_result: str = "About this result"
    outside_means: str = "A sign marked “%(mark)s” comes from other sources. All our sources are in the list below."
    one_engine: str = "As a safeguard, two programs should work out each result. This time only one of them did."
    engines_differ: str = "Two programs worked out this result, and they did not agree. Treat it with great care."
    notes: str = "Notes"
    made_by: str = "Made by"
    versions: str = (
        "rules %(pack)s %(pack_version)s (%(sha)s), program %(name)s %(version)s, engine %(engine)s %(engine_version)s"
    )
    case: str = "Case"
    sources: str = "Sources"
    ways_of_reading: Mapping[str, str] = field(default_factory=_ways_of_reading)


def _worded(words: str | Mapping[Any, str], language: Locale) -> str | Mapping[Any, str]:
    if isinstance(words, str):
        return language(words)
    return MappingProxyType({name: language(text) for name, text in words.items()})


ENGLISH = Strings()

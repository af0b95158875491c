"""Faults of many kinds, each planted in a copy of the pack, and the property that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from changed_packs import asked_when, changed, with_part, with_question, without

from triage.pack.conditions import AllOf, AnyOf
from triage.pack.knowledge import Option
from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency

ED, SAME_DAY, SOON = Urgency.EMERGENCY_DEPARTMENT, Urgency.URGENT_SAME_DAY, Urgency.SOON
Plant = Callable[[Pack], Pack]


@dataclass(frozen=True)
class Fault:
    """A kind of fault, the property that must break, and how it is planted."""

    kind: str
    breaks: str
    plant: Plant


@dataclass(frozen=True)
class OutOfReach:
    """A kind of fault that puts something out of reach, the property that must say so, and what it must name."""

    kind: str
    breaks: str
    missing: str
    plant: Plant


# ------------------------------------------------------------------------------------------------------ how it is done


def sign(name: str, **update: Any) -> Plant:
    return lambda pack: changed(pack, "danger_signs", name, **update)


def pattern(name: str, when: str | dict[str, Any]) -> Plant:
    return lambda pack: changed(pack, "patterns", name, when=when)


def gate(name: str, **update: Any) -> Plant:
    return lambda pack: changed(pack, "gates", name, **update)


def question(name: str, **update: Any) -> Plant:
    return lambda pack: with_question(pack, replace(pack.questions[name], **update))


def asked(name: str, condition: str | dict[str, Any]) -> Plant:
    return lambda pack: asked_when(pack, name, condition)


def left_out(part: str, name: str) -> Plant:
    return lambda pack: without(pack, part, name)


def all_for_any(pack: Pack) -> Pack:
    found = pack.patterns["fast_sign"].when
    assert isinstance(found, AnyOf)
    return changed(pack, "patterns", "fast_sign", when=AllOf(found.conditions))


def any_for_all(pack: Pack) -> Pack:
    found = pack.patterns["injury_explains_it"].when
    assert isinstance(found, AllOf)
    return changed(pack, "patterns", "injury_explains_it", when=AnyOf(found.conditions))


def reassurance_left_out(pack: Pack) -> Pack:
    """The base rule without its first reassurance."""
    found = pack.base.when
    assert isinstance(found, AllOf)
    return replace(pack, base=replace(pack.base, when=AllOf(found.conditions[1:])))


def names_nobody(pack: Pack) -> Pack:
    """Nobody is named where no danger sign fires and no cause is shown."""
    return replace(pack, base=replace(pack.base, see=()))


def reassuring_answer_marked_as_danger(pack: Pack) -> Pack:
    """That a doctor has looked at it is taken for a danger sign, with "no" as its clear negative."""
    options = (Option(value="yes", label="Yes", is_danger_sign=True), Option(value="no", label="No"))
    return question("already_assessed", options=options, default_negative="no")(pack)


def one_more(pack: Pack, part: str, name: str, like: str, **update: Any) -> Pack:
    """A copy of the pack with an entry more, like another but for this."""
    entries = getattr(pack, part)
    return changed(with_part(pack, part, {**entries, name: replace(entries[like], id=name)}), part, name, **update)


def swallowed_pattern(pack: Pack) -> Pack:
    """A pattern beside which a wider condition always holds."""
    more = one_more(pack, "patterns", "narrow", "getting_worse", when={"course": "worse_fast"})
    return changed(more, "danger_signs", "RF58_worse_fast", when={"any": ["narrow", {"course": "worse_fast"}]})


def only_a_weak_reason(pack: Pack) -> Pack:
    """Of the reasons for a stroke one weak one is left, which does not add up to enough."""
    kept = {name: line for name, line in pack.evidence.items() if line.cause != "stroke"}
    weak = replace(pack.evidence["stroke__fast_sign"], id="weak", strength=Strength.WEAK)
    return with_part(pack, "evidence", {**kept, "weak": weak})


def seen_by_nobody(pack: Pack) -> Pack:
    """No danger sign names the oncology team any more."""
    signs = {
        name: replace(one, see=tuple(who for who in one.see if who != "oncology_team"))
        for name, one in pack.danger_signs.items()
    }
    return with_part(pack, "danger_signs", signs)


def high_threshold(pack: Pack) -> Pack:
    return replace(pack, about=replace(pack.about, shown_causes=replace(pack.about.shown_causes, at_least=99)))


# ---------------------------------------------------------------------------------------- what breaks, with an example

IN_INVARIANTS = (
    Fault("nobody to see", "INV-01", names_nobody),
    Fault("another danger sign takes a rule off", "INV-02", sign("RF17_saddle", unless={"cancer_history": "yes"})),
    Fault("a reassuring answer marked as a danger sign", "INV-02", reassuring_answer_marked_as_danger),
    Fault("a no fires and not sure does not", "INV-03", sign("RF17_saddle", when={"saddle_numbness": "no"})),
    Fault("the default answer is the danger sign", "INV-03", question("saddle_numbness", default_negative="yes")),
    Fault("not sure of an emergency is below the same day", "INV-04", sign("RF31_chest", if_unsure=SOON)),
    Fault("all for any", "INV-06", all_for_any),
    Fault("a branch of an any left out", "INV-06", pattern("fast_sign", {"any": [{"face_droop": "yes"}]})),
    Fault("a lowered if_unsure", "INV-06", sign("RF01_fast_sign", if_unsure=ED)),
    Fault("any for all in what takes a rule off", "INV-07", any_for_all),
    Fault(
        "a condition of an all left out",
        "INV-07",
        pattern("injury_explains_it", {"all": [{"recent_injury": "leg_foot"}, {"side": "one_leg"}]}),
    ),
    Fault(
        "an unless widened",
        "INV-07",
        sign("RF02_sudden_one_sided", unless={"any": ["injury_explains_it", {"already_assessed": "yes"}]}),
    ),
    Fault("doubt takes a rule off", "INV-07", sign("RF02_sudden_one_sided", unless={"injury_same_leg": "unsure"})),
    Fault("a lowered urgency", "INV-08", sign("RF09_breathless_rest", urgency=ED)),
    Fault("another answer", "INV-08", sign("RF10_cannot_swallow", when={"swallowing_trouble": "mild"})),
    Fault(
        "a condition more",
        "INV-08",
        sign("RF09_breathless_rest", when={"all": [{"breathing_trouble": "at_rest"}, "getting_worse"]}),
    ),
    Fault("a branch and an answer left out", "INV-09", sign("RF18_sphincter_new", when={"bladder_change": "new_leak"})),
    Fault("a pattern narrowed", "INV-09", pattern("new_bladder_or_bowel_change", {"bowel_change": "new"})),
    Fault("both levels too low", "INV-10", sign("RF30_cold_leg", urgency=SOON, if_unsure=SOON)),
    Fault("an unless added", "INV-10", sign("RF30_cold_leg", unless="checked_and_not_worse")),
    Fault(
        "a needed condition moved to unless",
        "INV-11",
        sign(
            "RF15_rapid_symmetrical",
            when={"all": ["both_legs_or_more", "came_on_within_weeks", "began_within_4_weeks"]},
            unless="getting_worse",
        ),
    ),
    Fault(
        "one of many answers left out",
        "INV-12",
        sign(
            "RF34_limb_threat_injury",
            when={"injury_signs": ["open_wound", "heavy_bleeding", "tight_severe_pain", "foot_numb_cold"]},
        ),
    ),
    Fault("a danger sign left out", "INV-12", left_out("danger_signs", "RF34_limb_threat_injury")),
    Fault("a level left out", "INV-13", gate("withhold_at_urgent_levels", when={"urgency": "emergency_now"})),
    Fault("an exercise gate left out", "INV-14", left_out("gates", "withhold_after_operation")),
    Fault(
        "an exercise gate that withholds another",
        "INV-15",
        gate("withhold_heel_to_toe_walk_with_foot_drop", withholds=("leg_raises",)),
    ),
    Fault(
        "a number moved by one",
        "INV-15",
        gate("withhold_heel_to_toe_walk_after_a_fall", when={"falls": {"at_least": 2}}),
    ),
    Fault(
        "one exercise of two not withheld",
        "INV-16",
        gate("withhold_strength_work_with_possible_muscle_disorder", withholds=("calf_raises",)),
    ),
    Fault("no advice to ask first", "INV-16", lambda p: replace(p, about=replace(p.about, exercise_caution=""))),
    Fault("a cause that the article has not", "INV-17", lambda p: changed(p, "causes", "stroke", article="foot_drop")),
    Fault("a cause of the article missing", "INV-17", lambda p: changed(p, "causes", "stroke", article="injuries")),
    Fault("nobody to see but for a cause", "INV-18", names_nobody),
    Fault("a diagnosis takes a rule off", "INV-19", sign("RF17_saddle", unless={"known_diagnosis": "neuropathy"})),
    Fault("a reassurance left out", "INV-20", reassurance_left_out),
    Fault(
        "a shifted age",
        "INV-21",
        sign(
            "RF53_child",
            when={
                "all": [
                    {"age": {"below": 15}},
                    {"onset_tempo": ["sudden", "hours_days", "weeks", "unsure"]},
                    "began_within_3_months",
                ]
            },
        ),
    ),
    Fault("a faster start takes a rule off", "INV-22", sign("RF17_saddle", unless={"onset_tempo": "hours_days"})),
    Fault("a question's gate added", "INV-23", asked("saddle_numbness", {"foot_drop": "yes"})),
    Fault("a question's gate inverted", "INV-23", asked("dark_urine", {"muscle_pain": "no"})),
    Fault("answers left out of a question's gate", "INV-23", asked("sexual_change", {"back_pain": "mild"})),
)

IN_STRUCTURE = (
    Fault("a tick takes a danger sign away", "one_sign_more", sign("RF05_head_signs", when={"head_signs": "none"})),
    Fault("nobody to see", "somebody_is_named", names_nobody),
    Fault("a question's gate added", "nothing_hides_an_emergency", asked("cold_pale_leg", "getting_worse")),
)

# ------------------------------------------------------------------ what is out of reach: planted together, by property

OUT_OF_REACH = (
    OutOfReach(
        "a rule that contradicts itself",
        "every_rule_can_fire",
        "RF31_chest",
        sign("RF31_chest", when={"all": ["any_chest_symptom", {"chest_symptoms": "none"}]}),
    ),
    OutOfReach(
        "a number out of range",
        "every_rule_can_fire",
        "RF55_falls",
        sign("RF55_falls", when={"falls": {"at_least": 1000}}),
    ),
    OutOfReach(
        "a pattern that contradicts a question's gate",
        "every_rule_can_fire",
        "injury_explains_it",
        pattern("injury_explains_it", {"all": [{"injury_same_leg": "yes"}, {"recent_injury": "none"}]}),
    ),
    OutOfReach(
        "an unless that always holds",
        "every_rule_can_fire",
        "RF30_cold_leg",
        sign("RF30_cold_leg", unless={"cold_pale_leg": "yes"}),
    ),
    OutOfReach(
        "a rule that a wider one swallows",
        "every_danger_sign_decides",
        "RF46b_foot_drop_root",
        sign("RF47a_root_fast", when={"course": "worse_fast"}),
    ),
    OutOfReach(
        "a rule beside which a higher one always fires",
        "every_danger_sign_decides",
        "RF27b_fever",
        sign("RF27_fever_acute_weak", when={"systemic_signs": "fever"}, if_unsure=SAME_DAY),
    ),
    OutOfReach(
        "a pattern that no rule uses",
        "every_pattern_decides",
        "unused",
        lambda pack: one_more(pack, "patterns", "unused", "getting_worse"),
    ),
    OutOfReach("a pattern that a wider condition swallows", "every_pattern_decides", "narrow", swallowed_pattern),
    OutOfReach("a reason too weak to matter", "every_line_of_evidence_decides", "weak", only_a_weak_reason),
    OutOfReach(
        "an exercise gate that another covers",
        "every_gate_decides",
        "covered",
        lambda pack: one_more(pack, "gates", "covered", "withhold_with_cold_leg", withholds=("leg_raises",)),
    ),
    OutOfReach(
        "a question that is never asked",
        "everything_is_reachable",
        "question pregnancy",
        question("pregnancy", ask_when=AnyOf(())),
    ),
    OutOfReach(
        "no level below soon",
        "everything_is_reachable",
        "urgency routine",
        lambda pack: replace(pack, base=replace(pack.base, reassured=SOON)),
    ),
    OutOfReach("too little evidence for a cause", "everything_is_reachable", "cause stroke", only_a_weak_reason),
    OutOfReach(
        "an exercise that is always withheld",
        "everything_is_reachable",
        "exercise calf_raises",
        gate("withhold_calf_raises_after_falls", when={"falls": {"at_least": 0}}),
    ),
    OutOfReach(
        "a professional whom nothing names",
        "everything_is_reachable",
        "professional oncology_team",
        seen_by_nobody,
    ),
    OutOfReach("a threshold too high", "every_invariant_speaks", "INV-16, case 1", high_threshold),
)

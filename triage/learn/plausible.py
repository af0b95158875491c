"""What real people answer: how often, and which answers nobody gives together.

It is about people, not about rules: no level hangs on it. A pack that lacks a question or an answer named here is none
the worse; for its own questions every answer is as likely as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.pack.scales import UNSURE
from triage.reasoning.answers import Value

# How often each is answered by people in whom nothing is urgent; what is not named takes its clear negative.
USUAL: Mapping[str, Mapping[str, float]] = {
    "side": {"one_leg": 4, "both_legs": 3, "one_side_of_body": 0.7, "all_limbs": 0.4},
    "onset_tempo": {"months_years": 5, "weeks": 2, "hours_days": 1, "sudden": 1},
    "time_since_start": {"gt_3m": 5, "m1_3": 2, "w1_4": 1, "d1_7": 1, "lt_24h": 0.5},
    "course": {"same": 4, "improving": 2, "worse_slow": 2, "comes_goes": 1},
    "walking_ability": {"normal": 3, "difficulty": 3},
    "weak_area": {"foot_ankle": 2, "thigh_hip": 2, "whole_leg": 2, "no_part": 0.3},
    "already_assessed": {"no": 2, "yes": 1},
}
YOUNGEST, OLDEST = 4, 95
USUAL_AGES = (22, 84)

NOT = "!"  # before a word: it is not among those said
Said = tuple[str, ...] | range


@dataclass(frozen=True)
class Clash:
    """Answers that nobody gives together. A word with `!` before it is met when it is not among those said."""

    parts: Mapping[str, Said]

    def holds(self, given: Mapping[str, Value]) -> bool:
        for name, said in self.parts.items():
            value = given.get(name)
            if value is None or not _is_said(value, said):
                return False
        return True


def _is_said(value: Value, said: Said) -> bool:
    if isinstance(said, range) or isinstance(value, int):
        return isinstance(said, range) and value in said
    if not value or UNSURE in value:
        return False
    return any(word[1:] not in value if word.startswith(NOT) else word in value for word in said)


def clashes(given: Mapping[str, Value]) -> Iterator[Clash]:
    """What contradicts itself in these answers, or does not fit the age."""
    return (clash for clash in CLASHES if clash.holds(given))


_WEAK_NOW = ("difficulty", "needs_help", "cannot")
_OLD_START = ("months_years", "since_childhood")
_CHILD = range(16)

_TOGETHER: tuple[dict[str, Said], ...] = (
    # How it began, and when.
    {"onset_tempo": _OLD_START, "time_since_start": ("lt_24h", "d1_7", "w1_4")},
    {"onset_tempo": ("since_childhood",), "time_since_start": ("m1_3",)},
    {"onset_tempo": ("weeks",), "time_since_start": ("lt_24h", "d1_7")},
    {"onset_tempo": _OLD_START, "course": ("worse_fast",)},
    {"time_since_start": ("lt_24h",), "course": ("worse_slow",)},
    {"time_since_start": ("gt_3m",), "course": ("worse_fast",)},
    # What has gone is not felt now.
    {"course": ("gone",), "walking_ability": _WEAK_NOW},
    {"course": ("gone",), "foot_drop": ("yes",)},
    {"course": ("gone",), "difficulty_walking_balance": ("yes",)},
    {"course": ("gone",), "trouble_stairs": ("yes",)},
    # Walking.
    {"walking_ability": ("normal",), "difficulty_walking_balance": ("yes",)},
    {"walking_ability": ("normal",), "foot_drop": ("yes",)},
    {"walking_ability": ("normal",), "injury_signs": ("cannot_stand", "odd_shape")},
    {"walking_ability": _WEAK_NOW, "difficulty_walking_balance": ("no",)},
    {"walking_ability": ("cannot", "usual_not_walking"), "walking_pain_pattern": ("!no",)},
    {"walking_ability": ("cannot",), "trouble_stairs": ("no",)},
    {"weak_area": ("no_part",), "foot_drop": ("yes",)},
    {"weak_area": ("no_part",), "walking_ability": ("needs_help", "cannot")},
    {"weak_area": ("no_part",), "trouble_stairs": ("yes",)},
    {
        "weak_area": ("no_part",),
        "numbness_tingling": ("no",),
        "back_pain": ("none",),
        "leg_pain_radiating": ("none",),
    },
    # Where it is.
    {"side": ("one_side_of_body",), "time_since_start": ("lt_24h", "d1_7"), "arm_weakness": ("no",)},
    {"side": ("one_leg",), "numbness_pattern": ("feet_sock",)},
    {"side": ("one_leg", "one_side_of_body"), "ascending_weakness": ("yes",)},
    {"saddle_numbness": ("yes",), "numbness_tingling": ("no",)},
    {"cord_signs": ("numb_below_line",), "numbness_tingling": ("no",)},
    # An injury that explains it was there just before.
    {"injury_same_leg": ("yes",), "time_since_start": ("m1_3", "gt_3m")},
    {"injury_same_leg": ("yes",), "onset_tempo": ("weeks", *_OLD_START)},
    {"injury_same_leg": ("yes",), "side": ("both_legs", "all_limbs", "one_side_of_body")},
    # Known illnesses and what goes with them.
    {"known_diagnosis": ("stroke",), "stroke_risk": ("!past_stroke",)},
    {"medicines": ("metformin",), "diabetes": ("no",)},
    {"medicines": ("chemo",), "cancer_history": ("no",)},
    {"known_diagnosis": ("spinal_stenosis",), "age": range(40)},
    {"known_diagnosis": ("stroke", "herniated_disc", "multiple_sclerosis"), "age": _CHILD},
    # Children, and who can have a baby.
    {"age": range(YOUNGEST)},
    {"age": range(OLDEST + 1, 200)},
    {"age": _CHILD, "alcohol": ("yes",)},
    {"age": _CHILD, "sexual_change": ("yes",)},
    {"age": _CHILD, "diabetes": ("prediabetes",)},
    {"age": _CHILD, "medicines": ("statin", "metformin", "blood_thinner", "neurotoxic")},
    {"age": _CHILD, "stroke_risk": ("high_bp", "irregular_heart", "smoke", "past_stroke")},
    {"age": _CHILD, "immune_risk": ("inject_drugs",)},
    {"age": range(15), "pregnancy": ("yes",)},
    {"age": range(51, 200), "pregnancy": ("yes",)},
)

CLASHES = tuple(Clash(parts) for parts in _TOGETHER)

"""What has been published of other symptom checkers, to be read beside our figures.

None of it is comparable case for case: other cases, other questions, other labels.
"""

from __future__ import annotations

from dataclasses import dataclass

CAUTION = "not comparable case for case"


@dataclass(frozen=True)
class Checker:
    """One symptom checker, in per cent: right of three tiers, not below the right one, and how it finds emergencies."""

    name: str
    exact_tier: float
    not_below_tier: float
    emergency_sensitivity: float
    emergency_specificity: float


@dataclass(frozen=True)
class Study:
    """What one study says, in our words."""

    study: str
    of: str
    found: str


CHECKERS_OF = (
    "22 symptom checkers on 45 written cases (Schmieding 2022, JMIR), recomputed from the data of the study; shown are "
    "those that answered at least 40 of the cases"
)
CHECKERS = (
    Checker("Drugs.com", 75.0, 82.5, 50, 96),
    Checker("Babylon", 66.7, 90.5, 71, 96),
    Checker("Ada", 64.4, 95.6, 87, 90),
    Checker("Symptify", 59.5, 92.9, 86, 79),
    Checker("Healthwise", 57.1, 85.7, 79, 93),
    Checker("Familydoctor", 56.1, 70.7, 54, 96),
    Checker("Isabel", 55.6, 93.3, 80, 93),
    Checker("HealthTap", 47.6, 76.2, 33, 96),
    Checker("Healthdirect", 47.5, 70.0, 43, 92),
    Checker("Quro", 44.2, 69.8, 21, 100),
    Checker("Symcat", 43.2, 81.8, 47, 83),
    Checker("WebMD", 42.2, 80.0, 40, 93),
)
STUDIES = (
    Study("Semigran 2015, BMJ", "23 checkers, 45 written cases", "level right 57 %, diagnosis first 34 %"),
    Study("Hill 2020, MJA", "36 tools, 48 written cases", "level right 49 %, diagnosis first 36 %, in three 52 %"),
    Study("Gilbert 2020, BMJ Open", "8 apps, 200 written cases", "diagnosis in three 28 to 71 %, safe 80 to 98 %"),
    Study("Schmieding 2022, JMIR", "22 checkers, 45 written cases", "level right 56 % (median)"),
    Study("ODISSEE 2022", "750 self-triages of 100 cases", "level right 86 %, 1.9 % under, 12.5 % over"),
    Study("CareRoute 2025, preprint", "45 written cases", "tier right 89 %; 19 questions, 10 in emergencies (medians)"),
    Study("Kopka 2025, npj", "review of 19 studies", "level right: checkers 12 to 90 %, lay people 47 to 62 %"),
    Study("ESI v4, nurses", "5.3 million visits", "3.3 % under, 28.9 % over, high-acuity sensitivity 65.9 %"),
)

"""What to do: whom to see and why, treatments and exercises to ask about, what is withheld, when to come back."""

from __future__ import annotations

from collections.abc import Iterable

from triage.assessment.model import (
    ExerciseToAskAbout,
    ProfessionalToSee,
    SafetyNetLine,
    TreatmentToAskAbout,
    WithheldExercise,
)
from triage.pack.pack import Pack
from triage.pack.rules import ExerciseGate
from triage.pack.wording import Wording
from triage.reasoning.conclusions import Conclusions, level_of
from triage.reasoning.ruleset import Firing


def professionals(
    pack: Pack, firings: Iterable[Firing], conclusions: Conclusions, say: Wording
) -> tuple[ProfessionalToSee, ...]:
    """Whom to see, each with one reason: those of the danger signs first, then those of the possible causes.

    Never empty: the base rule names somebody. In an emergency only its own danger signs speak: whoever cannot answer
    much would otherwise be sent to twenty people.
    """
    fired = [
        (level_of(pack, firing.rule, firing.certain), firing.certain, pack.danger_signs[firing.rule])
        for firing in firings
        if firing.rule in pack.danger_signs
    ]
    signs = [one for one in fired if one[0].is_emergency or not conclusions.urgency.is_emergency]
    reasons: dict[str, str] = {}
    for _, _, sign in sorted(signs, key=lambda one: (-one[0].rank, not one[1])):
        for name in sign.see:
            reasons.setdefault(name, sign.because)
    if not conclusions.urgency.is_emergency:
        why = pack.base.reassured_because if conclusions.urgency is pack.base.reassured else pack.base.because
        for name in pack.base.see:
            reasons.setdefault(name, why)
        for cause in conclusions.causes:
            for helper in pack.causes[cause.cause].see:
                if not pack.professionals[helper.professional].is_emergency_service:
                    reasons.setdefault(helper.professional, helper.why)
    return tuple(_professional(pack, name, why, say) for name, why in reasons.items())


def _professional(pack: Pack, name: str, why: str, say: Wording) -> ProfessionalToSee:
    known = pack.professionals[name]
    return ProfessionalToSee(
        professional=name, label=say(known.label), why=say(why), reach=say(known.reach), sources=known.sources
    )


def treatments(pack: Pack, conclusions: Conclusions, say: Wording) -> tuple[TreatmentToAskAbout, ...]:
    """The article's treatments that apply to a cause shown, with the causes and a note for each."""
    found = []
    for treatment in pack.treatments.values():
        notes = {
            cause.cause: say(note.note)
            for cause in conclusions.causes
            for note in pack.causes[cause.cause].treatments
            if note.treatment == treatment.id and note.applies != "no"
        }
        if notes:
            found.append(
                TreatmentToAskAbout(
                    treatment=treatment.id,
                    label=say(treatment.label),
                    text=say(treatment.text),
                    for_=tuple(notes),
                    notes=notes,
                    sources=treatment.sources,
                )
            )
    return tuple(found)


def exercises(
    pack: Pack, firings: Iterable[Firing], conclusions: Conclusions, say: Wording
) -> tuple[tuple[ExerciseToAskAbout, ...], tuple[WithheldExercise, ...]]:
    """The article's exercises to ask a professional about, and those withheld and why. Not sure withholds too."""
    withheld: dict[str, ExerciseGate] = {}
    for firing in firings:
        gate = pack.gates.get(firing.rule)
        if gate is not None:
            for name in pack.exercises if gate.withholds == "all" else gate.withholds:
                withheld.setdefault(name, gate)
    shown = []
    for exercise in pack.exercises.values():
        if exercise.id not in withheld:
            notes = {
                cause.cause: say(note.note)
                for cause in conclusions.causes
                for note in pack.causes[cause.cause].exercises
                if note.exercise == exercise.id
            }
            shown.append(
                ExerciseToAskAbout(
                    exercise=exercise.id,
                    label=say(exercise.label),
                    steps=tuple(say(step) for step in exercise.steps),
                    caution=say(exercise.caution),
                    notes=notes,
                    sources=exercise.sources,
                )
            )
    kept_back = tuple(
        WithheldExercise(
            exercise=name,
            label=say(pack.exercises[name].label),
            because=say(withheld[name].because),
            sources=withheld[name].sources,
        )
        for name in pack.exercises
        if name in withheld
    )
    return tuple(shown), kept_back


def safety_net(
    pack: Pack, firings: Iterable[Firing], conclusions: Conclusions, say: Wording
) -> tuple[SafetyNetLine, ...]:
    """New signs that would make it more urgent than it is: those of the pack's list that have not fired already."""
    fired = {firing.rule for firing in firings}
    return tuple(
        SafetyNetLine(if_=say(line.sign), then=sign.urgency, rule=sign.id, sources=sign.sources)
        for line in pack.about.safety_net
        if (sign := pack.danger_signs[line.rule]).id not in fired and sign.urgency > conclusions.urgency
    )

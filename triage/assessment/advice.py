"""What to do: whom to see and why, treatments and exercises to ask about, what is withheld, when to come back."""

from __future__ import annotations

from collections.abc import Iterable

from triage.assessment.model import (
    ExerciseToAskAbout,
    NewAnswer,
    ProfessionalToSee,
    SafetyNetLine,
    TreatmentToAskAbout,
    WithheldExercise,
)
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.reasoning.answers import Answers, Facts, given_text
from triage.reasoning.conclusions import Conclusions
from triage.reasoning.consequences import whom_to_see, withheld
from triage.reasoning.new_signs import WatchLine, watch_lines
from triage.reasoning.ruleset import Firing
from triage.reasoning.standing import standing_of


def professionals(
    pack: Pack, firings: Iterable[Firing], conclusions: Conclusions, say: Wording
) -> tuple[ProfessionalToSee, ...]:
    """Whom to see, each with one reason, in order; never empty."""
    reasons = whom_to_see(pack, firings, conclusions)
    return tuple(_professional(pack, name, reason.because, say) for name, reason in reasons.items())


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
    gates = withheld(pack, firings)
    shown = []
    for exercise in pack.exercises.values():
        if exercise.id not in gates:
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
            because=say(gate.because),
            sources=gate.sources,
        )
        for name, gate in gates.items()
    )
    return tuple(shown), kept_back


def safety_net(pack: Pack, answers: Answers, facts: Facts, urgency: Urgency, say: Wording) -> tuple[SafetyNetLine, ...]:
    """The new signs that would make it more urgent than it is, for this person and from where they stand."""
    if urgency is Urgency.EMERGENCY_NOW:
        return ()
    return tuple(_safety_net_line(pack, line, say) for line in watch_lines(standing_of(pack, answers, facts), urgency))


def _safety_net_line(pack: Pack, line: WatchLine, say: Wording) -> SafetyNetLine:
    changes = tuple(
        NewAnswer(
            answers={watched.sign.question: given_text(pack, watched.sign.question, watched.value)}, rule=watched.rule
        )
        for watched in line.signs
    )
    sources = dict.fromkeys(name for change in changes for name in pack.danger_signs[change.rule].sources)
    return SafetyNetLine(
        if_=line.words(say), then=line.then, rule=changes[0].rule, changes=changes, sources=tuple(sources)
    )

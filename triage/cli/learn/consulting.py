"""The dialogue of a practice case: questions in any order, then the decision, then what the rules say."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from triage.cli import streams
from triage.cli.exits import Exit
from triage.cli.learn import strings
from triage.cli.learn.dialogue import Dialogue, Ended, numbers_in
from triage.learn.choices import cause_choices, sign_choices
from triage.learn.consultation import Consultation
from triage.learn.feedback import feedback, level_labels
from triage.learn.marking import Decision, Marking, mark
from triage.learn.progress import Progress
from triage.learn.record import Record, record_of
from triage.learn.schedule import after_case, is_available
from triage.learn.strings import NOT_REAL
from triage.learn.telling import bare, heard, listed, wording
from triage.locale import locale_named
from triage.questionnaire.strings import fill
from triage.report.terminal import laid_out

DECIDE, STOP = "d", "q"
Save = Callable[[Progress], str]


def consult(consultation: Consultation, progress: Progress, save: Save, options: argparse.Namespace) -> int:
    """One case from the first line to the marking. What was asked is kept when the learner stops."""
    say = locale_named(consultation.pack.language)
    dialogue = Dialogue(words=say)
    asking = _Asking(dialogue, consultation, options.country)
    try:
        asking.run()
        decision = _decided(dialogue, asking.consultation, options.country)
    except (Ended, KeyboardInterrupt) as ended:
        wrong = save(progress.begun(asking.consultation))
        kept = strings.STOPPED_FORGOTTEN if options.forget else strings.STOPPED_CASE
        dialogue.stopped(fill(say(strings.STOPPED_NOT_KEPT), reason=wrong) if wrong else say(kept), ended)
        return Exit.INTERRUPTED if isinstance(ended, KeyboardInterrupt) else Exit.DONE
    marking = mark(asking.consultation, decision, options.country)
    wrong = save(_after(progress, record_of(asking.consultation, decision, marking)))
    _tell(asking.consultation, marking, options)
    if wrong:
        streams.say(fill(say(strings.NOT_KEPT), reason=wrong))
    else:
        dialogue.say(say(strings.NEXT_CASE))
    return Exit.DONE


def _after(progress: Progress, record: Record) -> Progress:
    """The progress with this case; what was missed comes up in the quiz, where its library is installed."""
    return after_case(progress, record, datetime.now(UTC)) if is_available() else progress.done(record)


def _tell(consultation: Consultation, marking: Marking, options: argparse.Namespace) -> None:
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(marking.to_dict(), ensure_ascii=False, indent=2) + "\n")
        return
    sections = feedback(consultation.pack, marking, options.country)
    is_grave = marking.verdict == "under"
    streams.result(
        "\n"
        + laid_out(
            sections, is_grave, width=streams.width(), colour=streams.wants_colour(), encoding=streams.encoding()
        )
    )


class _Asking:
    """The part before the decision. `consultation` is where it stands."""

    def __init__(self, dialogue: Dialogue, consultation: Consultation, country: str | None) -> None:
        self.dialogue, self.consultation, self.country = dialogue, consultation, country
        self._say = wording(consultation.pack, country)
        self._screens = [
            (self._say(screen.title), [question.id for question in screen.questions])
            for screen in consultation.pack.screens
        ]

    def run(self) -> None:
        """Until the learner wants to decide. Raises Ended where they stop."""
        self._begin()
        line = ""
        while True:
            if not line:
                self.dialogue.heading(self._say(strings.TOPICS))
                self.dialogue.numbered([title for title, _ in self._screens])
                self.dialogue.say(self._say(strings.HOW_TO_ASK))
            else:
                self.dialogue.heading(f"{self._say(strings.TOPICS)} {self._say(strings.HOW_TO_ASK_SHORT)}")
            line = self.dialogue.read()
            if line.lower() == DECIDE:
                return
            if line.lower() == STOP:
                raise Ended
            if line:
                self._looked_up(line)

    def _begin(self) -> None:
        case = self.consultation.case
        self.dialogue.heading(fill(self._say(strings.CASE_TITLE), seed=case.seed))
        self.dialogue.say(self._say(NOT_REAL))
        self.dialogue.translated(self.consultation.pack)
        self.dialogue.heading(self._say(strings.PATIENT_SAYS))
        for told in self.consultation.told_first:
            self.dialogue.say(f"- {told.says}", "  ")
        if self.consultation.asked:
            self.dialogue.heading(self._say(strings.GOING_ON))
            for told in self.consultation.heard:
                self.dialogue.say(f"- {told.says}", "  ")

    def _looked_up(self, line: str) -> None:
        """The questions of a subject, or those with a word in them, and which of them to ask."""
        place = numbers_in(line, len(self._screens))
        if place is not None and len(place) == 1:
            title, names = self._screens[place[0]]
        elif place is not None or line.isdecimal():
            self.dialogue.not_understood(line, len(self._screens))
            return
        else:
            title, names = line, self._with_word(line)
        if not names:
            self.dialogue.say(fill(self._say(strings.NOTHING_FOUND), word=line))
            return
        labels = [self._label(name) for name in names]
        for chosen in self.dialogue.any_of(title, labels, self._say(strings.ASK_WHICH)):
            self._asked(names[chosen])

    def _label(self, name: str) -> str:
        """A question with all that it asks about, and whether it was asked already."""
        pack = self.consultation.pack
        again = self._say(strings.ASKED_ALREADY) if name in self.consultation.known else ""
        return " ".join(filter(None, (self._say(pack.questions[name].ask), "; ".join(listed(pack, name)), again)))

    def _with_word(self, line: str) -> list[str]:
        words = bare(line).split()
        return [name for name in self.consultation.pack.questions if all(word in self._all_of(name) for word in words)]

    def _all_of(self, name: str) -> str:
        """All that is told with a question, to look for words in it."""
        question = self.consultation.pack.questions[name]
        texts = [question.ask, question.says, question.help]
        texts += [text for option in question.options for text in (option.label, option.says)]
        return bare(" ".join([name, *(self._say(text) for text in texts if text)]))

    def _asked(self, name: str) -> None:
        self.consultation = self.consultation.ask(name)
        told = heard(self.consultation.pack, self.consultation.case, name, self.country)
        self.dialogue.say(f"- {told.says}", "  ")


def _decided(dialogue: Dialogue, consultation: Consultation, country: str | None) -> Decision:
    pack, case = consultation.pack, consultation.case
    say = wording(pack, country)
    levels = level_labels(pack, country)
    level = list(levels)[dialogue.one_of(say(strings.LEVEL_ASK), list(levels.values()))]
    sure = strings.SURE[dialogue.one_of(say(strings.SURE_ASK), [say(label) for _, label in strings.SURE])][0]
    signs = sign_choices(pack, case)
    named = dialogue.any_of(say(strings.SIGNS_ASK), [say(pack.danger_signs[rule].label) for rule in signs])
    causes = cause_choices(pack)
    possible = dialogue.any_of(say(strings.CAUSES_ASK), [say(pack.causes[name].label) for name in causes])
    known = consultation.known
    reason = dialogue.any_of(say(strings.REASON_ASK), [heard(pack, case, name, country).says for name in known])
    return Decision(
        urgency=level,
        signs=_those(signs, named),
        causes=_those(causes, possible),
        reason=_those(known, reason),
        sure=sure,
    )


def _those(names: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(names[place] for place in places)

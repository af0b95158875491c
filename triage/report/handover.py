"""What was said, in words: a summary to read out to a receptionist or to hand to a doctor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.assessment import Assessment
from triage.assessment.model import DangerSignFound
from triage.pack.in_words import option_in_words
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.records import Record
from triage.report.phrases import Phrases, in_language_of, phrases_of
from triage.report.strings import ENGLISH, Strings

AT_MOST = 8
_NO = ("no", NONE)


class Summary(Record):
    """The summary: why someone asks for help, what they said, and a part in a clinician's words.

    `said` has the answers that describe the weakness first, then those behind danger signs, then the others.
    """

    opening: str
    said: tuple[str, ...]
    not_sure: tuple[str, ...]
    danger_signs: tuple[str, ...]
    not_ruled_out: tuple[str, ...]
    said_no: tuple[str, ...]


def summary(pack: Pack, assessment: Assessment, words: Strings = ENGLISH, *, language: str | None = None) -> Summary:
    """The hand-over summary of an assessment, from the answers that were given (blank ones are left out).

    It is in the language of the assessment or in another one of the pack's: that of the clinic, beside the patient's.
    """
    pack = in_language_of(pack, assessment) if language is None else pack.in_language(language)
    say = phrases_of(pack, assessment, words)
    given = assessment.answers
    order = tuple(_in_order(pack, assessment))
    signs = assessment.danger_signs
    labels = {sign.rule: _label(pack, sign, language) for sign in signs}
    certain = _once(labels[sign.rule] for sign in signs if sign.certain)
    return Summary(
        opening=say.fixed(
            say.words.about, title=say.pack_text(pack.about.title), advice=_advice(pack, assessment, say, language)
        ),
        said=_once(
            told
            for name in order
            if not is_negative(pack, name, given[name])
            for told in in_words(pack, say, name, given[name])
        ),
        not_sure=_once(question_in_words(pack, say, name) for name in order if _is_unsure(given[name])),
        danger_signs=shortened(say, certain),
        not_ruled_out=shortened(say, [label for label in _once(labels.values()) if label not in certain]),
        said_no=_once(
            say.pack_text(pack.questions[name].term)
            for name in given
            if name in pack.questions
            and _asks_for_danger(pack.questions[name])
            and is_negative(pack, name, given[name])
        ),
    )


def _label(pack: Pack, sign: DangerSignFound, language: str | None) -> str:
    is_told = language is None or sign.rule not in pack.danger_signs
    return sign.label if is_told else pack.danger_signs[sign.rule].label


def _advice(pack: Pack, assessment: Assessment, say: Phrases, language: str | None) -> str:
    if language is None:
        return say.text(assessment.urgency_label)
    return say.pack_text(pack.levels[assessment.urgency].label)


def in_words(pack: Pack, say: Phrases, name: str, answer: object) -> Iterator[str]:
    """An answer as statements: the finding itself for a yes, otherwise what the chosen option says."""
    question = pack.questions.get(name)
    if question is None:
        yield say.text(f"{name}: {answer}")
        return
    subject = say.pack_text(question.says)
    if _is_unsure(answer):
        yield f"{subject}: {say.words.not_sure_answer}"
    elif question.type is QuestionType.YES_NO and answer == "yes":
        yield subject
    elif isinstance(answer, list | tuple):
        for value in answer or (UNSURE,):
            yield _option_in_words(question, say, subject, str(value))
    elif isinstance(answer, int):
        yield say.text(f"{subject}: {answer}")
    else:
        yield _option_in_words(question, say, subject, str(answer))


def _option_in_words(question: Question, say: Phrases, subject: str, value: str) -> str:
    chosen = option_in_words(question, value, say.pack_text)
    if chosen is not None:
        return chosen
    known = {NONE: say.words.none_of_these, UNSURE: say.words.not_sure_answer}
    return f"{subject}: {known.get(value, say.text(value))}"


def question_in_words(pack: Pack, say: Phrases, name: str) -> str:
    """What a question is about, in words; its id where the pack does not know it."""
    question = pack.questions.get(name)
    return say.pack_text(question.says) if question else say.text(name)


def is_negative(pack: Pack, name: str, answer: object) -> bool:
    """Whether an answer is a clear no (or no answer), so that there is nothing to tell."""
    question = pack.questions.get(name)
    if _is_unsure(answer):
        return True
    words = answer[0] if isinstance(answer, list | tuple) else answer
    return words in _NO or (
        question is not None and question.default_negative not in (None, UNSURE) and words == question.default_negative
    )


def shortened(say: Phrases, texts: Iterable[str], at_most: int = AT_MOST) -> tuple[str, ...]:
    """At most so many texts, and how many more there are."""
    all_texts = tuple(say.text(text) for text in texts)
    if len(all_texts) <= at_most:
        return all_texts
    return (*all_texts[:at_most], say.fixed(say.words.and_more, count=len(all_texts) - at_most))


def _in_order(pack: Pack, assessment: Assessment) -> Iterator[str]:
    """The questions with an answer: those without a clear negative describe the weakness, so they come first."""
    behind_signs = dict.fromkeys(name for sign in assessment.danger_signs for name in sign.answers)

    def rank(name: str) -> int:
        question = pack.questions.get(name)
        if question is not None and question.default_negative in (None, UNSURE):
            return 0
        return 1 if name in behind_signs else 2

    position = {name: place for place, name in enumerate(pack.questions)}
    yield from sorted(assessment.answers, key=lambda name: (rank(name), position.get(name, len(position)), name))


def _asks_for_danger(question: Question) -> bool:
    return question.danger_from is not None or any(option.is_danger_sign for option in question.options)


def _is_unsure(answer: object) -> bool:
    return answer in (UNSURE, [UNSURE], (UNSURE,), [], ())


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))

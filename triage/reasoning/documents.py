"""Reading answers documents: a Python mapping, or a JSON or YAML text. Every problem is gathered, with its place."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from triage.errors import AnswersError, Location, Problem
from triage.locale import Locale, Say, locale_named, number
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType
from triage.pack.yaml_text import Document, parse_yaml
from triage.reasoning import strings
from triage.reasoning.answers import NOT_SURE, Answers, Value

MAX_TEXT = 1_000_000
MAX_ID = 200
ENOUGH_SUGGESTIONS = 100
KEYS = ("id", "for", "unanswered", "answers")
Place = tuple[str | int, ...]


def read_answers(pack: Pack, raw: object, name: str = "answers") -> Answers:
    """Answers from a mapping in the form of the contract: either the whole document, or only its `answers` part.

    A mapping is a whole document when it has the key "answers". Raises AnswersError with every problem.
    """
    if isinstance(raw, Mapping) and "answers" not in raw and not (set(raw) & set(KEYS)):
        raw = {"answers": raw}
    return _check(pack, raw, Document(name))


def parse_answers(pack: Pack, text: str, name: str, line: int = 0) -> Answers:
    """Answers from a JSON or YAML text. `line` is the line of a stream that the text stands on, for messages.

    Raises AnswersError with every problem.
    """
    say = locale_named(pack.language)
    if len(text) > MAX_TEXT:
        _refuse(Location(name, line), "A211", say(strings.TOO_LONG) % {"most": number(f"{MAX_TEXT:,}", say)})
    try:
        raw = _json(text)
    except _NotJson as error:
        if line or text.lstrip().startswith(("{", "[")):
            _refuse(Location(name, line or error.line), "A212", say(strings.NOT_JSON) % {"fault": say(error.message)})
        document = parse_yaml(text, name)
        if document.problems:
            raise AnswersError(document.problems) from None
        return _check(pack, document.data, document)
    try:
        return _check(pack, raw, Document(name), line)
    except AnswersError:
        if line:
            raise
        return _check(pack, raw, _with_lines(text, name))


def _refuse(where: Location, code: str, message: str, hint: str = "") -> NoReturn:
    raise AnswersError([Problem(where, code, message, hint)])


# ---------------------------------------------------------------------------------------------------------------- JSON


class _NotJson(Exception):
    def __init__(self, message: str, line: int) -> None:
        self.message, self.line = message, line


class _Twice:
    """Stands in for a mapping that gives a key twice, so that the check can say so with its place."""

    def __init__(self, key: str) -> None:
        self.key = key


def _json(text: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> Any:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                return _Twice(key)
            result[key] = value
        return result

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise _NotJson(error.msg.removesuffix(" at"), error.lineno) from None
    except RecursionError:
        raise _NotJson(strings.NESTED, 1) from None
    except ValueError:
        raise _NotJson(strings.TOO_MANY_DIGITS, 1) from None


def _with_lines(text: str, name: str) -> Document:
    """JSON is nearly a part of YAML: where a YAML reader takes it too, every place gets its line."""
    document = parse_yaml(text, name)
    return document if all(problem.code == "C106" for problem in document.problems) else Document(name)


# ---------------------------------------------------------------------------------------------------------- the check


class _Report:
    """Gathers what is wrong with one document, each with its place and line."""

    def __init__(self, document: Document, line: int, say: Locale) -> None:
        self.problems: list[Problem] = []
        self.say = say
        self._document, self._line = document, line

    def __call__(self, place: Place, code: str, message: str, hint: str = "", /, **values: object) -> None:
        """One problem; `message` and `hint` are sentences of `strings`, filled with the values."""
        self._add(place, code, self.words(message, **values), self.words(hint, **values))

    def unknown(
        self, place: Place, code: str, message: str, hint: str, word: str, known: Iterable[str], /, **values: object
    ) -> None:
        """A problem with a word, with the nearest known one: looking for it is slow, and nobody reads a hundred."""
        near = self.say.did_you_mean(word, known) if len(self.problems) < ENOUGH_SUGGESTIONS else ""
        self._add(place, code, f"{self.words(message, **values)}{near}", self.words(hint, **values))

    def words(self, sentence: str, /, **values: object) -> str:
        return self.say(sentence) % values

    def _add(self, place: Place, code: str, message: str, hint: str) -> None:
        line = self._line or (self._document.line_of(place) if self._document.lines else 0)
        owner = ".".join(str(part)[:60] for part in place)
        told = f"{owner}: {message}" if owner else message
        self.problems.append(Problem(Location(self._document.path, line), code, told, hint))

    def kind(self, raw: object) -> str:
        """What sort of thing stands where an answer should."""
        return _kind(raw, self.say)


def _check(pack: Pack, raw: object, document: Document, line: int = 0) -> Answers:
    report = _Report(document, line, locale_named(pack.language))
    answers = _document(pack, raw, report)
    if report.problems:
        raise AnswersError(report.problems)
    return answers


def _document(pack: Pack, raw: object, report: _Report) -> Answers:
    if isinstance(raw, _Twice):
        report((raw.key,), "A210", strings.TWICE, strings.KEEP_ONE)
        return Answers({})
    if not isinstance(raw, Mapping):
        report((), "A209", strings.NO_DOCUMENT, kind=report.kind(raw))
        return Answers({})
    for key in raw:
        if key not in KEYS:
            word, keys = _text(key), ", ".join(KEYS)
            report.unknown((word,), "A206", strings.NO_SUCH_KEY, strings.KEYS, word, KEYS, keys=keys)
    if "answers" not in raw:
        report((), "A207", strings.NO_ANSWERS, strings.EXAMPLE, example='{"answers": {"side": "one_leg"}}')
    given = raw.get("answers", {})
    if isinstance(given, _Twice):
        report(("answers", given.key), "A210", strings.TWICE, strings.KEEP_ONE)
        given = {}
    elif not isinstance(given, Mapping):
        report(("answers",), "A209", strings.NO_MAPPING, kind=report.kind(given))
        given = {}
    checked = {name: value for name, value in _answers(pack, given, report) if value is not None}
    return Answers(checked, _unanswered(raw, report), id=_id(raw, report), person=_person(raw, report))


def _answers(pack: Pack, given: Mapping[Any, Any], report: _Report) -> Iterator[tuple[str, Value | None]]:
    for name, value in given.items():
        place: Place = ("answers", _text(name))
        if name not in pack.questions:
            report.unknown(place, "A201", strings.NO_QUESTION, "", _text(name), pack.questions)
            continue
        yield name, _value(pack.questions[name], value, place, report)


def _value(question: Question, raw: object, place: Place, report: _Report) -> Value | None:
    if raw is None:
        report(place, "A208", strings.NO_ANSWER, strings.LEAVE_OUT)
        return None
    if raw in (UNSURE, RATHER_NOT_SAY):
        return NOT_SURE
    if question.type is QuestionType.NUMBER:
        return _number(question, raw, place, report)
    if question.type is QuestionType.ANY_OF:
        return _ticks(question, [NONE] if raw == NONE else raw, place, report)
    if not isinstance(raw, str):
        allowed = ", ".join(allowed_values(question))
        report(place, "A203", strings.ONE_WORD, strings.ALLOWED, kind=report.kind(raw), allowed=allowed)
        return None
    return (raw,) if _known(question, raw, place, report) else None


def _number(question: Question, raw: object, place: Place, report: _Report) -> Value | None:
    hint, limits = strings.ALLOWED_NUMBER, {"least": question.minimum, "most": question.maximum, "unsure": UNSURE}
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        report(place, "A203", strings.NUMBER, hint, kind=report.kind(raw), **limits)
        return None
    if isinstance(raw, float) and (not math.isfinite(raw) or raw != int(raw)):
        report(place, "A204", strings.NOT_WHOLE, hint, number=raw, **limits)
        return None
    if not question.minimum <= raw <= question.maximum:
        message = strings.OUT_OF_RANGE if abs(raw) < 10**9 else strings.THIS_OUT_OF_RANGE
        report(place, "A204", message, hint, number=raw if abs(raw) < 10**9 else "", **limits)
        return None
    return int(raw)


def _ticks(question: Question, raw: object, place: Place, report: _Report) -> Value | None:
    allowed = ", ".join(allowed_values(question))
    if not isinstance(raw, list | tuple) or not all(isinstance(word, str) for word in raw):
        strangers = (report.kind(one) for one in _inside(raw) if not isinstance(one, str))
        stranger = next(strangers, "")
        wrong = report.words(strings.LIST_WITH, kind=stranger) if stranger else report.kind(raw)
        report(place, "A203", strings.WORDS, strings.ALLOWED_EACH, kind=wrong, allowed=allowed)
        return None
    words = [UNSURE if word == RATHER_NOT_SAY else word for word in raw]
    known = [_known(question, word, place, report) for word in words]
    if not all(known):
        return None
    if len(set(words)) < len(words):
        report(place, "A205", strings.TICKED_TWICE)
        return None
    if NONE in words and len(words) > 1:
        report(place, "A205", strings.NONE_BESIDE, strings.KEEP_EITHER, none=NONE)
        return None
    return tuple(words)


def _inside(raw: object) -> Iterable[object]:
    return raw if isinstance(raw, list | tuple) else ()


def _known(question: Question, word: str, place: Place, report: _Report) -> bool:
    allowed = allowed_values(question)
    if word in allowed:
        return True
    values = {"allowed": ", ".join(allowed), "word": _text(word)}
    report.unknown(place, "A202", strings.NOT_OF_THESE, strings.ALLOWED, word, allowed, **values)
    return False


def _unanswered(raw: Mapping[Any, Any], report: _Report) -> Any:
    value = raw.get("unanswered", "unsure")
    if value not in ("unsure", "no"):
        told = _shown(value, report.say)
        report(
            ("unanswered",),
            "A202",
            strings.UNKNOWN_HERE,
            strings.ALLOWED,
            value=told,
            allowed=report.say.either(('"unsure"', '"no"')),
        )
    return value


def _id(raw: Mapping[Any, Any], report: _Report) -> str | None:
    value = raw.get("id")
    if "id" in raw and (not isinstance(value, str) or len(value) > MAX_ID or not _is_plain(value)):
        report(("id",), "A203", strings.ID, most=MAX_ID)
        return None
    return value


def _is_plain(text: str) -> bool:
    """No control characters and no halves of characters: an id is echoed into results and onto terminals."""
    return not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def _person(raw: Mapping[Any, Any], report: _Report) -> Any:
    value = raw.get("for", "self")
    if value not in ("self", "other"):
        told = _shown(value, report.say)
        report(
            ("for",),
            "A202",
            strings.UNKNOWN_HERE,
            strings.ALLOWED,
            value=told,
            allowed=report.say.either(('"self"', '"other"')),
        )
    return value


def _kind(raw: object, say: Say) -> str:
    match raw:
        case None:
            return say(strings.NULL)
        case bool():
            return say(strings.TRUE_OR_FALSE)
        case int() | float():
            return say(strings.A_NUMBER)
        case str():
            return say(strings.A_TEXT)
        case list() | tuple():
            return say(strings.A_LIST)
        case Mapping() | _Twice():
            return say(strings.A_MAPPING)
        case _:
            return say(strings.A_PYTHON) % {"name": type(raw).__name__}


def _text(raw: object) -> str:
    return str(raw)[:60]


def _shown(raw: object, say: Say) -> str:
    return repr(raw)[:60] if isinstance(raw, str | int | bool) else _kind(raw, say)

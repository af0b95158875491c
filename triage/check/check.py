"""`check_result`: whether a saved assessment is what its pack makes of its answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from triage.check.comparing import Difference, differences, shown
from triage.check.derivation import GIVEN, SCHEMA, derived
from triage.check.settling import settle, value_of
from triage.check.truth import BLANK, SAID, Facts
from triage.check.unsettled import stopped_too_early
from triage.errors import InputError, did_you_mean
from triage.pack.pack import SOURCE, Pack
from triage.pack.references import allowed_values
from triage.pack.scales import QuestionType

_MOST = 60


def read_result(text: str) -> dict[str, Any]:
    """The assessment that a JSON text holds. Raises InputError, in words, for anything else."""
    try:
        result = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg}, line {error.lineno}") from None
    except RecursionError:
        raise InputError("nested too deeply for a result") from None
    except _GivenTwice as error:
        raise InputError(f"not a result: {error}") from None
    except ValueError:
        raise InputError("not a result: a number with too many digits") from None
    schema = result.get("schema") if isinstance(result, dict) else None
    if not isinstance(result, dict) or schema != SCHEMA:
        said = f"its schema is {shown(schema)}, not {shown(SCHEMA)}" if schema is not None else "it has no schema"
        raise InputError(f"not a result of `triage assess --json`: {said}.{_hint(result)}")
    return result


def _hint(found: Any) -> str:
    """What to check instead, where somebody took one thing for another."""
    if isinstance(found, dict) and "assessment" in found:
        return " Check what is under 'assessment' alone."
    if isinstance(found, dict) and "answers" in found:
        return " These are answers: `triage assess FILE --json` makes a result of them."
    return ""


class _GivenTwice(ValueError):
    """An object has a key two times."""


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) < len(items):
        twice = next(name for name, _ in items if sum(name == other for other, _ in items) > 1)
        raise _GivenTwice(f"{shown(twice)} is given twice")
    return found


def check_result(pack: Pack, result: dict[str, Any]) -> tuple[Difference, ...]:
    """Everything in a result that does not follow from its answers and the pack; nothing, if it stands.

    Raises InputError for a result that was made with another pack.
    """
    made_with = result.get("pack")
    sha256 = made_with.get("sha256") if isinstance(made_with, dict) else None
    if sha256 != pack.sha256:
        raise InputError(
            f"made with other knowledge or rules ({_named(made_with)}) than those here "
            f"({_named({'id': pack.about.id, 'version': pack.about.version, 'sha256': pack.sha256})}); name those of "
            "then with --pack"
        )
    if misread := tuple(_misread(pack, result)):
        return (*misread, *_digest(result))
    facts = _facts(pack.in_language(result.get("language", SOURCE)), result)
    early = (
        Difference("not_asked", f"{name} was left out, and an answer to it could have made it more urgent")
        for name in stopped_too_early(facts)
    )
    expected = derived(facts, {name: result[name] for name in GIVEN if name in result})
    rest = {name: value for name, value in result.items() if name != "digest"}
    return (*early, *differences(expected, rest), *_digest(result))


def _named(pack: Any) -> str:
    """Which pack something was made with, as far as it says so: its id, its version and the start of its hash."""
    info = pack if isinstance(pack, dict) else {}
    name, version, sha256 = (str(info.get(key, "?"))[:_MOST] for key in ("id", "version", "sha256"))
    return f"{name} {version}, {sha256[:12]}"


def digest_of(result: dict[str, Any]) -> str:
    """SHA-256 of all fields but the digest itself, as JSON in ASCII with sorted keys and no spaces."""
    rest = {name: value for name, value in result.items() if name != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _digest(result: dict[str, Any]) -> Iterator[Difference]:
    """It holds together what no rule can tell: the id, the versions, an answer that nothing stands on."""
    digest = digest_of(result)
    if result.get("digest") != digest:
        told = f"expected {shown(digest)}, found {shown(result.get('digest'))}"
        yield Difference("digest", f"something was changed after the result was made: {told}")


def _misread(pack: Pack, result: dict[str, Any]) -> Iterator[Difference]:
    """What a result is derived from has to be readable first."""
    for place, known in (
        ("person", ("self", "other")),
        ("country", (*pack.countries,)),
        ("unanswered", ("unsure", "no")),
        ("language", (SOURCE, *pack.languages)),
    ):
        if result.get(place, SOURCE if place == "language" else None) not in known:
            yield Difference(place, f"expected one of {', '.join(known)}; found {shown(result.get(place))}")
    not_asked = result.get("not_asked")
    if not isinstance(not_asked, list) or not all(isinstance(name, str) for name in not_asked):
        yield Difference("not_asked", f"expected a list of questions, found {shown(not_asked)}")
    answers = result.get("answers")
    if not isinstance(answers, dict):
        yield Difference("answers", f"expected an object of question and answer, found {shown(answers)}")
        return
    for name, told in answers.items():
        question = pack.questions.get(name)
        if question is None:
            yield Difference(f"answers.{name}", f"no such question.{did_you_mean(name, pack.questions)}")
        elif value_of(question, told) is None:
            range_of = (f"{question.minimum} to {question.maximum}",) if question.type is QuestionType.NUMBER else ()
            allowed = ", ".join((*range_of, *allowed_values(question)))
            yield Difference(f"answers.{name}", f"{shown(told)} is no answer to it; it can be: {allowed}")


def _facts(pack: Pack, result: dict[str, Any]) -> Facts:
    read = {name: value_of(pack.questions[name], told) for name, told in result["answers"].items()}
    given = {name: value for name, value in read.items() if value is not None}
    return settle(pack, given, SAID if result["unanswered"] == "no" else BLANK, result["not_asked"])

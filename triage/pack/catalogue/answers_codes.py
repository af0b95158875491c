"""A and V: what is wrong with an answers document (A), or with a file of vignettes (V)."""

from __future__ import annotations

from triage.pack.catalogue.entry import Code, TextExample


def _answers(text: str, line: int = 1, described: str = "") -> TextExample:
    return TextExample("answers", text, line, described)


def _vignette(text: str, line: int) -> TextExample:
    return TextExample("vignettes", text, line)


ANSWERS_CODES = (
    Code(
        "A201",
        "No such question",
        "The answers name a question that the pack does not have.",
        "Fix the spelling; `triage show ID` says what an id stands for.",
        _answers('{"answers": {"sied": "one_leg"}}'),
    ),
    Code(
        "A202",
        "No such answer",
        "The word is not one of the answers to this question.",
        "Use one of the words that the message lists. Every question can be 'unsure'.",
        _answers('{"answers":\n  {"side": "left_leg"}}', 2),
    ),
    Code(
        "A203",
        "The wrong type of answer",
        "A number is given where a word is needed, a word where a number is, or one thing where a list is.",
        "Age and falls are whole numbers, tick lists are lists of words, everything else is one word.",
        _answers('{"answers": {"age": "old"}}'),
    ),
    Code(
        "A204",
        "A number out of range",
        "The number cannot be: it is too small, too large, or not a whole number.",
        "Give a whole number in the range that the message names.",
        _answers('{"answers": {"age": 200}}'),
    ),
    Code(
        "A205",
        "Ticks that contradict each other",
        "'none' stands beside another answer, or the same thing is ticked twice.",
        "Keep either 'none' or the others.",
        _answers('{"answers": {"cord_signs": ["none", "legs_stiff"]}}'),
    ),
    Code(
        "A206",
        "An unknown key",
        "The document has a key beside 'id', 'for', 'unanswered' and 'answers'.",
        "Fix its spelling, or delete it. Answers stand inside 'answers'.",
        _answers('{"answers": {"side": "one_leg"},\n "colour": "red"}', 2),
    ),
    Code(
        "A207",
        "The answers are missing",
        "The document has no key 'answers'.",
        'Put the answers in: {"answers": {"side": "one_leg"}}.',
        _answers('{"id": "a case"}'),
    ),
    Code(
        "A208",
        "Null is not an answer",
        "An answer is null, which could mean anything.",
        'Leave the question out, or write "unsure".',
        _answers('{"answers": {"side": null}}'),
    ),
    Code(
        "A209",
        "Not a mapping",
        "The document, or its 'answers', is something other than a mapping of names to values.",
        'Put it in braces: {"answers": {}}.',
        _answers('["side", "one_leg"]'),
    ),
    Code(
        "A210",
        "Something is given twice",
        "A key stands twice in one mapping. Most readers would silently keep the last.",
        "Keep one of the two.",
        _answers('{"answers": {"side": "one_leg", "side": "both_legs"}}'),
    ),
    Code(
        "A211",
        "The document is too long",
        "It has more than a million characters; one person's answers are a few thousand.",
        "Give one document for each person. Many of them, one a line, go into a file whose name ends in .jsonl.",
        _answers('{"answers": {}}' + " " * 1_000_000, 0, "A document with a million spaces at its end."),
    ),
    Code(
        "A212",
        "Not JSON",
        "The text breaks the rules of JSON.",
        "Look at the line that is named, and at the one before it.",
        _answers('{"answers":\n  {"side": one_leg"}}', 2),
    ),
    Code(
        "A213",
        "A line that cannot be read",
        "One line of a stream is not UTF-8 text, or is far too long. The other lines still get their result.",
        "Save the stream as UTF-8, with one document a line.",
        TextExample(
            "stream", '{"answers": {}}\n{"id": "caf\udce9"}\n', 2, "A second line with a byte that is not UTF-8."
        ),
    ),
)

VIGNETTE_CODES = (
    Code(
        "V301",
        "Not a list of cases",
        "A file of vignettes is a list, and has at least one case in it.",
        "Begin each case with '- title:'.",
        _vignette("title: An example\n", 1),
    ),
    Code(
        "V302",
        "Something is missing from a vignette",
        "A vignette needs a title, answers, and at least the urgency that is expected.",
        "Add what the message names.",
        _vignette("- title: An example\n  answers: {side: one_leg}\n", 1),
    ),
    Code(
        "V303",
        "An unknown key in a vignette",
        "The vignette has a key that means nothing there.",
        "Fix its spelling, or delete it.",
        _vignette("- title: An example\n  answers: {side: one_leg}\n  expect: {urgency: soon}\n  colour: red\n", 4),
    ),
    Code(
        "V304",
        "A value in a vignette does not fit",
        "A value is of the wrong type, or not one of the words that are allowed there.",
        "The message says what is allowed.",
        _vignette("- title: An example\n  answers: {side: one_leg}\n  expect: {urgency: tomorrow}\n", 3),
    ),
    Code(
        "V305",
        "A vignette expects something unknown",
        "The vignette names a rule, a cause or an exercise that the pack does not have.",
        "Fix the spelling, or add what is named.",
        _vignette(
            "- title: An example\n  answers: {side: one_leg}\n  expect:\n    urgency: soon\n    first_cause: strok\n", 5
        ),
    ),
    Code(
        "V306",
        "Two vignettes have the same id",
        "Ids of vignettes are used once, so that a failing case can be found.",
        "Give the newer one another id.",
        _vignette(
            "- {id: X1, title: An example, answers: {}, expect: {urgency: soon}}\n"
            "- {id: X1, title: Another, answers: {}, expect: {urgency: soon}}\n",
            2,
        ),
    ),
)

_LABELS = '"urgency": "soon", "urgency_also_ok": [], "cause": "stroke", "core": true, "answers": {}'

CASES_CODES = (
    Code(
        "V401",
        "Not a labelled case",
        "A line of a file of labelled cases is not a JSON object.",
        "Put one case on each line, from its '{' to its '}'.",
        TextExample("cases", f'{{"id": "C1", {_LABELS}}}\n["C2"]\n', 2),
    ),
    Code(
        "V402",
        "Something is missing from a labelled case",
        "A labelled case says its id, urgency, urgency_also_ok, cause, core and answers.",
        "Add what the message names.",
        TextExample("cases", f"{{{_LABELS}}}\n", 1),
    ),
    Code(
        "V403",
        "A value in a labelled case does not fit",
        "A label is of the wrong type, or not one of the words that are allowed there.",
        "The message says what is allowed.",
        TextExample("cases", f'{{"id": "C1", {_LABELS.replace("soon", "tomorrow")}}}\n', 1),
    ),
    Code(
        "V404",
        "A labelled case gives a key twice",
        "The same key stands twice, so that it is not clear which of the two counts.",
        "Keep one of the two.",
        TextExample("cases", f'{{"id": "C1", "id": "C2", {_LABELS}}}\n', 1),
    ),
    Code(
        "V405",
        "Two labelled cases have the same id",
        "Ids are used once, so that a case in the figures can be found, and none counts twice.",
        "Give one of them another id, or delete it if it is the same case.",
        TextExample("cases", f'{{"id": "C1", {_LABELS}}}\n' * 2, 2),
    ),
)

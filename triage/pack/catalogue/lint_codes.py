"""L: what lint finds in a pack that can be used.

1: rules. 2: use. 3: sources. 4: words. 5: the engine. 6: changes. 8: sign-offs.
"""

from __future__ import annotations

from triage.pack.catalogue.entry import Code, Edit, PackExample, added, sign
from triage.pack.shingles import shingles

_SIGNS = "rules/danger_signs/stroke.yaml"
_PATTERNS = "rules/patterns.yaml"
_SOURCES = "knowledge/sources.yaml"
_ABOUT = "knowledge/pack.yaml"
_AT = "- id: example_sign"
_CHANGES = "knowledge/changes.yaml"
_SIGNED = """\
- id: sign_off_1
  name: Ann Example
  role: family doctor
  date: "2026-03-14"
  version: 1.1.0
  sha256: "0000000000000000000000000000000000000000000000000000000000000000"
  statement: This is an example.
"""
_OWN = "    heat_sensitivity: yes"
_MANY_RANGES = "\n".join(
    f"      - all: [still_walks, age: {{at_least: {age}, below: {age + years}}}]"
    for age in range(20, 90)
    for years in (1, 2, 3)
)
_COPIED = "An elephant stood on the foot all day."


def _change(name: str = "example_change", about: str = "[fast_sign]", version: str = "0.0.1", more: str = "") -> str:
    return (
        f"\n- id: {name}\n  version: {version}\n  date: 2020-01-31\n  about: {about}\n{more}  lowers: true\n"
        "  reason: This is an example.\n  sources: [ART]\n"
    )


def _worded(because: str) -> PackExample:
    return added(_SIGNS, sign(_OWN, because), _AT)


RULE_CODES = (
    Code(
        "L101",
        "A condition that can never hold",
        "The tests of a condition contradict each other: directly, through patterns, or because an answer is needed to "
        "a question that would then not be asked. The rule could never fire.",
        "Look at what the condition asks of one question. 'all' often stands where 'any' was meant.",
        added(_SIGNS, sign("    all: [{onset_tempo: sudden}, came_on_over_years]"), _AT),
    ),
    Code(
        "L102",
        "A rule that another swallows",
        "Whenever this rule fires, another fires too that is at least as urgent, also when answers are not sure. "
        "Deleting the rule would change no result, so it is either a mistake or dead weight.",
        "Delete the rule, or change one of the two so that each has a case of its own.",
        added(_SIGNS, sign("    all: [fast_sign, {age: {at_least: 65}}]"), _AT),
    ),
    Code(
        "L103",
        "The same thing said twice",
        "Two patterns, or two reasons for the same cause, hold in the same cases. The cause would count it twice.",
        "Keep one of the two.",
        added(
            "rules/causes/stroke.yaml",
            "\n- id: stroke__example\n  cause: stroke\n  condition: stroke\n  direction: for\n  strength: weak\n"
            "  finding: This is an example.\n  when: {side: one_side_of_body}\n  sources: [WIKEM]\n",
            "- id: stroke__example",
        ),
    ),
    Code(
        "L104",
        "An 'unless' that always holds",
        "The 'unless' of a danger sign holds whenever its 'when' does, so it never fires for certain.",
        "Narrow the 'unless'.",
        added(_SIGNS, sign(_OWN, more="  unless: {heat_sensitivity: [yes, unsure]}\n"), _AT),
    ),
    Code(
        "L105",
        "An 'unless' that never holds",
        "The 'unless' of a danger sign can never hold together with its 'when', so it lets nobody off.",
        "Leave it out, or widen it.",
        added(_SIGNS, sign(_OWN, more="  unless: {heat_sensitivity: no}\n"), _AT),
    ),
)

USE_CODES = (
    Code(
        "L201",
        "A question that nobody uses",
        "No rule reads the question, and it does not decide whether a question is asked that a rule reads. People "
        "would answer it for nothing.",
        "Delete the question, or add the rule that needs it.",
        PackExample(
            (
                Edit(
                    "knowledge/questions/12_spells_and_heat.yaml",
                    "questions:\n  - id: example_question\n    type: yes_no\n    ask: Is it raining?\n    says: Rain\n"
                    "    term: Precipitation\n    why: This is an example.\n    clinical_why: This is an example.\n"
                    "    options: [{value: yes, label: Yes}, {value: no, label: No}]\n    default_negative: no\n"
                    "    sources: [ART]\n\n",
                    instead_of="questions:\n",
                ),
            ),
            at="  - id: example_question",
        ),
    ),
    Code(
        "L202",
        "A pattern that nobody uses",
        "No rule, question or invariant uses the pattern.",
        "Delete it, or use it.",
        added(
            _PATTERNS,
            "\n- id: example_pattern\n  means: This is an example.\n  when: {side: one_leg}\n",
            "- id: example_pattern",
        ),
    ),
    Code(
        "L203",
        "A source that nobody names",
        "No statement and no code rests on the source. This is harmless, but lists of sources should be short.",
        "Delete it, or name it where it is used.",
        added(
            _SOURCES,
            "\n- id: EXAMPLE\n  title: An example\n  read: general_knowledge\n  what: Not read.\n",
            "- id: EXAMPLE",
        ),
    ),
    Code(
        "L204",
        "A professional nobody is sent to",
        "No rule and no cause sends anyone to the professional.",
        "Delete the professional, or name it where it helps.",
        added(
            "knowledge/professionals.yaml",
            "\n- id: example\n  label: An example\n  reach: This is an example.\n  sources: [ART]\n",
            "- id: example",
        ),
    ),
    Code(
        "L205",
        "Something in the article is not used",
        "An entry of the article's index stands behind no cause, condition, question, treatment or exercise.",
        "Add what the hint names.",
        added("knowledge/article.yaml", "\n- {id: example, kind: symptom, label: An example}\n", "- {id: example"),
    ),
    Code(
        "L206",
        "Something is not in the article",
        "A cause, condition, treatment, exercise or symptom stands on an entry of the article that is of another kind, "
        "or the article does not name it at all.",
        "Name the right entry. What the article does not name can be a danger sign, but not a possible cause.",
        PackExample(
            (
                Edit(
                    "knowledge/questions/06_your_weakness.yaml",
                    "    type: one_of\n    article_symptom: stroke\n",
                    instead_of="    type: one_of\n",
                ),
            ),
            at="  - id: side",
        ),
    ),
    Code(
        "L207",
        "A cause or condition that nothing speaks for",
        "No evidence has the cause, or the named condition, with 'direction: for'. It could never be shown.",
        "Add at least one reason to rules/causes/.",
        PackExample(
            (
                Edit(
                    "knowledge/causes/injuries.yaml",
                    "conditions:\n  - id: example_injury\n    label: An example\n    plain: This is an example.\n"
                    "    sources: [ART]\n",
                    instead_of="conditions:\n",
                ),
                Edit(
                    "knowledge/article.yaml",
                    "\n- {id: example_injury, kind: condition, of: injuries, label: An example}\n",
                ),
            ),
            at="  - id: example_injury",
        ),
    ),
    Code(
        "L208",
        "A new sign without words, or words for what cannot start",
        "The safety net tells a person what to watch for. An answer that can start from now on and be an emergency has "
        "no words for it; or words are there for a question whose answer cannot change, such as an age.",
        "Word it in knowledge/new_signs.yaml; or see whether the question has 'can_change: true', and its option "
        "'is_past: true', rightly.",
        added(
            "knowledge/new_signs.yaml",
            "\n- id: example_signs\n  signs:\n    - {question: pregnancy, answer: yes, says: this is an example}\n",
            "- id: example_signs",
        ),
    ),
    Code(
        "L209",
        "A second look with a gap, or with too much in it",
        "Before a calm result the questionnaire asks once more for each 'no' on which that result may hang alone. The "
        "question is left out there; or it is there, and no answer to it can make an emergency.",
        "Put the question on a line of knowledge/second_look.yaml, or take it out.",
        PackExample(
            (
                Edit(
                    "knowledge/second_look.yaml",
                    "      - {question: heat_sensitivity,",
                    instead_of="      - {question: sexual_change,",
                ),
            ),
            at="  - id: bladder_bowel_and_private_parts",
        ),
    ),
)

SOURCE_CODES = (
    Code(
        "L301",
        "A source that cannot be looked up",
        "The source was read on a mirror, but has no address, or its address is not one of the web.",
        "Add its 'url', or say 'read: general_knowledge'.",
        PackExample(
            (
                Edit(_SOURCES, "\n- id: EXAMPLE\n  title: An example\n  read: mirror\n  what: This is an example.\n"),
                Edit("rules/base.yaml", "sources: [EXAMPLE, ", instead_of="sources: ["),
            ),
            at="- id: EXAMPLE",
        ),
    ),
    Code(
        "L302",
        "A source is named twice",
        "One statement names the same source two times.",
        "Name it once.",
        added(_SIGNS, sign(_OWN).replace("[NG127-LIMB]", "[NG127-LIMB, NG127-LIMB]"), _AT),
    ),
)

WORD_CODES = (
    Code(
        "L401",
        "A sentence from the article",
        "A text shares six words in a row with the source article. The article is not ours to copy.",
        "Say it in your own words.",
        PackExample(
            (
                Edit(_SIGNS, sign(_OWN, _COPIED)),
                Edit("knowledge/article_shingles.txt", next(shingles(_COPIED))[1] + "\n"),
            ),
            at=_AT,
        ),
    ),
    Code(
        "L402",
        "A hard word",
        "A text that a person reads has a word that a worried reader may not know, where a plainer one is listed in "
        "knowledge/plain_words.yaml.",
        "Use the plainer word, or say it in another way.",
        _worded("Heat can exacerbate the weakness."),
    ),
    Code(
        "L403",
        "An unknown place",
        "A text has a place in braces that no country fills.",
        "Fix its spelling, or add the word to every country in knowledge/pack.yaml.",
        _worded("Call {emergncy_number} if it gets worse."),
    ),
    Code(
        "L404",
        "Braces that do not fit",
        "A brace has no partner, one stands inside another, or {you|they} has a side too many or too few. Only "
        "a whole sentence may be for one person alone.",
        "Write a place such as {gp}, or two wordings with one bar between them.",
        _worded("'{You|} may have a fever.'"),
    ),
    Code(
        "L405",
        "A service called by its name",
        "A text names a number or a service that is called otherwise in another country.",
        "Use a place such as {emergency_number} or {gp}; each country fills it.",
        _worded("Call 999 if it gets worse."),
    ),
    Code(
        "L406",
        "A text that is too long",
        "The text does not fit where it is shown on a telephone. Names take up to 60 characters; titles, labels and "
        "choices 90; questions and single instructions 160; explanations 220; texts with a page of their own 300.",
        "Shorten it, or say it in two places.",
        _worded("Heat can make it worse. " * 10),
    ),
    Code(
        "L407",
        "A text for one person only",
        "The text says 'you' where somebody else may be spoken of.",
        "Write {you|they}, {your|their} and so on.",
        _worded("Heat can make your leg worse."),
    ),
    Code(
        "L409",
        "Nothing to compare the words with",
        "The list of hard words or the hashed article is missing from the pack, or cannot be read.",
        "Put the file back. `python -m triage.pack.shingles ARTICLE.txt` makes the hashes.",
        PackExample((Edit("knowledge/plain_words.yaml"),)),
    ),
)

ENGINE_CODES = (
    Code(
        "L501",
        "A rule that durable_rules cannot hold",
        "The rule engine has limits beyond which it gives wrong results or crashes. A pack stays well inside them.",
        "Split the rule, or move a part of its condition to a pattern.",
        PackExample((Edit(_SIGNS, sign(f"    any:\n{_MANY_RANGES}")),), "- id: still_walks", "rules/patterns.yaml"),
    ),
)

CHANGE_CODES = (
    Code(
        "L601",
        "A change of something that is not there",
        "An entry of the list of changes is about an id that the pack does not have. If it is misspelt, a reason for a "
        "lower urgency counts for nothing.",
        "Fix the spelling. If the change took it out of the pack, put it under 'retired' too.",
        added(_CHANGES, _change(about="[RF01_fast_sign, fast_sing]"), "- id: example_change"),
    ),
    Code(
        "L602",
        "A retired id is used again",
        "The list of changes says that an id was taken out of the pack, and something in the pack has it. Old results "
        "and records that name it would then mean another thing.",
        "Give the new entry an id of its own.",
        PackExample(
            (
                Edit(_SIGNS, sign(_OWN)),
                Edit(_CHANGES, _change(about="[example_sign]", more="  retired: [example_sign]\n")),
            ),
            at=_AT,
        ),
    ),
    Code(
        "L603",
        "A list of changes out of order",
        "The newest change stands first, none is of a newer version than the pack, and each has a date that there is.",
        "Put it in its place; or raise 'version' in knowledge/pack.yaml.",
        added(_CHANGES, _change() + _change("newer_change", version="0.0.2"), "- id: newer_change"),
    ),
    Code(
        "L604",
        "A change that lowers an urgency, of nothing that sets one",
        "The change says that it lowers an urgency, and is about no danger sign, pattern or question, nor the base "
        "rule. It would be the reason for nothing.",
        "Name what was changed, or write 'lowers: false'.",
        added(_CHANGES, _change(about="[withhold_after_operation]"), "- id: example_change"),
    ),
)

SIGN_OFF_CODES = (
    Code(
        "L801",
        "A version that was signed off was changed",
        "A sign-off names this version of the pack, and other content than this. The content is not signed off any "
        "more, and two contents would go by one number.",
        "Raise 'version' in knowledge/pack.yaml. The old sign-off may stay: it counts for what it was given for.",
        PackExample((Edit("knowledge/sign_offs.yaml", _SIGNED, is_new=True),), "- id: sign_off_1"),
    ),
)

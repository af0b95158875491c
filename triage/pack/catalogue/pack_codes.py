"""C and R stop a pack from being used. C: a file does not have the right form. R: the parts do not fit together."""

from __future__ import annotations

from triage.pack.catalogue.entry import Code, Edit, PackExample, added, sign

_SIGNS = "rules/danger_signs/stroke.yaml"
_PATTERNS = "rules/patterns.yaml"
_SIDE = "    side: one_leg"


def _new(text: str) -> Edit:
    return Edit("rules/danger_signs/example.yaml", text, is_new=True)


FORM_CODES = (
    Code(
        "C101",
        "A part of the pack is missing",
        "A file or folder that every pack needs is not there, or has nothing in it.",
        "Put the file back, or write its first entry.",
        PackExample((Edit("rules/exercises.yaml"),)),
    ),
    Code(
        "C102",
        "A file cannot be read",
        "The file is not UTF-8 text, is no ordinary file, or this program may not read it.",
        "Save it as an ordinary file in UTF-8, or change its permissions.",
        PackExample((_new("# caf\udce9\n"),)),
    ),
    Code(
        "C103",
        "A file is not YAML",
        "The text breaks the rules of YAML. Often a text with a colon in it needs quotes around it.",
        "Look at the line that is named, and at the one before it.",
        PackExample((_new("- id: example: sign\n"),), "- id: example"),
    ),
    Code(
        "C104",
        "Nested too deeply",
        "Lists or mappings stand inside each other more than 40 levels deep.",
        "Write it flatter. Conditions can be split into patterns.",
        PackExample((_new("[" * 41 + "]" * 41 + "\n"),), "[[["),
    ),
    Code(
        "C105",
        "An anchor is used",
        "YAML's anchors (&name) and references to them (*name) are refused: whoever reads a rule should see all of it.",
        "Write the value out where it is used, or make it a pattern.",
        PackExample((_new("- &example\n  id: example_sign\n"),), "- &example"),
    ),
    Code(
        "C106",
        "A key is given twice",
        "One mapping has the same key two times. YAML would silently keep the last.",
        "Keep one of the two.",
        PackExample((_new(sign(_SIDE, more="  urgency: routine\n").strip("\n")),), "  urgency: routine"),
    ),
    Code(
        "C107",
        "The file has the wrong shape",
        "A file of rules is a list of entries; a file of one screen, one cause or the base rule is one mapping.",
        "Begin each entry of a list with '- '.",
        PackExample((_new("id: example_sign\n"),), "id: example_sign"),
    ),
    Code(
        "C108",
        "A value does not fit",
        "The value of a key is of the wrong type, or not one of the words that are allowed there.",
        "The message says what is allowed.",
        added(_SIGNS, sign(_SIDE).replace("urgency: soon", "urgency: tomorrow", 1), "  urgency: tomorrow"),
    ),
    Code(
        "C109",
        "A key is not known",
        "The entry has a key that means nothing there.",
        "Fix its spelling, or delete it.",
        added(_SIGNS, sign(_SIDE, more="  colour: red\n"), "  colour: red"),
    ),
    Code(
        "C110",
        "A key is missing",
        "The entry lacks a key that it needs. A danger sign without sources is one case.",
        "Add the key.",
        added(_SIGNS, sign(_SIDE).replace("  sources: [NG127-LIMB]\n", ""), "- id: example_sign"),
    ),
    Code(
        "C111",
        "An id is used twice",
        "Two entries have the same id, so that one would hide the other. All rules share one set of ids.",
        "Give the newer one another id. Ids that were once published are never given to something else.",
        added(
            _PATTERNS, "\n- id: fast_sign\n  means: This is an example.\n  when: {side: one_leg}\n", "- id: fast_sign"
        ),
    ),
    Code(
        "C112",
        "A file has a name that no pack knows",
        "The file would be passed over, and the rules in it with it.",
        "Rename it, or move it out of the pack.",
        PackExample((Edit("rules/exercise.yaml", "[]\n", is_new=True),)),
    ),
)

FIT_CODES = (
    Code(
        "R101",
        "An unknown id",
        "Something is named that the pack does not have: a question, a pattern, a source, a professional ...",
        "Fix the spelling, or add what is named.",
        added(_SIGNS, sign("    onset_tepmo: sudden"), "- id: example_sign"),
    ),
    Code(
        "R102",
        "An unknown answer",
        "A condition tests a question for something that is not one of its answers.",
        "Use one of the values of the question's options, 'unsure', or 'none' where things are ticked.",
        added(_SIGNS, sign("    side: left_leg"), "- id: example_sign"),
    ),
    Code(
        "R103",
        "The wrong kind of test",
        "A number is tested for a word, or a choice for a number.",
        "Test a number with 'at_least' and 'below', a choice with the words it may be.",
        added(_SIGNS, sign("    age: child"), "- id: example_sign"),
    ),
    Code(
        "R104",
        "A circle",
        "Patterns use each other in a circle, or questions decide about each other whether they are asked.",
        "Take one of them out of the other's condition.",
        added(
            _PATTERNS,
            "\n- id: the_hen\n  means: This is an example.\n  when: the_egg\n"
            "\n- id: the_egg\n  means: This is an example.\n  when: the_hen\n",
            "- id: the_hen",
        ),
    ),
    Code(
        "R105",
        "A tick list that cannot be ticked",
        "A tick list holds a number, a question that another list holds, or one whose clear negative is not known.",
        "Take the question out of the list.",
        added(
            "knowledge/questions/01_about_you.yaml",
            "\nlists:\n  - id: example_list\n    ask: Is any of these true?\n    questions: [age, pregnancy]\n",
            "  - id: example_list",
        ),
    ),
    Code(
        "R106",
        "The urgency levels are not the five",
        "Each of the five levels must be worded once, and there are no others.",
        "Word the level that is missing, or delete the one too many.",
        added(
            "knowledge/urgency.yaml",
            "\n- id: some_day\n  label: See a doctor some day\n  action: Wait.\n  timeframe: Some day.\n"
            "  basis: This is an example.\n  sources: [NG127-TERMS]\n",
            "- id: some_day",
        ),
    ),
    Code(
        "R107",
        "Reassurance would raise the urgency",
        "The base level for those whose answers are all reassuring is above the base level.",
        "Lower 'reassured', or raise 'urgency'.",
        PackExample(
            (Edit("rules/base.yaml", "reassured: emergency_now", instead_of="reassured: routine"),), at="id: base"
        ),
    ),
)

"""What the report says, and in what order, for every level of urgency and whoever it speaks to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from report_cases import CALM, CASES, of_level, random_assessments, written
from report_text import html_text, markdown_text, terminal_text

from triage.assessment import Assessment, assess
from triage.assessment.model import EngineInfo
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report import summary, to_html, to_markdown, to_terminal
from triage.report.document import Call, Items, Paragraph, Place, Section, clean
from triage.report.sections import sections
from triage.report.strings import ENGLISH

LEVELS = sorted(CASES, key=lambda level: level.rank)
EMERGENCIES = [level for level in LEVELS if level.is_emergency]
CALMER = [level for level in LEVELS if not level.is_emergency]


def by_id(pack: Pack, assessment: Assessment) -> dict[str, Section]:
    """All sections and their parts by id."""
    found: dict[str, Section] = {}
    for section in sections(pack, assessment):
        found |= {section.id: section} | {part.id: part for part in section.parts}
    return found


def text_of(section: Section) -> str:
    return " ".join(section.texts)


# ------------------------------------------------------------------------------------------------- what to do now


@pytest.mark.parametrize("level", LEVELS)
def test_the_sections_stand_in_order(pack: Pack, level: Urgency) -> None:
    """What to do now is first, the small print last, and between them every section in its place."""
    found = sections(pack, of_level(pack, level))
    ids = [section.id for section in found]
    middle = ["why", "behind", "who", "leave-out" if level.is_emergency else "ask", "sooner"]
    assert ids == ["now", *middle, "about"]
    assert found[0].place is Place.OPENING
    assert found[-1].place is Place.SMALL_PRINT
    assert {section.place for section in found[1:-1]} == {Place.BODY}


@pytest.mark.parametrize("level", LEVELS)
def test_what_to_do_comes_first(pack: Pack, level: Urgency) -> None:
    """The first line is the first sentence of the action; the rest of it and the time frame follow at once."""
    made = of_level(pack, level)
    opening = by_id(pack, made)["now"]
    assert made.action.startswith(opening.heading)
    assert opening.heading.endswith(".")
    paragraphs = [block for block in opening.blocks if isinstance(block, Paragraph)]
    assert f"{opening.heading} {paragraphs[0].text}" == clean(made.action)
    assert paragraphs[1] == Paragraph(made.timeframe, "When")


@pytest.mark.parametrize(
    ("country", "number"), [("GB", "999"), ("US", "911"), ("EU", "112"), (None, "999, 112 or 911")]
)
def test_an_emergency_names_the_number_in_its_first_line(pack: Pack, country: str | None, number: str) -> None:
    """At emergency_now the first line, in every form and at 30 columns too, has the number to call."""
    made = of_level(pack, Urgency.EMERGENCY_NOW, country=country)
    assert f"Call {number}" in to_terminal(pack, made, width=30, colour=False).splitlines()[0]
    assert f"Call {number}" in to_markdown(pack, made).splitlines()[0]
    assert f'<h1 id="now">Call {number}' in to_html(pack, made)


@pytest.mark.parametrize("level", LEVELS)
def test_only_an_emergency_offers_a_call_and_says_what_to_do_meanwhile(pack: Pack, level: Urgency) -> None:
    """The two emergency levels have the number to dial and the hint for the time until help; the others do not."""
    opening = by_id(pack, of_level(pack, level, country="GB"))["now"]
    calls = [block for block in opening.blocks if isinstance(block, Call)]
    expected = {
        Urgency.EMERGENCY_NOW: [Call("Call 999", "999", True)],
        Urgency.EMERGENCY_DEPARTMENT: [Call("Call 999 if you get worse", "999", False)],
    }
    assert calls == expected.get(level, [])
    assert ("Note the time when it began." in text_of(opening)) is level.is_emergency


@pytest.mark.parametrize("level", LEVELS)
def test_that_it_is_no_diagnosis_is_said_once(pack: Pack, level: Urgency) -> None:
    """The notice stands near the top and nowhere else."""
    whole = " ".join(map(text_of, sections(pack, of_level(pack, level))))
    assert whole.count("diagnosis") == 1
    assert "This is not a diagnosis." in text_of(by_id(pack, of_level(pack, level))["now"])


# ------------------------------------------------------------------------------------------------------------ why


@pytest.mark.parametrize("level", [level for level in LEVELS if level is not Urgency.ROUTINE])
def test_each_certain_danger_sign_is_a_reason(pack: Pack, level: Urgency) -> None:
    """Every danger sign that surely fired is under "Why", the first with what the person said."""
    made = of_level(pack, level)
    why = by_id(pack, made)["why"]
    for sign in made.danger_signs:
        assert not sign.certain or sign.because in text_of(why)
    assert isinstance(why.blocks[0], Items)
    assert why.blocks[0].items[0].more[0].label == "You said"
    assert len(why.blocks[0].items) <= 4


def test_without_a_danger_sign_the_base_level_gives_the_reason(pack: Pack) -> None:
    """Where nothing alarming was found the report still says why to see somebody."""
    reassured = by_id(pack, of_level(pack, Urgency.ROUTINE))["why"]
    assert text_of(reassured) == f"Why {clean(pack.base.reassured_because)}"
    base = written(pack, {**CALM, "side": "one_leg"})
    assert (base.urgency, base.danger_signs) == (Urgency.SOON, ())
    assert text_of(by_id(pack, base)["why"]) == f"Why {clean(pack.base.because)}"


def test_a_sign_from_an_unknown_answer_says_which(pack: Pack) -> None:
    """A danger sign that counts only because of "not sure" names the question that is not known."""
    made = written(pack, {**CALM, "saddle_numbness": "unsure"})
    (sign,) = (sign for sign in made.danger_signs if sign.unsure_about == ("saddle_numbness",))
    items = [item for block in by_id(pack, made)["why"].blocks if isinstance(block, Items) for item in block.items]
    (item,) = (item for item in items if item.text == sign.because)
    assert item.more[-1] == Paragraph(
        "Numb skin between the legs, or round the bottom or private parts", "This counts since we do not know for sure"
    )


def test_unknown_answers_do_not_flood_the_reasons(pack: Pack) -> None:
    """With everything blank, a few reasons are shown and the others are counted, so that none is lost silently."""
    made = assess(pack, {"answers": {}}, engine="logic")
    why = by_id(pack, made)["why"]
    shown = sum(len(block.items) for block in why.blocks if isinstance(block, Items)) - 1
    assert shown <= 12
    different = {sign.because for sign in made.danger_signs}
    assert f"and {len(different) - shown} more signs that we could not rule out" in text_of(why)


def test_a_sign_from_outside_the_article_is_marked_and_the_mark_explained(pack: Pack) -> None:
    """The mark stands behind the sign and the small print says what it means; without such a sign neither is there."""
    made = of_level(pack, Urgency.EMERGENCY_DEPARTMENT)
    found = by_id(pack, made)
    items = [item for block in found["why"].blocks if isinstance(block, Items) for item in block.items]
    marks = {sign.because: "not in our article" if sign.outside_article else "" for sign in made.danger_signs}
    assert {item.text: item.mark for item in items} == marks
    assert "marked “not in our article”" in text_of(found["about"])
    assert "not in our article" not in " ".join(map(text_of, sections(pack, of_level(pack, Urgency.ROUTINE))))


# ------------------------------------------------------------------------------------------ what may lie behind it


def test_a_possible_cause_has_words_and_reasons_but_no_figure(pack: Pack) -> None:
    """Each cause says in words how well it fits, and what points to it and what does not; never a percentage."""
    numb = {
        "numbness_tingling": "yes",
        "numbness_pattern": ["feet_sock", "burning_feet"],
        "diabetes": "unsure",
        "weak_area": "unsure",
    }
    made = written(pack, {**CALM, **numb, "eye_signs": ["lid_droop"]})
    for cause in made.possible_causes:
        part = by_id(pack, made)[f"cause-{cause.cause}"]
        assert part.heading == cause.label
        assert re.search(r"answers fit this (well|in part|a little)\.", text_of(part))
        labelled = {
            block.label: [item.text for item in block.items] for block in part.blocks if isinstance(block, Items)
        }
        reasons = {"What points to it": cause.for_, "What does not fit": cause.against, "Not known yet": cause.unknown}
        assert labelled == {label: [line.finding for line in lines] for label, lines in reasons.items() if lines}
    assert any(cause.against for cause in made.possible_causes)
    assert any(cause.unknown for cause in made.possible_causes)


def test_no_report_gives_a_percentage_or_a_verdict(pack: Pack) -> None:
    """No per cent sign, and no "you have" before a cause, on random answers."""
    for made in random_assessments(pack, seed=1, count=40):
        behind = [by_id(pack, made)["behind"]]
        whole = " ".join(map(text_of, sections(pack, made)))
        assert "%" not in whole
        for label in (cause.label for cause in made.possible_causes):
            assert f"you have {label}".lower() not in " ".join(map(text_of, behind)).lower()


def test_without_a_cause_the_text_of_the_pack_stands_there_once(pack: Pack) -> None:
    """Where no cause fits, the pack's own words say so, and the notes at the end do not repeat them."""
    made = assess(pack, {"answers": {}}, engine="logic")
    assert made.possible_causes == ()
    found = by_id(pack, made)
    assert "do not fit one of the six causes" in text_of(found["behind"])
    assert "do not fit" not in text_of(found["about"])


# ----------------------------------------------------------------------------------------- who to see, what to say


@pytest.mark.parametrize("level", LEVELS)
def test_each_professional_has_a_reason(pack: Pack, level: Urgency) -> None:
    """Everybody to see is named, with a reason of their own or the same as the one before."""
    made = of_level(pack, level)
    items = [item for block in by_id(pack, made)["who"].blocks if isinstance(block, Items) for item in block.items]
    whys = {one.label: {clean(one.why), "For the same reason."} for one in made.professionals}
    assert {item.label for item in items} == set(whys)
    for item in items:
        assert whys[item.label] & {item.text, *(paragraph.text for paragraph in item.more)}


def test_in_an_emergency_those_who_help_now_stand_apart(pack: Pack) -> None:
    """Nobody reads "call your doctor" beside "call an ambulance": who comes later has no way to reach them."""
    made = written(pack, {**CASES[Urgency.EMERGENCY_NOW], "saddle_numbness": "yes"}, country="GB")
    now, later = (block for block in by_id(pack, made)["who"].blocks if isinstance(block, Items))
    assert (now.label, later.label) == ("Now", "Later, once help has come")
    assert now.items[0].label == "Ambulance"
    assert now.items[0].text == "Call 999."
    assert pack.professionals["spinal_surgeon"].label in [item.label for item in later.items]
    assert not [item for item in later.items if "Call" in item.text]


def test_professionals_of_unknown_rules_are_for_now(pack: Pack) -> None:
    """Where the pack does not know the danger signs of a saved result, nobody is put off until later."""
    made = of_level(pack, Urgency.EMERGENCY_NOW)
    strange = replace(made, danger_signs=tuple(replace(sign, rule="gone") for sign in made.danger_signs))
    (only,) = (block for block in by_id(pack, strange)["who"].blocks if isinstance(block, Items))
    assert [item.label for item in only.items] == [one.label for one in made.professionals]


def test_the_summary_says_the_answers_in_words(pack: Pack) -> None:
    """A yes is the finding itself, a choice what it says, a number follows its subject; a clear no is not told."""
    made = written(pack, {**CASES[Urgency.SOON], "muscle_pain": "yes", "back_pain": "none", "foot_drop": "unsure"})
    told = summary(pack, made)
    assert told.opening == (
        f"This is about: {pack.about.title}. A symptom check gave this advice: {made.urgency_label}."
    )
    assert told.said[:3] == (
        "Age: 40",
        "Weakness in both legs or feet",
        "The weakness came slowly, over months or years",
    )
    assert "Very sore, tender or swollen muscles" in told.said
    assert "Falls in the last 12 months: 1" in told.said
    assert not [words for words in told.said if "ack pain" in words]
    assert told.not_sure == ("Hard to lift the front of your foot, or it drags or slaps",)


def test_the_summary_tells_the_clinician_what_was_denied(pack: Pack) -> None:
    """The second part has the labels of danger signs, and in clinical terms the signs that were denied."""
    told = summary(
        pack, written(pack, {**CASES[Urgency.EMERGENCY_DEPARTMENT], "face_droop": "no", "muscle_pain": "no"})
    )
    assert "Cauda equina syndrome" in told.danger_signs
    assert told.said_no == (pack.questions["face_droop"].term,)


def test_the_summary_puts_the_answers_behind_danger_signs_before_others(pack: Pack) -> None:
    """After what describes the weakness come the answers that make it urgent, wherever they were asked."""
    told = summary(pack, written(pack, {**CALM, "heaviness_fatigue": "yes", "falls": 3})).said
    assert told.index("Falls in the last 12 months: 3") < told.index("Heavy or tired legs or feet")


def test_the_summary_is_in_the_report(pack: Pack) -> None:
    """Every word of the summary stands under "Who to see"."""
    made = written(pack, {**CASES[Urgency.SOON], "face_droop": "no", "foot_drop": "unsure"})
    told, shown = summary(pack, made), text_of(by_id(pack, made)["who"])
    for words in (told.opening, *told.said, *told.not_sure, *told.danger_signs, *told.not_ruled_out, *told.said_no):
        assert words in shown


def test_a_saved_result_of_another_pack_can_still_be_told(pack: Pack) -> None:
    """Questions, options, sources and countries that the pack does not know are shown as they are."""
    made = replace(
        of_level(pack, Urgency.SOON),
        country="XX",
        answers={"retired_question": "yes", "diabetes": "retired_option", "eye_signs": ["retired_tick"]},
        not_known=("retired_question",),
    )
    sign = replace(made.danger_signs[0], sources=("RETIRED",))
    made = replace(made, danger_signs=(sign,))
    found = by_id(pack, made)
    shown = text_of(found["say"])
    assert "retired_question: yes" in shown
    assert "Diabetes, or blood sugar that is too high: retired_option" in shown
    assert "retired_tick" in shown
    assert "retired_question" in text_of(found["not-known"])
    assert "RETIRED" in text_of(found["sources"])


# ----------------------------------------------------------------------- what to ask about, sooner, what is not known


def test_treatments_and_exercises_are_things_to_ask_about(pack: Pack) -> None:
    """Below an emergency: the treatments with a note for each cause, the exercises with steps, caution and notes."""
    made = of_level(pack, Urgency.SOON)
    found = by_id(pack, made)
    for treatment in made.treatments:
        assert treatment.text in text_of(found["treatments"])
        assert set(treatment.notes.values()) <= set(found["treatments"].texts)
    assert made.exercises
    texts = set(found["exercises"].texts)
    assert made.exercise_caution in texts
    for exercise in made.exercises:
        assert {exercise.label, *exercise.steps, exercise.caution, *exercise.notes.values()} <= texts


def test_a_note_names_its_cause_only_where_there_are_several(pack: Pack) -> None:
    """With one possible cause the notes stand alone; with more each says which cause it is about."""
    one = of_level(pack, Urgency.SOON)
    several = written(
        pack, {**CALM, "already_assessed": "yes", "known_diagnosis": ["neuropathy", "multiple_sclerosis"]}
    )
    for made, named in ((one, set()), (several, {cause.label for cause in several.possible_causes})):
        assert len(made.possible_causes) == max(1, len(named))
        items = [
            item for block in by_id(pack, made)["treatments"].blocks if isinstance(block, Items) for item in block.items
        ]
        assert {paragraph.label for item in items for paragraph in item.more} - {""} == named


def test_withheld_exercises_with_one_reason_share_a_line(pack: Pack) -> None:
    """Each withheld exercise is named with its reason, at every level, and no reason is repeated."""
    for level in LEVELS:
        made = of_level(pack, level)
        if made.withheld_exercises:
            leave_out = by_id(pack, made)["leave-out"]
            (block,) = leave_out.blocks
            assert isinstance(block, Items)
            assert len({item.text for item in block.items}) == len(block.items)
            for one in made.withheld_exercises:
                assert [item for item in block.items if one.label in item.label and one.because == item.text]


@pytest.mark.parametrize("level", EMERGENCIES)
def test_in_an_emergency_nothing_distracts(pack: Pack, level: Urgency) -> None:
    """No treatments and no exercises are offered where help is needed now."""
    assert not {"treatments", "exercises", "ask"} & set(by_id(pack, of_level(pack, level)))


def test_a_result_without_advice_has_no_empty_heading(pack: Pack) -> None:
    """Where there is nothing to ask about and nothing withheld, the section is left out."""
    bare = replace(of_level(pack, Urgency.SOON), treatments=(), exercises=(), withheld_exercises=())
    assert not {"treatments", "exercises", "ask", "leave-out"} & set(by_id(pack, bare))


@pytest.mark.parametrize("level", LEVELS)
def test_new_signs_are_listed_by_what_to_do_then(pack: Pack, level: Urgency) -> None:
    """New signs are grouped by level, the most urgent first, and at the end stands what to do if it gets worse."""
    made = of_level(pack, level, country="GB")
    sooner = by_id(pack, made)["sooner"]
    lists = [block for block in sooner.blocks if isinstance(block, Items)]
    assert {item.text for block in lists for item in block.items} == {clean(line.if_) for line in made.safety_net}
    if made.safety_net:
        assert lists[0].label == "Call 999 at once if this starts:"
    assert "worse" in text_of(sooner)
    assert isinstance(sooner.blocks[-1], Paragraph)


def test_open_questions_are_named_in_words(pack: Pack) -> None:
    """What is not known and could change the advice is listed in words: ten, and how many more there are."""
    made = written(pack, {**CASES[Urgency.SOON], "saddle_numbness": "unsure"})
    assert "saddle_numbness" in made.not_known
    assert "Numb skin between the legs" in text_of(by_id(pack, made)["not-known"])
    blank = assess(pack, {"answers": {}}, engine="logic")
    items = by_id(pack, blank)["not-known"].blocks[-1]
    assert isinstance(items, Items)
    assert len(items.items) == 11
    assert items.items[-1].text == f"and {len(blank.not_known) - 10} more"


# -------------------------------------------------------------------------------------------------- the small print


@pytest.mark.parametrize("level", LEVELS)
def test_the_small_print_says_how_the_result_was_made(pack: Pack, level: Urgency) -> None:
    """Review status, limits, versions, and each source with its title and how it was read."""
    made = replace(of_level(pack, level), id="case 7")
    found = by_id(pack, made)
    shown = text_of(found["about"])
    assert made.review.statement in shown
    assert "It knows only what is typed in." in shown
    assert f"{made.pack.id} {made.pack.version} ({made.pack.sha256[:12]})" in shown
    assert f"program triage {made.software.version}" in shown
    assert "case 7" in shown
    (listed,) = found["sources"].blocks
    assert isinstance(listed, Items)
    assert {item.label for item in listed.items} >= {name for one in made.professionals for name in one.sources}
    for item in listed.items:
        source = pack.sources[item.label]
        assert item.text == clean(source.title)
        assert item.mark == ENGLISH.ways_of_reading[source.read]
        assert item.link in (source.url, "")


@pytest.mark.parametrize("level", LEVELS)
def test_every_statement_that_is_shown_has_its_sources_in_the_list(pack: Pack, level: Urgency) -> None:
    """Also what the pack says of its own: until help comes, with the exercises, and where no cause fits."""
    made = of_level(pack, level)
    (listed,) = by_id(pack, made)["sources"].blocks
    assert isinstance(listed, Items)
    own = pack.about.sources
    expected = {
        *pack.levels[level].sources,
        *(own.emergency_hint if level.is_emergency else pack.base.sources),
        *(own.exercise_caution if made.exercises else ()),
        *(own.no_cause if not made.possible_causes else ()),
        *(name for line in made.safety_net for name in line.sources),
        *(name for cause in made.possible_causes for kind in cause.conditions for name in kind.sources),
    }
    assert expected <= {item.label for item in listed.items}


def engine(checked: bool, agreed: bool | None) -> EngineInfo:
    return EngineInfo(name="durable_rules", version="2.0.28", checked=checked, agreed=agreed)


@pytest.mark.parametrize(
    ("made_by", "line"),
    [
        (engine(checked=False, agreed=None), "This time only one of them did."),
        (engine(checked=True, agreed=False), "they did not agree"),
        (engine(checked=True, agreed=True), None),
    ],
)
def test_one_line_says_when_the_engines_did_not_check_each_other(
    pack: Pack, made_by: EngineInfo, line: str | None
) -> None:
    """A result that only one engine made, or on which the two differed, says so once; an agreed one says nothing."""
    made = replace(of_level(pack, Urgency.SOON), engine=made_by)
    shown = text_of(by_id(pack, made)["about"])
    assert [known for known in ("This time only one of them did.", "they did not agree") if known in shown] == (
        [line] if line else []
    )


def test_notes_are_passed_on(pack: Pack) -> None:
    """Notes of the assessment, such as blank questions, stand in the small print."""
    made = assess(pack, {"answers": {"side": "one_leg"}}, engine="logic")
    assert "questions were left blank and count as not sure." in text_of(by_id(pack, made)["about"])


def test_an_address_that_is_no_web_address_is_not_linked(pack: Pack) -> None:
    """A source is linked only to http and https."""
    sources = {name: replace(source, url="javascript:alert(1)") for name, source in pack.sources.items()}
    assert "javascript:" not in to_html(replace(pack, sources=sources), of_level(pack, Urgency.SOON))


# ------------------------------------------------------------------------------------------------- whoever it is for


def test_somebody_who_answers_for_another_is_spoken_to(pack: Pack) -> None:
    """For another person the report speaks of "them" to the one who reads it."""
    made = of_level(pack, Urgency.EMERGENCY_DEPARTMENT, person="other", country="GB")
    found = by_id(pack, made)
    assert found["now"].heading == "Take them to A&E now."
    assert "Until they get help" in set(found["now"].texts)
    assert "You told us" in set(found["why"].texts)
    assert "If they get worse on the way, stop and call 999." in set(found["sooner"].texts)


# ---------------------------------------------------------------------------------------------------- all three forms

FORMS: dict[str, Callable[[Pack, Assessment], str]] = {
    "terminal": lambda pack, made: terminal_text(to_terminal(pack, made, width=88, colour=False)),
    "markdown": lambda pack, made: markdown_text(to_markdown(pack, made)),
    "html": lambda pack, made: html_text(to_html(pack, made)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_cause_professional_and_withheld_exercise_is_in_each_form(pack: Pack, form: str) -> None:
    """On random answers no possible cause, nobody to see and no withheld exercise is lost on the way to any form."""
    for made in random_assessments(pack, seed=2, count=40):
        shown = FORMS[form](pack, made)
        labels = [cause.label for cause in made.possible_causes]
        labels += [one.label for one in made.professionals] + [one.label for one in made.withheld_exercises]
        assert [label for label in labels if clean(label) not in shown] == []


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_every_text_in_order(pack: Pack, form: str) -> None:
    """Each form shows all texts of the sections, in their order."""
    for made in random_assessments(pack, seed=3, count=15):
        shown, at = FORMS[form](pack, made), 0
        for section in sections(pack, made):
            for text in section.texts:
                at = shown.index(text, at) + len(text)


def test_a_text_is_cleaned_to_one_harmless_line() -> None:
    """Control characters, line breaks and marks that turn the writing are gone; letters of any script stay."""
    assert clean("a\x1b[2J\r\nb\u202ec\u2066\x00\ud800 d") == "a [2J b c d"
    assert clean("Sjögren 足 \u0646\u200c\u0645 🦶") == "Sjögren 足 \u0646\u200c\u0645 🦶"

"""A pack in other languages: the same rules, the texts of now or else the English ones, and never a stale one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from planted import ROOT, all_problems, planted

from triage.assessment import assess
from triage.check import check_result
from triage.errors import Location, PackError, UnknownId
from triage.pack import languages, strings
from triage.pack.catalogue import Edit
from triage.pack.content import load_pack
from triage.pack.knowledge import SignOff
from triage.pack.languages import LANGUAGES
from triage.pack.pack import Pack
from triage.pack.texts import mark_of, read_texts, reworded
from triage.pack.translating import taken_in, to_translate
from triage.report import summary
from triage.report.sections import sections

ANSWERS = {"side": "both_legs", "onset_tempo": "months_years", "age": 50}
_ACTION = "Call {emergency_number} now"
_NOTE = "Algunas de estas palabras están en inglés."


@pytest.fixture(scope="module")
def spanish(pack: Pack) -> Pack:
    return pack.in_language("es")


def test_a_pack_in_another_language_has_the_same_rules(pack: Pack, spanish: Pack) -> None:
    """Ids, conditions, urgencies and the hash are the same; only texts differ, and English is the pack itself."""
    assert spanish.sha256 == pack.sha256
    assert reworded(spanish, lambda _: "x").danger_signs == reworded(pack, lambda _: "x").danger_signs
    assert spanish.in_language("en") is pack
    assert pack.in_language("es") is spanish
    assert load_pack(language="es").about.title == spanish.about.title != pack.about.title


def test_every_text_has_a_key_of_its_own(pack: Pack) -> None:
    """No two texts share a key, and keys are made of ids that never change."""
    keys = [text.key for text in read_texts(pack)]
    assert len(keys) == len(set(keys)) > 1400
    assert "screens.brain_signs.questions.face_droop.options.yes.label" in keys


def test_what_clinicians_and_authors_write_is_not_translated(pack: Pack, spanish: Pack) -> None:
    """Sources, changes, and the reasons that a clinician reviews stay as they are."""
    assert spanish.sources == pack.sources
    assert spanish.changes == pack.changes
    assert spanish.questions["face_droop"].clinical_why == pack.questions["face_droop"].clinical_why


def test_a_name_with_an_accent_has_one_spelling() -> None:
    """Guillain-Barré keeps its accent in all that people read; addresses and the name of a code are as they are."""
    lines = [
        f"{file.name}: {line}"
        for part in ("knowledge", "rules")
        for file in sorted((ROOT / part).rglob("*.yaml"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"guillain.barre\b", line, re.IGNORECASE)
    ]
    told = [line for line in lines if not re.search(r"guillain_barre|url:|system: ICD-10-CM", line)]
    assert told == []
    assert len(lines) > len(told)


def test_a_changed_english_text_takes_its_translation_out_of_use(tmp_path: Path) -> None:
    """The person sees the new English, not the old translation, and is told so in their language."""
    edit = Edit("knowledge/urgency.yaml", _ACTION.replace("now", "at once"), instead_of=_ACTION)
    folder = planted(tmp_path, edit, Edit(f"{LANGUAGES}es/texts.base.yaml", "\n"))
    spanish = load_pack(folder, language="es")
    assert list(spanish.untranslated) == ["urgency_levels.emergency_now.action"]
    urgent = assess(spanish, {"face_droop": "yes"})
    assert "at once" in urgent.action
    assert any(note.startswith(_NOTE) for note in urgent.notes)
    assert check_result(spanish, json.loads(urgent.to_json())) == ()
    calm = assess(spanish, {**ANSWERS}, engine="logic")
    assert [problem.code for problem in all_problems(folder)] == ["L703"]
    assert all(not note.startswith(_NOTE) for note in calm.notes) or calm.urgency == "emergency_now"


def test_a_report_tells_of_english_that_only_it_shows(tmp_path: Path) -> None:
    """A text that stands in the report but not in the result itself is told of in the report."""
    folder = planted(tmp_path, Edit(f"{LANGUAGES}es/texts.screens.about_you.yaml"))
    spanish = load_pack(folder, language="es")
    result = assess(spanish, {"age": 50, "face_droop": "yes"}, engine="logic")
    assert not any(note.startswith(_NOTE) for note in result.notes)
    assert any(text.startswith(_NOTE) for section in sections(spanish, result) for text in section.texts)


def test_a_translated_pack_is_never_older_than_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a cache, a changed translation is seen at the next start; an unchanged one is not read as YAML again."""
    monkeypatch.delenv("TRIAGE_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = planted(tmp_path / "pack", Edit(f"{LANGUAGES}es/texts.base.yaml", "\n"))
    first = load_pack(folder, language="es")
    with monkeypatch.context() as patch:
        patch.setattr(languages, "translations", lambda *_: pytest.fail("the files were read anew"))
        again = load_pack(folder, language="es")
    assert again.danger_signs == first.danger_signs
    file = folder / LANGUAGES / "es" / "texts.treatments.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Cirugía", "Operación"), encoding="utf-8")
    changed = load_pack(folder, language="es")
    assert changed.treatments["surgery"].label == "Operación"
    assert changed.sha256 != first.sha256


def test_english_starts_without_looking_into_other_languages(tmp_path: Path) -> None:
    """A broken file of a language stops only those who ask for that language."""
    folder = planted(tmp_path, Edit(f"{LANGUAGES}es/texts.treatments.yaml", "\n- ["))
    pack = load_pack(folder)
    with pytest.raises(PackError, match=r"texts\.treatments\.yaml"):
        pack.in_language("es")


def test_a_pack_without_languages_is_english_only(tmp_path: Path) -> None:
    """Packs from before there were languages load; another language is refused with those that there are."""
    folder = planted(tmp_path)
    assert load_pack(folder).languages == {}
    with pytest.raises(UnknownId, match=r"no language 'es' here.*one of en"):
        load_pack(folder, language="es")


def test_a_result_is_checked_and_told_in_its_own_language(pack: Pack, spanish: Pack) -> None:
    """`check` and the report take the language from the result, whatever the language of the pack they are given."""
    result = assess(spanish, ANSWERS)
    assert result.language == "es"
    document = json.loads(result.to_json())
    assert check_result(pack, document) == check_result(spanish, document) == ()
    assert sections(pack, result) == sections(spanish, result)
    other = assess(pack, ANSWERS)
    assert (other.language, other.urgency, other.trace) == ("en", result.urgency, result.trace)
    document["urgency_label"] = other.urgency_label
    assert {difference.place for difference in check_result(pack, document)} == {"urgency_label", "digest"}
    assert check_result(pack, {**document, "language": "xx"})[0].place == "language"


def test_the_country_decides_the_number_and_the_language_never_does(pack: Pack, spanish: Pack) -> None:
    """In both languages the number to call is the same in each country."""
    for country in pack.countries:
        assert spanish.countries[country].dial == pack.countries[country].dial
    assert "911" in assess(spanish, {"face_droop": "yes"}, country="US", engine="logic").action


def test_who_translated_is_told_as_data(spanish: Pack) -> None:
    """The result says in its own language that a machine translated it and that nobody reviewed that."""
    about = spanish.languages["es"]
    assert (about.made_by, about.reviewed) == ("machine", False)
    assert about.statement in assess(spanish, ANSWERS, engine="logic").notes


def test_translations_are_taken_in(tmp_path: Path) -> None:
    """What was missing is listed with its English; once taken in it is there, with the mark of that English."""
    folder = planted(tmp_path, Edit(f"{LANGUAGES}es/texts.treatments.yaml"))
    pack = load_pack(folder)
    missing = to_translate(pack, "es")
    assert missing["treatments.surgery.label"] == "Surgery"
    files = taken_in(pack, "es", dict.fromkeys(missing, "Hecho: 2 {gp}"))
    path = f"{LANGUAGES}es/texts.treatments.yaml"
    assert mark_of("Surgery") in files[path]
    (folder / path).write_text(files[path], encoding="utf-8")
    assert to_translate(load_pack(folder), "es") == {}


def test_files_that_were_taken_in_are_as_the_tool_writes_them(pack: Pack) -> None:
    """The files in the repository are what `triage translate` writes: nobody has to sort or quote by hand."""
    for path, text in taken_in(pack, "es", {}).items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, path


def test_a_copy_with_other_rules_is_not_told_as_the_pack(pack: Pack) -> None:
    """A pack that was changed in memory is translated as it is now, also where another was translated before."""
    less = replace(pack, danger_signs={})
    assert less.in_language("es").danger_signs == {}


def test_a_summary_can_be_told_in_the_clinics_language_beside_the_patients(pack: Pack, spanish: Pack) -> None:
    """From one result the same summary in both languages; in English it is that of the English result."""
    patients = assess(spanish, {"face_droop": "yes", "age": 50}, engine="logic")
    assert summary(pack, patients, language="en") == summary(pack, assess(pack, patients.answers, engine="logic"))
    assert summary(pack, patients) == summary(spanish, patients) == summary(pack, patients, language="es")
    assert summary(pack, patients).said != summary(pack, patients, language="en").said


def test_a_sign_off_is_told_in_the_language_of_the_pack(pack: Pack) -> None:
    """Who signed, and when, is said in Spanish; the signer's own words follow as they are, never left out."""
    about = {"name": "Dr Ana Ruiz", "role": "neurologist", "day": "2026-03-14"}
    plain = strings.SIGNED % about
    for statement in (plain, "Signed, but for RF02."):
        one = SignOff(
            id="sign_off_1",
            where=Location(""),
            name=about["name"],
            role=about["role"],
            date=about["day"],
            version=pack.about.version,
            sha256=pack.sha256,
            statement=statement,
        )
        signed = replace(pack, sign_offs={one.id: one})
        spanish = signed.in_language("es").review.statement
        assert signed.review.statement == statement
        assert spanish.startswith("Dr Ana Ruiz, neurologist, ha revisado y firmado esta versión de las reglas")
        assert (statement in spanish) is (statement != plain)

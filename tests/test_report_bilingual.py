"""The hand-over in two languages: part by part, as a page of its own."""

from __future__ import annotations

import re
from pathlib import Path

from command import triage
from report_cases import CASES

from triage.assessment import assess
from triage.pack.pack import Pack
from triage.reasoning.documents import read_answers
from triage.report import summary
from triage.report.bilingual import bilingual
from triage.report.bilingual_page import to_bilingual_html

CASE = '{"answers": {"face_droop": "yes", "age": 62, "side": "one_leg", "foot_drop": "unsure"}}'


def test_each_part_stands_in_both_languages(pack: Pack) -> None:
    """What the report's own summary says in either language, whichever of the two the result was made in."""
    spanish = pack.in_language("es")
    for answers in CASES.values():
        checked = read_answers(pack, answers)
        here, there = assess(pack, checked, engine="logic"), assess(spanish, checked, engine="logic")
        rows = bilingual(pack, here, "es")
        assert rows == bilingual(pack, there, "es")
        for told, side in ((summary(pack, here), "clinic"), (summary(spanish, there), "person")):
            wanted = ((told.opening,), told.danger_signs, told.not_ruled_out, told.said, told.not_sure, told.said_no)
            assert [getattr(row, side).texts for row in rows] == [texts for texts in wanted if texts]


def test_a_page_for_one_sheet(pack: Pack) -> None:
    """Each side says its language; nothing is fetched; names of people and codes cannot get in, nor markup."""
    result = assess(pack, {"face_droop": "yes"}, engine="logic")
    page = to_bilingual_html(pack, result, "es")
    assert page.count('<div lang="en" dir="ltr">') == page.count('<div lang="es" dir="ltr">') > 2
    assert "default-src 'none'" in page
    assert re.findall(r"(?:src|href)=", page) == []
    assert pack.languages["es"].statement in page
    turned = to_bilingual_html(pack.in_language("es"), result, "en")
    assert '<html lang="es" dir="ltr">' in turned
    assert turned.index('lang="es" dir="ltr">\n<h1>') < turned.index('lang="en" dir="ltr">\n<h1>')


def test_the_command(tmp_path: Path) -> None:
    """`assess --handover` takes a language of the pack, with a region too; what is none is refused."""
    case = tmp_path / "case.json"
    case.write_text(CASE, encoding="utf-8")
    assert '<div lang="es"' in triage("assess", case, "--handover", "es-MX").out
    turned = triage("assess", case, "--lang", "es", "--handover", "en").out
    assert turned.index('<div lang="es"') < turned.index('<div lang="en"')
    ended = triage("assess", case, "--handover", "xx")
    assert (ended.code, "--handover: 'xx' is no language of this pack" in ended.err) == (2, True)

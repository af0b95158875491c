"""The pages of learning in other languages: nothing is left over, what is kept keeps its own, one case is one case."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
from fastapi import FastAPI
from learn_site import Learner, Teacher, app_of, case_at_once, forget_tries
from pseudo_language import TAG, known_ids, pseudo_pack, words_outside
from test_web_languages import ENGLISH_WORDS, choose, english_texts, language, without_names
from web_site import Browser, site

from triage.learn import make_case
from triage.locale import locale as locales
from triage.pack.pack import Pack
from triage.web import app as apps
from triage.web.learn.tutor import Busy, Tutor

pytestmark = [pytest.mark.web, pytest.mark.learn]

Look = Callable[[str, Browser], None]
NAMES = {"Robin", "Kim"}
POINT = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")  # a decimal point; in an address of the network there are several


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_tries()
    monkeypatch.setattr("triage.web.learn.case_pages.seed_of", lambda _: 7)
    monkeypatch.setattr("triage.web.learn.lessons.next_case", case_at_once)


def speaks(browser: Browser, tag: str) -> None:
    browser.client.headers["accept-language"] = tag


def lesson(app: FastAPI, tag: str, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of a class and of practice, and what can go wrong on them; `look` is called on each."""
    teacher, robin = Teacher(app), Learner(app)
    for browser in (teacher, robin):
        speaks(browser, tag)
    a_teacher_begins(teacher, look)
    a_learner_joins(robin, teacher, look)
    for level in ("routine", "emergency_now"):
        a_case(robin, level, look)
    a_quiz(robin, look)
    for path in ("/learn/me", "/learn/profile", "/learn", "/learn/delete", "/learn/cases/99"):
        robin.open(path)
        look(path, robin)
    with monkeypatch.context() as patch:
        patch.setattr(Tutor, "ask", _busy)
        robin.open("/learn/profile")
        look("busy", robin)
    paths = ("", "/live", "/misses", "/cases/1", "/learners/1", "/learners/1/remove", "/delete", "/cases/99")
    for path in paths:
        teacher.open(f"/learn/class{path}")
        look(f"class{path}", teacher)
    teacher.submit(teacher.open("/learn/class").form("/learn/class/close"))
    look("closed", teacher)
    kim = Learner(app)
    speaks(kim, tag)
    kim.join(teacher.join, "Kim")
    look("class is closed", kim)
    robin.submit(robin.open("/learn/delete").form("/learn/delete"))
    look("deleted", robin)
    robin.open("/learn/me")
    look("gone", robin)
    teacher.submit(teacher.open("/learn/class/delete").form("/learn/class/delete"))
    look("class deleted", teacher)


def _busy(*_: object) -> None:
    raise Busy


def a_teacher_begins(teacher: Teacher, look: Look) -> None:
    for path in ("/learn", "/learn/teach", "/learn/class"):
        teacher.open(path)
        look(path, teacher)
    form = teacher.open("/learn/teach").form("/learn/teach")
    teacher.submit(form, ("title", "x" * 150), ("cases", "0"), ("seed", "y"), ("days", "2"), ("pack", "z"))
    look("a class refused", teacher)
    teacher.submit(teacher.page.form("/learn/teach/back"), ("code", "AAAA"))
    look("no such code", teacher)
    teacher.begin(cases="1")
    look("a class made", teacher)
    teacher.open("/learn/class")
    look("nobody there", teacher)
    teacher.open("/learn/class/misses")
    look("nothing missed", teacher)


def a_learner_joins(robin: Learner, teacher: Teacher, look: Look) -> None:
    for path in ("/learn/join", "/learn/me"):
        robin.open(path)
        look(path, robin)
    for code, nickname in (("AAAA", "Robin"), (teacher.join, ""), (teacher.join, "Robin")):
        robin.join(code, nickname)
        look("join", robin)
    robin.open("/learn/profile")
    look("no profile yet", robin)
    other = Learner(app_of(robin))
    other.client.headers["accept-language"] = robin.client.headers["accept-language"]
    other.join(teacher.join, "Robin")
    assert other.status == 422
    look("nickname taken", other)


def a_case(robin: Learner, level: str, look: Look) -> None:
    robin.next_case()
    look("case", robin)
    for _ in range(4):
        robin.ask()
        look("asked", robin)
    robin.submit(robin.open("/learn/decide").form("/learn/decide"))
    look("decide", robin)
    ticked = {name: (name, value) for name, value in robin.page.form("/learn/decide").choices}
    robin.decide(level, 85, ticked["signs"], ticked["causes"], ticked["reason"])
    assert robin.path.startswith("/learn/cases/")
    look("marked", robin)


def a_quiz(robin: Learner, look: Look) -> None:
    page = robin.submit(robin.open("/learn/me").form("/learn/quiz/next"))
    look("quiz", robin)
    robin.submit(page.form("/learn/quiz"))
    look("no answer", robin)
    robin.submit(page.form("/learn/quiz"), ("option", "0"))
    look("answered", robin)


def told(browser: Browser) -> str:
    """What a page says, but for what is called as it is called, and codes."""
    html = re.sub(r'(?s)<p class="code"[^>]*>.*?</p>', "", browser.page.html)
    return without_names(type(browser.page)(html))


def test_a_whole_class_has_no_english_in_it(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page and fault in Spanish, compared with all English texts that there are."""
    english = english_texts(pack)
    left: set[tuple[str, str]] = set()

    def look(name: str, browser: Browser) -> None:
        assert language(browser.page) == "es ltr", name
        assert [form.buttons for form in browser.page.forms if form.action == "/language"], name
        lines = {part.strip() for part in re.split(r"<[^>]*>|\n", browser.page.html)}
        left.update((line, name) for line in lines & english)
        left.update((point, name) for point in POINT.findall(told(browser)))
        left.update((word, name) for word in ENGLISH_WORDS & set(re.findall(r"[a-z]+", told(browser).lower())))

    lesson(site(tmp_path), "es-ES", look, monkeypatch)
    assert left == set()


def test_how_sure_one_was_is_told_with_the_decimal_sign_of_the_language(tmp_path: Path) -> None:
    """The mean squared error has a comma in Spanish and a point in English; what machines read has the point."""
    app = site(tmp_path)
    teacher = Teacher(app).begin(cases="1")
    robin = Learner(app).join(teacher.join, "Robin")
    robin.next_case()
    robin.decide("routine", 85)
    english = POINT.findall(robin.open("/learn/profile").text)
    assert len(english) == 2
    spanish = choose(robin, "es").text
    assert POINT.findall(spanish) == []
    for number in english:
        assert number.replace(".", ",") in spanish
    statement = teacher.client.get("/learn/class/statements.json", headers={"accept-language": "es"}).json()[0]
    assert isinstance(statement["result"]["score"]["scaled"], float)


def test_every_page_can_be_translated(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language that does not exist all that is shown stands in brackets, from right to left."""
    source = pseudo_pack(pack, monkeypatch).original
    assert source is not None
    monkeypatch.setattr(apps, "load_pack", lambda _: source)
    known, left = known_ids(pack) | NAMES, set[tuple[str, str]]()

    def look(name: str, browser: Browser) -> None:
        assert language(browser.page) == f"{TAG} rtl", name
        attributes = re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]+)"', browser.page.html)
        for one in (told(browser), *attributes):
            left.update((word, name) for word in words_outside(one) if word not in known | {TAG, "English"})

    try:
        lesson(site(tmp_path), TAG, look, monkeypatch)
    finally:
        locales.locale_named.cache_clear()
    assert left == set()


def test_one_case_in_two_languages(tmp_path: Path) -> None:
    """Chosen in the middle of a case: the same case with the same answers, and what follows is in the new language."""
    robin = Learner(site(tmp_path)).begin()
    robin.next_case()
    robin.ask()
    before = robin.standing()["open"]
    english = robin.open("/learn/case").text
    assert language(choose(robin, "es")) == "es ltr"
    assert robin.path == "/learn/case"
    assert (robin.standing()["open"], robin.page.text != english) == (before, True)
    assert choose(robin, "en").text == english


def test_what_is_kept_keeps_its_language(tmp_path: Path) -> None:
    """A marking and a question made in Spanish are shown in Spanish on an English page, and marked as such."""
    robin = Learner(site(tmp_path)).begin()
    choose(robin, "es")
    robin.next_case()
    robin.decide("routine")
    spanish = re.search(r"<h1[^>]*>([^<]*)", robin.page.html)
    page = robin.submit(robin.open("/learn/me").form("/learn/quiz/next"))
    asked = robin.standing()["quiz"]["ask"]
    assert spanish is not None
    choose(robin, "en")
    assert asked in robin.page.text
    assert '<legend lang="es" dir="ltr">' in robin.page.html
    robin.submit(page.form("/learn/quiz"), ("option", "0"))
    for path, kept in (("/learn/quiz/1", asked), ("/learn/cases/1", spanish[1])):
        robin.open(path)
        assert language(robin.page) == "en ltr"
        assert kept in robin.page.text
        assert 'lang="es" dir="ltr">' in robin.page.html.partition("<main")[2]


def test_statements_say_which_language_a_question_has(tmp_path: Path) -> None:
    """A question that was asked in Spanish is not given out as English."""
    app = site(tmp_path)
    teacher = Teacher(app).begin(cases="1")
    robin = Learner(app).join(teacher.join, "Robin")
    robin.do_quiz()
    choose(robin, "es")
    robin.do_quiz()
    statements = teacher.client.get("/learn/class/statements.json").json()
    names = [list(one["object"]["definition"]["name"]) for one in statements]
    assert names == [["en"], ["es"]]


def test_a_choice_on_a_page_with_a_fault_stays_in_practice(tmp_path: Path) -> None:
    """Where the page cannot be asked for again, one lands where practice begins."""
    robin = Learner(site(tmp_path)).begin()
    robin.next_case()
    robin.submit(robin.open("/learn/decide").form("/learn/decide"))
    assert robin.status == 422
    assert language(choose(robin, "es")) == "es ltr"
    assert robin.path == "/learn"


def test_a_choice_on_the_way_into_a_class_keeps_its_code(tmp_path: Path) -> None:
    """Whoever followed a teacher's link, or typed a code, still has it after a language or larger text is chosen."""
    app = site(tmp_path)
    code = Teacher(app).begin().join
    robin = Learner(app)
    robin.open(f"/learn/join?code={code}")
    for tag in ("es", "en"):
        assert f'name="code" value="{code}"' in choose(robin, tag).html
        assert language(robin.page).startswith(tag)
    robin.submit(robin.page.form("/look"), ("look", "large"))
    assert f'name="code" value="{code}"' in robin.page.html
    robin.join("A&B=C", "Robin")
    assert robin.status == 422
    assert 'name="code" value="A&amp;B=C"' in choose(robin, "es").html


def test_style_sheets_name_no_side_by_left_or_right() -> None:
    """Borders and margins stand at the start or the end of a line, so that they change sides with the direction."""
    sheets = sorted((Path(apps.__file__).parent / "static").glob("*.css"))
    assert {"learn.css", "style.css"} <= {sheet.name for sheet in sheets}
    for sheet in sheets:
        assert re.findall(r"[\w-]*\b(?:left|right)\b[\w-]*", sheet.read_text(encoding="utf-8")) == [], sheet.name


def test_the_tutor_s_process_speaks_each_language(pack: Pack) -> None:
    """One process answers in the language that is asked for; the cases are the same in all."""
    tutor = Tutor({pack.sha256: pack})
    try:
        case = tutor.ask("class_case", pack.sha256, "es", 7)
        assert case == make_case(pack, 7)
        english, spanish = (tutor.ask("solved", pack.sha256, tag, case, "GB") for tag in ("en", "es"))
    finally:
        tutor.close()
    assert len(english.story) == len(spanish.story)
    assert not set(english.story) & set(spanish.story)

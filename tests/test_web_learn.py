"""Practice as pages: a case and the quiz from start to feedback, what is kept, and what two tabs do."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
from fastapi import FastAPI
from learn_site import Learner, app_of, case_at_once, forget_tries, rows
from web_site import Clock, site

from triage.learn import Kind, make_case, solution
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType

pytestmark = [pytest.mark.web, pytest.mark.learn]


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> FastAPI:
    """One server for all: making cases takes its time, and what was made once is there."""
    return site(tmp_path_factory.mktemp("site"), clock)


@pytest.fixture
def alone(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """Somebody who practises alone, and gets the same cases as everybody."""
    forget_tries()
    monkeypatch.setattr("triage.web.learn.case_pages.seed_of", lambda _: 7)
    monkeypatch.setattr("triage.web.learn.lessons.next_case", case_at_once)
    return Learner(app).begin()


def test_a_case_from_start_to_feedback(alone: Learner) -> None:
    """What was asked is answered, what was decided is marked, and the case stands in the list."""
    page = alone.next_case()
    assert "not real" in page.text
    asked = alone.ask()
    assert alone.path == "/learn/case"
    assert asked not in [value for _, value in alone.page.form("/learn/ask").buttons]
    alone.decide("soon", 70)
    assert alone.path == "/learn/cases/1"
    assert any(word in alone.page.text for word in ("Right:", "Under-triage:", "Over-triage:"))
    assert "/learn/cases/1" in alone.open("/learn/me").links
    assert "Cases done: 1" in alone.page.text


def test_nothing_is_told_that_was_not_asked(alone: Learner, pack: Pack) -> None:
    """Before the end the page has the opening and what was asked, and no name of the level or of what decides it."""
    alone.next_case()
    state = alone.standing()["open"]
    told = solution(pack, make_case(pack, state["seed"], Kind(state["kind"]), state["focus"]))
    what_is_known = alone.page.text.partition("What you know")[2].partition("I have heard enough")[0]
    known = [line for line in told.story if line in what_is_known]
    assert set(known) <= set(told.opening)
    assert told.level_label not in alone.page.text
    assert not [sign for sign in told.signs if sign in alone.page.text]


def test_a_question_says_what_it_asks_about(alone: Learner, pack: Pack) -> None:
    """Under a question about "any of these" stands what these are; the quiz says what is so of all that is not told."""
    page = alone.next_case()
    assert "Does the person have any of these now? A sudden, very bad headache; New muddled thinking" in page.text
    assert page.html.count('class="more"') == sum(one.type is QuestionType.ANY_OF for one in pack.questions.values())
    quiz = alone.submit(alone.open("/learn/me").form("/learn/quiz/next"))
    assert "All else that was asked was answered no." in quiz.text


def test_a_decision_needs_a_level_and_how_sure(alone: Learner) -> None:
    """Without them the page says so, and keeps what was ticked."""
    alone.next_case()
    form = alone.open("/learn/decide").form("/learn/decide")
    sign = next(pair for pair in form.choices if pair[0] == "signs")
    page = alone.submit(form, ("level", "soon"), sign)
    assert alone.status == 422
    assert "Choose how sure you are" in page.text
    assert {("level", "soon"), sign} <= set(page.form("/learn/decide").fields)


def test_made_up_forms_do_no_harm(alone: Learner) -> None:
    """Questions, signs and levels that are none change nothing, or are left out."""
    alone.next_case()
    form = alone.page.form("/learn/ask")
    for name in ("nothing", "", "../x"):
        alone.submit(form, ("ask", name))
        assert alone.status == 200
    assert alone.standing()["open"]["asked"] == []
    form = alone.open("/learn/decide").form("/learn/decide")
    alone.submit(form, ("level", "soon"), ("sure", "99"))
    assert alone.status == 422
    alone.submit(form, ("level", "soon"), ("sure", "50"), ("signs", "nothing"), ("causes", "x"), ("reason", "y"))
    assert alone.path == "/learn/cases/1"


def test_a_form_sent_twice_counts_once(alone: Learner) -> None:
    """A decision sent again, or from a tab left open at an earlier case, leaves the next case alone."""
    alone.next_case()
    ask, form = alone.page.form("/learn/ask"), alone.open("/learn/decide").form("/learn/decide")
    for _ in range(2):
        alone.submit(form, ("level", "soon"), ("sure", "50"))
    assert "Cases done: 1" in alone.open("/learn/me").text
    alone.next_case()
    alone.submit(form, ("level", "soon"), ("sure", "50"))
    alone.submit(ask, ask.buttons[0])
    assert alone.standing()["open"]["asked"] == []
    assert "Cases done: 1" in alone.open("/learn/me").text


def test_an_open_case_is_gone_on_with(alone: Learner) -> None:
    """Who leaves in the middle finds the same case with what they asked."""
    alone.next_case()
    alone.ask()
    before = alone.open("/learn/case").text
    home = alone.open("/learn/me")
    assert "/learn/case" in home.links
    assert alone.open("/learn/case").text == before


def test_a_quiz_question(alone: Learner) -> None:
    """An empty answer is asked for again; then each answer is explained and the right one named."""
    page = alone.submit(alone.page.form("/learn/quiz/next"))
    assert alone.path == "/learn/quiz"
    page = alone.submit(page.form("/learn/quiz"))
    assert alone.status == 422
    question = alone.standing()["quiz"]
    right = next(place for place, option in enumerate(question["options"]) if option["is_right"])
    page = alone.submit(page.form("/learn/quiz"), ("option", str((right + 1) % 4)))
    assert alone.path == "/learn/quiz/1"
    assert "Not right" in page.text
    assert all(option["because"] in page.text for option in question["options"])
    assert [card["rule"] for card in alone.standing()["cards"]] == [question["rule"]]


def test_what_was_missed_comes_back(alone: Learner, clock: Clock) -> None:
    """A rule that was missed is due again after its time, and then the quiz asks about it."""
    alone.next_case()
    alone.decide("routine", 95)
    while not (cards := alone.standing()["cards"]):
        alone.next_case()
        alone.decide("routine", 95)
    assert "due in about" in alone.open("/learn/me").text
    clock.pass_(days=2)
    page = alone.open("/learn/me")
    assert "due again" in page.text
    alone.submit(page.form("/learn/quiz/next"))
    assert alone.standing()["quiz"]["focus"] in {card["rule"] for card in cards} | {None}


def test_practice_ends_by_itself(alone: Learner, clock: Clock) -> None:
    """A week after it was last used it is gone, and the page says where to start."""
    clock.pass_(days=6)
    alone.next_case()
    clock.pass_(days=6)
    assert alone.open("/learn/case").text
    assert alone.status == 200
    clock.pass_(days=8)
    page = alone.open("/learn/case")
    assert alone.status == 410
    assert "/learn" in page.links


def test_deleting(alone: Learner) -> None:
    """After it nothing is left in the database, and the cookie is gone."""
    alone.next_case()
    alone.decide("soon", 50)
    before = rows(app_of(alone))
    page = alone.submit(alone.open("/learn/delete").form("/learn/delete"))
    assert "Deleted" in page.text
    assert rows(app_of(alone)) == before - 2
    alone.open("/learn/me")
    assert alone.status == 410


def test_starting_anew_deletes_what_was_there(alone: Learner) -> None:
    """The same browser starts again: one learner is left, with nothing done."""
    alone.next_case()
    alone.decide("soon")
    before = rows(app_of(alone))
    alone.begin()
    assert rows(app_of(alone)) == before - 1
    assert "Cases done: 0" in alone.page.text


def test_without_a_place_no_page_shows_anything(app: FastAPI) -> None:
    """Who has not begun, or made a cookie up, is told to start."""
    nobody = Learner(app)
    for path in ("/learn/me", "/learn/case", "/learn/decide", "/learn/quiz", "/learn/cases/1", "/learn/quiz/1"):
        nobody.open(path)
        assert nobody.status == 410, path
    nobody.client.cookies.set("triage-learner", "made-up")
    nobody.open("/learn/me")
    assert nobody.status == 410


def test_pages_load_nothing_from_elsewhere(alone: Learner) -> None:
    """Every file that a page loads comes from this server, and there is no script."""
    alone.next_case()
    for path in ("/learn", "/learn/join", "/learn/me", "/learn/case", "/learn/decide", "/learn/delete"):
        page = alone.open(path)
        assert alone.status == 200
        assert page.loads
        assert all(load.startswith("/static/") for load in page.loads)
        assert "<script" not in page.html
        assert "style=" not in page.html


def test_without_the_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without the extra says in a line what is missing, and serves all else."""
    monkeypatch.setattr("triage.web.learn.rooms.is_installed", lambda: False)
    browser = Learner(site(tmp_path))
    assert "learn,web" in browser.open("/learn").text
    assert browser.status == 404
    browser.open("/")
    assert browser.status == 200

"""The self-assessment's pages, as a browser without JavaScript sees them."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from triage.assessment import assess
from triage.check import check_result
from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE
from triage.reasoning.documents import read_answers
from triage.store.models import Visit

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
from web_site import Browser, Clock, Page, site  # noqa: E402  # after the check that the extra is there

from triage.web.tidying import Tidying  # noqa: E402

FIRST_PAGE_BYTES = 60_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(tmp_path: Path, clock: Clock) -> Iterator[Browser]:
    """A browser on a server of its own."""
    found = Browser(site(tmp_path, clock, visits_a_minute=10**6))
    with found.client:
        yield found


def other_tab(browser: Browser) -> Browser:
    """Another tab of the same browser: the same cookies."""
    other = Browser.__new__(Browser)
    other.client, other.path, other.status, other.page = browser.client, browser.path, browser.status, browser.page
    return other


def calm(page: Page) -> tuple[str, ...]:
    """A calm reply to a page."""
    form = page.form("/question", "screen")
    values = [value for name, value in form.choices if name == "reply"]
    if "number" in form.names:
        return ("40",)
    return next((value,) for value in (NONE, "no", "same", UNSURE) if value in values)


def any_reply(page: Page, rng: random.Random) -> tuple[str, ...]:
    """Something that a person might answer."""
    form = page.form("/question", "screen")
    values = [value for name, value in form.choices if name == "reply" and value not in (NONE, UNSURE)]
    if "number" in form.names:
        return (str(rng.randint(1, 100)),) if rng.random() < 0.9 else (UNSURE,)
    draw = rng.random()
    if draw < 0.08:
        return (rng.choice((UNSURE, RATHER_NOT_SAY)),)
    if 'type="checkbox"' in page.html:
        picked = tuple(value for value in values if value != RATHER_NOT_SAY and rng.random() < 0.12)
        return picked or (NONE,)
    return ("no",) if "no" in values and draw < 0.8 else (rng.choice(values),)


def to_the_end(browser: Browser, reply: Any = calm) -> dict[str, Any]:
    """Answer until there is a result, and give it as data."""
    for _ in range(200):
        if browser.path == "/result":
            return dict(browser.client.get("/result.json").json())
        if browser.path == "/answers":
            browser.submit(browser.page.form("/result"))
        elif any(("do", "finish") in form.buttons for form in browser.page.forms):
            browser.submit(browser.page.form("/question", "do"), ("do", "finish"))
        else:
            browser.answer(*reply(browser.page))
        assert browser.status == 200, browser.page.text
    raise AssertionError("no end")


# ---- the whole way


def test_calm_questionnaire_ends_in_a_result(browser: Browser, pack: Pack) -> None:
    """From the start page to a result that can be checked, saved as a page and shown at the desk."""
    browser.start()
    assert browser.path == "/question"
    result = to_the_end(browser)
    assert check_result(pack, result) == ()
    assert "What you can do with this" in browser.page.text
    assert result["action"].split(".")[0] in browser.page.text
    assert "<!DOCTYPE html>" in browser.client.get("/result.html").text
    page = browser.client.get("/result").text
    places = [page.index(part) for part in ('<div class="now">', '<p class="phone screen-only"><a href="/show">')]
    assert places == sorted(places)
    shown = browser.open("/show")
    assert "/show.svg" in shown.loads
    picture = browser.client.get("/show.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")


def same_as_assess(browser: Browser, pack: Pack, seed: int) -> None:
    rng = random.Random(seed)
    browser.start(rng.choice(("self", "other")))
    result = to_the_end(browser, lambda page: any_reply(page, rng))
    document = {"for": result["person"], "answers": result["answers"], "unanswered": result["unanswered"]}
    answers = read_answers(pack, document)
    asked_all = assess(pack, answers, country=result["country"])
    assert asked_all.urgency.value == result["urgency"] or result["not_asked"]
    rebuilt = type(answers)(answers.given, answers.unanswered, frozenset(result["not_asked"]), person=answers.person)
    again = json.loads(assess(pack, rebuilt, country=result["country"]).to_json())
    assert again == result


@pytest.mark.parametrize("seed", range(12))
def test_results_equal_assess(browser: Browser, pack: Pack, seed: int) -> None:
    """Whatever is answered on the pages, the result is what `assess` makes of the same answers."""
    same_as_assess(browser, pack, seed)


@pytest.mark.soak
def test_500_results_equal_assess(browser: Browser, pack: Pack) -> None:
    """The same for 500 random questionnaires."""
    for seed in range(1000, 1500):
        same_as_assess(browser, pack, seed)


def test_emergency_page_comes_at_once_with_a_number_to_dial(browser: Browser) -> None:
    """The moment it is certain: what to do, a link that dials; going on and stopping both work."""
    emergency(browser)
    assert any(link.startswith("tel:") for link in browser.page.links)
    assert "emergency_now" in browser.page.html
    browser.submit(browser.page.form("/question", "do"), ("do", "go on"))
    assert browser.page.form("/question", "screen")
    assert "Emergency: call" in browser.page.text
    browser.open("/answers")
    browser.submit(browser.page.form("/result"))
    assert browser.path == "/result"
    assert browser.client.get("/result.json").json()["urgency"] == "emergency_now"


def emergency(browser: Browser) -> None:
    """Answer until the emergency page is shown."""
    browser.start()
    for _ in range(30):
        if any(("do", "finish") in form.buttons for form in browser.page.forms):
            return
        values = [value for _, value in browser.page.form("/question", "screen").choices]
        browser.answer(*(("face_droop",) if "face_droop" in values else calm(browser.page)))
    raise AssertionError("no emergency page")


# ---- two tabs, the back button, twice, again, too late


def test_form_sent_twice_counts_once(browser: Browser) -> None:
    """A second click on the same button changes nothing and goes on to the same question."""
    browser.start()
    form = browser.page.form("/question", "screen")
    first = browser.submit(form, ("reply", NONE)).text
    assert browser.submit(form, ("reply", NONE)).text == first


def test_old_page_answered_again_changes_that_answer(browser: Browser) -> None:
    """After the browser's own back button another answer replaces the first; the later ones stay."""
    browser.start()
    old = browser.page.form("/question", "screen")
    ticked = next(value for name, value in old.choices if name == "reply" and value != NONE)
    browser.answer(NONE)
    browser.answer(*calm(browser.page))
    browser.submit(old, ("reply", ticked))
    assert "Your earlier answer was changed" in browser.page.text
    browser.open("/answers")
    assert f'value="{ticked}"' not in browser.page.html or "No</span>" not in browser.page.html


def test_two_tabs_lose_nothing(browser: Browser) -> None:
    """Two tabs that answer in turn end with the answers of both."""
    browser.start()
    tab = other_tab(browser)
    tab.open("/question")
    browser.answer(NONE)
    tab.open("/question")
    tab.answer(*calm(tab.page))
    browser.open("/question")
    browser.answer(*calm(browser.page))
    browser.open("/answers")
    assert browser.page.html.count('name="question"') >= 3


def test_back_goes_back_and_keeps_the_answer_as_a_suggestion(browser: Browser) -> None:
    """Back shows the page before with what was ticked there."""
    first = browser.start().text
    browser.answer(NONE)
    browser.submit(browser.page.form("/question", "do"), ("do", "back"))
    assert browser.page.text.replace("Look at my answers", "").split("left")[1][:80] == first.split("left")[1][:80]
    assert ("reply", NONE) in browser.page.form("/question", "screen").fields


def test_refresh_of_any_page_sends_nothing_again(browser: Browser) -> None:
    """Every form leads to a page by GET, so that a refresh is only a look."""
    browser.start()
    before = browser.page.text
    assert browser.open("/question").text == before


def test_earlier_answer_can_be_changed(browser: Browser) -> None:
    """From the list of answers to a question, and back to where it was; the result is made anew."""
    browser.start()
    to_the_end(browser)
    browser.open("/answers")
    form = next(one for one in browser.page.forms if ("question", "age") in one.buttons)
    browser.submit(form, ("question", "age"))
    browser.answer("81")
    result = to_the_end(browser)
    assert result["answers"]["age"] == 81


def test_expired_answers_are_gone_and_it_says_so(browser: Browser, clock: Clock) -> None:
    """After its time a visit is not shown any more, and the page says what to do."""
    browser.start()
    clock.pass_(hours=3)
    browser.open("/question")
    assert browser.status == 410
    assert "start again" in browser.page.text


def test_expired_answers_are_deleted_by_the_server_itself(tmp_path: Path) -> None:
    """Within its interval the running server deletes what has expired, and nothing else."""
    clock = Clock()
    browser = Browser(site(tmp_path, clock))
    services: Any = browser.client.app.state.services  # type: ignore[attr-defined]
    browser.start()
    clock.pass_(hours=1)
    other = Browser(browser.client.app)  # type: ignore[arg-type]
    other.start()
    clock.pass_(minutes=90)
    tidying = Tidying(services.database, clock, seconds_between=0.01)
    tidying.start()
    for _ in range(500):
        with services.database.reading() as session:
            left = session.query(Visit).count()
        if left < 2:
            break
        time.sleep(0.01)
    tidying.close()
    assert left == 1
    assert other.open("/question").forms
    assert other.status == 200
    services.database.close()


def test_visit_in_use_does_not_expire(browser: Browser, clock: Clock) -> None:
    """Each answer gives it its whole time again."""
    browser.start()
    for _ in range(4):
        clock.pass_(minutes=100)
        browser.answer(*calm(browser.page))
        assert browser.status == 200


def test_deleted_at_once_means_gone(browser: Browser) -> None:
    """Deleting leaves no row, and the pages ask for a new start."""
    browser.start()
    to_the_end(browser)
    browser.open("/delete")
    browser.submit(browser.page.form("/delete"))
    assert "gone" in browser.page.text
    database = browser.client.app.state.services.database  # type: ignore[attr-defined]
    with database.reading() as session:
        assert session.query(Visit).count() == 0
    browser.open("/result")
    assert browser.status == 410


# ---- wrong input


def test_nothing_ticked_says_what_to_do(browser: Browser) -> None:
    """An empty form comes back with the fault first, in words, and linked to the field."""
    browser.start()
    browser.submit(browser.page.form("/question", "screen"))
    assert browser.status == 422
    assert "None of these" in browser.page.text
    assert "#first" in browser.page.links
    assert browser.page.html.index('class="fault"') < browser.page.html.index("<fieldset")


@pytest.mark.parametrize("typed", ["", "abc", "-1", "999", "1e3", "0x10", "5" * 5000])
def test_wrong_number_says_the_range(browser: Browser, typed: str) -> None:
    """A number that is none comes back with what was typed and what is allowed."""
    browser.start()
    for _ in range(40):
        form = browser.page.form("/question", "screen")
        if "number" in form.names:
            break
        browser.answer(*calm(browser.page))
    browser.submit(form, ("number", typed))
    assert browser.status == 422
    assert "whole number from" in browser.page.text


@pytest.mark.parametrize(
    "fields",
    [
        [("step", "-1")],
        [("step", "99")],
        [("step", "x")],
        [("screen", "nothing"), ("reply", NONE)],
        [("do", "nothing")],
        [("do", "go on")],
        [("do", "finish")],
        [("reply", "nothing")],
        [("reply", "")],
        [("reply", NONE), ("reply", UNSURE)],
    ],
)
def test_forms_that_no_page_has_do_no_harm(browser: Browser, fields: list[tuple[str, str]]) -> None:
    """Invented steps, screens, words and commands lead back to the question, and never to a fault of ours."""
    browser.start()
    browser.submit(browser.page.form("/question", "screen"), *fields)
    assert browser.status in (200, 422)
    assert browser.path in ("/question", "/answers")


# ---- coming back, and how it looks


def test_code_brings_the_answers_back_on_another_device(browser: Browser) -> None:
    """The code works in another browser, in small letters, and the old browser is signed off."""
    browser.start()
    browser.answer(*calm(browser.page))
    asked = browser.page.text
    browser.submit(browser.page.form("/save"))
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", browser.page.text)
    assert code
    other = Browser(browser.client.app)  # type: ignore[arg-type]
    other.submit(other.open("/come-back").form("/come-back"), ("code", code[0].lower().replace("-", " ")))
    assert other.page.text == asked
    browser.open("/question")
    assert browser.status == 410


def test_code_keeps_its_promise_when_answers_follow(browser: Browser, clock: Clock) -> None:
    """Answers that are given after a code was asked for do not take away the day that it works."""
    browser.start()
    browser.answer(*calm(browser.page))
    browser.submit(browser.page.form("/save"))
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", browser.page.text)
    assert code
    browser.open("/question")
    browser.answer(*calm(browser.page))
    asked = browser.page.text
    clock.pass_(hours=20)
    other = Browser(browser.client.app)  # type: ignore[arg-type]
    other.submit(other.open("/come-back").form("/come-back"), ("code", code[0]))
    assert other.page.text == asked


def test_a_code_for_the_desk(browser: Browser) -> None:
    """After the result it is to be said at the desk, and leads back to the result; before, back to the questions."""
    browser.start()
    browser.answer(*calm(browser.page))
    half_way = browser.submit(browser.page.form("/save"))
    assert "/question" in half_way.links
    assert "At the desk" not in half_way.text
    browser.open("/question")
    to_the_end(browser)
    page = browser.submit(browser.open("/show").form("/save"))
    assert "At the desk, say it to the staff" in page.text
    assert "/result" in page.links


def test_guessing_codes_is_stopped(browser: Browser) -> None:
    """After ten wrong codes from one place even a right one is not looked up for a while."""
    from triage.web.limiting import CODES

    CODES.forget()
    browser.open("/come-back")
    form = browser.page.form("/come-back")
    statuses = []
    for number in range(12):
        browser.submit(form, ("code", f"K7QM-3XWA-{number:02}"))
        statuses.append(browser.status)
    CODES.forget()
    assert statuses[:10] == [422] * 10
    assert statuses[10:] == [429] * 2


def test_one_address_cannot_start_without_end(tmp_path: Path) -> None:
    """Beyond so many new questionnaires a minute a page asks to wait; those under way go on."""
    browser = Browser(site(tmp_path, visits_a_minute=2))
    with browser.client:
        browser.start()
        browser.start()
        under_way = browser.page.text
        statuses = []
        for _ in range(4):  # the minute that is counted may turn meanwhile
            browser.start()
            statuses.append(browser.status)
            under_way = browser.page.text if browser.status == 200 else under_way
        assert statuses[-1] == 429
        assert "wait" in browser.page.text
        assert browser.open("/question").text == under_way


def test_looks_are_kept(browser: Browser) -> None:
    """Large and dark stay on from page to page, and go off again."""
    browser.open("/about")
    for look in ("large", "dark"):
        browser.submit(browser.page.form("/look"), ("look", look))
        assert browser.path == "/about"
    assert '<html lang="en" dir="ltr" class="dark large">' in browser.page.html
    browser.submit(browser.page.form("/look"), ("look", "light"))
    assert '<html lang="en" dir="ltr" class="large light">' in browser.page.html


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_look_leads_nowhere_else(browser: Browser, back: str) -> None:
    """The page to go back to is one of ours."""
    browser.open("/about")
    browser.submit(browser.page.form("/look"), ("look", "dark"), ("back", back))
    assert browser.path == "/"


# ---- weight, headers, forgery


def test_first_page_is_light(browser: Browser) -> None:
    """The first page with all it loads is under 60 kB, even without compression."""
    page = browser.open("/")
    sizes = [len(page.html.encode()), *(len(browser.client.get(address).content) for address in page.loads)]
    assert sum(sizes) < FIRST_PAGE_BYTES


def test_pages_load_nothing_from_elsewhere(browser: Browser) -> None:
    """Every file that a page loads has an address on this server, and the policy allows no other."""
    browser.start()
    pages = [browser.open("/"), browser.open("/question"), browser.open("/about"), browser.open("/come-back")]
    for page in pages:
        assert all(address.startswith("/") and not address.startswith("//") for address in page.loads)
        assert "style=" not in page.html
        assert "<script" not in page.html
    policy = browser.client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_forms_from_elsewhere_are_refused(browser: Browser) -> None:
    """Without the token of this browser, from another site, or with a foreign origin nothing is done."""
    form = browser.open("/").form("/start")
    token = dict(form.fields)["token"]
    send = browser.client.post
    assert send("/start", data={"for": "self"}).status_code == 403
    assert send("/start", data={"for": "self", "token": "0" * 64}).status_code == 403
    assert send("/start", data={"token": token}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert send("/start", data={"token": token}, headers={"origin": "https://evil.example"}).status_code == 403
    other = Browser(browser.client.app)  # type: ignore[arg-type]
    other.open("/")
    assert other.client.post("/start", data={"token": token}).status_code == 403


def test_unknown_host_and_huge_bodies_are_refused(browser: Browser) -> None:
    """Another host name and more than a page's worth of data are refused before anything is read."""
    assert browser.client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert browser.client.post("/start", content=b"x" * 200_000).status_code == 413


def test_cookies_are_for_this_site_alone(tmp_path: Path) -> None:
    """No script reads them, no other site sends them; over https they are bound to it."""
    app = site(tmp_path, is_secure=True, hosts=("triage.example.org",))
    browser = Browser(app, "https://triage.example.org")
    browser.start()
    jar = browser.client.cookies.jar
    assert {cookie.name for cookie in jar} == {"__Host-triage-form", "__Host-triage-visit"}
    for cookie in jar:
        assert cookie.secure
        assert "HttpOnly" in cookie.__dict__["_rest"]  # there is no other way to see it
    assert browser.client.get("/").headers["strict-transport-security"]


def test_unknown_pages_are_plain_and_say_whom_to_call(browser: Browser) -> None:
    """A mistyped address gives a page of ours."""
    browser.open("/nothing")
    assert browser.status == 404
    assert "call" in browser.page.text


def test_database_away_keeps_what_was_typed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is away the page holds the answer, and it counts when sent again."""
    from triage.errors import StoreUnavailable
    from triage.store import Database

    browser.start()
    form = browser.page.form("/question", "screen")

    def away(_: Database) -> Any:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        for way in ("writing", "reading", "looking", "connected"):
            patch.setattr(Database, way, away)
        browser.submit(form, ("reply", NONE))
        assert browser.status == 503
        again = browser.page.form("/question", "reply")
    assert ("reply", NONE) in again.fields
    browser.submit(again)
    assert browser.status == 200
    browser.open("/answers")
    assert 'name="question"' in browser.page.html

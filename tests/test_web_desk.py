"""The desk's pages, as browsers without JavaScript see them: taking people in, and their tickets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
from desk_site import DeskSite, checked_desk, take_in, ticket_id
from web_site import Browser, Clock

pytestmark = pytest.mark.web


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[DeskSite]:
    with checked_desk(tmp_path, clock) as made:
        yield made


@pytest.fixture
def browser(desk: DeskSite) -> Browser:
    return desk.browser()


def test_an_emergency_at_once(browser: Browser) -> None:
    """One tick on the first page is enough: the ticket says what to do, and stands first in the queue."""
    take_in(browser, label="Grey hat")
    page = take_in(browser, "face_droop", label="Blue coat")
    assert "Call an ambulance now" in page.text
    queue = browser.open("/desk").text
    assert queue.index("Blue coat") < queue.index("Grey hat")
    assert (queue.count("just now"), "0 min" in queue) == (2, False)


def test_an_empty_first_page(browser: Browser) -> None:
    """Somebody of whom nothing is known is taken in too, and stands before all others."""
    take_in(browser, "face_droop", label="Blue coat")
    take_in(browser, label="Grey hat", none_else=False)
    assert "Nothing is answered yet" in browser.page.text
    queue = browser.open("/desk").text
    assert queue.index("Grey hat") < queue.index("Blue coat")
    assert "Not asked yet" in queue


def test_a_whole_intake(browser: Browser) -> None:
    """From the first page to the last question, each saved as it is answered; then the person waits."""
    page = take_in(browser, do="ask")
    for _ in range(60):
        forms = [form for form in page.forms if form.action.endswith("/ask")]
        if not forms:
            break
        form = forms[0]
        values = [value for name, value in form.choices if name == "reply"]
        reply = ("number", "40") if "number" in form.names else ("reply", calm_of(values))
        page = browser.submit(form, reply)
        assert browser.status == 200
    assert "Nothing more to ask" in page.text
    ticket = browser.open(f"/desk/tickets/{ticket_id(browser)}")
    assert "Waiting" in ticket.text


def calm_of(values: list[str]) -> str:
    return next((value for value in ("none", "no", "gt_3m", "same") if value in values), values[0])


def test_stop_and_go_on(browser: Browser) -> None:
    """Interrupted after the first page, the intake goes on from the ticket; stopped for good, the person waits."""
    page = take_in(browser, do="ask")
    page = browser.open(f"/desk/tickets/{ticket_id(browser)}")
    assert "Still being asked" in page.text
    page = browser.open(next(link for link in page.links if link.endswith("/ask")))
    page = browser.submit(page.form(f"{browser.path}"), ("do", "stop"))
    assert "Waiting" in page.text
    assert "stopped asking" in page.text


def test_the_first_page_sent_twice(browser: Browser) -> None:
    """A double click takes nobody in twice."""
    form = browser.open("/desk/new").form("/desk/new")
    for _ in range(2):
        browser.submit(form, ("label", "Blue coat"), ("q.brain_signs_last_7_days", "face_droop"), ("do", "stop"))
    assert browser.open("/desk").text.count("Blue coat") == 1


def test_what_was_typed_stays_when_refused(browser: Browser) -> None:
    """A fault on the first page leaves every tick and the name in place."""
    form = browser.open("/desk/new").form("/desk/new")
    page = browser.submit(form, ("label", "x" * 50), ("q.brain_signs_last_7_days", "face_droop"), ("do", "stop"))
    assert browser.status == 422
    assert "40 characters" in page.text
    again = page.form("/desk/new")
    assert ("q.brain_signs_last_7_days", "face_droop") in again.fields
    assert ("label", "x" * 50) in again.fields


def test_nothing_chosen(browser: Browser) -> None:
    """A question without a reply is shown again, with what to do."""
    page = take_in(browser, do="ask")
    form = next(form for form in page.forms if form.action.endswith("/ask"))
    page = browser.submit(form)
    assert browser.status == 422
    assert "Please look at this again" in page.text


def test_who_said_it(browser: Browser) -> None:
    """Each part has its own giver, and the ticket tells."""
    form = browser.open("/desk/new").form("/desk/new")
    page = browser.submit(
        form,
        ("q.brain_signs_last_7_days", "face_droop"),
        ("by.brain_signs_last_7_days", "staff"),
        ("do", "stop"),
    )
    assert "Staff saw it" in page.text


def test_take_give_back_and_close(browser: Browser) -> None:
    """Each button does one thing, and the history tells it."""
    page = take_in(browser, "face_droop", label="Blue coat")
    here = f"/desk/tickets/{ticket_id(browser)}"
    page = browser.submit(page.form(f"{here}/claim"))
    assert "Receptionist One took the ticket." in page.text
    page = browser.submit(page.form(f"{here}/release"))
    page = browser.submit(page.form(f"{here}/close"), ("state", "seen"))
    assert browser.path == "/desk"
    assert "Nobody is waiting" in page.text
    assert "closed the ticket: seen." in browser.open(here).text


def test_take_the_next(browser: Browser) -> None:
    """The most urgent of those who wait; with nobody waiting, a plain page says so."""
    take_in(browser, "face_droop", label="Blue coat")
    page = browser.open("/desk")
    page = browser.submit(page.form("/desk/next"))
    assert "Blue coat" in page.text
    browser.open("/desk")
    page = browser.submit(browser.page.form("/desk/next"))
    assert browser.status == 422
    assert "Nobody is waiting" in page.text


def test_the_second_editor_is_told_who_changed_what(desk: DeskSite, browser: Browser) -> None:
    """Who comes too late is told, keeps what they typed, and can save it then."""
    take_in(browser, "face_droop", label="Blue coat")
    here = f"/desk/tickets/{ticket_id(browser)}"
    mine = browser.open(f"{here}/level").form(f"{here}/level")
    other = desk.browser("clinician")
    other.submit(other.open(here).form(f"{here}/claim"))
    typed = (("level", "emergency_department"), ("reason", "other_reason"), ("note", "as agreed"))
    clinician = desk.browser("clinician")
    mine = clinician.open(f"{here}/level").form(f"{here}/level")
    browser.submit(browser.open(here).form(f"{here}/release"))
    page = clinician.submit(mine, *typed)
    assert clinician.status == 409
    assert "Receptionist One gave the ticket back." in page.text
    again = page.form(f"{here}/level")
    assert set(typed) <= set(again.fields)
    page = clinician.submit(again)
    assert clinician.status == 200
    assert "Set by staff" in page.text


def test_a_sheet_that_came_too_late(desk: DeskSite, browser: Browser) -> None:
    """What was ticked on it stays ticked, beside what another changed; sent again, it is saved."""
    take_in(browser, "saddle_numbness")
    here = f"/desk/tickets/{ticket_id(browser)}"
    form = browser.open(f"{here}/again").form(f"{here}/again")
    other = desk.browser("clinician")
    other.submit(other.open(here).form(f"{here}/claim"))
    tick = ("q.brain_signs_last_7_days", "face_droop")
    page = browser.submit(form, tick, ("by.brain_signs_last_7_days", "staff"))
    assert browser.status == 409
    assert "Clinician One took the ticket." in page.text
    again = page.form(f"{here}/again")
    assert {tick, ("by.brain_signs_last_7_days", "staff")} <= set(again.fields)
    page = browser.submit(again)
    assert "Call an ambulance now" in page.text
    assert "Staff saw it" in page.text


def test_an_answer_that_came_too_late(desk: DeskSite, browser: Browser) -> None:
    """In the middle of an intake, too: the reply stays chosen, and is saved when it is sent again."""
    page = take_in(browser, do="ask")
    here = f"/desk/tickets/{ticket_id(browser)}"
    form = page.form(f"{here}/ask")
    values = [value for name, value in form.choices if name == "reply"]
    reply = ("number", "40") if "number" in form.names else ("reply", calm_of(values))
    other = desk.browser("clinician")
    other.submit(other.open(here).form(f"{here}/label"), ("label", "Blue coat"))
    page = browser.submit(form, reply)
    assert browser.status == 409
    assert "Clinician One changed the name on the ticket." in page.text
    assert reply in page.form(f"{here}/ask").fields
    browser.submit(page.form(f"{here}/ask"))
    assert browser.status == 200
    assert browser.path == f"{here}/ask"


def test_a_stale_claim(desk: DeskSite, browser: Browser) -> None:
    """Two desks reach for one ticket: the second sees whose it is."""
    page = take_in(browser, "face_droop")
    here = f"/desk/tickets/{ticket_id(browser)}"
    form = page.form(f"{here}/claim")
    other = desk.browser("clinician")
    other.submit(other.open(here).form(f"{here}/claim"))
    page = browser.submit(form)
    assert browser.status == 409
    assert "Clinician One took the ticket." in page.text


def test_only_a_clinician_lowers_an_emergency(desk: DeskSite, browser: Browser) -> None:
    """A receptionist is refused in words and keeps what they typed; a clinician is not."""
    take_in(browser, "face_droop")
    here = f"/desk/tickets/{ticket_id(browser)}"
    typed = (("level", "soon"), ("reason", "old_and_known"))
    page = browser.submit(browser.open(f"{here}/level").form(f"{here}/level"), *typed)
    assert browser.status == 403
    assert "Only a clinician" in page.text
    assert ("reason", "old_and_known") in page.form(f"{here}/level").fields
    clinician = desk.browser("clinician")
    page = clinician.submit(clinician.open(f"{here}/level").form(f"{here}/level"), *typed)
    assert "See a doctor soon" in page.text
    assert "Stroke or TIA" in clinician.open("/desk/tally").text


def test_a_changed_answer_moves_the_ticket(browser: Browser) -> None:
    """One answer changed, from its own page, with what changed in the history."""
    page = take_in(browser)
    here = f"/desk/tickets/{ticket_id(browser)}"
    link = next(link for link in page.links if link.endswith("/answer/face_droop"))
    page = browser.submit(browser.open(link).form(f"{here}/answer/face_droop"), ("q.face_droop", "yes"))
    assert browser.path == here
    assert "More urgent now: Call an ambulance now." in page.text
    browser.open(f"{here}/answer/no_such_question")
    assert browser.status == 404


def test_ask_again(clock: Clock, browser: Browser) -> None:
    """When it is due every page calls for it; once asked, it is quiet until the next time."""
    page = take_in(browser, "saddle_numbness", label="Blue coat")
    here = f"/desk/tickets/{ticket_id(browser)}"
    assert "Ask again now" not in browser.open("/desk/tally").text
    clock.pass_(minutes=16)
    page = browser.open("/desk/tally")
    assert "Ask again now" in page.text
    page = browser.open(f"{here}/again")
    page = browser.submit(page.form(f"{here}/again"), ("q.brain_signs_last_7_days", "none"))
    assert "asked them again" in page.text
    assert "Ask again now" not in browser.open("/desk/tally").text
    clock.pass_(minutes=16)
    page = browser.open(f"{here}/again")
    page = browser.submit(page.form(f"{here}/again"), ("q.brain_signs_last_7_days", "face_droop"))
    assert "New danger sign: Stroke or TIA." in page.text


def test_ask_again_in_full(browser: Browser) -> None:
    """What is ticked and takes more than a yes is more urgent at once, and asked in full next."""
    take_in(browser, "saddle_numbness")
    here = f"/desk/tickets/{ticket_id(browser)}"
    page = browser.open(f"{here}/again")
    page = browser.submit(page.form(f"{here}/again"), ("q.breathing_heart_and_legs", "breathing_trouble"))
    assert browser.path == f"{here}/ask"
    assert "Call an ambulance now" in browser.open(here).text
    page = browser.open(f"{here}/ask?singly=breathing_trouble&again=breathing_trouble")
    assert ("reply", "at_rest") in page.form(f"{here}/ask").choices
    browser.submit(page.form(f"{here}/ask"), ("reply", "none"))
    assert "Go to hospital now" in browser.open(here).text


def test_names_are_escaped(browser: Browser) -> None:
    """What somebody types stays text."""
    page = take_in(browser, "face_droop", label='<script>alert("x")</script>')
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;" in page.html
    assert "<script>alert" not in browser.open("/desk").html


@pytest.mark.parametrize("part", ["", "/ask", "/again", "/level", "/handover", "/answer/age"])
def test_a_ticket_that_is_not_there(browser: Browser, part: str) -> None:
    """Each address of an unknown ticket is a plain page that says so."""
    page = browser.open(f"/desk/tickets/00000000-0000-4000-8000-000000000000{part}")
    assert browser.status == 404
    assert "There is no such ticket" in page.text

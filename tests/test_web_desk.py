"""The desk's pages, as browsers without JavaScript see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
from desk_site import PASSWORD, ROLES, DeskSite, desk_site, log_in, take_in
from fastapi.routing import APIRoute
from web_site import Browser, Clock

from triage.store import audit_faults
from triage.store.secret import key_for
from triage.web.desk.logins import LOG_INS
from triage.web.desk.rooms import ROOMS
from triage.web.desk.take_pages import TAKES

pytestmark = pytest.mark.web


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[DeskSite]:
    """A desk of its own; how often somebody tried before is forgotten, and the log is sound at the end."""
    LOG_INS.forget()
    TAKES.forget()
    made = desk_site(tmp_path, clock)
    yield made
    database = made.app.state.services.database
    with database.reading() as session:
        assert audit_faults.verify(session, key_for(database.secret, "audit")) == []


@pytest.fixture
def browser(desk: DeskSite) -> Browser:
    return desk.browser()


def ticket_id(browser: Browser) -> str:
    found = re.match(r"/desk/tickets/([0-9a-f-]{36})", browser.path)
    assert found is not None, browser.path
    return found[1]


# --------------------------------------------------------------------------------------------------------------- log in


def test_nothing_without_log_in(desk: DeskSite) -> None:
    """Each page of the desk shows the log-in instead, and says no more than that."""
    browser = Browser(desk.app)
    for path in ("/desk", "/desk/new", "/desk/day", "/desk/users", "/desk/tickets/1", "/desk/plain"):
        browser.open(path)
        assert browser.status == 401
        assert browser.page.form("/desk/login")


def test_log_in_leads_where_one_wanted_to_go(desk: DeskSite) -> None:
    """After the log-in comes the page that was asked for, and never one of another site."""
    browser = Browser(desk.app)
    form = browser.open("/desk/day").form("/desk/login")
    browser.submit(form, ("name", "clinician"), ("password", PASSWORD))
    assert (browser.status, browser.path) == (200, "/desk/day")
    for bad in ("//evil.example/desk", "https://evil.example", "/desk/../about", "/desk/logout", "/question"):
        form = Browser.open(browser, "/desk/login").form("/desk/login")
        browser.submit(form, ("name", "clinician"), ("password", PASSWORD), ("kept_for", bad))
        assert browser.path == "/desk"


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("clinician", "wrong"), ("clinician", "")])
def test_a_failed_log_in_tells_nothing(desk: DeskSite, name: str, password: str) -> None:
    """An unknown name and a wrong password are answered alike; the name stays in its field, the password does not."""
    browser = Browser(desk.app)
    page = log_in(browser, name, password)
    assert browser.status == 422
    assert "Check the name and the password" in page.text
    assert f'value="{name}"' in page.html
    assert PASSWORD not in page.html


def test_a_new_session_at_each_log_in(desk: DeskSite) -> None:
    """The cookie is another after each log-in, and the one before is worth nothing."""
    browser = desk.browser()
    old = browser.client.cookies["triage-staff"]
    log_in(browser, "receptionist")
    assert browser.client.cookies["triage-staff"] != old
    thief = Browser(desk.app)
    thief.client.cookies.set("triage-staff", old)
    thief.open("/desk")
    assert thief.status == 401


def test_log_out(browser: Browser) -> None:
    """After logging out, the session is gone from the server too."""
    cookie = browser.client.cookies["triage-staff"]
    browser.submit(browser.page.form("/desk/logout"))
    assert browser.path == "/desk/login"
    browser.client.cookies.set("triage-staff", cookie)
    browser.open("/desk")
    assert browser.status == 401


@pytest.mark.parametrize(("code", "leads"), [("ab12-CD", "/desk/take"), ("../x", "/desk"), ("a&b=%0d", "/desk")])
def test_a_scan_survives_the_log_in(desk: DeskSite, code: str, leads: str) -> None:
    """Whoever scans a square before logging in comes to its code; nothing but a code is carried along."""
    browser = Browser(desk.app)
    form = browser.open(f"/desk/take?code={quote(code)}").form("/desk/login")
    page = browser.submit(form, ("name", "clinician"), ("password", PASSWORD))
    assert browser.path == leads
    assert (f'value="{code}"' in page.html) == (leads == "/desk/take")


def test_too_many_tries_from_one_place(desk: DeskSite) -> None:
    """Guessing is slowed down whoever is guessed at."""
    browser = Browser(desk.app)
    for number in range(31):
        log_in(browser, f"somebody{number}", "wrong")
    assert browser.status == 429
    log_in(browser, "clinician")
    assert browser.status == 429


def test_a_form_survives_the_end_of_a_session(clock: Clock, browser: Browser) -> None:
    """Whoever was idle too long logs in, and sends the same form again."""
    form = browser.open("/desk/new").form("/desk/new")
    clock.pass_(minutes=31)
    page = browser.submit(form, ("label", "Blue coat"), ("q.brain_signs_last_7_days", "face_droop"), ("do", "stop"))
    assert browser.status == 401
    assert "nothing you typed is lost" in page.text
    page = browser.submit(page.form("/desk/login"), ("name", "receptionist"), ("password", PASSWORD))
    page = browser.submit(page.form("/desk/new"))
    assert "Blue coat" in page.text
    assert "Call an ambulance now" in page.text
    assert "password" not in browser.page.html


def test_the_queue_by_itself_keeps_nobody_logged_in(desk: DeskSite, clock: Clock) -> None:
    """What the page fetches by itself is not the user: after half an hour of it the session is over."""
    browser = desk.browser()
    for _ in range(6):
        status = browser.client.get("/desk/live", headers={"x-fetched": "1"}).status_code
        clock.pass_(minutes=5)
    assert status == 200
    assert browser.client.get("/desk/live", headers={"x-fetched": "1"}).status_code == 401


# --------------------------------------------------------------------------------------------------------------- intake


def test_an_emergency_at_once(browser: Browser) -> None:
    """One tick on the first page is enough: the ticket says what to do, and stands first in the queue."""
    take_in(browser, label="Grey hat")
    page = take_in(browser, "face_droop", label="Blue coat")
    assert "Call an ambulance now" in page.text
    queue = browser.open("/desk").text
    assert queue.index("Blue coat") < queue.index("Grey hat")


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


# --------------------------------------------------------------------------------------------------------------- ticket


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


# ------------------------------------------------------------------------------------------------------------ take over


def finished_visit(desk: DeskSite) -> str:
    """A self-assessment that ended with an emergency. Returns a code for it."""
    person = Browser(desk.app)
    person.start()
    for _ in range(20):
        if any(("do", "finish") in form.buttons for form in person.page.forms):
            break
        choices = [value for _, value in person.page.form("/question", "screen").choices]
        person.answer("face_droop" if "face_droop" in choices else "none" if "none" in choices else choices[0])
    person.submit(next(form for form in person.page.forms if ("do", "finish") in form.buttons), ("do", "finish"))
    assert person.path == "/result"
    page = person.submit(person.page.form("/save"))
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", page.text)
    assert found is not None
    return found[0]


def test_take_over_by_code(desk: DeskSite, browser: Browser) -> None:
    """The ticket has the patient's answers; a second time it is the same ticket."""
    code = finished_visit(desk)
    paths = set()
    for typed in (code.lower(), f"http://127.0.0.1/desk/take?code={code}"):
        page = browser.submit(browser.open("/desk/take").form("/desk/take"), ("code", typed))
        assert "The patient" in page.text
        paths.add(browser.path)
    assert len(paths) == 1
    assert f'value="{code}"' in browser.open(f"/desk/take?code={code}").html


def test_a_wrong_code(browser: Browser) -> None:
    """It says so; too many of them and one has to wait."""
    for _ in range(31):
        page = browser.submit(browser.open("/desk/take").form("/desk/take"), ("code", "AAAA-AAAA-AA"))
    assert browser.status == 429
    assert "Too many wrong codes" in page.text


# -------------------------------------------------------------------------------------------------- print, users, audit


def test_hand_over_and_day_sheet(browser: Browser) -> None:
    """Both are pages of their own; the day sheet carries the head of the log."""
    take_in(browser, "face_droop", label="Blue coat")
    page = browser.open(f"/desk/tickets/{ticket_id(browser)}/handover")
    assert "Leg or foot weakness" in page.text
    assert "The patient" in page.text
    page = browser.open("/desk/day")
    assert "Blue coat" in page.text
    assert re.search(r"\b\d+:[0-9a-f]{64}\b", page.text)
    assert "No tickets on this day" in browser.open("/desk/day?day=2020-01-01").text
    browser.open("/desk/day?day=soon")
    assert browser.status == 422


@pytest.mark.parametrize("role", ["receptionist", "clinician"])
def test_pages_for_admins_alone(desk: DeskSite, role: str) -> None:
    """Users and the audit log are shown to nobody else, and not even linked."""
    browser = desk.browser(role)
    assert "/desk/users" not in browser.page.links
    for path in ("/desk/users", "/desk/audit"):
        page = browser.open(path)
        assert browser.status == 403
        assert "This is not for your role" in page.text


def test_users(desk: DeskSite) -> None:
    """An admin adds somebody, gives another role, disables and enables; each is in the audit log, no password is."""
    admin = desk.browser("admin")
    form = admin.open("/desk/users").form("/desk/users")
    new = (("name", "ann"), ("display_name", "Ann B"), ("initials", "AB"), ("role", "receptionist"))
    page = admin.submit(form, *new, ("password", "short"))
    assert admin.status == 422
    assert ("name", "ann") in page.form("/desk/users").fields
    admin.submit(page.form("/desk/users"), ("password", PASSWORD))
    ann = desk_user(desk, "ann")
    browser = Browser(desk.app)
    log_in(browser, "ann")
    assert browser.path == "/desk"
    admin.submit(admin.open("/desk/users").form(f"/desk/users/{ann}/role"), ("role", "clinician"))
    browser.open("/desk")
    assert browser.status == 401
    admin.submit(admin.open("/desk/users").form(f"/desk/users/{ann}/disable"))
    log_in(browser, "ann")
    assert browser.status == 422
    admin.submit(admin.open("/desk/users").form(f"/desk/users/{ann}/enable"))
    log_in(browser, "ann")
    assert browser.path == "/desk"
    page = admin.open("/desk/audit")
    for what in ("user.add", "user.role", "user.disable", "user.enable", "user.log_in", "user.log_in_refused"):
        assert what in page.text
    assert PASSWORD not in page.html
    page = admin.submit(page.form("/desk/audit"))
    assert "The log is sound" in page.text


def test_unlocking(desk: DeskSite) -> None:
    """After five wrong passwords the right one is refused too, until an admin says otherwise."""
    browser = Browser(desk.app)
    for _ in range(5):
        log_in(browser, "clinician", "wrong")
    log_in(browser, "clinician")
    assert browser.status == 422
    admin = desk.browser("admin")
    clinician = desk_user(desk, "clinician")
    assert "Locked for now" in admin.open("/desk/users").text
    admin.submit(admin.page.form(f"/desk/users/{clinician}/unlock"))
    log_in(browser, "clinician")
    assert browser.path == "/desk"


def desk_user(desk: DeskSite, name: str) -> str:
    from triage.store.users import user_by_name

    with desk.app.state.services.database.reading() as session:
        user = user_by_name(session, name)
    assert user is not None
    return user.id


def test_nobody_locks_themselves_out(desk: DeskSite) -> None:
    """An admin can neither disable themselves nor take their own role away, by a made-up form either."""
    admin = desk.browser("admin")
    me = desk_user(desk, "admin")
    page = admin.open("/desk/users")
    assert not [form for form in page.forms if form.action == f"/desk/users/{me}/disable"]
    form = page.form("/desk/users")
    for deed in ("disable", "role"):
        form.action = f"/desk/users/{me}/{deed}"
        admin.submit(form, ("role", "receptionist"))
        assert admin.status == 422


def test_no_form_without_its_token(desk: DeskSite) -> None:
    """Every form of the desk is refused without the token of the page."""
    admin = desk.browser("admin")
    take_in(admin, "face_droop")
    here = f"/desk/tickets/{ticket_id(admin)}"
    paths = ["/desk", "/desk/new", "/desk/take", "/desk/users", "/desk/audit"]
    paths += [here, *(f"{here}/{part}" for part in ("level", "again", "answer/face_droop"))]
    forms = [form for path in paths for form in admin.open(path).forms if form.method == "post"]
    assert len({form.action for form in forms}) > 12
    for form in forms:
        admin.submit(form, ("token", "0" * 64))
        assert admin.status == 403, form.action


ADMINS_ALONE = ("/desk/users", "/desk/audit")
OPEN_TO_ALL = ("/desk/login", "/desk/logout", "/desk/single-sign-on")


def addresses(ticket: str, user: str) -> list[tuple[str, str]]:
    """Every method and address of the desk, filled in."""
    filled = []
    for route in _routes():
        path = route.path
        for name, value in {
            "ticket_id": ticket,
            "user_id": user,
            "deed": "unlock",
            "question": "face_droop",
        }.items():
            path = path.replace(f"{{{name}}}", value)
        filled += [(method, path) for method in sorted(route.methods or ()) if method in ("GET", "POST")]
    return filled


def _routes() -> list[APIRoute]:
    routers = [module.router for module in ROOMS]
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def test_each_address_and_each_role(desk: DeskSite, browser: Browser) -> None:
    """Nobody comes in without log-in, none but admins where only they may, a made-up id is not found, nothing fails."""
    take_in(browser, "face_droop")
    ticket, user = ticket_id(browser), desk_user(desk, "clinician")
    nobody = Browser(desk.app)
    nobody.open("/desk/login")
    people: dict[str | None, Browser] = {None: nobody, **{role: desk.browser(role) for role in ROLES}}
    for ids in ((ticket, user), ("00000000-0000-4000-8000-000000000000", "nobody")):
        walk = addresses(*ids)
        assert len(walk) > 25
        for method, path in walk:
            if path in OPEN_TO_ALL:
                continue
            for role, one in people.items():
                status = _status(one, method, path)
                if role is None:
                    assert status == 401, (method, path)
                elif path.startswith(ADMINS_ALONE) and role != "admin":
                    assert status == 403, (method, path, role)
                elif "/tickets/" in path and ids[0] != ticket:
                    assert status == 404, (method, path, role)
                else:
                    assert status < 500, (method, path, role)


def _status(browser: Browser, method: str, path: str) -> int:
    if method == "GET":
        return browser.client.get(path, follow_redirects=False).status_code
    token = dict(browser.open("/desk/login").form("/desk/login").fields)["token"]
    headers = {"sec-fetch-site": "same-origin"}
    return browser.client.post(path, data={"token": token}, headers=headers, follow_redirects=False).status_code

"""What is taken over and printed at the desk, what admins alone see, and each address in each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
from desk_site import PASSWORD, ROLES, DeskSite, checked_desk, log_in, take_in, ticket_id
from fastapi.routing import APIRoute
from web_site import Browser, Clock

from triage.web.desk.rooms import ROOMS

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

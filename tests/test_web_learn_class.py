"""Classes as pages: joining, the same cases for all, what the teacher sees, who may see what, and the end of it all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
from fastapi import FastAPI
from fastapi.routing import APIRoute
from learn_site import Learner, Teacher, case_at_once, forget_tries, rows
from web_site import Browser, Clock, site

from triage.errors import InputError
from triage.web.learn.rooms import ROOMS
from triage.web.learn.school import JOINS

pytestmark = [pytest.mark.web, pytest.mark.learn]

PACK = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> FastAPI:
    """One server for all: the cases of its classes are the same, and made once."""
    return site(tmp_path_factory.mktemp("site"), clock, classes_a_minute=1000)


@pytest.fixture
def teacher(app: FastAPI) -> Teacher:
    forget_tries()
    return Teacher(app).begin(title="Tuesday")


@pytest.fixture
def robin(app: FastAPI, teacher: Teacher) -> Learner:
    return Learner(app).join(teacher.join, "Robin")


def test_joining(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """A code and a nickname are enough; the page says what the teacher sees, and asks for no full name."""
    assert robin.path == "/learn/me"
    assert "Tuesday" in robin.page.text
    page = Learner(app).open(f"/learn/join?code={teacher.join}")
    assert ("code", teacher.join) in page.form("/learn/join").fields
    assert "not your full name" in page.text
    assert "Your teacher sees" in page.text
    assert "Robin" in teacher.open("/learn/class").text


@pytest.mark.parametrize(
    ("nickname", "says"), [("", "nickname of 1"), ("x" * 25, "nickname of 1"), ("ROBIN", "has that nickname")]
)
def test_nicknames_that_will_not_do(app: FastAPI, robin: Learner, teacher: Teacher, nickname: str, says: str) -> None:
    """The page says why, keeps the code, and nobody has joined."""
    assert robin.status == 200
    other = Learner(app).join(teacher.join, nickname)
    assert other.status == 422
    assert says in other.page.text
    assert ("code", teacher.join) in other.page.form("/learn/join").fields


def test_nicknames_are_escaped_and_cleaned(app: FastAPI, teacher: Teacher) -> None:
    """Markup stands as text, and what would turn the direction of writing is taken out."""
    Learner(app).join(teacher.join, "<b>\u202eKim")
    page = teacher.open("/learn/class")
    assert "&lt;b&gt; Kim" in page.html
    assert "<b>" not in page.html


def test_guessing_codes_is_stopped(app: FastAPI, teacher: Teacher) -> None:
    """After many wrong codes one waits, with the right code too; of teachers' codes after few."""
    guesser = Learner(app)
    for _ in range(100):
        JOINS.failed("testclient")
    assert guesser.join(teacher.join, "Ash").status == 429
    form = guesser.open("/learn/teach").form("/learn/teach/back")
    for _ in range(10):
        guesser.submit(form, ("code", "AAAA-AAAA-AA"))
        assert guesser.status == 422
    guesser.submit(form, ("code", teacher.code))
    assert guesser.status == 429


def test_everybody_gets_the_same_cases(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """In the same order; a class with the same number has them too, one with another number has others."""
    kim = Learner(app).join(teacher.join, "Kim")
    told = []
    for learner in (robin, kim):
        mine = []
        for _ in range(2):
            mine.append(learner.next_case().text)
            learner.decide("soon")
        told.append(mine)
    assert told[0] == told[1]
    assert told[0][0] != told[0][1]
    again = Teacher(app).begin(seed="7")
    assert Learner(app).join(again.join, "Ash").next_case().text == told[0][0]
    other = Teacher(app).begin(seed="8")
    assert Learner(app).join(other.join, "Ash").next_case().text != told[0][0]


def test_after_the_class_s_cases_there_are_more(app: FastAPI, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has done them all goes on with cases of their own, which count apart."""
    del clock
    monkeypatch.setattr("triage.web.learn.case_pages.seed_of", lambda _: 7)
    monkeypatch.setattr("triage.web.learn.lessons.next_case", case_at_once)
    teacher = Teacher(app).begin(cases="1")
    robin = Learner(app).join(teacher.join, "Robin")
    robin.next_case()
    robin.decide("soon")
    assert "all cases of your class" in robin.open("/learn/me").text
    assert "Practice case 2" in robin.next_case().text
    robin.decide("soon")
    assert "1 of 1, and 1 more" in teacher.open("/learn/class").text


def test_progress_and_misses(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """The teacher sees who has done how many, what was missed, and what was said in each case, as numbers."""
    kim = Learner(app).join(teacher.join, "Kim")
    for learner, level in ((robin, "routine"), (kim, "emergency_now")):
        learner.next_case()
        learner.decide(level)
    page = teacher.open("/learn/class")
    assert "Learners: 2. Cases done: 2 of 6." in page.text
    assert page.text.count("1 of 3") == 2
    page = teacher.open("/learn/class/misses")
    assert "/learn/class/cases/1" in page.links
    first = re.search(r"Case 1 of 3</a></th>(.*?)</tr>", page.html, re.DOTALL)
    assert first is not None
    counts = re.findall(r'heat-(\d)" data-head="[^"]*">(\d+)', first[1])
    assert [int(count) for _, count in counts] == [1, 0, 0, 0, 1]
    assert [shade for shade, _ in counts] == ["3", "0", "0", "0", "3"]
    assert first[1].count("right") == 1


def test_a_solution(teacher: Teacher) -> None:
    """The teacher has each case with its level and what it rests on; there are no others."""
    page = teacher.open("/learn/class/cases/1")
    assert "How soon:" in page.text
    assert "It rests on" in page.text
    for number in (0, 4):
        teacher.open(f"/learn/class/cases/{number}")
        assert teacher.status == 404


def test_profiles(teacher: Teacher, robin: Learner) -> None:
    """Learner and teacher see the same profile: which side with intervals, calibration, misreadings."""
    assert "No case has been done yet" in robin.open("/learn/profile").text
    for _ in range(3):
        robin.next_case()
        robin.decide("routine", 95)
    own, seen = robin.open("/learn/profile").text, teacher.open("/learn/class/learners/1").text
    for part in ("Which side", "95 in 100 sure: between", "How sure, and how often right", "Misreadings"):
        assert part in own
        assert part in seen
    sides = re.findall(r"Right level \d of 3 \([^)]*\)", own)
    assert sides
    assert sides == re.findall(r"Right level \d of 3 \([^)]*\)", seen)
    assert "Practice case 3" in seen


def test_live_comes_anew_until_it_is_left(teacher: Teacher) -> None:
    """By a header, so that it needs no script; the plain page stays as it is."""
    assert teacher.client.get("/learn/class/live").headers["refresh"] == "10"
    assert "refresh" not in teacher.client.get("/learn/class").headers
    assert "/learn/class" in teacher.open("/learn/class/live").links


def test_the_picture_leads_to_the_page_to_join(teacher: Teacher) -> None:
    """A QR code, drawn here."""
    response = teacher.client.get("/learn/class/join.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert "<svg" in response.text


def test_the_teacher_s_code_is_shown_once_and_works_until_the_end(app: FastAPI, teacher: Teacher) -> None:
    """No later page has it; typed elsewhere it opens the class there and closes it here."""
    for path in ("/learn/class", "/learn/class/live", "/learn/teach"):
        assert teacher.code not in teacher.open(path).html
    home = Teacher(app)
    home.submit(home.open("/learn/teach").form("/learn/teach/back"), ("code", teacher.code.lower()))
    assert home.path == "/learn/class"
    teacher.open("/learn/class")
    assert teacher.status == 401
    home.submit(home.open("/learn/class").form("/learn/class/leave"))
    home.open("/learn/class")
    assert home.status == 401


def test_a_closed_class_takes_nobody_new(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """Who is in it goes on; open again, it takes others."""
    teacher.submit(teacher.open("/learn/class").form("/learn/class/close"))
    assert teacher.join not in teacher.page.html
    assert Learner(app).join(teacher.join, "Kim").status == 422
    robin.next_case()
    assert robin.status == 200
    teacher.submit(teacher.page.form("/learn/class/open"))
    assert Learner(app).join(teacher.join, "Kim").status == 200


def test_removing_a_learner(teacher: Teacher, robin: Learner) -> None:
    """They and what they did are gone, after a question; their browser is told."""
    robin.next_case()
    robin.decide("soon")
    page = teacher.open("/learn/class/learners/1/remove")
    assert "Remove Robin?" in page.text
    teacher.submit(page.form("/learn/class/learners/1/remove"))
    assert "Nobody has joined" in teacher.page.text
    robin.open("/learn/me")
    assert robin.status == 410


def test_deleting_a_class(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """All of it is gone, for the learners too."""
    robin.next_case()
    robin.decide("soon")
    before = rows(app)
    teacher.submit(teacher.open("/learn/class/delete").form("/learn/class/delete"))
    assert "gone from this server" in teacher.page.text
    assert rows(app) == before - 3
    robin.open("/learn/me")
    assert robin.status == 410
    teacher.open("/learn/class")
    assert teacher.status == 401


def test_a_class_ends_by_itself(app: FastAPI, clock: Clock) -> None:
    """On its day neither teacher nor learner comes in any more, however busy they were."""
    forget_tries()
    teacher = Teacher(app).begin(days="1")
    robin = Learner(app).join(teacher.join, "Robin")
    clock.pass_(hours=23)
    robin.next_case()
    assert robin.status == 200
    clock.pass_(hours=2)
    robin.open("/learn/me")
    assert robin.status == 410
    teacher.open("/learn/class")
    assert teacher.status == 401
    assert Learner(app).join(teacher.join, "Kim").status == 422


@pytest.mark.parametrize(
    "given",
    [
        {"cases": "0"},
        {"cases": "31"},
        {"cases": "\u0663"},
        {"seed": "-1"},
        {"seed": "9" * 40},
        {"days": "365"},
        {"pack": "../"},
        {"title": "x" * 61},
    ],
)
def test_classes_that_are_refused(app: FastAPI, given: dict[str, str]) -> None:
    """What is out of range makes no class, and the page says where."""
    teacher, before = Teacher(app), rows(app)
    form = teacher.open("/learn/teach").form("/learn/teach")
    page = teacher.submit(form, *{"cases": "3", **given}.items())
    assert teacher.status == 422
    assert f"#{next(iter(given))}" in page.links
    assert rows(app) == before


def test_too_many_classes(tmp_path: Path) -> None:
    """One address starts so many a minute."""
    app = site(tmp_path, classes_a_minute=2, learners_a_minute=2)
    teacher = Teacher(app).begin().begin()
    form = teacher.open("/learn/teach").form("/learn/teach")
    teacher.submit(form, ("cases", "3"))
    assert teacher.status == 429
    statuses = [Learner(app).join(teacher.join, name).status for name in ("Ash", "Kim", "Robin")]
    assert statuses == [200, 200, 429]


# ------------------------------------------------------------------------------------------------------- a class's pack


@pytest.fixture(scope="module")
def other_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This pack under another version."""
    folder = tmp_path_factory.mktemp("pack")
    for name in ("knowledge", "rules"):
        shutil.copytree(PACK / name, folder / name)
    about = folder / "knowledge" / "pack.yaml"
    text = about.read_text(encoding="utf-8")
    about.write_text(re.sub(r"(?m)^version:.*$", "version: 99.0.0", text), encoding="utf-8")
    return folder


def test_a_class_can_have_its_own_pack(tmp_path: Path, other_pack: Path) -> None:
    """One that the server was started with; its learners get cases of that pack."""
    app = site(tmp_path, class_packs=(other_pack,))
    teacher = Teacher(app)
    choices = teacher.open("/learn/teach").form("/learn/teach").choices
    packs = [value for name, value in choices if name == "pack"]
    assert len(packs) == 2
    teacher.begin(pack=packs[1])
    robin = Learner(app).join(teacher.join, "Robin")
    robin.next_case()
    assert robin.standing()["open"]["pack"] == packs[1]
    app.state.school.packs = {packs[0]: app.state.school.own}
    for browser, path in ((robin, "/learn/me"), (teacher, "/learn/class/misses")):
        page = browser.open(path)
        assert browser.status == 410
        assert "not on this server any more" in page.text


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    """The server does not start, and says which."""
    with pytest.raises(InputError, match="not a pack"):
        site(tmp_path, class_packs=(tmp_path,))


# ----------------------------------------------------------------------------------------------------- who may see what


def addresses(**ids: str) -> list[tuple[str, str]]:
    """Every method and address of learning, filled in."""
    routes = [route for room in ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
    filled = []
    for route in routes:
        path = route.path
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        filled += [(method, path) for method in sorted(route.methods or ()) if method in ("GET", "POST")]
    return filled


OPEN_TO_ALL = ("/learn", "/learn/join", "/learn/teach", "/learn/teach/back", "/learn/class/leave")


def status_of(browser: Browser, method: str, path: str) -> int:
    if method == "GET":
        return browser.client.get(path, follow_redirects=False).status_code
    token = dict(browser.open("/learn/join").form("/learn/join").fields)["token"]
    headers = {"sec-fetch-site": "same-origin"}
    return browser.client.post(path, data={"token": token}, headers=headers, follow_redirects=False).status_code


def test_each_address_and_each_role(app: FastAPI) -> None:
    """Nobody, a learner, their teacher and another class's teacher: each gets only their own, and nothing fails."""
    forget_tries()
    walk = addresses(number="1", door="close")
    assert len(walk) > 30
    for method, path in walk:
        if path in OPEN_TO_ALL or path == "/learn/delete":
            continue
        teacher, other = Teacher(app).begin(), Teacher(app).begin()
        robin = Learner(app).join(teacher.join, "Robin")
        is_class = path.startswith("/learn/class")
        nobody = Browser(app)
        assert status_of(nobody, method, path) == (401 if is_class else 410), (method, path)
        assert (status_of(robin, method, path) == 401) is is_class, (method, path)
        if "/learners/" in path:
            assert status_of(other, method, path) == 404, (method, path)
        elif not is_class:
            assert status_of(other, method, path) == 410, (method, path)
        assert status_of(teacher, method, path) < 500, (method, path)
        assert status_of(robin, method, path) < 500, (method, path)


def test_nobody_sees_another_learner(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """A learner's pages have no other learner in them, and a number in an address is always one's own."""
    kim = Learner(app).join(teacher.join, "Kim")
    robin.next_case()
    robin.decide("soon")
    kim.open("/learn/cases/1")
    assert kim.status == 404
    for path in ("/learn/me", "/learn/profile", "/learn/join", "/learn"):
        assert "Robin" not in kim.open(path).html
    stranger = Teacher(app).begin()
    for path in ("/learn/class", "/learn/class/misses", "/learn/class/results.csv", "/learn/class/statements.json"):
        assert "Robin" not in stranger.client.get(path).text


def test_no_form_without_its_token(app: FastAPI, teacher: Teacher, robin: Learner) -> None:
    """Every form of learning is refused without the token of the page."""
    robin.next_case()
    seen = set()
    for browser, paths in (
        (robin, ("/learn", "/learn/join", "/learn/me", "/learn/case", "/learn/decide", "/learn/delete")),
        (teacher, ("/learn/teach", "/learn/class", "/learn/class/delete", "/learn/class/learners/1/remove")),
    ):
        for path in paths:
            for form in browser.open(path).forms:
                seen.add(form.action)
                browser.submit(form, ("token", "0" * 64))
                assert browser.status == 403, form.action
    assert len(seen) >= 12
    assert "Robin" in teacher.open("/learn/class").text
    assert rows(app)

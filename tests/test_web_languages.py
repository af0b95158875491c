"""The self-assessment in other languages: which one is spoken, that it is kept, and that nothing else is left over."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pseudo_language import OPENS, TAG, known_ids, pseudo_pack, words_outside

from triage.assessment import Assessment
from triage.check import check_result
from triage.locale import locale as locales
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE
from triage.pack.texts import read_texts
from triage.pack.wording import wording_of
from triage.report.bilingual import bilingual, opening

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
import messages  # noqa: E402  # after the check that the extra is there
from test_web_pages import any_reply, calm, to_the_end  # noqa: E402
from web_site import Browser, Clock, Page, site  # noqa: E402

from triage.web import app as apps  # noqa: E402
from triage.web.languages import accepted  # noqa: E402

V1 = "/api/v1"
ENGLISH_WORDS = {"the", "your", "you", "and", "with", "please", "this", "what", "have", "not", "if", "of", "is"}
NUMBERS = {"GB": "999", "US": "911", "EU": "112"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(tmp_path: Path, clock: Clock) -> Iterator[Browser]:
    """A browser on a server of its own; it asks for no language."""
    found = Browser(site(tmp_path, clock))
    with found.client:
        yield found


def language(page: Page) -> str:
    found = re.search(r'<html lang="([^"]*)" dir="([^"]*)"', page.html)
    assert found is not None
    return f"{found[1]} {found[2]}"


def choose(browser: Browser, tag: str) -> Page:
    """Choose a language on the page that is open."""
    return browser.submit(browser.page.form("/language"), ("language", tag))


# ------------------------------------------------------------------------------------------------- what a browser asks


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("es", "es"),
        ("ES-mx", "es"),
        ("es-419,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,en;q=0.9,es;q=0.8", "en"),
        ("fr-FR, fr;q=0.9, es;q=0.2, en;q=0.1", "es"),
        ("fr, de", None),
        ("*", "en"),
        ("fr, *;q=0.5", "en"),
        ("en;q=0, *", "es"),
        ("es;q=0, es-MX", None),
        ("es;q=0.5, en;q=0.5", "es"),
        ("pt-BR", "pt-BR"),
        ("pt", None),
        ("esperanto", None),
        ("es;q=2", None),
        ("es;q=-1, en", "en"),
        ("es;q=1e9, en;q=0.1", "en"),
        ("es;q=nan, en;q=0.1", "en"),
        ("es;q=\u0663, en;q=0.1", "en"),
        ("en;level=1, es", "es"),
        (";;;,,,===", None),
        ("es\x00, en", "en"),
        ("../../etc/passwd, es", "es"),
        ("<script>alert(1)</script>, es", "es"),
        (", " * 50_000 + "es", None),
        ("x-" * 100_000 + ", es", None),
        ("-".join(["es"] * 200), "es"),
    ],
)
def test_a_language_is_chosen_by_what_the_browser_accepts(header: str, found: str | None) -> None:
    """By quality, then by place, the nearest one that there is; what cannot be read is passed over."""
    assert accepted(header, ("en", "es", "pt-BR")) == found


def test_no_header_is_too_odd(browser: Browser) -> None:
    """Whatever stands in the header, there is a page, and only in a language that there is."""
    rng = random.Random(11)
    signs = "esEN-_;=q*., 0123456789.\t\"'<>%{}[]()\\/|~^"
    for _ in range(150):
        header = "".join(rng.choice(signs) for _ in range(rng.randint(0, 60)))
        response = browser.client.get("/come-back", headers={"accept-language": header})
        assert (response.status_code, response.headers["content-language"] in ("en", "es")) == (200, True), header


# ------------------------------------------------------------------------------------------------ chosen, and kept


def test_the_first_page_speaks_as_the_browser_asks(browser: Browser) -> None:
    """Until somebody chooses; then it is theirs on every page, also of another visit, whatever the browser asks."""
    assert language(browser.open("/")) == "en ltr"
    browser.client.headers["accept-language"] = "es-MX,es;q=0.9"
    assert language(browser.open("/about")) == "es ltr"
    assert language(choose(browser, "en")) == "en ltr"
    assert browser.path == "/about"
    assert language(browser.open("/")) == "en ltr"
    assert language(choose(browser, "es")) == "es ltr"
    browser.client.headers["accept-language"] = "en"
    assert language(browser.start()) == "es ltr"


def test_no_other_language_is_taken(browser: Browser) -> None:
    """Nor an address of another site to go back to."""
    form = browser.open("/").form("/language")
    for sent in ("xx", "../es", "ES", "", "e" * 300):
        assert language(browser.submit(form, ("language", sent))) == "en ltr"
    browser.submit(form, ("language", "es"), ("back", "//elsewhere.example/"))
    assert (browser.path, language(browser.page)) == ("/", "es ltr")
    browser.client.cookies.clear()
    browser.client.cookies.set("triage-language", "<script>")
    assert language(browser.open("/")) == "en ltr"


def test_in_the_middle_of_the_questions(browser: Browser, pack: Pack) -> None:
    """The question shown, its number and all answers stay; only the words are others."""
    browser.start()
    for _ in range(4):
        browser.answer(*calm(browser.page))
    before = dict(browser.page.form("/question", "screen").fields)
    english = browser.page.text
    choose(browser, "es")
    after = dict(browser.page.form("/question", "screen").fields)
    assert (browser.path, after["step"], after["screen"]) == ("/question", before["step"], before["screen"])
    assert "Quedan unas" in browser.page.text
    assert choose(browser, "en").text == english
    result = to_the_end(browser)
    assert (result["language"], check_result(pack, result)) == ("en", ())


def test_a_result_is_told_in_the_language_chosen_after_it(browser: Browser, pack: Pack) -> None:
    """Same urgency, rules, answers and emergency number; page and files in the new language; both can be checked."""
    rng = random.Random(5)
    browser.start()
    english = to_the_end(browser, lambda page: any_reply(page, rng))
    assert language(choose(browser, "es")) == "es ltr"
    assert browser.path == "/result"
    spanish = browser.client.get("/result.json").json()
    assert (english["language"], spanish["language"]) == ("en", "es")
    for same in ("urgency", "answers", "country", "trace", "pack", "not_known"):
        assert english[same] == spanish[same]
    assert check_result(pack, spanish) == ()
    assert '<html lang="es" dir="ltr">' in browser.client.get("/result.html").text
    assert pack.languages["es"].statement in browser.page.text
    choose(browser, "en")
    assert browser.client.get("/result.json").json()["urgency_label"] == english["urgency_label"]


def test_ones_own_hand_over_in_two_languages(browser: Browser, pack: Pack) -> None:
    """Who reads another language than the clinic finds both side by side; for anybody else there is no such page."""
    rng = random.Random(7)
    browser.open("/both")
    assert browser.status == 410
    browser.start()
    browser.open("/both")
    assert browser.path == "/question"
    to_the_end(browser, lambda page: any_reply(page, rng))
    assert "/both" not in browser.open("/result").links + browser.open("/show").links
    browser.open("/both")
    assert browser.path == "/result"
    choose(browser, "es")
    assert "/both" in browser.page.links
    assert "/both" in browser.open("/show").links
    page = browser.open("/both")
    result = Assessment.from_json(browser.client.get("/result.json").text)
    for row in (opening(pack, result, "es"), *bilingual(pack, result, "es")):
        for said in (row.clinic, row.person):
            assert said.heading in page.text
            assert "; ".join(said.texts) in page.text
    assert page.html.count('<div lang="en" dir="ltr">') == page.html.count('<div lang="es" dir="ltr">') > 4
    assert pack.languages["es"].statement in page.text
    choose(browser, "en")
    assert browser.path == "/result"


def test_a_code_brings_the_language_along(browser: Browser, clock: Clock) -> None:
    """On another device, in whatever language that one is, the questionnaire and what comes after speak as before."""
    browser.open("/")
    choose(browser, "es")
    browser.start()
    browser.answer(*calm(browser.page))
    browser.submit(browser.page.form("/save"))
    code = re.search(r'class="code">([^<]*)<', browser.page.html)
    assert code is not None
    other = Browser(browser.client.app)  # type: ignore[arg-type]  # the application that the first one is on
    assert language(other.open("/come-back")) == "en ltr"
    assert language(other.submit(other.page.form("/come-back"), ("code", code[1]))) == "es ltr"
    clock.pass_(hours=30)
    assert (language(other.open("/question")), other.status) == ("es ltr", 410)


def test_the_country_decides_the_number(browser: Browser) -> None:
    """An emergency in Spanish names the number of each country."""
    for country, number in NUMBERS.items():
        browser.open("/")
        choose(browser, "es")
        browser.submit(browser.page.form("/start"), ("country", country))
        while not any(("do", "finish") in form.buttons for form in browser.page.forms):
            is_it = ("reply", "face_droop") in browser.page.form("/question", "screen").choices
            browser.answer(*(("face_droop",) if is_it else calm(browser.page)))
        assert f'href="tel:{number}"' in browser.page.html
        assert f"Llamar al {number}" in browser.page.text


def test_staff_read_the_language_of_the_clinic(browser: Browser) -> None:
    """The desk is English and offers nothing else."""
    browser.open("/")
    choose(browser, "es")
    assert language(browser.open("/desk/login")) == "en ltr"
    assert [form for form in browser.page.forms if form.action == "/language"] == []


# ------------------------------------------------------------------------------------------------------- nothing left


def walk(browser: Browser, look: Callable[[str], None], seed: int) -> None:
    """Every page of the self-assessment and what can go wrong on it; `look` is called on each."""
    rng = random.Random(seed)

    def seen(name: str) -> None:
        look(f"{name} ({browser.path}, {browser.status})")

    for path in ("/", "/about", "/come-back", "/no-such-page", "/question"):
        browser.open(path)
        seen(path)
    browser.submit(browser.open("/come-back").form("/come-back"), ("code", "K7QM-3XWA-9T"))
    seen("wrong code")
    browser.submit(browser.open("/").form("/start"), ("token", "x"))
    seen("forged")
    browser.start("other" if seed % 2 else "self")
    for step in range(200):
        if browser.path == "/result":
            break
        seen("question")
        if browser.path == "/answers":
            browser.submit(browser.page.form("/result"))
            continue
        if any(("do", "finish") in form.buttons for form in browser.page.forms):
            browser.submit(browser.page.form("/question", "do"), ("do", "finish" if seed % 3 else "go on"))
            continue
        if step < 12:
            form = browser.page.form("/question", "screen")
            browser.submit(form, *(("number", "many") for name in form.names if name == "number"))
            seen("no reply")
            browser.open("/answers")
            seen("answers")
            browser.open("/question?note=moved")
            seen("moved")
        browser.answer(*any_reply(browser.page, rng))
    assert browser.path == "/result"
    seen("result")
    browser.open("/show")
    seen("show")
    browser.submit(browser.page.form("/save"))
    seen("code")
    browser.open("/")
    seen("start again")
    browser.open("/delete")
    seen("delete")
    browser.submit(browser.page.form("/delete"))
    seen("deleted")


def without_names(page: Page) -> str:
    """What a page says, but for what is called as it is called: sources, languages, and codes."""
    html = re.sub(r'(?s)<div class="part">\s*<h3 id="sources">.*?</div>|<p class="code">[^<]*</p>', "", page.html)
    return Page(re.sub(r'(?s)<nav class="languages".*?</nav>', "", html)).text


def test_every_page_can_be_translated(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language that is written from right to left and does not exist, all that is shown stands in brackets."""
    source = pseudo_pack(pack, monkeypatch).original
    assert source is not None
    monkeypatch.setattr(apps, "load_pack", lambda _: source)
    browser = Browser(site(tmp_path))
    known = known_ids(pack)
    left: set[tuple[str, str]] = set()

    def look(name: str) -> None:
        page = browser.page
        assert language(page) == f"{TAG} rtl", name
        shown = re.sub(r"<main.*", "", page.html, flags=re.DOTALL) + page.html
        text = without_names(page)
        attributes = re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]+)"', shown)
        for told in (text, *attributes):
            left.update((word, name) for word in words_outside(told) if word not in known)

    try:
        with browser.client:
            browser.client.headers["accept-language"] = TAG
            for seed in range(3):
                walk(browser, look, seed)
                browser.client.cookies.clear()
    finally:
        locales.locale_named.cache_clear()
    assert OPENS in browser.page.text
    assert left == set()


def english_texts(pack: Pack) -> set[str]:
    """All that the program and the pack say in English, of some length, to either person."""
    spanish = pack.in_language("es")
    there = dict(zip((one.key for one in read_texts(pack)), read_texts(spanish), strict=True))
    found: set[str] = set()
    for person in ("self", "other"):
        say = wording_of(pack, "GB", "self" if person == "self" else "other")
        found |= {say(one.text) for one in read_texts(pack) if there[one.key].text != one.text}
        for message in messages.template():
            if message.id and "[" not in str(message.id) and "%(" not in str(message.id):
                found.add(say(str(message.id)))
    return {text for text in found if len(text) >= 9}


def test_a_whole_questionnaire_has_no_english_in_it(browser: Browser, pack: Pack) -> None:
    """Every page and state in Spanish, compared with all English texts that there are."""
    english = english_texts(pack)
    assert len(english) > 1500
    browser.client.headers["accept-language"] = "es-ES"
    left: set[tuple[str, str]] = set()

    def look(name: str) -> None:
        assert language(browser.page) == "es ltr", name
        lines = {part.strip() for part in re.split(r"<[^>]*>|\n", browser.page.html)}
        left.update((line, name) for line in lines & english)
        assert not ENGLISH_WORDS & set(re.findall(r"[a-z]+", without_names(browser.page).lower())), name

    for seed in range(2):
        walk(browser, look, seed)
    assert left == set()


def test_what_is_refused_at_the_door_is_said_in_the_language_too(browser: Browser) -> None:
    """Before any page is looked for: a wrong host, too much, another site, no form of ours."""
    headers = {"accept-language": "es"}
    told = [
        browser.client.get("/", headers={**headers, "host": "elsewhere.example"}),
        browser.client.post("/start", headers={**headers, "content-length": "999999"}, content=b"x"),
        browser.client.post("/start", headers={**headers, "sec-fetch-site": "cross-site"}),
        browser.client.post("/start", headers={**headers, "content-type": "text/plain"}, content=b"x"),
    ]
    assert [one.status_code for one in told] == [421, 413, 403, 415]
    for one in told:
        assert one.headers["content-language"] == "es"
        assert re.search(r"servidor|sitio", one.text)


# ----------------------------------------------------------------------------------------------------------------- API


def test_the_api_speaks_the_language_named_or_accepted(browser: Browser, pack: Pack) -> None:
    """A language that is named counts before the header; the result says which it is, and can be checked."""
    body, client = {"answers": {"side": "both_legs", "age": 62}}, browser.client
    asked = (("", "", "en"), ("?language=es", "", "es"), ("", "es-AR", "es"), ("?language=en", "es", "en"))
    for query, header, found in asked:
        response = client.post(f"{V1}/assess{query}", json=body, headers={"accept-language": header})
        assert (response.json()["language"], response.headers["content-language"]) == (found, found)
        assert check_result(pack, response.json()) == ()
    assert client.post(f"{V1}/assess?language=xx", json=body).status_code == 422
    wrong = client.post(f"{V1}/assess?language=es", json={"answers": {"age": "many"}})
    english = client.post(f"{V1}/assess", json={"answers": {"age": "many"}})
    assert (wrong.status_code, english.status_code) == (422, 422)
    assert wrong.json() != english.json()


def test_a_visit_of_the_api_keeps_its_language(browser: Browser) -> None:
    """Whatever later requests accept; and the same numbers to dial in every language."""
    client = browser.client
    assert client.post(f"{V1}/visits", json={"language": "xx"}).status_code == 422
    begun = client.post(f"{V1}/visits", json={"language": "es", "country": "US"}).json()
    headers = {"authorization": f"Bearer {begun['token']}", "accept-language": "en"}
    assert begun["visit"]["language"] == "es"
    assert begun["visit"]["screen"]["choices"][-1]["label"] == "Prefiero no decirlo"
    seen = client.get(f"{V1}/visits/current", headers=headers).json()
    assert seen == begun["visit"]
    accepting = client.post(f"{V1}/visits", json={}, headers={"accept-language": "es"}).json()
    assert accepting["visit"]["language"] == "es"


def test_the_api_tells_of_the_languages(browser: Browser, pack: Pack) -> None:
    """Who translated them and that nobody has reviewed it, as data; and the document names the ways to ask for one."""
    about = pack.languages["es"]
    told = browser.client.get(f"{V1}/pack", headers={"accept-language": "es"}).json()
    assert [one["tag"] for one in told["languages"]] == ["en", "es"]
    assert told["languages"][1] == {
        "tag": "es",
        "name": "Espa\u00f1ol",
        "direction": "ltr",
        "made_by": "machine",
        "reviewed": False,
        "statement": about.statement,
    }
    document = browser.client.get(f"{V1}/openapi.json").json()
    for path in ("/assess", "/visits"):
        operation = document["paths"][f"{V1}{path}"]["post"]
        assert "Accept-Language" in [one["name"] for one in operation["parameters"]]
    assert UNSURE in str(document)

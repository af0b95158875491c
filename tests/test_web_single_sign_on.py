"""Logging in by OpenID Connect, against a real provider process on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from triage.errors import SecretUnusable

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
from joserfc.jwk import RSAKey  # noqa: E402  # after the check that the extra is there
from oidc_provider import CLIENT, SECRET, FakeProvider  # noqa: E402
from web_site import Browser, Clock, serving, site  # noqa: E402

from triage.store.users import add_user, set_active  # noqa: E402
from triage.web.single_sign_on import START, Provider, provider_from_environment  # noqa: E402


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    found = FakeProvider()
    with serving(found.app) as address:
        found.address = address
        yield found


@pytest.fixture
def browser(tmp_path: Path, provider: FakeProvider) -> Iterator[Browser]:
    """A browser on a server that knows this provider, and one user of it."""
    clock = Clock(datetime.now(UTC))
    app = site(tmp_path, clock, single_sign_on=Provider(provider.address, CLIENT, SECRET))
    with app.state.services.database.writing() as session:
        add_user(session, clock(), "mary", "receptionist", None, oidc_subject="subject-of-mary")
    found = Browser(app)
    with found.client:
        yield found


def log_in(browser: Browser) -> str:
    """Through the provider and back; gives the address that we end at."""
    away = browser.client.get(START, follow_redirects=False)
    import httpx2

    returned = httpx2.get(away.headers["location"], follow_redirects=False)
    answer = browser.client.get(returned.headers["location"], follow_redirects=False)
    browser.status = answer.status_code
    browser.page = type(browser.page)(answer.text)
    return str(answer.headers.get("location", ""))


def test_known_subject_is_logged_in(browser: Browser, provider: FakeProvider) -> None:
    """The user whose subject it is gets a session, and the audit log says how."""
    provider.subject = "subject-of-mary"
    assert log_in(browser) == "/desk"
    assert any(cookie.name == "triage-staff" and cookie.value for cookie in browser.client.cookies.jar)


def test_unknown_subject_is_told_what_to_do(browser: Browser, provider: FakeProvider) -> None:
    """Nobody is made a user by logging in elsewhere."""
    provider.subject = "somebody else"
    log_in(browser)
    assert browser.status == 403
    assert "somebody else" in browser.page.text
    assert not any(cookie.name == "triage-staff" for cookie in browser.client.cookies.jar)


def test_disabled_user_stays_out(browser: Browser, provider: FakeProvider) -> None:
    """Who is disabled here is not let in by the provider."""
    provider.subject = "subject-of-mary"
    services: Any = browser.client.app.state.services  # type: ignore[attr-defined]
    from triage.store.users import user_by_name

    with services.database.writing() as session:
        user = user_by_name(session, "mary")
        assert user
        set_active(session, user, is_active=False)
    log_in(browser)
    assert browser.status == 403


@pytest.mark.parametrize(
    "wrong", [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "old"}, {"exp": 1}], ids=str
)
def test_wrong_tokens_are_refused(browser: Browser, provider: FakeProvider, wrong: dict[str, Any]) -> None:
    """A token for others, of others, used before, or too old logs nobody in."""
    provider.subject, provider.wrong = "subject-of-mary", wrong
    log_in(browser)
    assert browser.status == 502


def test_token_signed_by_another_key_is_refused(browser: Browser, provider: FakeProvider) -> None:
    """The signature is checked against the provider's keys."""
    provider.subject = "subject-of-mary"
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    log_in(browser)
    assert browser.status == 502


def test_answer_to_another_state_is_refused(browser: Browser) -> None:
    """A way back that this browser did not start leads nowhere."""
    browser.client.get(START, follow_redirects=False)
    browser.open("/desk/single-sign-on/back?code=code-0&state=invented")
    assert browser.status == 502


def test_provider_that_is_away_gives_a_plain_page(tmp_path: Path) -> None:
    """Without the provider the page says so; nothing else breaks."""
    browser = Browser(site(tmp_path, single_sign_on=Provider("http://127.0.0.1:9", CLIENT, SECRET)))
    with browser.client:
        browser.open(START)
        assert browser.status == 502
        browser.open("/")
        assert browser.status == 200


def test_half_a_configuration_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An issuer alone is no configuration; the secret comes from a file."""
    monkeypatch.delenv("TRIAGE_OIDC_ISSUER", raising=False)
    assert provider_from_environment() is None
    monkeypatch.setenv("TRIAGE_OIDC_ISSUER", "https://clinic.example")
    with pytest.raises(SecretUnusable, match="CLIENT_ID"):
        provider_from_environment()
    monkeypatch.setenv("TRIAGE_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("TRIAGE_OIDC_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(SecretUnusable, match="cannot be read"):
        provider_from_environment()
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv("TRIAGE_OIDC_SECRET_FILE", str(tmp_path / "secret"))
    assert provider_from_environment() == Provider("https://clinic.example", CLIENT, SECRET)

"""Users: names, passwords, log-ins that fail, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from argon2 import PasswordHasher
from store_rows import HOUR, NOW, a_user

from triage.errors import StaffRefused
from triage.store import Database, passwords, staff_sessions, users
from triage.store.models import User
from triage.store.users import LogIn, Refusal

pytestmark = pytest.mark.web

GOOD, WRONG = "ivory trumpet sadly", "ivory trumpet gladly"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost less than real ones should."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def mary(database: Database) -> User:
    """A receptionist with a password."""
    with database.writing() as session:
        return users.add_user(session, NOW, "Mary", "receptionist", GOOD, display_name="Mary Ann Smith")


def _log_in(database: Database, password: str, after: timedelta = timedelta(0), name: str = "mary") -> LogIn:
    with database.reading() as session:
        checked = users.check(session, name, password)
    with database.writing() as session:
        return users.log_in(session, NOW + after, checked)


def test_a_user_is_kept_with_a_hash(database: Database, mary: User) -> None:
    """A name is kept in small letters, initials come from the shown name, and the password only as an argon2id hash."""
    with database.reading() as session:
        found = users.user_by_name(session, " MARY ")
        assert found is not None
        assert (found.id, found.name, found.initials, found.role) == (mary.id, "mary", "MAS", "receptionist")
        assert str(found.password_hash).startswith("$argon2id$")
        assert [user.name for user in users.all_users(session)] == ["mary"]


@pytest.mark.parametrize("name", ["", " ", "mary ann", "-mary", "maría", "m" * 65, "mary\x00", "mary\n2", "<b>"])
def test_names_that_are_refused(database: Database, name: str) -> None:
    """A name is plain enough to be read out and written in a log."""
    with pytest.raises(StaffRefused, match="name"), database.writing() as session:
        users.add_user(session, NOW, name, "admin", GOOD)
    with database.reading() as session:
        assert users.user_by_name(session, name) is None


def test_a_name_is_taken_once_and_a_role_exists(database: Database, mary: User) -> None:
    """A second user of a name, however written, and a role that does not exist are refused in a sentence."""
    with pytest.raises(StaffRefused, match=f"'{mary.name}' already"), database.writing() as session:
        users.add_user(session, NOW, "MARY", "admin", GOOD)
    with pytest.raises(StaffRefused, match="Did you mean 'clinician'"), database.writing() as session:
        users.add_user(session, NOW, "jo", "clinican", GOOD)


@pytest.mark.parametrize(
    "password",
    [
        "short words",
        "x" * 129,
        "aaaaaaaaaaaaaa",
        "123456789012",
        "abcdefghijklmn",
        "abcabcabcabc",
        "password1234",
        "P@ssw0rd2024!",
        "PasswordPassword",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "Summer2024!!!",
        "iloveyou1234",
        "Receptionist-1",
        "correct-mary-horse",
        "".join(chr(ord(char) + 0xFEE0) for char in "PASSWORD1234"),  # in full width
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    """Too short, too long, tried first by everybody, or with the user's name in it."""
    with pytest.raises(StaffRefused, match="password"):
        passwords.refuse_weak("mary", password)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "kindred-anvil-moss",
        "x7#kQ2!mPz0w",
        "grün blau Straße",
        "🦵🦶🐢🐇🎺🥁🪗🪕🎻🎸🪘📯",
        "y" + "zq4m" * 31 + "abc",
    ],
)
def test_no_rule_of_composition(database: Database, password: str) -> None:
    """Words, signs, other scripts and long ones are all taken, and log in."""
    with database.writing() as session:
        users.add_user(session, NOW, "mary", "admin", password)
    assert _log_in(database, password).token


def test_the_same_letters_composed_otherwise(database: Database) -> None:
    """`ü` typed as one letter or as `u` with dots is the same password."""
    with database.writing() as session:
        users.add_user(session, NOW, "mary", "admin", "gr\u00fcn und blau")
    assert _log_in(database, "gru\u0308n und blau").token


def test_each_log_in_has_a_new_token(database: Database, mary: User) -> None:
    """Two log-ins are two sessions; what is kept of a token is only its hash."""
    first, second = _log_in(database, GOOD), _log_in(database, GOOD, name=" Mary ")
    assert first.token
    assert second.token
    assert first.token != second.token
    with database.reading() as session:
        for token in (first.token, second.token):
            found = staff_sessions.user_of_session(session, NOW, token)
            assert found is not None
            assert found.id == mary.id
        assert staff_sessions.user_of_session(session, NOW, "guessed") is None


def test_refusals(database: Database, mary: User) -> None:
    """A wrong password, an unknown name, an inactive user, and one without a password are refused, and why is known."""
    with database.writing() as session:
        users.add_user(session, NOW, "oidc", "clinician", None, oidc_subject="subject")
        users.set_active(session, users.add_user(session, NOW, "gone", "clinician", GOOD), is_active=False)
    assert _log_in(database, WRONG).refused is Refusal.PASSWORD
    assert _log_in(database, GOOD, name="nobody").refused is Refusal.UNKNOWN
    assert _log_in(database, GOOD, name="no\x00body").refused is Refusal.UNKNOWN
    assert _log_in(database, GOOD, name="gone").refused is Refusal.INACTIVE
    assert _log_in(database, "", name="oidc").refused is Refusal.PASSWORD
    with database.reading() as session:
        assert users.user_by_oidc(session, "subject")
        assert users.user_by_oidc(session, "other") is None
    let_in = _log_in(database, GOOD).user
    assert let_in is not None
    assert let_in.id == mary.id


def test_an_unknown_user_costs_as_much(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a user who does not exist a hash is verified as well, so that time tells nothing."""
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
            verified.append(str(hash))
            return bool(super().verify(hash, password))

    monkeypatch.setattr(passwords, "hasher", Counting())
    assert not _log_in(database, GOOD, name="nobody").token
    assert [hashed.split("$")[3] for hashed in verified] == ["m=65536,t=3,p=4"]


def test_lock_out_backs_off(database: Database, mary: User) -> None:
    """Four failures are free; the fifth locks for a minute, and each later one for twice as long, at most an hour."""
    for _ in range(5):
        assert _log_in(database, WRONG).refused is Refusal.PASSWORD
    assert _log_in(database, GOOD, MINUTE - SECOND).refused is Refusal.LOCKED
    at = timedelta(0)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        at += minutes * MINUTE
        assert _log_in(database, GOOD, at - SECOND).refused is Refusal.LOCKED
        assert _log_in(database, WRONG, at).refused is Refusal.PASSWORD
    assert _log_in(database, GOOD, at + HOUR).token
    assert _log_in(database, WRONG, at + HOUR).refused is Refusal.PASSWORD
    assert _log_in(database, GOOD, at + HOUR).token, "a success sets the count to nothing"
    assert mary.id


def test_unlocking_and_attempts_that_wait_for_each_other(database: Database, mary: User) -> None:
    """Unlocked, a user is let in at once; guesses tried at the same time are counted one by one, and then refused."""
    with database.reading() as session:
        wrong = users.check(session, "mary", WRONG)
        right = users.check(session, "mary", GOOD)
    for _ in range(5):
        with database.writing() as session:
            assert users.log_in(session, NOW, wrong).refused is Refusal.PASSWORD
    with database.writing() as session:
        assert users.log_in(session, NOW, right).refused is Refusal.LOCKED
        users.unlock(session, session.get_one(User, mary.id))
        assert users.log_in(session, NOW, right).token


def test_a_password_that_changed_meanwhile(database: Database, mary: User) -> None:
    """A password that was right a moment ago, and is no longer, starts no session."""
    with database.reading() as session:
        right = users.check(session, "mary", GOOD)
    with database.writing() as session:
        users.set_password(session, session.get_one(User, mary.id), "another phrase entirely")
        assert users.log_in(session, NOW, right).refused is Refusal.PASSWORD


def test_outdated_hashes_are_renewed(database: Database, mary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """When parameters have changed, the next log-in makes a new hash, and the password still works."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert _log_in(database, GOOD).token
    with database.reading() as session:
        kept = session.get_one(User, mary.id).password_hash
        assert kept != mary.password_hash
        assert "m=16,t=2,p=1" in str(kept)
    assert _log_in(database, GOOD).token


def test_sessions_end_when_idle_and_after_twelve_hours(database: Database, mary: User) -> None:
    """Thirty minutes without a request end a session, and twelve hours do even when it is used all the time."""
    token = str(_log_in(database, GOOD).token)
    with database.writing() as session:
        assert not staff_sessions.needs_seeing(session, NOW + 30 * SECOND, token)
        assert staff_sessions.needs_seeing(session, NOW + MINUTE, token)
        assert staff_sessions.user_of_session(session, NOW + 30 * MINUTE, token) is None
        staff_sessions.see(session, NOW + 30 * MINUTE, token)
        assert staff_sessions.user_of_session(session, NOW + 30 * MINUTE, token) is None, "over is over"
        for minutes in range(20, 12 * 60, 20):
            staff_sessions.see(session, NOW + minutes * MINUTE, token)
        assert staff_sessions.user_of_session(session, NOW + 12 * HOUR - SECOND, token) == session.get(User, mary.id)
        assert staff_sessions.user_of_session(session, NOW + 12 * HOUR, token) is None
        assert staff_sessions.delete_over(session, NOW + 11 * HOUR) == 0
        assert staff_sessions.delete_over(session, NOW + 12 * HOUR) == 1


def test_sessions_are_ended(database: Database, mary: User) -> None:
    """Logging out ends one session; a new password or role, or being made inactive, ends all."""
    out, stays = (str(_log_in(database, GOOD).token) for _ in range(2))
    with database.writing() as session:
        staff_sessions.log_out(session, out)
        assert staff_sessions.user_of_session(session, NOW, out) is None
        assert staff_sessions.user_of_session(session, NOW, stays)
        user = session.get_one(User, mary.id)
        with pytest.raises(StaffRefused):
            users.set_password(session, user, "password1234")
        assert staff_sessions.user_of_session(session, NOW, stays)
        users.set_password(session, user, "another phrase entirely")
        assert staff_sessions.user_of_session(session, NOW, stays) is None
        token = staff_sessions.start_session(session, NOW, user)
        users.set_role(session, user, "admin")
        assert staff_sessions.user_of_session(session, NOW, token) is None
        token = staff_sessions.start_session(session, NOW, user)
        users.set_active(session, user, is_active=False)
        users.set_active(session, user, is_active=True)
        assert staff_sessions.user_of_session(session, NOW, token) is None


def test_ending_the_sessions_of_one_user_leaves_the_others(database: Database) -> None:
    """Only the sessions of this user end."""
    with database.writing() as session:
        one, other = a_user(session, "one"), a_user(session, "other")
        tokens = [staff_sessions.start_session(session, NOW, user) for user in (one, one, other)]
        assert staff_sessions.end_sessions(session, one) == 2
        assert [staff_sessions.user_of_session(session, NOW, token) for token in tokens] == [None, None, other]

"""The commands about a server's data: what they say, what they change, and what they refuse in one line."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
import pexpect
from argon2 import PasswordHasher
from command import ROOT, Ended, no_traceback, triage
from store_rows import DAY, NOW, a_ticket

from triage.store import Database, audit, passwords, places, users
from triage.store.models import AuditEntry, Ticket
from triage.store.secret import key_for, read_secret

pytestmark = pytest.mark.web

PASSWORD = b"ivory trumpet sadly\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for data of the test's own."""
    for name in ("TRIAGE_DATABASE", "TRIAGE_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRIAGE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return tmp_path / "data"


def _add(name: str = "mary", *options: str, password: bytes = PASSWORD) -> Ended:
    return triage("users", "add", name, "--role", "receptionist", "--password-stdin", *options, stdin=password)


def _database(place: Path) -> Database:
    return Database(f"sqlite:///{place}/triage.db", read_secret(place / "secret"))


def _key(database: Database) -> bytes:
    return key_for(database.secret, "audit")


def _fine(ended: Ended) -> str:
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
    return ended.out


def _refused(ended: Ended, says: str) -> None:
    assert (ended.code, ended.out) == (2, "")
    assert re.search(says, ended.err), ended.err
    assert len(ended.lines) == 1
    no_traceback(ended)


# --------------------------------------------------------------------------------------------------------------- users


def test_the_first_user(place: Path) -> None:
    """Adding the first user makes the database and the secret, for their owner alone, and the user can log in."""
    assert _add("Mary", "--display-name", "Mary Smith", "--role", "admin").err == "mary can log in, as admin.\n"
    assert {path.stat().st_mode & 0o077 for path in (place, *place.iterdir())} == {0}
    database = _database(place)
    with database.reading() as session:
        checked = users.check(session, "mary", PASSWORD.decode().strip())
        entry = session.get_one(AuditEntry, 1)
    with database.writing() as session:
        assert users.log_in(session, NOW, checked).token
    assert (entry.who, entry.what, entry.after) == (
        "system",
        "user.add",
        {"name": "mary", "role": "admin", "active": True, "failures": 0},
    )
    database.close()


def test_a_lost_secret_is_not_made_anew(place: Path) -> None:
    """With another secret the audit log would be worthless: it has to be put back."""
    _add()
    (place / "secret").unlink()
    _refused(_add("jo"), "secret: there is no such file")
    assert not (place / "secret").exists()


def test_the_password_is_asked_for_twice(place: Path) -> None:
    """On a terminal it is asked for without being shown; two that differ change nothing."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRIAGE_DATA": str(place)}
    for second, says in (("ivory trumpet gladly", "not the same"), ("ivory trumpet sadly", "mary can log in")):
        command = ["-m", "triage", "users", "add", "mary", "--role", "admin"]
        terminal = pexpect.spawn(sys.executable, command, env=environment, encoding="utf-8", timeout=60)
        terminal.expect("Password")
        terminal.sendline("ivory trumpet sadly")
        terminal.expect("Again")
        terminal.sendline(second)
        terminal.expect(says)
        shown = str(terminal.before)
        terminal.expect(pexpect.EOF)
        assert "ivory" not in shown + str(terminal.before)
        terminal.close()


def test_user_of_a_provider_has_no_password(place: Path) -> None:
    """Who logs in by single sign-on is found by their subject; no password is asked for, and none works."""
    assert triage("users", "add", "jo", "--role", "clinician", "--single-sign-on", "abc-123").code == 0
    database = _database(place)
    with database.reading() as session:
        user = users.user_by_oidc(session, "abc-123")
        assert user
        assert (user.name, user.password_hash) == ("jo", None)
        assert not users.check(session, "jo", "").is_right
    database.close()


def test_users_are_listed() -> None:
    """Each with role and state, for people or as JSON; nothing of a password."""
    assert _fine(_add()) == ""
    assert _fine(_add("jo", "--display-name", "Jo\x1b[31m")) == ""
    triage("users", "disable", "jo")
    assert [line.split()[:3] for line in _fine(triage("users", "list")).splitlines()] == [
        ["jo", "receptionist", "disabled"],
        ["mary", "receptionist", "active"],
    ]
    [jo, mary] = json.loads(_fine(triage("users", "list", "--json")))
    assert jo == {
        "name": "jo",
        "role": "receptionist",
        "active": False,
        "failures": 0,
        "display_name": "Jo [31m",
        "locked": False,
    }
    assert mary["active"]
    assert "argon2" not in str(mary)


def test_users_are_changed(place: Path) -> None:
    """Each action says what it did, and is an entry of the audit log with what was before and after."""
    _add()
    database = _database(place)
    with database.writing() as session:
        user = users.user_by_name(session, "mary")
        assert user is not None
        user.failures, user.locked_until = 9, NOW + 10_000 * DAY
    assert "locked until" in _fine(triage("users", "list"))
    for action, *options in (("unlock",), ("role", "--role", "clinician"), ("disable",), ("enable",)):
        assert triage("users", action, "MARY", *options).code == 0
    assert triage("users", "password", "mary", "--password-stdin", stdin=b"another phrase entirely\r\n").code == 0
    with database.reading() as session:
        entries = list(audit.entries(session))
        assert users.check(session, "mary", "another phrase entirely").is_right
    database.close()
    assert [entry.what for entry in entries] == [
        f"user.{action}" for action in ("add", "unlock", "role", "disable", "enable", "password")
    ]
    assert [(entry.before or {}).get("role") for entry in entries[2:4]] == ["receptionist", "clinician"]
    assert "1 entries" not in _fine(triage("audit", "verify"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add"], "whom"),
        (["add", "jo"], "which role"),
        (["add", "jo", "--role", "boss"], "invalid choice: 'boss'"),
        (["add", "jo", "--role", "admin"], "no terminal to ask"),
        (["add", "mary", "--role", "admin", "--password-stdin"], "'mary' already"),
        (["add", "j o", "--role", "admin", "--password-stdin"], "a user's name"),
        (["disable", "mery"], "no user 'mery'. Did you mean 'mary'"),
        (["fire", "mary"], "invalid choice: 'fire'"),
        (["list", "--database", "mysql://x/y"], "no database that works here"),
        (["list", "--database", "sqlite:////nowhere/triage.db"], "secret"),
    ],
)
def test_users_wrong_use(arguments: list[str], says: str) -> None:
    """What makes no sense is refused in one line, and changes nothing."""
    _add()
    before = _fine(triage("users", "list"))
    _refused(triage("users", *arguments, stdin=PASSWORD), says)
    assert _fine(triage("users", "list")) == before


@pytest.mark.parametrize(
    "password", [b"", b"few chars\n", b"password1234\n", b"x" * 200 + b"\n", b"correct-mary-horse\n"]
)
def test_weak_passwords_are_refused(password: bytes) -> None:
    """One line says what is wrong with a password, without repeating it."""
    ended = _add(password=password)
    _refused(ended, "the password")
    assert password.decode().strip()[:20] not in ended.err or not password


# --------------------------------------------------------------------------------------------------------------- audit


def test_audit_verify(place: Path) -> None:
    """A log as it was written ends with 0 and names its head; each fault is a line, and ends with 1."""
    _add()
    _add("jo")
    head = _fine(triage("audit", "verify")).split()[-1]
    assert _fine(triage("audit", "verify", "--head", head)).startswith("2 entries, as they were written.")
    connection = sqlite3.connect(place / "triage.db", isolation_level=None)
    connection.execute("UPDATE audit SET who = 'joe' WHERE seq = 1")
    ended = triage("audit", "verify")
    assert (ended.code, ended.out) == (1, "entry 1: it is not as it was written\n")
    connection.execute("DELETE FROM audit WHERE seq = 2")
    connection.close()
    told = triage("audit", "verify", "--head", head, "--json")
    assert told.code == 1
    assert [(fault["seq"], fault["kind"]) for fault in json.loads(told.out)["faults"]] == [
        (1, "edited"),
        (2, "truncated"),
    ]


def test_audit_show() -> None:
    """Entries with what was before and after, in order; the last few; or one JSON document a line."""
    _add()
    triage("users", "disable", "mary")
    lines = _fine(triage("audit", "show")).splitlines()
    assert [line.split("  ")[2:4] for line in lines] == [["system", "user.add"], ["system", "user.disable"]]
    assert '"active": true' in lines[1].split(" -> ")[0]
    assert _fine(triage("audit", "show", "--last", "1")).splitlines() == lines[1:]
    told: list[dict[str, Any]] = [json.loads(line) for line in _fine(triage("audit", "show", "--json")).splitlines()]
    assert [(entry["seq"], entry["erased"]) for entry in told] == [(1, False), (2, False)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["verify", "--head", "5"], "--head: a head of"), (["show", "--last", "0"], "not 1 or more")],
)
def test_audit_wrong_use(arguments: list[str], says: str) -> None:
    """A head that cannot be read, and no entries at all, are refused."""
    _add()
    _refused(triage("audit", *arguments), says)


# -------------------------------------------------------------------------------------------------------------- backup


def test_backup_and_restore(tmp_path: Path, place: Path) -> None:
    """A backup is made and put back, its log verified; it says that the secret is not in it, and it is not."""
    _add()
    file = tmp_path / "monday"
    ended = triage("backup", file)
    assert (ended.code, ended.out) == (0, "")
    assert f"Keep a copy of {place}/secret" in ended.err
    assert (place / "secret").read_bytes().strip() not in file.read_bytes()
    _add("jo")
    _refused(triage("backup", file), "--force replaces it")
    _refused(triage("backup", "restore", file), "--force overwrites it")
    assert "1 entries, as they were written" in triage("backup", "restore", file, "--force").err
    assert len(_fine(triage("users", "list")).splitlines()) == 1
    new = ["--database", f"sqlite:///{tmp_path}/new/triage.db"]
    _refused(triage("backup", "restore", file, *new), "secret")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "secret").write_bytes(bytes(32))
    ended = triage("backup", "restore", file, *new)
    assert ended.code == 1, "with another secret the log does not verify"
    assert "is not as it was written" in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["restore"], "which file"), (["a", "b"], "takes one file"), (["restore", "a", "b"], "takes one file")],
)
def test_backup_wrong_use(arguments: list[str], says: str) -> None:
    """What names no file, or more than one, is refused."""
    _refused(triage("backup", *arguments), says)


# ----------------------------------------------------------------------------------------------------------- retention


def test_retention(place: Path) -> None:
    """Old tickets go, one goes on request, and each time the log says so and is whole."""
    _add()
    database = _database(place)
    with database.writing() as session:
        a_ticket(session, 1, closed_at=NOW)
        recent = a_ticket(session, 2, arrived_at=stores_now())
        audit.append(session, _key(database), NOW, "mary", "ticket.answer", f"ticket:{recent.id}", {}, {"age": 62})
    told = "Deleted: 1 tickets, 0 self-assessments, 0 sessions, 0 classes, 0 learners.\n"
    assert triage("retention", "run").err == told
    ended = triage("retention", "erase", f"ticket:{recent.id}")
    assert ended.err == "Erased: 1 rows, and the values of 1 entries of the audit log.\n"
    with database.reading() as session:
        assert session.get(Ticket, recent.id) is None
    database.close()
    assert "values erased" in _fine(triage("audit", "show"))
    assert "as they were written" in _fine(triage("audit", "verify"))
    _refused(triage("retention", "erase", f"ticket:{recent.id}x"), "nothing called")


def stores_now() -> Any:
    from triage.cli import stores

    return stores.now()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["erase"], "what"),
        (["run", "ticket:1"], "takes no 'ticket:1'"),
        (["run", "--days", "-1"], "not 0 or more"),
        (["run", "--days", "soon"], "invalid int value"),
    ],
)
def test_retention_wrong_use(arguments: list[str], says: str) -> None:
    """What makes no sense deletes nothing."""
    _add()
    _refused(triage("retention", *arguments), says)


# ------------------------------------------------------------------------------------------------------------ database


def test_the_schema(place: Path) -> None:
    """It is made, named, taken away by force only, and made again; other commands say when it is another version's."""
    assert _fine(triage("database", "upgrade")) == "r0003\n"
    assert _fine(triage("database", "current")) == "r0003\n"
    _refused(triage("database", "downgrade"), "to which revision")
    _refused(triage("database", "downgrade", "base"), "--force does it")
    _refused(triage("database", "upgrade", "r9999"), "schema cannot be changed")
    ended = triage("database", "downgrade", "base", "--force")
    assert (ended.code, ended.out) == (0, "no tables\n")
    assert "needs r0003: triage database upgrade" in ended.err
    _refused(triage("users", "list"), "triage database upgrade")
    assert _fine(triage("database", "upgrade")) == "r0003\n"
    assert (place / "triage.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [["users", "list"], ["audit", "verify"], ["backup", "x"], ["retention", "run"], ["database", "current"]],
)
def test_without_the_extra(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how to get what is missing."""
    find: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr("triage.cli.stores.find_spec", lambda name: None if name == "alembic" else find(name))
    _refused(triage(*arguments), r"triage \w+ needs more packages: pip install 'leg-weakness-triage\[web\]'")


@pytest.mark.parametrize("arguments", [["users", "list"], ["audit", "verify"], ["backup", "x"], ["retention", "run"]])
def test_where_there_is_nothing_yet(arguments: list[str], place: Path) -> None:
    """Commands that only look, or delete, make no database and no secret."""
    _refused(triage(*arguments), "secret")
    assert not place.exists()
    assert places.data_folder() == place

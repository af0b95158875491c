"""Classes and learners in the database: codes, nicknames, what two tabs do at once, and forgetting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from store_rows import DAY, HOUR, KEY, NOW

from triage.errors import ClassRefused
from triage.store import Database, audit_faults, classes, learners, retention
from triage.store.models import AuditEntry, Learner, LearningClass, Practice

pytestmark = pytest.mark.web

CASE: dict[str, Any] = {"kind": "case", "record": {"seed": 7}, "seen": [], "done": {}}


def a_class(session: Session, **given: Any) -> tuple[LearningClass, str, str]:
    columns = {"title": "Tuesday", "pack_sha256": "a" * 64, "seed": 7, "cases": 3, "lives_for": DAY, **given}
    return classes.new_class(session, NOW, KEY, **columns)


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_codes_open_only_what_they_are_for(database: Database) -> None:
    """The students' code finds the class and not as the teacher; the teacher's the other way round; none in clear."""
    with database.writing() as session:
        klass, teachers, token = a_class(session)
    students = classes.class_code(klass.id, KEY)
    with database.reading() as session:
        assert classes.class_by_code(session, NOW, students.lower().replace("-", " "), KEY) is not None
        assert classes.class_by_teacher_code(session, NOW, teachers, KEY) is not None
        assert classes.class_by_token(session, NOW, token) is not None
        assert classes.class_by_code(session, NOW, teachers, KEY) is None
        assert classes.class_by_teacher_code(session, NOW, students, KEY) is None
        assert classes.class_by_teacher_code(session, NOW, "guess", KEY) is None
        kept = " ".join(map(str, vars(session.get_one(LearningClass, klass.id)).values()))
    assert all(secret not in kept for secret in (students, teachers, token))


def test_codes_end_with_the_class(database: Database) -> None:
    """When its time is over, neither code nor cookie finds it."""
    with database.writing() as session:
        klass, teachers, token = a_class(session)
        later = NOW + DAY
        assert classes.class_by_code(session, later, classes.class_code(klass.id, KEY), KEY) is None
        assert classes.class_by_teacher_code(session, later, teachers, KEY) is None
        assert classes.class_by_token(session, later, token) is None


def test_a_renewed_token_ends_the_one_before(database: Database) -> None:
    """A teacher who came back by the code has the class; the browser that they left has not."""
    with database.writing() as session:
        klass, _, old = a_class(session)
        new = classes.renew_token(session, klass)
        assert classes.class_by_token(session, NOW, old) is None
        assert classes.class_by_token(session, NOW, new) is not None


def test_joining(database: Database) -> None:
    """Learners are numbered as they come and end with the class; a nickname is taken once, a closed class by nobody."""
    with database.writing() as session:
        klass, _, _ = a_class(session)
        first, token = learners.join(session, NOW, klass, "Robin")
        second, _ = learners.join(session, NOW, klass, "Kim")
        assert (first.number, second.number, second.expires_at) == (1, 2, NOW + DAY)
        with pytest.raises(ClassRefused, match="nickname"):
            learners.join(session, NOW, klass, "ROBIN")
        klass.is_open = False
        session.flush()
        with pytest.raises(ClassRefused, match="nobody new"):
            learners.join(session, NOW, klass, "Ash")
        found = learners.learner_by_token(session, NOW, token)
        assert found is not None
        assert (found[0].id, found[1] and found[1].id) == (first.id, klass.id)
        assert found[0].expires_at == NOW + DAY
        assert learners.learner_by_token(session, NOW + DAY, token) is None


def test_numbers_are_not_given_twice(database: Database) -> None:
    """Who joins after another left gets a number that nobody had."""
    with database.writing() as session:
        klass, _, _ = a_class(session)
        first, _ = learners.join(session, NOW, klass, "Robin")
        learners.delete_learner(session, first)
        assert learners.join(session, NOW, klass, "Robin")[0].number == 2


def test_a_full_class(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit to how many come in."""
    monkeypatch.setattr(learners, "MOST_IN_A_CLASS", 1)
    with database.writing() as session:
        klass, _, _ = a_class(session)
        learners.join(session, NOW, klass, "Robin")
        with pytest.raises(ClassRefused, match="full"):
            learners.join(session, NOW, klass, "Kim")


def test_two_tabs_save_once(database: Database) -> None:
    """The second of two requests made from the same page is told so, and its case is not counted."""
    with database.writing() as session:
        learner, token = learners.new_learner(session, NOW, NOW + DAY)
    with database.connected() as connection:
        did = {**CASE, "number": 1}
        assert learners.save(connection, learner, NOW, state={"a": 1}, expires_at=NOW + 2 * DAY, did=did)
        assert not learners.save(connection, learner, NOW, state={"a": 2}, expires_at=NOW + DAY, did=did)
    with database.reading() as session:
        found = learners.learner_by_token(session, NOW + DAY, token)
        assert found is not None
        assert (found[0].state, found[0].version, found[1]) == ({"a": 1}, 2, None)
        assert [one.number for one in learners.practice_of(session, [learner.id])] == [1]
        assert learners.one_practice(session, learner.id, "case", 1) is not None
        assert learners.one_practice(session, learner.id, "quiz", 1) is None


def test_what_is_over_goes_by_itself(database: Database) -> None:
    """Retention deletes a class with all in it and learners whose time is over, and leaves the others."""
    with database.writing() as session:
        over, _, _ = a_class(session, lives_for=HOUR)
        stays, _, _ = a_class(session)
        for klass in (over, stays):
            learner, _ = learners.join(session, NOW, klass, "Robin")
            session.add(Practice(id=klass.id, learner_id=learner.id, at=NOW, number=1, **CASE))
        learners.new_learner(session, NOW, NOW + HOUR)
        learners.new_learner(session, NOW, NOW + DAY)
    with database.writing() as session:
        gone = retention.run(session, KEY, NOW + HOUR)
        assert (gone.classes, gone.learners) == (1, 2)
        assert [count(session, table) for table in (LearningClass, Learner, Practice)] == [1, 2, 1]
        assert audit_faults.verify(session, KEY) == []


def test_staff_erase_a_class(database: Database) -> None:
    """Nothing of it is left, the audit log says who did it; a class that is not there is not erased."""
    with database.writing() as session:
        klass, _, _ = a_class(session)
        learners.join(session, NOW, klass, "Robin")
        assert retention.erase(session, KEY, NOW, "class:none", "admin") is None
        erased = retention.erase(session, KEY, NOW, f"class:{klass.id}", "admin")
        assert erased == retention.Erased(2, 0)
        assert [count(session, table) for table in (LearningClass, Learner, Practice)] == [0, 0, 0]
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert last is not None
        assert (last.who, last.what, last.object) == ("admin", "class.erase", f"class:{klass.id}")


def test_deleting_twice_does_no_harm(database: Database) -> None:
    """Two tabs that delete the same class or learner."""
    with database.writing() as session:
        klass, _, _ = a_class(session)
        learner, _ = learners.join(session, NOW, klass, "Robin")
        assert [classes.delete_class(session, klass.id) for _ in range(2)] == [1, 0]
        learners.delete_learner(session, learner)
        assert classes.delete_expired(session, NOW + timedelta(days=9)) == (0, 0)

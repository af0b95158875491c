"""Visits: found by what their owner holds, saved once for each version, and gone when they should be."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from store_rows import DAY, HOUR, KEY, NOW, a_ticket

from triage.errors import StoreUnavailable
from triage.store import Database, codes, visits
from triage.store.models import Visit

pytestmark = pytest.mark.web


@pytest.fixture
def begun(database: Database) -> tuple[str, str]:
    """A visit that lives for a day: its id and the token of its cookie."""
    with database.writing() as session:
        visit, token = visits.new_visit(session, NOW, "GB", "a" * 64, DAY)
        return visit.id, token


def test_a_visit_is_found_by_its_token_until_it_expires(database: Database, begun: tuple[str, str]) -> None:
    """The token finds it up to the last moment; other tokens, and an empty one, find nothing."""
    visit_id, token = begun
    with database.reading() as session:
        found = visits.visit_by_token(session, NOW + DAY - timedelta(microseconds=1), token)
        assert found is not None
        assert (found.id, found.version, found.moves, found.answers, found.is_done) == (visit_id, 1, [], {}, False)
        assert visits.visit_by_token(session, NOW + DAY, token) is None
        for other in ("", "guessed", "\x00", "\ud800", token[:-1]):
            assert visits.visit_by_token(session, NOW, other) is None


def test_tokens_and_codes_are_kept_as_hashes_only(database: Database, begun: tuple[str, str]) -> None:
    """Nothing that would open a visit stands in its row."""
    with database.writing() as session:
        visit = session.get_one(Visit, begun[0])
        code = visits.give_code(session, visit, NOW, KEY)
        desk = visits.give_desk_token(session, visit, KEY)
        row = str({column.name: getattr(visit, column.name) for column in Visit.__table__.columns})
    for secret in (begun[1], code, code.replace("-", ""), desk):
        assert secret not in row


def test_saving_at_the_expected_version(database: Database, begun: tuple[str, str]) -> None:
    """The first of two tabs saves and the second is told; what the first saved stays."""
    with database.writing() as session:
        visit = session.get_one(Visit, begun[0])
        first = visits.save_visit(
            session, visit, 1, NOW + HOUR, moves=["a"], answers={"x": 1}, expires_at=NOW + 2 * DAY
        )
        second = visits.save_visit(session, visit, 1, NOW + HOUR, moves=["b"], answers={"x": 2})
        assert (first, second) == (True, False)
        assert (visit.version, visit.moves, visit.answers, visit.touched_at) == (2, ["a"], {"x": 1}, NOW + HOUR)
        assert visits.save_visit(session, visit, 2, NOW + HOUR, moves=[], answers={}, is_done=True, result={"r": []})
        assert (visit.version, visit.result, visit.is_done, visit.expires_at) == (3, {"r": []}, True, NOW + 2 * DAY)


def test_a_visit_that_is_gone_or_over_is_not_saved(database: Database, begun: tuple[str, str]) -> None:
    """Saving does not bring back what was deleted or has expired."""
    with database.writing() as session:
        visit = session.get_one(Visit, begun[0])
        assert not visits.save_visit(session, visit, 1, NOW + DAY, moves=[], answers={})
    with database.writing() as session:
        visits.delete_visit(session, session.get_one(Visit, begun[0]))
        assert not visits.save_visit(session, visit, 1, NOW, moves=[], answers={})
        assert visits.visit_by_token(session, NOW, begun[1]) is None


def test_a_visit_that_is_deleted_in_two_tabs(database: Database, begun: tuple[str, str]) -> None:
    """The second deletion finds nothing and does no harm; what is given to a visit that went meanwhile is not kept."""
    with database.reading() as session:
        read_before = session.get_one(Visit, begun[0])
    for _ in range(2):
        with database.writing() as session:
            session.add(read_before)
            visits.delete_visit(session, read_before)
    with pytest.raises(StoreUnavailable, match="gone meanwhile"), database.writing() as session:
        visits.give_code(session, session.merge(read_before, load=False), NOW, KEY)
    with database.reading() as session:
        assert session.scalars(select(Visit.id)).all() == []


def test_of_many_requests_at_once_one_saves(database: Database, begun: tuple[str, str]) -> None:
    """Eight requests from the same page: one is saved, seven are told."""
    saved: list[bool] = []

    def save(number: int) -> None:
        with database.writing() as session:
            visit = session.get_one(Visit, begun[0])
            saved.append(visits.save_visit(session, visit, 1, NOW, moves=[number], answers={}))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(saved) == [False] * 7 + [True]


def test_a_code_brings_back_and_a_new_token_shuts_out_the_old(database: Database, begun: tuple[str, str]) -> None:
    """A code finds the visit until it expires; a later code replaces it, and a renewed token the old cookie."""
    with database.writing() as session:
        visit = session.get_one(Visit, begun[0])
        first = visits.give_code(session, visit, NOW, KEY)
        second = visits.give_code(session, visit, NOW, KEY, HOUR)
        assert visits.visit_by_code(session, NOW, first, KEY) is None
        assert visits.visit_by_code(session, NOW, second, KEY) == visit
        assert visits.visit_by_code(session, NOW, second, b"other key") is None
        assert visits.visit_by_code(session, NOW + HOUR, second, KEY) is None
        token = visits.renew_token(session, visit)
        found = visits.visit_by_token(session, NOW, token)
        assert found
        assert found.id == visit.id
        assert visits.visit_by_token(session, NOW, begun[1]) is None
        visits.give_code(session, visit, NOW, KEY, 5 * DAY)
        assert visit.code_expires_at == visit.expires_at


@given(st.data())
def test_a_code_is_forgiven_how_it_is_typed(data: st.DataObject) -> None:
    """Case, spaces, hyphens and dashes do not matter; O is 0, and I and L are 1; no other slip is forgiven."""
    code = "K01M-3XW1-90"
    typed = [data.draw(st.sampled_from(_ways(char))) for char in code if char != "-"]
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "-", "\u2013", " - ", "\u00a0"]), min_size=10, max_size=10))
    as_typed = "".join(gap + char for gap, char in zip(gaps, typed, strict=True)) + "\n"
    assert codes.code_hash(as_typed, KEY) == codes.code_hash(code, KEY) is not None
    place, other = data.draw(st.integers(0, 9)), data.draw(st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXYZ"))
    if other != typed[place].upper():
        assert codes.code_hash("".join([*typed[:place], other, *typed[place + 1 :]]), KEY) != codes.code_hash(code, KEY)


def _ways(char: str) -> list[str]:
    return {"0": ["0", "O", "o"], "1": ["1", "I", "i", "L", "l"]}.get(char, [char, char.lower()])


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    """Any text is either ten characters of the alphabet or no code; nothing fails."""
    assert (codes.code_hash(typed, KEY) is None) or sum(char.isalnum() for char in typed) == codes.LENGTH


def test_codes_look_as_promised() -> None:
    """Ten characters of 32 in groups of four, four and two: 50 bits; none the same in a thousand."""
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 32
    for code in made:
        assert [len(group) for group in code.split("-")] == [4, 4, 2]
        assert set(code) <= {*codes.ALPHABET, "-"}


def test_the_token_for_the_desk(database: Database, begun: tuple[str, str]) -> None:
    """A QR code printed earlier still works; without the key nobody can make one; it is not the cookie's token."""
    with database.writing() as session:
        visit = session.get_one(Visit, begun[0])
        token = visits.give_desk_token(session, visit, KEY)
        assert visits.give_desk_token(session, visit, KEY) == token != codes.desk_token(visit.id, b"other")
        assert visits.visit_by_desk_token(session, NOW, token) == visit
        assert visits.visit_by_desk_token(session, NOW + DAY, token) is None
        assert visits.visit_by_desk_token(session, NOW, begun[1]) is None
        assert visits.visit_by_token(session, NOW, token) is None


def test_expired_visits_are_deleted(database: Database) -> None:
    """Those whose time is over go, the others and the tickets made from them stay."""
    with database.writing() as session:
        ticket = a_ticket(session)
        made = [visits.new_visit(session, NOW, "GB", "a" * 64, lives)[0] for lives in (HOUR, 2 * HOUR, 3 * HOUR)]
        made[0].ticket_id = ticket.id
    with database.writing() as session:
        assert visits.delete_expired(session, NOW + 2 * HOUR) == 2
        assert session.scalars(select(Visit.id)).all() == [made[2].id]
        assert session.get(type(ticket), ticket.id)

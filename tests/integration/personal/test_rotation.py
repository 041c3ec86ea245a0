"""Rotating the keys with bookings, phones and people present: everything still opens and is still found."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from core.base import keyring, personal, privacy
from core.base.access import SYSTEM, VISITOR
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, RuleBroken
from core.booking import service as booking
from core.booking.contracts import BookPlace, NewSession
from core.booking.models import Booking
from core.trail import service
from core.users import phone
from core.users.models import ProvenPhoneRow

NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
PHONES = [f"1380000{n:04d}" for n in range(12)]


@pytest.fixture
def house(make_app: Any) -> Iterator[Flask]:
    app = make_app(SMS_GATEWAY="demo")
    with app.app_context():
        yield app
        db.session.rollback()


def book(number: str, event_id: int, session_id: int, key: str) -> Any:
    command = BookPlace(event_id, session_id, number, "周女士", "其他群众", (), (), False, NOW, key)
    return booking.book_place(command, actor=VISITOR, now=NOW)


def fill() -> tuple[int, int]:
    """An event with twelve bookings, one phone proven, messages under way. Returns (event, session)."""
    event = booking.prepare_event(
        "test", 1, campaign_id=1, opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(days=1),
        sessions=(NewSession("上午场", "东门", NOW + timedelta(days=2), NOW + timedelta(days=2, hours=2), 50),),
    )  # fmt: skip
    place = event.sessions[0].id
    for n, number in enumerate(PHONES):
        book(number, event.id, place, f"key-{n}")
        with unit_of_work():
            personal.record_consent("open_day.booking", phone=number, way="click", actor=VISITOR, now=NOW)
    return event.id, place


def test_everything_still_opens_and_is_found_after_a_rotation(house: Flask) -> None:
    event_id, place = fill()
    proof = phone.send_code(PHONES[0], purpose="my", now=NOW, remote="127.0.0.1")
    words = privacy.unseal(
        db.session.execute(text("SELECT body_sealed FROM base_outbox ORDER BY id DESC")).scalar_one()
    )
    proven = phone.confirm_code(proof, "".join(c for c in words if c.isdigit())[:6], now=NOW)
    cookie = phone.keep_proven(proven, now=NOW)
    link = booking.booking_for(event_id, PHONES[3]).token  # type: ignore[union-attr]
    before = privacy.digest(PHONES[3])

    key_id = service.rotate_keys(actor=SYSTEM, now=NOW)
    assert key_id == "2"
    assert privacy.seal("x").startswith("2.")
    assert privacy.digest(PHONES[3]) != before
    # in the middle of it: not one value has been moved, everything is found all the same
    assert booking.booking_for(event_id, PHONES[3]).phone == PHONES[3]  # type: ignore[union-attr]
    with pytest.raises(DomainError, match="already_booked"):
        book(PHONES[4], event_id, place, "another-key")
    assert book(PHONES[5], event_id, place, "key-5").first_time is False
    with pytest.raises(RuleBroken, match="under_way"):
        service.rotate_keys(actor=SYSTEM, now=NOW)
    with pytest.raises(RuleBroken, match="key_in_use"):
        service.retire_key("1", actor=SYSTEM, now=NOW)

    moved, stuck = service.reseal(NOW)
    assert moved >= len(PHONES) * 3
    assert stuck == 0
    assert service.keys_due() == 0
    assert service.reseal(NOW) == (0, 0)
    service.retire_key("1", actor=SYSTEM, now=NOW)

    db.session.expire_all()
    assert booking.booking_for(event_id, PHONES[3]).call_name == "周女士"  # type: ignore[union-attr]
    assert booking.view_booking(link).phone == PHONES[3], "the link in the message still opens"
    found = phone.find_proven(cookie, now=NOW)
    assert found is not None
    assert (found.phone, found.digest) == (PHONES[0], privacy.digest(PHONES[0]))
    with pytest.raises(DomainError, match="already_booked"):
        book(PHONES[4], event_id, place, "a-third-key")
    from core.users.service import personal as persons

    titles = [owner for owner, _record in persons.gather(PHONES[0])]
    assert {"booking", "trail", "users"} <= set(titles)
    for table, sealed, of_digest in personal.sealed_columns():
        rows = db.session.execute(text(f"SELECT {sealed}, {of_digest or sealed} FROM {table}")).all()
        for token, digest in rows:
            if token:
                assert token.startswith("2.")
                plain = privacy.unseal(token)
                assert not of_digest or digest == privacy.digest(plain)


def test_the_old_master_key_may_be_replaced_afterwards(house: Flask, make_app: Any) -> None:
    from core.base import audit_seals

    event_id, _place = fill()
    link = booking.booking_for(event_id, PHONES[1]).token  # type: ignore[union-attr]
    audit_seals.seal_due(NOW)
    service.rotate_keys(actor=SYSTEM, now=NOW)
    service.reseal(NOW)
    service.retire_key("1", actor=SYSTEM, now=NOW)
    db.session.remove()
    other = make_app(SECRET_KEY="another-master-key-0123456789abcdef0123456789", SMS_GATEWAY="demo")
    with other.app_context():
        assert booking.booking_for(event_id, PHONES[1]).phone == PHONES[1]  # type: ignore[union-attr]
        assert booking.view_booking(link).call_name == "周女士"
        assert audit_seals.verify(NOW)[2] == []


def test_a_move_that_was_broken_off_goes_on(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.trail.service import keys

    fill()
    monkeypatch.setattr(keys, "BATCH", 5)
    service.rotate_keys(actor=SYSTEM, now=NOW)
    real, calls = keys._move, [0]

    def dies(*arguments: Any) -> bool:
        calls[0] += 1
        if calls[0] > 8:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(keys, "_move", dies)
    with pytest.raises(KeyboardInterrupt):
        service.reseal(NOW)
    left = service.keys_due()
    assert left > 0
    monkeypatch.setattr(keys, "_move", real)
    assert service.reseal(NOW) == (left, 0)
    assert service.keys_due() == 0


def test_a_second_rotation_and_a_key_that_is_gone(house: Flask) -> None:
    fill()
    for _n in range(2):
        service.rotate_keys(actor=SYSTEM, now=NOW)
        service.reseal(NOW)
    ring = keyring.load(house.config["YANGGUANG"])
    assert ring.live == ("3", "1", "2")
    service.retire_key("2", actor=SYSTEM, now=NOW)
    with pytest.raises(RuleBroken, match="key_not_old"):
        service.retire_key("3", actor=SYSTEM, now=NOW)
    with pytest.raises(DomainError, match="seal_broken"):
        privacy.unseal("2.AAAA")
    assert {privacy.unseal(row.phone_sealed) for row in db.session.query(Booking)} == set(PHONES)
    path = house.config["YANGGUANG"].instance / keyring.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    service.rotate_keys(actor=SYSTEM, now=NOW)
    assert keyring.load(house.config["YANGGUANG"]).current == "4", (
        "the number of a retired key is never used again"
    )


def test_the_commands(house: Flask) -> None:
    from core.trail.commands import keys_group

    fill()
    runner = house.test_cli_runner()
    assert "正在用" in runner.invoke(keys_group, ["status"]).output
    rotated = runner.invoke(keys_group, ["rotate"])
    assert rotated.exit_code == 0, rotated.output
    assert runner.invoke(keys_group, ["status"]).exit_code == 0
    assert "已撤下" in runner.invoke(keys_group, ["retire", "1"]).output
    assert db.session.query(ProvenPhoneRow).count() == 0

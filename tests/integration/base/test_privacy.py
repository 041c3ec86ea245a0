"""Sealed values, digests and phone numbers; files known by their content."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base import clock, outbox, privacy
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, Invalid


def test_a_sealed_value_opens_and_never_looks_the_same_twice(db_session) -> None:
    first, second = privacy.seal("王女士"), privacy.seal("王女士")
    assert first != second
    assert privacy.unseal(first) == privacy.unseal(second) == "王女士"
    with pytest.raises(DomainError, match="seal_broken"):
        privacy.unseal(first[:-4] + "AAAA")


def test_digests_meet_and_differ_by_instance(make_app, tmp_path) -> None:
    one = make_app(SECRET_KEY="a" * 40)
    other = make_app(SECRET_KEY="b" * 40)
    with one.app_context():
        mine = privacy.digest("13800002046")
        assert mine == privacy.digest("13800002046")
    with other.app_context():
        assert privacy.digest("13800002046") != mine


@pytest.mark.parametrize(
    "typed",
    [
        "13800002046",
        "138 0000 2046",
        "+86 138-0000-2046",
        "86 13800002046",
        "１３８００００２０４６",
        "(138)00002046",
    ],
)
def test_a_phone_number_however_it_is_typed(typed: str) -> None:
    assert privacy.normalise_phone(typed) == "13800002046"


@pytest.mark.parametrize("typed", ["", "1380000204", "138000020466", "12800002046", "0427-2600110", "手机"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="phone_shape"):
        privacy.normalise_phone(typed)


@given(st.text())
def test_no_text_breaks_the_phone_reader(typed: str) -> None:
    with contextlib.suppress(Invalid):
        assert len(privacy.normalise_phone(typed)) == 11


def test_the_outbox_holds_neither_number_nor_words(make_app) -> None:
    app = make_app(SMS_GATEWAY="demo")
    with app.app_context():
        with unit_of_work():
            outbox.queue_message(
                kind="users.phone_code", fact="users.code:1", phone="13800002046", now=clock.now(),
                params={"code": "123456", "minutes": 10},
            )  # fmt: skip
        row = db.session.query(outbox.OutboxMessage).one()
        kept = " ".join(str(getattr(row, c.name)) for c in outbox.OutboxMessage.__table__.columns)
    assert "13800002046" not in kept
    assert "123456" not in kept

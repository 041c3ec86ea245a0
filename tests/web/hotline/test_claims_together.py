"""Experts who ask for the next caller at the same moment are answered together, and as the view would have answered each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from core.base.access import Actor, Grant
from core.base.db import db
from tests.support.pressing import press
from tests.web.hotline.test_console import CONSOLE, NOW, Office, office

if TYPE_CHECKING:
    import pytest

__all__ = ["office"]
NEXT = CONSOLE.replace("console", "line/next/")


def post_of(office: Office, shift: int, user: int | None, campaign: str = "2026-may") -> Any:
    """(cookies, form, address) of a console's button."""
    signer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    assert signer is not None
    kept = {"csrf_token": f"secret{user}", "campaign": campaign, **({"_user_id": str(user)} if user else {})}
    token = URLSafeTimedSerializer(office.app.secret_key or "", salt="wtf-csrf-token").dumps(f"secret{user}")
    return {"yangguang": signer.dumps(kept)}, {"csrf_token": str(token)}, f"{NEXT}{shift}"


def test_each_seat_gets_its_own_caller(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.hotline.models import SeatState, Waiter

    people = [
        office.operator,
        office.other,
        Actor(203, "门卫", (Grant("operator", frozenset(("hotline.see",))),)),
    ]
    shifts = [office.fill(waiting=12).shift_id]  # type: ignore[attr-defined]
    with office.app.test_request_context("/zh/"):
        from tests.support.hotline_console import open_morning

        shifts.append(open_morning(office.campaign, office.other, NOW, waiting=0).shift_id)
    known = {str(one.user_id): one for one in people}
    house = office.app.extensions["yangguang"]
    house.actor_in = lambda opened: known.get(opened.get("_user_id"))
    office.who[0] = people[2]  # whom the ordinary way sees: whoever isn't let in at once
    left: list[int] = []
    view: Any = office.app.view_functions["hotline_staff.line_next"]

    def watched(**values: Any) -> Any:
        left.append(values["shift_id"])
        return view(**values)

    watched.access, watched.together = view.access, view.together  # type: ignore[attr-defined]
    monkeypatch.setitem(office.app.view_functions, "hotline_staff.line_next", watched)
    posts = [
        post_of(office, shifts[0], 201),
        post_of(office, shifts[1], 202),
        post_of(office, shifts[0], 203),  # may not serve
        post_of(office, shifts[1], None),  # signed out meanwhile
    ]
    told = press(office.app, posts)
    assert [status for status, _headers, _body in told] == [303, 303, 403, 403]
    assert told[0][1]["location"].endswith("/hotline/console")
    assert told[0][1]["cache-control"] == "no-store"
    assert left == [], "who may not never reaches the view"
    with office.app.app_context():
        rows = db.session.scalars(db.select(SeatState).filter(SeatState.shift_id.in_(shifts)))
        served = {row.shift_id: row.serving_waiter for row in rows}
        assert None not in served.values()
        assert len(set(served.values())) == 2
        assert db.session.query(Waiter).filter_by(state="claimed").count() == 2
        db.session.remove()
    # asked again they keep whom they have; that a seat is another's is for the view to say
    office.who[0] = office.other
    again = press(office.app, [*posts[:2], post_of(office, shifts[0], 202)])
    assert [status for status, _headers, _body in again[:2]] == [303, 303]
    assert left == [shifts[0]]
    assert again[2][0] == 403
    with office.app.app_context():
        rows = db.session.scalars(db.select(SeatState).filter(SeatState.shift_id.in_(shifts)))
        assert {row.shift_id: row.serving_waiter for row in rows} == served

"""Staff are told when a text waits for them or comes back, once, by their choice, without its title."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.base.db import db
from core.base.outbox import OutboxMessage
from core.base.privacy import unseal
from core.publishing import service
from tests.integration.delivery.conftest import chooses
from tests.support.chain import NOW, City, content, plant


@pytest.fixture
def city(make_app):
    app = make_app(SMTP_URL="smtp+plain://127.0.0.1:9", MAIL_FROM="notice@example.org")
    planted = plant(app)
    with app.app_context():
        yield planted


def told(city: City) -> list[tuple[str, str]]:
    """(login, kind) of every message, in order."""
    db.session.rollback()
    logins = {user_id: login for login, user_id in city.ids.items()}
    return [
        (logins[row.user_id or 0], row.kind)
        for row in db.session.query(OutboxMessage).order_by(OutboxMessage.id)
    ]


def test_each_step_tells_whoever_is_next(city: City):
    for login in city.ids:
        chooses(city.ids[login], "mail", f"{login}@example.org", unwanted=())
    chooses(city.ids["leader"], "mail", "leader@example.org", unwanted=("publishing.waits",))
    document = city.submit()
    assert told(city) == [("reviewer", "publishing.waits")]
    service.return_to_drafter(
        document, "first_review", city.digest(document), "写清集合地点", actor=city.actor("reviewer"), now=NOW
    )
    assert told(city)[1:] == [("editor", "publishing.returned")]
    city.submit(text="请在北门集合。", now=NOW + timedelta(hours=1))
    city.walk(document)
    # The leader does not want these; the stranger's department has nothing to do with it.
    assert told(city)[2:] == [
        ("reviewer", "publishing.waits"), ("secrecy", "publishing.waits"), ("office", "publishing.waits"),
    ]  # fmt: skip
    texts = [unseal(row.body_sealed) for row in db.session.query(OutboxMessage)]
    assert f"第 {document} 号文稿等您签“保密审查”" in texts[3]
    assert not any(content().title in text for text in texts)


def test_nobody_is_written_to_unasked(city: City):
    city.submit()
    assert told(city) == []

"""A citizen with a small phone asks for a callback and sees the place get better."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.product import Product


@pytest.mark.journey
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_callback_and_its_place(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], Any],
    fits: Callable[[Page], Any],
    lang: str,
) -> None:
    product = server(SMS_GATEWAY="demo")
    page = page_at(360, 740, lang)
    page.goto(f"{product.url}/{lang}/")
    slug = re.search(r"/c/([^/]+)/", page.content())
    assert slug is not None
    page.goto(f"{product.url}/{lang}/c/{slug[1]}/hotline/callback")
    number = "13800006001" if lang == "zh" else "13800006002"
    page.locator("#phone").fill(number)
    axe(page)
    fits(page)
    page.locator("button[name=send]").click()
    code = _code(product, number)
    page.locator("#code").fill(code)
    page.locator("button[name=next]").click()
    page.locator("input[name=topic]").first.check()
    page.locator("#summary").fill("公积金怎么取")
    axe(page)
    fits(page)
    page.locator("form.form button[type=submit]").last.click()
    place = page.locator("#place .bignum")
    expect(place).to_be_visible()
    axe(page)
    fits(page)
    before = int(re.search(r"\d+", place.inner_text())[0])  # type: ignore[index]
    _serve_one(product, page.locator(".facts dd").first.inner_text())
    page.reload()
    found = re.search(r"\d+", place.inner_text())
    after = int(found[0]) if found else 0
    assert after < before
    page.locator("a[href$=withdraw]").click()
    fits(page)
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("#place .bignum")).not_to_have_text(re.compile(r"\d"))


def _app(product: Product) -> Any:
    from core import create_app

    return create_app(
        {
            "INSTANCE": str(product.instance), "DATABASE_URL": product.database_url, "SMS_GATEWAY": "demo", "DEMO": "1",
            "CLOCK": product.environment["CLOCK"],
        }
    )  # fmt: skip


def _code(product: Product, number: str) -> str:
    """The code that the demo's gateway shows."""
    from core.base.outbox import OutboxMessage
    from core.base.privacy import digest, unseal

    app = _app(product)
    with app.app_context():
        from core.base.db import db

        rows = (
            db.session.query(OutboxMessage).filter_by(person_digest=digest(number)).order_by(OutboxMessage.id)
        )
        found = re.search(r"\d{6}", unseal(rows.all()[-1].body_sealed))
        db.session.rollback()
    assert found is not None
    return found[0]


def _serve_one(product: Product, waiter: str) -> None:
    """Somebody before this caller leaves the line."""
    from core.base import clock
    from core.base.access import SYSTEM
    from plugins.hotline.service import line
    from plugins.hotline.store import line as store

    app = _app(product)
    with app.app_context():
        mine = store.waiter(int(waiter))
        assert mine is not None
        others = [
            row
            for row in store.open_of(mine.campaign_id, mine.topic_id, 50)
            if row.lane and row.turn < mine.turn
        ]
        assert others, "nobody waits before the newcomer in the demo"
        line.close(others[0].id, "settled", actor=SYSTEM, now=clock.now())

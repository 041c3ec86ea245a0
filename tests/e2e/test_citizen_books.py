"""Two citizens on 360-px phones: one books with the keyboard alone, one by touch waits, is offered a place and takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from core import create_app
from core.base.clock import SHANGHAI
from core.base.db import db, unit_of_work
from tests.e2e.people import newest_code, sign_in
from tests.support.databases import base_settings
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
KEYS, TOUCH = "13900003571", "13900003572"
CATEGORY = "其他群众"
#: the demo's clock
NOW = datetime(2024, 8, 1, 9, tzinfo=SHANGHAI)


def leave_one_place(copy: Product) -> tuple[int, int]:
    """One of the demo's open days that is being booked has one place left; returns its and the session's id."""
    from core.booking import rules
    from core.booking.models import BookingEvent, BookingQuota, BookingSession

    app = create_app(base_settings(copy.instance, copy.database_url))
    with app.app_context():
        with unit_of_work() as session:
            event = (
                session.query(BookingEvent)
                .filter(
                    BookingEvent.owner_kind == "open_day",
                    BookingEvent.opens_at < NOW,
                    BookingEvent.closes_at > NOW,
                    BookingEvent.state == "open",
                )
                .order_by(BookingEvent.id)
                .first()
            )
            assert event is not None
            event.offer_minutes = 120
            held = (
                session.query(BookingSession).filter_by(event_id=event.id).order_by(BookingSession.id.desc())
            )
            last = held.first()
            assert last is not None
            rows = session.query(BookingQuota).filter_by(session_id=last.id).order_by(BookingQuota.id).all()
            own = rules.quota_for(CATEGORY, [(row.kind, row.name) for row in rows])
            assert own is not None
            gone = rows[own].capacity - rows[own].taken - 1
            rows[own].capacity -= gone
            last.capacity -= gone
            found = event.owner_id, last.id
        db.session.remove()
    return found


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it."""
    for _ in range(120):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector} on {page.url}")


def choose(page: Page, selector: str, key: str) -> None:
    """Go to a control with Tab and press a key there."""
    reach(page, selector)
    page.keyboard.press(key)


def go(page: Page, selector: str) -> None:
    """Go to a link or button with Tab and press Enter; the next page is there."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tap(page: Page, selector: str) -> None:
    """Tap what leads on; the next page is there."""
    with page.expect_navigation():
        page.locator(selector).first.tap()


def announcement(page: Page, product: Product, lang: str, open_day: int) -> None:
    """The page of this open day in the demo's campaign."""
    page.goto(f"{product.url}/{lang}/")
    page.goto(f"{page.url.rstrip('/')}/open-day/{open_day}/")


@pytest.mark.journey
def test_by_keyboard_and_by_touch_from_the_line_to_a_place(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(SMS_GATEWAY="demo", fresh=True)
    open_day, session = leave_one_place(product)
    staff = sign_in(page_at(), product, "operator")

    # The keyboard alone, in Chinese: the last place.
    keys = page_at(360, 740)
    announcement(keys, product, "zh", open_day)
    fits(keys)
    axe(keys)
    reach(keys, "#choices input")
    for _ in range(2):
        if not keys.evaluate("s => document.activeElement.value === s", str(session)):
            keys.keyboard.press("ArrowDown")
    go(keys, "#book-box button")
    reach(keys, "#phone")
    keys.keyboard.type(KEYS)
    go(keys, "main form .btn-primary")
    code = newest_code(staff, product, KEYS)
    reach(keys, "#code")
    keys.keyboard.type(code)
    go(keys, "button[name=next]")
    reach(keys, "[name=category]")
    while not keys.evaluate(
        "c => document.activeElement.value === c && document.activeElement.checked", CATEGORY
    ):
        keys.keyboard.press("ArrowUp")
    reach(keys, "#call_name")
    keys.keyboard.type("王女士")
    choose(keys, "#age_capacity", "Space")
    go(keys, "main form .btn-primary")
    # One declaration is missing: the summary has the focus, its link leads to the box.
    expect(keys.locator("#errsum")).to_be_focused()
    axe(keys)
    choose(keys, "#errsum a", "Enter")
    choose(keys, "#ties", "Space")
    go(keys, "main form .btn-primary")
    expect(keys.locator("main")).to_contain_text("王女士")
    fits(keys)
    axe(keys)
    go(keys, "main form .btn-primary")
    expect(keys.locator("#state .tag")).to_have_attribute("data-s", "ok")
    expect(keys.locator("#state svg[role=img]")).to_be_visible()
    fits(keys)
    axe(keys)

    # By touch, in English: the session is full, a place in line will do.
    touch = page_at(360, 740, "en")
    announcement(touch, product, "en", open_day)
    touch.locator(f"#choices input[value='{session}']").tap()
    tap(touch, "#book-box button")
    touch.locator("#phone").fill(TOUCH)
    tap(touch, "main form .btn-primary")
    touch.locator("#code").fill(newest_code(staff, product, TOUCH))
    tap(touch, "button[name=next]")
    touch.locator(f"[name=category][value={CATEGORY}]").tap()
    touch.locator("#call_name").fill("Mr Zhao")
    touch.locator("#age_capacity").tap()
    touch.locator("#ties").tap()
    fits(touch)
    axe(touch)
    tap(touch, "main form .btn-primary")
    axe(touch)
    tap(touch, "button[name=may_wait]")
    assert "/booking/" in touch.url
    expect(touch.locator("#state .tag").first).to_have_attribute("data-s", "half")
    fits(touch)
    axe(touch)

    # The first gives the place back, with the keyboard; the page of the second changes by itself.
    go(keys, "a[href$='/cancel']")
    axe(keys)
    go(keys, "main form button")
    expect(keys.locator("#state .tag")).to_have_attribute("data-s", "no")
    expect(touch.locator("button[form=do-accept]")).to_be_visible(timeout=15_000)
    fits(touch)
    axe(touch)
    tap(touch, "button[form=do-accept]")
    expect(touch.locator("#state .tag").first).to_have_attribute("data-s", "ok")
    expect(touch.locator("#state svg[role=img]")).to_be_visible()
    axe(touch)

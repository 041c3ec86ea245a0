"""One person's traces in every room and plugin: `trace_<table>` leaves what that table keeps about citizens.

Who adds a table with a sealed column about citizens adds a function here, or a `leave_traces` in its plugin's
`testing.py`; tests/integration/personal/test_no_trace.py says which one is missing.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.web.open_day.conftest import House

#: a kind whose first subject is public in the house
OPINION = "open_day.opinion"


@dataclass(frozen=True)
class Person:
    """Somebody whom the tests look for afterwards."""

    name: str
    phone: str


def leave_all(house: House, person: Person, now: datetime) -> None:
    """Every maker of this file, then every plugin's own."""
    for maker in makers().values():
        maker(house, person, now)
    with house.app.app_context(), house.app.test_request_context("/zh/"):
        for plugin in house.app.extensions["yangguang"].host.plugins.values():
            leave = _own_maker(plugin)
            if leave is not None:
                leave(phone=person.phone, name=person.name, campaign=house.campaign, now=now)


def makers() -> dict[str, Callable[..., None]]:
    """table → its maker."""
    found = inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    return {name.removeprefix("trace_"): maker for name, maker in found if name.startswith("trace_")}


def _own_maker(plugin: Any) -> Callable[..., None] | None:
    if plugin.module is None or plugin.is_room:
        return None
    try:
        module = importlib.import_module(f"{plugin.module.__name__.rpartition('.')[0]}.testing")
    except ModuleNotFoundError:
        return None
    return getattr(module, "leave_traces", None)


def trace_booking_booking(house: House, person: Person, now: datetime) -> None:
    """A booking through the pages: it leaves the proof, the code, the messages and the consent, too."""
    with house.as_(None) as browser:
        house.prove(browser, person.phone)
        details = {
            "session": "1", "category": "其他群众", "call_name": person.name, "age_capacity": "y", "ties": "y",
            "photo": "y", "wheelchair": "y",
        }  # fmt: skip
        house_path = "/zh/c/2026-open-day/open-day"
        assert browser.post(f"{house_path}/1/book/details", data=details).status_code == 303
        assert browser.post(f"{house_path}/1/book/confirm").status_code == 303
        browser.get("/zh/my")


def trace_booking_by_a_clerk(house: House, person: Person, now: datetime) -> None:
    """A place in line that a clerk took for the person, with the full name and how they are reached."""
    from core.base.access import SYSTEM
    from core.booking import service
    from core.booking.contracts import BookPlace, EventTerms, NewSession

    later = now + timedelta(days=9)
    with house.app.app_context():
        event = service.prepare_event(
            "test", 1, campaign_id=house.campaign.id, opens_at=now, closes_at=later,
            sessions=(NewSession("上午场", "东门", later, later + timedelta(hours=1), 1),),
            terms=EventTerms(offer_minutes=60),
        )  # fmt: skip
        for n, phone in enumerate(("13800000000", person.phone)):
            command = BookPlace(
                event.id, event.sessions[0].id, phone, person.name if n else "别人", "其他群众", (), (), False, now,
                f"by a clerk {n}", may_wait=True, full_name=person.name if n else "", way="clerk",
                contact=f"打 {person.phone} 找{person.name}" if n else "", entered_by=7,
            )  # fmt: skip
            service.book_place(command, actor=SYSTEM, now=now)


def trace_users_phone_code(house: House, person: Person, now: datetime) -> None:
    """A code that nobody has typed."""
    from core.users import phone

    later = now + timedelta(minutes=3)  # a second code isn't sent at once
    with house.app.test_request_context("/zh/"):
        phone.send_code(person.phone, purpose="my", now=later, remote="127.0.0.9")


def trace_opinions_opinion(house: House, person: Person, now: datetime) -> None:
    """One opinion that was answered, one that still waits (its duty keeps it)."""
    from core.base.access import VISITOR, Actor, Grant
    from core.opinions import service, store
    from core.opinions.contracts import EndOpinion, NewOpinion

    text = f"我是{person.name}，电话{person.phone}，建议多开放一天。"
    with house.app.app_context(), house.app.test_request_context("/zh/"):
        may = frozenset({"opinions.moderate", "opinions.answer", "opinions.see"})
        office = Actor(110, "office", (Grant("office", may),))
        ids = []
        for n in range(2):
            new = NewOpinion(
                house.campaign.id, OPINION, 1, "page", text, f"{n + 1:032x}", person.name, person.phone,
                remote=f"10.0.0.{n}",
            )  # fmt: skip
            ids.append(service.receive(new, actor=VISITOR, now=now).id)
        kept = store.opinion(ids[0])
        assert kept is not None
        service.accept(kept.id, kept.version, text="建议多开放一天。", actor=office, now=now)
        kept = store.opinion(ids[0])
        assert kept is not None
        service.end(kept.id, kept.version, EndOpinion("adopted", "明年多开放一天。"), actor=office, now=now)


def trace_opinions_support(house: House, person: Person, now: datetime) -> None:
    """Behind somebody's open opinion, and behind one that has ended since."""
    from dataclasses import replace

    from core.base.access import VISITOR, Actor, Grant
    from core.opinions import service, store
    from core.opinions.contracts import EndOpinion, NewOpinion

    with house.app.app_context(), house.app.test_request_context("/zh/"):
        kinds = house.app.extensions["yangguang"].opinion_kinds
        plain, kinds[OPINION] = kinds[OPINION], replace(kinds[OPINION], support=True)
        office = Actor(110, "office", (Grant("office", frozenset({"opinions.moderate", "opinions.answer"})),))
        for n in range(2):
            new = NewOpinion(house.campaign.id, OPINION, 1, "page", f"建议多种{n + 2}棵树。", f"{n + 9:032x}")
            got = service.receive(new, actor=VISITOR, now=now)
            kept = store.opinion(got.id)
            assert kept is not None
            service.accept(kept.id, kept.version, text="建议多种树。", actor=office, now=now)
            service.support(house.campaign, got.number, person.phone, remote="10.0.0.9", now=now)
            kept = store.opinion(got.id)
            assert kept is not None
            if n:
                service.end(kept.id, kept.version, EndOpinion("adopted", "明年多种。"), actor=office, now=now)
        kinds[OPINION] = plain

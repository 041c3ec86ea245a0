"""An open campaign under the Yunchuan pack, and the people of the water bureau and the openness office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from core.base.access import Actor, Grant
from core.base.clock import SHANGHAI
from core.plugin.contracts import Campaign

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

NOW = datetime(2026, 8, 17, 9, 0, tzinfo=SHANGHAI)
EDITING = ("open_day.see", "open_day.edit", "open_day.roster", "publishing.submit", "publishing.view")
APPROVING = ("open_day.see", "open_day.approve")


STAFF = "/zh/staff/c/2026-open-day/open-day"
PUBLIC = "/zh/c/2026-open-day/open-day"
PLAN = {
    "name": "云川市水务局“政府开放日”",
    "theme": "一滴水的旅程",
    "forms": ["site"],
    "leaders": "局主要负责同志、分管负责同志",
    "day": "2026-09-19",
    "starts": "9:00",
    "ends": "11:30",
    "place": "云川市第二水厂东门",
    "number": "30",
    "site_kinds": ["工程建设现场"],
    "invitees": "年满18周岁、具有完全民事行为能力，在云川市生活、工作或学习的群众代表。",
    "agenda-0-time": "9:00",
    "agenda-0-what": "看过程：参观水厂。",
    "agenda-1-time": "10:30",
    "agenda-1-what": "问政策：座谈问答40分钟。",
    "dialogue": ["座谈问答"],
    "emergency": "专人引导，备好急救箱。",
    "not_secret": "y",
}
ITEMS = {
    "signup": "即日起至9月14日17:00，在本页报名，或打电话由工作人员代为登记。",
    "number": "共60人，每场30人。",
    "theme": "一滴水的旅程",
    "leaders": "局主要负责同志",
    "organiser": "云川市水务局",
    "time_place": "2026年9月19日（星期六）上午场9:00—11:30，下午场14:00—16:30。地点：云川市第二水厂东门。",
    "invitees": "年满18周岁、具有完全民事行为能力，在云川市生活、工作或学习的群众代表。",
    "content": "参观水厂。\n座谈问答40分钟。",
    "form": "进现场",
    "contact": "李工（供水科）",
    "phone": "260 0118（工作日8:30—17:30）",
    "email": "openness@example.org",
    "tips": "请穿平底鞋。",
}
SESSIONS = {
    "title": ("上午场", "下午场"),
    "day": ("2026-09-19", "2026-09-19"),
    "starts": ("09:00", "14:00"),
    "ends": ("11:30", "16:30"),
    "place": ("云川市第二水厂东门", "云川市第二水厂东门"),
    "capacity": ("30", "30"),
}


def plan(house: House, **changes: object) -> dict[str, object]:
    """The plan's form, filled in."""
    return {"department": str(house.water), **PLAN, **changes}


def announcement(**changes: object) -> dict[str, object]:
    """The announcement's form, filled in; item keys and field names may be changed."""
    form: dict[str, object] = {
        "title": "云川市水务局“政府开放日”活动公告",
        "doc_number": "云水公告〔2026〕7号",
        "companions": "0",
        "offer_hours": "0",
        "needs": ["wheelchair", "sign_language"],
        "opens_at": "",
        "closes_at": "2026-09-14T17:00",
        "not_secret": "y",
        **{f"item-{key}": text for key, text in ITEMS.items()},
        **{f"sessions-{n}-{name}": both[n] for name, both in SESSIONS.items() for n in (0, 1)},
    }
    return form | {(f"item-{name}" if name in ITEMS else name): value for name, value in changes.items()}


def messages_to(app: Flask, phone: str) -> list[str]:
    """Everything that was sent to a phone, oldest first."""
    from core.base.db import db
    from core.base.outbox import OutboxMessage
    from core.base.privacy import digest, unseal

    with app.app_context():
        rows = (
            db.session.query(OutboxMessage).filter_by(person_digest=digest(phone)).order_by(OutboxMessage.id)
        )
        return [unseal(row.body_sealed) for row in rows]


def make_campaign(*department_ids: int) -> Campaign:
    """The campaign, created and opened under the pack of Yunchuan."""
    from core.base.access import SYSTEM
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft

    draft = CampaignDraft(
        slug="2026-open-day",
        title="云川市2026年“政府开放日”",
        theme="阳光政务",
        starts_on=date(2026, 8, 1),
        ends_on=date(2026, 9, 30),
        pack_id="yunchuan",
        edition=6,
        department_ids=department_ids,
    )
    campaigns.create_campaign(draft, actor=SYSTEM, now=NOW)
    return campaigns.move_campaign(draft.slug, "open", actor=SYSTEM, now=NOW)


def officer(user_id: int, role: str, department_id: int | None, *permissions: str) -> Actor:
    """Somebody with one role, for one department or (None) for all."""
    reach = frozenset({department_id}) if department_id else None
    return Actor(user_id, role, (Grant(role, frozenset(permissions), reach),), department_id)


@dataclass
class House:
    """The product with one campaign and three departments; `as_(actor)` gives a browser of somebody signed in."""

    app: Flask
    campaign: Campaign
    editor: Actor
    stranger: Actor
    office: Actor
    water: int
    who: list[Actor | None] = field(default_factory=lambda: [None])
    approved: bool = False

    def file_plan(self, **changes: object) -> None:
        """The water bureau files a plan."""
        with self.as_(self.editor) as browser:
            answer = browser.post(f"{STAFF}/plans/new", data=plan(self, then="file", **changes))
            assert answer.status_code == 303, answer.text

    def approve_plan(self) -> None:
        """A plan is filed and approved, and its announcement begun; a second call changes nothing."""
        if self.approved:
            return
        self.approved = True
        self.file_plan()
        with self.as_(self.office) as browser:
            assert browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"}).status_code == 303
        with self.as_(self.editor) as browser:
            assert browser.post(f"{STAFF}/plans/1/announcement").status_code == 303

    def publish(self, **changes: object) -> None:
        """The announcement is complete and public."""
        self.approve_plan()
        with self.as_(self.editor) as browser:
            answer = browser.post(f"{STAFF}/announcements/1/edit", data=announcement(**changes))
            assert answer.status_code == 303, answer.text
            assert browser.post(f"{STAFF}/announcements/1/submit").status_code == 303
        self.walk_chain()

    def walk_chain(self, subject_id: int = 1) -> None:
        """Everybody signs, the office publishes."""
        from core.base import clock
        from core.publishing import service as publishing

        steps = (
            ("first_review", "reviewer", self.water, "publishing.first_review"),
            ("secrecy_review", "secrecy_reviewer", self.water, "publishing.secrecy_review"),
            ("approval", "leader", self.water, "publishing.approve"),
        )
        with self.app.app_context():
            document = publishing.document_for("open_day.announcement", subject_id)
            assert document is not None
            assert document.revision is not None
            for n, (step, role, unit, permission) in enumerate(steps, 102):
                signer = officer(n, role, unit, permission)
                publishing.sign(document.id, step, document.revision.digest, actor=signer, now=clock.now())
            office = officer(110, "office", None, "publishing.publish")
            publishing.publish(document.id, document.revision.digest, actor=office, now=clock.now())

    def code(self, phone: str) -> str:
        """The last code that was sent to a phone."""
        found = [re.search(r"\b(\d{6})\b", text) for text in messages_to(self.app, phone)]
        return [match[1] for match in found if match][-1]

    def prove(self, browser: FlaskClient, phone: str) -> None:
        """Prove a phone in the first step of booking."""
        sent = browser.post(f"{PUBLIC}/1/book?change=1", data={"phone": phone})
        assert sent.status_code == 303, sent.text
        digits = phone.replace(" ", "")
        done = browser.post(f"{PUBLIC}/1/book?change=1", data={"phone": phone, "code": self.code(digits)})
        assert done.location.endswith("/book/details"), done.text

    def book(self, browser: FlaskClient, phone: str, *, session: str) -> str:
        """Book a place; returns the manage link's token."""
        self.prove(browser, phone)
        details = {
            "session": session, "category": "其他群众", "call_name": "王女士", "age_capacity": "y", "ties": "y",
        }  # fmt: skip
        assert browser.post(f"{PUBLIC}/1/book/details", data=details).status_code == 303
        found = re.search(r"/booking/([\w-]+)", browser.post(f"{PUBLIC}/1/book/confirm").location)
        assert found is not None
        return found[1]

    def later(self, **span: int) -> datetime:
        """A moment after the tests' now."""
        return NOW + timedelta(**span)

    @contextmanager
    def as_(self, actor: Actor | None) -> Iterator[FlaskClient]:
        """A browser in which `actor` is signed in (None: a citizen)."""
        self.who[0] = actor
        yield self.app.test_client()
        self.who[0] = None


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Iterator[House]:
    from core.base import clock
    from core.base.access import SYSTEM
    from core.users import service as users

    app = make_app(SMS_GATEWAY="demo")
    with app.app_context():
        water, housing = (
            users.add_department(users.SaveDepartment(name, kind, None), actor=SYSTEM, now=NOW).id
            for name, kind in (
                ("云川市水务局", "bureau"),
                ("云川市住房和城乡建设局", "bureau"),
            )
        )
        campaign = make_campaign(water, housing)
    made = House(
        app,
        campaign,
        editor=officer(101, "editor", water, *EDITING),
        stranger=officer(111, "editor", housing, *EDITING),
        office=officer(110, "office", None, *APPROVING),
        water=water,
    )
    app.extensions["yangguang"].load_actor = lambda: made.who[0]
    with clock.travel(NOW):
        yield made

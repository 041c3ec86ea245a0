"""A city whose water bureau sends texts through the publishing chain, for the tests of the publishing room."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import Image

from core.base.access import SYSTEM, Actor

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from core.publishing.contracts import Content, DocumentView

NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
KIND = "chain_test.text"
SLUG = "2026-chain"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def png() -> bytes:
    """A small picture, as a screenshot or a scan would be."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return made.getvalue()


#: login → (name, unit, role, holds it everywhere)
PEOPLE = {
    "editor": ("王青禾", "water", "editor", False),
    "reviewer": ("李望舒", "water", "reviewer", False),
    "secrecy": ("赵守一", "water", "secrecy_reviewer", False),
    "leader": ("陈江月", "water", "leader", False),
    "office": ("林知远", "city", "office", True),
    "stranger": ("孙若竹", "housing", "editor", False),
    "strange_leader": ("钱远山", "housing", "leader", False),
    "admin": ("程星野", "city", "administrator", True),
}
SIGNERS = {"first_review": "reviewer", "secrecy_review": "secrecy", "approval": "leader"}


def content(text: str = "请穿平底鞋。", title: str = "云川市水务局“政府开放日”活动公告") -> Content:
    from core.publishing.contracts import Content

    blocks: list[dict[str, Any]] = [
        {"kind": "heading1", "text": "一、开放主题"},
        {"kind": "paragraph", "text": text},
        {"kind": "table", "head": ["场次", "人数"], "rows": [["上午场", "30"], ["下午场", "30"]]},
        {"kind": "list", "lines": ["带身份证", "提前十分钟到"]},
        {"kind": "sign", "lines": ["云川市水务局", "2026年9月1日"]},
    ]
    return Content(title, "云川市水务局", blocks, {"capacity": 60}, "云水公告〔2026〕7号")


@dataclass
class City:
    """The people, the campaign, and short ways to act on documents. Call its methods inside an app context."""

    app: Flask
    campaign_id: int
    units: dict[str, int]
    ids: dict[str, int]
    who: list[Actor | None] = field(default_factory=lambda: [None])

    def actor(self, login: str) -> Actor:
        from core.base.db import db
        from core.users.models import UserRow
        from core.users.service.sign_in import actor_of

        return actor_of(db.session.get_one(UserRow, self.ids[login]))

    def give(self, login: str, role: str, unit: str | None = "water", campaign_id: int | None = None) -> None:
        from core.users import service as users

        where = self.units[unit] if unit else None
        users.give_role(self.ids[login], role, where, campaign_id, actor=SYSTEM, now=NOW)

    def submit(
        self,
        subject_id: int = 1,
        text: str = "请穿平底鞋。",
        *,
        by: str = "editor",
        now: datetime = NOW,
        **more: Any,
    ) -> int:
        from core.publishing import service

        given: dict[str, Any] = {
            "kind": KIND,
            "subject_id": subject_id,
            "campaign_id": self.campaign_id,
            "department_id": self.units["water"],
            "content": content(text),
            "no_secret_marks": True,
        }
        return service.submit(**{**given, **more}, actor=self.actor(by), now=now)

    def view(self, document_id: int, login: str = "editor") -> DocumentView:
        from core.publishing import service

        return service.document_view(document_id, actor=self.actor(login))

    def digest(self, document_id: int) -> str:
        revision = self.view(document_id).revision
        assert revision is not None
        return revision.digest

    def sign(self, document_id: int, step: str, *, by: str = "", now: datetime = NOW) -> None:
        from core.publishing import service

        signer = self.actor(by or SIGNERS[step])
        service.sign(document_id, step, self.digest(document_id), actor=signer, now=now)

    def walk(self, document_id: int, to: str = "publish", *, now: datetime = NOW) -> None:
        """Sign every step before `to`."""
        for step in SIGNERS:
            if step == to:
                return
            self.sign(document_id, step, now=now)

    def publish(self, document_id: int, *, by: str = "office", now: datetime = NOW) -> None:
        from core.publishing import service

        service.publish(document_id, self.digest(document_id), actor=self.actor(by), now=now)

    def published(self, subject_id: int = 1, text: str = "请穿平底鞋。", *, now: datetime = NOW) -> int:
        """A document that went all the way."""
        document_id = self.submit(subject_id, text, now=now)
        self.walk(document_id, now=now)
        self.publish(document_id, now=now)
        return document_id

    def paper(
        self, document_id: int, step: str, *, by: str = "editor", now: datetime = NOW, **facts: Any
    ) -> None:
        from core.publishing import service
        from core.publishing.contracts import PaperSignature

        given: dict[str, Any] = {
            "step": step,
            "signed_on": (now + timedelta(hours=8)).date(),
            "scan": io.BytesIO(PDF),
            "scan_name": "审批单.pdf",
            "no_secret_marks": True,
        }
        paper = PaperSignature(**{**given, **facts})
        service.record_paper_signature(
            document_id, self.digest(document_id), paper, actor=self.actor(by), now=now
        )

    def set_state(self, state: str) -> None:
        from core.base.db import db
        from core.campaigns.models import CampaignRow

        db.session.get_one(CampaignRow, self.campaign_id).state = state
        db.session.commit()

    def set_pack(self, pack_id: str) -> None:
        from core.base.db import db
        from core.campaigns.models import CampaignRow

        db.session.get_one(CampaignRow, self.campaign_id).pack_id = pack_id
        db.session.commit()

    @contextmanager
    def as_(self, login: str | None) -> Iterator[FlaskClient]:
        """A browser in which somebody is signed in (None: a citizen). Not inside an app context."""
        with self.app.app_context():
            self.who[0] = self.actor(login) if login else None
        yield self.app.test_client()
        self.who[0] = None


def plant(app: Flask, *, pack_id: str = "yunchuan") -> City:
    """Make the city in an empty database; `load_actor` gives whoever `as_` says."""
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft
    from core.plugin.contracts import DocumentKind
    from core.users import service as users
    from core.users.contracts import SaveDepartment, SavePerson

    house = app.extensions["yangguang"]
    house.document_kinds[KIND] = DocumentKind(
        KIND, "试用公告", "公告", "publishing_public.published_list", "publishing_staff.documents"
    )
    with app.app_context():
        units = {
            key: users.add_department(SaveDepartment(name, "bureau", None), actor=SYSTEM, now=NOW).id
            for key, name in (
                ("city", "云川市人民政府办公室"),
                ("water", "云川市水务局"),
                ("housing", "云川市住房和城乡建设局"),
            )
        }
        draft = CampaignDraft(
            slug=SLUG, title="云川市2026年“政府开放日”", theme="阳光政务", starts_on=date(2026, 9, 1),
            ends_on=date(2026, 9, 30), pack_id=pack_id, department_ids=tuple(units.values()),
        )  # fmt: skip
        campaign = campaigns.create_campaign(draft, actor=SYSTEM, now=NOW)
        campaigns.move_campaign(SLUG, "open", actor=SYSTEM, now=NOW)
        ids = {
            login: users.add_person(SavePerson(name, login, units[unit]), actor=SYSTEM, now=NOW)
            for login, (name, unit, _role, _everywhere) in PEOPLE.items()
        }
        city = City(app, campaign.id, units, ids)
        for login, (_name, unit, role, everywhere) in PEOPLE.items():
            city.give(login, role, None if everywhere else unit)
    house.load_actor = lambda: city.who[0]
    return city

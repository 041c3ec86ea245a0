"""The plugin's face: every hook of the house is implemented here, each as briefly as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    AnsweredAlready,
    ArchivePart,
    Blocker,
    BookingOwner,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    Event,
    HealthNote,
    Indicator,
    IndicatorRow,
    LiveStream,
    MessageKind,
    NavItem,
    OpinionKind,
    OpinionNote,
    OpinionSubject,
    Panel,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Progress,
    Purged,
    ReportFigure,
    ReportSection,
    RevisionView,
    RuleDeclaration,
    SearchDocument,
    Subject,
    hookimpl,
    search,
)

from . import service
from .models import Heard, Wish
from .views_public import api, public
from .views_staff import staff

HERE = Path(__file__).parent
INFO = PluginInfo("wishes", _l("心愿"), "1.2.3", summary=_l("市民留下心愿。"))


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff, api]


@hookimpl
def models() -> Sequence[type]:
    return [Wish, Heard]


@hookimpl
def schema() -> Path:
    return HERE / "schema" / "versions"


@hookimpl
def translations() -> Path:
    return HERE / "translations"


@hookimpl
def settings() -> Mapping[str, str]:
    return {"most": "3"}


@hookimpl
def permissions() -> Sequence[Permission]:
    return [Permission("wishes.read", _l("看心愿"), ("editor",))]


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return [RuleDeclaration("WI-01", "count", "", "每人最多几个心愿")]


@hookimpl
def events() -> Sequence[str]:
    return ["wishes.wish_made"]


@hookimpl
def messages() -> Mapping[str, Any]:
    return {"wishes.unread": _l("还有 %(count)s 个心愿没有看。")}


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return {"wishes.wish_made": _l("留下心愿")}


@hookimpl
def booking_owners() -> Sequence[BookingOwner]:
    return [BookingOwner("wishes", service.hear_bookings)]


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return [MessageKind("wishes.read", _l("心愿已读"), _l("【%(site)s】您的心愿“%(wish)s”有人看过了。"))]


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    return [LiveStream("wishes.made", _l("新的心愿"), words=("text",), counted=True)]


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return [
        DocumentKind(
            "wishes.summary",
            _l("心愿汇总"),
            _l("心愿"),
            "wishes_public.summary",
            "wishes_staff.summary",
            closes="wishes.opinion",
        )
    ]


@hookimpl
def opinion_kinds() -> Sequence[OpinionKind]:
    return [
        OpinionKind(
            "wishes.opinion",
            _l("对心愿汇总的意见"),
            lambda campaign, subject_id: OpinionSubject(str(INFO.title)) if subject_id == 1 else None,
            "wishes_public.summary",
            subjects=lambda campaign: [1],
            callers=True,
            moderates="wishes.read",
            asks=True,
            answered=lambda campaign, subject_id, text: (
                [AnsweredAlready(str(INFO.title), _("心愿都好"), "", "/zh/")] if "树" in text else []
            ),
        )
    ]


@hookimpl
def opinion_notes(opinion_ids: Sequence[int], actor: Actor, now: datetime) -> Sequence[OpinionNote]:
    return [OpinionNote(one, _("心愿 %(n)s", n=one)) for one in opinion_ids]


@hookimpl
def commands() -> Sequence[click.Command]:
    return [count_command]


@hookimpl
def jobs() -> Mapping[str, Any]:
    return {"wishes.read_all": service.read_all}


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    service.make_wish("13900001111", "周虚构", "多种树", campaign_id=campaign.id, now=now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    many = max(1, round(40 * size))
    with progress("心愿", many) as step:
        for n in range(many):
            service.make_wish(
                f"1390000{n:04d}", "周虚构", f"多种第 {n + 1} 棵树", campaign_id=campaign.id, now=now
            )
            step(1)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return []
    return [
        NavItem("public", INFO.title, "wishes_public.wishes"),
        NavItem("staff", INFO.title, "wishes_staff.wishes"),
    ]


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return [Panel("main", "wishes/panel.html", {"number": service.number(campaign.id)})]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    unread = service.unread(campaign.id) if campaign else 0
    return [DeskItem(_("看 %(count)s 个心愿", count=unread), "/zh/", _("去看"))] if unread else []


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return [AgendaItem(now + timedelta(minutes=30), _("读心愿"))]


@hookimpl
def search_documents(campaign: Campaign | None, now: datetime) -> Sequence[SearchDocument]:
    if campaign is None:
        return []
    page = search.place("wishes_public.wishes")
    return [
        SearchDocument(
            f"wishes:{campaign.id}", "wishes.list", str(INFO.title), "", (page,), now, campaign_id=campaign.id
        )
    ]


@hookimpl
def shown_files(file_ids: Sequence[int]) -> Sequence[int]:
    return [number for number in file_ids if number == 1]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [Deadline(campaign.ends_on, _("看完心愿"))]


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    row = IndicatorRow("wish:1", _("一个心愿"), endpoint="wishes_public.wishes")
    return [ReportSection("wishes", INFO.title, (ReportFigure("wishes.made", _("心愿"), "个", (row,)),))]


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    rows = (IndicatorRow("wish:1", _("一个心愿"), endpoint="wishes_public.wishes"),)
    return [Indicator("wishes.read", _("看过的心愿"), "件", 1, rows, endpoint="wishes_public.wishes")]


@hookimpl
def health(now: datetime) -> Sequence[HealthNote]:
    return [HealthNote("ok", _("心愿都好"))]


@hookimpl
def archive_parts(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[ArchivePart]:
    rows = [[service.number(campaign.id)]]
    return [ArchivePart("figures", INFO.title, {"head": [_("心愿")], "rows": rows})]


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return _unread_of(campaign)


@hookimpl
def campaign_blockers(campaign: Campaign, state: str, now: datetime) -> Sequence[Blocker]:
    return _unread_of(campaign) if state == "closed" else []


@hookimpl
def removal_blockers(now: datetime) -> Sequence[Blocker]:
    unread = service.unread(None)
    return [Blocker("wishes.unread", {"count": unread})] if unread else []


def _unread_of(campaign: Campaign) -> list[Blocker]:
    unread = service.unread(campaign.id)
    return [Blocker("wishes.unread", {"count": unread})] if unread else []


@hookimpl
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    """Wishes are of their year: nothing is brought along."""


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return [
        PersonalRecord(_("心愿"), {_("称呼"): wish.name, _("内容"): wish.text})
        for wish in service.of_person(person_digest)
    ]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    service.erase(person_digest)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    kept = {"table": "wishes_wish", "term": timedelta(days=30), "counted_from": _l("活动结束")}
    return [
        PersonalField(
            "wishes.wish.phone", _l("手机号"), _l("回复您的心愿"), sealed_column="phone_sealed",
            digest_column="person_digest", **kept,
        ),
        PersonalField("wishes.wish.name", _l("称呼"), _l("回复您的心愿"), sealed_column="name_sealed", **kept),
    ]  # fmt: skip


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return [Purged("wishes.wish.phone", service.purge(now - timedelta(days=30)))]


@hookimpl
def audit_subjects() -> Mapping[str, Any]:
    return {"wish": lambda ids, actor: {wish: Subject(_("心愿 %(n)s", n=wish)) for wish in ids}}


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return [Copy(_("心愿汇总"), f"#{revision.subject_id}")] if revision.kind == "wishes.summary" else []


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    """The summary is counted anew each time: no copy is kept."""


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    service.hear(event.key, event.name, now=now)


@click.command("wishes")
def count_command() -> None:
    """数一数心愿。"""
    click.echo(_("一共 %(count)s 个心愿", count=service.number(None)))

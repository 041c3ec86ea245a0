"""The delivery room: it hands messages over, shows the outbox, and keeps how each member of staff gets messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.base import clock
from core.base.access import Actor
from core.base.registry import Registry, registry
from core.delivery import demo as story
from core.delivery import digest, keeping_fields, service
from core.delivery import messages as wording
from core.delivery.models import ChoiceRow
from core.delivery.service.acts import ACT, CALLS, READ, SEE, TEST
from core.delivery.views_account import account_views
from core.delivery.views_staff import staff
from core.plugin.contracts import (
    Campaign,
    DeskItem,
    HealthNote,
    MessageKind,
    NavItem,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
)
from core.plugin.host import hookimpl

INFO = PluginInfo(name="delivery", title=_l("消息"), version="1.0", scope="site", path="")

account_views(staff)


def connect(house: Registry) -> None:
    """Tell the outbox how staff get messages, and the account page where they choose it."""
    house.staff_way = service.staff_way
    house.account_pages.append(
        (_l("消息接收"), _l("有事等您办时怎样通知您。"), "delivery_staff.own_messages")
    )


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [staff]


@hookimpl
def models() -> Sequence[type]:
    return (ChoiceRow,)


@hookimpl
def permissions() -> Sequence[Permission]:
    return [
        Permission(SEE, _l("看消息发得怎么样"), ("office", "supervisor", "administrator")),
        Permission(READ, _l("看消息发给谁、写了什么"), ("office", "supervisor")),
        Permission(ACT, _l("重发、放弃消息"), ("office", "supervisor")),
        Permission(CALLS, _l("打电话通知收不到消息的人"), ("office", "supervisor", "operator")),
        Permission(TEST, _l("测试短信网关"), ("office", "administrator")),
    ]


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return wording.KINDS


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {digest.DIGEST: digest.send_digests}


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    story.tell(now)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping_fields.FIELDS


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = []
    if actor.can(CALLS):
        items.append(NavItem("staff", _l("电话通知"), "delivery_staff.calls", 85))
    if actor.can(SEE):
        items.append(NavItem("admin", _l("消息"), "delivery_staff.outbox", 86))
    return items


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is not None or not actor.can(CALLS):
        return []
    waiting = service.calls(actor=actor)[2]
    if not waiting:
        return []
    title = ngettext("有 %(num)d 位群众要打电话通知", "有 %(num)d 位群众要打电话通知", waiting)
    return [
        DeskItem(
            title, url_for("delivery_staff.calls"), _("去打电话"), state="info", state_text=_("等电话通知")
        )
    ]


@hookimpl
def health(now: datetime) -> Sequence[HealthNote]:
    notes, counts = [], service.stuck_counts()
    late = service.late_by(now)
    if late is not None:
        minutes = int(late.total_seconds() // 60)
        notes.append(
            HealthNote(
                "warn", _("有消息到时间 %(minutes)s 分钟还没有发出。请检查后台进程和网关。", minutes=minutes)
            )
        )
    if counts.get("given_up"):
        notes.append(HealthNote("warn", _("有 %(count)s 条消息没有发出。", count=counts["given_up"])))
    if counts.get("uncertain"):
        notes.append(
            HealthNote("warn", _("有 %(count)s 条消息可能已发出，等人核对。", count=counts["uncertain"]))
        )
    return notes or [HealthNote("ok", _("消息都按时发出。"))]


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    kinds = registry().message_kinds
    return [
        PersonalRecord(
            _("发给您的消息"),
            {
                _("内容"): str(kinds[row.kind].title) if row.kind in kinds else row.kind,
                _("时间"): f"{clock.local(row.at):%Y-%m-%d %H:%M}",
                _("现在"): str(wording.STATES[row.state][1]),
            },
            service.words_kept_until(row),
        )
        for row in service.messages_of(person_digest)
    ]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    service.forget_person(person_digest, now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return [
        Purged("delivery.message.words", service.forget_sent(now)),
        Purged("delivery.choice.mail", service.forget_choices()),
    ]

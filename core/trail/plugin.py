"""The trail room's face to the house: the audit trail, the office for personal data, the nightly purge, the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click
from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base.access import Actor
from core.base.jobs import takes_long
from core.base.registry import Registry
from core.plugin.contracts import (
    Campaign,
    HealthNote,
    NavItem,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
)
from core.plugin.host import hookimpl
from core.trail import commands as command_line
from core.trail import messages as wording
from core.trail import personal_fields as keeping
from core.trail import store
from core.trail.models import PurgeRun
from core.trail.service.keys import JOB as RESEAL
from core.trail.service.keys import run_reseal
from core.trail.service.purge import JOB as PURGE
from core.trail.service.purge import run_purge
from core.trail.views_privacy import privacy_views
from core.trail.views_trail import staff

INFO = PluginInfo(name="trail", title=_l("办事记录与个人信息"), version="1.0", scope="site", path="")
LATE = timedelta(hours=36)

privacy_views(staff)


def connect(registry: Registry) -> None:
    """Everybody finds their own acts on the account page."""
    registry.account_pages.append(
        (_l("我的办事记录"), _l("您登录、签审、修改过什么，都记在这里。"), "trail_staff.trail")
    )


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [staff]


@hookimpl
def models() -> Sequence[type]:
    return [PurgeRun]


@hookimpl
def permissions() -> Sequence[Permission]:
    return [
        Permission("trail.campaigns", _l("看活动的全部办事记录"), ("office",)),
        Permission("trail.department", _l("看本单位的办事记录"), ("lead",)),
        Permission("trail.system", _l("看系统管理的记录"), ("administrator",)),
        Permission("trail.privacy", _l("看个人信息保管，替来人办理查阅和删除"), ("office",)),
    ]


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def commands() -> Sequence[click.Command]:
    return [command_line.audit_group, command_line.keys_group, command_line.purge_command]


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {PURGE: takes_long(run_purge), RESEAL: takes_long(run_reseal)}


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = []
    if any(actor.can(code) for code in ("trail.campaigns", "trail.department", "trail.system")):
        items.append(NavItem("admin", _l("办事记录"), "trail_staff.trail", 85))
    if actor.can("trail.privacy"):
        items.append(NavItem("admin", lazy_pgettext("menu", "个人信息"), "trail_staff.privacy", 86))
    return items


@hookimpl
def health(now: datetime) -> Sequence[HealthNote]:
    notes = []
    runs = store.last_runs(1)
    if runs and runs[0].failed:
        notes.append(HealthNote("warn", _("昨夜的清除没有做完：%(who)s", who="、".join(runs[0].failed))))
    elif runs and now - runs[0].at > LATE:
        notes.append(HealthNote("warn", _("个人信息超过一天半没有清除到期的。后台进程在运行吗？")))
    return notes or [HealthNote("ok", _("记录在封存，到期的个人信息在清除。"))]


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping.FIELDS


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return keeping.records_of(person_digest)


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    keeping.erase(person_digest)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping.purge_due(now)

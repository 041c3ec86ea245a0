"""The users room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base import clock
from core.base.access import Actor
from core.plugin.contracts import (
    Campaign,
    HealthNote,
    MessageKind,
    NavItem,
    Permission,
    PersonalRecord,
    PluginInfo,
)
from core.plugin.host import hookimpl
from core.users import commands as command_line
from core.users import messages as wording
from core.users import models as tables
from core.users import phone, rules, service, store
from core.users.views_account import account_views
from core.users.views_departments import department_views
from core.users.views_import import import_views
from core.users.views_public import public
from core.users.views_staff import staff

INFO = PluginInfo(name="users", title=_l("部门与人员"), version="1.0", scope="site", path="")

for add_views in (account_views, department_views, import_views):
    add_views(staff)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff]


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.DepartmentRow,
        tables.UserRow,
        tables.GrantRow,
        tables.SessionRow,
        tables.LinkRow,
        tables.ThrottleRow,
        tables.PhoneCodeRow,
        tables.ProvenPhoneRow,
    )


@hookimpl
def permissions() -> Sequence[Permission]:
    return [
        Permission("users.departments", _l("管理部门"), ("office", "administrator")),
        Permission("users.people", _l("管理人员"), ("office", "administrator", "lead")),
        Permission("users.reset", _l("给一次性链接重设密码"), ("office", "administrator", "lead")),
        Permission("users.import", _l("从表格导入部门和人员"), ("office", "administrator")),
        Permission("users.grant", _l("授予各种角色"), ("office",)),
        Permission("users.grant_own", _l("在本单位授予部门编辑和初审人"), ("lead",)),
        Permission("users.appoint", _l("指定系统管理员和政务公开办"), ("administrator",)),
    ]


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    code = MessageKind(
        phone.MESSAGE_KIND, _l("手机验证码"), wording.CODE_MESSAGE, urgent=True, secret=True, lasts=rules.CODE_LIFE
    )  # fmt: skip
    return [code]


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def commands() -> Sequence[click.Command]:
    return [command_line.admin_group, command_line.setup_link_command]


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {"users.purge": service.purge}


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = []
    if actor.can("users.people"):
        items.append(NavItem("admin", _l("人员"), "users_staff.people", 80))
    if actor.can("users.departments"):
        items.append(NavItem("admin", _l("部门"), "users_staff.departments", 81))
    return items


@hookimpl
def health(now: datetime) -> Sequence[HealthNote]:
    if store.administrators() == 0:
        return [HealthNote("warn", _("还没有系统管理员。请在服务器上运行 yangguang setup-link。"))]
    return [HealthNote("ok", _("有系统管理员。"))]


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    codes, proofs = store.phone_rows(person_digest)
    sent = [
        PersonalRecord(_("发给您的验证码"), {_("发送时间"): _when(row.sent_at)}, row.expires_at.date())
        for row in codes
    ]
    proven = [
        PersonalRecord(_("手机号验证"), {_("验证时间"): _when(row.proven_at)}, row.until.date())
        for row in proofs
    ]
    return [*proven, *sent]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    phone.erase_person(person_digest)


def _when(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"

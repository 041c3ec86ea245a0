"""The users room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.base import clock
from core.base.access import Actor
from core.base.config import BadSetting
from core.base.registry import Registry
from core.plugin.contracts import (
    Campaign,
    HealthNote,
    MessageKind,
    NavItem,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
    Subject,
)
from core.plugin.host import hookimpl
from core.users import commands as command_line
from core.users import messages as wording
from core.users import models as tables
from core.users import personal_fields as keeping
from core.users import phone, rules, service, store
from core.users.roles import ROLES
from core.users.service import guests
from core.users.views_account import account_views
from core.users.views_departments import department_views
from core.users.views_import import import_views
from core.users.views_public import public
from core.users.views_second_factor import ask_again, second_factor_views
from core.users.views_staff import staff

INFO = PluginInfo(name="users", title=_l("部门与人员"), version="1.0", scope="site", path="")

for add_views in (account_views, department_views, import_views, second_factor_views):
    add_views(staff)


def connect(house: Registry) -> None:
    """Let the guard ask for the password again; refuse a setting that names a role nobody has."""
    house.ask_again = ask_again
    unknown = [role for role in house.settings.second_factor_roles if role not in ROLES]
    if unknown:
        raise BadSetting(
            f"SECOND_FACTOR_ROLES 里有不认识的角色：{'、'.join(unknown)}。可用的有：{'、'.join(ROLES)}；都不要写 none。"
        )


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff]


@hookimpl
def models() -> Sequence[type]:
    return (
        tables.DepartmentRow,
        tables.UserRow,
        tables.GuestRow,
        tables.GrantRow,
        tables.SessionRow,
        tables.SecondFactorRow,
        tables.RecoveryCodeRow,
        tables.SignInRow,
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
        Permission("users.sign_ins", _l("看登录记录"), ("administrator",)),
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
    return {"users.purge": service.purge, guests.JOB: guests.end_over}


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = []
    if actor.can("users.people"):
        items.append(NavItem("admin", _l("人员"), "users_staff.people", 80))
    if actor.can("users.sign_ins"):
        items.append(NavItem("admin", _l("登录记录"), "users_staff.sign_ins", 82))
    if actor.can("users.departments"):
        items.append(NavItem("admin", lazy_pgettext("menu", "部门"), "users_staff.departments", 81))
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


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping.FIELDS


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping.purge_due(now)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"user": _users, "department": _departments}


def _users(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    may_open = actor.can("users.people")
    return {
        user_id: Subject(name, url_for("users_staff.person", user_id=user_id) if may_open else "")
        for user_id, name in service.user_names(ids).items()
    }


def _departments(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    url = url_for("users_staff.departments") if actor.can("users.departments") else ""
    return {department_id: Subject(service.department_name(department_id), url) for department_id in ids}


def _when(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"

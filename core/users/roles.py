"""The roles of the house. Rooms and plugins name these codes in `Permission.roles`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from core.base.registry import registry


@dataclass(frozen=True)
class Role:
    """A role. `scope` "department": held for a department and everything below it; "city": for everything or a part."""

    code: str
    title: Any
    scope: Literal["department", "city"]
    note: Any


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("editor", _l("部门编辑"), "department", _l("起草本单位的方案、公告和答复，不签审。")),
        Role("reviewer", _l("初审人"), "department", _l("签公开流程的初审。")),
        Role("secrecy_reviewer", _l("保密审查员"), "department", _l("签公开流程的保密审查。")),
        Role("leader", _l("分管领导"), "department", _l("签公开流程的审核。")),
        Role("lead", _l("部门管理员"), "department", _l("管本单位的人员，可以指定部门编辑和初审人。")),
        Role("seat_expert", _l("专席专家"), "department", _l("按排班坐热点专席。")),
        Role("office", _l("政务公开办"), "city", _l("组织活动，审核备案，公开发布，管理人员授权。")),
        Role("operator", _l("话务员"), "city", _l("接听来电，登记和答复。")),
        Role("supervisor", _l("班长"), "city", _l("开设专席，看话务大屏，调度。")),
        Role("host", _l("主持人"), "city", _l("主持在线访谈，整理提问。")),
        Role(
            "administrator",
            _l("系统管理员"),
            "city",
            _l("管账号、部门、插件、规则包和备份；看不到群众的信息，不签公开流程。"),
        ),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """Every declared permission that the role has."""
    return frozenset(code for code, permission in registry().permissions.items() if role in permission.roles)


def roles_with(permission: str) -> frozenset[str]:
    """The roles that have a permission; none for one that nobody declared."""
    declared = registry().permissions.get(permission)
    return frozenset(declared.roles) if declared else frozenset()


def titles(codes: Iterable[str]) -> list[str]:
    """The roles' names in the order of the list above, each once."""
    held = set(codes)
    return [str(role.title) for role in ROLES.values() if role.code in held]

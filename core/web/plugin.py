"""The web room: home, desk, plugin page, health. It shows only what hooks contribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.base.access import Actor
from core.plugin.contracts import Campaign, HealthNote, NavItem, Permission, PluginInfo
from core.plugin.host import hookimpl
from core.web import commands as command_line
from core.web import messages as wording
from core.web.health import notes
from core.web.views_agenda import agenda_views
from core.web.views_public import public
from core.web.views_staff import staff

INFO = PluginInfo(name="web", title=_l("网站"), version="1.0", scope="site", path="")


agenda_views(public)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public, staff]


@hookimpl
def permissions() -> Sequence[Permission]:
    return [Permission("web.plugins", _l("管理插件"), ("administrator", "office"))]


@hookimpl
def health(now: datetime) -> Sequence[HealthNote]:
    return notes()


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def commands() -> Sequence[click.Command]:
    return [command_line.plugin_group, command_line.plugins_command, command_line.hooks_command]


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    items = [NavItem("public", _l("首页"), "web_public.column" if campaign else "web_public.home", 0)]
    if campaign:
        items.append(NavItem("public", _l("日程"), "web_public.agenda", 10))
    if actor.can("web.plugins"):
        items.append(NavItem("admin", _l("插件"), "web_staff.plugins", 95))
    return items

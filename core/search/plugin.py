"""The search room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import click
from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base.jobs import takes_long
from core.base.search.models import SearchRow
from core.plugin.contracts import Copy, PluginInfo, RevisionView
from core.plugin.host import hookimpl
from core.search import commands as command_line
from core.search import service
from core.search.views_public import public

INFO = PluginInfo(name="search", title=_l("搜索"), version="1.0", scope="site", path="")


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return [public]


@hookimpl
def models() -> Sequence[type]:
    return [SearchRow]


@hookimpl
def commands() -> Sequence[click.Command]:
    return [command_line.search_group]


@takes_long
def _rebuild(now: datetime) -> None:
    service.rebuild(now)


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {"search.rebuild": _rebuild}


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    count = service.copies_of(revision)
    return [Copy(_("搜索目录"), count=count)] if count else []


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    service.forget(revision)

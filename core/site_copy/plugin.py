"""The site copy's face to the house: its job, and the commands of the archive, which need all floors below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from flask_babel import lazy_gettext as _l

from core.plugin.contracts import PluginInfo
from core.plugin.host import hookimpl
from core.site_copy.commands import archive_group
from core.site_copy.making import JOB, site_job

INFO = PluginInfo(name="site_copy", title=_l("归档网站"), version="1.0", scope="site", path="")


@hookimpl
def jobs() -> Mapping[str, Any]:
    return {JOB: site_job}


@hookimpl
def commands() -> Sequence[click.Command]:
    return [archive_group]


@hookimpl
def messages() -> Mapping[str, Any]:
    return {"campaign_not_public": _l("这届活动还没有公开的页面，没有可以归档的内容。")}

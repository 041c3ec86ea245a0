"""Decision preview's whole face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import Campaign, Permission, PluginInfo, RuleDeclaration, hookimpl

from . import messages as wording
from . import pack
from .commands import draft_group
from .models import TABLES
from .permissions import PERMISSIONS
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="decisions",
    title=_l("行政决策大家看"),
    version="0.1.0",
    path=pack.PATH,
    commands=("draft",),
    summary=_l("年度目录、草案征求意见、座谈听证、意见采纳反馈。"),
)
HERE = Path(__file__).parent


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return (public, staff)


@hookimpl
def commands() -> Sequence[click.Command]:
    return (draft_group,)


@hookimpl
def models() -> Sequence[type]:
    return TABLES


@hookimpl
def schema() -> Path:
    return HERE / "schema" / "versions"


@hookimpl
def translations() -> Path:
    return HERE / "translations"


@hookimpl
def permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return pack.DECLARATIONS


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""

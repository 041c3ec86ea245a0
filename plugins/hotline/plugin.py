"""The hotline's whole face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import Permission, PluginInfo, RuleDeclaration, hookimpl

from . import messages as wording
from . import pack
from .models import TABLES
from .permissions import PERMISSIONS
from .views_public import public
from .views_staff import staff

INFO = PluginInfo(
    name="hotline",
    title=_l("热线专席"),
    version="0.1.0",
    path="hotline",
    summary=_l("热点专席、排队接听、工单、公开答复。"),
)
HERE = Path(__file__).parent


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return (public, staff)


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
def settings() -> Mapping[str, str]:
    """`days` are ISO weekdays, `hours` when somebody answers; `dispatch` own or elsewhere (another platform's).

    `telephone_secret` signs what a telephone system posts, `telephone_url` is where it takes commands, `wall_key` opens
    the wall board.
    """
    return {
        "name": "8890 政务服务便民热线",
        "name_en": "8890 Government Hotline",
        "number": "8890",
        "hours": "08:30-17:30",
        "days": "1-7",
        "dispatch": "own",
        "telephone_secret": "",
        "telephone_url": "",
        "wall_key": "",
    }


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

"""The hotline's whole face to the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import Permission, PluginInfo, hookimpl

from . import messages as wording
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
def permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS

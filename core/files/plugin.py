"""The files room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, has_request_context, url_for
from flask_babel import lazy_gettext as _l

from core.base import files
from core.base.access import Actor
from core.base.files import FileInfo
from core.base.registry import Registry, registry
from core.files import messages as wording
from core.files import models as tables
from core.files import service, showing
from core.files.views_public import public
from core.files.views_staff import staff
from core.plugin.contracts import (
    Blocker,
    Campaign,
    Copy,
    DeskItem,
    Job,
    NavItem,
    Permission,
    PersonalField,
    PluginInfo,
    Purged,
    RevisionView,
    RuleDeclaration,
)
from core.plugin.host import hookimpl

INFO = PluginInfo(name="files", title=_l("图片与附件"), version="1.0", scope="site", path="")


def connect(registry: Registry) -> None:
    """Who sees a department's files, and which photos are out of the public's sight."""
    registry.file_guards.append(service.sees)
    registry.file_guards.append(_shown_by_a_plugin)
    registry.file_stops.append(service.stops)


def _shown_by_a_plugin(file: FileInfo, _actor: Actor | None) -> bool:
    """A plugin shows it to everybody outside of a published text: a broadcast's picture (hook `shown_files`)."""
    given = registry().host.contribute("shown_files", file_ids=[file.id])
    return any(number == file.id for _name, number in given)


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    return (public, staff)


@hookimpl
def models() -> Sequence[type]:
    return (tables.ItemRow, tables.ConsentRow)


@hookimpl
def permissions() -> Sequence[Permission]:
    chain = ("editor", "reviewer", "secrecy_reviewer", "leader", "lead", "office")
    return [
        Permission(service.SEE, _l("看本单位的图片与附件"), chain),
        Permission(service.EDIT, _l("上传图片与附件，登记肖像同意"), ("editor", "office")),
    ]


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return (RuleDeclaration("CP-06", "size", "像素", "照片大小", parts=("caption", "caption_length")),)


@hookimpl
def events() -> Sequence[str]:
    return ("files.consent_withdrawn", "files.replaced")


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"file": showing.audited_files}


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return service.FIELDS


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return service.purge(now)


@hookimpl
def jobs() -> Mapping[str, Job]:
    return {"files.sweep": _sweep}


def _sweep(now: datetime) -> None:
    """The nightly sweep: rows that nobody uses, bytes that no row knows."""
    files.sweep(now)


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    return [NavItem("staff", _l("图片与附件"), "files_staff.index", 65)] if actor.can(service.SEE) else []


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    return showing.desk_items(actor) if campaign is None else ()


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    """Portraits without consent (PI-04), photos too small or without caption (CP-06)."""
    found = service.blockers(revision, campaign)
    if not has_request_context():
        return found
    return [
        replace(b, url=url_for("files_staff.item", file_id=b.params["file"])) if "file" in b.params else b
        for b in found
    ]


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return service.copies(revision)


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    service.erase_copies(revision, now)

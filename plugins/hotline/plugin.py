"""The hotline's whole face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    Campaign,
    Deadline,
    DeskItem,
    LiveStream,
    MessageKind,
    NavItem,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
    RuleDeclaration,
    hookimpl,
)

from . import messages as wording
from . import pack, showing_line, showing_orders, wording_line, wording_orders
from .models import TABLES
from .permissions import PERMISSIONS, SERVE
from .service import keeping_orders, keeping_queue, seat_moves, seat_states
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


@hookimpl
def events() -> Sequence[str]:
    return (*wording_orders.EVENTS,)


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return (*wording_orders.KINDS, *wording_line.KINDS)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"hotline_order": showing_orders.subjects, "hotline_waiter": showing_line.waiter_subjects}


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    return [*showing_orders.nav(actor, campaign)]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    return [*showing_orders.desk_items(actor, campaign, now)]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [*showing_orders.deadlines(campaign, now)]


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return (*keeping_orders.FIELDS, *keeping_queue.FIELDS)


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return [*keeping_orders.records_of(person_digest), *keeping_queue.records(person_digest)]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    keeping_orders.erase_person(person_digest, now=now)
    keeping_queue.erase(person_digest, now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return [*keeping_orders.purge(now), *keeping_queue.purge(now)]


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """The line: `topic` is the one that changed, 0 for several."""
    return (LiveStream(seat_moves.LINE, _l("排队"), ("topic",), permission=SERVE),)


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {seat_states.LOOK: seat_states.look}

"""The booking room's face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base.clock import local
from core.base.registry import Registry
from core.booking import keeping, service
from core.booking import messages as wording
from core.booking.contracts import BookingView
from core.booking.models import (
    Booking,
    BookingArrival,
    BookingDraw,
    BookingEvent,
    BookingQuota,
    BookingSession,
)
from core.booking.service.drawing import DRAW
from core.booking.service.joining import Joining
from core.booking.service.lines import END, LAPSE, POOL
from core.booking.service.moments import next_moment
from core.plugin.contracts import (
    Editable,
    LiveStream,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Purged,
    Subject,
)
from core.plugin.host import hookimpl

INFO = PluginInfo("booking", _l("名额与报名"), "1.0", scope="site")


def connect(registry: Registry) -> None:
    """Bookings that wait are joined per process; a page about places ends when booking opens or closes."""
    registry.joining = Joining()
    registry.page_moments.append(next_moment)


@hookimpl
def models() -> Sequence[type]:
    return (BookingEvent, BookingSession, BookingQuota, BookingDraw, Booking, BookingArrival)


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """Places left; the key of a channel is the event's id. It says only that something changed."""
    return (LiveStream(service.PLACES, _l("余位")),)


@hookimpl
def jobs() -> Mapping[str, Callable[..., Any]]:
    return {
        LAPSE: service.lapse_offers,
        POOL: service.flow_into_pool,
        DRAW: service.draw_lots,
        END: service.end_line,
    }


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return [_record(booking) for booking in service.bookings_of(person_digest)]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    service.erase_person(person_digest, now=now)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return keeping.FIELDS


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return keeping.purge_forgotten(now)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    """Bookings by number: never whose."""
    return {"booking": lambda ids, actor: {i: Subject(t) for i, t in service.booking_numbers(ids).items()}}


def _state_words(state: str) -> str:
    """What became of a booking, for its holder."""
    words = {
        "booked": _("已报名"),
        "waiting": _("候补中"),
        "offered": _("有名额留给您，等您确认"),
        "lapsed": _("留的名额过了时间"),
        "cancelled": _("已取消"),
        "called_off": _("主办方取消"),
    }
    return words[state]


def _record(booking: BookingView) -> PersonalRecord:
    needs = {"wheelchair": _("需要轮椅通道"), "sign_language": _("需要手语翻译")}
    return PersonalRecord(
        title=_("报名 %(number)s", number=booking.number),
        fields={
            _("称呼"): booking.call_name,
            _("手机号"): booking.phone,
            _("类别"): booking.category,
            _("场次"): f"{booking.session.title} {local(booking.session.starts_at):%Y-%m-%d %H:%M}",
            _("人数"): str(booking.party),
            _("状态"): _state_words(booking.state),
            _("公开现场照片"): _("同意") if booking.photo_consent else _("不同意"),
            _("需要的帮助"): "、".join(needs.get(code, code) for code in booking.needs) or _("无"),
            _("报名时间"): f"{local(booking.created_at):%Y-%m-%d %H:%M}",
            **({_("姓名"): booking.full_name} if booking.full_name else {}),
            **({_("联系办法"): booking.contact} if booking.contact else {}),
        },
        ref=f"booking:{booking.id}",
        editable=(
            Editable("call_name", _("称呼"), booking.call_name),
            Editable("photo_consent", _("公开现场照片"), "y" if booking.photo_consent else "", "yes_no"),
        ),
        correct=lambda name, value, actor, now: keeping.correct(
            booking.id, name, value, actor=actor, now=now
        ),
    )

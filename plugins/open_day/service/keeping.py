"""What an open day collects about its visitors, why and how long; who is due is forgotten (PI-03)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from core.api import NotFound, PersonalField, Purged, booking, campaigns

from .freezing import OWNER

NOTICE = "open_day.booking"
_VISIT = _l("安排参观、签到、通知")
_EVALUATED = _l("总结评估公开")


def _field(
    name: str, title: object, *, sealed: str = "", plain: str = "", optional: bool = False
) -> PersonalField:
    return PersonalField(
        f"{NOTICE}.{name}",
        title,
        _VISIT,
        table="booking_booking",
        sealed_column=sealed,
        digest_column="person_digest" if name == "phone" else "",
        plain_column=plain,
        rule="PI-03",
        counted_from=_EVALUATED,
        optional=optional,
        count=lambda: booking.count_kept(OWNER),
    )


FIELDS = (
    _field("name", _l("称呼"), sealed="name_sealed"),
    _field("phone", _l("手机号"), sealed="phone_sealed"),
    _field("category", _l("代表类别"), plain="category"),
    _field("needs", _l("需要的帮助"), plain="needs", optional=True),
    _field("photo", _l("是否同意公开现场照片"), plain="photo_consent", optional=True),
)


def purge_due(now: datetime) -> list[Purged]:
    """Forget the visitors of events whose keeping time is over.

    The term (PI-03) runs from the published evaluation, which is due by OD-11: counted from the latest lawful day.
    """

    def is_due(campaign_id: int, last_end: datetime) -> bool:
        try:
            pack = campaigns.campaign_by_id(campaign_id).pack
        except NotFound:
            return False
        days, until_evaluated = pack.value("PI-03"), pack.value("OD-11")
        if not isinstance(days, int):
            return False
        later = until_evaluated if isinstance(until_evaluated, int) else 0
        return last_end + timedelta(days=days + later) <= now

    phones, names = booking.forget_due(OWNER, is_due, now=now)
    return [Purged(f"{NOTICE}.phone", phones), Purged(f"{NOTICE}.name", names)]

"""What meetings collect about persons, why and how long (DP-12); who is due is forgotten, figures stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Campaign,
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    booking,
    campaigns,
    clock,
    privacy,
    unit_of_work,
)

from ..store import meetings as store

OWNER = "decisions.meeting"
NOTICE = "decisions.meeting"
#: told besides where the gate asks for full names (PI-01)
GATE_NOTICE = "decisions.meeting_gate"
RULE = "DP-12"
_ATTEND = _l("安排会议座位、签到、通知")
_AFTER = _l("会议结束")


def _field(
    name: str, title: object, *, sealed: str = "", plain: str = "", optional: bool = False
) -> PersonalField:
    return PersonalField(
        f"{NOTICE}.{name}",
        title,
        _ATTEND,
        table="booking_booking",
        sealed_column=sealed,
        digest_column="person_digest" if name == "phone" else "",
        plain_column=plain,
        rule=RULE,
        counted_from=_AFTER,
        optional=optional,
        count=lambda: booking.count_kept(OWNER),
    )


FIELDS = (
    _field("name", _l("称呼"), sealed="name_sealed"),
    _field("phone", _l("手机号"), sealed="phone_sealed"),
    _field("needs", _l("需要的帮助"), plain="needs", optional=True),
    PersonalField(
        f"{NOTICE}.remark",
        _l("对会议纪要的意见"),
        _l("核对会议纪要"),
        table="decisions_minutes_answer",
        sealed_column="remark_sealed",
        rule=RULE,
        counted_from=_AFTER,
        optional=True,
        count=store.count_remarks,
    ),
    PersonalField(
        f"{NOTICE}.answer_phone",
        _l("手机号"),
        _l("核对会议纪要"),
        table="decisions_minutes_answer",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        rule=RULE,
        counted_from=_AFTER,
        storage_only=True,
    ),
    PersonalField(
        f"{GATE_NOTICE}.full_name",
        _l("姓名（进门登记，请带身份证，只看不存）"),
        _l("进门登记"),
        table="booking_booking",
        sealed_column="full_name_sealed",
        rule=RULE,
        counted_from=_AFTER,
        count=lambda: booking.count_kept(OWNER),
    ),
)


def purge_due(now: datetime) -> list[Purged]:
    """Forget the persons of meetings whose keeping time is over; places, arrivals and how many agreed stay."""
    phones = names = remarks = answered = 0
    for meeting_id, event_id, campaign_id, last_end in booking.kept_events(OWNER):
        try:
            campaign = campaigns.campaign_by_id(campaign_id)
        except NotFound:
            continue
        due = forgotten_on(campaign, last_end)
        if due is None or last_end > now or clock.local(now).date() < due:
            continue
        with unit_of_work():
            done = booking.forget_event(event_id, campaign_id, now=now)
            phones, names = phones + done[0], names + done[1]
            for answer in store.sealed_answers(meeting_id):
                remarks += answer.remark_sealed != ""
                answered += answer.phone_sealed != ""
                answer.remark_sealed = answer.phone_sealed = answer.person_digest = ""
    return [
        Purged(f"{NOTICE}.phone", phones),
        Purged(f"{NOTICE}.name", names),
        Purged(f"{NOTICE}.remark", remarks),
        Purged(f"{NOTICE}.answer_phone", answered),
    ]


def forgotten_on(campaign: Campaign, ends_at: datetime) -> date | None:
    """The first day on which the persons of a meeting that ended then are forgotten; None without the rule."""
    days = campaign.pack.value(RULE)
    if not isinstance(days, int) or isinstance(days, bool):
        return None
    return clock.local(ends_at).date() + timedelta(days=days)


def personal_data(person_digest: str) -> list[PersonalRecord]:
    """What a person said of minutes; their bookings are told by the booking room."""
    verdicts = {"agreed": _("没有意见"), "remark": _("有意见")}
    return [
        PersonalRecord(
            title=_("对会议纪要的答复"),
            fields={
                _("答复"): verdicts[answer.verdict],
                _("写的意见"): privacy.unseal(answer.remark_sealed) if answer.remark_sealed else _("无"),
                _("时间"): f"{clock.local(answer.at):%Y-%m-%d %H:%M}",
            },
            ref=f"decisions_minutes_answer:{answer.id}",
        )
        for answer, _meeting_id in store.answers_of_person(person_digest)
    ]


def erase(person_digest: str, now: datetime) -> None:
    """Forget a person's words about minutes; that somebody agreed or remarked stays counted."""
    with unit_of_work():
        for answer, _meeting_id in store.answers_of_person(person_digest):
            answer.remark_sealed = answer.phone_sealed = answer.person_digest = ""

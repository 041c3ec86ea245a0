"""What the users room keeps about persons, for the notice, the purge and the rotation of keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from core.base.personal import PersonalField, Purged, delete_rows
from core.users import models as tables
from core.users import rules

PROVING = _l("确认手机号是您本人的")
SIGNING_IN = _l("保护账号")
CONTACT = _l("工作联系")

FIELDS = (
    PersonalField(
        "users.proof.phone",
        _l("手机号"),
        PROVING,
        table="users_proven_phone",
        sealed_column="phone_sealed",
        digest_column="phone_digest",
        term=timedelta(days=1),
        counted_from=_l("验证失效"),
    ),
    PersonalField(
        "users.proof.code",
        _l("发出的验证码"),
        PROVING,
        table="users_phone_code",
        sealed_column="phone_sealed",
        digest_column="phone_digest",
        term=timedelta(days=1),
        counted_from=_l("验证码失效"),
    ),
    PersonalField(
        "users.proof.count",
        _l("要验证码的次数（不含号码本身）"),
        _l("防止有人拿别人的号码乱发短信"),
        table="users_throttle",
        plain_column="key",
        term=timedelta(days=3),
        counted_from=_l("最后一次"),
    ),
    PersonalField(
        "users.session.address",
        _l("登录的网络地址和设备"),
        SIGNING_IN,
        table="users_session",
        plain_column="address",
        term=timedelta(days=1),
        counted_from=_l("登录结束"),
        of_staff=True,
    ),
    PersonalField(
        "users.staff.phone",
        _l("工作人员的电话"),
        CONTACT,
        table="users_user",
        sealed_column="phone_sealed",
        counted_from=_l("不再用于工作联系时"),
        optional=True,
        of_staff=True,
    ),
    PersonalField(
        "users.staff.second_factor",
        _l("工作人员的动态口令密钥"),
        SIGNING_IN,
        table="users_second_factor",
        sealed_column="secret_sealed",
        counted_from=_l("关掉动态口令时"),
        of_staff=True,
    ),
    PersonalField(
        "users.staff.mail",
        _l("工作人员的邮箱"),
        CONTACT,
        table="users_user",
        sealed_column="mail_sealed",
        counted_from=_l("不再用于工作联系时"),
        optional=True,
        of_staff=True,
    ),
)


def purge_due(now: datetime) -> list[Purged]:
    """Remove old proofs, codes, counters and ended sessions."""
    quiet = now - timedelta(days=2)
    throttle, session = tables.ThrottleRow, tables.SessionRow
    return [
        Purged("users.proof.phone", delete_rows(tables.ProvenPhoneRow, tables.ProvenPhoneRow.until <= now)),
        Purged("users.proof.code", delete_rows(tables.PhoneCodeRow, tables.PhoneCodeRow.expires_at <= now)),
        Purged(
            "users.proof.count",
            delete_rows(throttle, (throttle.last_at <= quiet) | throttle.last_at.is_(None)),
        ),
        Purged(
            "users.session.address",
            delete_rows(
                session,
                (session.created_at <= now - rules.SESSION_LONGEST)
                | (session.last_seen_at <= now - rules.SESSION_IDLE),
            ),
        ),
    ]

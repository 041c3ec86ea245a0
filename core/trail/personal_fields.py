"""What stands in the base tables about persons: the consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from core.base.clock import local
from core.base.db import db
from core.base.personal import Consent, PersonalField, Purged, delete_rows
from core.plugin.contracts import PersonalRecord
from core.trail.messages import CONSENT_WAYS
from core.trail.rules import CONSENT_TERM

FIELDS = (
    PersonalField(
        "trail.consent.phone",
        _l("您同意过哪份告知（手机号）"),
        _l("证明收集前告知过您、您同意过"),
        table="base_consent",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        term=CONSENT_TERM,
        counted_from=_l("同意"),
    ),
)


def records_of(person_digest: str) -> Sequence[PersonalRecord]:
    rows = db.session.scalars(
        select(Consent).where(Consent.person_digest == person_digest).order_by(Consent.id)
    )
    return [
        PersonalRecord(
            title=_("同意的告知 %(number)s", number=row.id),
            fields={
                _("同意时间"): f"{local(row.at):%Y-%m-%d %H:%M}",
                _("方式"): str(CONSENT_WAYS.get(row.way, row.way)),
                _("告知的编号"): row.notice_digest[:12],
            },
            kept_until=local(row.at + CONSENT_TERM).date(),
        )
        for row in rows
    ]


def erase(person_digest: str) -> None:
    db.session.execute(delete(Consent).where(Consent.person_digest == person_digest))


def purge_due(now: datetime) -> list[Purged]:
    return [Purged("trail.consent.phone", delete_rows(Consent, Consent.at <= now - CONSENT_TERM))]

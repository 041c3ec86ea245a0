"""What the assessment keeps about persons, and when it forgets them: who brought a paper that the office entered (代录)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    campaigns,
    clock,
    privacy,
    unit_of_work,
)

from ..models.submissions import Handing
from ..store import submissions as store

#: as long as somebody may ask who handed a paper in
PROOF = timedelta(days=365)

_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")

FIELDS = (
    PersonalField(
        "assessment.handing.brought_by", _l("送材料的人"), _l("查证材料是谁送来的"), table="assessment_handing",
        sealed_column="brought_by_sealed", term=PROOF, counted_from=_l("活动结束"), optional=True, of_staff=True,
    ),
)  # fmt: skip


def purge(now: datetime) -> Sequence[Purged]:
    """Forget who brought papers to campaigns that ended a year ago; the papers stay."""
    today, count = clock.local(now).date(), 0
    with unit_of_work():
        for row, campaign_id in store.brought():
            try:
                ends_on = campaigns.campaign_by_id(campaign_id).ends_on
            except NotFound:
                continue
            if ends_on + PROOF < today:
                row.brought_by_sealed = ""
                count += 1
    return (Purged("assessment.handing.brought_by", count),)


def personal_data(person_digest: str) -> list[PersonalRecord]:
    """Papers beside whose bringer somebody typed this person's telephone number."""
    return [
        PersonalRecord(
            title=_("送材料的人"),
            fields={_("送材料的人"): privacy.unseal(row.brought_by_sealed)},
            ref=f"assessment_handing:{row.id}",
        )
        for row in _of_person(person_digest)
    ]


def erase(person_digest: str, now: datetime) -> None:
    """Forget who brought these papers."""
    with unit_of_work():
        for row in _of_person(person_digest):
            row.brought_by_sealed = ""


def _of_person(person_digest: str) -> list[Handing]:
    """There are few of them: only what came by chat, paper or mail and isn't a year old."""
    return [
        row
        for row, _campaign_id in store.brought()
        if any(
            person_digest in privacy.digest_candidates(phone)
            for phone in _PHONE.findall(privacy.unseal(row.brought_by_sealed))
        )
    ]

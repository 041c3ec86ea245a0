"""What the assessment keeps about persons, and when it forgets them: who brought a paper that the office entered (代录)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from core.api import NotFound, PersonalField, Purged, campaigns, clock, unit_of_work

from ..store import submissions as store

#: as long as somebody may ask who handed a paper in
PROOF = timedelta(days=365)

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

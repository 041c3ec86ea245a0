"""What votes keep about persons, why and how long (PI-03); who is due is forgotten, votes stay."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import PersonalField, PersonalRecord, Purged, clock

from ..store import schedule as store
from ..store import vote as votes
from . import vote

FIELDS = (
    PersonalField(
        f"{vote.NOTICE}.phone",
        _l("手机号"),
        _l("一个人只投一票"),
        table="interviews_ballot",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        rule="PI-03",
        counted_from=_l("投票截止"),
        count=votes.count_phones,
    ),
)


def purge_due(now: datetime) -> list[Purged]:
    """The phones behind votes that ended long ago go."""
    return [Purged(f"{vote.NOTICE}.phone", vote.purge(now))]


def personal_data(person_digest: str) -> list[PersonalRecord]:
    """What a person voted for."""
    found = []
    for ballot, _interview in votes.of_digest(person_digest):
        titles = {one.id: one.title for one in store.candidates(ballot.interview_id)}
        found.append(
            PersonalRecord(
                title=_("访谈题目的投票"),
                fields={
                    _("选的题目"): titles.get(ballot.candidate_id, ""),
                    _("时间"): f"{clock.local(ballot.at):%Y-%m-%d %H:%M}",
                },
                ref=f"interviews_ballot:{ballot.id}",
            )
        )
    return found

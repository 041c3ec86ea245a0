"""What an operator's draft keeps about a caller: hours, not days; it goes when the call is noted down (PI-03)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from core.api import PersonalField, PersonalRecord, Purged, clock, privacy, unit_of_work

from ..store import intake as store

#: a draft that nobody finished or went on with is gone after this
LIFE = timedelta(days=2)
_PURPOSE = _l("接听时临时记下，办结后转入工单")
_SAVED = _l("最后一次保存")
#: what of a draft is shown to the person it is about
_SHOWN = {"name": _l("称呼"), "title": _l("诉求"), "place": _l("地点"), "words": _l("内容")}

FIELDS = (
    PersonalField(
        "hotline.draft.phone", _l("电话"), _PURPOSE, table="hotline_intake_draft",
        sealed_column="phone_sealed", digest_column="person_digest", term=LIFE, counted_from=_SAVED,
        storage_only=True,
    ),
    PersonalField(
        "hotline.draft.words", _l("还没办结的记录"), _PURPOSE, table="hotline_intake_draft",
        sealed_column="body_sealed", term=LIFE, counted_from=_SAVED, storage_only=True,
    ),
)  # fmt: skip


def records_of(person_digest: str) -> list[PersonalRecord]:
    """Drafts that hold this person's number, with what was typed so far."""
    found = []
    for row in store.drafts_of_person([person_digest]):
        typed = json.loads(privacy.unseal(row.body_sealed))
        fields = {
            str(_l("电话")): privacy.unseal(row.phone_sealed) if row.phone_sealed else "",
            **{str(title): typed.get(name, "") for name, title in _SHOWN.items()},
        }
        found.append(
            PersonalRecord(
                title=str(_l("热线正在记的一单")),
                fields={title: text for title, text in fields.items() if text},
                kept_until=clock.local(row.saved_at + LIFE).date(),
            )
        )
    return found


def erase(person_digest: str, now: datetime) -> None:
    """Drop the drafts that hold this person's number."""
    with unit_of_work():
        for row in store.drafts_of_person([person_digest]):
            store.drop_draft(row.user_id, row.key)


def purge(now: datetime) -> list[Purged]:
    """Drop drafts that nobody went on with."""
    with unit_of_work():
        phones, words = store.drop_old_drafts(now - LIFE)
    return [Purged("hotline.draft.phone", phones), Purged("hotline.draft.words", words)]

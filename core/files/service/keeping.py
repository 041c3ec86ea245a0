"""What the portrait ledger keeps about persons, and when it forgets them (PIPL 19, 25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from core.base.db import db
from core.base.personal import PersonalField, Purged
from core.files.models import ConsentRow

#: as long as somebody may claim that a portrait was published without consent (civil code art. 188)
PROOF = timedelta(days=3 * 365)
_PURPOSE = _l("证明照片中的人同意公开肖像")
_AFTER = _l("撤回同意或删除照片")
_DUTY = _l("PI-04 肖像同意台账")
_UNTIL = _l("撤回后三年")


def _scans() -> int:
    return db.session.scalar(select(func.count(ConsentRow.scan_id))) or 0


FIELDS = (
    PersonalField(
        "files.portrait.name", _l("照片中人的姓名"), _PURPOSE, table="files_consent", sealed_column="name_sealed",
        term=PROOF, counted_from=_AFTER, duty=_DUTY, duty_until=_UNTIL,
    ),
    PersonalField(
        "files.portrait.form", _l("同意书扫描件"), _PURPOSE, term=PROOF, counted_from=_AFTER, duty=_DUTY,
        duty_until=_UNTIL, optional=True, count=_scans,
    ),
)  # fmt: skip


def purge(now: datetime) -> Sequence[Purged]:
    """Forget who took consent back three years ago: the line stays, without the name; the scan goes with the sweep."""
    old = (ConsentRow.withdrawn_at.is_not(None), ConsentRow.withdrawn_at < now - PROOF)
    scans = db.session.execute(
        update(ConsentRow).where(*old, ConsentRow.scan_id.is_not(None)).values(scan_id=None)
    )
    names = db.session.execute(
        update(ConsentRow).where(*old, ConsentRow.name_sealed != "").values(name_sealed="")
    )
    return (
        Purged("files.portrait.name", names.rowcount),  # type: ignore[attr-defined]
        Purged("files.portrait.form", scans.rowcount),  # type: ignore[attr-defined]
    )

"""What an open day puts into the archive: places and bookings by session, numbers only. Always in Chinese, as documents are."""

from __future__ import annotations

from flask_babel import force_locale

from core.api import ArchivePart, RevisionView, booking, clock

from . import chain
from .service.channels import channels_of
from .service.freezing import OWNER
from .wording_check import CHANNELS

CHANNEL_HEAD = ["渠道", "哪一家、哪一处", "日期", "链接"]
HEAD = ["场次", "时间", "地点", "席位", "已报名", "空余"]


def parts(revision: RevisionView) -> list[ArchivePart]:
    """The figures of a published announcement; nothing for other texts."""
    event = (
        booking.view_event(OWNER, revision.subject_id) if revision.kind == chain.ANNOUNCEMENT.code else None
    )
    if event is None:
        return []
    rows: list[list[str | int]] = [
        [session.title, _span(session), session.place, session.capacity, session.taken, session.left]
        for session in event.sessions
    ]
    foot = ["合计", "", "", event.capacity, event.taken, event.left]
    found = [ArchivePart("figures", "席位和报名人数", {"head": HEAD, "rows": rows, "foot": foot})]
    ticked = channels_of(revision.subject_id)
    if ticked:
        with force_locale("zh"):
            told = [[str(CHANNELS[n.code]), n.note, n.day.isoformat(), n.url] for n in ticked]
        found.append(ArchivePart("figures", "公告的发布渠道", {"head": CHANNEL_HEAD, "rows": told}))
    return found


def _span(session: booking.SessionView) -> str:
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    return f"{starts:%Y-%m-%d %H:%M}—{ends:%H:%M}"

"""A meeting's papers: files of the department's drawer, frozen with the notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from core.api import Actor, Campaign, Invalid, NotFound, db, files, pictures, secrecy, unit_of_work

from .. import chain
from ..models.meetings import MeetingPaper
from ..store import meetings as store

#: papers of one meeting at most
MOST = 12


def add_paper(
    campaign: Campaign,
    meeting_id: int,
    version: int,
    title: str,
    stream: BinaryIO,
    filename: str,
    *,
    no_secret_marks: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Put a file into the department's drawer and among the meeting's papers.

    Raises Invalid (confirmation missing, kind or size of file, too many), Conflict, RuleBroken("secret_mark").
    """
    from . import meetings

    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise Invalid("decisions.paper_title", field="title")
    secrecy.refuse_marks([title])
    with unit_of_work() as session:
        row = meetings.editable(campaign, meeting_id, version, actor=actor)
        kept = store.papers(meeting_id)
        if len(kept) >= MOST:
            raise Invalid("decisions.papers_many", field="file", limit=MOST)
        added = pictures.add_file(stream, filename, row.department_id, no_secret_marks, actor=actor, now=now)
        session.add(MeetingPaper(meeting_id=meeting_id, file_id=added.id, title=title, ordinal=len(kept) + 1))
        session.flush()
        _changed(row, now)
        meetings.record(row, "decisions.paper_added", actor, now, file_id=added.id)


def drop_paper(
    campaign: Campaign, meeting_id: int, version: int, paper_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take a paper off the meeting; the file stays in the drawer."""
    from . import meetings

    with unit_of_work() as session:
        row = meetings.editable(campaign, meeting_id, version, actor=actor)
        paper = next((p for p in store.papers(meeting_id) if p.id == paper_id), None)
        if paper is None:
            raise NotFound
        session.delete(paper)
        session.flush()
        _changed(row, now)
        meetings.record(row, "decisions.paper_dropped", actor, now)


def frozen(meeting_id: int) -> tuple[Mapping[str, Any], ...]:
    """The papers as blocks of the notice."""
    found = store.papers(meeting_id)
    known = files.infos([paper.file_id for paper in found])
    return tuple(
        pictures.file_block(known[paper.file_id], paper.title) for paper in found if paper.file_id in known
    )


def _changed(row: Any, now: datetime) -> None:
    row.version += 1
    row.saved_at = now
    db.session.flush()
    ids = [paper.file_id for paper in store.papers(row.id)]
    files.attach(chain.MEETING.code, row.id, ids, campaign_id=row.campaign_id)

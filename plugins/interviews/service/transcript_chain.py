"""The transcript on its way to the public: what it lacks, how it is frozen, what stops it, what is kept of it where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Content,
    Copy,
    DocumentView,
    Invalid,
    Published,
    RevisionView,
    RuleBroken,
    db,
    files,
    kept_sheets,
    opinions,
    pictures,
    publishing,
    registry,
    unit_of_work,
)

from .. import chain, document_transcript
from ..contracts import InterviewView
from ..models import Cue, Transcript
from ..permissions import EDIT
from ..rules import transcript as rules
from ..rules.transcript import Flaw, Line
from ..store import transcript as store
from . import interviews
from .transcript import lines_of, locked_row, over, record, released


@dataclass(frozen=True)
class ShownTurn:
    """A turn of the working copy: its row's number and its words; `pulled`: something in it was pulled from the air."""

    id: int
    line: Line
    pulled: bool


@dataclass(frozen=True)
class TranscriptView:
    """The working copy with everything that is said about it. `version` 0: not begun. `fresh`: turns that were released
    since it was made; `recording` is a file or an address of another site."""

    interview: InterviewView
    version: int
    lead: str
    turns: tuple[ShownTurn, ...]
    recording: files.FileInfo | None
    recording_url: str
    cues: int
    saved_at: datetime | None
    over: bool
    fresh: int
    flaws: tuple[Flaw, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    content: Content
    may_edit: bool

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        if self.saved_at is None:
            return False
        return self.published is None or self.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.version > 0 and not self.flaws and not self.blockers


def view(campaign: Campaign, interview_id: int, *, actor: Actor, now: datetime) -> TranscriptView:
    """The working copy for who may see the interview. Raises NotFound, Hidden while it is hidden as 疑似涉密."""
    shown = interviews.for_staff(campaign, interview_id, actor=actor)
    publishing.refuse_hidden(chain.TRANSCRIPT.code, interview_id)
    row = store.transcript(interview_id)
    rows = store.turns(row.id) if row is not None else ()
    lines = lines_of(row) if row is not None else []
    gone = store.pulled({number for line in lines for number in line.came_from})
    content = content_of(shown, row)
    recording = files.infos([row.recording_id]).get(row.recording_id) if row and row.recording_id else None
    blockers = pictures.blockers(_as_revision(content, shown), campaign) if row is not None else []
    live = released(interview_id)
    taken = row.taken_place if row is not None else 0
    return TranscriptView(
        interview=shown,
        version=row.version if row is not None else 0,
        lead=row.lead if row is not None else "",
        turns=tuple(
            ShownTurn(turn.id, line, bool(set(line.came_from) & set(gone)))
            for turn, line in zip(rows, lines, strict=True)
        ),
        recording=recording,
        recording_url=row.recording_url if row is not None else "",
        cues=len(store.cues(row.id)) if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        over=over(shown, now),
        fresh=sum(one.place > taken for one in live),
        flaws=tuple(rules.flaws(lines, gone)) if row is not None else (),
        blockers=tuple(blockers),
        document=chain.TRANSCRIPT.document(interview_id),
        published=chain.TRANSCRIPT.published(interview_id),
        content=content,
        may_edit=actor.can(EDIT, campaign_id=campaign.id, department_id=shown.department_id),
    )


def submit(
    campaign: Campaign,
    interview_id: int,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    correction: str = "",
) -> None:
    """Freeze turns, pictures and subtitles and send them into the chain (送审).

    Raises RuleBroken("interviews.transcript_not_ready" | "…_early"), Invalid("interviews.correction_missing"), Conflict,
    and what the chain raises.
    """
    with unit_of_work():
        shown, row = locked_row(campaign, interview_id, version, actor=actor)
        found = view(campaign, interview_id, actor=actor, now=now)
        if not found.over:
            raise RuleBroken("interviews.transcript_early")
        if not found.ready:
            raise RuleBroken("interviews.transcript_not_ready", count=len(found.flaws) + len(found.blockers))
        if found.published is not None and not correction.strip():
            raise Invalid("interviews.correction_missing", field="correction")
        chain.TRANSCRIPT.submit(
            interview_id, campaign.id, shown.department_id, content_of(shown, row),
            actor=actor, now=now, correction=correction,
        )  # fmt: skip
        record(shown, "interviews.transcript_submitted", actor, now)


def content_of(shown: InterviewView, row: Transcript | None) -> Content:
    """The transcript as it is frozen: what people sign as blocks, what pages draw as data."""
    lines = lines_of(row) if row is not None else []
    announced = chain.NOTICE.published(shown.id)
    told = announced.revision.data["interview"] if announced is not None else interviews.frozen(shown)
    used = [line.picture_id for line in lines if line.picture_id is not None]
    known = pictures.items(used)
    images = {
        line.picture_id: pictures.image_block(
            known[line.picture_id].file, line.caption or known[line.picture_id].caption
        )
        for line in lines
        if line.picture_id is not None and line.picture_id in known
    }
    recording = _recording(row)
    issuer = registry().department_name(shown.department_id)
    numbers = {
        number: text.number
        for number, text in opinions.texts_of(
            [line.opinion_id for line in lines if line.opinion_id is not None]
        ).items()
    }
    data: dict[str, Any] = {
        "interview": told,
        "lead": row.lead if row is not None else "",
        "turns": [
            {
                "speaker": line.speaker,
                "who": line.who,
                "text": line.text,
                "number": numbers.get(line.opinion_id or 0, ""),
                "picture": images.get(line.picture_id or 0),
                "came_from": list(line.came_from),
            }
            for line in lines
        ],
        "recording": recording,
        "cues": [_cue(cue) for cue in store.cues(row.id)] if row is not None else [],
    }
    lead = row.lead if row is not None else ""
    found = document_transcript.blocks(told, lead, lines, images, recording, issuer)
    return Content(document_transcript.title(shown.title), issuer, found, data)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen transcript may not come out now: the broadcast goes on, or something in it was pulled since."""
    if revision.kind != chain.TRANSCRIPT.code:
        return []
    shown = interviews.of_campaign(campaign, revision.subject_id)
    found = []
    if not over(shown, now):
        found.append(Blocker("interviews.transcript_early"))
    taken = {int(number) for turn in revision.data["turns"] for number in turn["came_from"]}
    gone = store.pulled(taken)
    if gone:
        turns = revision.data["turns"]
        first = next(n for n, turn in enumerate(turns, 1) if set(turn["came_from"]) & set(gone))
        found.append(Blocker("interviews.transcript_pulled", {"turn": first}))
    return found


# ── SC-01 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def copies(revision: RevisionView) -> list[Copy]:
    """The working copy, its subtitles, and the sheets that were made of the published one."""
    if revision.kind != chain.TRANSCRIPT.code:
        return []
    found = []
    row = store.transcript(revision.subject_id)
    if row is not None:
        found.append(Copy(_("访谈实录的草稿"), f"#{row.id}", 1 + len(store.turns(row.id))))
        cues = store.cues(row.id)
        if cues:
            found.append(Copy(_("访谈的字幕"), f"#{row.id}", len(cues)))
    made = kept_sheets.kept_of(revision.document_id)
    if made:
        found.append(Copy(_("访谈实录的 PDF"), f"#{revision.document_id}", len(made), str(made[0].parent)))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy and its subtitles, destroy the sheets; numbers and times stay."""
    if revision.kind != chain.TRANSCRIPT.code:
        return
    kept_sheets.forget(revision.document_id)
    row = store.transcript(revision.subject_id)
    if row is None:
        return
    row.lead = row.recording_url = ""
    for turn in store.turns(row.id):
        turn.text = turn.who = turn.caption = ""
    for cue in store.cues(row.id):
        cue.text = cue.voice = ""
    db.session.flush()


def _recording(row: Transcript | None) -> dict[str, Any] | None:
    if row is None:
        return None
    if row.recording_id is not None:
        known = files.infos([row.recording_id]).get(row.recording_id)
        if known is not None and not known.blanked:
            return pictures.file_block(known, "访谈录音录像")
    return {"url": row.recording_url} if row.recording_url else None


def _cue(cue: Cue) -> list[int | str]:
    return [cue.from_ms, cue.to_ms, cue.text, cue.voice, cue.settings]


def _as_revision(content: Content, shown: InterviewView) -> RevisionView:
    """The text as the files room judges it before it is frozen."""
    return RevisionView(
        0, 0, chain.TRANSCRIPT.code, shown.id, 0, content.title, "", content.issuer, tuple(content.blocks),
        content.data, "", shown.department_id, shown.campaign_id,
    )  # fmt: skip

"""The recording of an interview, and its subtitles: brought in from a file, looked at, accepted, given out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotFound,
    db,
    files,
    pictures,
    secrecy,
    text_files,
    unit_of_work,
)

from ..models import Cue as CueRow
from ..models import Transcript
from ..rules import subtitles
from ..rules.subtitles import Cue, Fault, Read
from ..store import transcript as store
from . import interviews
from .transcript import locked_row, record, touch

LONGEST_URL = 300
#: subtitles of a few hours are far smaller
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Subtitles:
    """The kept subtitles with the version they belong to."""

    version: int
    cues: tuple[Cue, ...]


def is_media(file: files.FileInfo) -> bool:
    """Whether a file is sound or pictures that move."""
    return file.media_type.startswith(("audio/", "video/"))


def recordings_of(department_id: int, *, actor: Actor) -> list[files.FileInfo]:
    """The department's recordings in the drawer, the newest first, for a form that lets one choose."""
    found, _total = pictures.drawer(actor=actor, department_id=department_id, sort="documents", limit=200)
    return [item.file for item in found if is_media(item.file) and not item.file.blanked]


def set_recording(
    campaign: Campaign,
    interview_id: int,
    version: int,
    *,
    file_id: int | None = None,
    url: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Say where the recording is: a file of the department's drawer, an address elsewhere, or nowhere.

    Raises Invalid (interviews.recording_not_yours, interviews.recording_kind, interviews.recording_url), Conflict.
    """
    url = url.strip()
    if url and (
        len(url) > LONGEST_URL or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc
    ):
        raise Invalid("interviews.recording_url", field="url")
    with unit_of_work():
        view, row = locked_row(campaign, interview_id, version, actor=actor)
        if file_id is not None:
            item = pictures.items([file_id]).get(file_id)
            if item is None or item.department_id != view.department_id or item.file.blanked:
                raise Invalid("interviews.recording_not_yours", field="file_id")
            if not is_media(item.file):
                raise Invalid("interviews.recording_kind", field="file_id")
        row.recording_id, row.recording_url = file_id, "" if file_id is not None else url
        touch(row, view, now)
        record(view, "interviews.recording_set", actor, now, file=file_id or 0)


def add_recording(
    campaign: Campaign,
    interview_id: int,
    version: int,
    stream: BinaryIO,
    filename: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Put a recording into the department's drawer and make it the transcript's. Raises what both raise."""
    view, _row = locked_row(campaign, interview_id, version, actor=actor)
    added = pictures.add_file(stream, filename, view.department_id, True, actor=actor, now=now)
    set_recording(campaign, interview_id, version, file_id=added.id, actor=actor, now=now)


def look(data: bytes, name: str) -> Read:
    """What a file of subtitles holds and what is wrong in it; nothing is kept.

    Raises Invalid: what `text_files` raises for bytes that are no text, interviews.subtitles_none.
    """
    if len(data) > MOST_BYTES:
        raise Invalid("file_too_large", field="file", limit=MOST_BYTES, unit="bytes")
    text = text_files.decode_text(data)
    secrecy.refuse_marks([text])
    found = subtitles.read(text, name)
    if not found.cues and not found.faults:
        raise Invalid("interviews.subtitles_none", field="file")
    return found


def keep(
    campaign: Campaign, interview_id: int, version: int, cues: Sequence[Cue], *, actor: Actor, now: datetime
) -> None:
    """Make these the transcript's subtitles; those before are replaced. Raises Conflict, Invalid, RuleBroken("secret_mark")."""
    secrecy.refuse_marks(cue.text for cue in cues)
    if len(cues) > subtitles.MOST_CUES:
        raise Invalid("interviews.subtitles_many", limit=subtitles.MOST_CUES)
    with unit_of_work():
        view, row = locked_row(campaign, interview_id, version, actor=actor)
        store.drop_cues(row.id)
        db.session.add_all(
            CueRow(
                transcript_id=row.id, ordinal=n, from_ms=cue.from_ms, to_ms=cue.to_ms, text=cue.text, voice=cue.voice,
                settings=cue.settings,
            )
            for n, cue in enumerate(cues, 1)
        )  # fmt: skip
        touch(row, view, now)
        record(view, "interviews.subtitles_kept", actor, now, cues=len(cues))


def kept(campaign: Campaign, interview_id: int, *, actor: Actor) -> Subtitles:
    """The working copy's subtitles, for staff. Raises NotFound without a transcript."""
    interviews.for_staff(campaign, interview_id, actor=actor)
    row = store.transcript(interview_id)
    if row is None:
        raise NotFound
    return Subtitles(row.version, cues_of(row))


def cues_of(row: Transcript) -> tuple[Cue, ...]:
    return tuple(Cue(one.from_ms, one.to_ms, one.text, one.voice, one.settings) for one in store.cues(row.id))


__all__ = [
    "Fault",
    "Subtitles",
    "add_recording",
    "is_media",
    "keep",
    "kept",
    "look",
    "recordings_of",
    "set_recording",
]

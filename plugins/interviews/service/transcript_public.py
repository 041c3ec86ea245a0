"""The published transcript as everybody reads it: nothing but what was frozen, less the photos that are withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.api import Campaign, NotFound, Published, files

from .. import chain
from ..rules.subtitles import Cue
from ..rules.transcript import paragraphs, short
from ..store import schedule


@dataclass(frozen=True)
class PublicTurnOfTranscript:
    """`question`: which question this is (1, 2 …), 0 for all other turns. `says_on`: the same speaker goes on, the name
    stands above already. `picture` as an image block."""

    number: int
    speaker: str
    who: str
    post: str
    paragraphs: tuple[str, ...]
    question: int
    opinion: str
    says_on: bool
    picture: Mapping[str, Any] | None


@dataclass(frozen=True)
class PublicTranscript:
    """`contents`: (number, short words) of the questions. `recording`: a file of this house, else `recording_url`."""

    interview_id: int
    title: str
    topic: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    host: str
    guests: tuple[tuple[str, str], ...]
    lead: tuple[str, ...]
    turns: tuple[PublicTurnOfTranscript, ...]
    contents: tuple[tuple[int, str], ...]
    recording: files.FileInfo | None
    recording_url: str
    cues: tuple[Cue, ...]
    out: Published

    @property
    def pictures(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(turn.picture for turn in self.turns if turn.picture is not None)


def transcript(campaign: Campaign, interview_id: int) -> PublicTranscript:
    """One interview's. Raises NotFound, or what tells that it was taken down (撤下)."""
    row = schedule.interview(interview_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("interviews.gone")
    return _shown(interview_id, chain.TRANSCRIPT.published_or_gone(interview_id))


def published(interview_ids: list[int]) -> dict[int, Published]:
    """Which interviews have one."""
    return chain.TRANSCRIPT.all_published(interview_ids)


def picture_file(block: Mapping[str, Any]) -> Path | None:
    """The bytes of a picture in a size that prints well; None for one that the public may not see."""
    known = files.infos([int(block["file"])]).get(int(block["file"]))
    if known is None or known.blanked or known.sha256 != block.get("sha256") or files.withheld(known, None):
        return None
    smaller = files.copy_of(known, 1280, "jpeg")
    return smaller[0] if smaller is not None else files.path_of(known)


def _shown(interview_id: int, out: Published) -> PublicTranscript:
    data: Mapping[str, Any] = out.revision.data
    told = data["interview"]
    recording = data.get("recording") or {}
    known = files.infos([int(recording["file"])]) if recording.get("file") else {}
    file = known.get(int(recording["file"])) if known else None
    if file is not None and (file.blanked or files.withheld(file, None)):
        file = None
    posts = {f"{one['name']} {one['post']}".strip(): (one["name"], one["post"]) for one in told["guests"]}
    turns, asked, before = [], 0, ""
    for n, turn in enumerate(data["turns"], 1):
        question = turn["speaker"] == "question"
        asked += question
        who, post = posts.get(turn["who"], (turn["who"], ""))
        turns.append(
            PublicTurnOfTranscript(
                number=n,
                speaker=turn["speaker"],
                who=who,
                post=post,
                paragraphs=tuple(paragraphs(turn["text"])),
                question=asked if question else 0,
                opinion=str(turn.get("number", "")),
                says_on=not question and turn["who"] == before and turn["speaker"] != "note",
                picture=turn.get("picture"),
            )
        )
        # Below a picture the name stands again.
        before = turn["who"] if not turn.get("picture") else ""
    return PublicTranscript(
        interview_id=interview_id,
        title=told["title"],
        topic=told["topic"],
        starts_at=_moment(told.get("starts_at")),
        ends_at=_moment(told.get("ends_at")),
        place=told["place"],
        host=told["host"],
        guests=tuple((one["name"], one["post"]) for one in told["guests"]),
        lead=tuple(paragraphs(data["lead"])),
        turns=tuple(turns),
        contents=tuple((one.question, short(" ".join(one.paragraphs))) for one in turns if one.question),
        recording=file,
        recording_url=str(recording.get("url", "")),
        cues=tuple(Cue(int(a), int(b), str(t), str(v), str(s)) for a, b, t, v, s in data.get("cues", ())),
        out=out,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

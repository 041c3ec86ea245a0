"""The readers' side of a broadcast: what everybody may read of it, and what is told to whoever has the page open.

Whatever releases, pulls or changes something says so here, in its own unit of work.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.api import Audience, audience_of, files, live, opinions, pictures, remembered

from .. import chain
from ..contracts import PublicLive, PublicPicture, PublicQuestion, PublicTurn
from ..models import Turn
from ..store import reading as store

#: the stream of everybody's; the key of a channel is the interview
TURNS = "interviews.turns"
FIELDS = (
    "what", "turn", "place", "spot", "speaker", "chosen", "answers", "at",
    "picture", "width", "height", "state", "timer", "started", "media",
)  # fmt: skip
WORDS = ("who", "post", "text", "caption", "question")


# ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def tell_turn(interview_id: int, campaign_id: int, turn: Turn, now: datetime) -> None:
    """A turn was released (it has its place, spot and time): its words go out with the event."""
    one = _shown([turn], interview_id)[0]
    picture = one.picture
    live.tell(
        TURNS, now=now, campaign_id=campaign_id, key=interview_id, what="turn", turn=one.id, place=one.place,
        spot=one.spot, speaker=one.speaker, chosen=one.chosen_id or 0, answers=one.answers_id or 0,
        at=int(one.at.timestamp()), who=one.who, post=one.post, text=one.text, caption=one.caption,
        picture=picture.id if picture else 0, width=picture.width if picture else 0,
        height=picture.height if picture else 0,
    )  # fmt: skip


def tell_pulled(interview_id: int, campaign_id: int, turn: Turn, now: datetime) -> None:
    """A turn was pulled: its words leave every page, and the events that carried them."""
    live.take_back(TURNS, campaign_id=campaign_id, key=interview_id, what="turn", turn=turn.id)
    live.tell(
        TURNS, now=now, campaign_id=campaign_id, key=interview_id, what="pulled", turn=turn.id, place=turn.place or 0
    )  # fmt: skip


def tell_state(interview_id: int, campaign_id: int, now: datetime) -> None:
    """The broadcast was opened, paused or ended, a question was put on the screen, the timer was set, the player changed."""
    one = _live(interview_id)
    live.tell(
        TURNS, now=now, campaign_id=campaign_id, key=interview_id, what="state", state=one.state,
        chosen=one.question.chosen_id if one.question else 0, question=one.question.text if one.question else "",
        timer=_seconds(one.timer_until), started=_seconds(one.started_at), media=one.media,
    )  # fmt: skip


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def turns(interview_id: int, after: int = 0) -> tuple[PublicTurn, ...]:
    """The released turns as they stand on the page; `after` leaves out those with a place up to it."""
    found = remembered(("interviews.turns", interview_id), (), lambda: _turns(interview_id))
    return tuple(one for one in found if one.place > after)


def broadcast(interview_id: int) -> PublicLive:
    """How the broadcast stands; before it was set up: waiting, with nothing released."""
    return _live(interview_id)


def has_transcript(interview_id: int) -> bool:
    """Whether the transcript (实录) is published."""
    return bool(chain.TRANSCRIPT.all_published([interview_id]))


def shown_files(file_ids: Collection[int]) -> list[int]:
    """Those that everybody may see because a released turn or the player carries them."""
    return [number for number in file_ids if store.shows(number)]


def watchers(campaign_id: int, interview_id: int, now: datetime) -> Audience:
    """How many browsers have the live page open, had it open most at once, and opened it in all."""
    return audience_of(TURNS, campaign_id, interview_id, now)


def _live(interview_id: int) -> PublicLive:
    row = store.live(interview_id)
    if row is None:
        return PublicLive("waiting", None, None, None, None, "none", None, "", 0, ())
    return PublicLive(
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        question=_question(row.chosen_id),
        timer_until=row.timer_until,
        media=row.media,
        media_file_id=row.media_file_id,
        media_url=row.media_url,
        released=row.released,
        pulled=tuple(store.pulled(interview_id)),
    )


def _question(chosen_id: int | None) -> PublicQuestion | None:
    """A question as the moderator published it."""
    row = store.chosen([chosen_id or 0]).get(chosen_id or 0)
    if row is None:
        return None
    text = opinions.texts_of([row.opinion_id]).get(row.opinion_id)
    return PublicQuestion(row.id, row.opinion_id, text.text if text else "")


def _turns(interview_id: int) -> tuple[PublicTurn, ...]:
    return tuple(_shown(store.released(interview_id), interview_id))


def _shown(rows: Sequence[Turn], interview_id: int) -> list[PublicTurn]:
    names = _names(interview_id)
    shown = _pictures([row.picture_id for row in rows if row.picture_id is not None])
    return [
        PublicTurn(
            id=row.id,
            place=row.place or 0,
            spot=row.spot or row.place or 0,
            speaker=row.speaker,
            who=names.get(row.guest_id, ("", ""))[0],
            post=names.get(row.guest_id, ("", ""))[1],
            text=row.text,
            at=row.released_at or row.typed_at,
            chosen_id=row.chosen_id,
            answers_id=row.answers_id,
            picture=shown.get(row.picture_id or 0),
            caption=row.caption,
        )
        for row in rows
    ]


def _names(interview_id: int) -> dict[int | None, tuple[str, str]]:
    """Name and post of each guest as the notice announced them; of those who came in later, as they are planned."""
    planned = {row.id: (row.name, row.post) for row in store.guests(interview_id)}
    out = chain.NOTICE.all_published([interview_id]).get(interview_id)
    announced = out.revision.data["interview"]["guests"] if out is not None else ()
    return {**planned, **{one["id"]: (one["name"], one["post"]) for one in announced}}


def _pictures(file_ids: Collection[int]) -> dict[int, PublicPicture]:
    """Those that the public may see: a photo that somebody took consent back from isn't shown."""
    found = pictures.items(file_ids) if file_ids else {}
    return {
        number: PublicPicture(number, one.file.width or 0, one.file.height or 0)
        for number, one in found.items()
        if one.file.is_picture and not files.withheld(one.file, None)
    }


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment is not None else 0

"""Published answers for the rest of the hotline: found, read out, counted; drafts stand in answer_drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, NotFound, audit, campaigns, clock, search, unit_of_work

from .. import chain
from ..addresses import path_of
from ..contracts import AnswerLine
from ..models.answers import PublishedAnswer
from ..permissions import INTAKE, SERVE
from ..store import answers as store
from .answer_drafts import draft_from_order

__all__ = ["draft_from_order", "find", "find_all", "helped", "line_of", "published", "used"]

#: how many hits of a search are put in pages and counted by topic and department
MOST_COUNTED = 200
#: how many hits the search is asked for before one topic's are chosen
LOOKED_THROUGH = 4


def find(
    campaign: Campaign, text: str, topic_id: int | None = None, limit: int = 5
) -> tuple[AnswerLine, ...]:
    """The published answers that fit these words best; those of the topic come first. Quick enough for every key."""
    if not text.strip():
        lines, _count = store.page(campaign.id, topic_id=topic_id, department_id=None, limit=limit, offset=0)
        return tuple(line_of(row, campaign) for row in lines) if topic_id is not None else ()
    wanted = search.Filters(campaign_id=campaign.id, kind=chain.ANSWER.code)
    hits = search.quick(text, wanted, limit=limit * LOOKED_THROUGH if topic_id is not None else limit)
    rows = _rows([place for hit in hits for place in hit.places])
    if topic_id is not None:
        rows.sort(key=lambda row: row.topic_id != topic_id)
    return tuple(line_of(row, campaign) for row in rows[:limit])


@dataclass(frozen=True)
class Found:
    """A page of a search: its lines, how many there are in all, how many of each topic and department were found
    (whatever topic and department were asked for), and words to try where nothing was."""

    lines: tuple[AnswerLine, ...]
    total: int
    by_topic: Mapping[int, int]
    by_unit: Mapping[int, int]
    suggestions: tuple[str, ...]


def find_all(
    campaign: Campaign,
    text: str,
    *,
    topic_id: int | None = None,
    department_id: int | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Found:
    """The whole search, a page at a time. The topic isn't in the index: the best MOST_COUNTED are looked through."""
    wanted = search.Filters(campaign_id=campaign.id, kind=chain.ANSWER.code)
    results = search.search(text, wanted, limit=MOST_COUNTED)
    rows = _rows([place for hit in results.hits for place in hit.places])
    of_topic = [row for row in rows if topic_id is None or row.topic_id == topic_id]
    of_unit = [row for row in rows if department_id is None or row.department_id == department_id]
    both = [row for row in of_topic if department_id is None or row.department_id == department_id]
    return Found(
        tuple(line_of(row, campaign) for row in both[offset : offset + limit]),
        len(both),
        Counter(row.topic_id for row in of_unit if row.topic_id is not None),
        Counter(row.department_id for row in of_topic),
        results.suggestions,
    )


def published(answer_id: int) -> AnswerLine:
    """One published answer. Raises NotFound when nothing of it is public."""
    row = store.published_lines([answer_id]).get(answer_id)
    if row is None or chain.ANSWER.published(answer_id) is None:
        raise NotFound
    return line_of(row, campaigns.campaign_by_id(row.campaign_id))


def used(answer_id: int, *, actor: Actor, now: datetime) -> None:
    """An operator or an expert has read this answer out to a caller."""
    with unit_of_work():
        row = store.answer(answer_id)
        if row is None or answer_id not in store.published_lines([answer_id]):
            return
        if not actor.can(SERVE, campaign_id=row.campaign_id):
            actor.require(INTAKE, campaign_id=row.campaign_id)
        store.count_use(answer_id, _day(now), read_out=1)
        audit.record(
            actor,
            now,
            "hotline.answer_read_out",
            subject=("hotline_answer", row.id),
            campaign_id=row.campaign_id,
        )


def helped(campaign: Campaign, answer_id: int, *, actor: Actor, now: datetime) -> None:
    """A reader says that this answered them; the page sees to it that each says so once a day. Raises NotFound."""
    with unit_of_work():
        row = store.answer(answer_id)
        if row is None or row.campaign_id != campaign.id or chain.ANSWER.published(answer_id) is None:
            raise NotFound
        store.count_use(answer_id, _day(now), helped=1)


def line_of(row: PublishedAnswer, campaign: Campaign) -> AnswerLine:
    """A published answer as lists show it."""
    return AnswerLine(
        id=row.answer_id,
        question=row.question,
        answer=row.answer,
        topic_id=row.topic_id,
        department_id=row.department_id,
        published_at=row.published_at,
        used=row.used,
        helped=row.helped,
        url=path_of(chain.PUBLIC, campaign, answer_id=row.answer_id),
    )


def _rows(places: list[search.Place]) -> list[PublishedAnswer]:
    """The answers at these addresses, in their order; what was hidden meanwhile is left out."""
    ids = [int(dict(values)["answer_id"]) for endpoint, values in places if endpoint == chain.PUBLIC]
    rows = store.published_lines(ids)
    return [rows[i] for i in dict.fromkeys(ids) if i in rows]


def _day(now: datetime) -> str:
    return clock.local(now).date().isoformat()

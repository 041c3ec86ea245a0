"""Sheets of another platform that come in: uploaded, their columns mapped, looked at, then taken in row by row.

Taking the same rows in again changes nothing; a changed reply is taken over; what was decided here isn't overwritten.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Grant,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    db,
    jobs,
    privacy,
    secrecy,
    unit_of_work,
)

from ..models.orders import ColumnMap, Exchange
from ..permissions import EXCHANGE, INTAKE, ORDERS
from ..rules import order_sheet as sheets
from ..rules import orders as rules
from . import exchange_rows as taking
from .exchange_rows import SAME, Judged

JOB = "hotline.take_sheet"
#: a sheet with more rows is taken in by the worker
AT_ONCE = 200
#: rows shown on the page that looks at them, the faulty ones first
SHOWN = 200
#: characters per column
MOST = {
    "title": rules.MOST_TITLE, "words": rules.MOST_WORDS, "reply": rules.MOST_REPLY, "place": rules.MOST_PLACE,
    "name": rules.MOST_NAME, "external_number": 60, "number": 20, "phone": 30, "external_id": 80,
}  # fmt: skip


@dataclass(frozen=True)
class ExchangeView:
    """A sheet on its way in: its headings, what they were taken for, and what came of it."""

    id: int
    sheet: str
    way: str
    state: str
    at: datetime
    done_at: datetime | None
    user_id: int | None
    columns: Mapping[str, str]
    result: Mapping[str, int]
    faults: Sequence[Mapping[str, object]]
    headings: tuple[str, ...] = ()
    sample: Mapping[str, str] | None = None
    rows: int = 0


def upload(
    campaign: Campaign,
    sheet: str,
    headings: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a sheet, sealed, until it is taken in or a day is over; its headings are guessed. Gives its id.

    Raises RuleBroken("secret_mark") for a mark of 密级 in any cell (SC-01).
    """
    actor.require(EXCHANGE, campaign_id=campaign.id)
    if sheet not in sheets.SHEETS:
        raise Invalid("hotline.sheet_kind_missing", field="sheet")
    secrecy.refuse_marks(cell for _number, cells in rows for cell in cells)
    body = json.dumps(
        {"headings": list(headings), "rows": [[n, list(c)] for n, c in rows]}, ensure_ascii=False
    )
    with unit_of_work() as session:
        row = Exchange(
            campaign_id=campaign.id, sheet=sheet, way="in", user_id=actor.user_id, at=now,
            columns=sheets.guess(sheet, headings), rows_sealed=privacy.seal(body), result={}, faults=[],
        )  # fmt: skip
        session.add(row)
        session.flush()
        _note(actor, now, "hotline.exchange_uploaded", row, rows=len(rows))
        return row.id


def view(campaign: Campaign, exchange_id: int, *, actor: Actor) -> ExchangeView:
    """One exchange. Raises NotFound for another campaign's."""
    return _view(_row(campaign, exchange_id, actor))


def recent(campaign: Campaign, *, actor: Actor, limit: int = 20) -> list[ExchangeView]:
    """The latest exchanges, newest first, without their rows."""
    actor.require(EXCHANGE, campaign_id=campaign.id)
    wanted = select(Exchange).filter_by(campaign_id=campaign.id).order_by(Exchange.id.desc()).limit(limit)
    return [_view(row, opened=False) for row in db.session.scalars(wanted)]


def maps(campaign: Campaign, sheet: str, *, actor: Actor) -> list[tuple[int, str, dict[str, str]]]:
    """Saved column maps of a sheet: (id, name, our column → their heading)."""
    actor.require(EXCHANGE, campaign_id=campaign.id)
    wanted = select(ColumnMap).filter_by(campaign_id=campaign.id, sheet=sheet).order_by(ColumnMap.name)
    return [(row.id, row.name, dict(row.columns)) for row in db.session.scalars(wanted)]


def map_columns(
    campaign: Campaign,
    exchange_id: int,
    columns: Mapping[str, str],
    name: str = "",
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say which heading is which of our columns; with a name it is kept for next time.

    Raises Invalid at the column: one that is needed and has no heading, one heading for two columns.
    """
    with unit_of_work() as session:
        row = _row(campaign, exchange_id, actor)
        headings, _rows = _opened(row)
        chosen = {code: heading for code, heading in columns.items() if heading and heading in headings}
        for column in sheets.COLUMNS[row.sheet]:
            if column.needed and column.code not in chosen and column.code != "title":
                raise Invalid("hotline.sheet_column_missing", field=column.code, column=column.heading)
        if row.sheet == "orders" and not {"title", "words"} & set(chosen):
            raise Invalid("hotline.sheet_column_missing", field="title", column="标题")
        if row.sheet != "calls" and not {"number", "external_number"} & set(chosen):
            raise Invalid("hotline.sheet_number_missing", field="external_number")
        twice = [heading for heading, count in Counter(chosen.values()).items() if count > 1]
        if twice:
            code = [code for code, heading in chosen.items() if heading == twice[0]][1]
            raise Invalid("hotline.sheet_heading_twice", field=code, heading=twice[0])
        row.columns, row.state = chosen, "looked_at"
        if name.strip():
            known = session.scalar(
                select(ColumnMap).filter_by(campaign_id=campaign.id, sheet=row.sheet, name=name.strip()[:60])
            )
            if known is None:
                known = ColumnMap(
                    campaign_id=campaign.id, sheet=row.sheet, name=name.strip()[:60], saved_at=now
                )
                session.add(known)
            known.columns, known.saved_at = chosen, now
            _note(actor, now, "hotline.column_map_saved", row)


def look(
    campaign: Campaign, exchange_id: int, *, actor: Actor, now: datetime
) -> tuple[list[Judged], Counter[str]]:
    """What would become of every row, the faulty ones first (at most SHOWN), and how many of each; nothing is stored."""
    row = _row(campaign, exchange_id, actor)
    judged = taking.judge(campaign, row.sheet, _rows_of(row), actor)
    counts = Counter(one.outcome for one in judged)
    order = {"fault": 0, "conflict": 1, "change": 2, "add": 3, SAME: 4}
    return sorted(judged, key=lambda one: (order[one.outcome], one.row.number))[:SHOWN], counts


def confirm(campaign: Campaign, exchange_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take the good rows in: at once, or by the worker when they are many (then False)."""
    with unit_of_work():
        row = _row(campaign, exchange_id, actor)
        if row.state not in ("looked_at", "waiting") or not row.rows_sealed:
            raise Conflict("hotline.sheet_gone")
        _headings, rows = _opened(row)
        row.state, row.user_id = "waiting", actor.user_id
        if len(rows) > AT_ONCE:
            jobs.enqueue(JOB, now=now, key=f"{JOB}:{row.id}", exchange_id=row.id)
            return False
    _take_all(campaign, exchange_id, actor, now)
    return True


@jobs.takes_long
def take(now: datetime, exchange_id: int) -> None:
    """The worker's part. Who confirmed it is who takes it in; run twice, the second time changes nothing."""
    row = db.session.get(Exchange, exchange_id)
    if row is None or row.state != "waiting" or not row.rows_sealed:
        return
    # What whoever confirmed it may do here, and nothing more.
    powers = frozenset((EXCHANGE, INTAKE, ORDERS))
    actor = Actor(row.user_id, "", (Grant("exchange", powers, None, row.campaign_id),))
    _take_all(campaigns.campaign_by_id(row.campaign_id), exchange_id, actor, now)


def _take_all(campaign: Campaign, exchange_id: int, actor: Actor, now: datetime) -> None:
    row = _row(campaign, exchange_id, actor)
    sheet, rows = row.sheet, _rows_of(row)
    db.session.rollback()
    counts: Counter[str] = Counter()
    faults: list[dict[str, object]] = []
    for judged in taking.judge(campaign, sheet, rows, actor):
        outcome, code, column = judged.outcome, judged.code, judged.column
        if outcome in ("add", "change"):
            try:
                # Each row by itself: one that can't be taken leaves the others alone, and no lock is held for long.
                with unit_of_work():
                    taking.take(campaign, sheet, judged, actor=actor, now=now)
            except IntegrityError:
                # Somebody took the same row in at the same moment.
                outcome = SAME
            except (Conflict, Invalid, RuleBroken) as refusal:
                outcome, code, column = "fault", refusal.code.removeprefix("hotline."), ""
        counts[outcome] += 1
        if outcome in ("fault", "conflict") and len(faults) < 500:
            faults.append({"row": judged.row.number, "code": code, "column": column})
    with unit_of_work() as session:
        done = session.get_one(Exchange, exchange_id)
        done.state, done.done_at, done.rows_sealed = "done", now, ""
        done.result, done.faults = dict(counts), faults
        _note(actor, now, "hotline.exchange_taken", done, **dict(counts))


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _row(campaign: Campaign, exchange_id: int, actor: Actor) -> Exchange:
    actor.require(EXCHANGE, campaign_id=campaign.id)
    row = db.session.get(Exchange, exchange_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound
    # What is in a sheet that isn't taken in yet is seen by whoever brought it.
    if row.way == "in" and row.state != "done" and row.user_id != actor.user_id and not actor.all_powers:
        raise NotFound
    return row


def _opened(row: Exchange) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    if not row.rows_sealed:
        raise Conflict("hotline.sheet_gone")
    body = json.loads(privacy.unseal(row.rows_sealed))
    return tuple(body["headings"]), [(number, cells) for number, cells in body["rows"]]


def _rows_of(row: Exchange) -> list[sheets.Row]:
    headings, rows = _opened(row)
    places = {code: headings.index(heading) for code, heading in row.columns.items() if heading in headings}
    return [
        sheets.understand(
            row.sheet,
            number,
            {code: cells[at] if at < len(cells) else "" for code, at in places.items()},
            MOST,
        )
        for number, cells in rows
    ]


def _view(row: Exchange, *, opened: bool = True) -> ExchangeView:
    headings: tuple[str, ...] = ()
    sample: dict[str, str] = {}
    rows = 0
    if opened and row.rows_sealed:
        headings, lines = _opened(row)
        rows = len(lines)
        for at, heading in enumerate(headings):
            sample[heading] = next((cells[at] for _n, cells in lines if at < len(cells) and cells[at]), "")[
                :40
            ]
    return ExchangeView(
        id=row.id, sheet=row.sheet, way=row.way, state=row.state, at=row.at, done_at=row.done_at,
        user_id=row.user_id, columns=dict(row.columns), result=dict(row.result), faults=list(row.faults),
        headings=headings, sample=sample, rows=rows,
    )  # fmt: skip


def _note(actor: Actor, now: datetime, action: str, row: Exchange, **codes: int) -> None:
    audit.record(
        actor, now, action, subject=("hotline_exchange", row.id), campaign_id=row.campaign_id,
        sheet=row.sheet, **codes,
    )  # fmt: skip

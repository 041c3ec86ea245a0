"""The summary report's figures beside SQL that knows nothing of the plugins; the years' page beside its spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.integration.assessment.test_report import counted, everything

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: subjects of a kind that the public reads
OUT = "SELECT subject_id FROM publishing_document WHERE kind = '{}' AND publication_id IS NOT NULL AND hidden_at IS NULL"
#: ids of announced open days whose last session is over and that weren't called off; {now} the demo's moment
DAYS = (
    f"SELECT a.id FROM open_day_announcement a JOIN booking_event e ON e.owner_kind = 'open_day' AND e.owner_id = a.id"
    f" WHERE a.id IN ({OUT.format('open_day.announcement')}) AND e.state != 'called_off' AND (SELECT max(s.ends_at) FROM"
    " booking_session s WHERE s.event_id = e.id AND s.state != 'called_off') <= '{now}'"
)
EVENTS = f"(SELECT e.id FROM booking_event e WHERE e.owner_kind = 'open_day' AND e.owner_id IN ({DAYS}))"
#: comments on public previews; one that was merged has the state and outcome of the one it was merged into
COMMENTS = (
    "FROM opinions_opinion o LEFT JOIN opinions_opinion h ON h.id = o.merged_into"
    f" WHERE o.kind = 'decisions.comment' AND o.subject_id IN ({OUT.format('decisions.draft')})"
    " AND coalesce(h.state, o.state) NOT IN ('rejected', 'withdrawn')"
)
#: announced interviews whose broadcast ended
OVER = (
    f"SELECT i.id FROM interviews_interview i WHERE i.id IN ({OUT.format('interviews.notice')}) AND i.state != 'called_off'"
    " AND coalesce((SELECT l.state FROM interviews_live l WHERE l.interview_id = i.id AND l.state != 'waiting'),"
    " CASE WHEN i.ends_at <= '{now}' THEN 'over' ELSE 'on' END) = 'over'"
)
QUESTIONS = f"FROM opinions_opinion o WHERE o.kind = 'interviews.question' AND o.subject_id IN ({OVER})"
ANSWERED = (
    "SELECT count(*) FROM opinions_opinion o LEFT JOIN opinions_opinion h ON h.id = o.merged_into"
    f" WHERE o.kind = 'interviews.question' AND o.subject_id IN ({OVER})"
    " AND coalesce(h.state, o.state) NOT IN ('rejected', 'withdrawn') AND (EXISTS (SELECT 1 FROM interviews_chosen c"
    " WHERE c.opinion_id = coalesce(h.id, o.id) AND c.answered_at IS NOT NULL) OR (coalesce(h.state, o.state) = 'ended'"
    " AND coalesce(h.outcome, o.outcome) != 'passed_on'))"
)


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def asked(sql: str) -> int:
    from core.api import clock

    return counted(sql.replace("{now}", clock.now().strftime("%Y-%m-%d %H:%M:%S")))


def test_open_days_by_sql(demo: Flask) -> None:
    found = everything()
    ended = "('adopted', 'partly', 'not_adopted', 'answered', 'passed_on')"
    opinions = (
        "FROM opinions_opinion o LEFT JOIN opinions_opinion h ON h.id = o.merged_into"
        f" WHERE o.kind = 'open_day.opinion' AND o.subject_id IN ({DAYS})"
    )
    for code, sql in {
        "days": f"SELECT count(*) FROM ({DAYS}) held",
        "sessions": f"SELECT count(*) FROM booking_session WHERE event_id IN {EVENTS} AND state != 'called_off'",
        "booked": f"SELECT sum(party) FROM booking_booking WHERE event_id IN {EVENTS} AND state = 'booked'",
        "attended": f"SELECT sum(people) FROM booking_arrival WHERE event_id IN {EVENTS} AND outcome = 'in'"
        " AND undone_at IS NULL",
        "opinions": f"SELECT count(*) {opinions}",
        "opinions_ended": f"SELECT count(*) {opinions} AND coalesce(h.outcome, o.outcome) IN {ended}",
    }.items():
        value = asked(sql)
        assert value > 0, code
        assert found[f"open_day.{code}"].value == value, code


def test_a_booking_that_was_cancelled_counts_nowhere(demo: Flask) -> None:
    from core.api import db

    booked = f"SELECT sum(party) FROM booking_booking WHERE event_id IN {EVENTS} AND state = 'booked'"
    before = asked(booked)
    one = asked(f"SELECT min(id) FROM booking_booking WHERE event_id IN {EVENTS} AND state = 'booked'")
    party = counted(f"SELECT party FROM booking_booking WHERE id = {one}")
    db.session.execute(db.text(f"UPDATE booking_booking SET state = 'cancelled' WHERE id = {one}"))
    db.session.expire_all()
    assert everything()["open_day.booked"].value == asked(booked) == before - party


def test_orders_that_were_answered_in_time_by_sql(demo: Flask) -> None:
    """Due by the end of a day of Shanghai; one without an answer counts once that day is over."""
    from core.api import campaigns, clock, db

    today, rows = clock.local(clock.now()).date(), []
    # One just before the end of its last day, one just after it: UTC is eight hours behind.
    ids = db.session.execute(
        db.text(
            "SELECT id FROM hotline_order WHERE NOT confidential AND state != 'merged' AND department_id IS NOT NULL"
            " AND due_on IS NOT NULL AND replied_at IS NOT NULL ORDER BY id LIMIT 2"
        )
    ).scalars()
    for number, reply in zip(
        list(ids), ("2026-05-06 15:59:00.000000", "2026-05-06 16:01:00.000000"), strict=True
    ):
        change = "UPDATE hotline_order SET due_on = '2026-05-06', replied_at = :reply WHERE id = :id"
        db.session.execute(db.text(change), {"reply": reply, "id": number})
    db.session.expire_all()
    wanted = (
        "SELECT department_id, due_on, coalesce(replied_at, closed_at) FROM hotline_order WHERE NOT confidential"
        " AND state != 'merged' AND department_id IS NOT NULL AND due_on IS NOT NULL"
    )
    for unit, due_on, done in db.session.execute(db.text(wanted)):
        due = date.fromisoformat(str(due_on))
        if done is not None:
            moment = datetime.fromisoformat(str(done))
            moment = moment.replace(tzinfo=moment.tzinfo or UTC)
            rows.append((unit, moment.astimezone(SHANGHAI).date() <= due))
        elif today > due:
            rows.append((unit, False))
    found = everything()["hotline.answered_in_time"]
    assert (found.value, found.of) == (sum(well for _unit, well in rows), len(rows))
    assert 0 < found.value < len(rows)
    for unit in campaigns.participants(campaigns.live_campaigns()[0].id):
        mine = [well for one, well in rows if one == unit]
        share = everything(unit).get("hotline.answered_in_time") if mine else None
        if share is not None:
            assert (share.value, share.of) == (sum(mine), len(mine)), unit
        else:
            assert not mine, unit


def test_decisions_by_sql(demo: Flask) -> None:
    found = everything()
    held = (
        f"SELECT m.id FROM decisions_meeting m WHERE m.id IN ({OUT.format('decisions.meeting')})"
        " AND m.state = 'open' AND m.ends_at <= '{now}'"
    )
    for code, sql in {
        "previews": f"SELECT count(*) FROM decisions_preview WHERE id IN ({OUT.format('decisions.draft')})",
        "comments": f"SELECT count(*) {COMMENTS}",
        "adopted": f"SELECT count(*) {COMMENTS} AND coalesce(h.outcome, o.outcome) IN ('adopted', 'partly')",
        "meetings": f"SELECT count(*) FROM ({held}) held",
        "participants": "SELECT sum(a.people) FROM booking_arrival a JOIN booking_event e ON e.id = a.event_id"
        f" WHERE e.owner_kind LIKE 'decisions%' AND e.owner_id IN ({held}) AND a.outcome = 'in' AND a.undone_at IS NULL",
    }.items():
        value = asked(sql)
        assert value > 0, code
        assert found[f"decisions.{code}"].value == value, code


def test_interviews_by_sql(demo: Flask) -> None:
    found = everything()
    for code, sql in {
        "broadcasts": f"SELECT count(*) FROM ({OVER}) over_",
        "questions": f"SELECT count(*) {QUESTIONS}",
        "answered": ANSWERED,
    }.items():
        value = asked(sql)
        assert value > 0, code
        assert found[f"interviews.{code}"].value == value, code


def test_the_hotline_of_every_department_by_sql(demo: Flask) -> None:
    from core.api import campaigns

    with_orders = 0
    for unit in campaigns.participants(campaigns.live_campaigns()[0].id):
        found = everything(unit)
        base = f"FROM hotline_order WHERE NOT confidential AND state != 'merged' AND department_id = {unit}"
        orders = counted(f"SELECT count(*) {base}")
        with_orders += bool(orders)
        if not orders and "hotline.orders" not in found:
            continue
        assert found["hotline.orders"].value == orders, unit
        assert found["hotline.closed"].value == counted(
            f"SELECT count(*) {base} AND closed_at IS NOT NULL"
        ), unit
        assert found["hotline.answered"].value == counted(
            f"SELECT count(*) {base} AND (closed_at IS NOT NULL OR replied_at IS NOT NULL)"
        ), unit
        assert found["hotline.published"].value == counted(
            f"SELECT count(*) FROM hotline_answer WHERE department_id = {unit} AND id IN ({OUT.format('hotline.answer')})"
        ), unit
        satisfied = (
            "FROM hotline_follow_up f JOIN hotline_order o ON o.id = f.order_id WHERE f.state = 'answered'"
            f" AND f.satisfaction IS NOT NULL AND NOT o.confidential AND o.department_id = {unit}"
        )
        share = found.get("hotline.satisfied")
        assert (share.of if share else 0) == counted(f"SELECT count(*) {satisfied}"), unit
        assert "hotline.calls" not in found  # a call belongs to no department
    assert with_orders > 2
    whole = counted("SELECT count(*) FROM hotline_order WHERE NOT confidential AND state != 'merged'")
    table = next(one for one in _tables() if one["head"][1] == "受理（件）")
    named = counted(
        "SELECT count(*) FROM hotline_order WHERE NOT confidential AND state != 'merged' AND department_id IS NOT NULL"
    )
    assert table["foot"][1] == named <= whole
    assert everything()["hotline.orders"].value == whole


def _tables() -> list[Any]:
    from core.api import campaigns, clock
    from plugins.assessment.service import report_figures

    found = report_figures.sections(campaigns.live_campaigns()[0], None, clock.now())
    return [one.table for one in found if one.table]


class Cells(HTMLParser):
    """The rows of a page's tables, as their cells' words."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_spreadsheet_of_years_says_what_the_page_says(demo: Flask, lang: str) -> None:
    """Row for row: titles, units, every year's figure with its denominator, the change, every rank with its rate."""
    from fractions import Fraction

    from openpyxl import load_workbook

    from core.api import SYSTEM, campaigns, clock, db
    from core.campaigns.service import copying
    from plugins.assessment.rules import reports as rules

    made = copying.copy_campaign(campaigns.live_campaigns()[0].slug, actor=SYSTEM, now=clock.now())
    db.session.commit()
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "office", "password": "yunchuan-demo"})
    base = f"/{lang}/staff/c/{made.slug}/assessment"
    page = Cells()
    page.feed(client.get(f"{base}/years?department=0").text)
    shown = [row for row in page.rows if row]
    with client.get(f"{base}/years.xlsx?department=0") as sent:
        book = load_workbook(io.BytesIO(sent.data))
    figures, *ranks = book.worksheets
    read: list[list[str]] = []
    for title, unit, *cells, change in figures.iter_rows(min_row=2, values_only=True):
        years = [
            rules.in_words(Fraction(str(value)), int(str(of)) if of is not None else None)
            if value is not None
            else "—"
            for value, of in zip(cells[::2], cells[1::2], strict=True)
        ]
        read.append([f"{title} {unit or ''}".strip(), *years, str(change) if change else "—"])
    heads = [row for row in shown if row[-1] in ("比去年", "Against last year") or row[1:2] == ["2027"]]
    body = [row for row in shown if row not in heads]
    count = len(read)
    assert count > 20
    assert read == body[:count]
    assert len(ranks) == 1
    places = []
    for name, *cells in ranks[0].iter_rows(min_row=2, values_only=True):
        places.append(
            (
                str(name),
                [
                    (str(rank), str(rate)) if rank is not None else ("—", "")
                    for rank, rate in zip(cells[::2], cells[1::2], strict=True)
                ],
            )
        )
    assert [place[0] for place in places] == [row[0] for row in body[count:]]
    assert places
    for (_name, ranked), row in zip(places, body[count:], strict=True):
        for (rank, rate), cell in zip(ranked, row[1:], strict=True):
            assert rank in cell
            assert cell.endswith(rate)

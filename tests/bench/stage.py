"""The stage of the bench: a filled database with open days to book, and visitors who have proven their phones."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection, MetaData, Table, insert, select, text, update

from core import create_app
from core.base import clock, privacy
from core.base.db import db, unit_of_work
from core.demo import fill_demo
from core.plugin.migrations import upgrade_all

SETTINGS = {"SMS_GATEWAY": "demo", "SECOND_FACTOR_ROLES": "none"}
#: open days by the part they play; each is a copy of the demo's
HOT, SPREAD, FULL = 9001, 9002, 9003
SPREAD_SESSIONS = 50


def build(instance: Path, database: str) -> Flask:
    """Migrate, fill with the demo's city, and add the open days that are booked in a rush."""
    empty = create_app(_settings(instance, database, DEMO="1"))
    upgrade_all(empty)
    close(empty)
    app = create_app(_settings(instance, database, DEMO="1"))
    fill_demo(app, clock.now())
    with app.app_context(), unit_of_work() as session:
        line = session.connection()
        tables = MetaData()
        tables.reflect(line)
        for number, sessions, places in ((HOT, 1, 10**8), (SPREAD, SPREAD_SESSIONS, 10**8), (FULL, 1, 1)):
            _copy_open_day(line, tables, number, sessions, places)
    return app


def again(instance: Path, database: str) -> Flask:
    """The same stage over a copy of its database."""
    return create_app(_settings(instance, database))


def _settings(instance: Path, database: str, **more: str) -> dict[str, Any]:
    return {"INSTANCE": str(instance), "DATABASE_URL": database, **SETTINGS, **more}


def slug(app: Flask) -> str:
    from core.campaigns import service as campaigns

    with app.app_context():
        return campaigns.live_campaigns()[0].slug


def _copy_open_day(line: Connection, tables: MetaData, number: int, sessions: int, places: int) -> None:
    """Copy the first open day, its published text and its event under another number."""
    from core.booking.models import BookingEvent
    from core.publishing.models import DocumentRow

    source = line.execute(
        select(DocumentRow.__table__)
        .where(DocumentRow.kind == "open_day.announcement", DocumentRow.publication_id.is_not(None))
        .order_by(DocumentRow.subject_id)
    ).first()
    assert source is not None
    base = number * 10
    drafts = tables.tables["open_day_announcement"]
    plan = line.execute(select(drafts.c.plan_id).filter_by(id=source.subject_id)).scalar_one()
    _copy(line, tables, "open_day_plan", plan, id=number)
    _copy(line, tables, "open_day_announcement", source.subject_id, id=number, plan_id=number)
    _copy(
        line, tables, "publishing_document", source.id, id=base, subject_id=number, publication_id=None,
        revision_id=None,
    )  # fmt: skip
    publication = line.execute(
        select(tables.tables["publishing_publication"]).filter_by(id=source.publication_id)
    ).one()
    _copy(line, tables, "publishing_revision", publication.revision_id, id=base, document_id=base)
    _copy(line, tables, "publishing_publication", publication.id, id=base, document_id=base, revision_id=base)
    line.execute(
        update(DocumentRow).where(DocumentRow.id == base).values(publication_id=base, revision_id=base)
    )
    event = line.execute(
        select(BookingEvent.id).filter_by(owner_kind="open_day", owner_id=source.subject_id)
    ).scalar_one()
    _copy(
        line, tables, "booking_event", event, id=number, owner_id=number, offer_minutes=0, per_phone=1, pool_at=None,
        pooled_at=None,
    )  # fmt: skip
    first = line.execute(
        select(tables.tables["booking_session"].c.id).filter_by(event_id=event).order_by(text("ordinal"))
    ).scalars().first()  # fmt: skip
    assert first is not None
    taken = places if number == FULL else 0
    for n in range(sessions):
        one = base * 10 + n
        _copy(
            line, tables, "booking_session", first, id=one, event_id=number, ordinal=n + 1, capacity=places,
            taken=taken, waiting=0, issued=taken, queued=0,
        )  # fmt: skip
        line.execute(
            insert(tables.tables["booking_quota"]).values(
                session_id=one, ordinal=1, kind="pool", name="", capacity=places, taken=taken, waiting=0
            )
        )


def _copy(line: Connection, tables: MetaData, name: str, number: int, **changes: Any) -> None:
    table: Table = tables.tables[name]
    row = line.execute(select(table).where(table.c.id == number)).mappings().one()
    line.execute(insert(table).values({**row, **changes}))


class Crowd:
    """Visitors who have filled everything in and are about to press the button. Every one is somebody else."""

    def __init__(self, app: Flask, database: str, folder: Path) -> None:
        self.app, self.database, self.folder = app, database, folder
        self.last = 0
        self.slug = slug(app)

    def gather(self, open_day: int, count: int) -> Path:
        """A file with `count` ready requests for an open day, over all its sessions in turn."""
        sessions = SPREAD_SESSIONS if open_day == SPREAD else 1
        target = self.folder / f"visitors-{open_day}-{self.last}.txt"
        path = f"/zh/c/{self.slug}/open-day/{open_day}/book/confirm"
        with self.app.app_context(), psycopg.connect(self.database) as line, target.open("w") as out:
            signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
            assert signer is not None
            tokens = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
            name = self.app.config["SESSION_COOKIE_NAME"]
            now = clock.now()
            columns = "token_digest, phone_digest, phone_sealed, proven_at, until"
            copying = f"COPY users_proven_phone ({columns}) FROM STDIN".encode()
            with line.cursor() as cursor, cursor.copy(copying) as rows:
                for phone, proof in self._people(count):
                    rows.write_row(
                        (
                            privacy.token_digest(proof), privacy.digest(phone), privacy.seal(phone), now,
                            now + timedelta(hours=2),
                        )
                    )  # fmt: skip
                    key, secret = secrets.token_hex(16), secrets.token_hex(20)
                    draft = self._draft(open_day, open_day * 100 + self.last % sessions, phone, key)
                    cookie = signer.dumps({"phone": proof, "csrf_token": secret, "open_day.booking": draft})
                    body = urlencode({"csrf_token": tokens.dumps(secret), "key": key})
                    out.write(f"{path}\t{name}={cookie}\t{body}\n")
        return target

    def _people(self, count: int) -> Iterator[tuple[str, str]]:
        for _ in range(count):
            self.last += 1
            yield f"1{30_000_000_00 + self.last:010d}", secrets.token_urlsafe(32)

    def _draft(self, open_day: int, session: int, phone: str, key: str) -> str:
        import json

        kept = {
            "open_day": open_day, "key": key, "phone": phone, "session": session, "category": "其他群众",
            "call_name": "王女士", "age_capacity": True, "ties": True, "photo": False, "party": 1,
            "agreed_at": clock.now().isoformat(),
        }  # fmt: skip
        return privacy.seal(json.dumps(kept, ensure_ascii=False))

    def page(self, path: str) -> Path:
        """A file with one address to look at."""
        target = self.folder / f"page-{secrets.token_hex(4)}.txt"
        target.write_text(f"{path}\t\t\n")
        return target


def grow(database: str, rows: int) -> None:
    """A million bookings of years past, with their lines in the trail, messages and consents."""
    statements = (
        f"""INSERT INTO booking_booking (event_id, session_id, quota_id, number, category, party, slot, way, reach,
            person_digest, phone_sealed, name_sealed, full_name_sealed, contact_sealed, state, idempotency_key,
            token_digest, declared, needs, photo_consent, notice_agreed_at, created_at)
            SELECT q.event_id, q.session_id, q.quota_id, '0101-1-' || n, '其他群众', 1, 0, 'self', 'sms',
            md5(n::text) || md5('a' || n), repeat('s', 60), repeat('n', 50), '', '', 'booked', 'grown-' || n,
            md5('t' || n) || md5('u' || n), '["age_capacity"]', '[]', false, now() - interval '1 year',
            now() - interval '1 year'
            FROM generate_series(1, {rows}) n, (SELECT s.event_id, s.id AS session_id, q.id AS quota_id
            FROM booking_session s JOIN booking_quota q ON q.session_id = s.id WHERE s.event_id < 9000 LIMIT 1) q""",
        f"""INSERT INTO base_audit (at, action, subject_type, subject_id, campaign_id, codes)
            SELECT now() - interval '1 year', 'booking.booked', 'booking', n, 1, '{{"session_id": 1}}'
            FROM generate_series(1, {rows}) n""",
        f"""INSERT INTO base_consent (notice, notice_digest, person_digest, phone_sealed, way, campaign_id, subject_type,
            subject_id, at) SELECT 'open_day.booking', repeat('d', 64), md5(n::text) || md5('a' || n), repeat('s', 60),
            'click', 1, 'booking', n, now() - interval '1 year' FROM generate_series(1, {rows}) n""",
        f"""INSERT INTO base_outbox (kind, fact, person_digest, lane, phone_sealed, subject_sealed, body_sealed, lang,
            urgent, campaign_id, state, at, try_at, attempts, attempt, fault, figure, receipt, note_sealed)
            SELECT 'open_day.booked', 'booking:' || n || ':booked', md5(n::text) || md5('a' || n), 'sms', '', '', '',
            'zh', false, 1, 'shown', now() - interval '1 year', now() - interval '1 year', 0, '', '', '', '', ''
            FROM generate_series(1, {rows}) n""",
    )
    with psycopg.connect(database, autocommit=True) as line:
        line.execute("SET synchronous_commit = off")
        for statement in statements:
            line.execute(statement.encode())
        line.execute("VACUUM ANALYZE")


def booked(database: str, open_day: int) -> int:
    with psycopg.connect(database) as line:
        found = line.execute(
            "SELECT count(*) FROM booking_booking WHERE event_id = %s AND state = 'booked'", (open_day,)
        ).fetchone()
        return int(found[0]) if found else 0


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()

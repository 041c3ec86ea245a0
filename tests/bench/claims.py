"""The bench of the line: 32 signed-in experts ask for the next caller over eight topics, each from a seat that is free.

A seat serves one caller at a time, so every request comes from a shift of its own: what is measured is the claim with
its sign-in, permission, order, lease and records, not the end of the talk before it.
"""

from __future__ import annotations

import secrets
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from core.base import clock, privacy
from tests.bench import parts, stage

EXPERTS, TOPICS = 32, 8
#: ids of what the bench adds, beyond those of the demo
FIRST = 900_000
FEW, MANY = 100, 100_000
#: how many wait → the database, a copy of the stage
LINES = {FEW: "short_line", MANY: "long_line"}


class Experts:
    """Experts who are signed in, their seats, and the line before them."""

    def __init__(self, app: Flask, database: str, folder: Path, waiting: int) -> None:
        self.app, self.database, self.folder, self.waiting = app, database, folder, waiting
        self.slug = stage.slug(app)
        self.shifts = FIRST
        with app.app_context():
            from core.campaigns import service as campaigns

            self.campaign = campaigns.live_campaigns()[0].id
            self.tokens = [secrets.token_urlsafe(32) for _ in range(EXPERTS)]
            digests = [privacy.token_digest(token) for token in self.tokens]
            self.sealed = privacy.seal("13800000000")
            self.cookies = self._cookies()
        now = clock.now()
        with psycopg.connect(database) as line:
            line.execute(
                "UPDATE hotline_waiter SET state = 'gone', lane = NULL, ended_at = now(), lease_until = NULL"
            )
            line.execute(
                f"""INSERT INTO hotline_topic (id, campaign_id, name, short, state, term_class, script, min_cover, ordinal,
                created_at, version) SELECT {FIRST} + n, {self.campaign}, 'bench ' || n, '', 'open', 'other', '', 1, n,
                now(), 1 FROM generate_series(1, {TOPICS}) n""".encode()
            )
            for n, digest in enumerate(digests):
                line.execute(
                    """INSERT INTO users_user (id, name, login_name, phone_sealed, mail_sealed, password_hash, active,
                    created_at) VALUES (%s, 'bench', %s, '', '', '', true, %s)""",
                    (FIRST + n, f"bench{n}", now),
                )
                line.execute(
                    "INSERT INTO users_grant (user_id, role, granted_at) VALUES (%s, 'seat_expert', %s)",
                    (FIRST + n, now),
                )
                line.execute(
                    """INSERT INTO users_session (token_digest, user_id, created_at, last_seen_at, address, browser, system,
                    stage) VALUES (%s, %s, %s, %s, '127.0.0.1', '', '', 'full')""",
                    (digest, FIRST + n, now, now),
                )
        self._join(waiting)
        parts.tell(database, "VACUUM ANALYZE")

    def _cookies(self) -> list[tuple[str, str]]:
        """(cookie, body) of each expert."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        tokens = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        name = self.app.config["SESSION_COOKIE_NAME"]
        found = []
        for token in self.tokens:
            secret = secrets.token_hex(20)
            cookie = signer.dumps(
                {"_user_id": token, "_fresh": True, "csrf_token": secret, "campaign": self.slug}
            )
            found.append((f"{name}={cookie}", urlencode({"csrf_token": tokens.dumps(secret)})))
        return found

    def _join(self, count: int) -> None:
        with psycopg.connect(self.database) as line:
            line.execute(
                f"""INSERT INTO hotline_waiter (campaign_id, topic_id, kind, source, state, rank, turn, lane, priority,
                language, person_digest, phone_sealed, name_sealed, summary_sealed, joined_at, attempts, outcome,
                idempotency_key) SELECT {self.campaign}, {FIRST} + 1 + n %% {TOPICS}, 'call', 'telephone', 'waiting',
                t.at + n, t.at + n, {FIRST} + 1 + n %% {TOPICS}, 0, '', '', %s, '', '', now(), 0, '', %s || n
                FROM generate_series(1, {count}) n, (SELECT (extract(epoch FROM now()) * 1000)::bigint AS at) t""".encode(),
                (self.sealed, f"bench-{secrets.token_hex(6)}-"),
            )

    def gather(self, count: int) -> Path:
        """A file with `count` ready requests, each from a fresh seat of one of the experts; as many callers join."""
        self._join(count)
        first, self.shifts = self.shifts + 1, self.shifts + count
        now = clock.now()
        with psycopg.connect(self.database) as line:
            line.execute(
                f"""INSERT INTO hotline_shift (id, campaign_id, seat_number, user_id, expert_name, expert_title, name_public, general,
                languages, starts_at, ends_at, state, version) SELECT {first} + n, {self.campaign}, 1 + n %% 99,
                {FIRST} + n %% {EXPERTS}, '', '', false, false, '[]', %s, %s, 'planned', 1
                FROM generate_series(0, {count - 1}) n""".encode(),
                (now - timedelta(hours=1), now + timedelta(hours=8)),
            )
            line.execute(
                f"""INSERT INTO hotline_shift_topic (shift_id, topic_id) SELECT {first} + n, {FIRST} + t
                FROM generate_series(0, {count - 1}) n, generate_series(1, {TOPICS}) t""".encode()
            )
            line.execute(
                f"""INSERT INTO hotline_seat_state (shift_id, campaign_id, state, since, reason, changes)
                SELECT {first} + n, {self.campaign}, 'ready', %s, '', 1 FROM generate_series(0, {count - 1}) n""".encode(),
                (now,),
            )
        target = self.folder / f"claims-{first}-{self.waiting}.txt"
        with target.open("w") as out:
            for n in range(count):
                cookie, body = self.cookies[n % EXPERTS]
                out.write(f"/zh/staff/c/{self.slug}/hotline/line/next/{first + n}\t{cookie}\t{body}\n")
        return target

    def claimed(self) -> int:
        found: int = parts.ask(
            self.database,
            f"SELECT count(*) FROM hotline_seat_state WHERE shift_id > {FIRST} AND state = 'serving'",
        )
        return found

    def leave(self) -> None:
        """What is over goes: leases would run out in the next stretch, and the line is to be as long as it was."""
        parts.tell(
            self.database,
            "UPDATE hotline_waiter SET state = 'done', ended_at = now(), lease_until = NULL WHERE state = 'claimed'",
            f"""UPDATE hotline_waiter SET state = 'gone', lane = NULL, ended_at = now() WHERE id IN (SELECT id FROM hotline_waiter WHERE lane > {FIRST}
            ORDER BY turn DESC OFFSET {self.waiting})""",
        )


def way(who: Experts, url: str, seconds: float) -> Callable[[], tuple[float, float | None]]:
    """One measured stretch of claims; every answer must be a caller that nobody else got."""
    guess = [600.0]

    def measure() -> tuple[float, float | None]:
        asked = who.gather(int(guess[0] * seconds * 1.5) + 200)
        before = who.claimed()
        found = parts.wrk(url, asked, connections=32, seconds=seconds)
        asked.unlink()
        stored = who.claimed() - before
        if found["refused"] or found["broken"] or stored < found["requests"]:
            raise RuntimeError(f"of {found['requests']} answers {stored} are stored: {found}")
        who.leave()
        guess[0] = max(found["rate"], 300.0)
        return found["rate"], found["p99_ms"]

    return measure


def floor(server: str, seconds: float) -> Callable[[], tuple[float, None]]:
    """pgbench: the next of one of eight topics in one statement with SKIP LOCKED, 32 clients."""

    def measure() -> tuple[float, None]:
        script = str(parts.HERE / "floors" / "waiters.sql")
        subprocess.run(
            ["psql", "--quiet", "--file", script, f"{server}/floor"], check=True, capture_output=True
        )
        return parts.pgbench(f"{server}/floor", "claim.sql", clients=32, seconds=seconds), None

    return measure


def only(rounds: int, seconds: float) -> dict[str, Any]:
    """This part alone: `python -m tests.bench.claims`."""
    from tests.bench.__main__ import Run

    run = Run(rounds, seconds)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yangguang-bench-")))
        instance = folder / "instance"
        instance.mkdir()
        server = stack.enter_context(parts.postgresql())
        parts.tell(f"{server}/postgres", "CREATE DATABASE floor", "CREATE DATABASE stage")
        app = stage.build(instance, f"{server}/stage")
        stage.close(app)
        run.say("the stage is built")
        copy_stage(server)
        measure(run, server, instance, folder)
    report = {name: sorted(values)[len(values) // 2] for name, values in run.rates.items()}
    return report | {f"{name} p99 ms": sorted(values)[len(values) // 2] for name, values in run.p99.items()}


def copy_stage(server: str) -> None:
    """The databases of both lines; only while nobody is at the stage itself."""
    parts.tell(f"{server}/postgres", *(f"CREATE DATABASE {name} TEMPLATE stage" for name in LINES.values()))


def measure(run: Any, server: str, instance: Path, folder: Path) -> None:
    """The claims' figures into a run: beside pgbench, and with a hundred thousand waiting beside a hundred.

    On copies of the stage, whose servers are started here and ended: nothing else of the run weighs on them.
    """
    with ExitStack() as stack:
        ways: dict[str, Callable[[], tuple[float, float | None]]] = {
            "pgbench_claim_32": floor(server, run.seconds)
        }
        for waiting, name in LINES.items():
            own = folder / name
            own.mkdir()
            for kept in ("secret.key", "config.toml"):
                if (instance / kept).exists():
                    (own / kept).write_bytes((instance / kept).read_bytes())
            experts = Experts(stage.again(own, f"{server}/{name}"), f"{server}/{name}", folder, waiting)
            stage.close(experts.app)
            started = stack.enter_context(parts.product(own, f"{server}/{name}", **stage.SETTINGS))
            ways["claim" if waiting == FEW else "claim_100k"] = way(experts, started.url, run.seconds)
        run.in_turn(ways)


if __name__ == "__main__":
    print({name: round(value, 1) for name, value in only(3, 2.0).items()})  # noqa: T201

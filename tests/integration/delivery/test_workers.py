"""Real worker processes: two at once send each message once, a killed one doubles none, a lost Redis stops nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.integration.delivery.conftest import PAIR_KEY, chooses, person
from tests.integration.delivery.servers import hanging_server, http_server, mail_server
from tests.support.databases import SECRET_KEY
from tests.support.services import die_with_parent, end, free_port

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds; the machine may be busy


@contextmanager
def worker(database_url: str, instance: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`yangguang worker` as a program of its own."""
    environment = os.environ | {
        "INSTANCE": str(instance), "DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY,
        "MAIL_FROM": "notice@example.org", "LOG_LEVEL": "WARNING", "QUIET_FROM": "00:00", "QUIET_TO": "00:00",
        **settings,
    }  # fmt: skip
    with (instance / f"worker-{free_port()}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "core", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def wait_until(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def queue(app: Flask, user_ids: list[int], facts: list[str]) -> None:
    from core.base import clock
    from core.base.db import unit_of_work
    from core.base.outbox import queue_message

    with app.app_context(), unit_of_work():
        for fact in facts:
            for user_id in user_ids:
                queue_message(kind="delivery.test", fact=fact, user_id=user_id, now=clock.now())


def states(app: Flask) -> Counter[str]:
    from core.base.db import db
    from core.base.outbox import OutboxMessage

    with app.app_context():
        return Counter(db.session.scalars(db.select(OutboxMessage.state)))


def test_two_workers_send_two_hundred_mails_each_once(
    make_app: Callable[..., Flask], database_url: str, tmp_path: Path
):
    with mail_server() as (url, mails):
        app = make_app(SMTP_URL=url, MAIL_FROM="notice@example.org", QUIET_FROM="00:00", QUIET_TO="00:00")
        with app.app_context():
            ids = [person(login=f"p{n}") for n in range(4)]
            for user_id in ids:
                chooses(user_id, "mail", f"p{user_id}@example.org")
        facts = [f"f{n}" for n in range(50)]
        queue(app, ids, facts)
        instance = tmp_path / "instance"
        with worker(database_url, instance, SMTP_URL=url), worker(database_url, instance, SMTP_URL=url):
            queue(app, ids, facts)  # once more, while they are at it: nothing new
            wait_until(lambda: states(app)["sent"] == 200)
        assert states(app) == {"sent": 200}
        assert len(mails.taken) == len(set(mails.ids)) == 200
        assert Counter(to for to, _, _ in mails.taken) == {f"p{user_id}@example.org": 50 for user_id in ids}


def test_what_a_killed_worker_had_in_hand_is_not_sent_twice(
    make_app: Callable[..., Flask], database_url: str, tmp_path: Path
):
    """The mail server hangs, the worker is killed: nobody knows. The next worker shows the mail and sends the SMS."""
    from core.delivery.courier import Courier

    sms = {"SMS_GATEWAY": "http", "SMS_KEY": PAIR_KEY}
    with hanging_server(b"220 hello\r\n") as silent, hanging_server() as mute, mail_server() as (url, mails):
        app = make_app(SMTP_URL=url, MAIL_FROM="notice@example.org", QUIET_FROM="00:00", QUIET_TO="00:00", **{
            **sms, "SMS_URL": "http://127.0.0.1:9/"
        })  # fmt: skip
        with app.app_context():
            who = person()
            chooses(who, "mail", "a@example.org")
        queue(app, [who], ["f"])
        queue_an_sms(app)
        dead = {**sms, "SMS_URL": f"http://127.0.0.1:{mute}/", "SMTP_URL": f"smtp+plain://127.0.0.1:{silent}"}
        with worker(database_url, tmp_path / "instance", **dead) as process:
            wait_until(lambda: states(app)["sending"] == 2)
            process.kill()
            process.wait()
        assert states(app) == {"sending": 2}
        with http_server() as (port, posts):
            live = make_app(SMTP_URL=url, MAIL_FROM="notice@example.org", QUIET_FROM="00:00", QUIET_TO="00:00", **{
                **sms, "SMS_URL": f"http://127.0.0.1:{port}/"
            })  # fmt: skip
            courier = Courier(live, lease=0.5)
            courier.start()
            try:
                wait_until(lambda: states(app) == {"uncertain": 1, "sent": 1})
            finally:
                courier.stop(10)
            assert len(posts.bodies) == 1
            assert mails.taken == []


def queue_an_sms(app: Flask) -> None:
    from core.base import clock
    from tests.integration.delivery.conftest import queue_sms

    with app.app_context():
        assert queue_sms(now=clock.now())


def test_a_mail_server_that_hangs_delays_neither_sms_nor_jobs(
    make_app: Callable[..., Flask], database_url: str, tmp_path: Path
):
    from core.base import clock, events
    from core.base.db import db, unit_of_work
    from core.base.outbox import OutboxMessage

    with hanging_server(b"220 hello\r\n") as silent, http_server() as (port, _posts):
        given = {
            "SMS_GATEWAY": "http", "SMS_KEY": PAIR_KEY, "SMS_URL": f"http://127.0.0.1:{port}/",
            "SMTP_URL": f"smtp+plain://127.0.0.1:{silent}",
        }  # fmt: skip
        app = make_app(MAIL_FROM="notice@example.org", QUIET_FROM="00:00", QUIET_TO="00:00", **given)
        with app.app_context():
            ids = [person(login=f"p{n}") for n in range(4)]
            for user_id in ids:
                chooses(user_id, "mail", f"p{user_id}@example.org")
        queue(app, ids, ["f"])
        with worker(database_url, tmp_path / "instance", **given):
            wait_until(lambda: states(app)["sending"] == 2)
            begun = time.monotonic()
            queue_an_sms(app)
            with app.app_context(), unit_of_work():
                events.emit("publishing.published", now=clock.now(), document_id=1, kind="x", subject_id=1)

            def both() -> bool:
                with app.app_context():
                    sent = db.session.query(OutboxMessage).filter_by(lane="sms", state="sent").count()
                    spread = db.session.query(events.EventRow).filter_by(spread=True).count()
                return bool(sent and spread)

            wait_until(both, 20)
            assert time.monotonic() - begun < 10, "the mail server is still silent, the rest goes on"
            assert states(app)["sending"] == 2


def test_a_request_does_not_wait_for_a_redis_that_is_gone(make_app: Callable[..., Flask]):
    """Nobody listens on one port; behind the other somebody takes the connection and never answers."""
    with hanging_server() as silent:
        for address in (f"redis://127.0.0.1:{free_port()}/0", f"redis://127.0.0.1:{silent}/0"):
            app = make_app(SMS_GATEWAY="demo", REDIS_URL=address)
            client = app.test_client()
            begun = time.monotonic()
            digits = f"{free_port():08}"
            asked = client.post("/zh/phone?next=/zh/my", data={"phone": f"138{digits}"})
            assert asked.status_code == 303
            assert time.monotonic() - begun < 8
            begun = time.monotonic()
            again = client.post("/zh/phone?next=/zh/my", data={"phone": f"139{digits}"})
            assert again.status_code == 303
            assert time.monotonic() - begun < 1.5, "the second one doesn't try the line at all"


def test_a_worker_delivers_without_redis(make_app: Callable[..., Flask], database_url: str, tmp_path: Path):
    port = free_port()
    given: dict[str, Any] = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with mail_server() as (url, mails):
        app = make_app(
            SMTP_URL=url, MAIL_FROM="notice@example.org", QUIET_FROM="00:00", QUIET_TO="00:00", **given
        )
        with app.app_context():
            who = person()
            chooses(who, "mail", "a@example.org")
        with worker(database_url, tmp_path / "instance", SMTP_URL=url, **given) as process:
            queue(app, [who], ["without"])
            wait_until(lambda: states(app) == {"sent": 1})
            assert process.poll() is None
            process.terminate()
            assert process.wait(15) == 0, "it ends by itself when it is asked to"
    assert len(mails.taken) == 1

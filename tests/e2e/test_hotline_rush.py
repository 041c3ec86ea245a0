"""The line in a rush, over HTTP: many seats, two server processes, an expert's process that is killed.

Each caller is given out exactly once, in the order of coming, none is lost; the caller of the killed one is back at the
head when the lease is over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from tests.support.product import Product, running_beside

CALLERS = int(os.environ.get("RUSH_CALLERS", "200"))


class Experts:
    """Signed-in experts of the demo's campaign with a seat each."""

    def __init__(self, product: Product, count: int) -> None:
        from core import create_app

        self.product = product
        self.app: Flask = create_app({
            "INSTANCE": str(product.instance), "DATABASE_URL": product.database_url, "SMS_GATEWAY": "demo", "DEMO": "1",
        })  # fmt: skip
        with self.app.app_context():
            self._prepare(count)

    def _prepare(self, count: int) -> None:
        from flask.sessions import SecureCookieSessionInterface
        from itsdangerous import URLSafeTimedSerializer

        from core.base import clock
        from core.base.db import unit_of_work
        from core.campaigns import service as campaigns
        from core.users.models import GrantRow, UserRow
        from core.users.service.sessions import open_session
        from plugins.hotline.models import SeatState, Shift, ShiftTopic, Topic

        campaign = campaigns.live_campaigns()[0]
        self.slug, self.campaign_id = campaign.slug, campaign.id
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        tokens = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        now = clock.now()
        self.seats: list[tuple[int, dict[str, str], bytes]] = []
        with unit_of_work() as session:
            self.topics = []
            for n in range(8):
                topic = Topic(campaign_id=campaign.id, name=f"rush {n}", term_class="other", created_at=now)
                session.add(topic)
                session.flush()
                self.topics.append(topic.id)
            for n in range(count):
                user = UserRow(name=f"rush{n}", login_name=f"rush{n}", created_at=now)
                session.add(user)
                session.flush()
                session.add(GrantRow(user_id=user.id, role="seat_expert", granted_at=now))
                token = open_session(user, "127.0.0.1", "", now)
                shift = Shift(
                    campaign_id=campaign.id, seat_number=500 + n, user_id=user.id, general=False, languages=[],
                    starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8), state="planned", version=1,
                )  # fmt: skip
                session.add(shift)
                session.flush()
                session.add_all(ShiftTopic(shift_id=shift.id, topic_id=topic) for topic in self.topics)
                session.add(
                    SeatState(shift_id=shift.id, campaign_id=campaign.id, state="ready", since=now, changes=0)
                )
                cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": f"{n:040x}"})
                headers = {
                    "Cookie": f"{self.app.config['SESSION_COOKIE_NAME']}={cookie}", "Accept": "application/json",
                    "X-CSRFToken": tokens.dumps(f"{n:040x}"),
                }  # fmt: skip
                self.seats.append((shift.id, headers, b""))

    def join(self, count: int) -> list[int]:
        from core.base import clock
        from core.base.access import SYSTEM
        from core.base.db import db, unit_of_work
        from plugins.hotline.contracts import NewWaiter
        from plugins.hotline.service import line

        with self.app.app_context():
            now = clock.now()
            ids = []
            with unit_of_work():
                for n in range(count):
                    new = NewWaiter(self.campaign_id, self.topics[n % 8], f"rush-{os.getpid()}-{n}")
                    joined = now - timedelta(seconds=count - n)
                    ids.append(line.join(new, actor=SYSTEM, now=joined).id)
            db.session.rollback()
            return ids

    def next(self, base: str, seat: int) -> int | None:
        """The caller whom a seat is given over HTTP."""
        shift, headers, body = self.seats[seat]
        path = f"{base}/zh/staff/c/{self.slug}/hotline/line/next/{shift}"
        request = urllib.request.Request(path, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            got = json.load(answer)["waiter"]
        return got["id"] if got else None

    def finish(self, waiter: int, seat: int) -> None:
        from core.base import clock
        from core.base.access import SYSTEM
        from plugins.hotline.service import line, seat_states

        with self.app.app_context():
            now = clock.now()
            line.finish(waiter, "answered", actor=SYSTEM, now=now)
            seat_states.end_wrap_up(self.seats[seat][0], actor=SYSTEM, now=now)


def drain(experts: Experts, bases: Sequence[str]) -> list[int]:
    """Every seat takes callers, at the servers in turn, until nobody is left; callers in the order of their answers."""
    taken: list[int] = []
    hold = threading.Lock()

    def serve(seat: int) -> None:
        base = bases[seat % len(bases)]
        while (got := experts.next(base, seat)) is not None:
            with hold:
                taken.append(got)
            experts.finish(got, seat)

    with ThreadPoolExecutor(len(experts.seats)) as hands:
        for done in [hands.submit(serve, n) for n in range(len(experts.seats))]:
            done.result()
    return taken


def test_each_caller_once_in_order_over_two_servers(
    server: Callable[..., Product], database_kind: str
) -> None:
    product = server(clock="", SMS_GATEWAY="demo")
    experts = Experts(product, 32 if database_kind == "postgresql" else 8)
    callers = experts.join(CALLERS)
    with running_beside(product) as other:
        taken = drain(experts, [product.url, other])
    assert Counter(taken) == Counter(callers)
    # Asked at one moment, answered at the next: nobody is passed by more than ask at a time.
    worst = max(abs(n - callers.index(one)) for n, one in enumerate(taken))
    assert worst <= 3 * len(experts.seats), worst


KILLED = """
import sys
sys.path.insert(0, ".")
from core import create_app
app = create_app({"INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2], "SMS_GATEWAY": "demo", "DEMO": "1"})
with app.app_context():
    from core.base import clock
    from core.base.access import SYSTEM
    from plugins.hotline.service import line
    got = line.claim_next(int(sys.argv[3]), actor=SYSTEM, now=clock.now())
    print(got.id, flush=True)
    import time
    time.sleep(600)
"""


def test_the_caller_of_a_killed_process_is_back_at_the_head(server: Callable[..., Product]) -> None:
    product = server(clock="", SMS_GATEWAY="demo", fresh=True)
    experts = Experts(product, 2)
    callers = experts.join(8)
    arguments = [str(product.instance), product.database_url, str(experts.seats[0][0])]
    command = [sys.executable, "-c", KILLED, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == callers[0]
        os.kill(process.pid, signal.SIGKILL)
    assert experts.next(product.url, 1) == callers[1]
    experts.finish(callers[1], 1)
    _let_the_lease_end(experts, callers[0])
    assert experts.next(product.url, 1) == callers[0]


def _let_the_lease_end(experts: Experts, waiter: int) -> None:
    """As if its two minutes had gone by."""
    from core.base import clock
    from core.base.db import unit_of_work
    from plugins.hotline.models import Waiter

    with experts.app.app_context(), unit_of_work() as session:
        session.get_one(Waiter, waiter).lease_until = clock.now() - timedelta(seconds=1)

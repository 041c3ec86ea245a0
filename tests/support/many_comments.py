"""Tens of thousands of opinions about one subject, written straight into the tables, and how long the pages take.

`python -m tests.support.many_comments [--part ledger|decisions] [--count 50000] [--database-url URL]` seeds a fresh copy and
prints milliseconds; `decisions` asks for every page of a preview with its comments and its feedback.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

ROADS = [
    "中山",
    "解放",
    "人民",
    "建设",
    "胜利",
    "和平",
    "光明",
    "新华",
    "文化",
    "滨河",
    "站前",
    "迎宾",
    "朝阳",
    "长江",
    "黄河",
    "太湖",
    "五一",
    "青年",
    "民主",
    "友谊",
]
VENUES = ["小学", "菜市场", "公园", "医院", "公交站", "图书馆", "幼儿园", "社区", "广场", "停车场"]
WISHES = [
    "增设减速带",
    "增加路灯",
    "延长开放时间",
    "加装电梯",
    "多建几个车位",
    "增加充电桩",
    "修补路面",
    "增加垃圾桶",
    "改造下水道",
    "降低收费标准",
    "增加公交班次",
    "公开费用明细",
    "加强夜间巡逻",
    "设置无障碍坡道",
    "减少施工噪声",
]
OPENINGS = ["建议", "希望", "请", "恳请", "能不能", "强烈建议", "我认为应当"]
TAILS = [
    "，方便群众出行。",
    "，谢谢！",
    "。我们住在附近，天天都要经过。",
    "，孩子上学很不安全。",
    "，老人腿脚不便。",
    "。",
    "，这件事反映好几年了，一直没有解决。",
    "，希望尽快落实，辛苦了。",
]


def text(chance: random.Random, roads: Sequence[str] = tuple(ROADS)) -> str:
    """What somebody writes: 150 wishes for each road, each in many wordings."""
    where = f"{chance.choice(roads)}路{chance.choice(VENUES)}{chance.choice(('门口', '旁边', '附近'))}"
    return f"{chance.choice(OPENINGS)}在{where}{chance.choice(WISHES)}{chance.choice(TAILS)}"


def seed(
    campaign_id: int,
    kind: str,
    subject_id: int,
    count: int,
    *,
    department_id: int | None,
    now: datetime,
    states: tuple[tuple[str, int], ...] = (("received", 40), ("assigned", 40), ("ended", 20)),
    anchors: tuple[str, ...] = ("", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"),
    chance: random.Random | None = None,
    roads: Sequence[str] = tuple(ROADS),
) -> list[int]:
    """Insert them; states by weight, parts by turns. Inside an app context; returns the ids."""
    from core.base.db import insert_many, unit_of_work
    from core.base.privacy import seal, token_digest
    from core.opinions import rules
    from core.opinions.models import Opinion, OpinionCounter

    chance = chance or random.Random(5)
    words = [state for state, weight in states for _ in range(weight)]
    digest_of_code = token_digest("seeded")
    ids: list[int] = []
    with unit_of_work() as session:
        counter = session.get(OpinionCounter, campaign_id) or OpinionCounter(
            campaign_id=campaign_id, year=2026, last=0
        )
        session.add(counter)
        session.flush()
        for start in range(0, count, 1000):
            rows = []
            for n in range(start, min(start + 1000, count)):
                said, state = text(chance, roads), chance.choice(words)
                number = rules.number_of(counter.year, counter.last + n + 1)
                came = now - timedelta(minutes=count - n)
                shown = said if state in rules.LET_THROUGH else ""
                anchor = anchors[n % len(anchors)]
                rows.append(
                    {
                        "campaign_id": campaign_id, "number": number, "kind": kind, "subject_id": subject_id,
                        "source": "page", "department_id": department_id, "state": state, "text_sealed": seal(said),
                        "published_text": shown, "phone_sealed": "", "person_digest": f"{n % 40000:064x}",
                        "code_digest": digest_of_code, "idempotency_key": f"{campaign_id}-{subject_id}-{n:x}",
                        "received_at": came, "entered_at": came, "anchor": anchor,
                        "digest": rules.digest_of(number, came, anchor, "", said),
                        "outcome": chance.choice(("adopted", "partly", "not_adopted")) if state == "ended" else "",
                        "reason": "已经研究，理由见反馈。" if state == "ended" else "",
                        "ended_at": came + timedelta(days=1) if state == "ended" else None,
                        "supports": chance.randrange(40) if shown else 0, "shown_at": came if shown else None,
                    }
                )  # fmt: skip
            ids += [row.id for row in insert_many(Opinion, rows, returning=("id",))]
        counter.last += count
    return sorted(ids)


def took(act: Callable[[], Any], times: int = 3) -> float:
    """Milliseconds, the best of some."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best * 1000


def measure(app: Flask, count: int, told: Callable[[str, float], None]) -> None:
    """Seed and tell how long every page and function takes."""
    from core.base import clock
    from core.base.access import Actor
    from core.base.db import db
    from core.base.jobs import run_long
    from core.opinions import service
    from core.opinions.contracts import Asked
    from core.opinions.models import Opinion
    from tests.integration.opinions.conftest import KIND, NOW, Ledger, declare, officer
    from tests.support.chain import SLUG, plant

    city = plant(app)
    declare(app)
    unit = city.units["water"]
    office = officer("office", None, "opinions.see", "opinions.moderate", "opinions.enter")
    editor = officer("editor", unit, "opinions.see", "opinions.answer")
    who: list[Actor | None] = [None]
    app.extensions["yangguang"].load_actor = lambda: who[0]
    with app.app_context():
        began = time.perf_counter()
        ids = seed(city.campaign_id, KIND, 1, count, department_id=unit, now=NOW)
        told("seed", (time.perf_counter() - began) * 1000)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.exec_driver_sql("ANALYZE")
        ledger = Ledger(app, city, office, editor, editor, office)
        ledger.count = 10**6
        campaign = app.extensions["yangguang"].load_campaign(SLUG)
        subject = f"{KIND}:1"
        one = {
            s: db.session.query(Opinion).filter_by(state=s).first() for s in ("received", "assigned", "ended")
        }
        numbers = {state: (row.id, row.number) for state, row in one.items() if row is not None}
        told("receive", took(lambda: ledger.say(text(random.Random()), phone="")))
        told("counts_for", took(lambda: service.counts_for(KIND, 1)))
        told("tally", took(lambda: service.tally(KIND, 1)))
        told("feedback_on, all", took(lambda: service.feedback_on(KIND, 1)))
        told("feedback_on, a page", took(lambda: service.feedback_on(KIND, 1, page=30)))
        told("open_for", took(lambda: service.open_for(KIND, 1)))
        told("authors_of", took(lambda: service.authors_of(KIND, 1)))
        told("entries_on", took(lambda: service.entries_on(KIND, 1), 1))
        told("desk (waiting)", took(lambda: service.waiting(campaign.id, actor=office, now=NOW)))
        told("editor's inbox", took(lambda: service.inbox(Asked(tab="open"), actor=editor, now=NOW)))
        assert len(ids) == count
    pages = {
        "inbox": (office, f"/zh/staff/opinions?subject={subject}"),
        "inbox, page 300": (office, f"/zh/staff/opinions?subject={subject}&page=300"),
        "inbox, open": (office, "/zh/staff/opinions?tab=open"),
        "inbox, ended": (office, "/zh/staff/opinions?tab=ended"),
        "inbox, a unit": (office, f"/zh/staff/opinions?tab=open&department={unit}&age=5"),
        "inbox, one part": (office, f"/zh/staff/opinions?subject={subject}&part=a3&tab=open"),
        "inbox of an editor": (editor, "/zh/staff/opinions"),
        "one opinion": (office, f"/zh/staff/opinions/{numbers['received'][0]}"),
        "groups": (office, f"/zh/staff/opinions/groups?subject={subject}"),
        "public list": (None, f"/zh/c/{SLUG}/opinions"),
        "public list of a subject": (None, f"/zh/c/{SLUG}/opinions?subject={subject}"),
        "public list, page 900": (None, f"/zh/c/{SLUG}/opinions?subject={subject}&page=900"),
        "public one": (None, f"/zh/c/{SLUG}/opinions/{numbers['ended'][1]}"),
        "support": (None, f"/zh/c/{SLUG}/opinions/{numbers['assigned'][1]}/support"),
    }

    def get(address: str) -> None:
        with app.app_context():
            house = app.extensions["yangguang"]
            house.memory.clear()
            if house.pages is not None:
                getattr(house.pages, "clear", lambda: None)()
        answer = app.test_client().get(address)
        assert answer.status_code in (200, 303), (address, answer.status_code)

    with clock.travel(NOW):
        for name, (actor, address) in pages.items():
            who[0] = actor
            told(name, took(partial(get, address)))
        who[0] = office
        with app.app_context():
            some = db.session.query(Opinion).filter_by(state="received").limit(50).all()
            ticked = [f"{row.id}:{row.version}" for row in some]
            mine = db.session.query(Opinion).filter_by(state="assigned").limit(50).all()
            ending = [f"{row.id}:{row.version}" for row in mine]
        data: dict[str, Any] = {"opinion": ticked, "do": "accept", "back": "/zh/staff/opinions"}
        told("accept 50", took(lambda: app.test_client().post("/zh/staff/opinions/bulk", data=data), 1))
        end = {
            "opinion": ending,
            "outcome_wanted": "1",
            "outcome": "not_adopted",
            "reason": "与上位法不一致。",
        }
        told("end 50", took(lambda: app.test_client().post("/zh/staff/opinions/bulk-end", data=end), 1))
        with app.app_context():
            service.ask(KIND, 1, actor=office, now=NOW)
            began = time.perf_counter()
            run_long(NOW)
            told("compare everything (the job)", (time.perf_counter() - began) * 1000)
            found = service.groups(KIND, 1, actor=office)
            print(found.state, found.done, found.found, [line.size for line in found.lines])
        told("groups, found", took(lambda: get(f"/zh/staff/opinions/groups?subject={subject}")))
        told("a group", took(lambda: get(f"/zh/staff/opinions/groups/{found.lines[0].id}")))
        with app.app_context():
            first = found.lines[0].id
            told("merge a group", took(lambda: service.merge_group(first, actor=office, now=NOW), 1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--part", choices=("ledger", "decisions"), default="ledger")
    asked = parser.parse_args()
    from core import create_app
    from core.plugin.migrations import upgrade_all
    from tests.support.databases import base_settings

    with tempfile.TemporaryDirectory() as folder:
        url = asked.database_url or f"sqlite:///{folder}/many.sqlite"
        app = create_app({**base_settings(Path(folder), url), "SMS_GATEWAY": "demo"})
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        with app.app_context():
            upgrade_all(app)
        print(f"{asked.count} opinions about one subject")
        if asked.part == "decisions":
            from tests.support import many_comments_pages

            def said(name: str, wall: float, work: float) -> None:
                print(f"{name:32} {wall:9.1f} ms, processor {work:9.1f} ms", flush=True)

            many_comments_pages.measure(app, asked.count, said)
            return
        measure(app, asked.count, lambda name, ms: print(f"{name:32} {ms:9.1f} ms", flush=True))


if __name__ == "__main__":
    main()

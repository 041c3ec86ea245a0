"""Tens of thousands of comments on one published preview: every page that shows or counts them, and the whole feedback.

Run by `python -m tests.support.many_comments --part decisions [--count 50000] [--database-url URL]`.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.chain import SLUG
from tests.support.many_comments import ROADS, seed

if TYPE_CHECKING:
    from flask import Flask

#: what is told of one thing: its name, wall time and processor time in milliseconds
Told = Callable[[str, float, float], None]
#: of a hundred that ended, this many stand with the one before them
MERGED = 20


#: processes of PostgreSQL that work for us, where they run on this machine
BACKENDS: list[int] = []


def worked() -> float:
    """Processor seconds that we and the database's processes have used."""
    return time.process_time() + sum(map(_of_process, BACKENDS))


def _of_process(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def find_backends(db: Any) -> None:
    """Those of this database; asked for again when connections may have changed. No parallel ones, which end too soon."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            rows = line.exec_driver_sql("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            BACKENDS[:] = [row[0] for row in rows]


def took(act: Callable[[], Any], times: int = 3) -> tuple[float, float]:
    """(wall, processor) milliseconds, the best of some; the processor's are those of the database, too."""
    walls, works = [], []
    for _ in range(times):
        wall, work = time.perf_counter(), worked()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((worked() - work) * 1000)
    return min(walls), min(works)


class Pages:
    """Asks for pages as one person or another, each time as if something had just been written."""

    def __init__(self, app: Flask, told: Told) -> None:
        self.app, self.told = app, told
        self.who: Any = None
        app.extensions["yangguang"].load_actor = lambda: self.who

    def get(self, address: str) -> Any:
        house = self.app.extensions["yangguang"]
        with self.app.app_context():
            house.memory.clear()
            if house.pages is not None:
                house.pages.pages.clear()
        answer = self.app.test_client().get(address)
        assert answer.status_code in (200, 303), (address, answer.status_code)
        return answer.data

    def all(self, pages: dict[str, tuple[Any, str]]) -> None:
        from core.base.db import db

        with self.app.app_context():
            find_backends(db)
        for name, (self.who, address) in pages.items():
            self.told(name, *took(partial(self.get, address)))


def measure(app: Flask, count: int, told: Told) -> None:
    """Seed, and tell how long it takes: while comments come in, when all have ended, when the feedback is out."""
    from core.base import clock
    from core.base.db import db
    from core.base.jobs import run_long
    from core.opinions import service
    from core.opinions.models import Opinion, OpinionComparing
    from plugins.decisions import chain
    from plugins.decisions.service import drafts
    from tests.support.decided import NOW, WHILE, grow

    city = grow(app)
    pages = Pages(app, told)
    with app.app_context():
        office, editor = city.actor("office"), city.actor("editor")
        anchors = ("", *drafts.paragraph_names(city.preview_id))
        wall, work = took(
            lambda: seed(
                city.campaign.id, chain.COMMENT, city.preview_id, count, department_id=city.city.units["water"],
                now=WHILE, anchors=anchors,
            ),
            1,
        )  # fmt: skip
        told("seed", wall, work)
        analyse(db)
        one = {
            state: db.session.query(Opinion).filter_by(state=state, kind=chain.COMMENT).first()
            for state in ("received", "ended")
        }
        ids = {state: (row.id, row.number) for state, row in one.items() if row is not None}
    clock_at = clock.travel(WHILE)
    with clock_at:
        base, public = f"/zh/staff/c/{SLUG}/decisions", f"/zh/c/{SLUG}/decisions"
        mine, theirs = f"{base}/previews/{city.preview_id}", f"{public}/previews/{city.preview_id}"
        said = f"{public}/{city.preview_id}"
        subject = f"{chain.COMMENT}:{city.preview_id}"
        last = count // 50 // 3
        pages.all(
            {
                "desk": (office, "/zh/staff/"),
                "desk of an editor": (editor, "/zh/staff/"),
                "decisions, staff": (office, f"{base}/"),
                "preview, staff": (editor, f"{mine}/"),
                "draft, staff": (editor, f"{mine}/draft"),
                "comments, staff": (office, f"{mine}/comments"),
                "comments, staff, last page": (office, f"{mine}/comments?tab=new&page={last}"),
                "comments, staff, a paragraph": (office, f"{mine}/comments?tab=open&part={anchors[2]}"),
                "comments, staff, ended": (editor, f"{mine}/comments?tab=ended"),
                "inbox": (office, "/zh/staff/opinions"),
                "inbox of the preview, aged": (
                    office,
                    f"/zh/staff/opinions?subject={subject}&tab=open&age=5",
                ),
                "one comment": (office, f"/zh/staff/opinions/{ids['received'][0]}"),
                "decisions": (None, f"{public}/"),
                "preview": (None, f"{theirs}/"),
                "preview.json": (None, f"{theirs}.json"),
                "previews.json": (None, f"{public}/previews.json"),
                "draft with margin": (None, f"{theirs}/draft"),
                "draft, changes": (None, f"{theirs}/draft/changed"),
                "comments": (None, f"{said}/comments"),
                "comments, most supported": (None, f"{said}/comments?order=support"),
                "comments, a paragraph": (None, f"{said}/comments?part={anchors[2]}&order=support"),
                "comments, adopted": (None, f"{said}/comments?outcome=adopted"),
                "comments, page 900": (None, f"{said}/comments?page=900"),
                "comment": (None, f"{said}/comments/{ids['ended'][1]}"),
                "opinions": (None, f"/zh/c/{SLUG}/opinions?subject={subject}"),
                "form": (None, f"/zh/c/{SLUG}/opinions/new/{chain.COMMENT}/{city.preview_id}"),
                "proof": (None, f"/zh/c/{SLUG}/opinions/proof"),
                "feedback, not yet": (None, f"{theirs}/feedback"),
                "campaign": (None, f"/zh/c/{SLUG}/"),
                "feedback, staff, open": (editor, f"{mine}/feedback"),
            }
        )
        with app.app_context():
            given = _receive(city, 1)
        sent = {"number": given.number, "code": given.code}
        for name in ("proof", "status"):
            pages.who = None
            told(f"{name}, sent", *took(partial(_post, app, f"/zh/c/{SLUG}/opinions/{name}", sent)))
        with app.app_context():
            told("receive", *took(lambda: _receive(city, random.randrange(10**9))))
            service.ask(chain.COMMENT, city.preview_id, actor=office, now=WHILE)
            steps = _watch(OpinionComparing)
            told("compare everything (the job)", *took(lambda: run_long(WHILE), 1))
            print("progress told", len(steps), "times")
        pages.all({"proposals": (office, f"/zh/staff/opinions/groups?subject={subject}")})
    with clock.travel(NOW):
        _feedback(app, city, pages, mine, theirs, anchors)


def _feedback(app: Flask, city: Any, pages: Pages, mine: str, theirs: str, anchors: tuple[str, ...]) -> None:
    from core.base.db import db
    from core.publishing import service as publishing
    from plugins.decisions import chain
    from plugins.decisions.service import feedback
    from tests.support.decided import NOW

    with app.app_context():
        editor = city.actor("editor")
        end_everything(city)
        analyse(db)
    listed = {
        "feedback, staff": (editor, f"{mine}/feedback"),
        "feedback, form": (editor, f"{mine}/feedback/edit"),
        "feedback, comments": (editor, f"{mine}/feedback/comments"),
        "feedback, comments, page 500": (editor, f"{mine}/feedback/comments?page=500"),
        "feedback, comments, some": (
            editor,
            f"{mine}/feedback/comments?question=1&end=adopted&paragraph={anchors[2]}",
        ),
        "feedback.docx, staff": (editor, f"{mine}/feedback.docx"),
    }
    pages.all(listed)
    with app.app_context():
        pages.told("write it, place a quarter", *took(lambda: city.write_feedback(NOW), 1))
    pages.all({f"{name}, placed": what for name, what in listed.items() if "docx" not in name})
    told = pages.told
    with app.app_context():
        told("send it in", *took(partial(feedback.submit_feedback, city.campaign, city.preview_id, actor=editor, now=NOW), 1))  # fmt: skip
        waiting = chain.FEEDBACK.document(city.preview_id)
        assert waiting is not None
        document = waiting.id
    pages.all({"document, waiting": (city_actor(app, city, "reviewer"), f"/zh/staff/documents/{document}")})
    with app.app_context():
        told("verdict", *took(lambda: publishing.publish_verdict(document, now=NOW)))
        told("sign and publish", *took(lambda: city.publish(chain.FEEDBACK, city.preview_id, NOW), 1))
    number = city.numbers[0]
    pages.all(
        {
            "document, published": (editor, f"/zh/staff/documents/{document}"),
            "feedback, staff, out": (editor, f"{mine}/feedback"),
            "feedback": (None, f"{theirs}/feedback"),
            "feedback, page 800": (None, f"{theirs}/feedback?page=800"),
            "feedback, a question": (None, f"{theirs}/feedback?question=1"),
            "feedback, a paragraph": (None, f"{theirs}/feedback?paragraph={anchors[2]}&end=not_adopted"),
            "feedback, one comment": (None, f"{theirs}/feedback/comments/{number}"),
            "feedback, find": (None, f"{theirs}/feedback/find?number={number}"),
            "feedback, print": (None, f"{theirs}/feedback/print"),
            "preview, answered": (None, f"{theirs}/"),
            "draft, answered": (None, f"{theirs}/draft"),
            "preview.json, answered": (None, f"{theirs}.json"),
            "feedback.docx": (None, f"{theirs}/feedback.docx"),
        }
    )
    print("most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")


def end_everything(city: Any) -> None:
    """All of it answered, and some merged into the one before, past the services: they'd take minutes."""
    from sqlalchemy import update

    from core.base.db import unit_of_work
    from core.opinions.models import Opinion
    from plugins.decisions import chain
    from tests.support.decided import NOW

    about = [Opinion.kind == chain.COMMENT, Opinion.subject_id == city.preview_id]
    plain = {"synchronize_session": False}
    with unit_of_work() as session:
        still = [*about, Opinion.state.in_(("received", "accepted", "assigned", "held"))]
        ended = {
            "state": "ended", "outcome": "partly", "reason": "能办的先办，其余写入明年计划。", "ended_at": NOW,
            "published_text": "建议增设路灯，方便群众出行。", "shown_at": NOW,
        }  # fmt: skip
        session.execute(update(Opinion).where(*still).values(**ended), execution_options=plain)
        joined = [*about, Opinion.id % 100 < MERGED, Opinion.id > max(city.ids) + 200]
        values = {"state": "merged", "merged_into": Opinion.id - Opinion.id % 100 - 1, "shown_at": None}
        session.execute(update(Opinion).where(*joined).values(**values), execution_options=plain)


def analyse(db: Any) -> None:
    """What PostgreSQL's own housekeeping does within the minute."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            line.exec_driver_sql("VACUUM ANALYZE")


def city_actor(app: Flask, city: Any, login: str) -> Any:
    with app.app_context():
        return city.actor(login)


def _post(app: Flask, address: str, data: dict[str, str]) -> None:
    assert app.test_client().post(address, data=data).status_code in (200, 303, 429), address


def _receive(city: Any, n: int) -> Any:
    from core.api import VISITOR, NewOpinion, opinions
    from plugins.decisions import chain
    from tests.support.decided import WHILE

    new = NewOpinion(
        campaign_id=city.campaign.id, kind=chain.COMMENT, subject_id=city.preview_id, source="page",
        text=f"建议在{ROADS[0]}路小学门口增设减速带。", key=f"many{n:028x}", phone="13800029999", remote=f"many{n}",
    )  # fmt: skip
    return opinions.receive(new, actor=VISITOR, now=WHILE)


def _watch(comparing: Any) -> list[int]:
    """Every word about the progress that is written from now on."""
    from sqlalchemy import event

    from core.base.db import db

    seen: list[int] = []

    def written(_line: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(f"UPDATE {comparing.__tablename__}"):
            seen.append(1)

    event.listen(db.engine, "before_cursor_execute", written)
    return seen

"""The search for published answers beside the same SQL in pgbench, on a hundred thousand of them and on ten thousand.

Called by `python -m tests.bench`; alone: `python -m tests.bench.answers`.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import func, insert, text

from core import create_app
from core.base import search
from core.base.db import db
from core.base.search.asking import understand
from core.base.search.index import prepare
from core.base.search.models import SearchRow
from core.base.search.quick import statements
from tests.bench import parts
from tests.support import machine
from tests.support.databases import base_settings, migrate

MANY, FEW = 100_000, 10_000
#: texts that are really cut into words; the others are the same words under other numbers
MADE = 2_000
KIND = "hotline.answer"
PLACES = [
    "前进",
    "新华",
    "建设",
    "和平",
    "胜利",
    "青年",
    "文化",
    "中心",
    "滨河",
    "东风",
    "光明",
    "团结",
    "民主",
    "振兴",
    "繁荣",
    "兴盛",
    "站前",
    "学院",
    "体育",
    "工农",
]
AREAS = ["路", "街", "小区", "社区", "村", "广场", "桥", "市场", "学校", "医院"]
THINGS = [
    "停水",
    "水压",
    "水表",
    "水费",
    "暖气",
    "供热",
    "取暖费",
    "路灯",
    "井盖",
    "垃圾",
    "噪音",
    "违建",
    "公交",
    "停车",
    "物业",
    "电梯",
    "房产证",
    "公积金",
    "社保卡",
    "医保",
    "养老金",
    "低保",
    "落户",
    "身份证",
    "入学",
    "学区",
    "幼儿园",
    "疫苗",
    "挂号",
    "报销",
    "退税",
    "发票",
    "执照",
    "食品",
    "油烟",
    "排水",
    "污水",
    "绿化",
    "树木",
    "施工",
    "噪声",
    "扬尘",
    "宽带",
    "快递",
    "燃气",
    "用电",
    "电费",
    "征地",
    "补偿",
    "拆迁",
    "危房",
]
ASKS = [
    "怎么办理",
    "什么时候修好",
    "找哪个部门",
    "需要什么材料",
    "多久能办完",
    "收费标准是多少",
    "为什么涨价",
    "能不能网上办",
    "没有人管怎么办",
    "怎么投诉",
]
FILLER = "请带身份证到就近的便民服务中心办理，工作人员会一次告知需要补充的材料。办理期间可以在手机上查看进度，办好以后短信通知。"


def texts(count: int, chance: random.Random) -> list[tuple[str, str]]:
    """Question and answer, invented; each question has its own place and matter."""
    made = []
    for n in range(count):
        place, area = chance.choice(PLACES), chance.choice(AREAS)
        thing, other = chance.sample(THINGS, 2)
        question = f"{place}{area}{thing}{chance.choice(ASKS)}（{n % 97}期）"
        made.append((question, f"关于{place}{area}的{thing}：{FILLER}{other}的问题另行答复。"))
    return made


def questions(count: int, chance: random.Random) -> list[str]:
    """What operators type: two or three words."""
    asked = []
    for _ in range(count):
        words = [chance.choice(PLACES), chance.choice(THINGS)]
        if chance.random() < 0.5:
            words.append(chance.choice(ASKS)[:4])
        asked.append(" ".join(words))
    return asked


def fill(count: int) -> None:
    """Put so many answers into the index: a few are cut into words, the rest are written by the database from them."""
    chance, first = random.Random(1), datetime(2026, 1, 1, tzinfo=UTC)
    made = min(count, MADE)
    rows: list[dict[str, Any]] = []
    for n, (question, answer) in enumerate(texts(made, chance)):
        document = search.SearchDocument(
            key=f"publishing:{n}", kind=KIND, title=question, body=answer,
            places=(search.place("hotline_public.answer", answer_id=n),), published_at=first + timedelta(minutes=n),
            campaign_id=1, department_id=1 + n % 20,
        )  # fmt: skip
        ready = prepare(document)
        tokens = func.array_to_tsvector(func.string_to_array(ready.tokens, " "))
        rows.append({**ready.values, "digest": ready.digest, "tokens": tokens})
    for row in rows:
        db.session.execute(insert(SearchRow).values(**row))
    _multiply(count // made - 1)


def _multiply(times: int) -> None:
    """So many copies of every row under other keys and days; the index is made afterwards, which is much quicker."""
    names = [c.name for c in SearchRow.__table__.columns if c.name not in ("id", "key", "published_at")]
    columns = ", ".join(names)
    table = SearchRow.metadata.tables[SearchRow.__tablename__]
    index = next(one for one in table.indexes if one.name == "ix_base_search_document_tokens")
    index.drop(db.session.connection())
    db.session.execute(
        text(
            f"INSERT INTO base_search_document (key, published_at, {columns}) "
            f"SELECT key || ':' || :times || ':' || n, published_at + n * interval '7 days', {columns} "
            "FROM base_search_document, generate_series(1, :times) AS n"
        ),
        {"times": times},
    )
    index.create(db.session.connection())
    db.session.commit()


def _settle() -> None:
    """As a database that has been running for a while: vacuumed and with statistics; nobody holds a line to it."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.execute(text("VACUUM ANALYZE base_search_document"))
    db.session.remove()
    db.engine.dispose()


def ask(asked: Sequence[str], seconds: float) -> tuple[float, float]:
    """(searches a second, p95 in ms) of the product's quick search, one after the other."""
    wanted = search.Filters(campaign_id=1, kind=KIND)
    times: list[float] = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        at = time.perf_counter()
        search.quick(asked[len(times) % len(asked)], wanted, limit=5)
        times.append((time.perf_counter() - at) * 1000)
    took = time.perf_counter() - began
    db.session.rollback()
    return len(times) / took, statistics.quantiles(times, n=20)[18]


def script(asked: Sequence[str], folder: Path, address: str) -> list[Path]:
    """The same questions as plain SQL, a file each: what the search sends until it has enough."""
    wanted = search.Filters(campaign_id=1, kind=KIND)
    files = []
    line = psycopg.connect(address)
    for n, question in enumerate(asked):
        lines = []
        have = 0
        for statement in statements(understand(question), wanted):
            sql = statement.compile(dialect=db.engine.dialect)
            plain = psycopg.ClientCursor(line).mogrify(str(sql), sql.params)
            lines.append(" ".join(plain.split()) + ";")
            have += len(db.session.execute(statement).all())
            if have >= 5:
                break
        db.session.rollback()
        path = folder / f"question-{n}.sql"
        path.write_text("\n".join(lines))
        files.append(path)
    line.close()
    return files


def pgbench(database: str, files: Sequence[Path], *, seconds: float) -> float:
    """Questions a second that plain pgbench asks with one client, each file as likely as the others."""
    programs = machine.postgresql_folder()
    assert programs is not None
    command = [
        str(programs / "pgbench"),
        "--no-vacuum",
        "--client",
        "1",
        "--time",
        str(max(round(seconds), 1)),
    ]
    for file in files:
        command += ["--file", str(file)]
    done = subprocess.run([*command, database], capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def ways(server: str, folder: Path, seconds: float) -> dict[str, Callable[[], tuple[float, float | None]]]:
    """What is measured in turn: the search on both sizes, and pgbench with the same SQL on the large one."""
    apps: dict[str, Any] = {}
    asked = questions(60, random.Random(2))
    for name in ("answers_few", "answers_many"):
        template = " TEMPLATE answers_few" if apps else ""
        parts.tell(f"{server}/postgres", f"CREATE DATABASE {name}{template}")
        url = f"{server}/{name}"
        own = folder / name
        own.mkdir()
        if not apps:
            migrate(url.replace("postgresql://", "postgresql+psycopg://"), own)
        apps[name] = create_app(base_settings(own, url.replace("postgresql://", "postgresql+psycopg://")))
        with apps[name].app_context():
            if name == "answers_few":
                fill(FEW)
            else:
                _multiply(MANY // FEW - 1)
            _settle()
    with apps["answers_many"].app_context():
        files = script(asked, folder, f"{server}/answers_many")

    def product(name: str) -> Callable[[], tuple[float, float | None]]:
        def way() -> tuple[float, float | None]:
            with apps[name].app_context():
                return ask(asked, seconds)

        return way

    def plain() -> tuple[float, float | None]:
        return pgbench(f"{server}/answers_many", files, seconds=seconds), None

    return {
        "answers_search": product("answers_many"),
        "answers_search_few": product("answers_few"),
        "answers_sql": plain,
    }


def measure(run: Any, server: str, folder: Path) -> None:
    """The search's figures into a run of the bench."""
    run.in_turn(ways(server, folder, run.seconds))


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary, parts.postgresql() as server:
        began = time.perf_counter()
        measured = ways(server, Path(temporary), 3.0)
        sys.stdout.write(f"filled in {time.perf_counter() - began:.0f} s\n")
        rates: dict[str, list[float]] = {}
        p95: list[float] = []
        for way in measured.values():
            way()
        for _round in range(3):
            for name, way in measured.items():
                rate, late = way()
                rates.setdefault(name, []).append(rate)
                if name == "answers_search" and late is not None:
                    p95.append(late)
        middle = {name: statistics.median(found) for name, found in rates.items()}
        for name, rate in middle.items():
            sys.stdout.write(f"{name:<20} {rate:8.0f} a second\n")
        sys.stdout.write(f"search_vs_sql {middle['answers_search'] / middle['answers_sql']:.2f}\n")
        sys.stdout.write(f"growth_search_10x {middle['answers_search'] / middle['answers_search_few']:.2f}\n")
        sys.stdout.write(f"p95 {statistics.median(p95):.1f} ms\n")


if __name__ == "__main__":
    main()

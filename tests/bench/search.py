"""How quick the search is: twenty thousand texts, every expected question, beside a plain LIKE over the same rows.

    python -m tests.bench.search [--texts 20000] [--database postgresql://…]

Both ways are measured in one run, taking turns, so that the ratio holds on any machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from core import create_app
from core.base import search
from core.base.db import db, unit_of_work
from core.base.search import Filters, SearchDocument
from core.base.search.asking import understand
from core.base.search.models import SearchRow
from tests.support.databases import base_settings, migrate
from tests.support.search_corpus import corpus
from tests.support.search_expected import EXPECTED

ROUNDS = 3
#: What official texts also hold; no question asks for it.
REST = (
    "各单位要提高认识，明确分工，把责任落实到岗位、落实到个人，按时间节点推进，遇到问题及时沟通。"
    "对工作中形成的好做法要及时总结，对发现的不足要列出清单，逐项销号。办理过程全程留痕，资料分类整理，装订成册。"
    "文件自印发之日起执行，此前的规定与本文不一致的，以本文为准。执行中的具体事项由起草单位负责说明。"
)


def texts(count: int) -> Iterator[SearchDocument]:
    """The corpus again and again, each time in another district, under other keys, numbers and days."""
    first = corpus()
    for n in range(count):
        document, turn = first[n % len(first)], n // len(first)
        document = replace(document, body=f"{document.body}\n{REST * (1 + n % 8)}")
        if turn:
            document = replace(
                document,
                key=f"{document.key}-{turn}",
                title=f"{document.title}（第{turn}片区）",
                body=f"{document.body}\n第{turn}片区，编号{n:06d}。",
                published_at=document.published_at - timedelta(days=turn),
            )
        yield document


def by_like(question: str) -> list[int]:
    """What one would write first: every word somewhere, the newest first."""
    wanted = db.select(SearchRow.id)
    for term in understand(question).required:
        word = f"%{term.forms[0].tight}%"
        wanted = wanted.where(SearchRow.title.like(word) | SearchRow.body.like(word))
    return list(db.session.scalars(wanted.order_by(SearchRow.published_at.desc()).limit(10)))


def by_search(question: str) -> int:
    return len(search.search(question, Filters(), limit=10).hits)


def milliseconds(work: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    work(question)
    db.session.rollback()
    return (time.perf_counter() - start) * 1000


def told(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=20)
    sys.stdout.write(f"{name:<10} median {statistics.median(times):7.1f} ms   p95 {cuts[18]:7.1f} ms\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{folder}/bench.sqlite"
        migrate(url, Path(folder))
        with create_app(base_settings(Path(folder), url)).app_context():
            start = time.perf_counter()
            many = list(texts(asked.texts))
            for at in range(0, len(many), 500):
                with unit_of_work():
                    for document in many[at : at + 500]:
                        search.put(document)
            took = time.perf_counter() - start
            sys.stdout.write(f"{len(many)} texts in {took:.0f} s, {took / len(many) * 1000:.1f} ms each\n")
            ours: list[float] = []
            plain: list[float] = []
            by_search("水")
            for _ in range(ROUNDS):
                for question in EXPECTED:
                    ours.append(milliseconds(by_search, question))
                    plain.append(milliseconds(by_like, question))
            told("search", ours)
            told("LIKE", plain)
            sys.stdout.write(
                f"the medians' ratio: {statistics.median(plain) / statistics.median(ours):.1f}\n"
            )
            start = time.perf_counter()
            search.remove(many[0].key)
            sys.stdout.write(f"taking one text out: {(time.perf_counter() - start) * 1000:.0f} ms\n")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()

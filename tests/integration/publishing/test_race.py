"""Many hands at once: one signature per step, one publication per revision, one revision per submission."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from core.base.db import db
from core.base.errors import DomainError
from core.publishing import service
from core.publishing.models import PublicationRow, RevisionRow, SignatureRow
from tests.support.chain import NOW, City


def rush(app: Flask, jobs: list[Callable[[], object]]) -> Counter[str]:
    """Start all jobs at the same moment, each with its own session; "done" or the code of the refusal."""
    answers: list[str] = []
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                job()
                answers.append("done")
            except DomainError as refused:
                answers.append(refused.code)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(answers)


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_published_once(city: City) -> None:
    document_id = city.submit()
    city.walk(document_id)
    digest, office = city.digest(document_id), city.actor("office")
    db.session.rollback()
    answers = rush(city.app, [lambda: service.publish(document_id, digest, actor=office, now=NOW)] * 8)
    assert answers == {"done": 1, "changed_meanwhile": 7}
    assert count(PublicationRow) == 1
    assert [v.version for v in service.publication_views(document_id)] == [1]


def test_signed_once_or_returned(city: City) -> None:
    city.give("leader", "reviewer")
    document_id = city.submit()
    digest = city.digest(document_id)
    people = [city.actor("reviewer"), city.actor("leader")]
    db.session.rollback()
    jobs: list[Callable[[], object]] = [
        lambda who=who: service.sign(document_id, "first_review", digest, actor=who, now=NOW)  # type: ignore[misc]
        for who in people * 3
    ]
    jobs.append(
        lambda: service.return_to_drafter(
            document_id, "first_review", digest, "缺电话", actor=people[1], now=NOW
        )
    )
    answers = rush(city.app, jobs)
    assert answers == {"done": 1, "changed_meanwhile": 6}
    assert count(SignatureRow) == 2


def test_submitted_once(city: City) -> None:
    editor = city.actor("editor")
    db.session.rollback()

    def job(n: int) -> Callable[[], object]:
        from tests.support.chain import KIND, content

        return lambda: service.submit(
            kind=KIND, subject_id=7, campaign_id=city.campaign_id, department_id=city.units["water"],
            content=content(f"第{n}稿"), no_secret_marks=True, actor=editor, now=NOW,
        )  # fmt: skip

    answers = rush(city.app, [job(n) for n in range(6)])
    assert answers == {"done": 1, "document_under_way": 5}
    assert count(RevisionRow) == 1

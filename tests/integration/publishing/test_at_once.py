"""Several people act on one document in the same moment: one is first, the others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread

from core.base.db import db
from core.base.errors import DomainError
from core.publishing import service
from core.publishing.models import PublicationRow, SignatureRow
from tests.support.chain import NOW, City


def at_once(city: City, acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run every act in a thread of its own, all let go together; how often each outcome was seen."""
    gate, seen = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with city.app.app_context():
            gate.wait()
            try:
                act()
                seen.append("done")
            except DomainError as refusal:
                seen.append(refusal.code)
            except Exception as fault:
                seen.append(repr(fault))

    # A connection that the test still holds would keep PostgreSQL's row locks and SQLite's snapshot.
    db.session.remove()
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(seen)


def test_eight_who_publish_publish_once(city: City):
    with city.app.app_context():
        document_id = city.submit()
        city.walk(document_id)
        digest, office = city.digest(document_id), city.actor("office")
        seen = at_once(city, [lambda: service.publish(document_id, digest, actor=office, now=NOW)] * 8)
        assert seen == {"done": 1, "changed_meanwhile": 7}
        assert db.session.query(PublicationRow).filter_by(document_id=document_id).count() == 1
        assert db.session.query(SignatureRow).filter_by(document_id=document_id, step="publish").count() == 1


def test_passing_and_returning_at_once_does_one_of_them(city: City):
    with city.app.app_context():
        document_id = city.submit()
        digest, reviewer = city.digest(document_id), city.actor("reviewer")

        def sign() -> None:
            service.sign(document_id, "first_review", digest, actor=reviewer, now=NOW)

        def send_back() -> None:
            service.return_to_drafter(document_id, "first_review", digest, "少一项", actor=reviewer, now=NOW)

        assert at_once(city, [sign, send_back] * 3) == {"done": 1, "changed_meanwhile": 5}


def test_six_first_submissions_make_one_document_with_one_revision(city: City):
    with city.app.app_context():
        seen = at_once(city, [partial(city.submit, text=f"第{n}稿") for n in range(6)])
        assert seen == {"done": 1, "document_under_way": 5}
        found = service.document_for("chain_test.text", 1)
        assert found is not None
        assert found.revision is not None
        assert found.revision.number == 1

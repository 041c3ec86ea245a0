"""Random people do random things; whatever became public is wholly and rightly signed."""

from __future__ import annotations

import io
import random

import pytest

from core.base.db import db
from core.base.errors import DomainError
from core.publishing import rules, service, store
from core.publishing.models import PublicationRow, RevisionRow, SignatureRow
from tests.support.chain import KIND, NOW, PEOPLE, City, png

RESTING = (rules.PUBLISHED, rules.WITHDRAWN, *rules.ENDED)
NAMES = ("王青禾", "陈江月", "路人甲", "孙若竹")


def act(city: City, chance: random.Random, digests: list[str], text: str) -> None:
    login, subject_id = chance.choice(list(PEOPLE)), chance.choice((1, 2))
    document = store.document(KIND, subject_id)
    if document is not None and document.hidden_at is not None:
        settle(city, chance, document.id, login)
        return
    if document is None or document.step in RESTING or chance.random() < 0.1:
        if document is not None and chance.random() < 0.3:
            beyond_signing(city, chance, document.id, "", login)
        else:
            city.submit(subject_id, text, by=login, correction=chance.choice(("", "原文有误")))
        return
    if document.step == rules.DRAFTING:
        city.submit(subject_id, text, by="editor")
        return
    digests.append(db.session.get_one(RevisionRow, document.revision_id).digest)
    digest = chance.choice(digests) if chance.random() < 0.1 else digests[-1]
    step = chance.choice((*rules.STEPS, *[document.step] * 12))
    actor, what = city.actor(login), chance.random()
    if what < 0.08:
        beyond_signing(city, chance, document.id, digest, login)
    elif what < 0.6:
        service.sign(document.id, step, digest, actor=actor, now=NOW)
    elif what < 0.63:
        service.return_to_drafter(document.id, step, digest, "请改", actor=actor, now=NOW)
    elif what < 0.75:
        city.paper(document.id, step, by=login, name=chance.choice(NAMES))
    else:
        service.publish(document.id, digest, actor=actor, now=NOW)


def beyond_signing(city: City, chance: random.Random, document_id: int, digest: str, login: str) -> None:
    """Verdicts, taking down and hiding, by whoever comes along."""
    actor = city.actor(login)
    acts = (
        lambda: service.give_verdict(
            document_id, digest, chance.choice(rules.VERDICTS), "理由", actor=actor, now=NOW
        ),
        lambda: service.request_withdrawal(document_id, "活动取消", actor=actor, now=NOW),
        lambda: service.take_down_at_once(document_id, "活动取消", actor=actor, now=NOW),
        lambda: service.restore(document_id, actor=actor, now=NOW),
        lambda: service.hide(document_id, actor=actor, now=NOW),
    )
    chance.choice(acts)()


def settle(city: City, chance: random.Random, document_id: int, login: str) -> None:
    """Somebody enters a release, somebody confirms it."""
    waiting = [
        row.id
        for row in store.instructions(document_id)
        if row.confirmed_at is None and row.dropped_at is None
    ]
    if waiting:
        service.decide_instruction(waiting[0], chance.random() < 0.8, actor=city.actor(login), now=NOW)
        return
    new = service.NewInstruction("release", "云保3号", NOW.date(), (io.BytesIO(png()), "令.png"))
    service.enter_instruction(document_id, new, actor=city.actor(login), now=NOW)


def nothing_hidden_or_unsigned_is_public(city: City) -> None:
    """What a citizen gets now: signed at every step, neither hidden nor taken down."""
    for subject_id, found in service.all_published(KIND, [1, 2]).items():
        document = store.document(KIND, subject_id)
        assert document is not None
        assert document.hidden_at is None
        assert document.publication_id is not None
        signed = {row.step for row in store.passed(found.revision.id)}
        assert signed == set(rules.STEPS)
        assert service.withdrawal(KIND, subject_id) is None


@pytest.mark.parametrize("seed", range(4))
def test_what_is_public_is_signed_by_the_right_people(city: City, seed: int):
    chance = random.Random(seed)
    digests: list[str] = []
    with city.app.app_context():
        # People with several roles: only "must differ" stands between them and signing alone.
        for login, role in (("editor", "leader"), ("leader", "editor"), ("editor", "secrecy_reviewer")):
            city.give(login, role)
        for number in range(250):
            try:
                act(city, chance, digests, f"第{number}稿")
            except DomainError:
                db.session.rollback()
            nothing_hidden_or_unsigned_is_public(city)
        public = db.session.query(PublicationRow).all()
        assert public, "nothing became public: the walk proves nothing"
        for publication in public:
            rows = db.session.query(SignatureRow).filter_by(revision_id=publication.revision_id).all()
            # A release puts the text back to the review that had hidden it; nothing else may stand beside a passed step.
            assert {row.outcome for row in rows} <= {"passed", "hidden"}
            passed = [row for row in rows if row.outcome == "passed"]
            assert sorted(row.step for row in passed) == sorted(rules.STEPS)
            who = {row.step: (row.user_id, row.signer_name) for row in passed}
            for step in ("secrecy_review", "approval", "publish"):
                assert who[step] != who["draft"]

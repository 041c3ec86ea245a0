"""Random people do random things; whatever became public is wholly and rightly signed."""

from __future__ import annotations

import random

import pytest

from core.base.db import db
from core.base.errors import DomainError
from core.publishing import rules, service, store
from core.publishing.models import PublicationRow, RevisionRow, SignatureRow
from tests.support.chain import KIND, NOW, PEOPLE, City

NAMES = ("王青禾", "陈江月", "路人甲", "孙若竹")


def act(city: City, chance: random.Random, digests: list[str], text: str) -> None:
    login, subject_id = chance.choice(list(PEOPLE)), chance.choice((1, 2))
    document = store.document(KIND, subject_id)
    if document is None or document.step == rules.PUBLISHED or chance.random() < 0.1:
        city.submit(subject_id, text, by=login)
        return
    if document.step == rules.DRAFTING:
        city.submit(subject_id, text, by="editor")
        return
    digests.append(db.session.get_one(RevisionRow, document.revision_id).digest)
    digest = chance.choice(digests) if chance.random() < 0.1 else digests[-1]
    step = chance.choice((*rules.STEPS, *[document.step] * 12))
    actor, what = city.actor(login), chance.random()
    if what < 0.6:
        service.sign(document.id, step, digest, actor=actor, now=NOW)
    elif what < 0.63:
        service.return_to_drafter(document.id, step, digest, "请改", actor=actor, now=NOW)
    elif what < 0.75:
        city.paper(document.id, step, by=login, name=chance.choice(NAMES))
    else:
        service.publish(document.id, digest, actor=actor, now=NOW)


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
        public = db.session.query(PublicationRow).all()
        assert public, "nothing became public: the walk proves nothing"
        for publication in public:
            rows = db.session.query(SignatureRow).filter_by(revision_id=publication.revision_id).all()
            assert sorted(row.step for row in rows) == sorted(rules.STEPS)
            assert {row.outcome for row in rows} == {"passed"}
            who = {row.step: (row.user_id, row.signer_name) for row in rows}
            for step in ("secrecy_review", "approval", "publish"):
                assert who[step] != who["draft"]

"""The chain and the search agree after every act: published is found, taken down and hidden are gone in that instant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from core.base import search
from core.base.db import db
from core.base.search import Filters
from core.publishing.models import DocumentRow
from core.publishing.service import quarantine
from core.search import service
from tests.support.chain import NOW, City, plant

SECRET = "琥珀色的防滑鞋"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def city(app: Flask, db_session: Any) -> City:
    return plant(app)


def found(question: str = SECRET) -> list[str]:
    return [hit.key for hit in search.search(question, Filters()).hits if not hit.partial]


def test_published_means_found(city: City) -> None:
    document_id = city.submit(text=f"请穿{SECRET}。")
    city.walk(document_id)
    assert found() == []
    city.publish(document_id)
    assert found() == [f"publishing:{document_id}"]
    assert service.check(NOW).in_order


def test_hidden_means_gone_from_everything_that_search_keeps(city: City) -> None:
    document_id = city.published(text=f"请穿{SECRET}。")
    quarantine.hide(document_id, actor=city.actor("secrecy"), now=LATER)
    assert found() == []
    assert found("防滑鞋") == []
    rows = db.session.execute(text("SELECT body, folded_body FROM base_search_document")).all()
    assert not any("琥珀" in part for row in rows for part in row)
    assert service.check(LATER).in_order


def test_a_rebuild_brings_back_only_what_is_public(city: City) -> None:
    shown = city.published(1, text=f"请穿{SECRET}。")
    hidden = city.published(2, text=f"不要穿{SECRET}。")
    quarantine.hide(hidden, actor=city.actor("secrecy"), now=LATER)
    db.session.execute(text("DELETE FROM base_search_document"))
    db.session.commit()
    assert not service.check(LATER).in_order
    done = service.rebuild(LATER)
    assert (done.written, done.removed, done.failed) == (2, 0, set())
    assert found() == [f"publishing:{shown}"]
    assert service.check(LATER).in_order


def test_the_index_is_listed_as_a_copy_and_blanked(city: City) -> None:
    document_id = city.published(text=f"请穿{SECRET}。")
    revision = city.view(document_id).revision
    assert revision is not None
    assert service.copies_of(revision) == 1
    service.forget(revision)
    assert service.copies_of(revision) == 0
    assert found() == []


def test_a_room_that_fails_keeps_its_entries(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.published(text=f"请穿{SECRET}。")
    monkeypatch.setattr("core.publishing.service.indexing._document", lambda *_: 1 / 0)
    done = service.rebuild(LATER)
    assert (done.failed, done.removed) == ({"publishing"}, 0)
    assert len(found()) == 1


def test_no_public_document_is_left_out(city: City) -> None:
    """What the index holds is what the rows call public, whoever changed them."""
    for subject in (1, 2, 3):
        city.published(subject, text=f"第{subject}篇：{SECRET}。")
    public = {row.id for row in db.session.query(DocumentRow).filter(DocumentRow.publication_id.is_not(None))}
    assert {f"publishing:{number}" for number in public} == set(found())

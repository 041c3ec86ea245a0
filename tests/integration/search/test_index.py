"""Put, remove, rebuild, check: in the same transaction, in the files too, and while others publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text

from core.base import search
from core.base.db import db, unit_of_work
from core.base.search import Filters, SearchDocument
from core.base.search.index import digest_of
from core.search import service
from tests.support.databases import SqliteDatabases

NOW = datetime(2026, 9, 1, tzinfo=UTC)
DOCUMENT = SearchDocument(
    "test:1", "test.notice", "琥珀路积水通知", "鹦鹉螺广场也有积水。", (), NOW, names=("云川市水务局",)
)


def keys(question: str) -> list[str]:
    return [hit.key for hit in search.search(question, Filters()).hits]


def test_found_with_the_commit_and_not_before_it(db_session: Any) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        search.put(DOCUMENT)
        assert keys("琥珀路") == ["test:1"]
        raise ZeroDivisionError
    assert keys("琥珀路") == []
    search.put(DOCUMENT)
    assert keys("琥珀路") == ["test:1"]


def test_a_new_version_takes_the_place_of_the_old(db_session: Any) -> None:
    search.put(DOCUMENT)
    search.put(replace(DOCUMENT, title="翡翠路积水通知"))
    assert (keys("琥珀路"), keys("翡翠路")) == ([], ["test:1"])
    search.put(replace(DOCUMENT, title="翡翠路积水通知"))
    assert search.newest(Filters()).total == 1


def test_removed_means_gone(db_session: Any) -> None:
    search.put(DOCUMENT)
    search.put(replace(DOCUMENT, key="test:2"))
    search.remove("test:1")
    search.remove("test:no-such")
    assert keys("鹦鹉螺") == ["test:2"]
    assert not search.holds("test:1")


@pytest.mark.sqlite
def test_no_word_of_what_was_removed_stays_in_the_files(app: Flask, database_url: str) -> None:
    def in_the_files() -> set[str]:
        path = SqliteDatabases.path(database_url)
        files = [path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))]
        raw = b"".join(file.read_bytes() for file in files if file.exists())
        return {word for word in ("琥珀", "鹦鹉", "鹉螺", "螺广", "积水") if word.encode() in raw}

    with app.app_context():
        search.put(replace(DOCUMENT, key="test:2", title="别的", body="别的事。"))
        search.put(DOCUMENT)
        assert {"琥珀", "鹉螺", "积水"} <= in_the_files()
        search.put(replace(DOCUMENT, title="琥珀路通知", body="鹦鹉螺广场的水退了。"))
        assert in_the_files() == {"琥珀", "鹦鹉", "鹉螺", "螺广"}
        search.remove("test:1")
        assert in_the_files() == set()
        assert keys("别的") == ["test:2"]


def test_odd_texts_are_stored(db_session: Any) -> None:
    odd = "坏\x00字\ud800符 " + "很长" * 120_000 + "".join(map(chr, range(0x20000, 0x24000)))
    search.put(replace(DOCUMENT, title="琥珀\x00路", body=odd, doc_number="云" * 200))
    assert keys("琥珀路") == ["test:1"]


def test_a_word_far_down_a_long_text_is_found_and_shown(db_session: Any) -> None:
    search.put(replace(DOCUMENT, body="别的事情。" * 12_000 + "最后是玳瑁猫。"))
    (hit,) = search.search("玳瑁猫 琥珀路", Filters()).hits
    assert any(piece.marked and piece.text == "玳瑁猫" for passage in hit.passages for piece in passage)


def test_the_same_moment_in_another_zone_is_no_change() -> None:
    there = replace(DOCUMENT, published_at=DOCUMENT.published_at.astimezone(ZoneInfo("Asia/Shanghai")))
    later = replace(DOCUMENT, published_at=DOCUMENT.published_at + timedelta(seconds=1))
    assert digest_of(DOCUMENT) == digest_of(there) != digest_of(later)


def test_check_finds_what_rebuild_mends(db_session: Any) -> None:
    search.put(DOCUMENT)
    found = service.check(NOW)
    assert found.left_over == ["test:1"]
    done = service.rebuild(NOW)
    assert done.removed == 1
    assert service.check(NOW).in_order
    assert service.rebuild(NOW).written == 0


@pytest.mark.sqlite
def test_a_broken_engine_index_is_seen_and_made_anew(db_session: Any) -> None:
    with unit_of_work():
        search.put(DOCUMENT)
        db.session.execute(text("INSERT INTO base_search_words(base_search_words) VALUES ('delete-all')"))
    assert not service.check(NOW).sound
    service.rebuild(NOW)
    assert service.check(NOW).sound

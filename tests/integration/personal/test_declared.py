"""What is declared about persons and what stands in the tables is the same; the notice is made of it."""

from __future__ import annotations

import pytest
from flask import Flask

from core.base import personal
from core.base.db import db

#: digests of random tokens, codes, files and frozen texts: no person, so no rotation may touch them
NOT_OF_PERSONS = {
    "token_digest", "proof_digest", "code_digest", "pack_digest", "archive_digest", "notice_digest",
    "previous_digest", "text_digest", "body_digest", "file_digest",
}  # fmt: skip


def columns(ending: str) -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(ending)
    }


def test_every_sealed_column_is_declared(app: Flask) -> None:
    with app.app_context():
        declared = {(table, sealed) for table, sealed, _digest in personal.sealed_columns()}
    missing = {place for place in columns("_sealed") if not place[0].startswith("wishes")} - declared
    assert not missing, (
        f"declare personal_fields for {sorted(missing)}: else a rotation of the keys loses them"
    )
    assert declared <= columns("_sealed"), "declared, but no such column"


def test_every_digest_of_a_person_is_declared(app: Flask) -> None:
    with app.app_context():
        declared = {(table, digest) for table, _sealed, digest in personal.sealed_columns() if digest}
    found = {place for place in columns("_digest") if place[1] not in NOT_OF_PERSONS}
    missing = {place for place in found if not place[0].startswith("wishes")} - declared
    assert not missing, f"{sorted(missing)}: declare the digest beside its sealed value, or name a token's so"


def test_every_field_says_why_and_how_long(app: Flask) -> None:
    with app.test_request_context("/zh/"):
        for owner, field in personal.declared_fields():
            assert str(field.title), field.name
            assert str(field.purpose), field.name
            assert str(field.counted_from), f"{field.name} ({owner}) doesn't say from when it is counted"
            assert bool(field.duty) == bool(field.duty_until), field.name
            assert personal.keep_words(field, None), field.name
            assert isinstance(personal.count_kept(field), int), field.name


def test_the_notice_says_all_that_the_law_asks_and_what_is_declared(app: Flask) -> None:
    """PI-02: who, purpose, kinds, keeping time, rights; and every declared field stands in it."""
    with app.test_request_context("/zh/"):
        names = {notice.name for notice in personal.all_notices()}
        assert {"open_day.booking", "users.proof"} <= names
        for notice in personal.all_notices():
            assert notice.who
            assert notice.purpose
            assert notice.rights
            assert len(notice.digest) == 64
            fields = [f for _o, f in personal.declared_fields() if f.notice == notice.name]
            assert [kind for kind, _optional in notice.kinds] == [str(f.title) for f in fields]
            told = " ".join(what for what, _how_long in notice.keep)
            assert all(str(f.title) in told for f in fields)
        with pytest.raises(KeyError):
            personal.notice("nobody.nothing")


def test_the_notice_follows_the_pack_and_its_digest_follows_the_words(app: Flask) -> None:
    class Pack:
        def __init__(self, days: int) -> None:
            self.days = days

        def value(self, rule: str) -> int:
            return self.days

        def rule(self, rule: str) -> object:
            return type("Rule", (), {"day_unit": "calendar"})()

    with app.test_request_context("/zh/"):
        ninety, thirty = (personal.notice("open_day.booking", pack=Pack(days)) for days in (90, 30))
        assert "90 天内删除" in ninety.keep[0][1]
        assert "30 天内删除" in thirty.keep[0][1]
        assert ninety.digest != thirty.digest
        chinese = personal.notice("open_day.booking", who="云川市水务局", pack=Pack(90))
    with app.test_request_context("/en/"):
        from flask import g

        g.lang = "en"
        english = personal.notice("open_day.booking", who="云川市水务局", pack=Pack(90))
    assert english.digest == chinese.digest, "one consent, whichever language it was read in"

"""The plan's tables: an older plan keeps its agenda, packs without the newer parts still serve, nothing stays after blanking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import core
from core.base.db import db
from core.plugin import migrations
from plugins.open_day import pack as packs
from tests.support.databases import Databases, base_settings
from tests.web.open_day.conftest import NOW, STAFF, House, plan

OLD_PLAN = """
INSERT INTO open_day_plan (id, campaign_id, department_id, state, name, theme, forms, leaders, starts, ends, place,
    agenda, emergency, remarks, days_late, saved_at)
VALUES (7, 1, 1, 'filed', '', '水', '["site"]', '局长', '09:00', '11:30', '水厂', '看水厂
 座谈问答

', '', '', 0, '2026-01-01 00:00:00')
"""


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    url = databases.empty()
    app = core.create_app(base_settings(tmp_path / "instance", url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def test_an_older_plan_keeps_its_agenda_both_ways(empty_app: Flask) -> None:
    with empty_app.app_context():
        histories = {history.name: history for history in migrations.histories(empty_app)}
        mine = histories["open_day"]
        migrations.upgrade(histories["core"])
        migrations.upgrade(mine, "0001_open_day")
        with db.engine.begin() as connection:
            connection.execute(text(OLD_PLAN))
        migrations.upgrade(mine, "0002_plan_details")
        with db.engine.begin() as connection:
            row = connection.execute(text("SELECT agenda_rows, gate_list FROM open_day_plan")).one()
        said = row.agenda_rows if isinstance(row.agenda_rows, list) else json.loads(row.agenda_rows)
        assert said == [["", "看水厂"], ["", "座谈问答"]]
        assert not row.gate_list
        migrations.downgrade(mine, "0001_open_day")
        with db.engine.begin() as connection:
            assert (
                connection.execute(text("SELECT agenda FROM open_day_plan")).scalar_one()
                == "看水厂\n座谈问答"
            )


def test_a_pack_without_the_newer_parts_serves(house: House) -> None:
    whole = house.campaign.pack
    newer = ("companions", "offer_hours", "pool_before")
    rules = tuple(
        replace(rule, parts=tuple(part for part in rule.parts if part.part_name not in newer))
        for rule in whole.rules
    )
    with house.app.app_context():
        values = packs.values_of(replace(house.campaign, pack=replace(whole, rules=rules)))
        assert (values.companions, values.offer_hours, values.pool_before, values.per_phone) == (0, 0, 0, 3)
        values = packs.values_of(house.campaign)
        assert (values.companions, values.offer_hours, values.pool_before, values.per_phone) == (3, 12, 5, 3)
        nothing = packs.values_of(replace(house.campaign, pack=replace(whole, rules=())))
        assert (nothing.companions, nothing.offer_hours, nothing.per_phone, nothing.emergency) == (
            0,
            0,
            1,
            None,
        )


def test_a_blanked_plan_leaves_no_text_in_its_filings(house: House) -> None:
    from core.base.db import unit_of_work
    from plugins.open_day import store
    from plugins.open_day.service import filings

    house.file_plan(invitees="独一无二的邀请")
    with house.as_(house.office) as browser:
        browser.post(f"{STAFF}/plans/1/decision", data={"decision": "return", "remarks": "独一无二的意见"})
    with house.as_(house.editor) as browser:
        browser.post(f"{STAFF}/plans/1/edit", data=plan(house, then="file", theme="独一无二的主题"))
    with house.app.app_context():
        with unit_of_work():
            row = store.plan(1, house.campaign.id)
            assert row is not None
            filings.blank(row, NOW)
        for table in ("open_day_plan", "open_day_filing"):
            rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            written = json.dumps([list(map(str, row)) for row in rows], ensure_ascii=False)
            assert "独一无二" not in written.encode().decode("unicode_escape") + written
        assert [f.content for f in store.filings(1)] == [{}, {}]


def test_two_clerks_decide_at_once_and_one_answer_stands(house: House) -> None:
    house.file_plan()
    with house.as_(house.office) as browser:
        first = browser.post(f"{STAFF}/plans/1/decision", data={"decision": "approve"})
        second = browser.post(f"{STAFF}/plans/1/decision", data={"decision": "return", "remarks": "晚了"})
        assert (first.status_code, second.status_code) == (303, 409)
        assert "晚了" not in browser.get(f"{STAFF}/plans/1").text

"""What a process keeps of the database is never older than what is stored, whoever changed it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text, update

from core.base import audit
from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.memory import remembered
from core.base.stamps import ALL, SHOWN, slot_of
from core.users.models import DepartmentRow, ThrottleRow

NOW = datetime(2024, 8, 20, tzinfo=UTC)


@pytest.fixture
def two(make_app: Any) -> Any:
    """Two copies of the product over one database and one instance, as two processes are."""
    first, second = make_app(), make_app()
    with first.app_context(), unit_of_work() as session:
        session.add(DepartmentRow(id=1, name="水务局", name_key="水务局", kind="bureau"))
    return first, second


def name() -> str:
    return remembered(
        "name", (DepartmentRow,), lambda: db.session.scalar(select(DepartmentRow.name).filter_by(id=1)) or ""
    )


def rename(to: str) -> None:
    with unit_of_work() as session:
        session.execute(update(DepartmentRow).where(DepartmentRow.id == 1).values(name=to))


def shown(app: Any) -> Any:
    return app.extensions["yangguang"].stamps.values((SHOWN,))


def test_another_process_changes_it(two: Any) -> None:
    first, second = two
    with first.app_context():
        assert name() == "水务局"
        assert "name" in first.extensions["yangguang"].memory
    with second.app_context():
        rename("水利局")
    with first.app_context():
        assert name() == "水利局"


def test_its_own_unsaved_change_is_seen(two: Any) -> None:
    with two[0].app_context():
        assert name() == "水务局"
        with unit_of_work() as session:
            session.get_one(DepartmentRow, 1).name = "水利局"
            assert name() == "水利局"
        assert name() == "水利局"


def test_a_unit_of_work_keeps_what_it_read_itself_until_it_writes_again(two: Any) -> None:
    with two[0].app_context(), unit_of_work() as session:
        read: list[str] = []

        def known() -> str:
            def load() -> str:
                read.append(session.scalar(select(DepartmentRow.name).filter_by(id=1)) or "")
                return read[-1]

            return remembered("known", (DepartmentRow,), load)

        for to in ("水利局", "民政局"):
            session.execute(update(DepartmentRow).values(name=to))
            assert [known(), known()] == [to, to]
        assert len(read) == 2
        session.execute(update(ThrottleRow).values(count=2))
        session.execute(text("UPDATE users_throttle SET count = 3"))
        assert known() == "民政局"
        assert len(read) == 2, "another table"
        session.get_one(DepartmentRow, 1).name = "文旅局"
        assert known() == "文旅局"
        with pytest.raises(RuntimeError), session.begin_nested():
            session.execute(update(DepartmentRow).values(name="教育局"))
            assert known() == "教育局"
            raise RuntimeError
        assert known() == "文旅局"
        session.execute(text("UPDATE users_department SET name = '卫生局'"))
        assert known() == "卫生局"


def test_an_old_snapshot_is_not_kept(two: Any) -> None:
    """A transaction that began before a change may read the old rows: what it reads serves it alone."""
    first, second = two
    with first.app_context():
        db.session.execute(select(DepartmentRow.id)).all()
        with second.app_context():
            rename("水利局")
        name()
        db.session.rollback()
        assert name() == "水利局"


def test_nothing_is_kept_while_somebody_commits(two: Any) -> None:
    first, _second = two
    stamps = first.extensions["yangguang"].stamps
    with first.app_context(), stamps.raising((slot_of("users_department"),), db.session()):
        name()
        assert "name" not in first.extensions["yangguang"].memory
    with first.app_context():
        name()
        assert "name" in first.extensions["yangguang"].memory


def test_a_marker_left_behind_goes(two: Any) -> None:
    first, _second = two
    stamps = first.extensions["yangguang"].stamps
    marker = stamps.markers / f"999-1-1.{1 << SHOWN:x}"
    marker.touch()
    before = stamps.values((SHOWN,))
    assert not stamps.may_keep((SHOWN,))
    os.utime(marker, (time.time() - 3600,) * 2)
    assert not stamps.may_keep((SHOWN,)), "raised once more first"
    assert stamps.values((SHOWN,)) != before
    assert stamps.may_keep((SHOWN,))


def test_only_what_pages_show_raises_their_stamp(two: Any) -> None:
    first, second = two
    before = shown(second)
    with first.app_context():
        with unit_of_work() as session:
            audit.record(SYSTEM, NOW, "booking.booked", subject=("booking", 1))
            session.add(ThrottleRow(key="x", count=1))
        assert shown(second) == before
        with unit_of_work() as session:
            session.execute(select(DepartmentRow).with_for_update()).all()
        assert shown(second) == before, "looking raises nothing"
        rename("水利局")
        assert shown(second) != before
        before = shown(second)
        with unit_of_work() as session:
            session.execute(text("UPDATE users_department SET name = '水务局'"))
        assert shown(second) != before, "whose table can't be told raises everything"
        db.session.execute(update(DepartmentRow).values(name="民政局"))
        before = shown(second)
        db.session.commit()
        assert shown(second) != before, "outside of a unit of work, too"


def test_a_failed_commit_leaves_nothing_behind(two: Any) -> None:
    first, _second = two
    with first.app_context():
        with pytest.raises(RuntimeError), unit_of_work() as session:
            session.get_one(DepartmentRow, 1).name = "水利局"
            raise RuntimeError
        assert name() == "水务局"
    assert not os.listdir(first.extensions["yangguang"].stamps.markers)


def test_several_machines(make_app: Any) -> None:
    first, second = make_app(STAMPS="database"), make_app(STAMPS="database")
    with first.app_context(), unit_of_work() as session:
        session.add(DepartmentRow(id=1, name="水务局", name_key="水务局", kind="bureau"))
    for expected in ("水务局", "水利局", "民政局"):
        with second.app_context():
            rename(expected)
        with first.test_request_context("/zh/"):
            assert name() == expected
            before = shown(first)
        with first.test_request_context("/zh/"):
            assert shown(first) == before
            assert name() == expected
    assert "name" in first.extensions["yangguang"].memory


def test_a_transaction_may_write_to_every_table(two: Any) -> None:
    """The mark of what is being committed is a file's name: a list of all tables would be too long for one."""
    first, _second = two
    stamps, most = first.extensions["yangguang"].stamps, ALL[:-1]
    with first.app_context(), stamps.raising(most, db.session()):
        assert not stamps.may_keep((most[0],))
        assert not stamps.may_keep((most[-1],))
        assert stamps.may_keep((ALL[-1],))
    assert stamps.may_keep(most)

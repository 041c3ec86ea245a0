"""Sheets to and from another platform: odd ones, the same one twice, changed replies, conflicts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import leave, warm_app
from tests.integration.hotline.order_city import NOW, OrderCity, plant
from tests.support import databases as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases


@pytest.fixture(scope="module")
def city(databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Iterator[OrderCity]:
    """A city that dispatches in another platform."""
    url = databases.copy()
    folder = tmp_path_factory.mktemp("exchange")
    folder.joinpath("config.toml").write_text('[hotline]\ndispatch = "elsewhere"\n', encoding="utf-8")
    settings = made.base_settings(folder, url)
    app = warm_app({**settings, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
    yield plant(app)
    leave(app)
    databases.drop(url)


@pytest.fixture(autouse=True)
def inside(city: OrderCity) -> Iterator[None]:
    with city.app.app_context():
        yield


def workbook(*lines: Sequence[Any], title: str = "") -> io.BytesIO:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    if title:
        sheet.append([title])
        sheet.append([])
    for line in lines:
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def bring(city: OrderCity, sheet: str, stream: io.BytesIO, *, now: datetime = NOW, name: str = "") -> Any:
    """Upload, take the guessed columns, look, confirm; gives what came of it and what was foreseen."""
    from plugins.hotline import exchange_sheet
    from plugins.hotline.service import exchange

    actor = city.actor("operator")
    raw = exchange_sheet.read(stream)
    number = exchange.upload(city.campaign, sheet, raw.headings, raw.rows, actor=actor, now=now)
    columns = exchange.view(city.campaign, number, actor=actor).columns
    exchange.map_columns(city.campaign, number, columns, name, actor=actor, now=now)
    _judged, counts = exchange.look(city.campaign, number, actor=actor, now=now)
    if not exchange.confirm(city.campaign, number, actor=actor, now=now):
        exchange.take(now, exchange_id=number)
    done = exchange.view(city.campaign, number, actor=actor)
    assert done.state == "done"
    assert done.result == dict(counts)
    return done


def export(city: OrderCity, sheet: str, by: str = "operator", **more: Any) -> list[dict[str, str]]:
    from plugins.hotline.service import exchange_out

    given: dict[str, Any] = {"actor": city.actor(by), "now": NOW, **more}
    found = exchange_out.export(city.campaign, sheet, **given)
    return [dict(zip(found.headings, row, strict=True)) for row in found.rows]


def of_number(city: OrderCity, number: str) -> Any:
    from core.base.db import db
    from plugins.hotline.models.orders import Order

    wanted = db.select(Order).where((Order.number == number) | (Order.external_number == number))
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def test_an_order_goes_out_once_and_its_reply_comes_back(city: OrderCity) -> None:
    from core.base.errors import Invalid
    from plugins.hotline import exchange_sheet
    from plugins.hotline.service.order_pieces import opened

    number = city.new(title="=1+1 前进路停水", phone="13800005555").line.number
    rows = export(city, "orders")
    assert [row["工单号"] for row in rows] == [number]
    assert (of_number(city, number).state, of_number(city, number).due_on is not None) == ("dispatched", True)
    with pytest.raises(Invalid, match="export_empty"):
        export(city, "orders")
    again = exchange_sheet.write("工单", list(rows[0]), [list(row.values()) for row in rows])
    written = exchange_sheet.read(io.BytesIO(again))
    assert written.rows[0][1][4] == "=1+1 前进路停水", "a title that looks like a formula stays a title"

    reply = (
        ("工单编号", "来源工单号", "处理结果", "办结时间"),
        ("YP-1", number, "已恢复供水。", datetime.fromisoformat("2025-09-25T08:00")),
    )
    assert bring(city, "replies", workbook(*reply, title="云平台回复表")).result == {"change": 1}
    order = of_number(city, "YP-1")
    assert (order.number, order.state, opened(order.reply_sealed)) == (number, "closed", "已恢复供水。")
    assert [kind for kind, *_rest in city.sent("13800005555")].count("hotline.order_closed_plain") == 1

    version = order.version
    assert bring(city, "replies", workbook(*reply), now=NOW + timedelta(days=1)).result == {"same": 1}
    assert of_number(city, "YP-1").version == version
    changed = (reply[0], ("YP-1", number, "已恢复供水，水压正常。", "2025-09-26 09:00"))
    assert bring(city, "replies", workbook(*changed), now=NOW + timedelta(days=2)).result == {"change": 1}
    assert opened(of_number(city, "YP-1").reply_sealed) == "已恢复供水，水压正常。"
    assert [kind for kind, *_rest in city.sent("13800005555")].count("hotline.order_closed_plain") == 2


def test_orders_come_in_once_with_every_fault_said(city: OrderCity) -> None:
    lines = (
        ("序号", "流水号", "来电时间", "诉求类型", "诉求标题", "内容", "主叫号码", "姓名", "是否保密"),
        (
            1,
            "YP-100",
            "2025/9/24 9:05",
            "投诉",
            "夜里施工",
            "工地夜里施工。\r\n睡不着。",
            13812340000,
            "赵先生",
            "",
        ),
        (2, "YP-101", "昨天", "咨询", "怎么办证", "", "", "", ""),
        (3, "", "2025-09-24", "咨询", "没有编号", "", "", "", ""),
        (4, "YP-102", 45924.5, "咨询", "", "社保怎么转，要带什么。", "0242-6260011", "", "是"),
        (5, "YP-103", "", "其他", "电话不通", "", "一二三", "", ""),
        (),
        (6, "YP-100", "2025/9/24 9:05", "投诉", "另一件事", "", "", "", ""),
    )
    done = bring(city, "orders", workbook(*lines, title="2025 年 9 月工单导出"), name="市平台")
    assert done.result == {"add": 2, "fault": 4}
    assert [(fault["row"], fault["code"]) for fault in sorted(done.faults, key=lambda f: f["row"])] == [
        (5, "sheet_bad_moment"), (6, "sheet_no_number"), (8, "sheet_bad_phone"), (10, "sheet_row_twice"),
    ]  # fmt: skip
    first, secret = of_number(city, "YP-100"), of_number(city, "YP-102")
    assert (first.sort, first.confidential, first.person_digest != "") == ("complaint", False, True)
    assert (secret.confidential, "-M" in secret.number) == (True, True)
    assert f"{first.registered_at:%Y-%m-%d %H:%M}" == "2025-09-24 01:05"
    assert bring(city, "orders", workbook(*lines[:2])).result == {"same": 1}
    other = (lines[0], (1, "YP-100", "", "投诉", "夜里施工声音大", "", "", "", ""))
    conflict = bring(city, "orders", workbook(*other))
    assert (conflict.result, conflict.faults[0]["code"]) == ({"conflict": 1}, "sheet_differs")
    # what came from there isn't sent back as new
    assert "YP-100" not in [row["对方工单号"] for row in _exported(city)]


def _exported(city: OrderCity) -> list[dict[str, str]]:
    from core.base.errors import Invalid

    try:
        return export(city, "orders")
    except Invalid:
        return []


def test_an_answer_given_here_is_not_overwritten(city: OrderCity) -> None:
    number = city.new(handle="answer", reply="电话里已经讲清。").line.number
    done = bring(
        city, "replies", workbook(("工单号", "答复"), (number, "另一种说法。"), ("25-01-9999", "谁的答复"))
    )
    assert done.result == {"conflict": 1, "fault": 1}
    assert {fault["code"] for fault in done.faults} == {"sheet_answered_here", "sheet_number_unknown"}


def test_a_confidential_order_goes_out_only_where_its_handler_asks_and_says_so(city: OrderCity) -> None:
    number = city.new(confidential=True, title="举报").line.number
    assert number not in [row["工单号"] for row in _exported(city)]
    city.new()
    assert number not in [row["工单号"] for row in export(city, "orders", by="supervisor", confidential=True)]
    city.new()
    rows = {row["工单号"]: row["保密"] for row in export(city, "orders", confidential=True)}
    assert rows[number] == "是"


def test_a_saved_map_names_the_columns_of_what_goes_out(city: OrderCity) -> None:
    from plugins.hotline.service import exchange

    bring(
        city,
        "orders",
        workbook(("编号", "诉求标题", "问题描述"), ("YP-200", "一件", "一件事")),
        name="区平台",
    )
    [(map_id, _name, columns)] = [
        m for m in exchange.maps(city.campaign, "orders", actor=city.actor("operator")) if m[1] == "区平台"
    ]
    assert columns == {"external_number": "编号", "title": "诉求标题", "words": "问题描述"}
    city.new(title="要导出的一件")
    [row] = export(city, "orders", map_id=map_id)
    assert list(row) == ["工单号", "编号", "诉求标题", "问题描述", "保密"]


def test_calls_come_in_once(city: OrderCity) -> None:
    lines = (
        ("通话流水", "呼入时间", "接通时间", "挂断时间", "主叫号码"),
        ("c1", "2025-09-24 09:00:00", "2025-09-24 09:00:08", "2025-09-24 09:03:00", "13800007777"),
        ("c2", "2025-09-24 09:01:00", "", "2025-09-24 09:01:40", ""),
    )
    assert bring(city, "calls", workbook(*lines)).result == {"add": 2}
    assert bring(city, "calls", workbook(*lines)).result == {"same": 2}


def test_many_rows_are_taken_in_by_the_worker_and_a_file_that_is_none_is_refused(city: OrderCity) -> None:
    from core.base.errors import Invalid
    from plugins.hotline import exchange_sheet

    lines = [("编号", "标题"), *((f"YP-M{n}", f"第 {n} 件") for n in range(230))]
    assert bring(city, "orders", workbook(*lines)).result == {"add": 230}
    for body, code in (
        (b"", "sheet_missing"),
        (b"PK\x03\x04nonsense", "sheet_not_xlsx"),
        (b"a,b\n1,2", "sheet_not_xlsx"),
    ):
        with pytest.raises(Invalid, match=code):
            exchange_sheet.read(io.BytesIO(body))
    with pytest.raises(Invalid, match="sheet_empty"):
        exchange_sheet.read(workbook(("只有列名", "没有数据")))

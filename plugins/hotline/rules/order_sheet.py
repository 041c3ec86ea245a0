"""Sheets that travel to another platform and back: their columns, how foreign headings are understood, what a cell means.

Pure: cells come in as texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

SHEETS = ("orders", "replies", "calls")


@dataclass(frozen=True)
class Column:
    """One of our columns: its code, the heading of our own sheets, other headings that mean it."""

    code: str
    heading: str
    others: tuple[str, ...] = ()
    needed: bool = False


_OURS = Column("number", "工单号", ("本平台工单号", "来源工单号", "原工单号"))
_THEIRS = Column(
    "external_number", "对方工单号", ("工单编号", "编号", "流水号", "受理编号", "事件编号", "诉求编号", "12345工单号", "外部编号")
)  # fmt: skip
_PHONE = Column(
    "phone", "电话", ("来电号码", "联系电话", "手机号", "手机号码", "主叫号码", "联系方式", "来电人电话")
)
_DEPARTMENT = Column("department", "办理单位", ("承办单位", "责任单位", "处理部门", "主办单位", "承办部门"))
_TOPIC = Column("topic", "热点", ("热点名称", "专题", "主题", "问题分类", "诉求分类"))

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "orders": (
        _OURS,
        _THEIRS,
        Column(
            "registered_at", "受理时间", ("来电时间", "登记时间", "创建时间", "受理日期", "诉求时间", "录入时间")
        ),
        Column("sort", "类型", ("诉求类型", "工单类型", "诉求性质", "业务类型")),
        Column("title", "标题", ("诉求标题", "工单标题", "诉求摘要", "摘要"), needed=True),
        Column("words", "诉求内容", ("内容", "问题描述", "诉求详情", "工单内容", "来电内容", "反映内容")),
        Column("place", "地点", ("事发地址", "事发地点", "地址", "诉求地址", "问题地址")),
        Column("name", "称呼", ("来电人", "姓名", "诉求人", "联系人", "市民姓名")),
        _PHONE,
        _TOPIC,
        Column("confidential", "保密", ("是否保密", "信息保密")),
        Column("urgent", "紧急", ("是否紧急", "紧急程度")),
    ),
    "replies": (
        _OURS,
        _THEIRS,
        Column(
            "reply", "答复", ("答复内容", "办理结果", "处理结果", "回复内容", "办理情况", "处理意见"), needed=True
        ),
        _DEPARTMENT,
        Column("replied_at", "答复时间", ("办结时间", "回复时间", "办理时间", "完成时间", "办结日期")),
    ),
    "calls": (
        Column("external_id", "通话编号", ("呼叫编号", "流水号", "通话流水", "话单号", "callid"), needed=True),
        Column("arrived_at", "来电时间", ("呼入时间", "开始时间", "振铃时间", "呼叫时间"), needed=True),
        Column("answered_at", "接听时间", ("应答时间", "接通时间")),
        Column("ended_at", "结束时间", ("挂断时间", "挂机时间")),
        _PHONE,
        _TOPIC,
    ),
}  # fmt: skip

_SORTS = {
    "consult": ("咨询", "询问", "consult", "enquiry"),
    "help": ("求助", "诉求", "help"),
    "complaint": ("投诉", "举报", "complaint"),
    "suggestion": ("建议", "意见", "表扬", "suggestion"),
}
_YES = frozenset(("是", "y", "yes", "1", "true", "保密", "紧急", "特急", "加急", "√"))


def folded(heading: str) -> str:
    """A heading without blanks, brackets and case."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    return re.sub(r"\(.*?\)|[\s*:_\-/【】\[\]]", "", plain)


def guess(sheet: str, headings: Sequence[str]) -> dict[str, str]:
    """Our column → their heading, each heading once: first the same words, then those that hold one another."""
    left = {folded(heading): heading for heading in reversed(headings) if folded(heading)}
    found: dict[str, str] = {}
    for exact in (True, False):
        for column in COLUMNS[sheet]:
            if column.code in found:
                continue
            for word in (column.heading, *column.others):
                key = folded(word)
                hit = next((h for h in left if h == key or (not exact and len(key) > 2 and key in h)), None)
                if hit is not None:
                    found[column.code] = left.pop(hit)
                    break
    return found


@dataclass(frozen=True)
class Fault:
    """Why a row can't be taken: the column and a code without the plugin's name."""

    column: str
    code: str


@dataclass(frozen=True)
class Row:
    """A row of a sheet as we understand it. `number` is its line in the sheet, from 1."""

    number: int
    values: Mapping[str, str]
    moments: Mapping[str, datetime] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def get(self, column: str) -> str:
        return self.values.get(column, "")


def understand(sheet: str, number: int, cells: Mapping[str, str], most: Mapping[str, int]) -> Row:
    """Judge one row by itself. Moments are in China's time without a zone; `most` characters per column."""
    values = {column: text.strip() for column, text in cells.items()}
    faults: list[Fault] = []
    moments: dict[str, datetime] = {}
    if sheet == "orders" and not values.get("title") and values.get("words"):
        values["title"] = values["words"][:30]
    for column in COLUMNS[sheet]:
        text = values.get(column.code, "")
        if column.needed and not text:
            faults.append(Fault(column.code, "sheet_empty_cell"))
        elif len(text) > most.get(column.code, 120):
            faults.append(Fault(column.code, "sheet_long_cell"))
        elif column.code.endswith("_at") and text:
            moment = moment_of(text)
            if moment is None:
                faults.append(Fault(column.code, "sheet_bad_moment"))
            else:
                moments[column.code] = moment
    if sheet in ("orders", "replies") and not (values.get("number") or values.get("external_number")):
        faults.append(Fault("external_number", "sheet_no_number"))
    if sheet == "orders":
        values["sort"] = sort_of(values.get("sort", ""))
        for flag in ("confidential", "urgent"):
            values[flag] = "1" if folded(values.get(flag, "")) in _YES else ""
    if sheet == "calls" and "arrived_at" in moments:
        for later in ("answered_at", "ended_at"):
            if later in moments and moments[later] < moments["arrived_at"]:
                faults.append(Fault(later, "sheet_before_arrival"))
    return Row(number, values, moments, tuple(faults))


def sort_of(text: str) -> str:
    """One of our sorts for another platform's word; what nobody knows is a request for help."""
    plain = folded(text)
    for sort, words in _SORTS.items():
        if any(word in plain for word in words):
            return sort
    return "help"


_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2})\s*[:时]\s*(\d{1,2})\s*分?(?::?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?"
)


def moment_of(text: str) -> datetime | None:
    """A moment as people and spreadsheets write it, also a spreadsheet's day number; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _MOMENT.fullmatch(plain)
    try:
        if found is not None:
            year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
            return datetime.combine(date(year, month, day), time(hour, minute, second))
        if re.fullmatch(r"\d{5}(\.\d+)?", plain):
            first = datetime.combine(date(1899, 12, 30), time())
            return first + timedelta(seconds=round(float(plain) * 86400))
    except ValueError:
        return None
    return None


def doubled(rows: Sequence[Row], key: str) -> dict[int, int]:
    """Rows that repeat an earlier one's key with other content: line → the earlier line."""
    first: dict[str, Row] = {}
    found: dict[int, int] = {}
    for row in rows:
        name = row.get(key)
        if not name:
            continue
        earlier = first.setdefault(name, row)
        if earlier is not row and dict(earlier.values) != dict(row.values):
            found[row.number] = earlier.number
    return found

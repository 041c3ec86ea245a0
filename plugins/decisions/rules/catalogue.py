"""The yearly catalogue's sheet: what a row says, what is wrong with it, and which day a planned time means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

KINDS: Mapping[str, tuple[str, ...]] = {
    "reform": ("改革", "改革方案", "改革事项", "改革举措"),
    "policy": ("政策", "政策文件", "规范性文件", "规划", "政策措施", "行政规范性文件"),
    "project": ("项目", "重大项目", "工程", "建设项目", "公共建设项目", "民生项目"),
}
#: our column → headings that people give it; the first one is the template's
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "目录编号", "序号"),
    "title": (
        "决策事项", "事项名称", "决策事项名称", "重大行政决策事项", "重大行政决策事项名称", "决策名称", "项目名称", "事项", "名称",
    ),
    "kind": ("类别", "类型", "事项类别", "事项类型", "决策类别", "决策类型"),
    "basis": ("依据", "决策依据", "法律政策依据", "法律依据", "政策依据", "制定依据"),
    "unit": (
        "承办单位", "决策承办单位", "责任单位", "起草单位", "牵头单位", "承办部门", "责任部门", "牵头部门", "主办单位", "承办科室", "单位",
    ),
    "planned": (
        "计划时间", "完成时间", "计划完成时间", "完成时限", "计划完成时限", "拟决策时间", "决策时间", "计划决策时间", "计划出台时间",
        "时间安排", "时间",
    ),
    "contact": ("联系方式", "联系人及电话", "联系人和电话", "联系人、电话", "联系人及联系方式", "联系人", "联系电话", "电话"),
}  # fmt: skip
NEEDED = ("title", "kind", "planned")
LONGEST: Mapping[str, int] = {
    "number": 20, "title": 200, "basis": 2000, "unit": 200, "planned": 60, "contact": 200,
}  # fmt: skip
_NUMERALS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_N = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
_CELL_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2}) 00:00:00")
_SPREADSHEET_DAY_0 = date(1899, 12, 30)
_PHONES = ("联系电话", "电话", "办公电话", "联系方式")
_NARROW = {ord("〇"): "0", ord("零"): "0", ord("－"): "-", ord("～"): "~"} | {
    0xFF10 + n: str(n) for n in range(10)
}
_YEAR_IN_WORDS = re.compile(r"二[〇零0][一二三四五六七八九〇零0]{2}(?=年)")
_TENTHS = {"上旬": 10, "中旬": 20}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell (or, with `column` "", with the row). `blocks`: the row can't be taken."""

    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet as it was read (from 1), by our columns."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what would become of it. `outcome`: new, changed, same, fault. `values` are what would be stored."""

    row: Row
    outcome: str
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Our columns → where they stand; headings are compared without blanks and marks."""
    found: dict[str, int] = {}
    plain = [plain_heading(heading) for heading in headings]
    for column, names in COLUMNS.items():
        for name in names:
            if name in plain and plain.index(name) not in found.values():
                found[column] = plain.index(name)
                break
    return found


def phone_of(headings: Sequence[str], places: Mapping[str, int]) -> int:
    """Where a phone stands beside the contact's name in a column of its own; -1 where there is none."""
    if "contact" not in places:
        return -1
    found = [at for at, heading in enumerate(headings) if plain_heading(heading) in _PHONES]
    return next((at for at in found if at != places["contact"]), -1)


def plain_heading(text: str) -> str:
    return re.sub(r"[\s（）()*＊:：]|必填|选填|年度", "", text)


def kind_of(text: str) -> str:
    """reform, policy or project; "" for another word."""
    plain = re.sub(r"\s|类$", "", text)
    return next((kind for kind, words in KINDS.items() if plain == kind or plain in words), "")


def number_of(text: str) -> str:
    """A number as people type it: full-width forms made narrow; a cell that a spreadsheet took for a date set right."""
    day = _CELL_DAY.fullmatch(text.strip())
    if day is not None:
        return f"{day[1]}-{day[2]}"
    narrow = text.translate({c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)})
    return re.sub(r"\s", "", narrow).replace("—", "-").replace("–", "-")


def good_number(number: str) -> bool:
    return re.fullmatch(r"[\w\-/.〔〕\[\]]{1,20}", number) is not None


def planned_words(text: str) -> str:
    """A planned time in words: a date cell becomes a day, or a month when it is the month's first."""
    text = text.strip()
    if re.fullmatch(
        r"4[0-9]{4}|5[0-9]{4}", text
    ):  # a day as a spreadsheet counts it, in a cell without a date's format
        text = f"{_SPREADSHEET_DAY_0 + timedelta(days=int(text))} 00:00:00"
    written = re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", text)
    if written is not None:  # 20260930
        text = "-".join(written.groups()) + " 00:00:00"
    day = _CELL_DAY.fullmatch(text)
    if day is None:
        return text
    return f"{day[1]}年{int(day[2])}月" + (f"{int(day[3])}日" if int(day[3]) != 1 else "")


def planned_day(text: str, year: int) -> date | None:
    """The last day of a planned time ("第三季度", "9月中旬", "2026-09", "年底前"); None when it can't be told."""
    text = _YEAR_IN_WORDS.sub(lambda year_: "".join(str(_NUMERALS.get(c, 0)) for c in year_[0]), text)
    text = text.translate(_NARROW)
    plain = re.sub(r"\s|计划|预计|拟|完成|出台|印发|左右|以前|之前|底前|末前|内$", "", planned_words(text))
    written = re.match(r"(20\d\d)(?:年度?|[-./])", plain)
    if written is not None:
        year, plain = int(written[1]), plain[written.end() :]
    if plain in ("", "年", "年底", "年末", "全年", "下半年", "底", "末", "常年", "年度") and (
        plain or written
    ):
        return date(year, 12, 31)
    if plain in ("上半年", "年中"):
        return date(year, 6, 30)
    quarter = re.fullmatch(r"(?:.*[至到—、-])?第?([一二三四1-4])季度?|[Qq]([1-4])", plain)
    if quarter is not None:
        n = _number(quarter[1] or quarter[2])
        return _month_end(year, 3 * n)
    return _in_month(re.sub(r"^.*[至到—~～、]|^\d{1,2}月?-(?=\d{1,2}月)", "", plain), year)


def _in_month(plain: str, year: int) -> date | None:
    found = re.fullmatch(
        rf"{_N}(?:月份?|[-./]|$)(?:(上旬|中旬|下旬|底|末|初)|(\d{{1,2}})[日号]?)?(前)?", plain
    )
    if found is None:
        return None
    month = _number(found[1])
    if not 1 <= month <= 12:
        return None
    if found[3]:
        try:
            return date(year, month, int(found[3]))
        except ValueError:
            return None
    if found[2] in _TENTHS or found[2] == "初":
        return date(year, month, _TENTHS.get(found[2], 10))
    if found[4] and not found[2]:
        return date(year, month, 1) - timedelta(days=1)
    return _month_end(year, month)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS[text]


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def next_number(year: int, taken: Sequence[str]) -> str:
    """2026-04 after 2026-03."""
    used = [int(found[1]) for number in taken if (found := re.fullmatch(rf"{year}-(\d{{1,4}})", number))]
    return f"{year}-{max(used, default=0) + 1:02d}"


def judge(rows: Sequence[Row], there: Mapping[str, Mapping[str, Any]], year: int) -> tuple[Judged, ...]:
    """Every row with its faults. `there`: number → the values that are stored."""
    seen: dict[str, int] = {}
    titles: dict[str, int] = {}
    taken = [*there, *(number_of(row.cells.get("number", "")) for row in rows)]
    found = []
    for row in rows:
        values, faults = _read(row, year)
        if not values["number"]:
            values["number"] = next_number(year, taken)
            taken.append(values["number"])
        elif values["number"] in seen:
            faults.append(Fault("number", "decisions.row_number_twice", {"line": seen[values["number"]]}))
        seen.setdefault(values["number"], row.line)
        if values["title"] and values["title"] in titles:
            faults.append(
                Fault("title", "decisions.row_title_twice", {"line": titles[values["title"]]}, blocks=False)
            )
        titles.setdefault(values["title"], row.line)
        before = there.get(values["number"])
        outcome = "new" if before is None else "same"
        if before is not None and any(before[name] != value for name, value in values.items()):
            outcome = "changed"
        if any(fault.blocks for fault in faults):
            outcome = "fault"
        found.append(Judged(row, outcome, values, tuple(faults)))
    return tuple(found)


def _read(row: Row, year: int) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, Any] = {name: row.cells.get(name, "").strip() for name in COLUMNS}
    values["number"] = number_of(values["number"])
    values["title"] = " ".join(str(values["title"]).split())
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            faults.append(Fault(name, "decisions.row_long", {"limit": most}))
    if values["number"] and not good_number(values["number"]):
        faults.append(Fault("number", "decisions.row_number"))
    if not values["title"]:
        faults.append(Fault("title", "decisions.row_title"))
    kind = kind_of(values["kind"])
    if not values["kind"]:
        faults.append(Fault("kind", "decisions.row_kind_missing"))
    elif not kind:
        faults.append(Fault("kind", "decisions.row_kind", {"word": values["kind"][:20]}))
    values["kind"] = kind
    planned = values["planned"]
    values["planned"] = planned_words(planned)
    values["planned_on"] = planned_day(planned, year) if planned else None
    if not planned:
        faults.append(Fault("planned", "decisions.row_planned_missing", blocks=False))
    elif values["planned_on"] is None:
        faults.append(Fault("planned", "decisions.row_planned", blocks=False))
    elif values["planned_on"].year != year:
        faults.append(Fault("planned", "decisions.row_planned_year", {"year": year}, blocks=False))
    return values, faults

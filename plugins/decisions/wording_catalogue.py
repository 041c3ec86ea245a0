"""Words of the yearly catalogue: refusals, faults of a sheet's rows, states, audit entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

COLUMN_NAMES: Mapping[str, Any] = {
    "number": _l("编号"),
    "title": _l("决策事项"),
    "kind": _l("类别"),
    "basis": _l("依据"),
    "unit": _l("承办单位"),
    "planned": _l("计划时间"),
    "contact": _l("联系方式"),
}
OUTCOMES: Mapping[str, tuple[str, Any]] = {
    "fault": ("stop", _l("不会导入")),
    "new": ("info", _l("新增")),
    "changed": ("half", _l("修改")),
    "same": ("idle", _l("没有变化")),
}
#: of an item for the public
ITEM_STATES: Mapping[str, tuple[str, Any]] = {
    "planned": ("idle", _l("还没有开始")),
    "behind": ("warn", _l("过了计划时间")),
    "open": ("now", _l("正在征求意见")),
    "soon": ("info", _l("即将征求意见")),
    "under_way": ("half", _l("正在办理")),
    "decided": ("ok", _l("已经决定")),
    "stopped": ("no", _l("不再办理")),
}

MESSAGES: Mapping[str, Any] = {
    "decisions.catalogue_gone": _l("没有这份目录。"),
    "decisions.catalogue_locked": _l("目录正在公开流程中，退回后才能改。"),
    "decisions.catalogue_unit": _l("选上单位。"),
    "decisions.catalogue_empty": _l("目录里还没有事项，先加上再送审。"),
    "decisions.catalogue_incomplete": _l("%(numbers)s 还没有写计划时间，补上再公开。"),
    "decisions.correction_missing": _l("写明公开的版本哪里变了、为什么。"),
    "decisions.item_gone": _l("没有这个事项。"),
    "decisions.item_title": _l("写上决策事项的名称。"),
    "decisions.item_kind": _l("选上是改革、政策还是项目。"),
    "decisions.item_number": _l("编号最多 20 个字，用数字、字母和短横线。"),
    "decisions.item_number_taken": _l("编号 %(number)s 已经有了，换一个。"),
    "decisions.item_planned": _l("写上计划什么时候决策，例如：第三季度、9月。"),
    "decisions.item_reason": _l("写明为什么不再办理，不超过 1000 个字。"),
    "decisions.item_in_use": _l("这个事项已经公布或者已经有预公开，不能删除。可以写明原因，标为不再办理。"),
    "decisions.sheet_missing": _l("选一个 .xlsx 文件。"),
    "decisions.sheet_large": _l("表格太大，最多 %(most)s MB。"),
    "decisions.sheet_not_xlsx": _l("打不开这个文件。请用 Excel 或 WPS 另存为 .xlsx 再上传。"),
    "decisions.sheet_columns": _l("没有找到“决策事项”这一列。请用模板，或者把表头写成模板里的名称。"),
    "decisions.sheet_empty": _l("表里没有事项。"),
    "decisions.sheet_rows": _l("一次最多 %(most)s 行，请分几次导入。"),
    "decisions.sheet_nothing": _l("没有等着导入的表格，请重新上传。"),
    "decisions.row_number": _l("编号里有不能用的字，只用数字、字母和短横线。"),
    "decisions.row_number_twice": _l("编号和第 %(line)s 行重复。"),
    "decisions.row_title": _l("没有写决策事项。"),
    "decisions.row_title_twice": _l("和第 %(line)s 行是同一个名称，请核对是不是重复。"),
    "decisions.row_kind_missing": _l("没有写类别。写改革、政策或项目。"),
    "decisions.row_kind": _l("不认识类别“%(word)s”。写改革、政策或项目。"),
    "decisions.row_planned_missing": _l("没有写计划时间，公开以前要补上。"),
    "decisions.row_planned": _l("看不懂计划时间，照原文保存，不会提醒到期。"),
    "decisions.row_planned_year": _l("计划时间不在 %(year)s 年，请核对。"),
    "decisions.row_long": _l("超过 %(limit)s 个字。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "decisions.catalogue_begun": _l("建立年度决策目录"),
    "decisions.item_saved": _l("修改决策目录的事项"),
    "decisions.item_dropped": _l("把目录事项标为不再办理"),
    "decisions.item_restored": _l("恢复目录事项"),
    "decisions.item_removed": _l("删除目录事项"),
    "decisions.sheet_uploaded": _l("上传决策目录表格"),
    "decisions.sheet_taken": _l("导入决策目录表格"),
    "decisions.catalogue_submitted": _l("把决策目录送审"),
}

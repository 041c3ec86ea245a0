"""Words of the exchange of sheets: what is wrong with a file, a column, a row; what becomes of each row."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SHEETS = {
    "orders": _l("工单"),
    "replies": _l("答复"),
    "calls": _l("通话"),
}

#: state of an exchange: the tag's shape and its word
STATES = {
    "uploaded": ("info", _l("等您对照列")),
    "looked_at": ("info", _l("等您确认")),
    "waiting": ("half", _l("正在导入")),
    "done": ("ok", _l("已完成")),
    "failed": ("stop", _l("没有完成")),
}

#: what becomes of a row
OUTCOMES = {
    "add": ("ok", _l("新增")),
    "change": ("half", _l("更新")),
    "same": ("idle", _l("已有，不变")),
    "conflict": ("warn", _l("不一致，请人工核对")),
    "fault": ("stop", _l("有问题，不导入")),
}

FAULTS = {
    "sheet_empty_cell": _l("“%(column)s”是空的。"),
    "sheet_long_cell": _l("“%(column)s”太长了。"),
    "sheet_bad_moment": _l("“%(column)s”不是看得懂的时间，请写成 2026-05-15 10:20。"),
    "sheet_no_number": _l("两个工单号都是空的，认不出是哪一件。"),
    "sheet_before_arrival": _l("“%(column)s”早于来电时间。"),
    "sheet_row_twice": _l("同一个编号在表里出现了两次，内容还不一样。"),
    "sheet_number_unknown": _l("这里没有这个编号的工单。"),
    "sheet_bad_phone": _l("“%(column)s”拨不出去，请核对。"),
    "sheet_other_number": _l("这件工单记的是另一个对方工单号。"),
    "sheet_differs": _l("“%(column)s”和这里记的不一样，这里的没有改动。"),
    "sheet_merged": _l("这件工单已并入别的工单，请答复那一件。"),
    "sheet_erased": _l("这件工单的内容已按规定删除，不再收答复。"),
    "sheet_answered_here": _l("这件工单由本平台办理或已有答复，没有覆盖。"),
    "order_changed": _l("导入时正好有人在办这件工单，请再导一次。"),
    "secret_mark": _l("这一行带有密级标志，没有导入。"),
}

MESSAGES = {
    **{f"hotline.{code}": words for code, words in FAULTS.items() if code.startswith("sheet_")},
    "hotline.sheet_missing": _l("请选择要导入的表格。"),
    "hotline.sheet_kind_missing": _l("请选这是什么表。"),
    "hotline.sheet_large": _l("表格太大，请控制在 %(most)s MB 以内，或者分成几份。"),
    "hotline.sheet_not_xlsx": _l("这个文件打不开。请用 WPS 或 Excel 另存为 .xlsx 再上传。"),
    "hotline.sheet_empty": _l("表里没有数据。第一行要是列名，下面每行一件。"),
    "hotline.sheet_rows": _l("一次最多导入 %(most)s 行，请分成几份。"),
    "hotline.sheet_column_missing": _l("请指明哪一列是“%(column)s”。"),
    "hotline.sheet_number_missing": _l("请指明哪一列是工单号，对方的或本平台的都行。"),
    "hotline.sheet_heading_twice": _l("“%(heading)s”这一列被用了两次。"),
    "hotline.sheet_gone": _l("这份表格已经导入过，或者放了太久，请重新上传。"),
    "hotline.export_empty": _l("现在没有要导出的。"),
}

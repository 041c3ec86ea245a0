"""Wording of a pack's mistakes, by code. Parameters in each sentence are filled when it is shown."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    # the file
    "unreadable_missing": _l("打不开这个文件，请核对文件名和权限。"),
    "unreadable_binary": _l("这不是文本文件，规则包应为 .toml 文本。"),
    "unreadable_large": _l("文件超过 1 MB，不像是规则包。"),
    # the way it is written
    "full_width": _l("出现全角符号“%(char)s”，请改用英文半角符号。"),
    "unclosed_quote": _l("引号没有配对，请补上另一半英文引号。"),
    "unclosed_bracket": _l("括号没有配对，请补上“]”或“}”。"),
    "missing_equals": _l("应写成“名称 = 值”，这一行缺少英文等号“=”。"),
    "unquoted_month_day": _l("月日要加英文引号，例如 \"05-15\"。"),
    "unquoted_value": _l("等号后面的文字要加英文引号，例如 unit = \"天\"。"),
    "bad_header": _l("方括号标题写法不对，应为 [rules.规则编号]。"),
    "trailing_text": _l("值的后面有多余的内容，或数字写法不对。"),
    "duplicate_table": _l("[%(name)s] 重复出现，同一条规则只能写一次。"),
    "duplicate_key": _l("这一项在上文已经写过，不能重复。"),
    "syntax": _l("这一行写法不对，看不懂。"),
    # head of the pack
    "missing_key": _l("缺少“%(key)s”。"),
    "empty_text": _l("“%(key)s”不能为空。"),
    "unknown_key": _l("不认识“%(key)s”，这里可以写：%(allowed)s。"),
    "unknown_key_hint": _l("不认识“%(key)s”，是不是想写“%(hint)s”？"),
    "bad_pack_id": _l("规则包编号“%(id)s”只能用小写字母、数字和连字符，并以字母开头。"),
    "wrong_base": _l("规则包写明以“%(wanted)s”为基础，但提供的基础包是“%(given)s”。"),
    "base_broken": _l("全国基础规则包有误，先改好它，本规则包才能使用。"),
    "duplicate_pack": _l("规则包编号“%(id)s”已被 %(file)s 使用。"),
    "unknown_source": _l("出处“%(key)s”没有在 [sources] 里列出。"),
    "bad_date": _l("“%(value)s”不是有效日期，应写成 2024-08-14。"),
    # types
    "not_a_table": _l("“%(key)s”应写成 [%(key)s] 这样的一节。"),
    "want_text": _l("“%(key)s”应为加英文引号的文字。"),
    "want_yes_no": _l("“%(key)s”只能写 true（是）或 false（否），不加引号。"),
    "want_integer": _l("“%(key)s”应为整数，不加引号，不带单位，例如 15。"),
    "want_texts": _l("“%(key)s”应为文字清单，例如 [\"链接\", \"文件\"]。"),
    "want_month_day": _l("“%(key)s”应为不带年份的月日，例如 \"05-15\"。"),
    "want_month_day_range": _l("“%(key)s”应为起止两个月日，例如 [\"05-15\", \"05-31\"]。"),
    "want_size": _l("“%(key)s”应为宽、高两个像素数，例如 [1600, 1200]。"),
    "want_time_range": _l("“%(key)s”应为起止时间，例如 \"09:05-09:55\"。"),
    "want_steps": _l("“%(key)s”应为审批步骤，每一步写成 [[%(key)s]] 一节。"),
    "want_points": _l("“%(key)s”应为分值，例如 { full = 10, formula = \"share\", measure = \"open_day.plans_in_time\" }。"),
    "want_amount": _l("“%(key)s”应为 0 到 1000 的数，不加引号，最多两位小数，例如 0.5。"),
    "points_measure": _l("按记录计算的指标要写 measure，人工评分（judged）的不写。"),
    "points_each": _l("按天或按件扣分的指标要写 each（每天或每件扣几分），其他的不写。"),
    # values
    "bad_month_day": _l("日历上没有“%(value)s”这一天，月日应写成 \"05-15\"。"),
    "range_reversed": _l("起始“%(start)s”晚于结束“%(end)s”。"),
    "number_range": _l("%(value)s 超出范围，应在 %(least)s 到 %(most)s 之间。"),
    "empty_list": _l("清单“%(key)s”不能为空。"),
    "repeated_item": _l("清单里“%(item)s”重复。"),
    "unknown_choice": _l("“%(value)s”不在可选项之内，可选：%(choices)s。"),
    "choices_missing": _l("单位为“选项”时，要用 choices 列出可选项。"),
    # rules
    "bad_rule_id": _l("规则编号“%(id)s”写法不对，应像 OD-03 这样。"),
    "unknown_rule": _l("没有编号为“%(id)s”的规则。"),
    "unknown_rule_hint": _l("没有编号为“%(id)s”的规则，是不是想写“%(hint)s”？"),
    "unknown_part": _l("规则 %(id)s 没有名为“%(part)s”的分项，可用：%(allowed)s。"),
    "missing_clause": _l("规则 %(id)s 没有写依据条款 clause。"),
    "missing_value": _l("规则 %(id)s 没有写 value，也没有分项 parts。"),
    "value_without_unit": _l("规则 %(id)s 写了 value，还要写单位 unit。"),
    "unit_without_value": _l("规则 %(id)s 换了单位“%(unit)s”，value 也要一并写出。"),
    "unknown_unit": _l("不认识的单位“%(unit)s”，可用：%(allowed)s。"),
    "unfitting_unit": _l("规则 %(id)s 的单位应为“%(wanted)s”，不能是“%(unit)s”。"),
    "unknown_kind": _l("不认识的类别“%(kind)s”，只能是 B（阻止）W（提醒）D（期限）C（计算），可组合如 B/W。"),
    "roll_needs_deadline": _l("规则 %(id)s 不是期限（D），或是倒数的期限，不能顺延（roll）。"),
    "before_needs_days": _l("规则 %(id)s 的单位不是天或工作日，不能倒数（before）。"),
    "exact_needs_month_day": _l("规则 %(id)s 的单位不是月日，不能限定当天（exact）。"),
    "law_must_apply": _l("规则 %(id)s 来自法律法规，不能停用。"),
    "law_kind": _l("规则 %(id)s 来自法律法规，类别里必须保留 %(kind)s。"),
    "law_unit": _l("规则 %(id)s 来自法律法规，单位必须是“%(unit)s”。"),
    "law_weaker": _l("规则 %(id)s 来自法律法规，只能比“%(law)s”更严，不能放宽。"),
    # the publishing chain
    "unknown_step": _l("不认识的审批步骤“%(step)s”，可用：%(allowed)s。"),
    "unknown_role": _l("不认识的角色“%(role)s”，可用：%(allowed)s。"),
    "steps_order": _l("审批步骤必须齐全，并依次为：%(wanted)s。"),
    "differ_from_later": _l("“%(step)s”只能要求与它之前的步骤不同人，不能写“%(other)s”。"),
}  # fmt: skip

"""Words of the summary reports: refusals, audit entries, names of states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from core.api import MessageKind

from .rules.reports import unit_said

STATES: Mapping[str, tuple[str, Any]] = {
    "none": ("idle", _l("未开始")),
    "drafting": ("half", _l("起草中")),
    "under_way": ("half", _l("公开流程中")),
    "published": ("ok", _l("已公开")),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.report_title": _l("请写总结的标题，300 字以内。"),
    "assessment.report_empty": _l("总结还没有正文，请至少写一部分。"),
    "assessment.report_figures": _l("总结要有数据：请取用系统记录，或者手工填一项（CP-07）。"),
    "assessment.report_cases": _l("总结要有典型事例：请至少写一个（CP-07）。"),
    "assessment.report_signature": _l("请填署名单位和成文日期。"),
    "assessment.report_head_long": _l("小标题最多 %(most)s 个字，请写短一些。"),
    "assessment.report_text_long": _l("每一部分最多 %(most)s 个字，请分成几部分。"),
    "assessment.report_typed": _l("手工填报的数据要写明项目和从哪里来的。"),
    "assessment.report_number": _l("“%(what)s”的数值不是数字，请填例如 3000 或者 92.5。"),
    "assessment.report_photo": _l("选的照片已经不在选用之列，请重新勾选。"),
    "assessment.report_changed": _l("总结已被别人改过。您写的还在下面，请核对后再保存。"),
    "assessment.report_locked": _l("总结已经送审，退回后才能改。"),
    "assessment.report_not_ready": _l("还不能送审：有 %(count)s 处要补。"),
    "assessment.report_host": _l("这届活动没有主办单位，请先在活动设置里填上，再写整届活动总结。"),
    "assessment.correction_missing": _l("请写明公开的版本错在哪里、改成什么。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.report_saved": _l("保存了活动总结"),
    "assessment.report_filled": _l("从系统记录取用了 %(figures)s 项数据"),
    "assessment.report_submitted": _l("把活动总结送审"),
}


def unit_shown(unit: str, of: int | None = None) -> str:
    """A figure's unit (of a share: what it is counted by) on Chinese pages; its English title says what is counted."""
    return unit_said(unit, of) if str(get_locale() or "zh").startswith("zh") else ""


#: messages to people
KINDS: tuple[MessageKind, ...] = ()

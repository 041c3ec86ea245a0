"""Words of counts on the spot: refusals, audit entries, the five words of 好差评."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

#: see rules/onsite.WORDS
WORDS: Mapping[str, Any] = {
    "very_satisfied": _l("非常满意"),
    "satisfied": _l("满意"),
    "fairly_satisfied": _l("基本满意"),
    "dissatisfied": _l("不满意"),
    "very_dissatisfied": _l("非常不满意"),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.onsite_day": _l("日期要是今年的、已经到了的一天，请改日期。"),
    "assessment.onsite_title": _l("请写是什么活动，120 字以内。"),
    "assessment.onsite_count": _l("数字要在 0 到 1000000 之间，请核对。"),
    "assessment.onsite_nothing": _l("接待、解答、发放资料都是 0，请至少填一项。"),
    "assessment.onsite_no_ratings": _l("五个数都是 0，请填收回的问卷数。"),
    "assessment.onsite_source": _l("请写清楚怎么数的，200 字以内。"),
    "assessment.onsite_void_reason": _l("请写为什么作废，300 字以内。"),
    "assessment.onsite_is_rated": _l("已经录入满意度问卷，只有政务公开办能作废。"),
    "assessment.onsite_void": _l("这条登记已经作废，不能再改。请另外登记一条。"),
    "assessment.onsite_changed": _l("这条登记已被别人改过。您填的还在下面，请核对后再保存。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.onsite_saved": _l("登记了现场活动的数据"),
    "assessment.onsite_rated": _l("录入了现场活动的满意度问卷"),
    "assessment.onsite_voided": _l("作废了一条现场登记"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = ()

"""Wording by code: findings of the rules, refusals of the service, milestones, audit entries, messages to people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import clock, phrase

from . import wording_after, wording_check, wording_door, wording_plan, wording_staff
from .rules.reading import read_phones
from .rules.values import Finding
from .wording_booking import KINDS as BOOKING_KINDS
from .wording_booking import MESSAGES as BOOKING_MESSAGES

WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))
FORMS = {"office": _l("进机关"), "site": _l("进现场"), "meeting": _l("进会议")}
FORM_NOTES = {
    "office": _l("看机关怎样办文、办会、办事"),
    "site": _l("看工程、执法、管理现场"),
    "meeting": _l("列席常务会、局务会、论证会、评审会"),
}
PLAN_STATES = {
    "draft": ("idle", _l("草稿")),
    "filed": ("info", _l("等政务公开办审核")),
    "returned": ("warn", _l("已退回修改")),
    "approved": ("ok", _l("已备案")),
}
ITEM_STATES = {
    "ok": ("ok", _l("齐全")),
    "missing": ("stop", _l("缺少")),
    "inconsistent": ("stop", _l("不一致")),
    "skipped": ("idle", _l("规则包没有要求")),
}
MILESTONES = {
    "plan_due": _l("方案备案"),
    "plan_filed": _l("方案备案"),
    "publish_by": _l("公告最迟"),
    "published": _l("公告公开"),
    "open_day": _l("开放日"),
    "results_by": _l("活动情况"),
    "evaluation_by": _l("评估反馈"),
    "report_due": _l("报政务公开办"),
}
STEPS = {
    "draft": _l("拟稿"),
    "first_review": _l("初审"),
    "secrecy_review": _l("保密审查"),
    "approval": _l("审核"),
    "publish": _l("公开"),
    "archive": _l("建档"),
}
#: Words of packs and drafts that have an English name; any other is shown as it was written.
KNOWN = {
    "报名方式": _l("报名方式"),
    "参加人数": _l("参加人数"),
    "开放主题": _l("开放主题"),
    "参加领导": _l("参加领导"),
    "承办单位": _l("承办单位"),
    "时间地点": _l("时间地点"),
    "邀请对象": _l("邀请对象"),
    "活动内容": _l("活动内容"),
    "活动形式": _l("活动形式"),
    "联系人员": _l("联系人员"),
    "联系电话": _l("联系电话"),
    "邮箱": _l("邮箱"),
    "温馨提示": _l("温馨提示"),
    "专家学者": _l("专家学者"),
    "职工代表": _l("职工代表"),
    "企业家代表": _l("企业家代表"),
    "社区工作者": _l("社区工作者"),
    "政务公开义务监督员": _l("政务公开义务监督员"),
    "媒体记者": _l("媒体记者"),
    "网民代表": _l("网民代表"),
    "其他群众": _l("其他群众"),
    "上午场": _l("上午场"),
    "下午场": _l("下午场"),
    **wording_plan.KNOWN,
}
NEEDS = wording_plan.NEEDS

#: Sentences of the rules' problems, told by `told(finding)`.
FINDINGS = {
    "open_day.item_missing": _l("没有写“%(item)s”"),
    "open_day.number_unreadable": _l("没有找到人数，请写成“共60人”"),
    "open_day.number_differs": _l("正文写 %(stated)s 人，场次合计 %(total)s 人"),
    "open_day.number_differs_recommended": _l(
        "正文写 %(stated)s 人，场次和推荐（%(recommended)s 人）合计 %(total)s 人"
    ),
    "open_day.number_parts_differ": _l(
        "正文写共 %(stated)s 人，网上 %(online)s 人加推荐 %(offline)s 人对不上"
    ),
    "open_day.date_missing": _l("没有找到日期，请写成“2026年9月19日（星期六）”"),
    "open_day.date_impossible": _l("“%(written)s”这一天不存在"),
    "open_day.weekday_wrong": _l("%(written)s应是%(weekday)s"),
    "open_day.date_differs": _l("正文写%(written)s，场次里有 %(day)s"),
    "open_day.date_without_session": _l("正文写了 %(day)s，那天没有场次"),
    "open_day.time_missing": _l("没有写几点"),
    "open_day.time_differs": _l("场次从 %(time)s 开始，正文里没有这个时间"),
    "open_day.place_missing": _l("没有写地点"),
    "open_day.place_differs": _l("场次的地点是“%(place)s”，正文里没有"),
    "open_day.signup_closes_differs": _l("正文写%(written)s截止，报名实际 %(closes)s 截止"),
    "open_day.signup_opens_later": _l("正文写即日起报名，报名实际 %(opens)s 才开始"),
    "open_day.phone_bad": _l("“%(number)s”不像电话号码，请核对位数"),
    "open_day.phone_unreadable": _l("没有找到电话号码"),
    "open_day.email_bad": _l("邮箱写法不对，应像 name@example.org，用半角符号"),
    "open_day.name_refused": _l("名称不能用别的“开放日”，应为：%(proposed)s"),
    "open_day.name_missing": _l("标题里没有“政府开放日”，应为：%(proposed)s"),
    "open_day.name_owner": _l("标题里没有写明是哪个单位，应为：%(proposed)s"),
    "open_day.name_quotes": _l("“政府开放日”要加引号，建议写成：%(proposed)s"),
    "open_day.announcement_too_late": _l(
        "离开放日只有 %(have)s 天，不足 %(days)s 天。今天公开，最早 %(earliest)s 可以开放；"
        "要在 %(day)s 开放，最迟 %(latest_publish)s 公开。"
    ),
    "open_day.announcement_in_past": _l(
        "开放日 %(day)s 已经过去。今天公开，最早 %(earliest)s 可以开放（提前 %(days)s 天）。"
    ),
    "open_day.too_few_people": _l("计划 %(have)s 人，不得低于 %(least)s 人"),
    "open_day.invitees_lack": _l("邀请对象没有写：%(lacking)s"),
    "open_day.others_not_invited": _l("列了代表类别，却没有“其他群众”：退休人员、农民等会以为不能报名"),
    "open_day.no_dialogue": _l("没有安排%(one_of)s，至少要有一项"),
    "open_day.plan_field_missing": _l("请填写“%(field)s”"),
    "open_day.plan_day_too_near": _l("今天备案，公告提前 %(days)s 天，最早 %(earliest)s 可以开放"),
}
LACKING = {"age": _l("年满几周岁"), "capacity": _l("完全民事行为能力"), "ties": _l("在本地生活、工作或学习")}

MESSAGES = {
    **FINDINGS,
    **wording_door.MESSAGES,
    **BOOKING_MESSAGES,
    **wording_staff.MESSAGES,
    **wording_check.MESSAGES,
    **wording_plan.MESSAGES,
    **wording_after.MESSAGES,
    "open_day.correction_missing": _l("这份公告已经公开。请写明错在哪里、改成什么，和新的一版一起公开。"),
    "open_day.plan_incomplete": _l("方案还缺内容，补上再报送。"),
    "open_day.plan_moved": _l("这份方案的状态刚刚变了，请看最新情况再办。"),
    "open_day.remarks_missing": _l("退回时请写明要改什么。"),
    "open_day.plan_not_approved": _l("方案还没有经政务公开办审核备案，不能公开公告。"),
    "open_day.pictures_too_many": _l("配图最多 %(limit)s 张。"),
    "open_day.not_ready": _l("还有 %(count)s 处要改，改好才能送审。"),
    "open_day.locked": _l("这一稿已经送审，退回后才能改。"),
    "open_day.published_sessions": _l("公告已经公开，场次和报名时间不能再改。"),
    "open_day.window_missing": _l("请填写报名开始和截止时间。"),
    "open_day.window_reversed": _l("报名截止时间要晚于开始时间。"),
    "open_day.window_after_start": _l("报名截止时间要早于第一场开始（%(starts)s）。"),
    "open_day.not_public": _l("这个开放日的公告还没有公开。"),
    "open_day.phone_not_proven": _l("请先验证手机号。"),
    "open_day.undeclared": _l("请确认每一项声明，缺一项不能报名。"),
    "open_day.category_unknown": _l("请选择一个代表类别。"),
    "open_day.session_not_chosen": _l("请选择一个场次。"),
}

AUDIT_TEXTS = {
    **wording_plan.AUDIT_TEXTS,
    **wording_staff.AUDIT_TEXTS,
    **wording_check.AUDIT_TEXTS,
    **wording_after.AUDIT_TEXTS,
    "open_day.plan_saved": _l("保存实施方案"),
    "open_day.plan_filed": _l("报送实施方案"),
    "open_day.plan_approved": _l("方案备案通过"),
    "open_day.plan_returned": _l("退回方案"),
    "open_day.announcement_started": _l("起草公告"),
    "open_day.announcement_saved": _l("保存公告草稿"),
    "open_day.announcement_submitted": _l("公告送审"),
}


def coded(finding: Finding) -> tuple[str, dict[str, Any]]:
    """The message code of a finding and its figures in the reader's words."""
    params: dict[str, Any] = {name: _shown(value) for name, value in finding.params.items()}
    code = finding.problem
    if code == "number_differs" and finding.params.get("recommended"):
        code = "number_differs_recommended"
    if code == "announcement_too_late" and int(str(finding.params["have"])) < 0:
        code = "announcement_in_past"
    if code == "weekday_wrong":
        params["weekday"] = str(WEEKDAYS[int(str(finding.params["weekday"]))])
    if code == "invitees_lack":
        lacking = finding.params["lacking"]
        params["lacking"] = _("、").join(str(LACKING[word]) for word in lacking)  # type: ignore[attr-defined]
    if code == "item_missing":
        params["item"] = known(str(finding.params["item"]))
    if code == "plan_field_missing":
        params["field"] = str(wording_plan.PLAN_FIELDS[finding.item or ""])
    return f"open_day.{code}", params


def told(finding: Finding) -> str:
    """One finding as a sentence in the reader's language."""
    return phrase(*coded(finding))


def cited(finding: Finding) -> str:
    """The rule and the clause: OD-03 《工作方案》三（一）."""
    return f"{finding.code.split('.')[0]} {finding.clause}".strip()


def _shown(value: object) -> object:
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, tuple):
        return _("、").join(str(v) for v in value)
    return value


def places_left(left: int) -> str:
    """余 7 席, or 已满."""
    return ngettext("余 %(num)d 席", "余 %(num)d 席", left) if left > 0 else _("已满")


def short_day(day: date | datetime) -> str:
    """9月19日 / 19 Sep."""
    that = clock.local(day).date() if isinstance(day, datetime) else day
    return format_date(that, "d MMM") if _is_english() else f"{that.month}月{that.day}日"


def day_and_weekday(day: date | datetime) -> str:
    """9月19日（星期六）."""
    that = clock.local(day).date() if isinstance(day, datetime) else day
    return _("%(day)s（%(weekday)s）", day=short_day(that), weekday=WEEKDAYS[that.weekday()])


def moment(at: datetime) -> str:
    """9月1日 16:20."""
    return f"{short_day(at)} {hour(at)}"


def when(starts_at: datetime, ends_at: datetime) -> str:
    """9月19日（星期六）9:00—11:30."""
    return f"{day_and_weekday(starts_at)} {hour(starts_at)}—{hour(ends_at)}"


def greeting(starts_at: datetime, name: str) -> list[str]:
    """9月19日下午见，王女士: the ticket's headline, in two phrases."""
    if clock.local(starts_at).hour < 12:
        first = _("%(day)s上午见，", day=short_day(starts_at))
    else:
        first = _("%(day)s下午见，", day=short_day(starts_at))
    return [first, name]


def calendar_key(session_id: int) -> str:
    """What a session is called in every calendar file."""
    return f"open-day-session-{session_id}"


@lru_cache(maxsize=256)
def phone_link(text: str) -> str:
    """The first telephone number in a text, for a tel: link; empty when there is none."""
    numbers, _bad = read_phones(text)
    return re.sub(r"[^\d+]", "", numbers[0]) if numbers else ""


def phrases(title: str, owner: str) -> list[str]:
    """A title in pieces that are not broken inside: whose open day, and the rest."""
    if owner and title.startswith(owner):
        return [owner, title.removeprefix(owner)]
    return [title]


def hour(moment: datetime) -> str:
    """14:00, no leading zero."""
    that = clock.local(moment)
    return f"{that.hour}:{that.minute:02d}"


def _is_english() -> bool:
    from flask_babel import get_locale

    return str(get_locale() or "zh").startswith("en")


#: What the messages say: those of the citizens.
KINDS = BOOKING_KINDS


def known(word: str) -> str:
    """A category, an item or a session's name in the reader's language where it has one there."""
    return str(KNOWN.get(word, word))


def by_code(table: Mapping[str, Any], code: str) -> str:
    """A word of one of the tables above; an unknown code is shown as it is."""
    return str(table.get(code, code))

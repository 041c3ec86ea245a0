"""The open-day rules of a campaign's pack, as the values that `rules` reads; and their declaration."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.api import Campaign, RuleDeclaration, due, settings

from .rules.values import Eligibility, OpenDayPack, RuleValue, Term

#: the plugin's part of every address
PATH = "open-day"

DECLARATIONS = (
    RuleDeclaration("OD-01", "yes_no", "是否", "实施方案经审核备案后方可发布", ("review_days",)),
    RuleDeclaration("OD-02", "month_day", "月日", "实施方案报送时限"),
    RuleDeclaration("OD-03", "days", "", "活动公告提前发布", ("again_when_moved",)),
    RuleDeclaration("OD-04", "texts", "清单", "活动公告应包含的事项", ("short_phones",)),
    RuleDeclaration("OD-05", "count", "人", "参加人数", ("counted_over", "decide_before")),
    RuleDeclaration(
        "OD-06", "count", "周岁", "参加者条件", ("full_capacity", "ties", "per_phone", "companions")
    ),
    RuleDeclaration("OD-07", "texts", "清单", "代表类别", ("pool_before", "offer_hours")),
    RuleDeclaration("OD-08", "texts", "清单", "活动名称不得冠以", ("pattern",)),
    RuleDeclaration("OD-09", "texts", "清单", "须设置的环节", ("at_least",)),
    RuleDeclaration("OD-10", "days", "", "发布活动实施情况"),
    RuleDeclaration("OD-11", "days", "", "发布总结评估和意见反馈"),
    RuleDeclaration("OD-12", "texts", "清单", "开放日栏目"),
    RuleDeclaration("OD-13", "month_day", "月日", "报送开展情况"),
)


def values_of(campaign: Campaign) -> OpenDayPack:
    """The campaign's pack as plain values; a rule that the pack does not have is None."""
    pack = campaign.pack
    eligibility = pack.rule("OD-06")
    return OpenDayPack(
        plan_required=_value(campaign, "OD-01"),
        plan_due=_fixed_day(campaign, "OD-02"),
        notice=_term(campaign, "OD-03"),
        items=_value(campaign, "OD-04"),
        short_phones=_texts(pack.value("OD-04.short_phones"), OpenDayPack().short_phones),
        min_people=_value(campaign, "OD-05"),
        people_per_session=pack.value("OD-05.counted_over") == "session",
        eligibility=RuleValue(_eligibility(campaign), eligibility.clause) if eligibility else None,
        categories=_value(campaign, "OD-07"),
        refused_names=_value(campaign, "OD-08"),
        name_pattern=_text(pack.value("OD-08.pattern"), OpenDayPack().name_pattern),
        dialogue=_value(campaign, "OD-09"),
        dialogue_at_least=_number(pack.value("OD-09.at_least"), 1),
        results=_term(campaign, "OD-10"),
        evaluation=_term(campaign, "OD-11"),
        columns=_value(campaign, "OD-12"),
        report_due=_fixed_day(campaign, "OD-13"),
        decide_before=_term(campaign, "OD-05.decide_before"),
        review=_term(campaign, "OD-01.review_days"),
        per_phone=_number(pack.value("OD-06.per_phone"), 1),
        companions=_number(pack.value("OD-06.companions"), 0),
        offer_hours=_number(pack.value("OD-07.offer_hours"), 0),
        pool_before=_number(pack.value("OD-07.pool_before"), 0),
        emergency=_value(campaign, "CP-08"),
        collect_little=_value(campaign, "PI-01"),
    )


def area_of(campaign: Campaign) -> str:
    """The area that a lawful name begins with: the pack's, else the site's."""
    return campaign.pack.area or settings().site["area"]


def review_term(campaign: Campaign) -> Term:
    """The time that the pack keeps for the office's review of a plan (OD-01)."""
    found = _term(campaign, "OD-01.review_days")
    return found.value if found is not None else Term(0)


def _value(campaign: Campaign, rule_id: str) -> RuleValue[Any] | None:
    rule = campaign.pack.rule(rule_id)
    return RuleValue(rule.value, rule.clause) if rule is not None and rule.value is not None else None


def _term(campaign: Campaign, rule_id: str) -> RuleValue[Term] | None:
    rule = campaign.pack.rule(rule_id)
    if rule is None or not isinstance(rule.value, int):
        return None
    return RuleValue(Term(rule.value, rule.day_unit, rule.roll), rule.clause)


def _fixed_day(campaign: Campaign, rule_id: str) -> RuleValue[date] | None:
    rule = campaign.pack.rule(rule_id)
    if rule is None or rule.value is None:
        return None
    day = due(rule, None, campaign.calendar, year=campaign.starts_on.year).date
    return RuleValue(day, rule.clause)


def _eligibility(campaign: Campaign) -> Eligibility:
    age = campaign.pack.value("OD-06")
    ties = campaign.pack.value("OD-06.ties")
    return Eligibility(
        min_age=age if isinstance(age, int) else None,
        full_capacity=campaign.pack.value("OD-06.full_capacity") is True,
        ties=tuple(str(word) for word in ties) if isinstance(ties, tuple) else (),
    )


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _text(value: Any, default: str) -> str:
    return value if isinstance(value, str) else default


def _texts(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) and value else default

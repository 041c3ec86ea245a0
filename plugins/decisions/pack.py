"""The decision rules of a campaign's pack: their declaration, and the values that `rules` reads."""

from __future__ import annotations

from core.api import Campaign, RuleDeclaration

from .rules.values import DecisionPack, RuleValue, Term

#: the plugin's part of every address
PATH = "decisions"
#: every part adds its lines here; DP-10 is declared by the ledger of opinions
DECLARATIONS: tuple[RuleDeclaration, ...] = (
    RuleDeclaration("DP-02", "days", "", "公开征求意见的期限", ("shorter_with_reason",)),
    RuleDeclaration("DP-03", "texts", "清单", "公开征求意见应公布的内容"),
    RuleDeclaration("DP-04", "days", "", "听证材料提前送达"),
    RuleDeclaration("DP-07", "days", "", "合法性审查的时间"),
    RuleDeclaration("DP-11", "days", "", "公布意见采纳情况"),
    RuleDeclaration("DP-12", "days", "", "会议结束后删除参会人员的个人信息"),
    RuleDeclaration("PB-05", "days", "", "政策文件印发后发布解读"),
)


def values_of(campaign: Campaign) -> DecisionPack:
    """The campaign's pack as plain values; a rule that the pack does not have is None."""
    return DecisionPack(
        comment_period=term(campaign, "DP-02"),
        shorter_with_reason=campaign.pack.value("DP-02.shorter_with_reason") is True,
        contents=_texts(campaign, "DP-03"),
        papers=term(campaign, "DP-04"),
        legality=term(campaign, "DP-07"),
        feedback=term(campaign, "DP-11"),
        interpretation=term(campaign, "PB-05"),
    )


def term(campaign: Campaign, rule_id: str) -> RuleValue[Term] | None:
    """A rule that counts days."""
    rule = campaign.pack.rule(rule_id)
    if rule is None or not isinstance(rule.value, int) or isinstance(rule.value, bool):
        return None
    return RuleValue(Term(rule.value, rule.day_unit, rule.roll), rule.clause)


def number(campaign: Campaign, name: str, default: int) -> int:
    """A whole number of the pack (`DP-13.per_phone`)."""
    found = campaign.pack.value(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def _texts(campaign: Campaign, rule_id: str) -> RuleValue[tuple[str, ...]] | None:
    rule = campaign.pack.rule(rule_id)
    if rule is None or not isinstance(rule.value, (list, tuple)):
        return None
    return RuleValue(tuple(str(word) for word in rule.value), rule.clause)

"""The hotline's rules of a campaign's pack: their declaration, and the values that the line works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.api import Campaign, RuleDeclaration

#: every part of the hotline adds its lines here
DECLARATIONS = (
    RuleDeclaration(
        "HL-01",
        None,
        "",
        "电话接听",
        ("answer_within", "connection_rate", "longest_wait", "answered_in_time"),
    ),
    RuleDeclaration("HL-03", "yes_no", "是否", "来电人要求保密的，工单保密"),
    RuleDeclaration("HL-05", "texts", "清单", "诉求办理闭环"),
    RuleDeclaration("HL-06", "texts", "清单", "分办要求", ("days",)),
    RuleDeclaration(
        "HL-07", None, "", "工单办理时限", ("consult", "other", "extensions", "extension", "automatic")
    ),
    RuleDeclaration(
        "HL-08",
        None,
        "",
        "排队和回拨",
        ("wrap_up", "lease", "aging", "language_wait", "attempts", "attempt_gap"),
    ),
    RuleDeclaration("HL-09", "days", "天", "来电人个人信息的保存期限"),
    RuleDeclaration("HL-11", None, "", "回访", ("days", "attempts")),
    RuleDeclaration("HL-10", None, "", "热点归集", ("look_back", "least", "growth")),
)


@dataclass(frozen=True)
class LineRules:
    """What a pack says about the line (HL-08). `aging`: how much waiting one step of priority is worth;
    `language_wait`: how long a caller waits for a seat that speaks their language before any seat takes them."""

    wrap_up: timedelta
    lease: timedelta
    aging: timedelta
    language_wait: timedelta
    attempts: int
    attempt_gap: timedelta


def line_rules(campaign: Campaign) -> LineRules:
    """The line's values; what a pack leaves out is as in the national one."""
    return LineRules(
        wrap_up=timedelta(seconds=number(campaign, "HL-08.wrap_up", 60)),
        lease=timedelta(seconds=number(campaign, "HL-08.lease", 120)),
        aging=timedelta(minutes=number(campaign, "HL-08.aging", 10)),
        language_wait=timedelta(seconds=number(campaign, "HL-08.language_wait", 120)),
        attempts=number(campaign, "HL-08.attempts", 3),
        attempt_gap=timedelta(minutes=number(campaign, "HL-08.attempt_gap", 60)),
    )


def number(campaign: Campaign, name: str, default: int) -> int:
    """A whole number of the pack."""
    found = campaign.pack.value(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else default

"""The assessment's rules of a campaign's pack: their declaration."""

from __future__ import annotations

from core.api import RuleDeclaration

#: the plugin's part of every address
PATH = "assessment"
#: a pack may have so many indicators
INDICATORS = tuple(f"KH-{number:02d}" for number in range(1, 20))
#: how long a department may appeal after scores were published
APPEAL = "KH-20"
#: every part adds its lines here
DECLARATIONS: tuple[RuleDeclaration, ...] = (
    RuleDeclaration("CP-05", "texts", "清单", "材料已在网上的，报送链接地址"),
    RuleDeclaration("CP-07", None, "", "活动总结要有数字和实例", ("figures", "cases")),
    RuleDeclaration("CP-08", "yes_no", "是否", "聚集性活动附应急预案"),
    *(RuleDeclaration(code, "points", "分值", "考核指标") for code in INDICATORS),
    RuleDeclaration(APPEAL, "days", "", "对评分提出申诉的期限"),
)

"""The interview rules of a campaign's pack: their declaration, and how they are read."""

from __future__ import annotations

from core.api import RuleDeclaration

#: the plugin's part of every address
PATH = "interviews"
#: every part adds its lines here
DECLARATIONS: tuple[RuleDeclaration, ...] = (
    RuleDeclaration("IV-01", "days", "", "访谈预告提前发布"),
    RuleDeclaration("IV-02", "days", "", "未在现场回答的提问公开答复"),
    RuleDeclaration("IV-03", "time_range", "时段", "直播时段", ("day",)),
)

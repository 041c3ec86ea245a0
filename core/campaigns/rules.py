"""Pure decisions about campaigns: states, windows, slugs, relative deadlines. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

#: from → to; nothing goes back (an archived campaign stays as it was)
NEXT_STATE: Mapping[str, str] = {"draft": "open", "open": "closed", "closed": "archived"}

_RELATIVE = re.compile(r"(event_end|event_start|event|window_end|window_start|publish)([+-]\d+)(d|wd)")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "open_day": ("开放日", "开放月", "走进", "进机关", "进现场"),
    "interviews": ("访谈", "直播间", "接听12345", "接听8890"),
    "hotline": ("热线", "专席", "难题我来答"),
    "decisions": ("行政决策", "决策预公开", "征求意见"),
    "surveys": ("社会评", "问卷", "评议", "评选"),
    "services": ("服务事项", "高效办"),
    "publicity": ("署名文章", "宣传", "户外", "进企业", "进农村", "进社区"),
}


def may_follow(state: str, wanted: str) -> bool:
    """Whether a campaign in `state` may go to `wanted`."""
    return NEXT_STATE.get(state) == wanted


def slug_for(start: date, words: str, taken: frozenset[str]) -> str:
    """A readable address: the year and what it is (`2024-open-day`), made unique by a number."""
    kind = "open-day" if "开放日" in words and "政务公开日" not in words else "openness-day"
    if "开放月" in words:
        kind = "open-month"
    base = f"{start.year}-{kind}"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def good_slug(slug: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) is not None and len(slug) <= 60


def edition_in(title: str) -> int | None:
    """第六届 → 6, 第14届 → 14."""
    found = re.search(r"第([一二三四五六七八九十百\d]+)(?:届|个)", title)
    return _number(found[1]) if found else None


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")}
    total = current = 0
    for char in text:
        if char in digits:
            current = digits[char]
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char == "百":
            total, current = total + current * 100, 0
    return total + current or None


def plugin_for(heading: str, body: str) -> str:
    """The plugin that most likely owns an activity, by the words of its heading, then of its text; "" if none."""
    for text in (heading, body):
        for plugin, words in _WORDS.items():
            if any(word in text for word in words):
                return plugin
    return ""


def relative_parts(rule: str) -> tuple[str, int, str] | None:
    """`event_end+3d` → ("event_end", 3, "calendar"); None for a rule in other words."""
    found = _RELATIVE.fullmatch(rule)
    return (found[1], int(found[2]), "calendar" if found[3] == "d" else "working") if found else None

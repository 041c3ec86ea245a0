"""Pure decisions about campaigns: states, windows, slugs, relative deadlines. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time

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


_GROUPS = (
    ("county", ("县", "区")),
    ("town", ("乡", "镇", "街道")),
    ("bureau", ("部门", "单位", "委办局")),
)
_SOME = ("有关", "相关", "其他", "其它")


def is_group(name: str) -> bool:
    """Whether a name means several units (各县区, 有关单位, 区直各部门) and so is none that could be added."""
    return "各" in name or name.startswith(_SOME) or name.endswith(("有关部门", "有关单位"))


def group_kinds(name: str) -> frozenset[str]:
    """The kinds of department a collective word means: 各县（市、区） → county, 区直各部门 → bureau.

    None for words that leave open which ones (各有关部门): the office chooses.
    """
    if any(word in name for word in _SOME):
        return frozenset()
    words = name.partition("各")[2]
    return frozenset(kind for kind, parts in _GROUPS if any(part in words for part in parts))


# ── what is typed in lines ──────────────────────────────────────────────────────────────────────────────────────────
_PERIOD = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})\s*(?:/\s*(\d{4}-\d{1,2}-\d{1,2}))?\s*"
    r"(?:(\d{1,2}:\d{2})\s*(?:[-/]\s*(\d{1,2}:\d{2}))?)?"
)


def lines_of(text: str) -> list[str]:
    """The lines that say something, each once, in order."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def names_in(text: str) -> list[str]:
    """Names listed with 、 or commas, each once; what stands in brackets belongs to its name: 各县(市、区)."""
    parts = re.split(r"[、，,；;\n](?![^(（]*[)）])", text)
    return list(dict.fromkeys(name.strip() for name in parts if name.strip()))


def periods_from(text: str) -> tuple[list[dict[str, str]], str]:
    """Lines such as `2026-05-15 至 2026-05-31 9:00-11:30` → periods; and the first line that can't be read, or ""."""
    found: list[dict[str, str]] = []
    for line in lines_of(text):
        period = _period(line)
        if period is None:
            return found, line
        found.append(period)
    return found, ""


def periods_text(periods: Iterable[Mapping[str, str]]) -> str:
    """Periods as lines, the way `periods_from` reads them."""
    return "\n".join(_period_line(period) for period in periods)


def _period_line(period: Mapping[str, str]) -> str:
    days = period["start"]
    if period.get("end", days) != days:
        days += f" 至 {period['end']}"
    times = "-".join(period[key] for key in ("start_time", "end_time") if period.get(key))
    return f"{days} {times}".strip()


def _period(line: str) -> dict[str, str] | None:
    plain = line.translate(_PLAIN)
    plain = re.sub(r"[年月](?=\s*\d)", "-", plain).replace("日", " ")
    plain = re.sub(r"\s*(?:至|到|—+|–|~|～)\s*", "/", plain).strip()
    found = _PERIOD.fullmatch(plain)
    if found is None:
        return None
    try:
        start = date(*map(int, found[1].split("-")))
        end = date(*map(int, found[2].split("-"))) if found[2] else start
        times = [time.fromisoformat(text.zfill(5)) for text in found.group(3, 4) if text]
    except ValueError:
        return None
    if end < start or (len(times) == 2 and times[1] <= times[0]):
        return None
    period = {"start": start.isoformat(), "end": end.isoformat()}
    return period | dict(zip(("start_time", "end_time"), (f"{t:%H:%M}" for t in times), strict=False))


_PLAIN = str.maketrans("０１２３４５６７８９：／．", "0123456789:/.")


# ── relative terms as they are chosen on a page ─────────────────────────────────────────────────────────────────────
_CHOSEN = re.compile(r"([a-z_]+[+-])(\d+)(d|wd|m|h)")


def split_term(rule: str) -> tuple[str, str, str]:
    """`event_end+3d` → ("event_end+", "3", "d"); a rule in other words is its own first part."""
    found = _CHOSEN.fullmatch(rule)
    return (found[1], found[2], found[3]) if found else (rule, "", "d")


def join_term(anchor: str, count: str, unit: str) -> str:
    """The rule for what was chosen; "" when nothing was."""
    return f"{anchor}{int(count)}{unit}" if anchor.endswith(("+", "-")) else anchor

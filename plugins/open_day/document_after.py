"""Results and evaluation as official documents: what is written by itself, and their blocks. Always in Chinese.

These are the words of documents that officials sign, not of the interface, so they are not translated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.api import Feedback

from .document import day_words
from .rules.after_the_day import Counted, Figure

FIGURE_NAMES = {
    "sessions": "举办场次（场）",
    "booked": "报名人数（人）",
    "attended": "到场人数（人）",
    "walk_ins": "其中现场登记（人）",
    "opinions": "收到意见（条）",
}
OUTCOMES = {
    "adopted": "采纳",
    "partly": "部分采纳",
    "not_adopted": "不采纳",
    "answered": "已答复",
    "passed_on": "转其他单位办理",
}
REJECTIONS = {
    "off_topic": "与事项无关",
    "empty": "没有具体内容",
    "advertising": "广告",
    "abuse": "辱骂、攻击他人",
    "unlawful": "有法律、法规禁止的内容",
}
PART_HEADS = {
    "content": "活动内容",
    "effects": "取得的成效",
    "problems": "存在的问题和不足",
    "measures": "改进措施",
}
_NUMERALS = "一二三四五六七八九十"


def first_summary(organiser: str, theme: str, days: Sequence[date], counted: Counted) -> str:
    """The opening of the results as the rows give it."""
    when = "、".join(day_words(day) for day in days)
    came = f"，共{counted.attended}人到场" if counted.attended else ""
    held = f"举办{counted.sessions}场" if counted.sessions > 1 else "举办"
    return f"{when}，{organiser}{held}“政府开放日”活动，主题为“{theme}”{came}。"


def results_blocks(
    *,
    organiser: str,
    parts: Mapping[str, str],
    shown: Sequence[Figure],
    counted: Counted,
    pictures: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """The day's content, its figures, its pictures."""
    heads = _Heads()
    found = _lines(parts.get("summary", ""))
    found.append(heads.next("活动内容"))
    found += _lines(parts.get("content", ""))
    found.append(heads.next("参加情况"))
    found.append(_figures(shown))
    if counted.by_session and len(counted.by_session) > 1:
        rows = [[title, str(booked), str(came)] for title, booked, came in counted.by_session]
        found.append({"kind": "table", "head": ["场次", "报名", "到场"], "rows": rows, "numeric": True})
    categories = _categories(shown, counted)
    if categories is not None:
        found.append(categories)
    found += [
        {"kind": "paragraph", "text": f"{_figure_name(f)}系统记录{f.counted}，实际{f.value}：{f.reason}"}
        for f in shown
        if f.differs
    ]
    if pictures:
        found.append(heads.next("现场图片"))
        found += [dict(picture) for picture in pictures]
    found.append({"kind": "sign", "lines": [organiser], "date": "published"})
    return found


def evaluation_blocks(
    *, organiser: str, summary: str, parts: Mapping[str, str], feedback: Sequence[Feedback]
) -> list[dict[str, Any]]:
    """Effects, problems, every opinion with its end, what is to get better."""
    heads = _Heads()
    found = _lines(summary)
    for part in ("effects", "problems"):
        found.append(heads.next(PART_HEADS[part]))
        found += _lines(parts.get(part, ""))
    found.append(heads.next("意见征集和采纳情况"))
    found += _lines(counts_words(feedback))
    lines = [_line(one) for one in feedback if one.outcome]
    if lines:
        head = ["编号", "意见", "结果", "理由和答复"]
        found.append({"kind": "table", "id": "opinions", "head": head, "rows": lines})
    found.append(heads.next(PART_HEADS["measures"]))
    found += _lines(parts.get("measures", ""))
    found.append({"kind": "sign", "lines": [organiser], "date": "published"})
    return found


def counts_words(feedback: Sequence[Feedback]) -> str:
    """共收到意见12条（座谈5条），采纳3条，……; with nothing said, that nothing was said."""
    total = sum(len(one.numbers) for one in feedback)
    if not total:
        return "本次活动没有收到意见。"
    from_meeting = sum(len(one.numbers) for one in feedback if one.source in ("meeting", "survey"))
    ends = Counter[str]()
    for one in feedback:
        ends[one.outcome or one.state] += len(one.numbers)
    said = [f"{word}{ends[code]}条" for code, word in OUTCOMES.items() if ends[code]]
    if ends["rejected"]:
        why = Counter(one.reason_code for one in feedback if one.state == "rejected")
        reasons = "、".join(f"{REJECTIONS.get(code, code)}{count}条" for code, count in why.items())
        said.append(f"未受理{ends['rejected']}条（{reasons}）")
    if ends["withdrawn"]:
        said.append(f"本人撤回{ends['withdrawn']}条")
    still = sum(len(one.numbers) for one in feedback if one.open)
    if still:
        said.append(f"正在办理{still}条")
    source = f"，其中座谈和问卷{from_meeting}条" if from_meeting else ""
    return f"线上线下共收到意见{total}条{source}：{'，'.join(said)}。"


def counts_table(feedback: Sequence[Feedback]) -> list[list[str | int]]:
    """Outcome and how many, for the archive."""
    ends = Counter[str]()
    for one in feedback:
        ends[one.outcome or one.state] += len(one.numbers)
    words = {**OUTCOMES, "rejected": "未受理", "withdrawn": "本人撤回"}
    return [[words.get(code, "正在办理"), count] for code, count in ends.items()]


def _line(one: Feedback) -> list[str]:
    number = "、".join(one.numbers)
    if not one.text:
        # The moderator kept it off the public: its author alone reads the answer.
        return [number, "（内容不公开）", OUTCOMES[one.outcome], "已答复本人"]
    told = one.reason
    if one.outcome == "passed_on":
        # A colon before the unit: "转云川市…" would be read as the name of another city by the text check.
        told = f"转办单位：{one.passed_to}。{one.reason}"
    return [number, one.text, OUTCOMES[one.outcome], told or "—"]


def _figures(shown: Sequence[Figure]) -> dict[str, Any]:
    rows = [[FIGURE_NAMES[f.key], str(f.value)] for f in shown if f.key in FIGURE_NAMES]
    return {"kind": "table", "id": "figures", "head": ["项目", "数量"], "rows": rows, "numeric": True}


def _categories(shown: Sequence[Figure], counted: Counted) -> dict[str, Any] | None:
    came = {f.name: f.value for f in shown if f.name}
    rows = [
        [name or "未分类", str(booked), str(came.get(name, attended))]
        for name, booked, attended in counted.by_category
    ]
    head = ["代表类别", "报名", "到场"]
    return {"kind": "table", "head": head, "rows": rows, "numeric": True} if rows else None


def _figure_name(figure: Figure) -> str:
    if figure.key in FIGURE_NAMES:
        return FIGURE_NAMES[figure.key].partition("（")[0]
    return f"{figure.name}到场人数"


def _lines(text: str) -> list[dict[str, Any]]:
    return [{"kind": "paragraph", "text": line.strip()} for line in text.splitlines() if line.strip()]


class _Heads:
    """一、 二、 三、 in their order, whichever of them there are."""

    def __init__(self) -> None:
        self._n = 0

    def next(self, title: str) -> dict[str, Any]:
        self._n += 1
        return {"kind": "heading1", "text": f"{_NUMERALS[self._n - 1]}、{title}"}

"""A transcript as an official document. Always in Chinese: these are the words that officials sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.api import clock

from .rules.transcript import Line, paragraphs, short

PLACES = {"studio": "演播室", "site": "现场", "radio": "电台直播间"}
_NUMERALS = "〇一二三四五六七八九"


def title(interview_title: str) -> str:
    return f"“{interview_title}”在线访谈实录"


def numeral(number: int) -> str:
    """一, 二 … 九十九."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def day_words(moment: datetime) -> str:
    """2026年9月11日 9:00."""
    that = clock.local(moment)
    return f"{that.year}年{that.month}月{that.day}日{that.hour}:{that.minute:02d}"


def blocks(
    interview: Mapping[str, Any],
    lead: str,
    lines: Sequence[Line],
    images: Mapping[int, Mapping[str, Any]],
    recording: Mapping[str, Any] | None,
    issuer: str,
) -> list[dict[str, Any]]:
    """When, where and who; the lead; every turn under the question that it belongs to; pictures; the recording."""
    facts = []
    if interview.get("starts_at"):
        begins, ends = (datetime.fromisoformat(interview[name]) for name in ("starts_at", "ends_at"))
        that = clock.local(ends)
        facts.append(["时间", f"{day_words(begins)}—{that.hour}:{that.minute:02d}"])
    if interview.get("place"):
        facts.append(["地点", str(interview["place"])])
    if interview.get("host"):
        facts.append(["主持人", str(interview["host"])])
    guests = [
        f"{one['name']}（{one['post']}）" if one["post"] else one["name"] for one in interview["guests"]
    ]
    if guests:
        facts.append(["嘉宾", "；".join(guests)])
    found: list[dict[str, Any]] = []
    if facts:
        found.append({"kind": "table", "id": "facts", "head": ["项目", "内容"], "rows": facts})
    found += [{"kind": "paragraph", "text": text} for text in paragraphs(lead)]
    asked = 0
    for n, line in enumerate(lines, 1):
        if line.speaker == "question":
            asked += 1
            found.append(
                {"kind": "heading1", "id": f"q{asked}", "text": f"{numeral(asked)}、{short(line.text)}"}
            )
        found += _turn(line, n)
        if line.picture_id is not None and line.picture_id in images:
            found.append(dict(images[line.picture_id]))
    if recording is not None:
        found.append(
            dict(recording)
            if "kind" in recording
            else {"kind": "paragraph", "text": f"访谈录音录像：{recording['url']}"}
        )
    found.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return found


def _turn(line: Line, number: int) -> list[dict[str, Any]]:
    texts = paragraphs(line.text)
    if not texts:
        return []
    if line.speaker == "note":
        return [
            {"kind": "noindent", "id": f"t{number}", "text": f"（{text.strip('（）()')}）"}
            for text in texts[:1]
        ] + [{"kind": "noindent", "text": text} for text in texts[1:]]
    first = {"kind": "paragraph", "id": f"t{number}", "text": f"{line.who}：{texts[0]}"}
    return [first, *({"kind": "paragraph", "text": text} for text in texts[1:])]

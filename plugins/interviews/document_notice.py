"""The notice of an interview and its outline as official documents. Always in Chinese: these are the words officials sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.api import clock, pictures

from .contracts import InterviewView
from .rules.schedule import shown_name

PLACE_KINDS = {"studio": "演播室", "site": "现场", "radio": "电台"}
_WEEKDAYS = "一二三四五六日"


def moment(at: datetime) -> str:
    """2026年9月11日（星期五）9:00."""
    that = clock.local(at)
    return f"{that.year}年{that.month}月{that.day}日（星期{_WEEKDAYS[that.weekday()]}）{that.hour}:{that.minute:02d}"


def notice_blocks(view: InterviewView, address: str, unit: str) -> list[dict[str, Any]]:
    """What, when and where, who answers, how to ask."""
    assert view.starts_at is not None
    assert view.ends_at is not None
    ends = clock.local(view.ends_at)
    found = [
        _text(f"{unit}负责人将做客在线访谈，就“{view.title}”回答大家的提问。现预告如下。"),
        _head("一、主题"),
        *_lines(view.topic),
        _head("二、时间和地点"),
        _text(f"时间：{moment(view.starts_at)}—{ends.hour}:{ends.minute:02d}。"),
        _text(
            f"地点：{view.place}（{PLACE_KINDS.get(view.place_kind, '')}）{'，' + address if address else ''}。"
        ),
        _text("访谈期间在本栏目图文直播，结束以后公布实录。"),
        _head("三、嘉宾和主持人"),
        *(_text(f"{shown_name(one.name)}，{one.post}。") for one in view.guests),
        _text(f"主持人：{view.host}。"),
    ]
    photos = [one.photo_id for one in view.guests if one.photo_id is not None]
    found += pictures.picture_blocks(photos)
    found += [_head("四、怎样提问"), _text(_how(view)), _text(_after())]
    found.append(
        _text(f"联系：{view.contact.rstrip('。')}。没有手机或者不会上网的，请打电话，由工作人员代为提问。")
    )
    found.append({"kind": "sign", "lines": [unit], "date": "published"})
    return found


def outline_blocks(view: InterviewView, unit: str) -> list[dict[str, Any]]:
    """The outline (提纲), line by line; numbered lines become headings."""
    found: list[dict[str, Any]] = []
    for line in (line.strip() for line in view.outline.splitlines()):
        if line:
            found.append(
                _head(line) if line[:1] in "一二三四五六七八九十" and "、" in line[:4] else _text(line)
            )
    found.append({"kind": "sign", "lines": [unit], "date": "published"})
    return found


def _how(view: InterviewView) -> str:
    if view.questions_from is None or view.questions_until is None:
        return "访谈期间可以在本栏目提问。"
    return (
        f"从{moment(view.questions_from)}到{moment(view.questions_until)}，可以在本栏目提问，也可以支持别人的提问；"
        "手机号用验证码核实，不公开。"
    )


def _after() -> str:
    return "来不及在访谈中回答的提问，访谈以后由有关单位书面回答，一并公开。"


def _head(text: str) -> dict[str, Any]:
    return {"kind": "heading1", "text": text}


def _text(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": text}


def _lines(text: str) -> Sequence[dict[str, Any]]:
    return [_text(line.strip()) for line in text.splitlines() if line.strip()]

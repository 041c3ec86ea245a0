"""A meeting's notice as an official document. Always in Chinese: these are the words that officials sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.api import clock

from .rules.meetings import ATTEND, BRING_ID, HEARING, VIDEO

KIND_NAMES = {"symposium": "座谈会", "hearing": "听证会", "attend": "列席常务会议", "video": "视频会"}
_WEEKDAYS = "一二三四五六日"


def moment(at: datetime) -> str:
    """2026年9月19日（星期六）9:00."""
    that = clock.local(at)
    return f"{that.year}年{that.month}月{that.day}日（星期{_WEEKDAYS[that.weekday()]}）{that.hour}:{that.minute:02d}"


def blocks(
    told: Any, preview_title: str, department: str, papers: Sequence[Mapping[str, Any]], commitment: str
) -> list[dict[str, Any]]:
    """The notice: what it is about, when and where, who may come and how, the draw, the papers."""
    ends = clock.local(told.ends_at)
    found = [
        _text(f"为听取对“{preview_title}”的意见，{department}举行{KIND_NAMES[told.kind]}。现公告如下。"),
        _head("一、时间和地点"),
        _text(f"时间：{moment(told.starts_at)}—{ends.hour}:{ends.minute:02d}。"),
        _text(f"地点：{told.place}。"),
    ]
    if told.kind == VIDEO:
        found.append(_text("进入视频会的地址，报名成功后在报名页上查看。"))
    found += [_head("二、议程"), *_lines(told.agenda), _head("三、参加人员和报名"), *_lines(told.invitees)]
    found.append(_text(_booking(told)))
    if told.gate_list:
        found.append(_text(f"进门按名单登记，报名时请写姓名；{BRING_ID}。"))
    if told.way == "draw":
        found += [_head("四、抽签办法"), *_draw(told, commitment)]
    rest = "五" if told.way == "draw" else "四"
    found.append(_head(f"{rest}、材料"))
    if papers:
        day = "听证材料和本公告一起公开。" if told.kind == HEARING else "会议材料和本公告一起公开。"
        found += [_text(day), *(dict(paper) for paper in papers)]
    else:
        found.append(_text("本次会议没有另发材料。"))
    found.append(
        _text(
            f"联系：{told.contact.rstrip('。')}。没有手机或者不会上网的，请打电话或者到现场，由工作人员代为报名。"
        )
    )
    found.append({"kind": "sign", "lines": [department], "date": "published"})
    return found


def _booking(told: Any) -> str:
    people = f"每份报名可以带 {told.companions} 人。" if told.companions else "每份报名限 1 人。"
    if told.kind == ATTEND:
        people = f"列席人员按会议纪律参加。{people}"
    window = f"{moment(told.opens_at)}至{moment(told.closes_at)}，在本页报名。"
    if told.way == "draw":
        return f"名额 {told.capacity} 个，抽签确定。{window}{people}抽签前没有人算已经入选。"
    return f"名额 {told.capacity} 个，按报名先后，报满为止。{window}{people}"


def _draw(told: Any, commitment: str) -> list[dict[str, Any]]:
    found = [
        _text("报名截止时封存编号名单并公开，名单上没有姓名和电话。每个编号按“种子、换行、编号”算出 SHA-256，"
              "从小到大排列，依次给名额；一起来的人不拆开，放不下的一组排进候补。"),
        _text("种子的承诺值（SHA-256）如下。抽签后公布种子，谁都可以验算。"),
        _text(commitment),
    ]  # fmt: skip
    if told.public_source:
        found.append(
            _text(
                f"种子里还要加上一个现在谁也不知道的公开号码：{told.public_source}。号码公布以后填入，随即抽签。"
            )
        )
    return found


def _head(text: str) -> dict[str, Any]:
    return {"kind": "heading1", "text": text}


def _text(text: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": text}


def _lines(text: str) -> list[dict[str, Any]]:
    return [_text(line.strip()) for line in text.splitlines() if line.strip()]


def minutes_blocks(held: Sequence[Any]) -> list[dict[str, Any]]:
    """The minutes of meetings as they stand in the feedback."""
    found: list[dict[str, Any]] = []
    for one in held:
        found.append({"kind": "heading2", "text": one.title})
        found += _lines(one.text)
        found.append(_text(held_words(one.__dict__)))
    return found


def held_words(one: Mapping[str, Any]) -> str:
    """When it was held, who came, how the minutes were confirmed; `one` as the feedback keeps them."""
    year, month, day = str(one["held_on"]).split("-")
    return (
        f"会议于{year}年{int(month)}月{int(day)}日举行，到会{one['attended']}人。纪要经到会人员确认："
        f"{one['agreed']}份没有意见，{one['remarks']}份有意见。"
    )

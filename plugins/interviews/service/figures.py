"""The figures of interviews, each with the rows behind it; a plain table of all interviews for reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import Actor, Campaign, clock, opinions, registry, remembered

from .. import chain
from ..rules import after as rules
from ..rules.after import Asked, Counted
from ..store import transcript as store
from . import after, interviews, reading

#: figures that are counts of questions: each has a list behind it
LISTS = ("received", *rules.SOURCES, "let_through", "chosen", *rules.FATES)
#: what the public reads of them
PUBLIC = ("received", "let_through", rules.ON_AIR, rules.LATER, "opened", "turns")


@dataclass(frozen=True)
class Figures:
    """One interview's. `supports`: voices behind its questions; `opened` browsers opened the live page, `most` at once;
    `turns` were released and stand there still."""

    counted: Counted
    supports: int
    opened: int
    most: int
    turns: int

    def of(self, code: str) -> int:
        """A figure by its code: a fate, a source, or one of received, let_through, chosen, supports, opened, most, turns."""
        if code in rules.FATES:
            return self.counted.fates.get(code, 0)
        if code in rules.SOURCES:
            return self.counted.sources.get(code, 0)
        if code in ("received", "let_through", "chosen"):
            return int(getattr(self.counted, code))
        return int(getattr(self, code))


@dataclass(frozen=True)
class Row:
    """One question behind a figure. `text` is the moderated one, "" where nothing is public; `voices`: with those merged
    into it."""

    id: int
    number: str
    text: str
    source: str
    fate: str
    reason: str
    department_id: int | None
    supports: int
    voices: int
    received_at: datetime


def figures(campaign: Campaign, interview_id: int, now: datetime) -> Figures:
    """Everything counted of one interview."""
    asked = after.asked_of(interview_id)
    chosen = store.chosen([interview_id])[interview_id]
    audience = reading.watchers(campaign.id, interview_id, now)
    return Figures(
        counted=rules.count(
            asked, (one.opinion_id for one in chosen), (one.opinion_id for one in chosen if one.answered_at)
        ),
        supports=_supports(interview_id, asked),
        opened=audience.opened,
        most=audience.most,
        turns=len(reading.turns(interview_id)),
    )


def rows(campaign: Campaign, interview_id: int, code: str, *, actor: Actor) -> list[Row]:
    """The questions that a figure counts, by number; merged ones stand with the one they are answered with.

    Raises NotFound for an interview that isn't this person's.
    """
    interviews.for_staff(campaign, interview_id, actor=actor)
    asked = after.asked_of(interview_id)
    picked = {one.opinion_id for one in store.chosen([interview_id])[interview_id]}
    aired = after.on_air(interview_id)
    wanted = [one for one in asked if _belongs(one, code, picked, aired)]
    voices: dict[int, int] = {}
    for one in wanted:
        voices[one.head_id] = voices.get(one.head_id, 0) + 1
    heads = {one.id: one for one in asked if one.id in voices}
    return [
        Row(
            id=text.id,
            number=text.number,
            text=text.text,
            source=heads[text.id].source,
            fate=rules.fate_of(heads[text.id], aired),
            reason=heads[text.id].reason,
            department_id=text.department_id,
            supports=text.supports,
            voices=voices[text.id],
            received_at=text.received_at,
        )
        for _id, text in sorted(opinions.texts_of(list(voices)).items())
    ]


def report_table(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """All interviews of a campaign whose notice is public, a row each with their figures, and the sum:
    {"head": [...], "rows": [[...]], "foot": [...]}. Always in Chinese, as reports are."""
    codes = (
        "received",
        "let_through",
        "chosen",
        rules.ON_AIR,
        rules.LATER,
        "passed_on",
        "open",
        "supports",
        "opened",
        "most",
        "turns",
    )
    head = ["访谈", "日期", "单位", *(NAMES[code] for code in codes), "实录"]
    shown = after.announced(campaign)
    written = chain.TRANSCRIPT.all_published([view.id for view in shown])
    found: list[list[Any]] = []
    for view in shown:
        counted = figures(campaign, view.id, now)
        unit = registry().department_name(view.department_id)
        day = clock.local(view.starts_at).date().isoformat() if view.starts_at is not None else ""
        found.append(
            [
                view.title,
                day,
                unit,
                *(counted.of(code) for code in codes),
                "已公开" if view.id in written else "",
            ]
        )
    sums = [sum(row[n] for row in found) if code != "most" else "" for n, code in enumerate(codes, 3)]
    return {"head": head, "rows": found, "foot": ["合计", "", "", *sums, ""]}


def archive_table(campaign: Campaign, interview_id: int, now: datetime) -> dict[str, Any]:
    """One interview's figures for the archive, in Chinese: {"head", "rows"}."""
    shown = figures(campaign, interview_id, now)
    lines = [[NAMES[code], shown.of(code)] for code in NAMES]
    lines += [[f"不公开：{REASONS.get(code, code)}", n] for code, n in sorted(shown.counted.reasons.items())]
    return {"head": ["项目", "数量"], "rows": lines}


#: in the order in which they are told
NAMES: Mapping[str, str] = {
    "received": "收到提问",
    rules.PAGE: "其中网上提问",
    rules.HOTLINE: "其中热线提问",
    rules.CLERK: "其中代录提问",
    "let_through": "审核通过",
    "chosen": "选入直播",
    rules.ON_AIR: "直播中回答",
    rules.LATER: "会后答复",
    rules.PASSED_ON: "转办",
    rules.NOT_TAKEN: "不公开",
    rules.WITHDRAWN: "本人撤回",
    rules.OPEN: "等答复",
    rules.NEW: "等审核",
    "supports": "附议",
    "opened": "打开直播页的人次",
    "most": "同时在看最多",
    "turns": "直播文字条数",
}
REASONS: Mapping[str, str] = {
    "off_topic": "与访谈无关",
    "empty": "没有具体内容",
    "advertising": "广告",
    "abuse": "辱骂、攻击他人",
    "unlawful": "有法律、法规禁止的内容",
}


def _belongs(one: Asked, code: str, picked: set[int], aired: set[int]) -> bool:
    fate = rules.fate_of(one, aired)
    if code == "received":
        return True
    if code in rules.SOURCES:
        return rules.source_of(one.source) == code
    if code == "let_through":
        return fate in (rules.ON_AIR, rules.LATER, rules.PASSED_ON, rules.OPEN)
    if code == "chosen":
        return one.head_id in picked
    return fate == code


def _supports(interview_id: int, asked: list[Asked]) -> int:
    key = ("interviews.supports", interview_id, len(asked))
    ids = [one.id for one in asked if one.id == one.head_id]
    return remembered(key, (), lambda: sum(text.supports for text in opinions.texts_of(ids).values()))

"""The demo's story of transcripts, in a city that doesn't exist: one published with everything answered, one in the chain."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from core.api import Campaign, opinions, pictures, publishing

from .. import chain
from ..contracts import InterviewView
from ..permissions import EDIT, SEE
from ..rules import subtitles
from . import after, interviews, transcript, transcript_chain, transcript_media
from .story_schedule import Teller, past
from .transcript import EditedTurn, SaveTranscript

DAY = timedelta(days=1)
LEADS = (
    "今年入夏以来气温高、用水多，市民最关心的是高峰时段水压够不够、停水能不能提前知道。访谈请市水务局负责人到演播室，逐个回答网上和热线收到的提问。",
    "高层住宅的水泵和水箱谁来管、多久洗一次、水质到哪里查，是近一个月热线里问得最多的事。访谈设在水厂会议室，现场也有居民代表参加。",
)
CAPTIONS = (
    "访谈在云川广播电视台一号演播室进行，市水务局负责人正在回答市民关于夏季供水的提问。",
    "部分居民代表在现场旁听访谈，并就停水通知怎样发到每一户当面提出了建议。",
)
#: said afterwards, by a word of the question; the last one for all others
REPLIES = (
    ("涨", "夏季不涨价。居民水价按全年累计的用水量分三级，夏天多用不会单独加价，账单上写着第一级还剩多少。"),
    ("轮流", "水厂扩建今年九月底投产，投产后北山片区不再轮流供水；在那以前每周公布一次轮供时间。"),
    ("增压泵", "在户内水管上直接装增压泵会抽走邻居的水，要先到供水营业厅报批。已经装了的，本月底前来补办，不罚款。"),
    ("费", "日常运行的电费和维护费由供水企业承担，计入成本统一核算，不向住户另外收取。"),
    ("清洗", "二次供水水箱每半年清洗一次，清洗后七天内把水质检测结果贴在单元门口，网上也能查。"),
    ("水压", "您反映的片区已列入加压泵站改造，计划三个月内完工。施工前三天在小区门口和网上同时通知，高峰时段有应急供水车。"),
    ("停水", "计划停水提前二十四小时通知，短信、小区公告和网站同时发；临时抢修两小时内告知原因和预计恢复时间。"),
    ("水质", "出厂水和管网水的检测结果每周公布一次，在市水务局网站“供水水质”栏目可以按街道查到。"),
    ("", "经核实，您问的事由我局供水管理科负责，已经登记并联系有关单位，办理进度可以拨打 260 0118 查询。"),
)  # fmt: skip
KEPT_OPEN = 3


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the past interviews of the story are missing. Days are relative to `now`."""
    for number, interview_id in enumerate(past(campaign)):
        view = interviews.of_campaign(campaign, interview_id)
        if view.ends_at is None or not transcript.over(view, now):
            continue
        teller = Teller(campaign, view.department_id, now)
        at = min(view.ends_at + DAY, now - timedelta(hours=30))
        _written(teller, view, number, at)
        if number == 0:
            _illustrated(teller, view, at)
            _submitted(teller, view, at)
            teller.publish(chain.TRANSCRIPT, view.id, at + DAY)
            _answered(teller, view, at + 2 * DAY, leave=0)
        else:
            _submitted(teller, view, at)
            _half_way(teller, view, at)
            _answered(teller, view, at + DAY / 2, leave=KEPT_OPEN)


def _written(teller: Teller, view: InterviewView, number: int, at: datetime) -> None:
    give: dict[str, Any] = {"actor": teller.editor, "now": at}
    transcript.make(teller.campaign, view.id, 0, **give)
    shown = transcript_chain.view(teller.campaign, view.id, **give)
    turns = tuple(
        EditedTurn(t.id, t.line.speaker, t.line.who, t.line.text, t.line.caption) for t in shown.turns
    )
    command = SaveTranscript(shown.version, LEADS[number % len(LEADS)], turns)
    transcript.save(teller.campaign, view.id, command, **give)


def _illustrated(teller: Teller, view: InterviewView, at: datetime) -> None:
    from . import story_pictures

    clerk = teller.actor("editor", EDIT, SEE, "files.edit", "files.see")
    give: dict[str, Any] = {"actor": clerk, "now": at}
    spoken = [t for t in _shown(teller, view, at).turns if t.line.speaker == "guest"]
    places = (0, len(spoken) // 2)
    for place, drawn, name, caption in zip(
        places,
        (story_pictures.studio(), story_pictures.hall()),
        ("演播室.png", "旁听.png"),
        CAPTIONS,
        strict=True,
    ):
        spoken = [t for t in _shown(teller, view, at).turns if t.line.speaker == "guest"]
        if place >= len(spoken):
            continue
        item = pictures.add_file(io.BytesIO(drawn), name, view.department_id, True, **give)
        pictures.save_caption(item.id, caption, **give)
        pictures.answer(item.id, "none", 0, **give)
        version = _shown(teller, view, at).version
        transcript.illustrate(teller.campaign, view.id, version, spoken[place].id, item.id, caption, **give)
    sound = pictures.add_file(
        io.BytesIO(story_pictures.silence(24)), "访谈录音（示例）.mp3", view.department_id, True, **give
    )
    transcript_media.set_recording(
        teller.campaign, view.id, _shown(teller, view, at).version, file_id=sound.id, **give
    )
    cues = _cues(teller, view, at)
    transcript_media.keep(teller.campaign, view.id, _shown(teller, view, at).version, cues, **give)


def _cues(teller: Teller, view: InterviewView, at: datetime) -> list[subtitles.Cue]:
    """Subtitles of the first turns, three seconds each."""
    said = [turn.line for turn in _shown(teller, view, at).turns][:8]
    return [
        subtitles.Cue(3000 * n, 3000 * (n + 1), subtitles.plain(line.text)[:60], line.who.split(" ")[0])
        for n, line in enumerate(said)
    ]


def _submitted(teller: Teller, view: InterviewView, at: datetime) -> None:
    shown = _shown(teller, view, at)
    transcript_chain.submit(teller.campaign, view.id, shown.version, actor=teller.editor, now=at)


def _half_way(teller: Teller, view: InterviewView, at: datetime) -> None:
    """Read and looked through; it waits for 审核."""
    document = chain.TRANSCRIPT.document(view.id)
    assert document is not None
    assert document.revision is not None
    for hours, step, role, permission in (
        (2, "first_review", "reviewer", "publishing.first_review"),
        (5, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
    ):
        signer = teller.actor(role, permission)
        when = at + timedelta(hours=hours)
        publishing.sign(document.id, step, document.revision.digest, actor=signer, now=when)


def _answered(teller: Teller, view: InterviewView, at: datetime, *, leave: int) -> None:
    """The department answers what wasn't answered on air, at least one, all but the last few."""
    clerk = teller.actor("editor", opinions.ANSWER, EDIT, SEE)
    owed = after.owed(teller.campaign, view, at)
    answered = max(len(owed) - leave, min(1, len(owed)))
    for one in owed[:answered]:
        text = next(reply for word, reply in REPLIES if word in one.text)
        after.answer(teller.campaign, one.id, one.version, text, actor=clerk, now=min(at, teller.now))


def _shown(teller: Teller, view: InterviewView, at: datetime) -> transcript_chain.TranscriptView:
    return transcript_chain.view(teller.campaign, view.id, actor=teller.editor, now=at)

"""The demo's feedback: one published like the drawing, one decision carried out step by step, one that is owed in two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Campaign, departments, opinions, people_with

from .. import chain
from ..contracts import PreviewView
from ..rules.feedback import Asked
from . import decision, feedback, interpretation, legality, milestones, previews
from .feedback_placing import place_comments
from .feedback_said import questions_of
from .milestones import SaveMilestone
from .story_previews import WATER, Teller

SUPPLY, SAND = "云川市居民二次供水设施管理办法", "云川市青溪河河道采砂规划"


@dataclass(frozen=True)
class Row:
    """A question with the comments under it, by their place among the preview's comments (from 0)."""

    asked: Asked
    comments: tuple[int, ...]


QUESTIONS: dict[str, tuple[Row, ...]] = {
    SAND: (
        Row(
            Asked(
                "哪里可以采砂，离取水口和桥多远？",
                "住在下游的居民担心取水口的水；也有人建议桥梁两侧的禁采范围扩大一倍。",
                "二号可采区下移 1.2 公里，离取水口 4 公里以上。桥梁两侧仍按 500 米，三座老桥已经划为 1000 米。",
                "采砂的位置",
            ),
            (0, 5, 7),
        ),
        Row(
            Asked(
                "一年采多少、什么时候不能采？",
                "有人认为五年 100 万吨太多；渔民希望产卵期延长到七月中旬。",
                "总量不变，低于复测的年度补给量；七月已经在主汛期禁采之内。",
                "总量和禁采期",
            ),
            (1, 4),
        ),
        Row(
            Asked(
                "运砂和监督，怎样让群众放心？",
                "沿线居民反映夜里运砂扰民，希望录像和收支都能查。",
                "22 时至次日 6 时不得运输；每月公布抽查结果，每年公布收支。",
                "运输和监督",
            ),
            (2, 3, 6),
        ),
    ),
    SUPPLY: (
        Row(
            Asked(
                "水箱多久清洗、水质多久检测一次？",
                "多数人希望夏天勤一些，结果要贴到楼门口。",
                "水箱每半年、水质每季度一次，都在小区公示栏和网上公布（第七条、第八条）。",
                "清洗和检测",
            ),
            (0, 1, 2),
        ),
        Row(
            Asked(
                "改造的钱怎样分担？",
                "普遍认为业主出三成太高，也有人主张全部由政府出。",
                "业主承担的部分由三成降到两成，低保和特困家庭免交（第六条）。",
                "改造费用",
            ),
            (3, 4, 5),
        ),
        Row(
            Asked(
                "老设施由谁接管？",
                "没有验收的老设施、物业不配合移交的，大家最担心没人管。",
                "没有图纸的由供水企业测绘后接管，移交由街道协调、限期完成（第五条）。",
                "移交接管",
            ),
            (6, 7, 13),
        ),
    ),
}
CLOSING = "下一步送合法性审查，修改后的草案和决定会在本栏目继续公布。"
ANSWERS = (
    ("为什么要出台这个文件？", "全市 486 处二次供水设施有三成产权不清，水箱没有人洗，坏了没有人修。"),
    ("改造要我出多少钱？", "业主承担的部分不超过百分之二十，可以用住宅专项维修资金交；低保、特困家庭免交。"),
    ("水箱多久洗一次，怎么知道洗了没有？", "每半年至少一次，清洗前三日告知，结果贴在小区公示栏。"),
    ("坏了打什么电话？", "供水企业的二十四小时服务电话，两小时内到场。"),
)
#: (what, due and done as days from today; done None: still to do)
STEPS: tuple[tuple[str, int, int | None, str], ...] = (
    ("公布第一批移交的 60 个小区名单", -25, -27, "60 个小区、112 处设施的名单已经公布，涉及居民 2.1 万户。"),
    ("开通二十四小时服务电话", -10, -6, "电话 260 0199 已经开通，第一周接听 83 个，两小时内到场 79 次。"),
    ("完成第一批 112 处水箱清洗", -3, None, ""),
    ("改造 40 处老旧泵房", 120, None, ""),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's units, signers or comments are missing."""
    units = {unit.short_name or unit.name: unit.id for unit in departments()}
    water = units.get(WATER)
    if water is None or not people_with("publishing.approve", department_id=water):
        return
    teller = Teller(campaign, water, now)
    known = {view.title: view for view in previews.previews_of(campaign, water)}
    for title, opened, published in ((SAND, -34, -32), (SUPPLY, -67, -65)):
        view = known.get(title)
        if view is not None and opinions.entries_on(chain.COMMENT, view.id).rows:
            _feedback(teller, view, QUESTIONS[title], opened, published)
    supply = known.get(SUPPLY)
    if supply is not None and chain.FEEDBACK.published(supply.id) is not None:
        _decide(teller, supply)


def _feedback(teller: Teller, view: PreviewView, rows: tuple[Row, ...], opened: int, published: int) -> None:
    campaign, editor, at = teller.campaign, teller.editor, teller.at(opened, 10)
    draft = feedback.view_feedback(campaign, view.id, actor=editor, now=at)
    command = feedback.SaveFeedback(
        draft.title, str(draft.parts["intro"]), CLOSING, [(None, row.asked) for row in rows], 0
    )
    feedback.save_feedback(campaign, view.id, command, actor=editor, now=at)
    said = opinions.entries_on(chain.COMMENT, view.id).rows
    for question, row in zip(questions_of(view.id), rows, strict=True):
        chosen = [said[n].id for n in row.comments if n < len(said)]
        if chosen:
            place_comments(campaign, view.id, question.id, chosen, actor=editor, now=at)
    feedback.submit_feedback(campaign, view.id, actor=editor, now=at)
    teller.publish(chain.FEEDBACK, view.id, teller.at(published, 16))


def _decide(teller: Teller, view: PreviewView) -> None:
    campaign, editor = teller.campaign, teller.editor
    reviewed = [one.done_on for one in legality.reviews(view.id) if one.done_on is not None]
    if not reviewed:
        return
    # Holidays make the review longer or shorter from month to month; the decision follows it.
    decided = (max(reviewed) - teller.today).days + 1
    at = teller.at(decided + 1, 9)
    told = interpretation.SaveInterpretation(
        f"《{view.title}》政策解读",
        "高层住宅的水要靠小区里的水泵和水箱送上楼。这些设施由谁管、谁出钱、多久清洗一次，过去没有说清楚。",
        ANSWERS,
        view.contact,
        0,
    )
    interpretation.save_interpretation(campaign, view.id, told, actor=editor, now=at)
    steps = [
        milestones.save_milestone(
            campaign, view.id, SaveMilestone(title, teller.day(due)), actor=editor, now=at
        )
        for title, due, _done, _note in STEPS
    ]
    taken = teller.day(decided)
    final = decision.SaveDecision(
        title=f"关于公布《{view.title}》的决定", number=f"云政规〔{taken.year}〕4号", decided_on=taken,
        body="市政府第28次常务会议", note="和征求意见稿比，改了六条，见“草案逐条看”。", way="link", text="",
        url=f"https://www.example.org/gw/{taken.year}/0004.html", place="市政府网站", draft_number=0,
    )  # fmt: skip
    decision.save_decision(campaign, view.id, final, actor=editor, now=at)
    decision.submit_decision(campaign, view.id, actor=editor, now=at)
    teller.publish(chain.DECISION, view.id, teller.at(decided + 3, 10))
    interpretation.submit_interpretation(campaign, view.id, actor=editor, now=teller.at(decided + 3, 11))
    teller.publish(chain.INTERPRETATION, view.id, teller.at(decided + 4, 15))
    for step_id, (title, due, done, note) in zip(steps, STEPS, strict=True):
        if done is None:
            continue
        day = teller.at(done, 9)
        command = SaveMilestone(title, teller.day(due), teller.day(done), note)
        milestones.save_milestone(
            campaign, view.id, command, actor=editor, now=day, milestone_id=step_id, version=1
        )
        milestones.submit_progress(campaign, step_id, actor=editor, now=day)
        teller.publish(chain.PROGRESS, step_id, teller.at(done + 1, 10))

"""A decision whose comments have ended, for the tests of feedback and what follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tests.support.chain import SIGNERS, City, plant

if TYPE_CHECKING:
    from flask import Flask

    from core.plugin.contracts import Campaign
    from core.publishing.text_kind import TextKind

#: comments from 20 July to 25 August 2026; the feedback is owed by 9 September
OPENED = datetime(2026, 7, 19, 2, 0, tzinfo=UTC)
WHILE = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
DRAFT = """云川市节约用水奖励办法
第一条 为了鼓励节约用水，制定本办法。
第二条 家庭用水量比上一年少一成的，可以换领公交卡一张。
第三条 单位使用中水的，按每吨五角补助。
第四条 弄虚作假的，收回奖励。
"""
#: (source, phone, text, article, end, reason)
SAID: tuple[tuple[str, str, str, int, str, str], ...] = (
    ("page", "13800020011", "奖励应该直接抵扣水费，换公交卡用不上。", 2, "adopted", "改为抵扣水费。"),
    ("page", "13800020022", "直接抵水费最好，老人不坐公交。", 2, "adopted", "改为抵扣水费。"),
    ("letter", "", "一成太难，建议改成百分之五。", 2, "partly", "三口以下家庭改为百分之五，其余不变。"),
    (
        "page",
        "13800020033",
        "中水补助提到每吨两元。",
        3,
        "not_adopted",
        "按成本监审，每吨五角已经高于制水差价。",
    ),
    ("telephone", "", "中水补助什么时候发？", 3, "answered", "每年四月底前发放。"),
    ("page", "13800020011", "请把水表坏了也管起来。", 0, "passed_on", "已转请尽快更换。"),
    ("page", "13800020044", "低价代办各类证件，加微信详谈。", 0, "rejected", ""),
)


@dataclass
class Decided:
    """A city with one preview, published, its comments taken. Call inside an app context."""

    city: City
    campaign: Campaign
    preview_id: int
    numbers: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def actor(self, login: str) -> Any:
        return self.city.actor(login)

    def publish(self, kind: TextKind, subject_id: int, now: datetime) -> None:
        """Everybody signs, the office publishes."""
        from core.publishing import service as publishing

        document = kind.document(subject_id)
        assert document is not None
        assert document.revision is not None
        for step, login in SIGNERS.items():
            publishing.sign(document.id, step, document.revision.digest, actor=self.actor(login), now=now)
        publishing.publish(document.id, document.revision.digest, actor=self.actor("office"), now=now)

    def end_all(self, now: datetime = NOW) -> None:
        """Every comment ends as `SAID` has it."""
        from core.api import EndOpinion, opinions

        for opinion_id, (*_rest, end, reason) in zip(self.ids, SAID, strict=True):
            if end == "rejected":
                continue
            version = opinions.texts_of([opinion_id])[opinion_id].version
            place = "云川市城市供水公司" if end == "passed_on" else ""
            opinions.end(
                opinion_id, version, EndOpinion(end, reason, place), actor=self.actor("office"), now=now
            )

    def write_feedback(self, now: datetime = NOW) -> None:
        """Two questions, the comments on articles 2 and 3 under them."""
        from plugins.decisions.rules.feedback import Asked
        from plugins.decisions.service import feedback, feedback_placing
        from plugins.decisions.service.feedback_placing import Wanted

        editor = self.actor("editor")
        view = feedback.view_feedback(self.campaign, self.preview_id, actor=editor, now=now)
        command = feedback.SaveFeedback(
            title=view.title,
            intro=view.parts["intro"],
            closing="下一步送合法性审查。",
            questions=[
                (
                    None,
                    Asked(
                        "家庭节水怎样奖励？", "多数人希望抵扣水费。", "改为抵扣水费（第二条）。", "家庭奖励"
                    ),
                ),
                (None, Asked("单位用中水补多少？", "有人希望多补。", "维持每吨五角（第三条）。", "中水补助")),
            ],
            draft_number=view.draft_number,
        )
        feedback.save_feedback(self.campaign, self.preview_id, command, actor=editor, now=now)
        said = feedback.view_feedback(self.campaign, self.preview_id, actor=editor, now=now).more["said"]
        for question, article in zip(said.questions, (2, 3), strict=True):
            feedback_placing.place_comments(
                self.campaign, self.preview_id, question.id, (), actor=editor, now=now,
                every=Wanted(anchor=self.anchor(article)),
            )  # fmt: skip

    def publish_feedback(self, now: datetime = NOW) -> None:
        """All of it: ended, written, sent on, published."""
        from plugins.decisions import chain
        from plugins.decisions.service import feedback

        self.end_all(now)
        self.write_feedback(now)
        feedback.submit_feedback(self.campaign, self.preview_id, actor=self.actor("editor"), now=now)
        self.publish(chain.FEEDBACK, self.preview_id, now)

    def anchor(self, article: int) -> str:
        """The anchor of an article of the draft; 0 is the whole."""
        from plugins.decisions.service import drafts

        if not article:
            return ""
        names = drafts.paragraph_names(self.preview_id)
        word = "零一二三四"[article]
        return next(anchor for anchor, name in names.items() if name.startswith(f"第{word}条"))


def grow(app: Flask) -> Decided:
    """The preview, its published consultation, seven comments let through (one of them not)."""
    from core.api import NewOpinion, campaigns, opinions
    from plugins.decisions import chain
    from plugins.decisions.service import consultation, drafts, previews
    from plugins.decisions.service.drafts import NewVersion
    from plugins.decisions.service.previews import SavePreview

    city = plant(app)
    with app.app_context():
        campaign = campaigns.campaign_by_id(city.campaign_id)
        editor = city.actor("editor")
        command = SavePreview(
            department_id=city.units["water"], kind="policy", title="云川市节约用水奖励办法", summary="节水有奖。",
            basis="《节约用水条例》", contact="法规科 260 0151", comment_from=date(2026, 7, 20),
            comment_until=date(2026, 8, 25), ways={"web": True, "phone": "260 0151"}, explanation="为什么定：缺水。",
        )  # fmt: skip
        preview_id = previews.save_preview(campaign, command, actor=editor, now=OPENED)
        drafts.add_version(campaign, preview_id, NewVersion("consult", DRAFT), actor=editor, now=OPENED)
        consultation.submit(campaign, preview_id, actor=editor, now=OPENED)
        made = Decided(city, campaign, preview_id)
        made.publish(chain.DRAFT, preview_id, OPENED)
        for n, (source, phone, text, article, end, _reason) in enumerate(SAID):
            clerk = source != "page"
            new = NewOpinion(
                campaign_id=campaign.id, kind=chain.COMMENT, subject_id=preview_id, source=source, text=text,
                key=f"{n:032x}", phone=phone, way="read_aloud" if clerk else "click", read_back=clerk,
                remote=f"t{n}", anchor=made.anchor(article),
            )  # fmt: skip
            got = opinions.receive(new, actor=city.actor("office") if clerk else city_visitor(), now=WHILE)
            made.numbers.append(got.number)
            made.ids.append(got.id)
            if end == "rejected":
                opinions.reject(got.id, 1, "advertising", actor=city.actor("office"), now=WHILE)
            else:
                opinions.accept(got.id, 1, text=None, actor=city.actor("office"), now=WHILE)
    return made


def city_visitor() -> Any:
    from core.api import VISITOR

    return VISITOR

"""What follows an open day on pages of others: the desk, the list of deadlines, the trail, the archive, the copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import (
    Actor,
    ArchivePart,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    RevisionView,
    Subject,
    campaigns,
    registry,
)

from . import chain_after, store_after, wording_after
from .document_after import FIGURE_NAMES
from .rules.after_the_day import EVALUATION, RESULTS
from .service import looking_back, reporting
from .service.looking_back import DayView
from .service.plans import APPROVE


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """Departments: confirm the end, write results and evaluation, hand in the report. The office: how many are late."""
    if not actor.can(looking_back.SEE, campaign_id=campaign.id):
        return []
    behind = [
        day
        for day in looking_back.days_behind(campaign, now)
        if day.over(now) and not day.called_off and looking_back.may_see(day, campaign, actor)
    ]
    if not behind:
        return []
    mine = [day for day in behind if looking_back.may_edit(day, campaign, actor)]
    found = [item for day in mine for item in _day_items(day, campaign, looking_back.steps_of([day]))]
    found += _report_items(campaign, mine, actor, now)
    if actor.can(APPROVE, campaign_id=campaign.id):
        found += _late_items(campaign, behind)
    return found


def _day_items(day: DayView, campaign: Campaign, steps: dict[tuple[int, str], str]) -> list[DeskItem]:
    found = []
    if not day.confirmed:
        found.append(
            DeskItem(
                title=_("确认开放日真的结束时间：%(theme)s", theme=day.shown.theme),
                url=url_for("open_day_staff.after", campaign=campaign.slug, open_day_id=day.id),
                action=_("去确认"),
                due=day.duty(RESULTS).due,
                state="info",
                state_text=_("等您确认"),
                clause=_("OD-10 从结束那天算"),
                department_id=day.department_id,
            )
        )
    for duty in day.duties:
        # Without a rule nothing is owed; what is out is done.
        if duty.due is None or duty.done is not None:
            continue
        step = steps.get((day.id, duty.what), "")
        state, words = wording_after.STEPS.get(step, ("idle", _("未开始")))
        if duty.mark == "late" and step != "under_way":
            state, words = wording_after.standing(duty)
        title = (
            _("公开开放日活动开展情况：%(theme)s", theme=day.shown.theme)
            if duty.what == RESULTS
            else _("公开开放日总结评估和意见反馈：%(theme)s", theme=day.shown.theme)
        )
        found.append(
            DeskItem(
                title=title,
                url=url_for(f"open_day_staff.{duty.what}", campaign=campaign.slug, open_day_id=day.id),
                action=_("看进度") if step == "under_way" else _("去写"),
                due=duty.due,
                state=state,
                state_text=str(words),
                clause=_("OD-10 活动开展情况") if duty.what == RESULTS else _("OD-11 总结评估和意见反馈"),
                department_id=day.department_id,
            )
        )
    return found


def _report_items(campaign: Campaign, mine: Sequence[DayView], actor: Actor, now: datetime) -> list[DeskItem]:
    found = []
    for report in reporting.reports_due(campaign, mine, actor=actor, now=now):
        if report.duty.due is None or report.filed_at is not None:
            continue
        late = report.duty.mark == "late"
        state, words = wording_after.standing(report.duty) if late else ("idle", _("未开始"))
        found.append(
            DeskItem(
                title=_("报送政府开放日开展情况报告"),
                url=url_for(
                    "open_day_staff.report", campaign=campaign.slug, department_id=report.department_id
                ),
                action=_("去报送"),
                due=report.duty.due,
                state=state,
                state_text=str(words),
                clause=_("OD-13 报送开展情况"),
                department_id=report.department_id,
            )
        )
    return found


def _late_items(campaign: Campaign, behind: Sequence[DayView]) -> list[DeskItem]:
    late = [duty for day in behind for duty in day.duties if duty.mark == "late"]
    if not late:
        return []
    days = [duty.due for duty in late if duty.due is not None]
    return [
        DeskItem(
            title=ngettext(
                "催办：%(num)d 篇开放日活动情况或总结评估过期",
                "催办：%(num)d 篇开放日活动情况或总结评估过期",
                len(late),
            ),
            url=url_for("open_day_staff.after_index", campaign=campaign.slug, show="late"),
            action=_("看是谁"),
            due=min(days),
            state="stop",
            state_text=_("过期"),
            clause=_("OD-10、OD-11"),
        )
    ]


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """The day of every results text, evaluation and report that is owed."""
    found = []
    for day in looking_back.days_behind(campaign, now):
        if day.called_off:
            continue
        for duty in day.duties:
            if duty.due is not None:
                found.append(
                    Deadline(
                        duty.due,
                        f"{wording_after.NAMES[duty.what]}：{day.shown.theme}",
                        duty.rule,
                        day.department_id,
                        duty.done is not None if duty.done is not None or duty.mark == "late" else None,
                        url_for("open_day_staff.after", campaign=campaign.slug, open_day_id=day.id),
                    )
                )
    return found


def report_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The reports that audit entries are about."""
    return {
        row.id: Subject(
            _("%(department)s开展情况报告", department=registry().department_name(row.department_id)),
            url_for(
                "open_day_staff.report",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                department_id=row.department_id,
            ),
        )
        for row in store_after.reports_by_id(ids)
    }


# ── the archive and the copies (SC-01) ──────────────────────────────────────────────────────────────────────────────
def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """The figures of a published text, numbers only and in Chinese as documents are; the opinions' ends come from the ledger."""
    what = chain_after.what_of(revision.kind)
    if what == RESULTS:
        rows: list[list[str | int]] = [
            [
                FIGURE_NAMES.get(f["key"], f"{f['name'] or '未分类'}到场（人）"),
                f["value"],
                f["counted"],
                f["reason"],
            ]
            for f in revision.data.get("figures", ())
        ]
        head = ["项目", "公开的数字", "系统记录", "不一样的原因"]
        return [ArchivePart("figures", "参加情况", {"head": head, "rows": rows})] if rows else []
    if what == EVALUATION:
        ends = [list(row) for row in revision.data.get("ends", ())]
        return (
            [ArchivePart("figures", "意见办理情况", {"head": ["结果", "条数"], "rows": ends})] if ends else []
        )
    return []


def copies(revision: RevisionView) -> list[Copy]:
    """The working copy of the results or the evaluation."""
    what = chain_after.what_of(revision.kind)
    row = store_after.text(revision.subject_id, what) if what is not None else None
    if row is None:
        return []
    title = _("活动开展情况的草稿") if what == RESULTS else _("总结评估的草稿")
    return [Copy(title, f"#{row.id}")]


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy; ids, numbers and dates stay."""
    what = chain_after.what_of(revision.kind)
    row = store_after.text(revision.subject_id, what) if what is not None else None
    if row is None:
        return
    row.title = ""
    row.parts = dict.fromkeys(row.parts, "")
    row.stated = {key: {**said, "reason": ""} for key, said in row.stated.items()}
    row.saved_at = now

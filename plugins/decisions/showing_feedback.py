"""Feedback and what follows it on pages of others: the preview's pages, the desk, the list of deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.api import Actor, Campaign, Deadline, DeskItem, DocumentView, campaigns, clock

from . import chain
from .contracts import PartLink, PreviewView, PublicPart
from .permissions import SEE
from .rules.after import Duty
from .service import after_public, feedback_public, previews
from .service.after_copies import day_of, may_edit
from .service.feedback_said import feedback_duty, published_until
from .service.interpretation import interpretation_duty
from .service.milestones import milestones_of
from .service.phases import short_day
from .views_feedback_public import band
from .wording_feedback import NAMES, standing


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """Rows of the preview's staff page: feedback, decision, interpretation, follow-through."""
    now = clock.now()
    campaign = campaigns.campaign_by_id(preview.campaign_id)
    found = []
    for what, kind, duty in (
        ("feedback", chain.FEEDBACK, feedback_duty(campaign, preview.id, now)),
        (
            "decision",
            chain.DECISION,
            Duty(None, day_of(chain.DECISION.published(preview.id)), clock.local(now).date()),
        ),
        ("interpretation", chain.INTERPRETATION, interpretation_duty(campaign, preview.id, now)),
    ):
        state, words = _step(kind.document(preview.id), duty)
        note = _("%(day)s前公开", day=_day(duty.due)) if duty.due is not None and duty.done is None else ""
        found.append(
            PartLink(
                str(NAMES[what]),
                url_for(f"decisions_staff.{what}", preview_id=preview.id),
                note,
                state,
                words,
            )
        )
    steps = milestones_of([preview.id], now)
    late = sum(1 for step in steps if step.duty.mark == "late")
    done = sum(1 for step in steps if step.done_on is not None)
    found.append(
        PartLink(
            str(NAMES["progress"]),
            url_for("decisions_staff.milestones", preview_id=preview.id),
            _("%(done)s 项完成，共 %(all)s 项", done=done, all=len(steps)) if steps else "",
            "stop" if late else "ok" if steps and done == len(steps) else "half" if steps else "idle",
            _("%(late)s 项过期", late=late) if late else _("有安排") if steps else _("还没有安排"),
        )
    )
    return found


def public_part(preview_id: int, campaign: Campaign, now: datetime) -> PublicPart | None:
    """The drawn band on the preview's own page, once the feedback is out."""
    shown = feedback_public.feedback_if_out(preview_id)
    return PublicPart("decisions/feedback_part.html", band(shown)) if shown is not None else None


def after_part(preview_id: int, campaign: Campaign, now: datetime) -> PublicPart | None:
    """Decision, interpretation and follow-through on the preview's own page, once the decision is out."""
    decision = chain.DECISION.published(preview_id)
    if decision is None:
        return None
    texts: list[dict[str, Any]] = []
    for what, out in (("decision", decision), ("interpretation", chain.INTERPRETATION.published(preview_id))):
        if out is not None:
            texts.append(
                {
                    "name": NAMES[what],
                    "title": out.revision.title,
                    "url": url_for(f"decisions_public.{what}", preview_id=preview_id),
                    "day": out.published_at,
                }
            )
    duty = interpretation_duty(campaign, preview_id, now)
    waiting = ""
    if duty.done is None and duty.due is not None:
        waiting = (
            _("政策解读应于 %(day)s前公开，还没有公开。", day=_day(duty.due))
            if duty.mark == "late"
            else _("政策解读 %(day)s前公开。", day=_day(duty.due))
        )
    steps = after_public.steps(preview_id, now)
    return PublicPart(
        "decisions/after_part.html",
        {
            "texts": texts,
            "waiting": waiting,
            "preview_id": preview_id,
            "steps": len(steps),
            "late": sum(1 for step in steps if step.duty.mark == "late"),
        },
    )


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For the department that writes them: a feedback that is owed, an interpretation, a milestone."""
    if not actor.can(SEE, campaign_id=campaign.id):
        return []
    today = clock.local(now).date()
    mine = [
        p
        for p in previews.previews_for(campaign, actor=actor)
        if may_edit(p, campaign, actor) and p.state == "open"
    ]
    found = []
    for preview in mine:
        for what, duty, kind, clause in _owed(campaign, preview, today, now):
            if duty.done is not None or duty.due is None:
                continue
            state, words = _step(kind.document(preview.id), duty)
            titles = {
                "feedback": _("公布意见采纳反馈：%(title)s", title=preview.title),
                "interpretation": _("公开政策解读：%(title)s", title=preview.title),
            }
            found.append(
                DeskItem(
                    title=titles[what],
                    url=url_for(f"decisions_staff.{what}", campaign=campaign.slug, preview_id=preview.id),
                    action=_("看进度") if state == "half" else _("去写"),
                    due=duty.due,
                    unit="天" if what == "feedback" else "工作日",
                    state=state,
                    state_text=words,
                    clause=clause,
                    department_id=preview.department_id,
                )
            )
    names = {preview.id: preview for preview in mine}
    for step in milestones_of(list(names), now):
        soon = (step.due - today).days <= 7
        if step.done_on is not None or not soon or chain.DECISION.published(step.preview_id) is None:
            continue
        state, words = standing(step.duty)
        found.append(
            DeskItem(
                title=_("落实：%(title)s", title=step.title),
                url=url_for("decisions_staff.milestone", campaign=campaign.slug, milestone_id=step.id),
                action=_("去填结果"),
                due=step.due,
                note=names[step.preview_id].title,
                state=state,
                state_text=words,
                department_id=names[step.preview_id].department_id,
            )
        )
    return found


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """The day of every feedback and interpretation that is owed, and of every milestone."""
    today = clock.local(now).date()
    found = []
    shown = [preview for preview in previews.previews_of(campaign) if preview.state == "open"]
    for preview in shown:
        for what, duty, _kind, clause in _owed(campaign, preview, today, now):
            if duty.due is None:
                continue
            met = duty.mark == "done" if duty.done is not None else False if duty.mark == "late" else None
            found.append(
                Deadline(
                    duty.due,
                    f"{NAMES[what]}：{preview.title}",
                    clause.partition(" ")[0],
                    preview.department_id,
                    met,
                    url_for(f"decisions_staff.{what}", campaign=campaign.slug, preview_id=preview.id),
                )
            )
    names = {preview.id: preview for preview in shown}
    for step in milestones_of(list(names), now):
        met = (
            step.duty.mark == "done"
            if step.done_on is not None
            else False
            if step.duty.mark == "late"
            else None
        )
        found.append(
            Deadline(
                step.due,
                step.title,
                "",
                names[step.preview_id].department_id,
                met,
                url_for("decisions_staff.milestone", campaign=campaign.slug, milestone_id=step.id),
            )
        )
    return found


def _owed(
    campaign: Campaign, preview: PreviewView, today: date, now: datetime
) -> Sequence[tuple[str, Duty, Any, str]]:
    """What is owed already: the feedback once comments have ended, the interpretation once the decision is out."""
    found: list[tuple[str, Duty, Any, str]] = []
    until = published_until(preview.id)
    if until is not None and today > until:
        found.append(
            ("feedback", feedback_duty(campaign, preview.id, now), chain.FEEDBACK, _("DP-11 意见采纳反馈"))
        )
    duty = interpretation_duty(campaign, preview.id, now)
    if duty.due is not None:
        found.append(("interpretation", duty, chain.INTERPRETATION, _("PB-05 政策解读")))
    return found


def _step(document: DocumentView | None, duty: Duty) -> tuple[str, str]:
    """(shape, words): published, on its way, late, begun, not begun."""
    if duty.done is not None:
        return "ok", _("已公开")
    if document is not None and document.under_way:
        return "half", _("在公开流程中")
    if duty.mark == "late":
        return standing(duty)
    if document is not None and document.step == "withdrawn":
        return "warn", _("已撤下")
    return ("warn", _("已退回修改")) if document is not None else ("idle", _("还没有送审"))


def _day(day: date | None) -> str:
    return short_day(day) if day is not None else ""

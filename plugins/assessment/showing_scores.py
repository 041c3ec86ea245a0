"""What scores contribute to pages of others: menu, desk, the job, the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    Campaign,
    DeskItem,
    LiveStream,
    NavItem,
    Subject,
    campaigns,
    registry,
)

from .permissions import SCORE, SCORED
from .service import appeals, scores
from .store import scores as store


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    if not actor.can(SCORED, campaign_id=campaign.id):
        return ()
    return (
        NavItem("staff", _l("考核评分"), "assessment_staff.scores", 68, values={"campaign": campaign.slug}),
    )


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """For the office: appeals to answer, runs to publish; for a department: that it may still appeal."""
    if campaign.state == "draft" or not actor.can(SCORED, campaign_id=campaign.id):
        return ()
    if scores.may_score(campaign, actor):
        return [*_appeals(actor, campaign), *_unpublished(actor, campaign)]
    run = scores.published(campaign)
    if run is None or run.appeal_until is None or not appeals.may_ask(campaign, run, now):
        return ()
    return [
        DeskItem(
            title=_("考核评分已公布，有异议可以申诉"),
            url=url_for("assessment_staff.scores", campaign=campaign.slug),
            action=_("去看"),
            due=run.appeal_until,
            unit="工作日",
            state="info",
            state_text=_("可以申诉"),
        )
    ]


def _appeals(actor: Actor, campaign: Campaign) -> list[DeskItem]:
    return [
        DeskItem(
            title=_(
                "%(unit)s对评分有异议：%(what)s",
                unit=registry().department_name(one.department_id),
                what=one.title,
            ),
            url=url_for("assessment_staff.score_appeal", campaign=campaign.slug, appeal_id=one.id),
            action=_("去答复"),
            state="half",
            state_text=_("等答复"),
        )
        for one in appeals.listed(campaign, actor=actor)
        if one.state == "asked"
    ]


def _unpublished(actor: Actor, campaign: Campaign) -> list[DeskItem]:
    newest = next(iter(scores.runs(campaign, actor=actor)), None)
    if newest is None or newest.state != "ready" or newest.published_at is not None:
        return []
    return [
        DeskItem(
            title=_("第 %(n)s 次评分已算好，还没有公布", n=newest.number),
            url=url_for("assessment_staff.score_run", campaign=campaign.slug, run_id=newest.id),
            action=_("去看"),
            state="info",
            state_text=_("未公布"),
        )
    ]


def live_streams() -> Sequence[LiveStream]:
    """How far a computation is."""
    return (LiveStream(scores.STREAM, _l("考核评分"), ("run", "done"), permission=SCORE),)


def jobs() -> Mapping[str, Callable[..., None]]:
    return {scores.JOB: scores.compute}


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "assessment_score_run": _run_subjects,
        "assessment_score_appeal": _appeal_subjects,
        "assessment_score_judgement": _judgement_subjects,
    }


def _run_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            _("第 %(n)s 次评分", n=row.number), _address(row.campaign_id, "score_run", run_id=row.id)
        )
        for row in store.runs_by_id(list(ids))
    }


def _appeal_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    found = (store.appeal(one) for one in ids)
    return {
        row.id: Subject(
            _("对 %(rule)s 评分的申诉", rule=row.rule),
            _address(row.campaign_id, "score_appeal", appeal_id=row.id),
        )
        for row in found
        if row is not None
    }


def _judgement_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    found = (store.judgement(one) for one in ids)
    return {
        row.id: Subject(
            _("%(unit)s的 %(rule)s 评分", unit=registry().department_name(row.department_id), rule=row.rule),
            _address(row.campaign_id, "score_judge", department_id=row.department_id, code=row.rule),
        )
        for row in found
        if row is not None
    }


def _address(campaign_id: int, page: str, **values: Any) -> str:
    return url_for(f"assessment_staff.{page}", campaign=campaigns.campaign_by_id(campaign_id).slug, **values)

"""What published answers and follow-up contribute to pages of others: menus, the desk, the column, the trail, an order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import Actor, Campaign, DeskItem, DocumentKind, NavItem, Panel, Subject, campaigns

from . import chain
from .contracts import OrderLine
from .permissions import ANSWERS, FOLLOW_UP
from .service import answer_drafts as drafts
from .service import answer_public, follow_up
from .store import answers as store
from .wording_answers import FOLLOW_UP_STATES, SATISFACTION, WAYS


def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.ANSWER.code,
            title=_l("热线公开答复"),
            column=_l("热线公开答复"),
            public_endpoint=chain.PUBLIC,
            staff_endpoint="hotline_staff.answer",
            subject_arg="answer_id",
            place_of=drafts.place_of,
        ),
    )


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    """The public list, and for staff the drafts and the calls to make."""
    items = [NavItem("public", _l("热线答复"), "hotline_public.answers", 32)]
    if actor.can(ANSWERS, campaign_id=campaign.id):
        items.append(NavItem("staff", _l("公开答复"), "hotline_staff.answers", 36))
    if actor.can(FOLLOW_UP, campaign_id=campaign.id):
        items.append(NavItem("staff", _l("电话回访"), "hotline_staff.follow_ups", 37))
    return items


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """Drafts with marks that nobody has decided about, and drafts to send; callers to ring."""
    found = []
    if actor.can(ANSWERS, campaign_id=campaign.id) or actor.departments_for(ANSWERS, campaign_id=campaign.id):
        for view in drafts.drafts(campaign, actor=actor):
            if view.locked or not view.changed or not view.may_edit:
                continue
            if not view.open_marks and not view.may_submit:
                continue
            address = url_for("hotline_staff.answer", campaign=campaign.slug, answer_id=view.id)
            found.append(
                DeskItem(
                    title=_("公开答复：%(title)s", title=view.title),
                    url=address,
                    action=_("去确认") if view.open_marks else _("去送审"),
                    state="warn" if view.open_marks else "ok",
                    state_text=_("还有 %(n)s 处要确认", n=view.open_marks)
                    if view.open_marks
                    else _("可以送审"),
                    department_id=view.department_id,
                )
            )
    if actor.can(FOLLOW_UP, campaign_id=campaign.id):
        waiting = len(follow_up.to_ring(campaign, actor=actor, now=now))
        if waiting:
            found.append(
                DeskItem(
                    title=ngettext("有 %(num)d 人可以电话回访", "有 %(num)d 人可以电话回访", waiting),
                    url=url_for("hotline_staff.follow_ups", campaign=campaign.slug),
                    action=_("去回访"),
                    state="info",
                    state_text=_("等您办"),
                    clause=_("HL-05 回访"),
                )
            )
    return found


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    """The newest answers on the campaign's column."""
    lines, count = answer_public.page(campaign)
    if not lines:
        return []
    context = {
        "lines": lines[:5],
        "count": count,
        "url": url_for("hotline_public.answers", campaign=campaign.slug),
    }
    return [Panel("main", "hotline/answers_panel.html", context, 35)]


def subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The answers that audit entries are about."""
    found = {}
    for row in store.answers_by_id(ids):
        url = ""
        if actor.can(ANSWERS, department_id=row.department_id, campaign_id=row.campaign_id):
            slug = campaigns.campaign_by_id(row.campaign_id).slug
            url = url_for("hotline_staff.answer", campaign=slug, answer_id=row.id)
        found[row.id] = Subject(_("公开答复 %(n)s", n=row.id), url)
    return found


def after_closing(line: OrderLine, campaign_id: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """What an order's page shows once it is closed: what the caller said, with its source, and its public answer."""
    where = {"campaign_id": campaign_id, "department_id": line.department_id}
    may_publish = line.state == "closed" and not line.confidential and actor.can(ANSWERS, **where)
    return {
        "given": follow_up.given_for(line.id, actor=actor, now=now),
        "may_publish": may_publish,
        "states": FOLLOW_UP_STATES,
        "ways": WAYS,
        "words": SATISFACTION,
    }

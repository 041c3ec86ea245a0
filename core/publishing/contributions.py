"""What the room shows on other pages: tasks on the desk, the newest published texts on the column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from core.base.access import Actor
from core.base.i18n import language
from core.plugin.contracts import Campaign, DeskItem, Panel, Subject
from core.publishing import service, store
from core.publishing.contracts import DocumentLine, Withdrawal
from core.publishing.messages import (
    CONFIRM_TASK,
    ENDED_TASK,
    RETURNED_TASK,
    STATES,
    TASKS,
    WAITING,
    WITHDRAW_TASK,
)
from core.publishing.views_public import rows
from core.publishing.views_shown import staff_page

SHOWN = 5
#: how long the drafter's desk tells that the secrecy review kept a text from the public
TOLD_FOR = timedelta(days=14)


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """Texts that wait for this person's signature, those that came back to the department where they draft, and what
    was taken down in urgency and waits for its confirmation."""
    if campaign.state == "archived" or actor.user_id is None:
        return []
    waiting = [_to_sign(line, campaign) for line in service.waiting_for(actor, campaign.id)]
    returned = [_to_mend(line, campaign) for line, _step, _reason in service.returned_to(actor, campaign.id)]
    ended = [
        _kept_back(line, campaign)
        for line, _how, _why in service.ended_for(actor, campaign.id, now - TOLD_FOR)
    ]
    urgent = [_to_confirm(found, campaign) for found in service.unconfirmed(campaign.id, actor=actor)]
    return [*urgent, *returned, *waiting, *ended]


def audited_documents(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Documents that audit entries are about; of a hidden one, or one the reader may not open, only the number is told."""
    return {
        row.id: Subject(row.title, url_for("publishing_staff.document", document_id=row.id))
        for row in store.documents_by_id(ids)
        if row.hidden_at is None
        and actor.can("publishing.view", department_id=row.department_id, campaign_id=row.campaign_id)
    }


def _to_sign(line: DocumentLine, campaign: Campaign) -> DeskItem:
    withdraws = line.purpose == "withdraw" and line.step == "publish"
    title, state, action = WITHDRAW_TASK if withdraws else TASKS[line.step]
    return DeskItem(
        title=str(title) % {"title": line.title},
        url=url_for("publishing_staff.document", document_id=line.id),
        action=str(action),
        state="info",
        state_text=str(state),
        clause=_clause(campaign),
        department_id=line.department_id,
    )


def _to_mend(line: DocumentLine, campaign: Campaign) -> DeskItem:
    owner = service.owner_of(line.kind, campaign)
    here = url_for("publishing_staff.document", document_id=line.id)
    return DeskItem(
        title=str(RETURNED_TASK) % {"title": line.title},
        url=staff_page(owner, line.subject_id, campaign) if owner is not None else here,
        action=str(STATES["mend"]),
        state="warn",
        state_text=str(STATES["returned"]),
        clause=_clause(campaign),
        department_id=line.department_id,
    )


def _kept_back(line: DocumentLine, campaign: Campaign) -> DeskItem:
    return DeskItem(
        title=str(ENDED_TASK) % {"title": line.title},
        url=url_for("publishing_staff.document", document_id=line.id),
        action=_("看理由"),
        state="stop",
        state_text=str(WAITING[line.step]),
        clause=service.clause_of(campaign, "SC-01"),
        department_id=line.department_id,
    )


def _to_confirm(found: Withdrawal, campaign: Campaign) -> DeskItem:
    return DeskItem(
        title=str(CONFIRM_TASK) % {"title": found.title or f"#{found.document_id}"},
        url=url_for("publishing_staff.document", document_id=found.document_id),
        action=_("去补办"),
        due=found.confirm_by,
        unit="工作日",
        state="warn",
        state_text=_("先撤后补"),
        clause=_clause(campaign),
        department_id=found.department_id,
    )


def _clause(campaign: Campaign) -> str:
    rule = campaign.pack.rule("PB-01")
    return f"PB-01 {rule.named(language())}" if rule else ""


def panels(campaign: Campaign) -> Sequence[Panel]:
    """The block 最新公开; none while nothing is public."""
    newest, total = service.published_list(campaign.id, limit=SHOWN)
    if not newest:
        return ()
    context = {
        "lines": rows(newest, campaign),
        "total": total,
        "all_url": url_for("publishing_public.published_list", campaign=campaign.slug),
    }
    return (Panel("main", "publishing/latest.html", context, 20),)

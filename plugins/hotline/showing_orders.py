"""Work orders on the desk, among the deadlines, in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Actor, Campaign, Deadline, DeskItem, NavItem, Subject, campaigns

from .contracts import OrderLine
from .permissions import EXCHANGE, HANDLE, INTAKE, ORDERS, SUPERVISE
from .rules import orders as rules
from .service import reach
from .service.order_desk import Desk, desk_of, exchanges_for, owed, rows_for
from .service.order_pieces import today_of
from .wording_exchange import SHEETS
from .wording_orders import SORTS, STATES

#: orders that stand on a desk one by one; the rest are a number
MOST = 8


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    """The list of orders for whoever may see any."""
    may = any(actor.can(verb, campaign_id=campaign.id) for verb in (HANDLE, INTAKE, ORDERS, SUPERVISE))
    return [NavItem("staff", _("热线工单"), "hotline_staff.orders", 42)] if may else []


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """A department's orders by their day, late ones marked; what the city hands over, checks and decides."""
    if not any(actor.can(verb, campaign_id=campaign.id) for verb in (HANDLE, INTAKE, SUPERVISE)):
        return []
    desk = desk_of(campaign, MOST, actor=actor, now=now)
    return [*_of_department(desk, campaign, now), *_of_city(desk, campaign)]


def _of_department(desk: Desk, campaign: Campaign, now: datetime) -> list[DeskItem]:
    found = [_item(line, campaign, now) for line in desk.own]
    left = desk.own_total - len(desk.own)
    if left > 0:
        found.append(
            DeskItem(
                title=ngettext("还有 %(num)d 件热线工单", "还有 %(num)d 件热线工单", left),
                url=_list(campaign, "todo"),
                action=_("看清单"),
                department_id=desk.own[0].department_id,
            )
        )
    return found


def _item(line: OrderLine, campaign: Campaign, now: datetime) -> DeskItem:
    late = rules.is_late(line.state, line.due_on, today_of(now))
    shape, word = STATES[line.state]
    title = line.title or _("（内容已删除）")
    return DeskItem(
        title=_("热线工单 %(number)s：%(title)s", number=line.number, title=title),
        url=url_for("hotline_staff.order", campaign=campaign.slug, order_id=line.id),
        action=_("接收") if line.state == "dispatched" else _("答复"),
        due=line.due_on,
        unit="工作日",
        note=str(SORTS[line.sort]),
        state="stop" if late else shape,
        state_text=_("已超期") if late else str(word),
        clause=_("HL-07 工单办理时限") if line.due_on else "",
        department_id=line.department_id,
    )


def _of_city(desk: Desk, campaign: Campaign) -> list[DeskItem]:
    found = []
    for number, tab, title, action in (
        (desk.to_hand_over, "registered", _("受理了还没派单的热线工单"), _("去派单")),
        (desk.to_close, "replied", _("部门已答复、等办结的热线工单"), _("去办结")),
        (desk.objected, "objected", _("部门提出异议的热线工单"), _("去决定")),
        (desk.extensions, "extension", _("部门申请延期的热线工单"), _("去决定")),
        (desk.to_tell, "told_by_hand", _("要您打电话告知来电人的保密工单"), _("去告知")),
    ):
        if number:
            found.append(
                DeskItem(
                    title=title,
                    url=_list(campaign, "todo", tab),
                    action=action,
                    state="info",
                    state_text=ngettext("%(num)d 件", "%(num)d 件", number),
                    clause=_("HL-05 诉求办理闭环"),
                )
            )
    return found


def _list(campaign: Campaign, tab: str, state: str = "") -> str:
    return url_for("hotline_staff.orders", campaign=campaign.slug, tab=tab, state=state or None)


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """How many orders each department owes by which day; everybody reads this, so confidential ones aren't counted."""
    url = _list(campaign, "open")
    return [
        Deadline(
            day,
            ngettext("答复热线工单 %(num)d 件", "答复热线工单 %(num)d 件", number),
            "HL-07",
            department_id=unit,
            met=None,
            url=url,
        )
        for unit, day, number in owed(campaign)
    ]


def subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The orders that audit entries are about; one that isn't for these eyes has neither number nor page."""
    found = {}
    for row in rows_for(ids):
        if not reach.may_read(row, actor):
            found[row.id] = Subject(_("热线工单"))
            continue
        slug = campaigns.campaign_by_id(row.campaign_id).slug
        url = url_for("hotline_staff.order", campaign=slug, order_id=row.id)
        found[row.id] = Subject(_("热线工单 %(number)s", number=row.number), url)
    return found


def exchange_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The sheets that audit entries are about: which kind, which way, and the page for whoever may exchange."""
    found = {}
    for row in exchanges_for(ids):
        sheet = str(SHEETS.get(row.sheet, row.sheet))
        title = (
            _("导入的%(sheet)s表", sheet=sheet) if row.way == "in" else _("导出的%(sheet)s表", sheet=sheet)
        )
        may_open = row.way == "in" and actor.can(EXCHANGE, campaign_id=row.campaign_id)
        slug = campaigns.campaign_by_id(row.campaign_id).slug if may_open else ""
        url = url_for("hotline_staff.exchange_one", campaign=slug, exchange_id=row.id) if may_open else ""
        found[row.id] = Subject(title, url)
    return found

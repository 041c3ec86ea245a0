"""Where the hotline begins for each of its people, and the tabs that join its pages for supervisors."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.api import NotAllowed, signed_in

from . import showing_seats
from .permissions import ANSWERS, BOARD, FOLLOW_UP, HANDLE, INTAKE, ORDERS, SERVE, SUPERVISE
from .views_staff import Page, staff

#: (endpoint, word, permission, other endpoints of the same tab)
TABS: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("hotline_staff.board_page", _l("看板"), BOARD, ("hotline_staff.board_rows", "hotline_staff.board_day")),
    ("hotline_staff.line", _l("排队"), SUPERVISE, ()),
    ("hotline_staff.console", _l("接听台"), INTAKE, ()),
    ("hotline_staff.orders", _l("工单"), ORDERS, ()),
    (
        "hotline_staff.topics",
        lazy_pgettext("list", "热点"),
        SUPERVISE,
        ("hotline_staff.topic", "hotline_staff.new_topic"),
    ),
    ("hotline_staff.proposals", _l("归集"), SUPERVISE, ("hotline_staff.proposal",)),
    (
        "hotline_staff.day",
        _l("排班"),
        SUPERVISE,
        ("hotline_staff.week", "hotline_staff.shift", "hotline_staff.new_shift"),
    ),
    ("hotline_staff.staffing", _l("算席位"), SUPERVISE, ()),
    (
        "hotline_staff.programmes",
        _l("特别节目"),
        BOARD,
        ("hotline_staff.programme", "hotline_staff.new_programme", "hotline_staff.programme_report"),
    ),
)
#: where somebody's work is, the first that they may do
STARTS = (
    ("hotline_staff.board_page", SUPERVISE),
    ("hotline_staff.day", SUPERVISE),
    ("hotline_staff.console", INTAKE),
    ("hotline_staff.board_page", BOARD),
    ("hotline_staff.orders", HANDLE),
    ("hotline_staff.orders", ORDERS),
)
#: whoever holds one of them has a place at the hotline
ALL = (SUPERVISE, SERVE, INTAKE, HANDLE, ORDERS, FOLLOW_UP, ANSWERS, BOARD)


@staff.context_processor
def about_the_hotline() -> dict[str, Any]:
    """`hotline_tabs()`, `hotline_number`, `unit_names()` for every page of the hotline's staff."""
    return {
        "hotline_tabs": tabs,
        "hotline_number": showing_seats.number,
        "unit_names": showing_seats.unit_names,
    }


def there(endpoint: str) -> bool:
    """Whether this page is part of the product."""
    return endpoint in current_app.view_functions


def tabs() -> list[dict[str, Any]]:
    """The supervisor's pages as tabs; empty for somebody who has only one of them."""
    found = [
        {"url": url_for(endpoint), "title": title, "current": request.endpoint in (endpoint, *others)}
        for endpoint, title, permission, others in TABS
        if there(endpoint) and g.actor.can(permission, campaign_id=g.campaign.id)
    ]
    return found if len(found) > 1 else []


@staff.get("/")
@signed_in
def index() -> Page:
    """To what this person does here."""
    for endpoint, permission in STARTS:
        if there(endpoint) and g.actor.can(permission, campaign_id=g.campaign.id):
            return redirect(url_for(endpoint), 303)
    if any(g.actor.can(permission, campaign_id=g.campaign.id) for permission in ALL):
        return render_template("hotline/start.html")
    raise NotAllowed

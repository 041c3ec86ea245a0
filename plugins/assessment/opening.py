"""Addresses of records that other plugins show: given only to who may open them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, url_for
from werkzeug.exceptions import HTTPException


def opens(endpoint: str, values: Mapping[str, Any], department_id: int | None = None) -> str:
    """The address of a record's page, "" where it has none or this person's permissions don't reach it; with the department
    whose record it is, they must reach that one."""
    if not _may(endpoint, department_id):
        return ""
    return url_for(endpoint, **values)


def opens_url(url: str) -> str:
    """The same for an address that a plugin gave."""
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(
            url.partition("?")[0].partition("#")[0]
        )
    except HTTPException:
        return ""
    return url if _may(endpoint) else ""


def _may(endpoint: str, department_id: int | None = None) -> bool:
    view = current_app.view_functions.get(endpoint)
    needed = getattr(view, "access", "")
    if not needed or not isinstance(needed, str):
        return False
    where = {"campaign_id": g.campaign.id} | (
        {} if department_id is None else {"department_id": department_id}
    )
    return "." not in needed or bool(g.actor.can(needed, **where))

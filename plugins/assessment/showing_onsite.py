"""What counts on the spot contribute to pages of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import Actor, Campaign, NavItem, Subject, campaigns

from .permissions import SEE
from .store import onsite as store


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    if not actor.can(SEE, campaign_id=campaign.id):
        return ()
    return (NavItem("staff", _l("现场登记"), "assessment_staff.onsite", 61),)


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"assessment_onsite": _subjects}


def _subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            _("现场登记：%(title)s", title=row.title),
            url_for(
                "assessment_staff.onsite_one",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                record_id=row.id,
            ),
        )
        for row in store.records_by_id(list(ids))
    }

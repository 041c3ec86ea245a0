"""The archive's part of the room's face: what plugin.py hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base.access import Actor
from core.base.db import db
from core.base.events import Event
from core.plugin.contracts import Copy, NavItem, Permission, RevisionView
from core.publishing.archive import asking, bundles, dossier, messages, models, orders
from core.publishing.archive.contracts import ASKED, WITHDRAWN
from core.publishing.models import DocumentRow
from core.publishing.permissions import ARCHIVE

MODELS = (models.BundleRow, models.OrderRow)
PERMISSION = Permission(ARCHIVE, _l("管理活动档案"), ("office", "lead"))
JOBS: Mapping[str, Any] = {asking.JOB: bundles.bundle_job, dossier.JOB: dossier.dossier_job}
MESSAGES = messages.MESSAGES
#: fact → what the bundle is made for
OCCASION_OF = {
    "publishing.withdrawn": WITHDRAWN,
    "publishing.restored": ASKED,
    "publishing.released": ASKED,
}
AUDIT_TEXTS = messages.AUDIT_TEXTS


def nav(actor: Actor) -> list[NavItem]:
    """The archive in the menu of those who keep it."""
    return [NavItem("staff", _l("档案"), "publishing_staff.archive", 65)] if actor.can(ARCHIVE) else []


def hear(event: Event, now: datetime) -> None:
    """What becomes of a public text, and the end of its campaign, make another bundle due."""
    if event.name in OCCASION_OF:
        document_id = int(event.payload["document_id"])
        asking.ask_for_bundle(document_id, OCCASION_OF[event.name], now=now, key=f"bundle:{event.key}")
    elif event.name == "campaigns.closed" and event.campaign_id is not None:
        bundles.ask_for_final_bundles(event.campaign_id, now=now)


def document_copies(revision: RevisionView) -> Sequence[Copy]:
    """Bundles, volumes and site copies that hold a document."""
    document = db.session.get(DocumentRow, revision.document_id)
    if document is None:
        return ()
    found = [
        Copy(_("档案包"), _("第 %(n)s 个", n=view.seq), 1, f"archive/{view.path}")
        for view in bundles.standing_copies(document.id)
    ]
    found += [
        Copy(str(messages.ORDER_KINDS[row.kind]), f"#{row.id}", 1, f"archive/{row.path}")
        for row in orders.orders_with(document)
    ]
    return found


def blank_copies(revision: RevisionView, now: datetime) -> None:
    """Remove the files; the rows stay as the record."""
    document = db.session.get(DocumentRow, revision.document_id)
    if document is not None:
        bundles.blank_bundles(document.id, now=now)
        orders.blank_orders(document)

"""Where the text stands on the government portal (PB-04): recorded by the office after pasting the package there."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, NotFound
from core.publishing.archive.asking import ask_for_bundle
from core.publishing.archive.contracts import PORTAL as AT_PORTAL
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, PublicationRow
from core.publishing.permissions import PORTAL
from core.publishing.service.persons import sees
from core.publishing.service.scans import keep


def record_portal(
    document_id: int,
    url: str,
    at: datetime,
    screenshot: tuple[BinaryIO, str] | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record address, time and, if given, a screenshot for the version that is public now; may be corrected later."""
    with unit_of_work():
        document = db.session.get(DocumentRow, document_id)
        if document is None or document.publication_id is None or not sees(actor, document):
            raise NotFound()
        if document.hidden_at is not None:
            raise Hidden(document.id)
        actor.require(PORTAL, department_id=document.department_id, campaign_id=document.campaign_id)
        if not is_address(url.strip()):
            raise Invalid("portal_url", field="url")
        if at > now:
            raise Invalid("portal_in_future", field="at")
        publication = db.session.get_one(PublicationRow, document.publication_id)
        publication.portal_url, publication.portal_at, publication.portal_by = url.strip(), at, actor.user_id
        if screenshot is not None:
            publication.portal_file_id = keep(screenshot, actor=actor, now=now)
        audit.record(
            actor, now, "publishing.portal_recorded", subject=("document", document.id),
            campaign_id=document.campaign_id, department_id=document.department_id, version=publication.version,
        )  # fmt: skip
        ask_for_bundle(document.id, AT_PORTAL, now=now)


def is_address(url: str) -> bool:
    """Whether it is a whole http(s) address."""
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    plain = url.isprintable() and not any(sign.isspace() for sign in url)
    return plain and len(url) <= 500 and address.scheme in ("http", "https") and bool(address.hostname)

"""What the worker does for the trail at every look: seal what is new, see to it that tonight's purge is planned."""

from __future__ import annotations

from datetime import datetime

import structlog

from core.base.audit_seals import seal_due
from core.base.db import db
from core.trail.service.purge import plan_purge

log = structlog.get_logger(__name__)


def keep_up(now: datetime) -> None:
    """Never raises: other work of the worker must not wait for it."""
    for act in (seal_due, plan_purge):
        try:
            act(now)
        except Exception as problem:
            db.session.rollback()
            log.error("trail.upkeep_failed", act=act.__name__, fault=type(problem).__name__)

"""A caller in line as others see them, and the secret of their own page."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from core.api import Invalid, privacy

from ..contracts import WaiterView


def page_token(key: str) -> str:
    """The secret of a caller's own page, 128 bits, computed from the request's key: a retry can tell it again."""
    mac = hmac.new(privacy.derived_key("hotline.callback"), key.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def waiter_view(row: Any, *, token: str = "", ahead: int | None = None) -> WaiterView:
    """A row of the line with its seals opened."""
    return WaiterView(
        id=row.id,
        campaign_id=row.campaign_id,
        topic_id=row.topic_id,
        kind=row.kind,
        state=row.state,
        source=row.source,
        phone=_open(row.phone_sealed),
        name=_open(row.name_sealed),
        summary=_open(row.summary_sealed),
        language=row.language,
        joined_at=row.joined_at,
        not_before=row.not_before,
        attempts=row.attempts,
        priority=row.priority,
        shift_id=row.shift_id,
        lease_until=row.lease_until,
        call_id=row.call_id,
        order_id=row.order_id,
        programme_id=row.programme_id,
        ahead=ahead,
        token=token,
    )


def _open(sealed: str) -> str:
    return privacy.unseal(sealed) if sealed else ""


def seal(words: str) -> str:
    """Closed for the table; "" stays ""."""
    return privacy.seal(words) if words else ""


def people(phone: str) -> list[str]:
    """The person under every key in use, the current one first; [] without a phone."""
    if not phone:
        return []
    current = privacy.digest(phone)
    return [current, *(d for d in privacy.digest_candidates(phone) if d != current)]


def mobile(phone: str) -> str | None:
    """The number when messages reach it, else None."""
    try:
        return privacy.normalise_phone(phone)
    except Invalid:
        return None


def ms(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def moment(value: int) -> datetime:
    """And back."""
    return datetime.fromtimestamp(value / 1000, UTC)

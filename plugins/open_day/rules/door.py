"""What stands at the door: who may come in, what was typed or scanned, and which moment counts. No names, no tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: A device's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=2)
_WIDE = str.maketrans("０１２３４５６７８９－—–·", "0123456789----")
_TOKEN = re.compile(r"/booking/([\w-]{16,64})(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody at the door showed: `kind` token (a QR code), number (a ticket's digits), place (the last figures
    of a ticket of the session at hand), digits (a phone's last four), nothing."""

    kind: str
    value: str = ""


def read_asked(text: str) -> Asked:
    """What was scanned or typed. Blanks, full-width digits and dashes are forgiven."""
    text = text.strip()
    token = _TOKEN.search(text)
    if token is not None:
        return Asked("token", token[1])
    digits = re.sub(r"\D", "", text.translate(_WIDE))
    if not digits or re.search(r"[^\d\s-]", text.translate(_WIDE)):
        return Asked("nothing")
    if len(digits) == 4 and "-" not in text.translate(_WIDE):
        return Asked("digits", digits)
    return Asked("number", digits) if len(digits) > 4 else Asked("place", digits)


def judge(state: str, *, today: bool, same_session: bool, inside: bool) -> str:
    """What to say to somebody with a booking in `state`: ready, again, other_session, other_day, or the state itself."""
    if inside:
        return "again"
    if state != "booked":
        return state
    if not today:
        return "other_day"
    return "ready" if same_session else "other_session"


def refuse_moment(at: datetime, now: datetime, days: Sequence[date], day_of: date) -> str | None:
    """Why an arrival can't have been then: before it happens, or on a day without a session. `day_of` is `at`'s day."""
    if at > now + AHEAD:
        return "open_day.door_future"
    return None if day_of in days else "open_day.door_other_day"

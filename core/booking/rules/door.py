"""At the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

#: What is told later than this was told by a device that had been away: nobody stands before it any more.
AT_ONCE = timedelta(minutes=2)


def seen_at_once(at: datetime, recorded_at: datetime) -> bool:
    """Whether whoever stood at the door saw the answer, so that it need not be kept for somebody to look at."""
    return recorded_at - at <= AT_ONCE


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

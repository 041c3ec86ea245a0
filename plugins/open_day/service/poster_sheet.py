"""The poster of a published announcement: what it says, and how large. Always in Chinese, as documents are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.api import booking, clock

from ..document import day_words, time_words
from .places import PublicOpenDay

#: lines of sessions that a sheet holds
MOST_LINES = 5
#: a theme up to so many characters is set in this size (largest first)
_SIZES = ((8, "xl"), (16, "l"), (28, "m"), (48, "s"))


@dataclass(frozen=True)
class Poster:
    """What the sheet says. `size` is the theme's; `lines` are (day, hours); `more` counts the sessions left out."""

    owner: tuple[str, str]
    theme: str
    under: str
    size: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    more: int
    place: str
    facts: tuple[tuple[str, str], ...]
    closes: str
    phone: str
    address: str
    called_off: bool


def poster_of(shown: PublicOpenDay, address: str) -> Poster:
    """The poster of a published open day; `address` is the announcement's page, which the QR code opens."""
    items = {name: str(text) for name, text in dict(shown.revision.revision.data["items"]).items()}
    held = [s for s in shown.event.sessions if s.state == "open"]
    theme, under = _cut_theme(shown.theme or shown.revision.revision.title)
    lines = _lines(held)
    closes = clock.local(shown.event.closes_at)
    return Poster(
        owner=(shown.department, "“政府开放日”"),
        theme=theme,
        under=under,
        size=next((size for most, size in _SIZES if len(theme) <= most), "xs"),
        lines=tuple(lines[:MOST_LINES]),
        more=max(len(lines) - MOST_LINES, 0),
        place=_short("、".join(dict.fromkeys(s.place for s in held if s.place)), 60),
        facts=tuple(
            (name, _short(items[name], most))
            for name, most in (("参加人数", 40), ("邀请对象", 96), ("活动内容", 110), ("活动形式", 30))
            if items.get(name, "").strip()
        ),
        closes=f"{closes.month}月{closes.day}日{time_words(closes.time())}",
        phone=_short(shown.phone, 40),
        address=re.sub(r"^https?://", "", address),
        called_off=not held,
    )


def _cut_theme(theme: str) -> tuple[str, str]:
    """一滴水的旅程——从水源地到水龙头: the headline and the line under it."""
    head, dash, under = theme.partition("——")
    return (head.strip(), under.strip()) if dash and len(head) >= 3 else (theme.strip(), "")


def _lines(sessions: list[booking.SessionView]) -> list[tuple[str, tuple[str, ...]]]:
    """One line a day, with the hours of its sessions."""
    days: dict[date, list[str]] = {}
    for session in sessions:
        starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
        days.setdefault(starts.date(), []).append(f"{time_words(starts.time())}—{time_words(ends.time())}")
    return [(day_words(day), tuple(dict.fromkeys(hours))) for day, hours in sorted(days.items())]


def _short(text: str, most: int) -> str:
    line = "；".join(part.strip().rstrip("。；;") for part in text.splitlines() if part.strip())
    return line if len(line) <= most else f"{line[: most - 1].rstrip('，、；')}…"

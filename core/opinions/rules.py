"""What may happen to an opinion, and when it is due. Pure decisions: codes in, verdicts out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

#: received → held | accepted → assigned → ended; rejected, withdrawn and merged lie beside the way.
STATES = ("received", "held", "accepted", "assigned", "ended", "rejected", "withdrawn", "merged")
OPEN = ("received", "held", "accepted", "assigned")
#: What the moderator has let through.
LET_THROUGH = ("accepted", "assigned", "ended")
#: act → (from these states, to this one)
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    "accept": (("received", "held"), "accepted"),
    "hold": (("received",), "held"),
    "reject": (("received", "held"), "rejected"),
    "assign": (("accepted", "assigned"), "assigned"),
    "end": (("accepted", "assigned"), "ended"),
    "reopen": (("ended",), "accepted"),
    "withdraw": (OPEN, "withdrawn"),
    "merge": (OPEN, "merged"),
}
SOURCES = ("page", "hotline", "meeting", "survey", "letter", "counter", "telephone")
#: What a clerk enters; the others come in by themselves.
CLERK_SOURCES = ("letter", "counter", "telephone", "meeting")
#: What a clerk may enter: those, and slips of a survey that was answered on paper.
ENTRY_SOURCES = (*CLERK_SOURCES, "survey")
#: Why an opinion is not taken up. What is alike is merged, what names others is redacted: neither is a reason.
REJECTIONS = ("off_topic", "empty", "advertising", "abuse", "unlawful")
OUTCOMES = ("adopted", "partly", "not_adopted", "passed_on", "answered")
LEAST, MOST = 4, 1000
MOST_REASON = 1000

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8

#: Rows per phone and per address, so that two processes count alike.
LIMITS = {
    "phone": (10, timedelta(hours=24)),
    "address": (30, timedelta(hours=1)),
    "lookup": (20, timedelta(hours=1)),
    "file": (20, timedelta(hours=1)),
    "support": (60, timedelta(hours=1)),
    "support_address": (200, timedelta(hours=1)),
}
DRAFT_LIFE = timedelta(hours=24)

#: what may be attached, and how large (bytes)
FILE_KINDS = ("pdf", "png", "jpeg", "docx")
MOST_FILE_MB = 10
MOST_ANCHOR, MOST_VERSION = 80, 40
#: a new look over everything said about a subject is due after so many new ones, and no sooner than this share of all
FRESH_LEAST, FRESH_SHARE, FRESH_STEP = 50, 0.1, 25
SHANGHAI = timezone(timedelta(hours=8))

_PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)|(?<!\d)\d{16,19}(?!\d)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
)


#: What an office may not write either; its own telephone and mailbox it may.
_PRIVATE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)\d{16,19}(?!\d)")


@dataclass(frozen=True)
class Refusal:
    """Why not: a code, its figures, and the field it belongs to."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    field: str | None = None


def refuse_act(act: str, state: str) -> Refusal | None:
    """Whether somebody was quicker: the opinion is no longer where this act begins."""
    return None if state in ACTS[act][0] else Refusal("opinions_changed")


def plain_text(text: str) -> str:
    """What was typed without control characters, runs of blank lines and blanks at the ends."""
    text = re.sub(r"[^\S\n]+\n", "\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200d\u2060\ufeff]", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def refuse_text(text: str) -> Refusal | None:
    """Too short to say anything, too long for one matter, or no word in it."""
    if len(text) < LEAST or not re.search(r"\w", text):
        return Refusal("opinions_text_short", {"least": LEAST}, "text")
    if len(text) > MOST:
        return Refusal("opinions_text_long", {"most": MOST, "typed": len(text)}, "text")
    return None


def refuse_end(outcome: str, reason: str, passed_to: str, *, reason_demanded: bool) -> Refusal | None:
    """DP-10: what is not adopted, or only partly, needs its reason; an answer needs words, a passing-on its place."""
    if outcome not in OUTCOMES:
        return Refusal("opinions_outcome_missing", field="outcome")
    if outcome in ("not_adopted", "partly") and reason_demanded and len(reason) < LEAST:
        return Refusal("opinions_reason_missing", field="reason")
    if outcome == "answered" and len(reason) < LEAST:
        return Refusal("opinions_answer_missing", field="reason")
    if outcome == "passed_on" and not passed_to:
        return Refusal("opinions_place_missing", field="passed_to")
    if len(reason) > MOST_REASON:
        return Refusal("opinions_reason_long", {"most": MOST_REASON}, "reason")
    return None


def refuse_received(received_at: datetime, now: datetime) -> Refusal | None:
    """A letter can't have come tomorrow."""
    return Refusal("opinions_from_future", field="received_on") if received_at > now else None


def names_somebody(text: str) -> bool:
    """Whether a text holds a phone, an id number, a card or a mailbox: it is looked at by itself, never let through in bulk."""
    return bool(_PERSONAL.search(text))


def names_somebody_private(text: str) -> bool:
    """Whether an answer holds a mobile, an id number or a card."""
    return bool(_PRIVATE.search(text))


def number_of(year: int, count: int) -> str:
    """2026-0042."""
    return f"{year}-{count:04d}"


def canonical(number: str, received_at: datetime, anchor: str, file_digest: str, text: str) -> str:
    """What the digest of an opinion is computed from, as written in docs/opinions.md: five lines, then the text.

    The moment is Shanghai time to the second; "-" stands for the whole subject and for no file.
    """
    moment = received_at.astimezone(UTC).astimezone(SHANGHAI).replace(microsecond=0).isoformat()
    return "\n".join(
        ("yangguang-opinion-1", number, moment, anchor or "-", file_digest or "-", plain_text(text))
    )


def digest_of(number: str, received_at: datetime, anchor: str, file_digest: str, text: str) -> str:
    """SHA-256 (hex) of `canonical` in UTF-8, without a line end at its end."""
    return hashlib.sha256(canonical(number, received_at, anchor, file_digest, text).encode()).hexdigest()


def shown_digest(digest: str) -> str:
    """In eights, easier to compare by eye."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def look_again(fresh: int, compared: int) -> bool:
    """Whether so many came since the last look over `compared` of them that it is worth another one."""
    return fresh >= max(FRESH_LEAST, int(compared * FRESH_SHARE))


def same_number(typed: str) -> str:
    """A number however it was typed: 意见 2026 — 42 → 2026-0042."""
    found = re.search(
        r"(\d{4})\s*[-—–－_ ]\s*(\d{1,9})",
        typed.translate(str.maketrans("０１２３４５６７８９", "0123456789")),
    )
    return number_of(int(found[1]), int(found[2])) if found else typed.strip()[:20]


def same_code(typed: str) -> str:
    """A pickup code however it was typed: blanks, dashes and small letters."""
    return re.sub(
        r"[^0-9A-Z]", "", typed.upper().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )[:20]


def shown_code(code: str) -> str:
    """K7QM-2F9X, easier to read out."""
    return f"{code[:4]}-{code[4:]}"


def spent(count: int, since: datetime | None, now: datetime, limit: str) -> Refusal | None:
    """Whether a counter is used up, and for how many minutes."""
    most, window = LIMITS[limit]
    if since is None or now - since >= window or count < most:
        return None
    minutes = int((window - (now - since)).total_seconds() // 60) + 1
    return Refusal("opinions_too_many", {"minutes": minutes})


def urgency(days: int) -> str:
    """How a waiting time is shown: in order, attention, too long."""
    return "ok" if days < 2 else "warn" if days < 5 else "stop"

"""The sheet of recommended participants: what is wrong with each row. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A word in the sheet's last column → the code of the help that is needed.
HELP = {
    "轮椅": "wheelchair",
    "手语": "sign_language",
    "助听": "hearing",
    "大字": "large_print",
    "陪同": "guide",
}
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row can't be taken: a message code with its figures."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row, `number` as the sheet counts. `phone` is the normalised number, None when it can't be one."""

    number: int
    name: str
    phone_typed: str
    phone: str | None
    session: str
    category: str
    help: str


@dataclass(frozen=True, slots=True)
class Open:
    """A session that recommended people may come to; `left` places of their own quota."""

    id: int
    ordinal: int
    title: str
    left: int


@dataclass(frozen=True, slots=True)
class Held:
    """A living booking that a phone already has at this open day."""

    session_id: int
    number: str
    recommended: bool


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """What would become of a row. `outcome`: add, same (on the list already), fault."""

    row: SheetRow
    outcome: str
    session_id: int | None = None
    needs: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def session_of(text: str, sessions: Sequence[Open]) -> Open | None:
    """The session a cell names: by its title or its number (2, 第2场); an empty cell when there is only one."""
    if not text:
        return sessions[0] if len(sessions) == 1 else None
    for one in sessions:
        if text == one.title:
            return one
    found = re.fullmatch(r"第?\s*(\d{1,2})\s*场?", text)
    return next((s for s in sessions if found and s.ordinal == int(found[1])), None)


def needs_of(text: str) -> tuple[str, ...] | None:
    """The codes of the help that a cell names; None when a word isn't known."""
    words = [w for w in re.split(r"[、,，;；/\s]+", text) if w and w not in ("无", "不需要", "-", "—")]
    codes = [next((code for word, code in HELP.items() if word in w), "") for w in words]
    return None if "" in codes else tuple(dict.fromkeys(codes))


def judge(
    rows: Sequence[SheetRow],
    sessions: Sequence[Open],
    categories: Sequence[str],
    held: Mapping[str, Held],
) -> tuple[JudgedRow, ...]:
    """Every row with its outcome, in the sheet's order. `held` is by phone. Places are counted down from the top."""
    left = {s.id: s.left for s in sessions}
    seen: dict[str, int] = {}
    judged = []
    for row in rows:
        faults: list[Fault] = []
        if not row.name:
            faults.append(Fault("open_day.row_name_missing"))
        elif len(row.name) > LONGEST_NAME:
            faults.append(Fault("open_day.row_name_long", {"most": LONGEST_NAME}))
        if not row.phone_typed:
            faults.append(Fault("open_day.row_phone_missing"))
        elif row.phone is None:
            faults.append(Fault("open_day.row_phone_shape", {"value": row.phone_typed}))
        elif row.phone in seen:
            faults.append(Fault("open_day.row_twice", {"row": seen[row.phone]}))
        session = session_of(row.session, sessions)
        if session is None:
            known = [s.title for s in sessions]
            code = "open_day.row_session_unknown" if row.session else "open_day.row_session_missing"
            faults.append(Fault(code, {"value": row.session, "known": known}))
        if row.category not in categories:
            code = "open_day.row_category_unknown" if row.category else "open_day.row_category_missing"
            faults.append(Fault(code, {"value": row.category, "known": list(categories)}))
        needs = needs_of(row.help)
        if needs is None:
            faults.append(Fault("open_day.row_help_unknown", {"value": row.help, "known": list(HELP)}))
        there = held.get(row.phone or "")
        if there is not None and row.phone not in seen:
            if there.recommended and session is not None and there.session_id == session.id and not faults:
                seen[row.phone or ""] = row.number
                judged.append(JudgedRow(row, "same", session.id, needs or ()))
                continue
            faults.append(Fault("open_day.row_booked", {"number": there.number}))
        if row.phone:
            seen.setdefault(row.phone, row.number)
        if not faults and session is not None and left[session.id] <= 0:
            faults.append(
                Fault("open_day.row_over_quota", {"session": session.title, "places": session.left})
            )
        if faults or session is None:
            judged.append(
                JudgedRow(row, "fault", session.id if session else None, needs or (), tuple(faults))
            )
            continue
        left[session.id] -= 1
        judged.append(JudgedRow(row, "add", session.id, needs or ()))
    return tuple(judged)

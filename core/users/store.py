"""Queries and conditional updates of the users room. Called inside the service's unit of work, or to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, bindparam, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from core.base.db import db, dialect_name, is_listed, read_rows
from core.users.models import (
    DepartmentRow,
    GrantRow,
    GuestRow,
    LinkRow,
    PhoneCodeRow,
    ProvenPhoneRow,
    SessionRow,
    ThrottleRow,
    UserRow,
)


# ── departments ─────────────────────────────────────────────────────────────────────────────────────────────────────
def departments(*, include_inactive: bool) -> Sequence[DepartmentRow]:
    query = select(DepartmentRow).order_by(DepartmentRow.id)
    if not include_inactive:
        query = query.where(DepartmentRow.active)
    return db.session.scalars(query).all()


def parents() -> dict[int, int | None]:
    return {
        row.id: row.parent_id for row in db.session.execute(select(DepartmentRow.id, DepartmentRow.parent_id))
    }


def lock_tree() -> None:
    """Two moves at the same time could make a ring that neither of them sees: the second waits here."""
    db.session.execute(select(DepartmentRow.id).where(DepartmentRow.parent_id.is_(None)).with_for_update())


def people_count(department_id: int) -> int:
    query = select(func.count()).where(UserRow.department_id == department_id, UserRow.active, ~UserRow.guest)
    return db.session.scalar(query) or 0


def below(department_id: int) -> CTE:
    """The ids of a department and everything under it."""
    start = (
        select(DepartmentRow.id.label("id"))
        .where(DepartmentRow.id == department_id)
        .cte("below", recursive=True)
    )
    return start.union(select(DepartmentRow.id).where(DepartmentRow.parent_id == start.c.id))


# ── who is signed in ────────────────────────────────────────────────────────────────────────────────────────────────
def session_with_user(token_digest: str) -> tuple[SessionRow, UserRow] | None:
    row = db.session.execute(
        select(SessionRow, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.token_digest == token_digest)
    ).first()
    return (row[0], row[1]) if row else None


def reach_of(user_id: int) -> list[tuple[int, str, int | None, int | None, int | None]]:
    """Every grant with every department it reaches: (grant, role, campaign, its own department, reached department).

    One query: the tree is walked down by the database.
    """
    reach = (
        select(GrantRow.id.label("grant_id"), GrantRow.department_id.label("department_id"))
        .where(GrantRow.user_id == user_id, GrantRow.department_id.is_not(None))
        .cte("reach", recursive=True)
    )
    reach = reach.union(
        select(reach.c.grant_id, DepartmentRow.id).where(DepartmentRow.parent_id == reach.c.department_id)
    )
    rows = db.session.execute(
        select(
            GrantRow.id, GrantRow.role, GrantRow.campaign_id, GrantRow.department_id, reach.c.department_id
        )
        .outerjoin(reach, reach.c.grant_id == GrantRow.id)
        .where(GrantRow.user_id == user_id)
        .order_by(GrantRow.id)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def touch_session(session_id: int, now: datetime, seen_before: datetime) -> None:
    db.session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.last_seen_at <= seen_before)
        .values(last_seen_at=now)
    )


def sessions_of(user_id: int) -> Sequence[SessionRow]:
    query = select(SessionRow).where(SessionRow.user_id == user_id, SessionRow.stage == "full")
    query = query.order_by(SessionRow.last_seen_at.desc())
    return db.session.scalars(query).all()


def end_sessions(user_id: int, *, except_digest: str | None = None) -> int:
    query = delete(SessionRow).where(SessionRow.user_id == user_id)
    if except_digest is not None:
        query = query.where(SessionRow.token_digest != except_digest)
    return _count(query)


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def user_by_login(login_name: str) -> UserRow | None:
    return db.session.scalar(select(UserRow).where(UserRow.login_name == login_name))


def users_by_login(login_names: Collection[str]) -> dict[str, UserRow]:
    found: dict[str, UserRow] = {}
    wanted = list(login_names)
    for start in range(0, len(wanted), 500):
        part = select(UserRow).where(UserRow.login_name.in_(wanted[start : start + 500]))
        found.update({row.login_name: row for row in db.session.scalars(part)})
    return found


def lock_user(user_id: int) -> UserRow | None:
    return db.session.get(UserRow, user_id, with_for_update=True, populate_existing=True)


def search_people(
    *, text: str, department_ids: Iterable[int] | None, role: str, active: bool, limit: int, offset: int
) -> tuple[int, Sequence[tuple[UserRow, str | None]]]:
    """(how many there are, this part of them with their department's name)."""
    where: list[Any] = [UserRow.active.is_(active), ~UserRow.guest]
    if text:
        where.append(
            or_(
                UserRow.name.icontains(text, autoescape=True),
                UserRow.login_name.icontains(text, autoescape=True),
                DepartmentRow.name.icontains(text, autoescape=True),
                DepartmentRow.short_name.icontains(text, autoescape=True),
            )
        )
    if department_ids is not None:
        where.append(UserRow.department_id.in_(department_ids))
    if role:
        where.append(
            select(GrantRow.id).where(GrantRow.user_id == UserRow.id, GrantRow.role == role).exists()
        )
    joined = select(UserRow, DepartmentRow.name).outerjoin(
        DepartmentRow, DepartmentRow.id == UserRow.department_id
    )
    total = db.session.scalar(select(func.count()).select_from(joined.where(*where).subquery())) or 0
    query = joined.where(*where).order_by(UserRow.department_id, UserRow.id).limit(limit).offset(offset)
    return total, [(row[0], row[1]) for row in db.session.execute(query)]


def roles_of(user_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for user_id, role in db.session.execute(
        select(GrantRow.user_id, GrantRow.role).where(GrantRow.user_id.in_(user_ids))
    ):
        found.setdefault(user_id, set()).add(role)
    return found


def ids_in(department_ids: Collection[int]) -> list[int]:
    return list(db.session.scalars(select(UserRow.id).where(UserRow.department_id.in_(department_ids))))


def ids_named(text: str) -> list[int]:
    named = or_(
        UserRow.name.icontains(text, autoescape=True), UserRow.login_name.icontains(text, autoescape=True)
    )
    return list(db.session.scalars(select(UserRow.id).where(named).limit(500)))


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def without_password(user_ids: Collection[int]) -> list[int]:
    query = select(UserRow.id).where(UserRow.id.in_(user_ids), UserRow.active, UserRow.password_hash == "")
    return list(db.session.scalars(query.order_by(UserRow.id)))


def holders(
    roles: Collection[str], department_ids: Collection[int] | None, campaign_id: int | None
) -> Sequence[UserRow]:
    """Active people with one of the roles, reaching one of the departments (given with all above) and the campaign."""
    grant = aliased(GrantRow)
    fits = [grant.user_id == UserRow.id, grant.role.in_(roles)]
    if department_ids is not None:
        fits.append(or_(grant.department_id.is_(None), grant.department_id.in_(department_ids)))
    if campaign_id is not None:
        fits.append(or_(grant.campaign_id.is_(None), grant.campaign_id == campaign_id))
    query = select(UserRow).where(UserRow.active, select(grant.id).where(*fits).exists()).order_by(UserRow.id)
    return db.session.scalars(query).all()


def administrators() -> int:
    """How many active people hold the role administrator."""
    query = select(func.count(func.distinct(UserRow.id))).join(GrantRow, GrantRow.user_id == UserRow.id)
    return db.session.scalar(query.where(UserRow.active, GrantRow.role == "administrator")) or 0


# ── guests ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def guest_by_secret(digest: str) -> GuestRow | None:
    """Whose link or code it is."""
    return db.session.scalar(
        select(GuestRow).where(or_(GuestRow.token_digest == digest, GuestRow.code_digest == digest))
    )


def guests(user_ids: Collection[int]) -> Sequence[tuple[GuestRow, str]]:
    """The rows with their person's name."""
    query = select(GuestRow, UserRow.name).join(UserRow, UserRow.id == GuestRow.user_id)
    return [(row[0], row[1]) for row in db.session.execute(query.where(GuestRow.user_id.in_(user_ids)))]


def guests_over(now: datetime) -> Sequence[int]:
    """Guests whose hours are over and whose account still stands."""
    query = select(GuestRow.user_id).join(UserRow, UserRow.id == GuestRow.user_id)
    return db.session.scalars(query.where(GuestRow.ends_at <= now, UserRow.active)).all()


# ── grants and links ────────────────────────────────────────────────────────────────────────────────────────────────
def grants_of(user_id: int) -> Sequence[GrantRow]:
    return db.session.scalars(select(GrantRow).where(GrantRow.user_id == user_id).order_by(GrantRow.id)).all()


def grants_everywhere(user_ids: Collection[int]) -> list[tuple[int, str, int | None]]:
    """(user, role, department) of every grant of these people that isn't limited to a campaign."""
    found: list[tuple[int, str, int | None]] = []
    wanted = list(user_ids)
    for start in range(0, len(wanted), 500):
        query = select(GrantRow.user_id, GrantRow.role, GrantRow.department_id).where(
            GrantRow.user_id.in_(wanted[start : start + 500]), GrantRow.campaign_id.is_(None)
        )
        found.extend((row[0], row[1], row[2]) for row in db.session.execute(query))
    return found


def same_grant(
    user_id: int, role: str, department_id: int | None, campaign_id: int | None
) -> GrantRow | None:
    return db.session.scalar(
        select(GrantRow).where(
            GrantRow.user_id == user_id,
            GrantRow.role == role,
            GrantRow.department_id.is_not_distinct_from(department_id),
            GrantRow.campaign_id.is_not_distinct_from(campaign_id),
        )
    )


def open_link(token_digest: str, now: datetime) -> LinkRow | None:
    return db.session.scalar(
        select(LinkRow).where(
            LinkRow.token_digest == token_digest, LinkRow.used_at.is_(None), LinkRow.expires_at > now
        )
    )


def use_link(link_id: int, now: datetime) -> bool:
    """Claim a link: of two who click at once only one gets True."""
    query = update(LinkRow).where(LinkRow.id == link_id, LinkRow.used_at.is_(None)).values(used_at=now)
    return _count(query) == 1


def drop_open_links(user_id: int | None) -> None:
    query = delete(LinkRow).where(LinkRow.user_id.is_not_distinct_from(user_id), LinkRow.used_at.is_(None))
    db.session.execute(query)


# ── counters ────────────────────────────────────────────────────────────────────────────────────────────────────────
def locked_throttle(key: str) -> ThrottleRow:
    """The counter of a key, made when missing, locked until the transaction ends."""
    for _attempt in range(2):
        row = db.session.get(ThrottleRow, key, with_for_update=True, populate_existing=True)
        if row is not None:
            return row
        try:
            with db.session.begin_nested():
                db.session.add(ThrottleRow(key=key, count=0, locks=0))
        except IntegrityError:
            continue  # somebody made it between our look and our insert
    return db.session.get_one(ThrottleRow, key, with_for_update=True, populate_existing=True)


_PROVEN = select(ProvenPhoneRow.phone_digest, ProvenPhoneRow.phone_sealed, ProvenPhoneRow.until).where(
    ProvenPhoneRow.token_digest == bindparam("token")
)


@lru_cache(maxsize=2)
def _proven_many(dialect: str) -> Any:
    return select(
        ProvenPhoneRow.token_digest,
        ProvenPhoneRow.phone_digest,
        ProvenPhoneRow.phone_sealed,
        ProvenPhoneRow.until,
    ).where(is_listed(ProvenPhoneRow.token_digest, "tokens", dialect))


# ── phones ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def code_row(proof_digest: str, *, lock: bool = False) -> PhoneCodeRow | None:
    query = select(PhoneCodeRow).where(PhoneCodeRow.proof_digest == proof_digest)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def proven_phone(token_digest: str) -> Any:
    """(phone_digest, phone_sealed, until) of a proof, or None: asked with every step of a booking."""
    found = read_rows(_PROVEN, {"token": token_digest})
    return found[0] if found else None


def proven_phones(token_digests: Collection[str]) -> dict[str, Any]:
    """The same for several proofs, in one query: (token_digest, phone_digest, phone_sealed, until) by token's digest."""
    if not token_digests:
        return {}
    found = read_rows(_proven_many(dialect_name()), {"tokens": list(token_digests)})
    return {row.token_digest: row for row in found}


def phone_rows(phone_digest: str) -> tuple[Sequence[PhoneCodeRow], Sequence[ProvenPhoneRow]]:
    codes = db.session.scalars(select(PhoneCodeRow).where(PhoneCodeRow.phone_digest == phone_digest)).all()
    proofs = db.session.scalars(
        select(ProvenPhoneRow).where(ProvenPhoneRow.phone_digest == phone_digest)
    ).all()
    return codes, proofs


def drop_phone(phone_digest: str) -> None:
    db.session.execute(delete(PhoneCodeRow).where(PhoneCodeRow.phone_digest == phone_digest))
    db.session.execute(delete(ProvenPhoneRow).where(ProvenPhoneRow.phone_digest == phone_digest))


def drop_proven(token_digest: str) -> None:
    db.session.execute(delete(ProvenPhoneRow).where(ProvenPhoneRow.token_digest == token_digest))


def drop_throttle(key: str) -> None:
    db.session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


# ── cleaning up ─────────────────────────────────────────────────────────────────────────────────────────────────────
def purge(
    *, sessions_before: datetime, idle_before: datetime, codes_before: datetime, quiet_before: datetime
) -> None:
    """Remove what nobody needs any more: ended sessions, old codes and proofs, used-up links, quiet counters."""
    db.session.execute(
        delete(SessionRow).where(
            or_(SessionRow.created_at <= sessions_before, SessionRow.last_seen_at <= idle_before)
        )
    )
    db.session.execute(delete(PhoneCodeRow).where(PhoneCodeRow.expires_at <= codes_before))
    db.session.execute(delete(ProvenPhoneRow).where(ProvenPhoneRow.until <= codes_before))
    db.session.execute(delete(LinkRow).where(LinkRow.expires_at <= quiet_before))
    db.session.execute(
        delete(ThrottleRow).where(or_(ThrottleRow.last_at <= quiet_before, ThrottleRow.last_at.is_(None)))
    )


def _count(query: Any) -> int:
    result: Any = db.session.execute(query)
    return int(result.rowcount)

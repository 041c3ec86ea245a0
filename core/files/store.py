"""The room's queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select

from core.base.db import db
from core.base.files import PICTURES, FileRow
from core.files.models import ConsentRow, ItemRow


def item(file_id: int) -> ItemRow | None:
    return db.session.scalars(select(ItemRow).where(ItemRow.file_id == file_id)).one_or_none()


def items_of(file_ids: Collection[int]) -> dict[int, ItemRow]:
    """By file id; files outside any drawer are left out."""
    if not file_ids:
        return {}
    found = db.session.scalars(select(ItemRow).where(ItemRow.file_id.in_(file_ids)))
    return {row.file_id: row for row in found}


def drawer(
    departments: Collection[int] | None, sort: str, limit: int, offset: int
) -> Sequence[tuple[ItemRow, FileRow]]:
    """What lies in the drawers of these departments (None: all), newest first."""
    wanted = _drawer(departments, sort).order_by(ItemRow.id.desc()).limit(limit).offset(offset)
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def drawer_count(departments: Collection[int] | None, sort: str) -> int:
    return db.session.scalar(select(func.count()).select_from(_drawer(departments, sort).subquery())) or 0


def _drawer(departments: Collection[int] | None, sort: str) -> Select[ItemRow, FileRow]:
    wanted = select(ItemRow, FileRow).join(FileRow, FileRow.id == ItemRow.file_id)
    if departments is not None:
        wanted = wanted.where(ItemRow.department_id.in_(departments))
    if sort == "pictures":
        wanted = wanted.where(FileRow.kind.in_(PICTURES))
    elif sort == "documents":
        wanted = wanted.where(FileRow.kind.not_in(PICTURES))
    elif sort == "open":
        wanted = wanted.where(FileRow.kind.in_(PICTURES), ItemRow.answer == "open")
    return wanted


def consents(item_ids: Collection[int]) -> dict[int, list[ConsentRow]]:
    """By item, oldest first."""
    found: dict[int, list[ConsentRow]] = {item_id: [] for item_id in item_ids}
    if item_ids:
        wanted = select(ConsentRow).where(ConsentRow.item_id.in_(item_ids)).order_by(ConsentRow.id)
        for row in db.session.scalars(wanted):
            found[row.item_id].append(row)
    return found


def with_withdrawn_consent(departments: Collection[int] | None) -> Sequence[ItemRow]:
    """Items that somebody withdrew a consent from."""
    wanted = (
        select(ItemRow)
        .where(ItemRow.id.in_(select(ConsentRow.item_id).where(ConsentRow.withdrawn_at.is_not(None))))
        .order_by(ItemRow.id)
    )
    if departments is not None:
        wanted = wanted.where(ItemRow.department_id.in_(departments))
    return db.session.scalars(wanted).all()

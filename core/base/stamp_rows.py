"""Stamps where several machines serve one site (STAMPS=database): rows, raised in the transaction of the change."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from flask import g, has_request_context
from sqlalchemy import BigInteger, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.base.db import Model, db
from core.base.stamps import Slots


class PageStamp(Model):
    """A stamp where several machines serve one site. `slot` 0: everything that public pages may show."""

    __tablename__ = "base_page_stamp"

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    raised: Mapped[int] = mapped_column(BigInteger, default=0)


class DatabaseStamps:
    """The stamps of several machines, in rows. Asked for once per request; outside of one nothing is kept."""

    quick = False

    def values(self, slots: Slots) -> tuple[int, ...]:
        found = self._of_this_request()
        return (
            tuple([found.get(slot, 0) for slot in slots]) if found is not None else (time.perf_counter_ns(),)
        )

    def _of_this_request(self) -> dict[int, int] | None:
        if not has_request_context():
            return None
        if "stamps" not in g:
            rows = db.session.execute(select(PageStamp.slot, PageStamp.raised)).all()
            g.stamps = {row.slot: row.raised for row in rows}
        kept: dict[int, int] = g.stamps
        return kept

    def raise_now(self, slots: Collection[int]) -> None:
        """Nothing to do outside of a transaction: the rows can't be behind what they were stored with."""

    @contextmanager
    def raising(self, slots: Slots, session: Session) -> Iterator[None]:
        for slot in sorted(slots):  # always in this order, so that two commits never wait for each other
            session.execute(
                update(PageStamp).where(PageStamp.slot == slot).values(raised=PageStamp.raised + 1),
                execution_options={"synchronize_session": False},
            )
        if has_request_context():
            g.pop("stamps", None)
        yield

    def may_keep(self, _slots: Slots) -> bool:
        return True

"""The nightly purges, one row each: the office sees that they ran."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class PurgeRun(Model):
    """One run of the purge. `counts`: declared field → how many values went; `failed`: who could not be asked."""

    __tablename__ = "trail_purge"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    failed: Mapped[list[str]] = mapped_column(JSON)
    user_id: Mapped[int | None]

"""The announcement's side of the publishing chain."""

from __future__ import annotations

from core.api import TextKind

ANNOUNCEMENT = TextKind("open_day.announcement")

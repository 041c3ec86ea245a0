"""The same house as in the web tests."""

from __future__ import annotations

from tests.web.open_day.conftest import house

__all__ = ["house"]

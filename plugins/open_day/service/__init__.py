"""Use cases of the open day: plans, announcements, booking."""

from __future__ import annotations

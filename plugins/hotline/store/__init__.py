"""The few queries and conditional updates of the hotline, by subject."""

from __future__ import annotations

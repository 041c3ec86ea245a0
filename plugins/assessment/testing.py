"""Rows for the contract tests: one person's traces in the assessment. Each part adds its function below."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign

from .plugin import demo


def fill(campaign: Campaign, now: datetime) -> None:
    """Every part's story, and rows in the tables that only people fill."""
    demo(campaign, now)


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """What every part keeps about a person."""
